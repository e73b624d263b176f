"""What a line sells, held against the product and the policy: its name, price, tax and quantity. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from msgspec import Struct

from syncro import money
from syncro.jsonio import Json
from syncro.records import Product
from syncro.rules import findings
from syncro.rules.billing import charge_findings
from syncro.rules.billing.policy import Labor, Policy, Price, Unit
from syncro.rules.billing.work import LABOR_CATEGORY, Work
from syncro.rules.by_hand.write import Need, Write, amount, record, whole
from syncro.rules.findings import Finding

MOST = Decimal(1000)
"""More of one thing on one line is a typing error rather than a sale."""


class Sold(Struct, frozen=True):
    """What a line says, as dollars per unit. A field that is None isn't sent, and isn't judged.

    `price_field`, `name_field`: what the operation calls them. `unit`: what one of its price is worth in dollars.
    """

    product: Product
    name: str | None = None
    price: Decimal | None = None
    quantity: Decimal | None = None
    taxable: bool | None = None
    price_field: str = "price_retail"
    name_field: str = "name"
    unit: Decimal = Decimal(1)

    def as_sent(self, price: Decimal) -> str:
        """A price in dollars as the field wants it."""
        return money.text(price) if self.unit == 1 else str(int(money.whole(price / self.unit)))


def product_reads(write: Write, product_id: Json) -> Iterator[Need]:
    """The product, and for emergency labor those whose price it may take."""
    yield record("products.get", product_id)
    labor = write.policy.labor_of_product(product_id)
    if labor is not None and labor.premium:
        yield from (record("products.get", each.product_id) for each in _regular_labor(write.policy))


def findings_of(write: Write, sold: Sold) -> Iterator[Finding]:
    """Everything that is wrong with what is sold."""
    product, labor = sold.product, write.policy.labor_of_product(sold.product.id)
    if labor is not None:
        work = Work(0, _key(write.policy, labor), write.me.user_name)
        yield from charge_findings.labor_findings(work, labor, allow_project=write.allow_project)
        yield from charge_findings.product_findings(labor, product, write.policy)
    else:
        yield from _unknown_product(product)
    yield from _name(write, sold)
    yield from _price(write, sold)
    yield from _tax(write, sold)
    yield from _quantity(write, sold)


def is_labor(policy: Policy, product: Product) -> bool:
    """Labor by the policy, or by the category that draws on prepay hours."""
    return policy.labor_of_product(product.id) is not None or product.product_category == LABOR_CATEGORY


def is_generic(policy: Policy, product: Product) -> bool:
    """The one product for all hardware, whose lines have a name and a price of their own."""
    return product.id == policy.hardware_product


def costs_something(policy: Policy, product: Product) -> bool:
    """True unless the product is free: by the policy, or by its live price where it isn't labor."""
    labor = policy.labor_of_product(product.id)
    if labor is not None:
        return not labor.no_charge
    return product.price_retail != 0 or product.product_category == LABOR_CATEGORY


def premium_prices(write: Write) -> set[Decimal]:
    """Prices of emergency labor that the policy makes of a channel's regular labor, at today's rates."""
    regular = (write.product(labor.product_id) for labor in _regular_labor(write.policy))
    return {money.cents(each.price_retail * write.policy.premium.factor) for each in regular if each is not None}


def _regular_labor(policy: Policy) -> list[Labor]:
    rules = [rule for rule in policy.premium.rules if rule.price is Price.CHANNEL_TIMES_FACTOR]
    found = (policy.regular_for(channel) for rule in rules for channel in rule.channels)
    return [labor for labor in found if labor is not None]


def _key(policy: Policy, labor: Labor) -> str:
    return next(key for key, each in policy.labor.items() if each is labor)


def _unknown_product(product: Product) -> Iterator[Finding]:
    if product.disabled:
        text = f"{product.name} ({product.id}) is disabled."
        yield findings.warning(
            "product.disabled", text, "Make sure that it is the right product.", product_id=product.id
        )
    if product.product_category == LABOR_CATEGORY:
        text = f"{product.name} ({product.id}) is labor, and the policy doesn't know it."
        if product.price_retail == 0:
            yield findings.block(
                "labor.unknown",
                f"{text} It would be free.",
                "Add it to the policy as no_charge if it is.",
                id=product.id,
            )
        else:
            yield findings.warning("labor.unknown", text, "Add it to the policy.", id=product.id)


def _name(write: Write, sold: Sold) -> Iterator[Finding]:
    if sold.name is None or sold.name == sold.product.name:
        return
    if is_generic(write.policy, sold.product) and sold.name.strip():
        return
    yield findings.block(
        "line.name",
        f"Product {sold.product.id} is called {sold.product.name!r}, and the line {sold.name!r}. Accounting goes by the name.",
        f"Send {sold.name_field}={sold.product.name!r}, and say what was done in the description.",
        product_id=sold.product.id,
    )


def _price(write: Write, sold: Sold) -> Iterator[Finding]:
    product, price = sold.product, sold.price
    if price is None or price == product.price_retail:
        return
    live = sold.as_sent(product.price_retail)
    if price < 0 or money.cents(price) != price:
        text = f"{price} is no price."
        remedy = f"Send {sold.price_field} in dollars and cents, 0.00 or more."
        yield findings.block("line.price", text, remedy, product_id=product.id)
    elif is_generic(write.policy, product):
        if price == 0:
            yield findings.warning("line.free", "The line costs nothing.", "Is that right?", product_id=product.id)
    elif price == 0 and product.price_retail > 0:
        yield findings.block(
            "line.free",
            f"{product.name} costs {money.text(product.price_retail)}, and this line would be free.",
            f"Send {sold.price_field}={live}; work at no charge goes on the warranty or internal product.",
            product_id=product.id,
        )
    elif is_labor(write.policy, product):
        yield from _labor_price(write, sold, live)
    else:
        text = f"{product.name} costs {money.text(product.price_retail)} now, and the line says {money.text(price)}."
        yield findings.warning("line.price", text, "Is that right?", product_id=product.id)


def _labor_price(write: Write, sold: Sold, live: str) -> Iterator[Finding]:
    product, labor = sold.product, write.policy.labor_of_product(sold.product.id)
    if labor is not None and labor.premium and sold.price in premium_prices(write):
        return
    yield findings.block(
        "line.price",
        f"{product.name} costs {money.text(product.price_retail)} now, and the line says {money.text(sold.price or money.ZERO)}.",
        f"Send {sold.price_field}={live}, or let `syncro bill` take the rate that applies.",
        product_id=product.id,
    )


def _tax(write: Write, sold: Sold) -> Iterator[Finding]:
    if sold.taxable is None:
        return
    wanted = write.policy.charging.labor_taxable
    if is_labor(write.policy, sold.product):
        if sold.taxable is not wanted:
            text = f"Labor is {'' if wanted else 'not '}taxable by policy {write.policy.name}."
            yield findings.block(
                "line.taxable", text, f"Send taxable={str(wanted).lower()}.", product_id=sold.product.id
            )
    elif sold.taxable is not sold.product.taxable:
        text = f"{sold.product.name} is {'' if sold.product.taxable else 'not '}taxable, and the line says otherwise."
        yield findings.warning("line.taxable", text, "Is that right?", product_id=sold.product.id)


def _quantity(write: Write, sold: Sold) -> Iterator[Finding]:
    quantity = sold.quantity
    if quantity is None:
        return
    if quantity <= 0 or money.cents(quantity) != quantity:
        text = f"A quantity of {quantity} can't be billed."
        yield findings.block(
            "line.quantity", text, "Send more than 0, with at most two decimals.", quantity=str(quantity)
        )
        return
    labor = write.policy.labor_of_product(sold.product.id)
    by_event = labor is not None and labor.unit is Unit.EVENT
    most = write.policy.charging.max_minutes
    if is_labor(write.policy, sold.product) and not by_event and quantity * money.MINUTES_PER_HOUR > most:
        text = f"{money.text(quantity)} hours on one line is more than the {most} minutes that policy {write.policy.name} allows."
        yield findings.block("line.quantity", text, "Split the work over several lines.", quantity=money.text(quantity))
    elif quantity > MOST:
        yield findings.block(
            "line.quantity",
            f"{money.text(quantity)} × {sold.product.name} looks like a typing error.",
            "Correct the quantity.",
            quantity=money.text(quantity),
        )


def dollars(value: Json, unit: Decimal = Decimal(1)) -> Decimal | None:
    """A price in a body as dollars; None where none is sent."""
    number = amount(value) if unit == 1 else whole(value)
    return None if number is None else number * unit

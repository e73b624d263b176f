"""How Syncro counts: totals, tax, prepay hours (facts §19). Amounts in, amounts out; only `draw` touches records."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from syncro import money
from syncro.sandbox import figures
from syncro.sandbox.context import Context
from syncro.sandbox.database import Record

LABOR = "Labor"
PREPAY = "Prepay Hours"
PERCENT = Decimal(100)


class Totals(Struct, frozen=True):
    """What stands under an invoice."""

    subtotal: Decimal
    tax: Decimal

    def fields(self) -> Record:
        """As an invoice carries them."""
        total = self.subtotal + self.tax
        return {
            "subtotal": figures.text(self.subtotal),
            "tax": figures.text(self.tax),
            "total": figures.text(total),
        }


class Part(Struct, frozen=True):
    """Hours of one ticket line at one price; `drawn` of them came from the block, negative when added to it."""

    quantity: Decimal
    price: Decimal
    drawn: Decimal


def line_amount(line: Record) -> Decimal:
    """Quantity × price less discounts, rounded half up to cents."""
    gross = figures.decimal(line["quantity"]) * figures.decimal(line["price"])
    percent = figures.decimal(line.get("discount_percent"))
    return money.cents(gross * (PERCENT - percent) / PERCENT - figures.decimal(line.get("discount_dollars")))


def totals(lines: Sequence[Record], rate: Decimal) -> Totals:
    """Σ lines, and tax on the taxable ones, rounded per line; `rate` in percent."""
    amounts = [(line_amount(line), bool(line.get("taxable"))) for line in lines]
    tax = sum((money.cents(amount * rate / PERCENT) for amount, taxable in amounts if taxable), figures.ZERO)
    return Totals(sum((amount for amount, _ in amounts), figures.ZERO), tax)


def tax_rate(context: Context, customer_id: object) -> Decimal:
    """The customer's tax rate in percent; none is 0."""
    customer = context.state.get("customers", customer_id) or {}
    rate = context.state.get("tax_rates", customer.get("tax_rate_id")) or {}
    return figures.decimal(rate.get("rate"))


def category_of(context: Context, product_id: object) -> str | None:
    """The product's category, by which prepay hours are drawn or added."""
    product = context.state.get("products", product_id) or {}
    category = product.get("product_category")
    return str(category) if category else None


def split(quantity: Decimal, price: Decimal, category: str | None, block: Decimal) -> list[Part]:
    """A ticket line as the one or two invoice lines it becomes: covered hours at 0, the rest at its price."""
    if category == PREPAY:
        return [Part(quantity, price, -quantity)]
    covered = max(min(quantity, block), figures.ZERO) if category == LABOR else figures.ZERO
    if not covered:
        return [Part(quantity, price, figures.ZERO)]
    parts = [Part(covered, figures.ZERO, covered)]
    return [*parts, Part(quantity - covered, price, figures.ZERO)] if quantity > covered else parts


def block_of(context: Context, customer_id: object) -> Decimal:
    """The customer's prepay hours."""
    return figures.decimal((context.state.get("customers", customer_id) or {}).get("prepay_hours"))


def draw(context: Context, customer_id: object, hours: Decimal) -> None:
    """Take hours from the customer's block; negative gives them back or adds."""
    customer = context.state.get("customers", customer_id)
    if customer is None or not hours:
        return
    left = figures.decimal(customer.get("prepay_hours")) - hours
    context.state.change("customers", customer, prepay_hours=figures.text(left))

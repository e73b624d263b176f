"""What isn't known and would change money stops a plan: unknown is never zero (design §3). Decides; never reads."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from syncro import money
from syncro.records import Customer, Product, Ticket
from syncro.rules import findings
from syncro.rules.billing.forecast import BillLine
from syncro.rules.findings import Finding

MOST_HOURS = Decimal(10_000)
"""More prepay hours than a year has: nobody has bought them."""
EMERGENCY = "emergency work"
LOOK = "Look at the customer in Syncro, then plan again."


def usable_hours(customer: Customer) -> Decimal | None:
    """The prepay hours to reckon with; None where they aren't known, or are what nobody can have."""
    hours = customer.prepay_hours
    return hours if hours is not None and 0 <= hours <= MOST_HOURS else None


def of_bill(customer: Customer, lines: Sequence[BillLine], *, emergency: bool = False) -> list[Finding]:
    """What isn't known about an invoice over these lines. `emergency`: its quantity and price wait for the prepay hours."""
    hours = usable_hours(customer)
    about_hours = _hours(customer, lines, emergency) if hours is None else _categories(lines, hours)
    return [*about_hours, *of_tax(customer, lines)]


def of_tax(customer: Customer, lines: Iterable[BillLine]) -> list[Finding]:
    """A line that may be taxable, or a customer who may be taxed. A tax rate that is shown as none is known."""
    told = customer.shows("tax_rate_id")
    if told and customer.tax_rate_id is None:
        return []
    open_ones = _names(line for line in lines if line.taxable is None)
    if open_ones:
        text = f"Syncro doesn't show whether {open_ones} is taxable, so the total can't be predicted."
        return [findings.block("tax.line_unknown", text, "Look at it in Syncro, then plan again.", names=open_ones)]
    taxable = _names(line for line in lines if line.taxable)
    if told or not taxable:
        return []
    text = f"Syncro doesn't show which tax {customer.shown_name} pays, and {taxable} is taxable."
    return [findings.block("tax.customer_unknown", text, LOOK, id=customer.id)]


def of_waiting(ticket: Ticket) -> list[Finding]:
    """Lines of which nobody can say whether an invoice has taken them already."""
    lines = [line for line in ticket.line_items if line.converted is None]
    return [
        findings.block(
            "line.state_unknown",
            f"Syncro doesn't show whether line {line.id} ({line.name}) is invoiced already, so the total can't be predicted.",
            "Look at the ticket in Syncro, then plan again.",
            id=line.id,
        )
        for line in lines
    ]


def of_product(product: Product) -> list[Finding]:
    """A product without a name: accounting maps on it."""
    if product.name.strip():
        return []
    text = f"Syncro shows no name for product {product.id}, and accounting goes by the name."
    return [findings.block("name.unknown", text, "Name it in Syncro, then plan again.", product_id=product.id)]


def _hours(customer: Customer, lines: Iterable[BillLine], emergency: bool) -> list[Finding]:
    touched = [line for line in lines if line.draws is not False or line.adds is not False]
    costly = _names(line for line in touched if not line.no_charge)
    named = " and ".join(name for name in (EMERGENCY if emergency else "", costly) if name)
    if named:
        return [_stop(customer, named)]
    if not touched:
        return []
    text = (
        f"{_state(customer)} If there are any, Syncro takes hours from them for {_names(touched)}, which costs nothing."
    )
    return [findings.warning("prepay.unknown", text, id=customer.id)]


def _stop(customer: Customer, named: str) -> Finding:
    hours = customer.prepay_hours
    if hours is None:
        text = f"{_state(customer)} Whether {named} is charged or taken from them can't be determined."
        return findings.block("prepay.unknown", text, LOOK, id=customer.id)
    text = f"{_state(customer)} They decide what {named} costs."
    remedy = "Correct them in Syncro, then plan again."
    return findings.block("prepay.senseless", text, remedy, id=customer.id, prepay_hours=money.text(hours))


def _state(customer: Customer) -> str:
    hours = customer.prepay_hours
    if hours is None:
        return f"Syncro doesn't show how many prepay hours {customer.shown_name} has."
    return f"Syncro says {customer.shown_name} has {money.text(hours)} prepay hours, which can't be right."


def _categories(lines: Sequence[BillLine], hours: Decimal) -> list[Finding]:
    """A line of which nobody can say whether it draws matters only where there are hours to draw on."""
    if not hours and all(line.adds is False for line in lines):
        return []
    open_ones = _names(line for line in lines if (line.draws is None or line.adds is None) and not line.no_charge)
    if not open_ones:
        return []
    text = f"Syncro doesn't show the category of {open_ones}, so whether prepay hours pay for it can't be determined."
    return [
        findings.block(
            "prepay.category_unknown",
            text,
            "Give the product its category in Syncro, then plan again.",
            names=open_ones,
        )
    ]


def _names(lines: Iterable[BillLine]) -> str:
    return ", ".join(dict.fromkeys(line.name or f"product {line.product_id}" for line in lines))

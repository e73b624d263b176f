"""What is odd about the lines that wait on a ticket: the next invoice takes them as they are, whoever made them. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal

from syncro import money
from syncro.records import Product, TicketLine
from syncro.rules import findings
from syncro.rules.billing.forecast import Forecast
from syncro.rules.billing.policy import HUNDRED, Labor, Policy, Price
from syncro.rules.findings import Finding

FIX = "Correct the line on the ticket, then plan again."
RIGHT = "Correct the line on the ticket first, unless it was agreed."


def findings_of(lines: Iterable[TicketLine], policy: Policy, products: Mapping[int, Product]) -> list[Finding]:
    """What stops the bill, and what a person should look at before the yes. `products`: those that were read."""
    return [finding for line in lines for finding in _odd(line, policy, products)]


def of_total(expected: Forecast) -> list[Finding]:
    """An invoice below zero pays the customer: nobody means that."""
    if expected.subtotal is None or expected.subtotal >= 0:
        return []
    text = f"The invoice would come to {money.text(expected.subtotal)}: it would pay the customer."
    remedy = "Correct the lines on the ticket; a refund is made in Syncro."
    return [findings.block("invoice.negative", text, remedy, money=money.text(expected.subtotal))]


def _odd(line: TicketLine, policy: Policy, products: Mapping[int, Product]) -> Iterator[Finding]:
    labor = policy.labor_of_product(line.product_id)
    yield from _amounts(line, labor)
    if labor is None:
        return
    known = products.get(labor.product_id)
    names = {labor.name, *([known.name] if known else [])}
    if line.name not in names:
        text = f"{_shown(line)} is sold under another name than its product's, {known.name if known else labor.name}."
        remedy = f"Accounting goes by the name. {FIX}"
        yield findings.warning("line.name", text, remedy, id=line.id, product_id=labor.product_id)
    if line.taxable is not None and line.taxable is not policy.charging.labor_taxable:
        text = f"{_shown(line)} is labor and {'taxable' if line.taxable else 'not taxable'}; the policy says otherwise."
        yield findings.warning("line.taxable", text, FIX, id=line.id, product_id=labor.product_id)
    yield from _price(line, labor, policy, known)


def _amounts(line: TicketLine, labor: Labor | None) -> Iterator[Finding]:
    finding = findings.block if labor else findings.warning
    if line.quantity < 0 or line.price_retail < 0:
        text = f"{_shown(line)} takes money off the invoice."
        yield finding("line.quantity" if line.quantity < 0 else "line.price", text, FIX, id=line.id)
    if line.quantity == 0:
        yield findings.warning("line.quantity", f"{_shown(line)} bills nothing.", FIX, id=line.id)


def _price(line: TicketLine, labor: Labor, policy: Policy, known: Product | None) -> Iterator[Finding]:
    """A price further off than live prices may change is likely a typing error; only a person knows what was agreed."""
    if line.price_retail <= 0 or labor.no_charge:
        return
    rates = _rates(labor, policy, known)
    most = policy.charging.max_rate_change
    if any(abs(line.price_retail - rate) * HUNDRED <= rate * most for rate in rates):
        return
    text = f"{_shown(line)}: the rate of this labor is {money.text(rates[0])}."
    yield findings.warning("line.price", text, RIGHT, id=line.id, money=money.text(line.price_retail))


def _rates(labor: Labor, policy: Policy, known: Product | None) -> Sequence[Decimal]:
    """What an hour of it may cost: its own rate and, where emergency work is priced by channel, those of the channels."""
    own = [known.price_retail] if known else []
    if not labor.premium:
        return [*own, labor.rate]
    rules = (rule for rule in policy.premium.rules if rule.price is Price.CHANNEL_TIMES_FACTOR)
    regular = (policy.regular_for(channel) for rule in rules for channel in rule.channels)
    return [*own, labor.rate, *(each.rate * policy.premium.factor for each in regular if each is not None)]


def _shown(line: TicketLine) -> str:
    return f"Line {line.id} on the ticket ({money.text(line.quantity)} × {money.text(line.price_retail)} {line.name})"

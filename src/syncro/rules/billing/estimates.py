"""Estimates as steps: a new one, and a line of hardware whose price sticks (R-12, facts §7). Pure."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from msgspec import Struct
from msgspec.structs import replace

from syncro import money
from syncro.calls import Call, from_step
from syncro.jsonio import Json
from syncro.records import Customer, Estimate, InvoiceLine, Product
from syncro.rules import findings
from syncro.rules.billing.forecast import BillLine, Forecast
from syncro.rules.findings import Finding
from syncro.rules.plans.expectations import EstimateSum, Expectation, Fields
from syncro.rules.plans.plan import GOES_ALONG, Expected, ExpectedLine, Kind, Look, Recogniser, Step
from syncro.rules.plans.recognise import looks_like, matches
from syncro.rules.tickets.duplicates import MOMENTS_AGO
from syncro.rules.words import texts

LINE, PRICE, NEW = "line", "price", "estimate"
"""Names of the steps."""
DECIDED = frozenset({"Approved", "Declined"})


class Writer(Struct, frozen=True):
    """Whose key writes."""

    tech: str
    owner: str


class Hardware(Struct, frozen=True):
    """A thing to be sold: its own name and price on the one generic product. `cost` may stay unsaid."""

    name: str
    price: Decimal
    quantity: Decimal
    cost: Decimal | None = None

    def fields(self, product: Product) -> dict[str, Json]:
        """The line as sent: the product's real name for accounting (R-35), the thing's own name for the customer."""
        fields: dict[str, Json] = {
            "product_id": product.id,
            "item": product.name,
            "name": self.name,
            "quantity": self.quantity,
            "price": self.price,
            "taxable": True,
        }
        return fields if self.cost is None else fields | {"cost": self.cost}


def creating(body: Mapping[str, Json], existing: Iterable[Estimate], by: Writer) -> Step:
    """A new estimate. `existing`: those that exist, so that an equal one isn't taken for this one."""
    match = {name: body[name] for name in ("customer_id", "name", "ticket_id") if name in body}
    known = tuple(each.id for each in existing if looks_like(each.raw, match))
    return Step(
        name=NEW,
        call=Call("estimates.create", body=dict(body)),
        as_tech=by.tech,
        owner=by.owner,
        reason=f"a new estimate, {body['name']}",
        undo="DELETE /estimates/{id}",
        recogniser=Recogniser(
            Kind.NEW, Call("estimates.list"), match=match, known=known, doubts={"employee": by.owner}
        ),
        inverse=Call("estimates.delete", {"id": from_step(NEW)}),
    )


def created(body: Mapping[str, Json]) -> Expectation:
    """The estimate stands as it was sent."""
    fields = {name: body[name] for name in ("customer_id", "name", "ticket_id") if name in body}
    return Fields(Call("estimates.get", {"id": from_step(NEW)}), "Estimate", fields, proves=NEW)


def adding(estimate: Estimate, thing: Hardware, product: Product, by: Writer) -> tuple[Step, ...]:
    """The line, and its price once more if the product's own price won (facts §7: the price trap)."""
    fields = thing.fields(product)
    read = Call("estimates.get", {"id": estimate.id})
    own: dict[str, Json] = {"id": from_step(LINE)}
    wanted = {name: fields[name] for name in ("name", "quantity", "price", "taxable")}
    match = {name: fields[name] for name in ("product_id", "name", "quantity")}
    known = tuple(line.id for line in estimate.line_items if looks_like(line.raw, match))
    add = Step(
        name=LINE,
        call=Call("estimates.add_line_item", {"id": estimate.id}, body=fields),
        as_tech=by.tech,
        owner=by.owner,
        reason=f"{money.text(thing.quantity)} × {thing.name} at {money.text(thing.price)}",
        undo=f"DELETE /estimates/{estimate.id}/line_items/{{line_item_id}}",
        recogniser=Recogniser(Kind.NEW, read, "line_items", match, known),
        inverse=Call("estimates.remove_line_item", {"id": estimate.id, "line_item_id": from_step(LINE)}),
    )
    stick = Step(
        name=PRICE,
        call=Call("estimates.update_line_item", {"id": estimate.id, "line_item_id": from_step(LINE)}, body=fields),
        as_tech=by.tech,
        owner=by.owner,
        reason="its own price and name, if Syncro took the product's instead",
        undo=GOES_ALONG,
        recogniser=Recogniser(Kind.STATE, read, "line_items", own | wanted),
        unless=Look(read, "line_items", own, wanted),
    )
    return add, stick


def added(estimate: Estimate, thing: Hardware, product: Product, expected: Forecast) -> tuple[Expectation, ...]:
    """The line as shown, and sums that agree with it (R-12: totals verified)."""
    read = Call("estimates.get", {"id": estimate.id})
    fields = {name: value for name, value in thing.fields(product).items() if name != "cost"}
    line, own = {"id": from_step(LINE)}, {"product_id": product.id, "quantity": thing.quantity}
    return (
        Fields(read, "Line", own, "line_items", line, proves=LINE),
        Fields(read, "Line", fields, "line_items", line, proves=PRICE),
        EstimateSum(read, f"Estimate {estimate.number}", expected.subtotal, expected.total, proves=PRICE),
    )


def lines_with(estimate: Estimate, thing: Hardware, product: Product) -> list[BillLine]:
    """All lines as they will stand; prepay hours aren't drawn before there is an invoice (facts §19)."""
    new = BillLine(product.id, thing.name, thing.quantity, thing.price, taxable=True, draws=False)
    return [*(_existing(line) for line in estimate.line_items), new]


def outcome(lines: Sequence[BillLine], forecast: Forecast) -> Expected:
    """The result in numbers, for people and programs."""
    shown = tuple(
        ExpectedLine(
            product_id=line.product_id,
            name=line.name,
            quantity=money.text(line.quantity),
            price=money.text(line.price),
            taxable=line.taxable is True,
            total=money.text(line.amount(money.ZERO)),
            new=line.new,
        )
        for line in lines
    )
    return Expected(
        total=None if forecast.total is None else money.text(forecast.total),
        subtotal=None if forecast.subtotal is None else money.text(forecast.subtotal),
        tax=None if forecast.tax is None else money.text(forecast.tax),
        lines=shown,
    )


def findings_of_new(
    body: Mapping[str, Json], customer: Customer, existing: Iterable[Estimate], now: datetime, repeat: str
) -> list[Finding]:
    """A disabled customer, or an estimate of the same name made before (R-52)."""
    found = _disabled(customer)
    for each in existing:
        if not matches(each.raw, {name: body[name] for name in ("customer_id", "name")}):
            continue
        what = f"Estimate {each.number} of this customer has the same name ({money.text(each.total)}, {each.status})."
        equal = findings.block("duplicate.estimate", what, id=each.id)
        found.append(_repeat(equal, _recent(each.created_at, now), repeat))
    return found


def findings_of_line(
    estimate: Estimate, thing: Hardware, product: Product, customer: Customer, now: datetime, repeat: str
) -> list[Finding]:
    """What speaks against the line: a decided estimate, an equal line, no price."""
    found = [*_disabled(customer), *_state(estimate)]
    if product.disabled:
        found.append(
            findings.block(
                "product.disabled",
                f"The product {product.name!r} ({product.id}) is disabled.",
                "Enable it in Syncro first.",
                product_id=product.id,
            )
        )
    if thing.price == 0:
        found.append(
            findings.warning("line.free", f"{thing.name!r} costs nothing.", "Is that right?", product_id=product.id)
        )
    for line in estimate.line_items:
        if line.product_id == product.id and texts.same_words(line.name, thing.name):
            what = f"Line {line.id} is already {money.text(line.quantity)} × {line.name} at {money.text(line.price)}."
            equal = findings.block("duplicate.line", what, id=line.id)
            same = line.quantity == thing.quantity and _recent(line.created_at, now)
            found.append(_repeat(equal, same, repeat))
    return found


def unknown_tax() -> Finding:
    """The total can't be predicted."""
    return findings.warning(
        "tax.unknown",
        "This customer's tax rate isn't known, so the total can't be predicted; the subtotal is checked.",
        "Give the rate under [tax_rates] in the policy.",
    )


def _existing(line: InvoiceLine) -> BillLine:
    return BillLine(
        product_id=line.product_id,
        name=line.name or line.item,
        quantity=line.quantity,
        price=line.price,
        taxable=line.taxable,
        draws=False,
        new=False,
        percent_off=line.discount_percent or money.ZERO,
        dollars_off=line.discount_dollars or money.ZERO,
    )


def _disabled(customer: Customer) -> list[Finding]:
    if not customer.disabled:
        return []
    return [
        findings.block(
            "customer.disabled",
            f"{customer.shown_name} is disabled.",
            "Enable the customer in Syncro first.",
            id=customer.id,
        )
    ]


def _state(estimate: Estimate) -> list[Finding]:
    if estimate.invoice_id is not None:
        text = f"Estimate {estimate.number} has become an invoice: a line added now would reach no invoice."
        return [findings.block("estimate.converted", text, "Add it to the invoice instead.", id=estimate.id)]
    if estimate.status in DECIDED:
        text = f"Estimate {estimate.number} is {estimate.status}: the customer has decided on what it was before."
        return [findings.warning("estimate.decided", text, "Agree the change with the customer.", id=estimate.id)]
    return []


def _repeat(equal: Finding, is_same: bool, reason: str) -> Finding:
    """An equal one made moments ago stops; an older one, or a reason, leaves a warning."""
    if is_same and not reason:
        moments = f"{equal.message.removesuffix('.')}, made moments ago."
        return replace(equal, message=moments, remedy="To make it again anyway: --allow-repeat REASON.")
    return findings.knowingly(equal, reason, why="Repeated on purpose") if reason else findings.softened(equal)


def _recent(at: datetime | None, now: datetime) -> bool:
    return at is not None and now - at < MOMENTS_AGO

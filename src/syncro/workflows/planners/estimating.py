"""Plans estimates and their hardware lines (R-12). Reads only; writes nothing."""

from datetime import date

from msgspec import Struct

from syncro import money
from syncro.api import Listing, Reader, together
from syncro.calls import Call
from syncro.errors import CheckFailed, ConfigError, UsageError
from syncro.jsonio import Json
from syncro.records import Customer, Estimate, Me, Product
from syncro.rules.billing import estimates, unknowns
from syncro.rules.billing.estimates import Hardware, Writer
from syncro.rules.billing.forecast import forecast
from syncro.rules.plans import facts
from syncro.rules.plans.plan import Evidence, Plan, Subject
from syncro.rules.plans.preconditions import EstimateState, Precondition, ProductFacts, RecordFields
from syncro.rules.words import texts
from syncro.workflows.planning import Does, Surroundings, Workflow
from syncro.workflows.reading.evidence import key_of, key_owner
from syncro.workflows.reading.taxes import tax_of


class EstimateRequest(Struct, frozen=True):
    """What a person asks for; `ticket` is a visible number, `tech` the alias whose key writes."""

    customer_id: int
    name: str
    day: date
    tech: str
    ticket: int | None = None
    allow_repeat: str = ""


class EstimateLineRequest(Struct, frozen=True):
    """A line of hardware for the estimate with this visible number."""

    number: str
    thing: Hardware
    tech: str
    allow_repeat: str = ""


def plan_estimate(request: EstimateRequest, around: Surroundings) -> Plan:
    """The plan of a new estimate. Raises CheckFailed for a ticket of another customer."""
    reader = around.reader(request.tech)
    customer, me, existing = together(
        lambda: reader.customer(request.customer_id), lambda: key_owner(reader, "invoice"), reader.estimates
    )
    body = _body(request, reader)
    return around.plan(
        kind="estimate",
        title=f"New estimate for {customer.shown_name}: {request.name}",
        subject=Subject("customer", customer.id, str(customer.id), customer.shown_name),
        steps=(estimates.creating(body, existing, Writer(request.tech, me.user_name)),),
        made_by=me.user_name,
        preconditions=(_still_enabled(customer), key_of(reader, request.tech, me)),
        expectations=(estimates.created(body),),
        findings=(
            *texts.check(request.name, where="estimate's name", visible=True, secrets=around.secrets()),
            *texts.reason_findings(request.allow_repeat, around.secrets()),
            *estimates.findings_of_new(body, customer, existing, around.theirs(request.tech), request.allow_repeat),
        ),
        repeat_reason=request.allow_repeat,
    )


def plan_estimate_line(request: EstimateLineRequest, around: Surroundings) -> Plan:
    """The plan of one hardware line. Raises UsageError for an impossible quantity or price."""
    _check(request.thing)
    reader = around.reader(request.tech)
    hardware = _hardware_id(around)
    estimate, me, product = together(
        lambda: reader.estimate(request.number), lambda: key_owner(reader, "invoice"), lambda: reader.product(hardware)
    )
    customer = _customer_of(reader, estimate)
    return _line_plan(request, around, estimate, me, product, customer)


def _line_plan(
    request: EstimateLineRequest, around: Surroundings, estimate: Estimate, me: Me, product: Product, customer: Customer
) -> Plan:
    reader, thing = around.reader(request.tech), request.thing
    lines = estimates.lines_with(estimate, thing, product)
    percent, tax_evidence = tax_of(reader, customer, lines, around.policy, around.memory, around.now)
    open_tax = unknowns.of_tax(customer, lines)
    expected = forecast(lines, prepay=money.ZERO, tax_percent=percent)
    return around.plan(
        kind="estimate_line",
        title=f"Add to estimate {estimate.number}: {money.text(thing.quantity)} × {thing.name}",
        subject=Subject("estimate", estimate.id, estimate.number, estimate.name or "", customer.shown_name),
        steps=estimates.adding(estimate, thing, product, Writer(request.tech, me.user_name)),
        made_by=me.user_name,
        policy=around.policy.name,
        preconditions=(
            EstimateState(estimate.id, facts.estimate_facts(estimate)),
            ProductFacts((product.id,), facts.products_facts([product])),
            key_of(reader, request.tech, me),
        ),
        expectations=estimates.added(estimate, thing, product, expected),
        evidence=(
            Evidence("Product", f"{product.name}, {money.text(product.price_retail)}", f"GET /products/{product.id}"),
            *tax_evidence,
        ),
        expected=estimates.outcome(lines, expected),
        findings=(
            *texts.check(thing.name, where="line's name", visible=True, secrets=around.secrets()),
            *texts.reason_findings(request.allow_repeat, around.secrets()),
            *estimates.findings_of_line(
                estimate, thing, product, customer, around.theirs(request.tech), request.allow_repeat
            ),
            *(open_tax or ([estimates.unknown_tax()] if expected.total is None else [])),
        ),
        repeat_reason=request.allow_repeat,
    )


def listed(
    reader: Reader, *, customer_id: int | None = None, status: str = "", limit: int | None = None
) -> Listing[Estimate]:
    """Estimates newest first. Syncro documents no filter by customer: it and the status are filtered here (R-61)."""
    listing = reader.estimates(limit=limit, **({"status": status} if status else {}))
    rows = [
        each
        for each in listing.rows
        if customer_id in (None, each.customer_ref) and status.casefold() in ("", each.status.casefold())
    ]
    return Listing(rows, listing.complete, listing.pages)


def _body(request: EstimateRequest, reader: Reader) -> dict[str, Json]:
    body: dict[str, Json] = {
        "customer_id": request.customer_id,
        "name": request.name,
        "date": request.day.isoformat(),
    }
    if request.ticket is None:
        return body
    ticket = reader.ticket_numbered(request.ticket)
    if ticket.customer_id != request.customer_id:
        raise CheckFailed(
            f"Ticket #{request.ticket} belongs to another customer.", hint=f"syncro ticket {request.ticket}"
        )
    return body | {"ticket_id": ticket.id}


def _check(thing: Hardware) -> None:
    if thing.quantity <= 0:
        raise UsageError("Quantity must be more than 0.", hint="--quantity 1 or more")
    if thing.price < 0 or (thing.cost or money.ZERO) < 0:
        raise UsageError("A price below zero is a discount, which an estimate's line can't be.")
    for name, value in (("price", thing.price), ("quantity", thing.quantity), ("cost", thing.cost or money.ZERO)):
        if value != money.cents(value):
            raise UsageError(f"The {name} {value} has more than two decimals.")


def _hardware_id(around: Surroundings) -> int:
    if around.policy.hardware_product is None:
        raise ConfigError(
            f"Policy {around.policy.name} names no product for hardware.", hint="hardware_product = ID in the policy"
        )
    return around.policy.hardware_product


def _customer_of(reader: Reader, estimate: Estimate) -> Customer:
    """Read anew: a record inside another one may lack the tax rate."""
    if estimate.customer_ref is None:
        raise CheckFailed(f"Estimate {estimate.number} has no customer.", hint="look at it in Syncro")
    return reader.customer(estimate.customer_ref)


def _still_enabled(customer: Customer) -> Precondition:
    fields = {name: customer.raw.get(name) for name in ("business_then_name", "disabled")}
    return RecordFields(Call("customers.get", {"id": customer.id}), fields)


MONEY = frozenset({Does.WRITE, Does.MONEY})
ESTIMATE = Workflow(
    "estimate create", EstimateRequest, plan_estimate, "A new estimate without lines. NAME is its title.", MONEY
)
ESTIMATE_LINE = Workflow(
    "estimate add",
    EstimateLineRequest,
    plan_estimate_line,
    "Add hardware: the shop's generic product, with a name and price of its own, taxable.",
    MONEY,
)

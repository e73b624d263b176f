"""Plans a bill: reads the ticket, customer, products and invoices, lets the rules decide, returns a plan. Writes nothing."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from msgspec import Struct
from msgspec.structs import replace

from syncro import money
from syncro.api import together
from syncro.drafting import Kind
from syncro.errors import UsageError
from syncro.records import Customer, Invoice, Me, Product, Ticket
from syncro.rules import findings
from syncro.rules.billing import bill as bills
from syncro.rules.billing import bill_outcome, bill_steps, charges, repeats, text_claims, unknowns, waiting
from syncro.rules.billing.forecast import BillLine, Forecast, forecast
from syncro.rules.billing.policy import Method, Policy
from syncro.rules.billing.work import Decision, Work, normalised
from syncro.rules.findings import Finding
from syncro.rules.plans import facts, plan
from syncro.rules.plans.plan import Evidence, Plan
from syncro.rules.plans.preconditions import Precondition, ProductFacts
from syncro.rules.tickets import comments, duplicates
from syncro.rules.words import audience, texts
from syncro.workflows.planners.wording import loading_checks, worded
from syncro.workflows.planning import Does, Surroundings, Workflow
from syncro.workflows.reading import ticket_invoices
from syncro.workflows.reading.categories import categorised
from syncro.workflows.reading.evidence import (
    customer_of,
    key_of,
    key_owner,
    refuse_partial,
    refuse_two_customers,
    seen_customer,
    ticket_state,
)
from syncro.workflows.reading.taxes import tax_of


class BillRequest(Struct, frozen=True):
    """What a person asks for. `works` are in the order given; `tech` is the alias that writes comment, invoice and status.

    With `draft`, `text` is notes to be made into prose (R-80); the numbers are never the drafter's business. `policy` names
    the rules of another date; empty are those in force.
    """

    number: int
    works: tuple[Work, ...]
    tech: str
    text: str = ""
    method: Method | None = None
    start: datetime | None = None
    comment: comments.CommentMode = comments.CommentMode.PUBLIC
    invoice: bool = True
    allow_project: bool = False
    allow_repeat: str = ""
    split_prepay: bool = False
    draft: bool = False
    policy: str = ""


class Read(Struct, frozen=True):
    """Everything that was read for one bill."""

    ticket: Ticket
    customer: Customer
    products: dict[int, Product]
    owners: dict[str, Me]
    invoices: tuple[Invoice, ...]
    invoices_complete: bool


def plan_bill(request: BillRequest, around: Surroundings) -> Plan:
    """The plan of one bill (R-31). Blocking findings are in the plan; it is then shown and never stored.

    Raises UsageError for a missing input, NotFound for an unknown ticket, NotAuthorized for a lacking permission.
    """
    if not request.works:
        raise UsageError("What was done? Minutes and labor are never assumed.", hint="Add --minutes N --labor KEY.")
    read = _read(request, around)
    drafter = around.drafter() if request.draft else None
    words = worded(drafter, Kind.RESOLUTION, request.text, subject=read.ticket.subject, secrets=around.secrets)
    request = replace(request, text=words.text)
    reader = around.reader(request.tech)
    prepay = unknowns.usable_hours(read.customer)
    existing = categorised(reader, facts.uninvoiced(read.ticket), around.policy, read.products, prepay)
    standing = [bill_outcome.existing_line(line, around.policy) for line in existing]
    taken = forecast(
        [line for line in standing if line.draws is not False], prepay=prepay, tax_percent=money.ZERO
    ).drawn
    decision = charges.decide(
        request.works,
        around.policy,
        read.products,
        prepay=prepay,
        already_drawn=taken,
        split_prepay=request.split_prepay,
        allow_project=request.allow_project,
        names={alias: me.user_name for alias, me in read.owners.items()},
    )
    bill_lines = [*standing, *(bill_outcome.new_line(charge) for charge in decision.charges)]
    percent, tax_evidence = tax_of(reader, read.customer, bill_lines, around.policy, around.memory, around.now)
    expected = forecast(bill_lines, prepay=prepay, tax_percent=percent)
    seen = [*tax_evidence, *words.evidence]
    return _plan(request, around, read, decision, bill_lines, expected, seen)


def _read(request: BillRequest, around: Surroundings) -> Read:
    techs = tuple(dict.fromkeys([request.tech, *(work.tech for work in request.works)]))
    ids = charges.products_needed(request.works, around.policy, prepay=None)
    if request.text:
        around = replace(around, meanwhile=loading_checks(around.meanwhile))
    return read_ticket(request.number, techs, around, request.tech, products=ids, invoices=request.invoice)


def read_ticket(
    number: int,
    techs: tuple[str, ...],
    around: Surroundings,
    tech: str,
    *,
    products: Sequence[int] = (),
    invoices: bool = True,
) -> Read:
    """Two rounds of overlapped reads: what the number and the policy lead to, then what the ticket leads to.

    Raises NotAuthorized for a key that is somebody else's, or that can't do it all: that is stopped before it has done
    a part (R-54). `invoices`: the bill makes one.
    """
    reader = around.reader(tech)
    row, found, owners = together(
        lambda: reader.ticket_numbered(number),
        lambda: reader.products(products),
        lambda: together(*[_owning(around, each, invoices=invoices and each == tech) for each in techs]),
    )
    ticket, rows, customer, _ = together(
        lambda: reader.ticket(row.id),
        lambda: ticket_invoices.invoice_rows(reader, row, around.memory, around.account),
        lambda: seen_customer(reader, row.customer_id),
        around.meanwhile,
    )
    refuse_partial(ticket)
    refuse_two_customers(ticket, row)
    if customer is None or customer.id != ticket.customer_id:
        customer = customer_of(reader, ticket)
    proved = ticket_invoices.proved(reader, ticket, rows)
    return Read(ticket, customer, found, dict(zip(techs, owners, strict=True)), proved.invoices, proved.complete)


def _owning(around: Surroundings, tech: str, *, invoices: bool) -> Callable[[], Me]:
    groups = ("ticket", "invoice") if invoices else ("ticket",)
    return lambda: key_owner(around.reader(tech), *groups)


def _plan(
    request: BillRequest,
    around: Surroundings,
    read: Read,
    decision: Decision,
    lines: Sequence[BillLine],
    expected: Forecast,
    seen: Sequence[Evidence],
) -> Plan:
    ticket, customer = read.ticket, read.customer
    method = request.method or around.policy.charging.method
    bill = bills.Bill(
        ticket=ticket,
        customer=customer,
        charges=decision.charges,
        owners={alias: (me.user_id, me.user_name) for alias, me in read.owners.items()},
        tech=request.tech,
        text=request.text,
        mode=request.comment,
        method=method,
        start=request.start or _default_start(around.now, decision),
        invoice=request.invoice,
        invoiced_status=around.policy.charging.resolved_status,
        known_invoices=tuple(invoice.id for invoice in read.invoices),
    )
    found = [
        *_unknown(request, around, read, lines),
        *waiting.findings_of(facts.uninvoiced(ticket), around.policy, read.products),
        *(waiting.of_total(expected) if request.invoice else ()),
        *decision.findings,
        *bill_outcome.findings_of(bill, read.invoices, allow_repeat=request.allow_repeat),
        *_text_findings(request, around, ticket),
        *_claims(request, around, read, decision, lines, expected),
        *duplicates.allowed(_repeats(bill, around.theirs(request.tech)), request.allow_repeat),
        *_completeness(read),
        *bill_outcome.outcome_findings(
            lines, expected, prepay=unknowns.usable_hours(customer), invoice=request.invoice
        ),
    ]
    return around.plan(
        kind="bill",
        title=bills.title(bill),
        subject=plan.Subject("ticket", ticket.id, str(ticket.number), ticket.subject, customer.shown_name),
        steps=bill_steps.steps(bill),
        made_by=read.owners[request.tech].user_name,
        policy=around.policy.name,
        preconditions=_preconditions(read, around),
        expectations=bill_outcome.expectations(bill, lines, expected),
        evidence=(*_evidence(read, around.policy), *_mail(request, read), *seen),
        expected=bill_outcome.expected(lines, expected, customer, invoice=request.invoice),
        existing=bill_outcome.existing(ticket, read.invoices),
        findings=tuple(found),
        repeat_reason=request.allow_repeat,
    )


def _unknown(request: BillRequest, around: Surroundings, read: Read, lines: Sequence[BillLine]) -> list[Finding]:
    emergency = any(normalised(work, around.policy).emergency for work in request.works)
    return [*unknowns.of_bill(read.customer, lines, emergency=emergency), *unknowns.of_waiting(read.ticket)]


def _default_start(now: datetime, decision: Decision) -> datetime:
    """Without --start the work ended now; timer entries of several charges follow one another."""
    return now.replace(microsecond=0) - timedelta(seconds=sum(charge.seconds for charge in decision.charges))


def _preconditions(read: Read, around: Surroundings) -> tuple[Precondition, ...]:
    products = facts.products_facts(read.products.values())
    return (
        ticket_state(read.ticket, read.customer),
        ProductFacts(tuple(sorted(read.products)), products),
        *(key_of(around.reader(alias), alias, me) for alias, me in read.owners.items()),
    )


def _evidence(read: Read, policy: Policy) -> tuple[Evidence, ...]:
    rates = [
        Evidence(f"Rate of {each.name}", money.text(each.price_retail), f"GET /products/{each.id}")
        for each in read.products.values()
    ]
    hours = read.customer.prepay_hours
    return (
        *rates,
        Evidence(
            "Prepay hours", "unknown" if hours is None else money.text(hours), f"GET /customers/{read.customer.id}"
        ),
        Evidence("Rules", f"policy {policy.name}", policy.summary),
    )


WORK = "work text"


def _mail(request: BillRequest, read: Read) -> tuple[Evidence, ...]:
    """Who would be e-mailed the comment, or why nobody."""
    if not request.text:
        return ()
    return (comments.mail_evidence(comments.addressee(read.customer, read.ticket.contact, request.comment)),)


def _text_findings(request: BillRequest, around: Surroundings, ticket: Ticket) -> list[Finding]:
    reason = texts.reason_findings(request.allow_repeat, around.secrets())
    if not request.text:
        return reason
    # The description of the line is on the invoice, so it is checked as visible whatever the comment is.
    visible = request.comment is not comments.CommentMode.INTERNAL or request.invoice
    hidden = [comment.body for comment in ticket.comments if comment.hidden] if visible else []
    return [
        *texts.check(request.text, where=WORK, visible=visible, secrets=around.secrets()),
        *(audience.meant_for(request.text, hidden, where=WORK) if visible else ()),
        *text_claims.corrected(request.text),
        *reason,
    ]


def _claims(
    request: BillRequest,
    around: Surroundings,
    read: Read,
    decision: Decision,
    lines: Sequence[BillLine],
    expected: Forecast,
) -> list[Finding]:
    """What the words say about the bill must be what the bill says (R-81)."""
    prepay = read.customer.prepay_hours
    numbers = text_claims.billed(request.works, around.policy, decision.charges, lines, expected, prepay)
    return text_claims.agree(request.text, numbers, where=WORK)


def _repeats(bill: bills.Bill, now: datetime) -> list[Finding]:
    found = [
        *repeats.equal_lines(bill.ticket, bill.charges, bills.description(bill), now),
        *repeats.equal_timers(bill.ticket, bill.charges, bill.method is Method.TIMER),
    ]
    if bill.text:
        found += duplicates.equal_comments(bill.ticket.comments, comments.RESOLUTION, texts.body_of(bill.text), now)
    return found


def _completeness(read: Read) -> list[Finding]:
    if read.invoices_complete:
        return []
    return [
        findings.warning(
            "invoices.unchecked",
            f"This account doesn't filter invoices by ticket: only the newest {ticket_invoices.INVOICES_LOOKED_AT} were looked at.",
            "Make sure in Syncro that this work isn't invoiced already.",
            looked_at=ticket_invoices.INVOICES_LOOKED_AT,
        )
    ]


BILL = Workflow(
    "bill",
    BillRequest,
    plan_bill,
    "Bill a ticket: comment, charge, invoice, status; shown first, sent after a yes, then read back.",
    frozenset({Does.WRITE, Does.MONEY, Does.MAIL, Does.UNDELETABLE}),
)

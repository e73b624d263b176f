"""What must be so before anything is sent, and between the steps: read again and compared with what was shown. Never writes."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from syncro.api import Reader
from syncro.calls import Call, resolved
from syncro.catalog import Shape
from syncro.errors import NotAuthorized, Unusable
from syncro.records import Customer, Estimate, Invoice, Ticket
from syncro.rules.plans import facts
from syncro.rules.plans.facts import Own
from syncro.rules.plans.plan import Kind, Recogniser, Step
from syncro.rules.plans.preconditions import (
    EstimateState,
    InvoiceState,
    KeyOwner,
    Precondition,
    ProductFacts,
    RecordFields,
    TicketContents,
    TicketHead,
    TicketInvoices,
    TicketState,
    TicketWork,
    name_of,
)
from syncro.rules.plans.recognise import found
from syncro.workflows.engine.readback import Results
from syncro.workflows.engine.snapshot import Snapshot, Want
from syncro.workflows.reading.evidence import owner_of, refuse_partial

Readers = Mapping[str, Reader]
CANDIDATES = 5
"""More new rows than this in a list that was asked for one ticket: the account ignores the filter (C5)."""


def changes(snapshot: Snapshot, conditions: Iterable[Precondition], own: Own, readers: Readers) -> list[str]:
    """One sentence for each fact that isn't as it was shown. `own`: records that the plan made; `readers`: by tech."""
    conditions = tuple(conditions)
    snapshot.fetch(want for each in conditions for want in wants(each))
    return list(dict.fromkeys(change for each in conditions for change in _changes(snapshot, each, own, readers)))


def _changes(snapshot: Snapshot, condition: Precondition, own: Own, readers: Readers) -> list[str]:
    if any(_is_gone(snapshot, want) for want in wants(condition)):
        return [f"{name_of(condition)}: it isn't there any more."]
    planned = facts.leaving_out(condition.facts, own)
    return facts.changes(planned, _now(snapshot, condition, own, readers), name_of(condition))


def _is_gone(snapshot: Snapshot, want: Want) -> bool:
    """True for a record by its id that is answered with none."""
    return isinstance(want, Call) and want.row.reply.shape is not Shape.MANY and snapshot.is_gone(want)


def overtaken(snapshot: Snapshot, step: Step, own: Own, readers: Readers) -> list[str]:
    """What others changed between the last read and this step, as far as reads after it show it anyway.

    The fields that the step itself sets are left out.
    """
    seen = [each for each in step.before if (reads := wants(each)) and all(map(snapshot.holds, reads))]
    ours = set(step.call.body or ())
    rest = [replace(each, facts={name: fact for name, fact in each.facts.items() if name not in ours}) for each in seen]
    return changes(snapshot, rest, own, readers)


def wants(condition: Precondition) -> list[Want]:
    """The reads that tell how it stands now."""
    match condition:
        case TicketState(id=id_, customer=None) | TicketWork(id=id_) | TicketHead(id=id_) | TicketContents(id=id_):
            return [Call("tickets.get", {"id": id_})]
        case TicketState(id=id_, customer=customer):
            return [Call("tickets.get", {"id": id_}), Call("customers.get", {"id": customer})]
        case ProductFacts(ids=ids):
            return [ids] if ids else []
        case InvoiceState(id=id_):
            return [Call("invoices.get", {"id": id_})]
        case EstimateState(id=id_):
            return [Call("estimates.get", {"id": id_})]
        case RecordFields(read=read) | TicketInvoices(read=read):
            return [read]
        case KeyOwner():
            return []


def _now(snapshot: Snapshot, condition: Precondition, own: Own, readers: Readers) -> facts.Facts:
    match condition:
        case TicketState() | TicketWork() | TicketHead() | TicketContents():
            return _of_ticket(snapshot, condition, own)
        case TicketInvoices():
            return _invoices(snapshot, condition, own)
        case ProductFacts(ids=ids):
            return facts.products_facts(snapshot.products(ids).values()) if ids else {}
        case InvoiceState(id=id_):
            return facts.invoice_facts(_read(Invoice, snapshot, Call("invoices.get", {"id": id_})))
        case EstimateState(id=id_):
            found = _read(Estimate, snapshot, Call("estimates.get", {"id": id_}))
            return facts.estimate_facts(found, without=own)
        case RecordFields(read=read):
            return dict(_there(snapshot, read))
        case KeyOwner():
            return _key(condition, readers)


def _invoices(snapshot: Snapshot, condition: TicketInvoices, own: Own) -> facts.Facts:
    """Where the account ignores the filter, its list tells nothing about one ticket (C5)."""
    rows = snapshot.listing(condition.read).rows
    planned = facts.leaving_out(condition.facts, own)
    mine = [str(row.get("id")) for row in rows if row.get("id") not in facts.own_in(own, facts.INVOICES)]
    new = [id_ for id_ in mine if id_ not in planned[facts.INVOICES]]
    if len(new) > CANDIDATES:
        return dict(planned)
    calls = {id_: Call("invoices.get", {"id": int(id_)}) for id_ in new}
    snapshot.fetch(calls.values())
    others = [id_ for id_, call in calls.items() if not _is_of(snapshot.record(call), condition.id)]
    return {facts.INVOICES: sorted(id_ for id_ in mine if id_ not in others)}


def _is_of(invoice: Any, ticket_id: int) -> bool:
    """By its own record; a row of the list proves nothing (C5)."""
    return isinstance(invoice, dict) and invoice.get("ticket_id") == ticket_id


def _of_ticket(
    snapshot: Snapshot, condition: TicketState | TicketWork | TicketHead | TicketContents, own: Own
) -> facts.Facts:
    match condition:
        case TicketState(id=id_):
            return _ticket_state(snapshot, id_, own)
        case TicketWork(id=id_):
            ticket = _ticket(snapshot, id_)
            refuse_partial(ticket)
            return facts.work_facts(ticket, without=own)
        case TicketHead(id=id_):
            return facts.head_facts(_ticket(snapshot, id_))
        case TicketContents(id=id_):
            return facts.contents_facts(_there(snapshot, Call("tickets.get", {"id": id_})), without=own)


def _ticket_state(snapshot: Snapshot, ticket_id: int, own: Own) -> facts.Facts:
    ticket = _ticket(snapshot, ticket_id)
    refuse_partial(ticket)
    customer = ticket.customer
    if customer is None or customer.prepay_hours is None:
        customer = _in_detail(snapshot, ticket)
    return facts.ticket_facts(ticket, without=own) | facts.customer_facts(customer)


def _in_detail(snapshot: Snapshot, ticket: Ticket) -> Customer:
    """The customer's own record; what the ticket tells of it where the key may not read customers."""
    if ticket.customer_id is None:
        raise Unusable(f"Ticket #{ticket.number} names no customer", status=200)
    try:
        found: Customer = _read(Customer, snapshot, Call("customers.get", {"id": ticket.customer_id}))
    except NotAuthorized:
        if ticket.customer is None:
            raise
        return ticket.customer
    return found


def _ticket(snapshot: Snapshot, ticket_id: int) -> Ticket:
    found: Ticket = _read(Ticket, snapshot, Call("tickets.get", {"id": ticket_id}))
    return found


def _read(kind: Any, snapshot: Snapshot, call: Call) -> Any:
    record = _there(snapshot, call)
    try:
        return kind.read(record)
    except ValueError as error:
        raise Unusable(f"Reading a {call.row.resource.word}: {error}", status=200, operation=call.operation) from None


def _there(snapshot: Snapshot, call: Call) -> dict[str, Any]:
    """The record. What the plan rests on and isn't there any more has no fields left, so everything about it has changed."""
    record = snapshot.record(call)
    return record if isinstance(record, dict) else {}


def _key(condition: KeyOwner, readers: Readers) -> facts.Facts:
    """The same key has the same owner, so Syncro is asked only about another one; who writes nothing doesn't matter."""
    reader = readers.get(condition.tech)
    is_same = reader is None or reader.key_mark == condition.mark
    return {"owner": condition.owner if is_same or reader is None else owner_of(reader.me())}


def unexplained(
    snapshot: Snapshot, step: Step, results: Results, explained: Iterable[int], *, listed: bool
) -> list[dict[str, Any]]:
    """Records equal to the one that a step would make, and that nothing explains: two agents, a double click, an older journal.

    `explained`: ids that were shown with the plan or that it made itself. `listed`: also where only a list that proves nothing
    by its rows tells (an invoice's); else such a one shows in what the plan rests on.
    """
    recogniser = step.recogniser
    if recogniser is None or recogniser.kind is not Kind.NEW or (recogniser.details and not listed):
        return []
    try:
        match = {name: value for name, value in resolved(recogniser.match, results).items() if name != "user_id"}
        rows = rows_of(snapshot, recogniser, results)
    except KeyError:
        # What hangs on a record that this plan is still to make can't be there yet.
        return []
    return found(rows, match, {*recogniser.known, *explained})


def rows_of(snapshot: Snapshot, recogniser: Recogniser, results: Results) -> list[dict[str, Any]]:
    """All records that could be the effect, by the request that was answered already where there are two."""
    read = reading(snapshot.holds, recogniser, results)
    rows = list(snapshot.listing(read, recogniser.within).rows)
    if not recogniser.details:
        return rows
    known = set(recogniser.known)
    calls = [Call(recogniser.details, {"id": row["id"]}) for row in rows if row.get("id") not in known]
    if len(calls) > CANDIDATES:
        raise Unusable(
            f"The list of {read.row.resource.word}s isn't about this record alone", status=200, operation=read.operation
        )
    snapshot.fetch(calls)
    return [record for call in calls if isinstance(record := snapshot.record(call), dict)]


def reading(is_read: Callable[[Want], bool], recogniser: Recogniser, results: Results) -> Call:
    """The request to look for a record with; the second one if that is read anyway, for it lags less."""
    if recogniser.also is not None:
        also = recogniser.also.resolve(results)
        if is_read(also):
            return also
    return recogniser.read.resolve(results)

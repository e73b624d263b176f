"""Tickets, appointments and customers: what a change of status leaves unbilled, what a delete takes along. Pure."""

from collections.abc import Iterator, Sized
from datetime import datetime
from typing import Any

from syncro.rules import findings
from syncro.rules.by_hand import on_ticket
from syncro.rules.by_hand.write import Check, Need, Rows, Write, record, whole
from syncro.rules.findings import Finding
from syncro.rules.plans import facts
from syncro.rules.plans.preconditions import Precondition, TicketContents
from syncro.rules.tickets import moving, updating
from syncro.rules.tickets.moving import Slot
from syncro.rules.words.counts import counted

LOOKED_AT = 25
SEVERAL = {"timer entry": "timer entries"}
HANGING = ("tickets.list", "invoices.list")


def _create(write: Write) -> Iterator[Finding]:
    yield from on_ticket.disabled(write.customer(write.body.get("customer_id")))


def _update_reads(write: Write) -> Iterator[Need]:
    if "status" in write.body:
        yield record("tickets.get", write.call.path["id"])


def _update(write: Write) -> Iterator[Finding]:
    ticket = write.ticket()
    status, customer_id = write.body.get("status"), whole(write.body.get("customer_id"))
    if (
        ticket is not None
        and customer_id not in (None, ticket.customer_id)
        and any(line.converted for line in ticket.line_items)
    ):
        text = f"Ticket #{ticket.number} has lines that are invoiced to customer {ticket.customer_id}: it stays theirs."
        yield findings.block("ticket.invoiced", text, "Make a ticket for the other customer.", id=ticket.id)
    if ticket is not None and status is not None and str(status).casefold() != ticket.status.casefold():
        yield from updating.status_findings(ticket, status)


def _delete(write: Write) -> Iterator[Finding]:
    ticket = write.ticket()
    if ticket is None:
        return
    invoiced = [line.id for line in ticket.line_items if line.converted]
    if invoiced:
        text = f"Ticket #{ticket.number} has lines that are invoiced: it stays, so that the invoice can be explained."
        yield findings.block("ticket.invoiced", text, "Close it instead.", ids=invoiced)
        return
    counts: dict[str, Sized] = {
        "comment": ticket.comments,
        "timer entry": ticket.ticket_timers,
        "line": ticket.line_items,
    }
    told = ", ".join(counted(len(rows), name, SEVERAL.get(name, "")) for name, rows in counts.items() if rows)
    text = f"Ticket #{ticket.number} {ticket.subject!r} is deleted permanently{f', with {told}' if told else ''}."
    yield findings.warning("ticket.deleted", text, "Close it instead if it should be kept.", id=ticket.id)


def _contents(write: Write) -> Iterator[Precondition]:
    """What goes with the ticket is at the yes what was shown."""
    ticket = write.ticket()
    if ticket is not None:
        yield TicketContents(ticket.id, facts.contents_facts(ticket.raw))


def _appointment(write: Write) -> Iterator[Finding]:
    start, end = (_moment(write.body.get(name)) for name in ("start_at", "end_at"))
    if start is None or end is None:
        return
    if (start.tzinfo is None) != (end.tzinfo is None):
        yield findings.block(
            "appointment.time",
            "Only one of start_at and end_at has a UTC offset.",
            "Give both a UTC offset, such as -07:00.",
            fields=["start_at", "end_at"],
        )
    elif end <= start:
        text = (
            f"The appointment would end at {end:%Y-%m-%d %H:%M}, which isn't after it begins ({start:%Y-%m-%d %H:%M})."
        )
        yield findings.block(
            "appointment.order", text, "Correct the end.", start=start.isoformat(), end=end.isoformat()
        )
    elif start.tzinfo is not None:
        yield from moving.too_long(Slot(start, end))


def _moment(value: Any) -> datetime | None:
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        return None


def _customer_reads(write: Write) -> Iterator[Need]:
    yield from (_list(operation, write) for operation in HANGING)


DISABLE = "Disable the customer in Syncro instead."


def _customer_delete(write: Write) -> Iterator[Finding]:
    id_ = whole(write.call.path["id"])
    for operation in HANGING:
        listing = write.get(_list(operation, write), Rows)
        own = [row for row in listing.rows if whole(row.get("customer_id")) == id_] if listing else []
        if own:
            told = ", ".join(str(row.get("number")) for row in own[:3])
            text = f"The customer has {operation.partition('.')[0]} ({told}{', …' if len(own) > 3 else ''}), which would belong to nobody."
            yield findings.block("customer.in_use", text, DISABLE, ids=[row.get("id") for row in own])
    text = "The customer is deleted permanently, and other records may depend on it."
    yield findings.warning("customer.deleted", text, DISABLE, id=id_)


def _list(operation: str, write: Write) -> Need:
    return Need(operation, query=(("customer_id", str(write.call.path["id"])),), rows=LOOKED_AT)


CREATE = Check(_create)
UPDATE = Check(_update, _update_reads)
DELETE = Check(_delete, rests=_contents)
APPOINTMENT = Check(_appointment)
CUSTOMER_DELETE = Check(_customer_delete, _customer_reads)

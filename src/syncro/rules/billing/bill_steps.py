"""A bill as steps: comment, charges, invoice, status; how to recognise and undo each (R-31, R-43, facts §18). Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from syncro import money
from syncro.calls import Call, from_step
from syncro.jsonio import Json
from syncro.records import Ticket
from syncro.rules.billing.bill import Bill, description, line_fields, ticket_call
from syncro.rules.billing.policy import Method
from syncro.rules.billing.work import Charge
from syncro.rules.plans import facts
from syncro.rules.plans.plan import GOES_ALONG, Kind, Look, Recogniser, Step
from syncro.rules.plans.preconditions import TicketInvoices, TicketWork
from syncro.rules.plans.recognise import looks_like
from syncro.rules.tickets import comments
from syncro.rules.tickets.comments import RESOLUTION


def steps(bill: Bill) -> tuple[Step, ...]:
    """All requests of the bill, in the order they are sent."""
    charging = _line_steps(bill) if bill.method is Method.LINE_ITEM else _timer_steps(bill)
    closing = closing_steps(bill, _first_line(bill)) if bill.invoice else ()
    return (*_comment_steps(bill), *charging, *closing)


def closing_steps(bill: Bill, line: Json, *, given_back: Sequence[int] = ()) -> tuple[Step, ...]:
    """The invoice and the status. `line` is the id (or reference) of a line that the invoice will mark.

    `given_back`: ids of lines that an invoice deleted before gives back to the ticket.
    """
    status = () if bill.ticket.status == bill.invoiced_status else (_status_step(bill),)
    return (_invoice_step(bill, line, given_back), *status)


def _on_ticket(bill: Bill, operation: str, body: dict[str, Any]) -> Call:
    return Call(operation, {"id": bill.ticket.id}, body=body)


def _comment_steps(bill: Bill) -> tuple[Step, ...]:
    if not bill.text:
        return ()
    draft = comments.Draft(
        name="comment",
        ticket=bill.ticket.id,
        subject=RESOLUTION,
        text=bill.text,
        mode=bill.mode,
        tech=bill.tech,
        owner=bill.owner(bill.tech),
        owner_id=bill.owners[bill.tech][0],
        what="work description",
    )
    return (comments.step(draft, bill.ticket.comments),)


def _line_steps(bill: Bill) -> tuple[Step, ...]:
    return tuple(_line_step(bill, number, charge) for number, charge in enumerate(bill.charges, 1))


def _line_step(bill: Bill, number: int, charge: Charge) -> Step:
    fields = line_fields(charge, description(bill, charge))
    match = {
        "product_id": charge.product_id,
        "quantity": charge.quantity,
        "description": fields["description"],
        "user_id": bill.owners[charge.tech][0],
    }
    return Step(
        name=f"line-{number}",
        call=_on_ticket(bill, "tickets.add_line_item", fields),
        as_tech=charge.tech,
        owner=bill.owner(charge.tech),
        reason=f"{money.text(charge.quantity)} × {money.text(charge.price)} {charge.name} ({charge.why})",
        undo=f"POST /tickets/{bill.ticket.id}/remove_line_item while it isn't invoiced",
        recogniser=Recogniser(Kind.NEW, ticket_call(bill), "line_items", match, _known(bill.ticket.line_items, match)),
        inverse=_removing(bill, from_step(f"line-{number}")),
    )


def _timer_steps(bill: Bill) -> tuple[Step, ...]:
    made: list[Step] = []
    start = bill.start
    for number, charge in enumerate(bill.charges, 1):
        made += [
            _timer_step(bill, number, charge, start),
            _charge_step(bill, number, charge),
            _repair_step(bill, number, charge),
        ]
        start += timedelta(seconds=charge.seconds)
    return tuple(made)


def _timer_step(bill: Bill, number: int, charge: Charge, start: datetime) -> Step:
    end = start + timedelta(seconds=charge.seconds)
    span = {"start_at": start.isoformat(), "end_at": end.isoformat()}
    text = description(bill, charge)
    match = {
        "start_time": span["start_at"],
        "end_time": span["end_at"],
        "product_id": charge.product_id,
        "notes": text,
        "user_id": bill.owners[charge.tech][0],
    }
    return Step(
        name=f"timer-{number}",
        call=_on_ticket(bill, "tickets.timer_entry", {**span, "notes": text, "product_id": charge.product_id}),
        as_tech=charge.tech,
        owner=bill.owner(charge.tech),
        reason=f"timer entry of {money.text(charge.quantity)} h, {start:%a %H:%M}–{end:%H:%M} ({charge.why})",
        undo=f"POST /tickets/{bill.ticket.id}/delete_timer_entry while it isn't charged",
        recogniser=Recogniser(
            Kind.NEW, ticket_call(bill), "ticket_timers", match, _known(bill.ticket.ticket_timers, match)
        ),
        inverse=_on_ticket(bill, "tickets.delete_timer_entry", {"timer_entry_id": from_step(f"timer-{number}")}),
    )


def _charge_step(bill: Bill, number: int, charge: Charge) -> Step:
    timer = from_step(f"timer-{number}")
    return Step(
        name=f"charge-{number}",
        call=_on_ticket(bill, "tickets.charge_timer_entry", {"timer_entry_id": timer}),
        as_tech=charge.tech,
        owner=bill.owner(charge.tech),
        reason=f"turns the timer entry into a line of {money.text(charge.quantity)} × {money.text(charge.price)} {charge.name}",
        undo=f"POST /tickets/{bill.ticket.id}/remove_line_item while it isn't invoiced",
        recogniser=Recogniser(Kind.STATE, ticket_call(bill), "ticket_timers", {"id": timer, "recorded": True}),
        inverse=_removing(bill, from_step(f"charge-{number}", "ticket_line_item_id")),
    )


def _repair_step(bill: Bill, number: int, charge: Charge) -> Step:
    line = from_step(f"charge-{number}", "ticket_line_item_id")
    right = line_fields(charge, description(bill, charge))
    shown: dict[str, Json] = {
        name: right[name] for name in ("product_id", "name", "quantity", "price_retail", "taxable")
    }
    return Step(
        name=f"repair-{number}",
        call=_on_ticket(bill, "tickets.update_line_item", {"ticket_line_item_id": line, **right}),
        as_tech=charge.tech,
        owner=bill.owner(charge.tech),
        reason="only if the generated line has a different price, tax, name or quantity",
        undo=GOES_ALONG,
        recogniser=Recogniser(Kind.STATE, ticket_call(bill), "line_items", {"id": line, **shown}),
        unless=Look(ticket_call(bill), "line_items", {"id": line}, shown),
    )


def _invoice_step(bill: Bill, line: Json, given_back: Sequence[int]) -> Step:
    ticket, customer = bill.ticket, bill.customer
    stands = facts.work_facts(ticket)
    stands["waiting"] = [str(each.id) for each in ticket.line_items if not each.converted or each.id in given_back]
    witness = Look(ticket_call(bill), "line_items", {"id": line}, {"converted": True}) if line is not None else None
    return Step(
        name="invoice",
        call=Call("invoices.create", body={"customer_id": customer.id, "ticket_id": ticket.id}),
        as_tech=bill.tech,
        owner=bill.owner(bill.tech),
        reason="invoices all lines not yet invoiced",
        undo="DELETE /invoices/{id} while it isn't paid",
        recogniser=Recogniser(
            Kind.NEW,
            Call("invoices.list", query={"ticket_id": ticket.id}),
            match={"ticket_id": ticket.id},
            known=bill.known_invoices,
            details="invoices.get",
            witness=witness,
            doubts={"user_id": bill.owners[bill.tech][0]},
        ),
        inverse=Call("invoices.delete", {"id": from_step("invoice")}),
        before=(TicketWork(ticket.id, stands),),
        supersedes=True,
    )


def _first_line(bill: Bill) -> Json:
    """A line that the invoice will mark: the first new one, else the first that waits on the ticket."""
    if bill.charges:
        return from_step("line-1") if bill.method is Method.LINE_ITEM else from_step("charge-1", "ticket_line_item_id")
    waiting = [line.id for line in bill.ticket.line_items if not line.converted]
    return waiting[0] if waiting else None


def _status_step(bill: Bill) -> Step:
    return Step(
        name="status",
        call=_on_ticket(bill, "tickets.update", {"status": bill.invoiced_status}),
        as_tech=bill.tech,
        owner=bill.owner(bill.tech),
        reason=f"status {bill.ticket.status} → {bill.invoiced_status}",
        undo=f"PUT /tickets/{bill.ticket.id} with status {bill.ticket.status!r}",
        recogniser=Recogniser(Kind.STATE, ticket_call(bill), "", {"status": bill.invoiced_status}),
        inverse=_on_ticket(bill, "tickets.update", {"status": bill.ticket.status}),
        before=(standing(bill.ticket), TicketInvoices(bill.ticket.id, facts.invoices_fact(bill.known_invoices))),
    )


def standing(ticket: Ticket) -> TicketWork:
    """The ticket as it was shown, but for what the plan itself made: read before its status is set."""
    stands = facts.work_facts(ticket)
    return TicketWork(ticket.id, {name: stands[name] for name in facts.STANDING})


def _removing(bill: Bill, line: Json) -> Call:
    return _on_ticket(bill, "tickets.remove_line_item", {"ticket_line_item_id": line})


def _known(records: Sequence[Any], match: Mapping[str, Json]) -> tuple[int, ...]:
    """Ids of equal records that are there already, whoever made them."""
    wanted = {name: value for name, value in match.items() if name != "user_id"}
    return tuple(record.id for record in records if looks_like(record.raw, wanted))

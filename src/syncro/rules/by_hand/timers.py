"""Timer entries: whose, when, on what labor; and the charge that makes money of one, once. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from msgspec import Struct

from syncro import money
from syncro.calls import Call, from_step
from syncro.records import Product, TimerEntry
from syncro.rules import findings
from syncro.rules.billing.policy import Method
from syncro.rules.by_hand import on_ticket, words
from syncro.rules.by_hand import sold as selling
from syncro.rules.by_hand.sold import Sold
from syncro.rules.by_hand.write import Check, Need, Rows, Write, record, whole
from syncro.rules.findings import Finding
from syncro.rules.plans.expectations import Expectation, Fields
from syncro.rules.plans.preconditions import Precondition
from syncro.rules.tickets import duplicates

LENIENT = timedelta(minutes=5)
"""Two clocks may differ by as much."""
LOOKED_BACK = timedelta(days=92)
ROWS_READ = 2000
SECONDS_PER_HOUR = 3600


class Span(Struct, frozen=True):
    """From when to when work was done."""

    start: datetime
    end: datetime

    @property
    def hours(self) -> Decimal:
        """How long, in hours."""
        return Decimal(int((self.end - self.start).total_seconds())) / SECONDS_PER_HOUR


def _reads(write: Write) -> Iterator[Need]:
    yield from on_ticket.reads(write)
    entry = write.timer()
    product_id = whole(write.body.get("product_id")) or (entry.product_id if entry else None)
    if product_id is not None:
        yield from selling.product_reads(write, product_id)


def _new(write: Write) -> Iterator[Finding]:
    body = write.body
    yield from on_ticket.state(write)
    if write.policy.charging.method is Method.LINE_ITEM:
        text = f"Policy {write.policy.name} bills line items, not timers."
        yield findings.warning("timer.method", text, "`syncro bill` does it in one go.", policy=write.policy.name)
    if body.get("product_id") is None:
        text = "The request doesn't say which labor it was; without product_id Syncro takes the account's default."
        yield findings.block(
            "timer.product", text, "`syncro policy show` lists the labor products.", missing=["product_id"]
        )
    yield from _own(write, whole(body.get("user_id")))
    yield from _notes(write)
    product, span = write.product(body.get("product_id")), None
    if "end_at" not in body and "duration_minutes" not in body:
        yield findings.block(
            "timer.minutes",
            "The request doesn't say how long the work took.",
            "Send end_at or duration_minutes.",
            missing=["end_at", "duration_minutes"],
        )
    else:
        span = yield from _span(write, body.get("start_at"), body)
    yield from _labor(write, product, span)
    if product is not None and span is not None:
        yield from _twice(write, product, span)


def _update(write: Write) -> Iterator[Finding]:
    entry = write.timer()
    yield from _uncharged(write, entry)
    if entry is None:
        return
    yield from _own(write, entry.user_id, entry)
    if "user_id" in write.body:
        yield from _own(write, whole(write.body["user_id"]))
    yield from _notes(write)
    span = None
    if {"start_at", "duration_minutes"} & write.body.keys():
        end = {} if "duration_minutes" in write.body or entry.end_time is None else {"end_at": entry.end_time}
        start = write.body.get("start_at", entry.start_time)
        span = yield from _span(write, start, {**end, **write.body})
    if "product_id" in write.body or span:
        yield from _labor(write, write.product(whole(write.body.get("product_id")) or entry.product_id), span)


def _delete(write: Write) -> Iterator[Finding]:
    entry = write.timer()
    yield from _uncharged(write, entry)
    if entry is not None:
        yield from _own(write, entry.user_id, entry)


def _charge(write: Write) -> Iterator[Finding]:
    entry = write.timer()
    yield from on_ticket.state(write)
    found = list(_uncharged(write, entry))
    yield from found
    if entry is None or found:
        return
    yield from _own(write, entry.user_id, entry)
    if not entry.billable:
        text = f"Timer entry {entry.id} is marked as not billable: charging it would make money of it."
        yield findings.block("timer.not_billable", text, "Leave it, or make it billable first.", id=entry.id)
    if entry.product_id is None:
        text = f"Timer entry {entry.id} has no labor product."
        remedy = "Set it first: PUT /tickets/ID/update_timer_entry with product_id."
        yield findings.block("timer.product", text, remedy, id=entry.id)
    if entry.start_time is None or entry.end_time is None:
        yield findings.block(
            "timer.running", f"Timer entry {entry.id} has no end: it is still running.", "Stop it first.", id=entry.id
        )
        return
    span = yield from _span(write, entry.start_time, {"end_at": entry.end_time})
    product = write.product(entry.product_id)
    yield from _labor(write, product, span)
    if product is None or span is None:
        return
    if product.taxable is not write.policy.charging.labor_taxable:
        wanted = str(write.policy.charging.labor_taxable).lower()
        text = "Syncro takes the tax from the product, and it is the wrong one for labor."
        remedy = f"Set taxable={wanted} on the line afterwards, before it is invoiced."
        yield findings.warning("line.taxable", text, remedy, product_id=product.id)
    charge = on_ticket.as_charge(write, product.id, span.hours, product.price_retail)
    yield from on_ticket.recorded_already(write, charge, entry.notes or product.name, is_timer=True)


def _charged(write: Write, step: str) -> Iterator[Expectation]:
    """The line that Syncro makes of it: of the entry's product, at its live price."""
    entry = write.timer()
    product = write.product(entry.product_id) if entry else None
    if product is None:
        return
    fields = {"product_id": product.id, "price_retail": money.text(product.price_retail)}
    where = {"id": from_step(step, "ticket_line_item_id")}
    ticket = Call("tickets.get", {"id": write.call.path["id"]})
    yield Fields(ticket, "The line made of it", fields, "line_items", where, proves=step)


def _span(write: Write, start_at: Any, body: Mapping[str, Any]) -> Any:
    """From when to when; what is wrong with it is yielded on the way, and then there is none."""
    start, minutes = _moment(start_at), whole(body.get("duration_minutes"))
    end = _moment(body["end_at"]) if body.get("end_at") is not None else None
    if start is None or (body.get("end_at") is not None and end is None):
        text = "Without a date, a time and an offset Syncro could take another hour."
        yield findings.block(
            "timer.time", text, "Write times like 2026-11-20T14:00:00-07:00.", fields=["start_at", "end_at"]
        )
        return None
    if end is not None and minutes is not None and end - start != timedelta(minutes=minutes):
        yield findings.block(
            "timer.time",
            "end_at and duration_minutes say different things.",
            "Send one of them.",
            fields=["end_at", "duration_minutes"],
        )
        return None
    until = end or start + timedelta(minutes=min(minutes or 0, 10 * write.policy.charging.max_minutes))
    if until <= start:
        yield findings.block(
            "timer.order",
            "The work ends before it begins, or takes no time.",
            "Correct start or end.",
            start=start.isoformat(),
            end=until.isoformat(),
        )
        return None
    if until > write.moment + LENIENT:
        text = f"The work would end at {until:%a %Y-%m-%d %H:%M %z}, which is in the future."
        yield findings.block("timer.future", text, "Record it when it is done.", end=until.isoformat())
    most = write.policy.charging.max_minutes
    if until - start > timedelta(minutes=most):
        text = f"{until - start} is more than the {most} minutes that policy {write.policy.name} allows on one timer entry."
        yield findings.block("timer.long", text, "Split it into several entries.", minutes=most)
        return None
    return Span(start, until)


def _moment(value: Any) -> datetime | None:
    """A moment with an offset."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else None


def _labor(write: Write, product: Product | None, span: Span | None) -> Iterator[Finding]:
    """The product must be labor that costs what it should: the charge takes its price."""
    if product is None:
        return
    if not selling.is_labor(write.policy, product):
        text = f"{product.name} ({product.id}) is no labor."
        remedy = "Things go on the ticket as lines: POST /tickets/ID/add_line_item."
        yield findings.block("timer.product", text, remedy, product_id=product.id)
        return
    quantity = money.cents(span.hours) if span and money.cents(span.hours) > 0 else None
    yield from selling.findings_of(write, Sold(product, product.name, product.price_retail, quantity))


def _own(write: Write, user_id: int | None, entry: TimerEntry | None = None) -> Iterator[Finding]:
    """Time is written and charged with the key of the tech whose it is."""
    if user_id == write.me.user_id or (user_id is None and entry is None):
        return
    me = f"{write.me.user_name} (user {write.me.user_id})"
    if user_id is None:
        text = f"Syncro doesn't say whose timer entry {entry.id if entry else ''} is, so who may change it can't be determined."
        remedy = "Change it in Syncro."
    else:
        what = f"Timer entry {entry.id} is" if entry else "This time is"
        text = f"{what} user {user_id}'s, and this key is {me}'s."
        remedy = "Use that tech's key: --tech NAME."
    yield findings.block("timer.owner", text, remedy, user_id=user_id)


def _uncharged(write: Write, entry: TimerEntry | None) -> Iterator[Finding]:
    """It must be on this ticket, and no line yet."""
    ticket = write.ticket()
    if ticket is None:
        return
    if entry is None:
        text = f"Ticket #{ticket.number} has no timer entry {write.body.get('timer_entry_id')}."
        yield findings.block("timer.elsewhere", text, f"`syncro ticket {ticket.number}` shows its time.", id=ticket.id)
    else:
        yield from charged(entry)


def charged(entry: TimerEntry) -> Iterator[Finding]:
    """What is charged is charged once, and stays as it was charged."""
    if entry.recorded or entry.ticket_line_item_id is not None:
        line = f" as line {entry.ticket_line_item_id}" if entry.ticket_line_item_id else ""
        text = f"Timer entry {entry.id} is charged already{line}."
        remedy = "Change or remove the line, as long as it isn't invoiced."
        yield findings.block("timer.charged", text, remedy, id=entry.id)


def _notes(write: Write) -> Iterator[Finding]:
    ticket = write.ticket()
    comments = ticket.comments if ticket else ()
    yield from words.on_an_invoice(write.body.get("notes") or None, where="timer's notes", comments=comments)


def _twice(write: Write, product: Product, span: Span) -> Iterator[Finding]:
    """The same time of the same tech, or a line for the same work."""
    ticket = write.ticket()
    if ticket is None:
        return
    found = [
        findings.block(
            "duplicate.timer",
            f"Timer entry {entry.id} on this ticket begins and ends at the same time.",
            "To record it again anyway: --allow-repeat REASON.",
            id=entry.id,
        )
        for entry in ticket.ticket_timers
        if entry.user_id == write.me.user_id and (entry.start_time, entry.end_time) == (span.start, span.end)
    ]
    yield from duplicates.allowed(found, write.allow_repeat)
    charge = on_ticket.as_charge(write, product.id, span.hours, product.price_retail)
    text = str(write.body.get("notes") or product.name)
    yield from on_ticket.recorded_already(write, charge, text, is_timer=True)


def _listing(write: Write) -> Need:
    """Syncro shows a timer entry in its ticket, or in a list of all; by its id alone there is only the list."""
    since = (write.moment - LOOKED_BACK).date().isoformat()
    return Need("ticket_timers.list", query=(("created_at_gt", since),), rows=ROWS_READ)


def _listed(write: Write) -> TimerEntry | None:
    listing, wanted = write.get(_listing(write), Rows), whole(write.call.path["id"])
    row = next((row for row in listing.rows if whole(row.get("id")) == wanted), None) if listing else None
    return TimerEntry.read(row) if row else None


def _billable_reads(write: Write) -> Iterator[Need]:
    yield _listing(write)
    entry = _listed(write)
    if entry is not None and entry.product_id is not None:
        yield record("products.get", entry.product_id)
    if entry is not None and entry.ticket_id is not None:
        yield record("tickets.get", entry.ticket_id)
        ticket = write.ticket(entry.ticket_id)
        yield from on_ticket.customer_reads(ticket)


def _billable(write: Write) -> Iterator[Finding]:
    entry, value = _listed(write), str(write.call.query.get("billable", "")).lower()
    if value not in ("true", "false"):
        yield findings.block(
            "timer.billable",
            "billable is neither true nor false.",
            "Send billable=true or billable=false.",
            field="billable",
        )
    if entry is None:
        text = (
            f"Timer entry {write.call.path['id']} isn't among those of the last {LOOKED_BACK.days} days, so nobody can tell whether "
            "it is charged."
        )
        yield findings.block("timer.unseen", text, "Change it in Syncro.", id=write.call.path["id"])
        return
    yield from charged(entry)
    yield from _own(write, entry.user_id, entry)
    product = write.product(entry.product_id)
    if value == "false" and (product is None or selling.costs_something(write.policy, product)):
        what = product.name if product else "Its labor"
        text = f"{what} costs something, and work at no charge goes on the warranty or internal product."
        yield findings.block("timer.neutralised", text, "Set product_id instead.", id=entry.id)


def _billable_rests(write: Write) -> Iterator[Precondition]:
    """That it isn't charged meanwhile shows in its ticket."""
    entry = _listed(write)
    yield from on_ticket.unchanged_since(write, write.ticket(entry.ticket_id) if entry and entry.ticket_id else None)


NEW = Check(_new, _reads, on_ticket.same_products)
UPDATE = Check(_update, _reads, on_ticket.unchanged)
DELETE = Check(_delete, on_ticket.reads, on_ticket.unchanged)
CHARGE = Check(
    _charge,
    _reads,
    lambda write: (*on_ticket.unchanged(write), *on_ticket.same_products(write)),
    proves=_charged,
)
BILLABLE = Check(_billable, _billable_reads, _billable_rests)

"""Recurring invoices: begun paused, for a customer, over lines that cost what they should. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from syncro.calls import Call
from syncro.rules import findings
from syncro.rules.by_hand import on_ticket, words
from syncro.rules.by_hand import sold as selling
from syncro.rules.by_hand.sold import Sold, dollars
from syncro.rules.by_hand.write import Check, Need, Write, amount, flag, record, whole
from syncro.rules.findings import Finding
from syncro.rules.plans.preconditions import Precondition, RecordFields
from syncro.rules.words.counts import counted

CENT = Decimal("0.01")


def _create(write: Write) -> Iterator[Finding]:
    if write.body.get("customer_id") is None:
        yield findings.block(
            "owner.unknown", "A recurring invoice needs a customer.", "Send customer_id.", missing=["customer_id"]
        )
    yield from on_ticket.disabled(write.customer(write.body.get("customer_id")))
    if write.body.get("paused") is not True:
        text = "It isn't paused, so it bills by itself from next_run on."
        yield findings.warning(
            "schedule.running", text, "Create it with paused=true, and unpause it when it is complete.", field="paused"
        )
    yield from _next_run(write)


def _update(write: Write) -> Iterator[Finding]:
    schedule = _schedule(write)
    if schedule is None:
        return
    if schedule.get("paused") and write.body.get("paused") is False:
        lines = schedule.get("lines") or []
        text = f"Unpaused, it bills {counted(len(lines), 'line')} by itself, next at {schedule.get('next_run') or 'a time nobody set'}."
        yield findings.warning("schedule.running", text, "Look at its lines and next_run first.", lines=len(lines))
    yield from _next_run(write)


def _next_run(write: Write) -> Iterator[Finding]:
    day = str(write.body.get("next_run") or "")[:10]
    try:
        is_past = bool(day) and datetime.fromisoformat(day).date() < write.moment.date()
    except ValueError:
        yield findings.block("schedule.date", f"next_run {day!r} is no date.", "Write it as YYYY-MM-DD.", next_run=day)
        return
    if is_past:
        text = f"next_run {day} is past: Syncro may bill at once."
        yield findings.warning("schedule.past", text, "Send a day to come.", next_run=day)


def _delete(write: Write) -> Iterator[Finding]:
    if _schedule(write) is not None:
        text = "Billing stops at once and the schedule can't be brought back."
        yield findings.warning("schedule.deleted", text, "PUT paused=true stops it as well.", id=write.call.path["id"])


def _line_reads(write: Write) -> Iterator[Need]:
    yield record("schedules.get", write.call.path["id"])
    line = _line(write)
    product_id = whole(write.body.get("product_id")) or whole((line or {}).get("product_id"))
    if product_id is not None:
        yield from selling.product_reads(write, product_id)


def _add(write: Write) -> Iterator[Finding]:
    body = write.body
    missing = [name for name in ("product_id", "name", "quantity", "retail_cents") if body.get(name) is None]
    if missing:
        text = f"A line must say {', '.join(missing)}: nothing comes from the product, and what isn't sent is zero."
        yield findings.block("line.incomplete", text, f"Send {', '.join(missing)}.", missing=missing)
    yield from words.on_an_invoice(body.get("description") or None, where="line's description")
    product = write.product(body.get("product_id"))
    if product is not None:
        price = dollars(body.get("retail_cents"), CENT)
        yield from selling.findings_of(write, _sold(product, body, price, body.get("name"), body.get("taxable")))


def _update_line(write: Write) -> Iterator[Finding]:
    line = _line(write)
    yield from _elsewhere(write, line)
    if line is None:
        return
    if "description" in write.body:
        yield from words.on_an_invoice(write.body["description"] or None, where="line's description")
    product_id, body = whole(write.body.get("product_id")) or whole(line.get("product_id")), write.body
    product = write.product(product_id)
    if product is None:
        if product_id is None and {"name", "retail_cents"} & body.keys():
            text = f"Line {line.get('id')} has no product, so its name and price can't be checked."
            yield findings.block("line.incomplete", text, "Send product_id too.", id=line.get("id"))
        return
    is_another = product.id != whole(line.get("product_id"))
    present = line if is_another else {}
    price = dollars(body.get("retail_cents", present.get("retail_cents")), CENT)
    name, taxable = body.get("name", present.get("name")), body.get("taxable", present.get("taxable"))
    yield from selling.findings_of(write, _sold(product, body, price, name, taxable))


def _sold(product: Any, body: Mapping[str, Any], price: Decimal | None, name: Any, taxable: Any) -> Sold:
    return Sold(
        product, name, price, amount(body.get("quantity")), flag(taxable), price_field="retail_cents", unit=CENT
    )


def _remove(write: Write) -> Iterator[Finding]:
    if write.body.get("line_item_id") is None:
        yield findings.block(
            "line.incomplete", "The request doesn't say which line.", "Send line_item_id.", missing=["line_item_id"]
        )
        return
    yield from _elsewhere(write, _line(write))


def _elsewhere(write: Write, line: Mapping[str, Any] | None) -> Iterator[Finding]:
    if line is None and _schedule(write) is not None:
        wanted = write.call.path.get("schedule_line_item_id") or write.body.get("line_item_id")
        text = f"Schedule {write.call.path['id']} has no line {wanted}."
        yield findings.block(
            "line.elsewhere", text, f"GET /schedules/{write.call.path['id']} shows its lines.", id=wanted
        )


def _line(write: Write) -> Mapping[str, Any] | None:
    wanted = whole(write.call.path.get("schedule_line_item_id") or write.body.get("line_item_id"))
    lines = (_schedule(write) or {}).get("lines") or []
    return next((line for line in lines if wanted is not None and whole(line.get("id")) == wanted), None)


def _schedule(write: Write) -> Mapping[str, Any] | None:
    return write.data("schedules.get", write.call.path.get("id"))


def _own(write: Write) -> Iterator[Need]:
    yield record("schedules.get", write.call.path["id"])


def _unchanged(write: Write) -> Iterator[Precondition]:
    schedule = _schedule(write)
    if schedule is not None:
        names = [name for name in ("customer_id", "paused", "next_run", "subtotal") if name in schedule]
        read = Call("schedules.get", {"id": write.call.path["id"]})
        yield RecordFields(read, {name: schedule[name] for name in names})


def _rests(write: Write) -> Iterator[Precondition]:
    yield from _unchanged(write)
    yield from on_ticket.same_products(write)


CREATE = Check(_create)
UPDATE = Check(_update, _own)
DELETE = Check(_delete, _own, _unchanged)
ADD = Check(_add, _line_reads, on_ticket.same_products)
UPDATE_LINE = Check(_update_line, _line_reads, _rests)
REMOVE = Check(_remove, _line_reads, _unchanged)

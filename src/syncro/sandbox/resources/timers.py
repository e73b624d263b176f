"""Timer entries (facts §4.2): time worked, and the charge that turns it into a ticket line item."""

from datetime import datetime, timedelta
from decimal import Decimal

from syncro.jsonio import Json
from syncro.sandbox import figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs, plain, ticket_lines
from syncro.sandbox.wire import WireError, error, not_found

NO_START = "no implicit conversion of nil into String"
MOST_MINUTES = 60 * 24 * 366


def create(context: Context, request: Request) -> Json:
    """A new timer entry, flat. Without a product it gets the account's default one; `billable` is true (C13)."""
    ticket, body = context.one("tickets", request.id), request.body
    start = _start(context, body)
    product = _product(context, body)
    end = _end(context, body, start)
    billable = body.boolean("billable") if context.quirks.on("timer_billable_input") else None
    timer = context.born(
        "timers",
        ticket_id=ticket["id"],
        user_id=_user_id(context, request),
        start_time=context.clock.format(start),
        end_time=context.clock.format(end) if end else None,
        recorded=False,
        billable=billable is not False,
        notes=body.text("notes") or "",
        product_id=product["id"] if product else _default_product(context),
        **_durations(start, end),
    )
    context.touch("tickets", ticket["id"])
    return shapes.only(shapes.TIMER, context.state.put("timers", timer))


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent; by default a new `duration_minutes` leaves the end where it was."""
    timer, body = _named(context, request), request.body
    fields: Record = {"updated_at": context.now()}
    product = _product(context, body)
    start = context.time(body.raw("start_at"))
    if start is not None:
        fields["start_time"] = context.clock.format(start)
    if "notes" in body:
        fields["notes"] = body.text("notes") or ""
    if "user_id" in body:
        fields["user_id"] = _user_id(context, request)
    if product is not None:
        fields["product_id"] = product["id"]
    if body.integer("duration_minutes") and context.quirks.on("timer_update_moves_end"):
        begin = start or context.time(timer["start_time"]) or context.clock.now()
        end = begin + timedelta(minutes=_minutes(body))
        fields |= {"end_time": context.clock.format(end), **_durations(begin, end)}
    return shapes.only(shapes.TIMER, context.state.change("timers", timer, **fields))


def delete(context: Context, request: Request) -> Json:
    """Delete the entry; a line it was charged to stays."""
    context.state.drop("timers", _named(context, request)["id"])
    return {"success": True}


def charge(context: Context, request: Request) -> Json:
    """Make the entry a ticket line item; gives the timer. A second charge makes no second line by default."""
    timer = _named(context, request)
    if timer.get("recorded") and not context.quirks.on("double_charge_allowed"):
        return shapes.only(shapes.TIMER, timer)
    line = _charge_line(context, request, timer)
    charged = {"recorded": True, "ticket_line_item_id": line["id"], "updated_at": context.now()}
    return shapes.only(shapes.TIMER, context.state.change("timers", timer, **charged))


def list_(context: Context, request: Request) -> Json:
    """All timers of the account, oldest first; `ticket_id` is ignored (facts §4.2)."""
    low, high = context.time(request.query.raw("created_at_gt")), context.time(request.query.raw("created_at_lt"))
    rows = [row for row in context.state.all("timers") if _between(context.time(row["created_at"]), low, high)]
    rows.sort(key=lambda row: (row["created_at"], row["id"]))
    return paging.page(context, request, rows, lambda row: shapes.only(shapes.TIMER, row))


def set_billable(context: Context, request: Request) -> Json:
    """Change `billable`, the only thing that can be changed this way; it comes in the query (C13)."""
    timer = context.one("timers", request.id)
    given = request.query.word("billable") or request.body.word("billable")
    if given not in {"true", "false"}:
        raise WireError(422, {"errors": ["billable must be true or false"]})
    now = context.now()
    changed = context.state.change("timers", timer, billable=given == "true", updated_at=now)
    return {"ticket_timer": {**shapes.only(shapes.TIMER, changed), "since_updated_at": now}}


def _named(context: Context, request: Request) -> Record:
    ticket = context.one("tickets", request.id)
    timer = context.one("timers", request.body.integer("timer_entry_id"))
    if timer["ticket_id"] != ticket["id"]:
        raise not_found()
    return timer


def _charge_line(context: Context, request: Request, timer: Record) -> Record:
    product_id = timer.get("product_id")
    if product_id is None or context.quirks.on("charge_ignores_product"):
        product_id = _default_product(context)
    product = context.state.get("products", product_id) or {}
    name = product.get("name") or "Labor"
    zeroed = context.rng.random() < context.quirks.share("zero_rate_charges")
    return ticket_lines.keep(
        context,
        request,
        context.one("tickets", timer["ticket_id"]),
        name=name,
        description=timer.get("notes") or product.get("description") or name,
        product_id=product_id,
        quantity=figures.hours(int(timer.get("billable_time") or timer.get("active_duration") or 0)),
        price=Decimal(0) if zeroed else figures.decimal(product.get("price_retail")),
        cost=figures.decimal(product.get("price_cost")),
        taxable=bool(product.get("taxable")),
    )


def _start(context: Context, body: Params) -> datetime:
    if not body.word("start_at"):
        raise error(NO_START)
    start = context.time(body.raw("start_at"))
    if start is None:
        raise error("invalid date")
    return start


def _end(context: Context, body: Params, start: datetime) -> datetime | None:
    end = context.time(body.raw("end_at"))
    return end or (start + timedelta(minutes=_minutes(body)) if "duration_minutes" in body else None)


def _minutes(body: Params) -> int:
    return min(max(body.integer("duration_minutes") or 0, 0), MOST_MINUTES)


def _durations(start: datetime, end: datetime | None) -> Record:
    seconds = max(int((end - start).total_seconds()), 0) if end else None
    return {"active_duration": seconds, "billable_time": seconds}


def _user_id(context: Context, request: Request) -> int:
    found = context.state.get("users", request.body.integer("user_id")) or request.actor.user
    return int(found["id"])


def _product(context: Context, body: Params) -> Record | None:
    """The product named, if any; raises WireError 422 for an unknown one, and for minutes that are no number."""
    product, unknown = inputs.product(context, body)
    if problems := [*inputs.not_numbers(context, body, ["duration_minutes"]), *unknown]:
        raise error(", ".join(plain.full(problems)))
    return product


def _default_product(context: Context) -> int | None:
    known = context.setting("tickets").get("default_labor_product_id")
    return int(known) if known is not None else None


def _between(at: datetime | None, low: datetime | None, high: datetime | None) -> bool:
    return at is not None and (low is None or at > low) and (high is None or at < high)

"""Appointments and their types (facts §13): a list that filters almost nothing, and a window nobody documented."""

from datetime import datetime, timedelta
from decimal import Decimal

from syncro.jsonio import Json
from syncro.sandbox import casts, figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs, plain
from syncro.sandbox.resources.inputs import Problem
from syncro.sandbox.wire import WireError, record_errors

DEFAULT_HOURS = 1
MOST_HOURS = 24 * 366
SECONDS_PER_HOUR = 3600
TIMES = ("start_at", "end_at", "appointment_duration")
AT_CUSTOMER = "customer"
LOCATION_TYPES = {0: AT_CUSTOMER, 1: "shop", 2: "pre_defined", 3: "manual_entry"}
"""Input integer to output word; only 0 is known (facts §21)."""


def list_(context: Context, request: Request) -> Json:
    """Appointments by start; `date_from`, `date_to` and `mine` work, `customer_id` and `start_at` don't (C8, C9)."""
    rows = [row for row in context.state.all("appointments") if _in_window(context, request.query, row)]
    if request.query.flag("mine"):
        rows = [row for row in rows if request.actor.user["id"] in _people(row)]
    rows.sort(key=lambda row: (row.get("start_at") or "", row["id"]))
    nested = context.quirks.on("appointments_nested")
    return paging.page(context, request, rows, lambda row: _row(context, row, nested=nested))


def get(context: Context, request: Request) -> Json:
    """One appointment."""
    return {"appointment": shapes.appointment(context, context.one("appointments", request.id))}


def create(context: Context, request: Request) -> Json:
    """A new appointment; it needs a summary or a ticket, and a start (C10). A ticket fills in what is not sent."""
    return {"appointment": shapes.appointment(context, make(context, request, request.body))}


def make(context: Context, request: Request, body: Params) -> Record:
    """Check and store a new appointment, and invite the customer if asked to; raises WireError 422."""
    ticket = context.state.get("tickets", body.integer("ticket_id"))
    start = context.time(body.raw("start_at"))
    problems = [] if body.word("summary") or ticket else ["Summary can't be blank"]
    problems += [] if start else ["Start at can't be blank"]
    problems += _wrong_length(context, body)
    if problems or start is None:
        raise _refused(problems, body)
    row = context.born("appointments", **_new(context, request, body, ticket), **_times(context, body, start))
    _invite(context, context.state.put("appointments", row), body)
    return row


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent; `start_at` is documented as required, and clients do without it (facts §13)."""
    row, body = context.one("appointments", request.id), request.body
    needs_start = "start_at" in body or context.quirks.on("appointment_put_needs_start")
    start = context.time(body.raw("start_at") if needs_start else row.get("start_at"))
    problems = ["Summary can't be blank"] if "summary" in body and not body.word("summary") else []
    problems += ["Start at can't be blank"] if needs_start and start is None else []
    problems += _wrong_length(context, body)
    if problems:
        raise _refused(problems, body)
    fields = {**_given(context, body), "updated_at": context.now()}
    if start is not None and any(name in body for name in TIMES):
        fields |= _times(context, body, start, row)
    return {"appointment": shapes.appointment(context, context.state.change("appointments", row, **fields))}


def delete(context: Context, request: Request) -> Json:
    """Delete it."""
    context.state.drop("appointments", context.one("appointments", request.id)["id"])
    return {"message": "deleted"}


def types(context: Context, request: Request) -> Json:
    """All appointment types."""
    rows = context.state.all("appointment_types")
    return {"appointment_types": [shapes.only(shapes.APPOINTMENT_TYPE, row) for row in rows]}


def get_type(context: Context, request: Request) -> Json:
    """One type, flat, unlike all others."""
    return shapes.only(shapes.APPOINTMENT_TYPE, context.one("appointment_types", request.id))


def create_type(context: Context, request: Request) -> Json:
    """A new type; `location_type` comes as an integer and goes as a word."""
    fields = _type_fields(request.body)
    _check_type(fields, inputs.not_numbers(context, request.body, ["location_type"]))
    row = context.state.put("appointment_types", context.born("appointment_types", **fields))
    return {"appointment_type": shapes.only(shapes.APPOINTMENT_TYPE, row)}


def update_type(context: Context, request: Request) -> Json:
    """Overwrite what is sent."""
    fields = {**context.one("appointment_types", request.id), **_type_fields(request.body)}
    _check_type(fields, inputs.not_numbers(context, request.body, ["location_type"]))
    row = context.state.put("appointment_types", {**fields, "updated_at": context.now()})
    return {"appointment_type": shapes.only(shapes.APPOINTMENT_TYPE, row)}


def delete_type(context: Context, request: Request) -> Json:
    """Delete it."""
    context.state.drop("appointment_types", context.one("appointment_types", request.id)["id"])
    return {"success": True}


def _row(context: Context, row: Record, *, nested: bool) -> Record:
    shown = shapes.appointment(context, row)
    return {"appointment": shown} if nested else shown


def _in_window(context: Context, query: Params, row: Record) -> bool:
    at = context.time(row.get("start_at"))
    low, high = context.time(query.raw("date_from")), context.time(query.raw("date_to"))
    if low is None and high is None:
        low = context.clock.now() - timedelta(days=context.quirks.number("appointments_window_days"))
    if high is not None and _is_date(query.word("date_to")):
        high += timedelta(days=1)
    return at is not None and (low is None or at >= low) and (high is None or at <= high)


def _is_date(text: str) -> bool:
    return ":" not in text


def _people(row: Record) -> list[int]:
    return [*(row.get("user_ids") or []), row.get("user_id")]


def _new(context: Context, request: Request, body: Params, ticket: Record | None) -> Record:
    fields = {"customer_id": None, "ticket_id": None, "user_ids": [], "location": None, **_given(context, body)}
    if ticket is not None:
        fields["customer_id"] = fields["customer_id"] or ticket["customer_id"]
        fields["summary"] = body.text("summary") or f"Ticket #{ticket['number']}: {ticket.get('subject')}"
        fields["description"] = body.text("description") or _about(context, ticket)
    if not fields.get("user_id"):
        fields["user_id"] = request.actor.user["id"]
    if fields.get("appointment_location_type") == AT_CUSTOMER and not fields["location"]:
        fields["location"] = _address(context, fields["customer_id"])
    return fields


def _given(context: Context, body: Params) -> Record:
    fields: Record = {name: body.text(name) for name in ("summary", "description", "location") if name in body}
    for name, kind in (("customer_id", "customers"), ("ticket_id", "tickets"), ("user_id", "users")):
        if found := context.state.get(kind, body.integer(name)):
            fields[name] = found["id"]
    if "user_ids" in body:
        ids = [casts.integer(id_) for id_ in body.items("user_ids")]
        known = [id_ for id_ in ids if context.state.get("users", id_)]
        fields["user_ids"] = known
        # The first of user_ids is the owner (C11).
        fields |= {"user_id": known[0]} if known else {}
    if type_ := context.state.get("appointment_types", body.integer("appointment_type_id")):
        fields |= {"appointment_type_id": type_["id"], "appointment_location_type": type_.get("location_type")}
    if "all_day" in body:
        fields["all_day"] = body.boolean("all_day")
    if "do_not_email" in body:
        fields["do_not_email"] = "1" if body.flag("do_not_email") else None
    return fields


def _times(context: Context, body: Params, start: datetime, old: Record | None = None) -> Record:
    end = context.time(body.raw("end_at")) or start + _length(context, body, old)
    hours = (Decimal(int((end - start).total_seconds())) / SECONDS_PER_HOUR).quantize(Decimal("0.01"))
    return {
        "start_at": context.clock.format(start),
        "end_at": context.clock.format(end),
        "duration": figures.number(hours),
        "start_at_label": start.astimezone(context.clock.zone).strftime("%a %m-%d-%y %I:%M %p"),
    }


def _length(context: Context, body: Params, old: Record | None) -> timedelta:
    hours = body.amount("appointment_duration")
    if hours is not None and hours > 0:
        return timedelta(hours=float(min(hours, Decimal(MOST_HOURS))))
    start, end = (context.time(old.get(name)) if old else None for name in ("start_at", "end_at"))
    return end - start if start and end else timedelta(hours=DEFAULT_HOURS)


def _wrong_length(context: Context, body: Params) -> list[str]:
    return plain.full(inputs.not_numbers(context, body, ["appointment_duration"]))


def _about(context: Context, ticket: Record) -> str:
    customer = context.state.get("customers", ticket["customer_id"]) or {}
    lines = (f"Ticket #{ticket['number']}", customer.get("business_then_name"), customer.get("phone"))
    return "\n".join(str(line) for line in (*lines, customer.get("email")) if line)


def _address(context: Context, customer_id: object) -> str | None:
    customer = context.state.get("customers", customer_id) or {}
    parts = [str(customer[name]) for name in ("address", "city", "state", "zip") if customer.get(name)]
    return ", ".join(parts) or None


def _invite(context: Context, row: Record, body: Params) -> None:
    customer = context.state.get("customers", row.get("customer_id")) or {}
    if body.flag("email_customer") and not body.flag("do_not_email"):
        subject = f"Appointment: {row.get('summary')}"
        context.mail(to=customer.get("email"), subject=subject, kind="appointment", appointment_id=row["id"])


def _refused(problems: list[str], body: Params) -> WireError:
    joined = ",".join(problems)
    return WireError(422, {"success": False, "error": joined, "message": joined, "params": body.echo()})


def _type_fields(body: Params) -> Record:
    fields: Record = {
        name: body.text(name) for name in ("name", "email_instructions", "location_hard_code") if name in body
    }
    if "location_type" in body:
        fields["location_type"] = LOCATION_TYPES.get(body.integer("location_type") or 0)
        if not body.word("location_type"):
            fields["location_type"] = None
    return fields


def _check_type(fields: Record, wrong: list[Problem]) -> None:
    problems = [(name, plain.BLANK) for name in ("name", "location_type") if plain.is_blank(fields.get(name))] + wrong
    if problems:
        raise record_errors(shapes.only(shapes.APPOINTMENT_TYPE, fields), plain.full(problems))

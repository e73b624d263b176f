"""Tickets (facts §4): list and filters, detail with all that hangs on it, create, update, delete."""

from decimal import Decimal

from syncro.jsonio import Json
from syncro.sandbox import casts, figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import comments, inputs, plain, ticket_filters, worksheets
from syncro.sandbox.wire import error, messages

FIRST_NUMBER = 32_000
DEFAULT_STATUS = "New"
DEFAULT_PROBLEM = "Other"
RESOLVED = "Resolved"
SECONDS_PER_MINUTE = 60
TEXTS = ("problem_type", "status", "priority", "signature_name", "outtake_form_name")
TIMES = ("due_date", "start_at", "end_at", "outtake_form_date")
INTEGERS = ("ticket_type_id", "location_id", "sla_id", "address_id")
HANGING = ("comments", "timers", "ticket_lines", "worksheet_results")
LINKED = ("appointments", "invoices", "estimates", "leads", "rmm_alerts")


def list_(context: Context, request: Request) -> Json:
    """Tickets that pass every honoured filter, newest first; rows carry the first comment only (facts §4)."""
    rows = ticket_filters.apply(context, request)
    every = request.query.boolean("all_comments")
    if every is None:
        every = context.quirks.on("all_comments_default")
    wanted = request.query.word("comment_format")
    return paging.page(context, request, rows, lambda ticket: _row(context, ticket, wanted, every=every))


def get(context: Context, request: Request) -> Json:
    """One ticket by its internal id."""
    return {"ticket": detail(context, context.one("tickets", request.id))}


def detail(context: Context, ticket: Record) -> Record:
    """The ticket with its customer, contact, tech, comments (newest first, plain text), timers, lines, appointments."""
    id_ = ticket["id"]
    return {
        **shapes.only(shapes.TICKET, ticket),
        **(shapes.only(_ROW_IDS, ticket) if context.quirks.on("ticket_detail_has_row_ids") else {}),
        "customer_business_then_name": shapes.customer_name(context, ticket["customer_id"]),
        "comments": shapes.comments(context, id_),
        "attachments": ticket.get("attachments") or [],
        "ticket_timers": shapes.timers(context, id_),
        "line_items": shapes.ticket_lines(context, id_),
        "worksheet_results": worksheets.of(context, id_),
        "assets": _assets(context, ticket),
        "appointments": [shapes.appointment(context, row) for row in _appointments(context, id_)],
        "ticket_fields": [],
        "ticket_answers": [],
        "customer": shapes.customer(context, ticket["customer_id"]),
        "contact": shapes.contact(context, ticket.get("contact_id")),
        "user": shapes.user(context, ticket.get("user_id")),
        "ticket_type": None,
        "address": context.state.get("addresses", ticket.get("address_id")),
        "mentionables": _mentionables(context),
    }


def create(context: Context, request: Request) -> Json:
    """A new ticket; fields that the API doesn't know, such as `body` or `line_items`, are dropped (C21)."""
    body = request.body
    customer = context.state.get("customers", body.integer("customer_id"))
    if customer is None:
        raise error("Customer required field")
    if not body.word("subject"):
        raise messages(["Subject can't be blank"])
    if wrong := inputs.not_numbers(context, body, ["number"]):
        raise messages(plain.full(wrong))
    ticket = make(context, request, customer, body)
    _add_comments(context, request, ticket)
    return {"ticket": shapes.without(detail(context, context.one("tickets", ticket["id"])), _READ_ONLY)}


def make(context: Context, request: Request, customer: Record, values: Params) -> Record:
    """Store a new ticket, without comments."""
    fields = _fields(context, values)
    if not context.quirks.on("ticket_start_at_on_create"):
        fields |= {"start_at": None, "end_at": None}
    return context.state.put("tickets", _new(context, request, customer, values, fields))


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent; gives the full detail."""
    ticket = context.one("tickets", request.id)
    if "subject" in request.body and not request.body.word("subject"):
        raise messages(["Subject can't be blank"])
    fields = _fields(context, request.body)
    if fields.get("status") == RESOLVED and ticket.get("status") != RESOLVED:
        fields["resolved_at"] = context.now()
    context.state.change("tickets", ticket, **fields, updated_at=context.now())
    _add_comments(context, request, ticket)
    return {"ticket": detail(context, context.one("tickets", ticket["id"]))}


def delete(context: Context, request: Request) -> Json:
    """Delete for good, with all that hangs on it (C12); what only links to it stays, without the link."""
    ticket = context.one("tickets", request.id)
    for kind in HANGING:
        for row in context.state.where(kind, "ticket_id", ticket["id"]):
            context.state.drop(kind, row["id"])
    for kind in LINKED:
        for row in [row for row in context.state.all(kind) if row.get("ticket_id") == ticket["id"]]:
            context.state.change(kind, row, ticket_id=None)
    context.state.drop("tickets", ticket["id"])
    return {"message": "Ticket was successfully deleted. "}


def settings(context: Context, request: Request) -> Json:
    """The account's ticket settings: statuses, types, users."""
    return context.setting("tickets")


def print_(context: Context, request: Request) -> Json:
    """Say that it prints."""
    ticket = context.one("tickets", request.id)
    return {"message": f"Ticket {ticket['number']} was sent to the printer."}


def _new(context: Context, request: Request, customer: Record, values: Params, fields: Record) -> Record:
    return {
        **context.born("tickets", number=_number(context, values), status=DEFAULT_STATUS),
        "problem_type": DEFAULT_PROBLEM,
        "customer_id": customer["id"],
        "user_id": None,
        "creator_id": request.actor.user["id"],
        **{name: value for name, value in fields.items() if value is not None},
        "resolved_at": context.now() if fields.get("status") == RESOLVED else None,
    }


def _number(context: Context, body: Params) -> int:
    wanted = body.integer("number")
    if wanted and not context.state.where("tickets", "number", wanted):
        return wanted
    while True:
        # A number given by hand may be the counter's next.
        number = context.state.next_number("tickets", FIRST_NUMBER)
        if not context.state.where("tickets", "number", number):
            return number


def _fields(context: Context, body: Params) -> Record:
    """The stored form of what was sent, and only of that."""
    fields: Record = {name: body.text(name) for name in TEXTS if name in body}
    if "subject" in body:
        fields["subject"] = body.text("subject")
    fields |= {name: context.moment(body.raw(name)) for name in TIMES if name in body}
    fields |= {name: body.integer(name) for name in INTEGERS if name in body}
    fields |= _references(context, body)
    if "properties" in body:
        fields["properties"] = body.mapping("properties")
    if "tag_list" in body:
        fields["tag_list"] = [tag for item in body.items("tag_list") if (tag := casts.text(item))]
    if "customer_reply" in body:
        fields["customer_reply"] = body.flag("customer_reply")
    _check_status(context, fields)
    return fields


def _references(context: Context, body: Params) -> Record:
    fields: Record = {}
    for name, kind in (("user_id", "users"), ("contact_id", "contacts"), ("customer_id", "customers")):
        found = context.state.get(kind, body.integer(name)) if name in body else None
        if found or (name in body and name != "customer_id"):
            fields[name] = found["id"] if found else None
    if "asset_ids" in body:
        ids = [casts.integer(item) for item in body.items("asset_ids")]
        fields["asset_ids"] = [id_ for id_ in ids if context.state.get("assets", id_)]
    return fields


def _check_status(context: Context, fields: Record) -> None:
    known = context.setting("tickets").get("ticket_status_list") or []
    if context.quirks.on("unknown_status_rejected") and fields.get("status") not in (None, *known):
        raise messages(["Status is not included in the list"])


def _add_comments(context: Context, request: Request, ticket: Record) -> None:
    for item in request.body.items("comments_attributes"):
        values = Params(casts.mapping(item))
        if values.word("body"):
            comments.keep(context, request, ticket, values)


def _row(context: Context, ticket: Record, comment_format: str, *, every: bool) -> Record:
    rows = shapes.comment_rows(context, ticket["id"])
    shown = rows if every else rows[-1:]
    contact = context.state.get("contacts", ticket.get("contact_id")) or {}
    creator = context.state.get("users", ticket.get("creator_id")) or {}
    return {
        **shapes.only(_ROW_SHAPE, ticket),
        **shapes.only(shapes.TICKET_ROW, ticket),
        "customer_business_then_name": shapes.customer_name(context, ticket["customer_id"]),
        "contact_fullname": contact.get("name"),
        "creator_name_or_email": creator.get("full_name"),
        "total_formatted_billable_time": _billable_time(context, ticket["id"]),
        "comments": [shapes.comment(row, comment_format) for row in shown],
        "user": shapes.user(context, ticket.get("user_id")),
    }


_DETAIL_ONLY = (
    "asset_ids",
    "intake_form_html",
    "signature_name",
    "signature_date",
    "outtake_form_name",
    "outtake_form_date",
    "outtake_form_html",
)
_ROW_IDS = shapes.blank("contact_id address_id ticket_type_id")
_READ_ONLY = {"address", "mentionables"}
_ROW_SHAPE = {name: blank for name, blank in shapes.TICKET.items() if name not in _DETAIL_ONLY}


def _billable_time(context: Context, ticket_id: int) -> str:
    timers = context.state.where("timers", "ticket_id", ticket_id)
    seconds = sum((figures.decimal(row.get("billable_time")) for row in timers if row.get("billable")), Decimal(0))
    hours, minutes = divmod(int(seconds) // SECONDS_PER_MINUTE, 60)
    return f"{hours}:{minutes:02}"


def _mentionables(context: Context) -> list[Record]:
    """Whom a comment can mention: seen live, though nobody noted what an entry holds; here as settings list users."""
    return [{"id": row["id"], "name": row.get("full_name")} for row in context.state.all("users")]


def _assets(context: Context, ticket: Record) -> list[Record]:
    found = (context.state.get("assets", id_) for id_ in ticket.get("asset_ids") or [])
    return [shapes.asset(context, row) for row in found if row]


def _appointments(context: Context, ticket_id: int) -> list[Record]:
    return sorted(context.state.where("appointments", "ticket_id", ticket_id), key=lambda row: row["start_at"] or "")

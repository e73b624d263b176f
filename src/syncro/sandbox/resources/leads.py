"""Leads (facts §17): no delete, only `disabled`; the list leaves out what is finished unless asked by status."""

from syncro.jsonio import Json
from syncro.sandbox import casts, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import BLANK, Kind, Problem


def list_(context: Context, request: Request) -> Json:
    """Leads newest first; disabled ones never, finished ones by `statuses` or `status_list` only."""
    rows = plain.filtered(LEAD, request.query, plain.rows_of(context, request, LEAD))
    rows = [row for row in rows if not row.get("disabled") and _fits(context, request.query, row)]
    return paging.page(context, request, rows, lambda row: plain.shown(context, LEAD, row))


def get(context: Context, request: Request) -> Json:
    """One lead, with lists that only the detail has (seen live): a lead made by the API brings nothing into them."""
    lead = plain.shown(context, LEAD, plain.one(context, request, LEAD))
    return {"lead": {**lead, "emails": [], "attachments": [], "appointments": []}}


def _fits(context: Context, query: Params, row: Record) -> bool:
    for name, field in (("users", "user_id"), ("mailbox_ids", "mailbox_id")):
        if name in query and row.get(field) not in {casts.integer(id_) for id_ in query.items(name)}:
            return False
    if query.word("has_ticket") and query.flag("has_ticket") is (row.get("ticket_id") is None):
        return False
    wanted, status = _statuses(query), str(row.get("status") or "").lower()
    return status in wanted if wanted else status not in _finished(context)


def _statuses(query: Params) -> set[str]:
    given = [casts.text(value) or "" for name in ("statuses", "status_list") for value in query.items(name)]
    return {word.strip().lower() for text in given for word in text.split(",") if word.strip()}


def _finished(context: Context) -> set[str]:
    return {word.lower() for word in context.quirks.words("leads_hidden_statuses")}


def _shown(context: Context, row: Record) -> Record:
    person = " ".join(str(row[name]) for name in ("first_name", "last_name") if row.get(name))
    name = row.get("business_name") or shapes.customer_name(context, row.get("customer_id")) or person
    return {**shapes.only(LEAD_SHAPE, row), "business_then_name": name}


def _check(context: Context, fields: Record) -> list[Problem]:
    silent = fields.get("from_check_in") and plain.is_blank(fields.get("ticket_description"))
    return [("ticket_description", BLANK)] if silent else []


LEAD_SHAPE = shapes.blank(
    "id first_name last_name email phone mobile created_at updated_at address city state zip ticket_subject "
    "ticket_description ticket_problem_type ticket_id customer_id contact_id mailbox_id mailbox_name "
    "business_then_name has_attachments message_read status user_id location_id",
    **dict.fromkeys(("first_name", "last_name", "email", "phone", "mobile", "address", "city", "state", "zip"), ""),
    has_attachments=False,
    message_read=False,
    status="New",
)
LEAD = Kind(
    "leads",
    LEAD_SHAPE,
    "address business_name city zip converted:bool message_read:bool disabled:bool email first_name last_name mobile "
    "phone state ticket_description ticket_problem_type ticket_subject location_id:int from_check_in:bool "
    "customer_id:int ticket_id:int hidden_notes contact_id:int appointment_time:time status user_id:int "
    "ticket_type_id:int mailbox_id:int opportunity_start_date:day opportunity_amount_dollars:num likelihood:int "
    "properties:map ticket_properties:map customer_purchase_id:int signature_date:time signature_name "
    "appointment_type_id:int",
    links={
        "customer_id": "customers",
        "contact_id": "contacts",
        "ticket_id": "tickets",
        "user_id": "users",
        "appointment_type_id": "appointment_types",
    },
    searched=("first_name", "last_name", "business_name", "email", "phone", "ticket_subject", "ticket_description"),
    newest_first=True,
    echoes_updates=True,
    check=_check,
    view=_shown,
)
create, update = plain.create(LEAD), plain.update(LEAD)

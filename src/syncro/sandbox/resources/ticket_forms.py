"""Forms for a new ticket (facts §17): one request makes customer, ticket and appointment; the reply is a raw record."""

from msgspec import Struct

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import appointments, comments, customers, tickets
from syncro.sandbox.resources.plain import BLANK
from syncro.sandbox.wire import WireError

SHAPE = shapes.blank("id name default disabled data", default=False, disabled=False, data={})
RAW_TICKET = shapes.blank(
    "id customer_id subject status problem_type created_at updated_at category referredby isapproved memory "
    "upgradeoffered password cancelled power_adapter start_at end_at user_id account_id checkbox_results "
    "textbox_results due_date number location_id pdf signature_name signature_data gevent_id intake_form_pdf contact_id "
    "properties ticket_type_id priority notify_emails disabled ticket_recurring_schedule_id time_to_resolve_minutes "
    "original_customer_id original_ticket_id sla_id contract_id address_id creator_id signature_date resolved_at "
    "all_notify_emails outtake_form_name outtake_form_data outtake_form_date custom_fields_cache "
    "with_initial_issue_body with_items_any",
    category="Standard",
    isapproved=False,
    upgradeoffered=False,
    cancelled=False,
    power_adapter=False,
    account_id=shapes.ACCOUNT_ID,
    pdf={"url": None},
    intake_form_pdf={"url": None},
    signature_data="",
    properties={},
    disabled=False,
    custom_fields_cache=" ",
)
SECTIONS = ("customer_details", "ticket_details")
MEETING = ("summary", "start_at", "end_at")
MADE = "Ticket created.."
INITIAL = "Initial Issue"

Errors = dict[str, dict[str, list[str]]]


class Filled(Struct, frozen=True):
    """A form as it came in; `meeting` is None when no appointment is wanted."""

    customer: Params
    ticket: Params
    meeting: Params | None


def list_(context: Context, request: Request) -> Json:
    """All forms."""
    return paging.page(context, request, list(context.state.all("ticket_forms")), lambda row: shapes.only(SHAPE, row))


def get(context: Context, request: Request) -> Json:
    """One form."""
    return {"new_ticket_form": shapes.only(SHAPE, context.one("ticket_forms", request.id))}


def process(context: Context, request: Request) -> Json:
    """Make what the form describes; a customer with the same e-mail address is taken instead of made again."""
    form, filled = context.one("ticket_forms", request.id), _filled(request.body)
    if errors := _errors(context, form, filled):
        raise WireError(422, {"success": False, "errors": errors})
    customer = _known(context, filled.customer) or customers.make(context, filled.customer)
    subject = filled.ticket.word("subject") or form["name"]
    values = {**filled.ticket.values, "subject": subject, "customer_id": customer["id"]}
    ticket = tickets.make(context, request, customer, Params(values))
    _describe(context, request, ticket, filled.ticket)
    if filled.meeting:
        about = Params({**filled.meeting.values, "customer_id": customer["id"], "ticket_id": ticket["id"]})
        appointments.make(context, request, about)
    return {"ticket": _raw(context, ticket), "invoice": None, "redirect": f"/tickets/{ticket['id']}", "message": MADE}


def _filled(body: Params) -> Filled:
    meeting = body.mapping("appointments")
    customer, ticket = (Params(body.mapping(name)) for name in SECTIONS)
    return Filled(customer, ticket, Params(meeting) if meeting else None)


def _errors(context: Context, form: Record, filled: Filled) -> Errors:
    errors: Errors = {}
    for section, values in zip(SECTIONS, (filled.customer, filled.ticket), strict=True):
        wanted = form["data"].get(section, {}).get("fields", {})
        _note(errors, section, [name for name, how in wanted.items() if how == "require" and not values.word(name)])
    if filled.meeting is not None:
        meeting = filled.meeting
        times = [name for name in MEETING[1:] if context.time(meeting.raw(name)) is None]
        _note(errors, "appointments", [name for name in MEETING if name in times or not meeting.word(name)])
    if customers.bad_email(filled.customer.word("email")):
        errors.setdefault("customer_details", {})["email"] = ["is not an email"]
    if not any(filled.customer.word(name) for name in customers.NAMES):
        errors.setdefault("customer_details", {}).setdefault("firstname", [BLANK])
    return errors


def _note(errors: Errors, section: str, blank: list[str]) -> None:
    if blank:
        errors[section] = {name: [BLANK] for name in blank}


def _known(context: Context, details: Params) -> Record | None:
    email = details.word("email").lower()
    rows = context.state.all("customers") if email else ()
    return next((row for row in rows if str(row.get("email") or "").lower() == email), None)


def _describe(context: Context, request: Request, ticket: Record, details: Params) -> None:
    if text := details.word("description"):
        told = {"subject": INITIAL, "body": text, "do_not_email": details.flag("do_not_email")}
        comments.keep(context, request, ticket, Params(told))


def _raw(context: Context, ticket: Record) -> Record:
    now = context.one("tickets", ticket["id"])
    return {**shapes.only(RAW_TICKET, now), "original_customer_id": now["customer_id"]}

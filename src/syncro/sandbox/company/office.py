"""How the shop works inside: wiki, canned responses, clock-in, worksheets, ticket forms, devices (facts §17)."""

from syncro.sandbox.company.builder import ACCOUNT_ID, Builder, Row
from syncro.sandbox.company.calendar import stamp
from syncro.sandbox.company.staff import AVERY, TECHS

SINCE_DAYS = 640
CHECKLIST, CHECKLIST_NAME = 7301, "New workstation checklist"
CHECKS = ("Hardware", "Windows activated", "Backup agent installed", "Printer mapped", "Old device wiped")
INTAKE_FORM, ON_SITE_FORM = 8101, 8102
SHEETS, DAYS = 4, 5
PAGES = (
    ("New workstation", "new-workstation", "Order, image, join, hand over. The checklist is on the ticket."),
    ("Backup test", "backup-test", "Restore one folder a month and note the result on the ticket."),
    ("After hours", "after-hours", "Call back within 30 minutes. Ask for the emergency rate before you start."),
)
CATEGORIES = ("Scheduling", "Closing")
RESPONSES = (
    ("Ask for a time", "Scheduling", "When does it suit you?", "Which day and time suit you for this work?"),
    (
        "Confirm a visit",
        "Scheduling",
        "Your visit",
        "We have you down for the time above.<br>Please keep the room open.",
    ),
    ("All done", "Closing", "Work finished", "This is done.<br>Write back if anything is not as it should be."),
)
CUSTOMER_FIELDS = {
    **dict.fromkeys(("firstname", "lastname"), "require"),
    **dict.fromkeys(("business_name", "email", "phone", "referred_by", "custom_fields"), "show"),
    **dict.fromkeys(("address", "tax_rate_id", "get_sms", "opt_out", "no_email", "send_portal_invitation"), "hide"),
    **dict.fromkeys(("notification_email", "invoice_cc_emails", "invoice_term_id"), "hide"),
}
TICKET_FIELDS = {
    **dict.fromkeys(("subject", "description", "problem_type"), "require"),
    **dict.fromkeys(("user_id", "ticket_type_id", "do_not_email"), "show"),
    **dict.fromkeys(("priority", "due_date", "notify_emails", "category", "address_id", "contract_id"), "hide"),
    **dict.fromkeys(("sla_id", "isapproved", "pre_diagnosed"), "hide"),
}


def add_office(b: Builder) -> None:
    """Add all of it, after the tickets."""
    since = b.calendar.moment(SINCE_DAYS, 9)
    for name, slug, body in PAGES:
        b.add("wiki_pages", since, {"account_id": ACCOUNT_ID, "name": name, "slug": slug, "body": body})
    _add_responses(b)
    _add_worksheets(b)
    for number, name in ((INTAKE_FORM, "Phone intake"), (ON_SITE_FORM, "Visit request")):
        fields = {"name": name, "default": number == INTAKE_FORM, "disabled": False, "data": _form()}
        b.add("ticket_forms", since, fields, fixed_id=number)
    _add_timelogs(b)
    device = {"user_id": AVERY.id, "device_uuid": "sandbox-phone-1", "device_name": "Avery's phone"}
    b.add("user_devices", since, device | {"system_name": "Android", "model": "Demo 5", "disabled": False})


def templates() -> list[Row]:
    """What the ticket settings list as worksheet templates."""
    return [{"id": CHECKLIST, "name": CHECKLIST_NAME}]


def _add_responses(b: Builder) -> None:
    since = b.calendar.moment(SINCE_DAYS, 10)
    categories = {name: b.add("canned_response_categories", since, {"name": name})["id"] for name in CATEGORIES}
    for title, category, subject, body in RESPONSES:
        fields = {"title": title, "body": body, "subject": subject}
        b.add("canned_responses", since, fields | {"canned_response_category_id": categories[category]})


def _add_worksheets(b: Builder) -> None:
    fields = [
        {"name": name, "slug": name.lower().replace(" ", "_"), "id": number, "position": number - 1}
        for number, name in enumerate(CHECKS, 1)
    ]
    template = {"name": CHECKLIST_NAME, "public": True, "required": False, "fields": fields}
    b.add("worksheet_templates", b.calendar.moment(SINCE_DAYS, 11), template, fixed_id=CHECKLIST)
    running = [row for row in b.records["tickets"] if row["status"] == "In Progress"]
    for ticket in running[:SHEETS]:
        sheet = {"ticket_id": ticket["id"], "worksheet_template_id": CHECKLIST, "name": CHECKLIST_NAME}
        state = {"public": True, "complete": None, "required": False}
        blank = {"field_list": [field | {"history": []} for field in fields]}
        b.add("worksheet_results", b.calendar.moment(1, 11), sheet | state | blank)


def _add_timelogs(b: Builder) -> None:
    """The last five workdays of every tech, in at eight or so, out at five or so."""
    days = sorted({b.calendar.workday(number) for number in range(1, DAYS + 3)}, reverse=True)
    for day in days[-DAYS:]:
        for index, tech in enumerate(TECHS):
            came, went = b.calendar.moment(day, 8, index * 4), b.calendar.moment(day, 17, 3 + index)
            notes = {"in_note": None, "out_note": None, "lunch": None, "manually_updated": None}
            times = {"in_at": stamp(came), "out_at": stamp(went)}
            b.add("timelogs", came, {"account_id": ACCOUNT_ID, "user_id": tech.id} | times | notes)


def _form() -> Row:
    defaults = {"placeholder": ""}
    approved = {"isapproved": "true", "pre_diagnosed": "true"}
    return {
        "customer_details": {"fields": CUSTOMER_FIELDS, "defaults": defaults, "position": "1"},
        "ticket_details": {
            "fields": TICKET_FIELDS,
            "defaults": defaults | approved,
            "disabled": [],
            "position": "2",
        },
        "worksheets": {"position": "3"},
        "related_assets": {"position": "4"},
    }

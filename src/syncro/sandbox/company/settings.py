"""The account's own lists: statuses, priorities, problem types, appointment types, asset types (R-20, facts §15)."""

from msgspec import Struct

from syncro.sandbox.company.builder import ACCOUNT_ID, Builder, Row
from syncro.sandbox.company.staff import HIRED_DAYS_AGO

STATUSES = (
    "New",
    "In Progress",
    "Waiting on Customer",
    "Waiting on Vendor",
    "Scheduled",
    "Resolved",
    "Invoiced",
    "Closed",
)
PRIORITIES = ("1 High", "2 Normal", "3 Low", "4 Urgent")
PROBLEM_TYPES = (
    "API",
    "Email",
    "Emergency Service",
    "File Services / Permissions",
    "Hardware",
    "Maintenance",
    "New User / M365 Account Creation",
    "New User / Workstation Deployment",
    "Not determined",
    "Onsite",
    "Other",
    "Phone/VOIP",
    "Remote",
    "Security",
    "Server Migration",
    "Service Request",
    "Software",
    "Website",
)
WORKSTATION, SERVER, LAPTOP, FIREWALL, SWITCH, PRINTER, AGENT = 501, 502, 503, 504, 505, 506, 507
ASSET_TYPES = {
    WORKSTATION: "Workstation",
    SERVER: "Server",
    LAPTOP: "Laptop",
    FIREWALL: "Firewall",
    SWITCH: "Network Switch",
    PRINTER: "Printer",
    # What every account has for the machines that run Syncro's agent.
    AGENT: "Syncro Device",
}
IN_SHOP, ONSITE, PHONE_CALL, REMINDER, REMOTE = 4321, 4322, 4323, 193053, 59289
APPOINTMENT_TYPES = {
    IN_SHOP: ("In Shop", "shop"),
    ONSITE: ("Onsite", "customer"),
    PHONE_CALL: ("Phone Call", "pre_defined"),
    REMINDER: ("Reminder", "manual_entry"),
    REMOTE: ("Remote", "pre_defined"),
}
PAYMENT_METHODS = ("Credit Card", "Cash", "Check", "Offline CC", "Quick", "Other")
STATE_TAX = "8.1"


class TaxRate(Struct, frozen=True):
    """A rate customers can have; `rate` is a percentage."""

    id: int
    name: str
    rate: str


STANDARD_TAX = TaxRate(61044, "Desert City and State", STATE_TAX)
COUNTY_TAX = TaxRate(61045, "County only", "6.3")


def add_lists(b: Builder) -> None:
    """Add tax rates, appointment types and payment methods."""
    since = b.calendar.moment(HIRED_DAYS_AGO, 9)
    for tax in (STANDARD_TAX, COUNTY_TAX):
        b.add("tax_rates", since, {"name": tax.name, "rate": tax.rate}, fixed_id=tax.id)
    for type_id, (name, place) in APPOINTMENT_TYPES.items():
        b.add("appointment_types", since, _appointment_type(name, place), fixed_id=type_id)
    for name in PAYMENT_METHODS:
        b.add("payment_methods", since, {"name": name, "uses_card_processing": name == "Credit Card"})


def account(b: Builder) -> Row:
    """The body of `GET /settings`."""
    return {
        "customers": {"required_fields": None, "customer_fields": [], "customer_field_answers": []},
        "assets": {"asset_types": _named(ASSET_TYPES), "asset_type_fields": [], "asset_type_field_answers": []},
        "locale": {
            "iso_code": "en",
            "currency_symbol": "$",
            "date_format": "mm-dd-yy",
            "time_format": "hh:mm tt",
            "time_zone": "America/Phoenix",
            "time_offset": "-07:00",
        },
        "ticket": {
            "ticket_types": [],
            "ticket_type_fields": [],
            "ticket_type_field_answers": [],
            "problem_types": list(PROBLEM_TYPES),
            "priorities": list(PRIORITIES),
        },
        "business_hours_enabled": True,
        "business_hours": [_opening(day) for day in _WEEK],
        "default_holiday_calendar": "USA",
        "msp_addon": None,
    }


def tickets(b: Builder, default_labor_product_id: int, worksheet_templates: list[Row]) -> Row:
    """The body of `GET /tickets/settings`."""
    return {
        "ticket_status_list": list(STATUSES),
        "default_labor_product_id": default_labor_product_id,
        "ticket_timer_charge_by_default": False,
        "saved_searches": [],
        "ticket_types": [],
        "ticket_type_fields": [],
        "ticket_type_field_answers": [],
        "appointment_types": [dict(row) for row in b.records["appointment_types"]],
        "users": [{"id": row["id"], "name": row["full_name"]} for row in b.records["users"]],
        "dashboard_settings": None,
        "worksheet_templates": worksheet_templates,
        "require_ticket_type": None,
        "require_intake_form_with_ticket": None,
        "require_outtake_form_with_ticket": None,
        "ticket_workflow_default_id": None,
    }


_WEEK = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def _opening(day: str) -> Row:
    return {"day": day, "start": "08:00", "end": "17:00", "closed": day in ("Saturday", "Sunday")}


def _named(types: dict[int, str]) -> list[Row]:
    return [{"id": type_id, "name": name} for type_id, name in types.items()]


def _appointment_type(name: str, place: str) -> Row:
    return {
        "account_id": ACCOUNT_ID,
        "name": name,
        "email_instructions": None,
        "location_type": place,
        "location_hard_code": None,
        "buffer": None,
        "appointment_reminders_schedule_id": None,
    }

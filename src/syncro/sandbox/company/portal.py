"""Around the customers: who asked for an offer, who may use the portal, which cards are known, what machines lack (facts §12, §17)."""

from syncro.sandbox.company.builder import ACCOUNT_ID, Builder, Row
from syncro.sandbox.company.calendar import stamp
from syncro.sandbox.company.settings import LAPTOP, SERVER, WORKSTATION

LEADS = (
    ("Nadia", "Ferrow", "New", "Slow network in the practice", "Website"),
    ("Oskar", "Lindqvale", "New", "Two laptops for new staff", "Phone"),
    ("Petra", "Umberly", "First Contact", "Moving the mail server", "Recommended"),
    ("Quentin", "Marsdale", "Opportunity", "Care for twelve machines", "Website"),
    ("Rosa", "Tillbrook", "Waiting on Client", "Backup for the office", "Recommended"),
    ("Silas", "Overmoor", "In Negotiation", "Telephones for a new branch", "Phone"),
    ("Tessa", "Whinfield", "Won", "Website and mail", "Website"),
    ("Ulric", "Pennhollow", "Lost", "Security check", "Phone"),
)
LEAD_DAYS_APART = 6
PORTAL_CUSTOMERS = 8
PORTAL_GROUP = 4
CARDS = (("4242", "2028-07"), ("1881", "2027-03"), ("0005", "2029-11"))
WINDOWS = (WORKSTATION, SERVER, LAPTOP)
PATCHED_CUSTOMERS = 6
INSTALLED = (
    ("KB5900101", "Cumulative update for the desktop", "Security Updates"),
    ("KB5900102", "Update for the runtime", "Updates"),
    ("KB5900103", "Definitions for the virus scanner", "Definition Updates"),
)
AVAILABLE = (
    ("KB5900201", "Cumulative update, this month", "Security Updates", "Missing Patches", "evaluated_at"),
    ("KB5900202", "Update of the servicing stack", "Critical Updates", "Failed Patches", "attempted_installation"),
    ("KB5900203", "Upgrade of the printer drivers", "Drivers", "Rejected Patches", "rejected_at"),
)


def add_portal(b: Builder, customers: list[Row]) -> None:
    """Add leads, portal users, cards on file and patches, for the first of these customers each."""
    for number, lead in enumerate(LEADS):
        _add_lead(b, number, *lead)
    for customer in customers[:PORTAL_CUSTOMERS]:
        _add_portal_user(b, customer)
    for customer, card in zip(customers, CARDS, strict=False):
        _add_card(b, customer, *card)
    for customer in customers[:PATCHED_CUSTOMERS]:
        for asset in b.children("assets", customer):
            if asset["asset_type_id"] in WINDOWS:
                _add_patches(b, asset)


def _add_lead(b: Builder, number: int, first: str, last: str, status: str, subject: str, source: str) -> None:
    business = f"{last} Partners"
    fields = {
        **dict.fromkeys(("address", "city", "state", "zip", "mobile"), ""),
        "first_name": first,
        "last_name": last,
        "business_name": business,
        "phone": f"555019{number:04d}",
        "email": f"{first.lower()}@{last.lower()}.example",
        "status": status,
        "ticket_subject": subject,
        "ticket_description": f"{subject}. Asked by {source.lower()}.",
        "ticket_problem_type": "Other",
        "message_read": status != "New",
        "has_attachments": False,
        "disabled": False,
    }
    b.add("leads", b.calendar.moment(LEAD_DAYS_APART * (number + 1), 11, number), fields)


def _add_portal_user(b: Builder, customer: Row) -> None:
    contact = next((row for row in b.children("contacts", customer) if row["email"]), None)
    if contact is None:
        return
    fields = {
        "email": contact["email"],
        "account_id": ACCOUNT_ID,
        "customer_id": customer["id"],
        "contact_id": contact["id"],
        "portal_group_id": PORTAL_GROUP,
        "disabled": False,
        "mobile": None,
        "require_mfa": False,
    }
    b.add("portal_users", b.calendar.moment(b.rng.randrange(30, 300), 10), fields)


def _add_card(b: Builder, customer: Row, last_four: str, expiration: str) -> None:
    token = b.rng.randrange(10**6, 10**7)
    fields = {
        "customer_id": customer["id"],
        "expiration": expiration,
        "customer_external_id": f"c-{token}",
        "used_gateway": "authorize_net",
        "payment_profile_id": token,
        "last_four": last_four,
    }
    b.add("payment_profiles", b.calendar.moment(b.rng.randrange(30, 300), 12), fields)


def _add_patches(b: Builder, asset: Row) -> None:
    at = b.calendar.moment(b.rng.randrange(1, 20), 3)
    for kb, title, category in INSTALLED:
        text = {"kb": kb, "title": title, "category": category, "status": "Recently Installed"}
        b.add("patches", at, {"asset_id": asset["id"], **text, "installed_at": stamp(at)})
    for kb, title, category, status, moment in b.rng.sample(AVAILABLE, b.rng.randrange(len(AVAILABLE) + 1)):
        text = {"kb": kb, "title": title, "category": category, "status": status}
        b.add("patches", at, {"asset_id": asset["id"], **text, moment: stamp(at)})

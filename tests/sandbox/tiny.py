"""A company small enough to read: two techs, three customers, four products, one open ticket each."""

from copy import deepcopy
from typing import Any

from msgspec import Struct

DAY = "2026-11-20"
NEXT_RUN = "2026-12-01T00:00:00.000-07:00"
OLIVE, BLAKE = 11, 12
PLAIN, BLOCK, DISABLED = 101, 102, 103
REMOTE, ONSITE, WARRANTY, HOURS, HARDWARE, PROJECT = 1190473, 26118, 1049360, 555, 32252, 9269129
TICKET, BLOCK_TICKET, OLD_TICKET = 9001, 9002, 9003
CONTACT = 301
ASSET = 401
VENDOR, TEMPLATE, FORM, CANNED, PAGE, PART = 1001, 1101, 1201, 1301, 1401, 1501
ALL = {
    **{
        group: {"read": True, "write": True, "delete": True}
        for group in ("asset", "customer", "ticket", "invoice", "payment")
    },
    "worksheet": {"add": True, "manage": True, "delete": True},
    "script": {"execute": True},
}


def at(hour: int) -> str:
    return f"{DAY}T{hour:02}:00:00.000-07:00"


def born(hour: int = 8, **fields: Any) -> dict[str, Any]:
    return {"created_at": at(hour), "updated_at": at(hour), **fields}


def product(id_: int, name: str, price: float, category: str, *, taxable: bool = False) -> dict[str, Any]:
    money = {"price_retail": price, "price_cost": 1.5, "price_wholesale": 0}
    return born(id=id_, name=name, description=f"About {name}", product_category=category, taxable=taxable, **money)


def customer(id_: int, name: str, block: str, **more: Any) -> dict[str, Any]:
    names = {"business_name": name, "business_then_name": name, "business_and_full_name": name, "fullname": ""}
    return born(id=id_, prepay_hours=block, tax_rate_id=71, email=f"office@c{id_}.example", **names, **more)


def ticket(id_: int, number: int, customer_id: int, hour: int, **more: Any) -> dict[str, Any]:
    fields = {"subject": f"Trouble {number}", "status": "New", "problem_type": "Remote", "priority": "2 Normal"}
    return {**born(hour, id=id_, number=number, customer_id=customer_id, user_id=None, **fields), **more}


RECORDS: dict[str, list[dict[str, Any]]] = {
    "users": [
        born(id=OLIVE, email="olive@shop.example", full_name="Olive Hart", group="Admins", admin=True, color="1e3e96"),
        born(
            id=BLAKE, email="blake@shop.example", full_name="Blake Rivers", group="Techs", admin=False, color="55b932"
        ),
    ],
    "tax_rates": [{"id": 71, "name": "City", "rate": "8.1"}],
    "customers": [
        customer(PLAIN, "Plain Paper Co", "0.0"),
        customer(BLOCK, "Block Bakery", "2.0", invoice_cc_emails="books@c102.example"),
        customer(DISABLED, "Closed Clinic", "0.0", disabled=True),
    ],
    "contacts": [born(id=CONTACT, name="Pat Page", customer_id=PLAIN, email="pat@c101.example")],
    "phones": [],
    "products": [
        product(REMOTE, "Labor - Remote Business", 150.0, "Labor"),
        product(ONSITE, "Labor - Onsite Business", 175.0, "Labor"),
        product(WARRANTY, "Labor- Warranty work", 0.0, "Labor"),
        product(PROJECT, "Labor - Prepaid Project Labor", 0.0, "Project Labor"),
        product(HOURS, "Ten hours", 1400.0, "Prepay Hours"),
        {**product(HARDWARE, "Hardware", 20.0, "Hardware", taxable=True), "upc_code": "4006381333931"},
    ],
    "categories": [{"id": 81, "name": "Labor", "description": "Labor"}],
    "tickets": [
        ticket(TICKET, 32001, PLAIN, 8, contact_id=CONTACT, asset_ids=[ASSET]),
        ticket(BLOCK_TICKET, 32002, BLOCK, 9, user_id=BLAKE, status="In Progress"),
        ticket(OLD_TICKET, 32003, DISABLED, 10, status="Resolved", resolved_at=at(11)),
    ],
    "comments": [
        {
            **born(8, id=7001, ticket_id=TICKET, subject="Initial Issue", user_id=None, tech="", hidden=False),
            "body": "Printer &amp; scanner<br>are down",
        }
    ],
    "assets": [born(id=ASSET, name="FRONT-PC", customer_id=PLAIN, asset_serial="SN-1", asset_type="Desktop")],
    "patches": [
        {"id": 411, "asset_id": ASSET, "kb": "KB5000001", "title": "Runtime", "category": "Updates"}
        | {"status": "Recently Installed", "installed_at": at(7)},
        {"id": 412, "asset_id": ASSET, "kb": "KB5000002", "title": "Monthly update", "category": "Security Updates"}
        | {"status": "Missing Patches", "evaluated_at": at(8)},
    ],
    "payment_methods": [{"id": 61, "name": "Check"}],
    "appointment_types": [born(id=4322, name="Onsite", location_type="customer")],
    "schedules": [
        born(id=501, customer_id=PLAIN, name="Monthly care", frequency="Monthly", paused=False, next_run=NEXT_RUN)
    ],
    "schedule_lines": [
        {"id": 502, "schedule_id": 501, "name": "Care", "quantity": "3.0", "position": 1, "retail_cents": 2500}
    ],
    "estimates": [born(id=601, customer_id=PLAIN, number="701", status="Fresh", name="New laptops", date=at(0))],
    "estimate_lines": [born(id=602, estimate_id=601, item="Hardware", name="Laptop", quantity="1.0", price="900.0")],
    "contracts": [born(id=801, customer_id=PLAIN, name="Care", status="Active")],
    "vendors": [born(id=VENDOR, name="C & D Wholesale", email="sales@candd.example")],
    "worksheet_templates": [
        born(
            id=TEMPLATE,
            name="Checklist",
            public=True,
            required=False,
            fields=[
                {"id": 1, "name": "Power", "slug": "power", "position": 0},
                {"id": 2, "name": "Screen", "slug": "screen", "position": 1},
            ],
        )
    ],
    "ticket_forms": [
        {
            "id": FORM,
            "name": "Intake",
            "data": {
                "customer_details": {"fields": {"firstname": "require", "email": "show"}},
                "ticket_details": {"fields": {"subject": "require", "description": "require"}},
            },
        }
    ],
    "canned_response_categories": [{"id": 1302, "name": "Closing"}],
    "canned_responses": [
        born(id=CANNED, title="All done", body="It is done.", subject="Done", canned_response_category_id=1302)
    ],
    "wiki_pages": [born(id=PAGE, name="Backups", slug="backups", body="Test them.")],
    "part_orders": [
        born(id=PART, description="Fan", ticket_id=TICKET, ticketnum="32001", received_at=at(9), price="9.5"),
        born(id=PART + 1, description="Belt", ticket_id=TICKET, ticketnum="32001", received_at=None),
    ],
}


class Tiny(Struct, frozen=True):
    """The shape of a company, without the demo's data."""

    records: dict[str, list[dict[str, Any]]]
    keys: list[dict[str, Any]]
    settings: dict[str, Any]
    ticket_settings: dict[str, Any]
    planted: list[dict[str, Any]]


def key(name: str, user_id: int, *, expired: bool = False, **changed: dict[str, bool]) -> dict[str, Any]:
    return {"key": name, "user_id": user_id, "permissions": {**ALL, **changed}, "expired": expired}


def company() -> Tiny:
    nothing = {"read": False, "write": False, "delete": False}
    return Tiny(
        records=deepcopy(RECORDS),
        keys=[
            key("owner", OLIVE),
            key("tech", BLAKE),
            key("no-invoice", BLAKE, invoice=nothing),
            key("expired", BLAKE, expired=True),
        ],
        settings={
            "locale": {"time_offset": "-07:00"},
            "assets": {"asset_types": [{"id": 501, "name": "Desktop"}, {"id": 502, "name": "Server"}]},
            "ticket": {"problem_types": ["Remote", "Other"]},
        },
        ticket_settings={"ticket_status_list": ["New", "Resolved", "Invoiced"], "default_labor_product_id": REMOTE},
        planted=[{"rule": "R04", "error": True, "kind": "ticket", "id": TICKET, "what": "A line at $0."}],
    )

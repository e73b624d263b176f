"""A small shop whose every customer and ticket stands for one case of billing (R-40), as data for a sandbox."""

from copy import deepcopy
from typing import Any

from msgspec import Struct

DAY = "2026-10-01"
AVERY, BLAKE, CASEY, OLIVE = 41207, 41318, 41422, 40916
PLAIN, BLOCK, LOW, DISABLED, TAXED = 101, 102, 103, 104, 105
REMOTE, ONSITE, IN_SHOP, EMERGENCY, WEBSITE = 1190473, 26118, 573881, 26184, 68055
WARRANTY, PROJECT, INTERNAL, TRAVEL = 1049360, 9269129, 9269124, 26117
HARDWARE, HOURS = 32252, 9301114
TAX_RATE = 71
TICKETS = {PLAIN: 9001, BLOCK: 9002, LOW: 9003, DISABLED: 9004, TAXED: 9005}
"""The open ticket of each customer; its visible number is 23000 more."""
OTHER_TICKET, OTHER_TAXED = 9011, 9015
"""A second open ticket of the plain, and of the taxed customer."""
DONE_TICKET = 9021
"""A ticket of the plain customer that is Invoiced already."""
ONSITE_VISIT, REMOTE_VISIT = 4322, 59289
"""Appointment types."""
PAT, PAM = 501, 502
"""Contacts of the plain customer; Pat is the second ticket's contact, Pam has no e-mail."""
PRIORITIES = ("1 High", "2 Normal", "3 Low", "4 Urgent")
MAIN_OFFICE, WAREHOUSE = 801, 802
"""Addresses of the plain customer that Syncro keeps by id; Pam's own it doesn't."""
GROUPS = ("asset", "customer", "ticket", "invoice", "payment")


def number(ticket_id: int) -> int:
    """The visible number of a ticket."""
    return ticket_id + 23_000


def _born(hour: int = 8, **fields: Any) -> dict[str, Any]:
    at = f"{DAY}T{hour:02}:00:00.000-07:00"
    return {"created_at": at, "updated_at": at, **fields}


def _user(id_: int, name: str, *, admin: bool = False) -> dict[str, Any]:
    email = f"{name.partition(' ')[0].lower()}@shop.example"
    return _born(id=id_, full_name=name, email=email, group="Techs", admin=admin, color="333333")


def _product(id_: int, name: str, price: float, category: str = "Labor", *, taxable: bool = False) -> dict[str, Any]:
    cost: dict[str, Any] = {"price_retail": price, "price_cost": 0.0, "price_wholesale": 0}
    return _born(
        id=id_, name=name, description=name, product_category=category, taxable=taxable, disabled=False, **cost
    )


def _customer(id_: int, name: str, block: str, **more: Any) -> dict[str, Any]:
    names = {"business_name": name, "business_then_name": name, "business_and_full_name": name, "fullname": ""}
    return _born(id=id_, prepay_hours=block, email=f"office@c{id_}.example", **({"tax_rate_id": None} | names | more))


def _ticket(id_: int, customer_id: int, **more: Any) -> dict[str, Any]:
    fields = {"subject": f"Trouble {id_}", "status": "New", "problem_type": "Remote", "priority": "2 Normal"}
    return {**_born(9, id=id_, number=number(id_), customer_id=customer_id, user_id=None, **fields), **more}


def _contact(id_: int, customer_id: int, name: str, email: str | None) -> dict[str, Any]:
    lives = {"address1": f"{id_} Paper Lane", "city": "Tempe"} if id_ == PAM else {}
    return _born(id=id_, customer_id=customer_id, name=name, email=email, phone=None, mobile=None, **lives)


def _address(id_: int, name: str, street: str) -> dict[str, Any]:
    where = {"address1": street, "address2": None, "city": "Mesa", "state": "AZ", "zip": "85201"}
    return _born(id=id_, customer_id=PLAIN, name=name, address_type_id=2, **where)


def _initial(id_: int, ticket_id: int) -> dict[str, Any]:
    body = {"subject": "Initial Issue", "body": "It does not work", "tech": "", "hidden": False, "user_id": None}
    return _born(9, id=id_, ticket_id=ticket_id, **body)


RECORDS: dict[str, list[dict[str, Any]]] = {
    "users": [
        _user(AVERY, "Avery Stone"),
        _user(BLAKE, "Blake Rivers"),
        _user(CASEY, "Casey Fields"),
        _user(OLIVE, "Olive Hart", admin=True),
    ],
    "tax_rates": [{"id": TAX_RATE, "name": "City", "rate": "8.1"}],
    "customers": [
        _customer(PLAIN, "Plain Paper Co", "0.0"),
        _customer(BLOCK, "Block Bakery", "20.0"),
        _customer(LOW, "Nearly Empty Nursery", "1.0"),
        _customer(DISABLED, "Closed Clinic", "0.0", disabled=True),
        _customer(TAXED, "Taxed Tailor", "0.0", tax_rate_id=TAX_RATE),
    ],
    "contacts": [_contact(PAT, PLAIN, "Pat Paper", "pat@c101.example"), _contact(PAM, PLAIN, "Pam Paper", None)],
    "addresses": [
        _address(MAIN_OFFICE, "Main office", "1 Paper Lane"),
        _address(WAREHOUSE, "Warehouse", "9 Dock Road"),
    ],
    "assets": [_born(id=601, customer_id=PLAIN, name="PLAIN-LT-01", asset_serial="SN-601", asset_type="Laptop")],
    "products": [
        _product(REMOTE, "Labor - Remote Business", 150.0),
        _product(ONSITE, "Labor - Onsite Business", 175.0),
        _product(IN_SHOP, "Labor - In Shop Business", 150.0),
        _product(EMERGENCY, "Labor - Emergency or After Hours Business", 262.5),
        _product(WEBSITE, "Labor - Website Labor", 150.0),
        _product(WARRANTY, "Labor- Warranty work", 0.0),
        _product(PROJECT, "Labor - Prepaid Project Labor", 0.0, "Project Labor"),
        _product(INTERNAL, "Labor - Internal Labor", 0.0, "Internal"),
        _product(TRAVEL, "Fee - Travel Time", 40.0, "Fees"),
        _product(HARDWARE, "Hardware", 0.0, "Hardware", taxable=True),
        _product(HOURS, "Prepay Hours - 10 Hour Block", 140.0, "Prepay Hours"),
    ],
    "tickets": [
        *(_ticket(id_, customer_id) for customer_id, id_ in TICKETS.items()),
        _ticket(OTHER_TICKET, PLAIN, contact_id=PAT),
        _ticket(OTHER_TAXED, TAXED),
        _ticket(DONE_TICKET, PLAIN, status="Invoiced"),
    ],
    "comments": [_initial(7001 + place, id_) for place, id_ in enumerate(TICKETS.values())],
    "appointment_types": [
        _born(id=ONSITE_VISIT, name="Onsite", location_type="customer"),
        _born(id=REMOTE_VISIT, name="Remote", location_type="pre_defined"),
    ],
    "payment_methods": [{"id": 61, "name": "Check"}],
}


class Shop(Struct, frozen=True):
    """What a sandbox takes for a company."""

    records: dict[str, list[dict[str, Any]]]
    keys: list[dict[str, Any]]
    settings: dict[str, Any]
    ticket_settings: dict[str, Any]
    planted: list[dict[str, Any]]


def _key(name: str, user_id: int, *, expired: bool = False, without: str = "") -> dict[str, Any]:
    allowed = {group: dict.fromkeys(("read", "write", "delete"), group != without) for group in GROUPS}
    return {"key": name, "user_id": user_id, "permissions": allowed, "expired": expired}


def company() -> Shop:
    """The shop on its first day."""
    statuses = ["New", "In Progress", "Waiting on Customer", "Waiting on Vendor", "Resolved", "Invoiced"]
    return Shop(
        records=deepcopy(RECORDS),
        keys=[
            _key("sandbox-tech-1", AVERY),
            _key("sandbox-tech-2", BLAKE),
            _key("sandbox-tech-3", CASEY),
            _key("sandbox-owner", OLIVE),
            _key("no-invoice", AVERY, without="invoice"),
            _key("no-ticket", AVERY, without="ticket"),
            _key("expired", BLAKE, expired=True),
        ],
        settings={
            "locale": {"time_zone": "America/Phoenix", "time_offset": "-07:00"},
            "ticket": {"problem_types": ["Remote", "Other", "Not determined"], "priorities": list(PRIORITIES)},
        },
        ticket_settings={
            "ticket_status_list": statuses,
            "default_labor_product_id": REMOTE,
            "users": [{"id": each["id"], "name": each["full_name"]} for each in RECORDS["users"]],
            "appointment_types": [{"id": each["id"], "name": each["name"]} for each in RECORDS["appointment_types"]],
        },
        planted=[],
    )

"""Customers with their contacts, sites and phone numbers (facts §10, §11)."""

from datetime import datetime
from decimal import Decimal

from syncro.sandbox.company import names
from syncro.sandbox.company.amounts import dec
from syncro.sandbox.company.builder import ACCOUNT_ID, Builder, Row
from syncro.sandbox.company.names import Client


def add_customers(b: Builder) -> dict[str, Row]:
    """Add every client with contacts, sites and phones; returns the customers by name."""
    people = _people(b)
    return {client.name: _add_customer(b, client, number, people) for number, client in enumerate(names.CLIENTS)}


def set_block(b: Builder, customer: Row, hours: Decimal) -> None:
    """Put `hours` on the customer's block and show them on the record."""
    b.block[customer["id"]] = hours
    customer["prepay_hours"] = dec(hours)


def _people(b: Builder) -> list[tuple[str, str]]:
    everyone = [(first, last) for first in names.FIRST_NAMES for last in names.LAST_NAMES]
    b.rng.shuffle(everyone)
    return everyone


def _add_customer(b: Builder, client: Client, number: int, people: list[tuple[str, str]]) -> Row:
    since = b.calendar.moment(760 - number * 9, 9 + number % 8, number)
    owner = people.pop()
    customer = b.add("customers", since, _customer_fields(b, client, number, owner))
    _add_sites(b, client, customer, since)
    _add_phone(b, customer, since)
    team = [owner, *(people.pop() for _ in range(1 + min(4, client.stations // 3)))]
    for index, (first, last) in enumerate(team):
        _add_contact(b, client, customer, since, index, f"{first} {last}")
    return customer


def _customer_fields(b: Builder, client: Client, number: int, owner: tuple[str, str]) -> Row:
    first, last = owner
    city, code = names.CITIES[number % len(names.CITIES)]
    reachable = client not in (*names.NO_ADDRESS, names.BY_POST, names.BY_COPY)
    return {
        "firstname": first,
        "lastname": last,
        "fullname": f"{first} {last}",
        "business_name": client.name,
        "email": f"office@{client.domain}" if reachable else None,
        "phone": f"55501{number:05d}",
        "mobile": None,
        "pdf_url": None,
        "address": f"{100 + number * 13} {names.STREETS[number % len(names.STREETS)]}",
        "address_2": None,
        "city": city,
        "state": "AZ",
        "zip": code,
        "latitude": None,
        "longitude": None,
        "notes": client.notes,
        "get_sms": False,
        "opt_out": False,
        "disabled": client.disabled,
        "no_email": client is names.BY_POST,
        "location_name": None,
        "location_id": None,
        "properties": {},
        "online_profile_url": None,
        "tax_rate_id": client.tax_rate_id,
        "notification_email": None,
        "invoice_cc_emails": f"books@{client.domain}" if client is names.BY_COPY else None,
        "invoice_term_id": None,
        "referred_by": None,
        "ref_customer_id": None,
        "business_and_full_name": f"{client.name} - {first} {last}",
        "business_then_name": client.name,
        "prepay_hours": "0.0",
    }


def _add_sites(b: Builder, client: Client, customer: Row, since: datetime) -> None:
    for index in range(client.sites):
        address = customer["address"] if index == 0 else f"{700 + index * 41} {names.STREETS[index]}"
        fields = {"name": names.SITES[index], "customer_id": customer["id"], "address_type_id": 2, "address1": address}
        place = {"address2": None, "city": customer["city"], "state": "AZ", "zip": customer["zip"]}
        b.add("addresses", since, fields | place | {"latitude": None, "longitude": None, "account_id": ACCOUNT_ID})


def _add_phone(b: Builder, customer: Row, since: datetime) -> None:
    fields = {"label": "Office", "number": customer["phone"], "customer_id": customer["id"], "extension": None}
    b.add("phones", since, fields)


def _add_contact(b: Builder, client: Client, customer: Row, since: datetime, index: int, name: str) -> None:
    mail = f"{name.replace(' ', '.').lower()}@{client.domain}"
    silent = client in (*names.NO_ADDRESS, names.BY_POST, names.BY_COPY)
    fields = {
        "name": name,
        "address1": customer["address"],
        "address2": None,
        "city": customer["city"],
        "state": "AZ",
        "zip": customer["zip"],
        "email": None if silent else mail,
        "phone": customer["phone"],
        "mobile": None,
        "latitude": None,
        "longitude": None,
        "customer_id": customer["id"],
        "account_id": ACCOUNT_ID,
        "notes": None,
        "vendor_id": None,
        "properties": {"title": names.ROLES[index % len(names.ROLES)]},
        "opt_out": False,
        "extension": None,
    }
    b.add("contacts", since, fields)

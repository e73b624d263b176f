"""The whole company as plain data: the same for the same seed and day. No HTTP, no database, no wall clock."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from msgspec import Struct

from syncro.sandbox.company import (
    assets,
    catalogue,
    diary,
    history,
    names,
    office,
    open_queue,
    people,
    portal,
    recurring,
    sales,
    settings,
    staff,
    supplies,
)
from syncro.sandbox.company.builder import Builder, Row
from syncro.sandbox.company.planted import plant_all

FIRST_TICKET = 32001
FIRST_INVOICE = 41001
FIRST_ESTIMATE = 2101
ALERT_COUNT = 58


KINDS = (
    *("users", "customers", "tax_rates", "contacts", "addresses", "phones", "products", "categories", "tickets"),
    *("comments", "timers", "ticket_lines", "invoices", "invoice_lines", "payments", "payment_methods"),
    *("appointments", "appointment_types", "assets", "schedules", "schedule_lines", "estimates", "estimate_lines"),
    *("vendors", "purchase_orders", "po_lines", "product_skus", "location_quantities", "product_serials"),
    *("part_orders", "wiki_pages", "canned_responses", "canned_response_categories", "timelogs"),
    *("worksheet_templates", "worksheet_results", "ticket_forms", "user_devices"),
    *("contracts", "rmm_alerts", "leads", "portal_users", "payment_profiles", "patches"),
)
"""Every kind of record there is, also where the company has none."""


class Company(Struct, frozen=True):
    """Records by kind, API keys, the two settings bodies, and the list of planted cases."""

    records: dict[str, list[dict[str, Any]]]
    keys: list[dict[str, Any]]
    settings: dict[str, Any]
    ticket_settings: dict[str, Any]
    planted: list[dict[str, Any]]


def build(seed: int, now: datetime) -> Company:
    """The demo company on the day of `now`; equal arguments give equal data."""
    b = Builder(seed, now)
    staff.hire(b, *staff.EVERYONE)
    settings.add_lists(b)
    catalogue.add_products(b)
    customers = people.add_customers(b)
    assets.add_assets(b, {client.name: (client, customers[client.name]) for client in names.CLIENTS})
    history.add_history(b, customers)
    open_queue.add_open_tickets(b, customers)
    recurring.add_schedules(b, customers)
    sales.add_estimates(b, customers)
    sales.add_contracts(b, customers)
    active = [customers[client.name] for client in names.ORDINARY]
    diary.add_meetings(b, active)
    assets.add_alerts(b, active, ALERT_COUNT)
    plant_all(b, customers)
    supplies.add_supplies(b)
    office.add_office(b)
    portal.add_portal(b, active)
    return _finished(b, staff.all_keys(), office.templates())


def empty(now: datetime) -> Company:
    """A new account: the owner, one key, the lists and the labour products; no customers."""
    b = Builder(0, now)
    staff.hire(b, staff.OLIVE)
    settings.add_lists(b)
    catalogue.add_products(b, catalogue.LABOUR)
    return _finished(b, [staff.owner_key()], [])


def _finished(b: Builder, keys: list[Row], worksheet_templates: list[Row]) -> Company:
    for rows in b.records.values():
        rows.sort(key=_by_age)
    _number(b.records["tickets"], FIRST_TICKET, int)
    _number(b.records["invoices"], FIRST_INVOICE, str)
    _number(b.records["estimates"], FIRST_ESTIMATE, str)
    supplies.number_part_orders(b)
    _number_cases(b)
    return Company(
        {kind: b.records[kind] for kind in KINDS},
        keys,
        settings.account(b),
        settings.tickets(b, catalogue.REMOTE.id, worksheet_templates),
        b.planted,
    )


def _by_age(row: Row) -> tuple[str, int]:
    return row["created_at"], row["id"]


def _number(rows: list[Row], first: int, form: Callable[[int], int | str]) -> None:
    for offset, row in enumerate(rows):
        row["number"] = form(first + offset)


def _number_cases(b: Builder) -> None:
    for case in b.planted:
        kind = case["kind"]
        if kind in ("ticket", "invoice", "estimate"):
            case["number"] = next(row["number"] for row in b.records[f"{kind}s"] if row["id"] == case["id"])

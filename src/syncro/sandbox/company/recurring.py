"""Schedules (recurring invoices) with the invoices they made; per-device lines count the customer's assets (facts §8)."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from syncro.sandbox.company import assets, names
from syncro.sandbox.company.amounts import dec, in_cents, num
from syncro.sandbox.company.builder import ACCOUNT_ID, Builder, Row
from syncro.sandbox.company.calendar import parse, stamp
from syncro.sandbox.company.catalogue import (
    BY_ID,
    MANAGED_BACKUP,
    MANAGED_SERVER,
    MANAGED_WORKSTATION,
    WEB_HOSTING,
    Product,
)
from syncro.sandbox.company.invoicing import add_invoice_line, move_off_equal, new_invoice, total_up
from syncro.sandbox.company.payments import settle
from syncro.sandbox.company.settings import SERVER, WORKSTATION

MONTHS_RUN = 3
SIGNED_DAYS_AGO = 320
MANAGED_CLIENTS = (names.AUDITED, *names.FULL_BLOCK[1:4], *names.ORDINARY[2:12])
HOSTED_CLIENTS = names.ORDINARY[12:15]


def add_schedules(b: Builder, customers: dict[str, Row]) -> None:
    """Monthly managed services and yearly hosting, all fired when they should have."""
    for client in MANAGED_CLIENTS:
        customer = customers[client.name]
        schedule = managed(b, customer)
        for month in range(1 - MONTHS_RUN, 1):
            fire(b, customer, schedule, b.calendar.month_start(month), prompt=client.prompt)
    for months_ahead, client in enumerate(HOSTED_CLIENTS, start=2):
        schedule = add_schedule(
            b, customers[client.name], "Web hosting, yearly", "Annually", b.calendar.month_start(months_ahead)
        )
        add_schedule_line(b, schedule, WEB_HOSTING, 12)


def managed(b: Builder, customer: Row, **changes: Any) -> Row:
    """The usual monthly schedule: per workstation, per server, and a flat line for the backup."""
    schedule = add_schedule(b, customer, "Managed services", "Monthly", b.calendar.month_start(1), **changes)
    for product, kind in ((MANAGED_WORKSTATION, WORKSTATION), (MANAGED_SERVER, SERVER)):
        devices = assets.count(b, customer, kind)
        if devices:
            add_schedule_line(b, schedule, product, devices, asset_type_id=kind)
    add_schedule_line(b, schedule, MANAGED_BACKUP, 1)
    return schedule


def add_schedule(b: Builder, customer: Row, name: str, frequency: str, next_run: datetime, **changes: Any) -> Row:
    """A schedule without lines."""
    fields = {
        "account_id": ACCOUNT_ID,
        "customer_id": customer["id"],
        "email_customer": customer["email"] is not None,
        "frequency": frequency,
        "name": name,
        "next_run": stamp(next_run),
        "snail_mail": False,
        "charge_mop": False,
        "subtotal": num(0),
        "invoice_unbilled_ticket_charges": False,
        "paused": False,
        "last_invoice_paid": None,
    }
    return b.add("schedules", b.calendar.moment(SIGNED_DAYS_AGO, 14), fields | changes)


def add_schedule_line(b: Builder, schedule: Row, product: Product, quantity: int, **changes: Any) -> Row:
    """A line of a schedule; with `asset_type_id` it charges per device of that type."""
    fields = {
        "schedule_id": schedule["id"],
        "cost_cents": in_cents(product.cost),
        "description": product.description or product.name,
        "name": product.name,
        "position": len(b.children("schedule_lines", schedule)) + 1,
        "product_id": product.id,
        "quantity": dec(quantity),
        "retail_cents": in_cents(product.retail),
        "taxable": product.taxable,
        "user_id": None,
        "price_cost": num(product.cost),
        "price_retail": num(product.retail),
        "product_category": product.category,
        "asset_type_id": None,
        "recurring_type_id": None,
        "device_ids": [],
        "one_time_charge": False,
    }
    schedule["subtotal"] = num(schedule["subtotal"] + quantity * product.price)
    return b.add("schedule_lines", parse(schedule["created_at"]), fields | changes)


def fire(b: Builder, customer: Row, schedule: Row, at: datetime, *, prompt: bool = False) -> Row:
    """The invoice a schedule makes on a run."""
    invoice = new_invoice(b, customer, at, None, schedule_id=schedule["id"])
    for line in b.children("schedule_lines", schedule):
        product = BY_ID[line["product_id"]]
        add_invoice_line(b, invoice, product, Decimal(line["quantity"]), Decimal(line["price_retail"]), line["name"])
    total_up(b, customer, invoice)
    move_off_equal(b, invoice)
    settle(b, customer, invoice, prompt=prompt)
    schedule["last_invoice_paid"] = invoice["is_paid"]
    return invoice

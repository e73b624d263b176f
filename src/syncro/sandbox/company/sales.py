"""Estimates and contracts (facts §7, §9). Hardware on estimates is the one generic product with its own name (R-12)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from syncro.sandbox.company import names
from syncro.sandbox.company.amounts import dec
from syncro.sandbox.company.builder import ACCOUNT_ID, Builder, Row
from syncro.sandbox.company.calendar import parse, stamp
from syncro.sandbox.company.catalogue import HARDWARE_ITEM, ONSITE, REMOTE, Product
from syncro.sandbox.company.invoicing import add_invoice_line, move_off_equal, new_invoice, total_up, totals
from syncro.sandbox.company.payments import settle
from syncro.sandbox.company.staff import OLIVE

YEAR = timedelta(days=365)
OFFERS = (
    ("Two desks for the new office", "Desktop computer, small case, 16 GB", "879.0", 2),
    ("Replacement laptop", "Laptop, 13 inch, light, 16 GB", "1249.0", 1),
    ("Meeting room screen", "Screen, 65 inch, with wall mount", "1120.0", 1),
    ("Wireless for the warehouse", "Access point, outdoor", "245.0", 3),
    ("Backup target", "Storage box, two disks of 8 TB", "740.0", 1),
    ("Firewall renewal", "Firewall, desktop size, three years", "1385.0", 1),
    ("Label printers", "Label printer, thermal", "318.5", 2),
)
STATUSES = ("Fresh", "Approved", "Declined", "Draft", "Fresh", "Approved")
ESTIMATE_COUNT = 14
SETUP_HOURS = Decimal("1.5")
CONTRACTS = (
    ("Managed services agreement", "4800"),
    ("Support hours agreement", "2700"),
    ("Web care agreement", "420"),
)
REMOTE_CONTRACT_RATE, ONSITE_CONTRACT_RATE = "135.0", "160.0"


def add_estimates(b: Builder, customers: dict[str, Row]) -> None:
    """Offers in every status; an approved one in two has become an invoice."""
    for index in range(ESTIMATE_COUNT):
        client = names.ORDINARY[index]
        customer = customers[client.name]
        at = b.calendar.moment(b.calendar.workday(70 - index * 4), 13, index)
        estimate = add_estimate(b, customer, at, *OFFERS[index % len(OFFERS)], STATUSES[index % len(STATUSES)])
        if index % len(STATUSES) == 1:
            _convert(b, customer, estimate, prompt=client.prompt)


def add_estimate(
    b: Builder, customer: Row, at: datetime, name: str, piece: str, price: str, pieces: int, status: str
) -> Row:
    """An estimate of one kind of hardware and the hours to set it up."""
    fields = {
        "customer_id": customer["id"],
        "customer_business_then_name": customer["business_then_name"],
        "name": name,
        "number": "",
        "status": status,
        "date": stamp(at.replace(hour=0, minute=0)),
        "ticket_id": None,
        "pdf_url": None,
        "location_id": None,
        "invoice_id": None,
        "employee": OLIVE.name,
    }
    estimate = b.add("estimates", at, fields)
    _add_line(b, estimate, HARDWARE_ITEM, Decimal(pieces), price, piece, piece)
    _add_line(b, estimate, ONSITE, SETUP_HOURS, ONSITE.retail, ONSITE.name, "Setting up at your place")
    estimate |= totals(b, customer, b.children("estimate_lines", estimate))
    return estimate


def add_contracts(b: Builder, customers: dict[str, Row]) -> None:
    """A contract for every third customer or so, and the two with a rate of their own."""
    for index, client in enumerate((names.AUDITED, *names.ORDINARY[2:18:2])):
        name, yearly = CONTRACTS[index % len(CONTRACTS)]
        add_contract(b, customers[client.name], name, yearly)
    for client, product, rate in zip(
        names.CONTRACT_RATE, (REMOTE, ONSITE), (REMOTE_CONTRACT_RATE, ONSITE_CONTRACT_RATE), strict=True
    ):
        told = f"{product.name} at ${rate}0 per hour instead of the list price."
        overrides = [{"product_id": product.id, "price": rate}]
        changes = {"description": told, "product_price_overrides": overrides}
        add_contract(b, customers[client.name], "Support with agreed rate", "3600", **changes)


def add_contract(b: Builder, customer: Row, name: str, yearly: str, **changes: Any) -> Row:
    """A running contract of one year; `product_price_overrides` are the agreed prices (facts §9)."""
    start = b.calendar.moment(b.rng.randrange(180, 300))
    fields = {
        "account_id": ACCOUNT_ID,
        "customer_id": customer["id"],
        "name": name,
        "contract_amount": yearly,
        "start_date": stamp(start),
        "end_date": stamp(start + YEAR),
        "primary_contact": None,
        "description": f"{name}, one year, renewed unless cancelled.",
        "status": "Active",
        "likelihood": 100,
        "apply_to_all": False,
        "sla_id": None,
        "product_price_overrides": [],
        "non_billable_product_ids": [],
    }
    return b.add("contracts", start, fields | changes)


def _add_line(b: Builder, estimate: Row, product: Product, quantity: Decimal, price: str, item: str, what: str) -> None:
    fields = {
        "estimate_id": estimate["id"],
        "invoice_id": None,
        "item": item,
        "name": what,
        "cost": dec(product.cost),
        "price": dec(price),
        "quantity": dec(quantity),
        "product_id": product.id,
        "taxable": product.taxable,
        "discount_percent": None,
        "position": len(b.children("estimate_lines", estimate)) + 1,
        "invoice_bundle_id": None,
        "discount_dollars": None,
    }
    b.add("estimate_lines", parse(estimate["created_at"]), fields)


def _convert(b: Builder, customer: Row, estimate: Row, *, prompt: bool) -> None:
    invoice = new_invoice(b, customer, parse(estimate["created_at"]) + timedelta(days=3), OLIVE)
    for line, product in zip(b.children("estimate_lines", estimate), (HARDWARE_ITEM, ONSITE), strict=True):
        add_invoice_line(b, invoice, product, Decimal(line["quantity"]), Decimal(line["price"]), line["name"])
    total_up(b, customer, invoice)
    move_off_equal(b, invoice)
    settle(b, customer, invoice, prompt=prompt)
    estimate["invoice_id"] = invoice["id"]

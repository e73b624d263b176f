"""Invoices by the shop's rules: lines copied from tickets, the block drawn, tax per line, links both ways (facts §5, §19)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from syncro.money import ZERO, cents, line_total
from syncro.sandbox.company.amounts import dec
from syncro.sandbox.company.builder import Builder, Row, touch
from syncro.sandbox.company.calendar import parse, stamp
from syncro.sandbox.company.catalogue import BY_ID, Product
from syncro.sandbox.company.people import set_block
from syncro.sandbox.company.staff import Person

DUE_DAYS = 30
PERCENT = 100


def invoice_ticket(b: Builder, customer: Row, ticket: Row, at: datetime, who: Person, *, mark: bool = True) -> Row:
    """Bill every line of the ticket that isn't billed yet; `mark` sets the ticket's status to Invoiced (R-31)."""
    invoice = new_invoice(b, customer, at, who, ticket)
    for line in b.children("ticket_lines", ticket):
        if not line["converted"]:
            copy_line(b, customer, invoice, line)
    total_up(b, customer, invoice)
    move_off_equal(b, invoice)
    touch(ticket, at)
    if mark:
        ticket["status"] = "Invoiced"
    return invoice


def new_invoice(
    b: Builder, customer: Row, at: datetime, who: Person | None, ticket: Row | None = None, **more: Any
) -> Row:
    """An invoice without lines, dated the day it is made, due 30 days later."""
    fields = {
        "number": "",
        "customer_id": customer["id"],
        "customer_business_then_name": customer["business_then_name"],
        **_dates(at),
        "date_received": None,
        "subtotal": "0.0",
        "total": "0.0",
        "tax": "0.0",
        "verified_paid": False,
        "tech_marked_paid": False,
        "ticket_id": ticket["id"] if ticket else None,
        "pdf_url": None,
        "is_paid": False,
        "location_id": None,
        "po_number": None,
        "contact_id": ticket["contact_id"] if ticket else None,
        "note": None,
        "hardwarecost": None,
        "user_id": who.id if who else None,
        "schedule_id": None,
        "sent_at": stamp(at),
    }
    return b.add("invoices", at, fields | more)


def add_invoice_line(
    b: Builder, invoice: Row, product: Product, quantity: Decimal, price: Decimal, what: str, **changes: Any
) -> Row:
    """An invoice line; `item` is the product's name, `name` the narrative (facts §5), `drawn` the hours off the block."""
    fields = {
        "invoice_id": invoice["id"],
        "item": product.name,
        "name": what,
        "cost": dec(product.cost),
        "price": dec(price),
        "quantity": dec(quantity),
        "product_id": product.id,
        "taxable": product.taxable,
        "discount_percent": None,
        "position": len(b.children("invoice_lines", invoice)) + 1,
        "invoice_bundle_id": None,
        "discount_dollars": None,
        "ticket_line_id": None,
        "drawn": "0.0",
    }
    return b.add("invoice_lines", parse(invoice["created_at"]), fields | changes)


def copy_line(b: Builder, customer: Row, invoice: Row, line: Row, *, draw: bool = True) -> None:
    """Bring a ticket line over: hours the block covers at 0.0, the rest at its own price (facts §19)."""
    product, quantity = BY_ID[line["product_id"]], Decimal(line["quantity"])
    covered = min(quantity, b.block[customer["id"]]) if draw and product.draws else ZERO
    parts = [(covered, ZERO, covered), (quantity - covered, Decimal(line["price_retail"]), ZERO)]
    copied = [
        _copy_part(b, invoice, product, line, hours, price, drawn) for hours, price, drawn in parts if hours > ZERO
    ]
    line |= {"converted": True, "item_id": copied[0]["id"]}
    touch(line, parse(invoice["created_at"]))
    if covered:
        set_block(b, customer, b.block[customer["id"]] - covered)


def total_up(b: Builder, customer: Row, invoice: Row) -> None:
    """Subtotal, tax and total from the lines; tax is rounded per line, half up (R-60, R16)."""
    invoice |= totals(b, customer, b.children("invoice_lines", invoice))
    if Decimal(invoice["subtotal"]) == ZERO:
        invoice |= {"is_paid": True, "tech_marked_paid": True}


def totals(b: Builder, customer: Row, lines: list[Row]) -> Row:
    """The three sums of invoice or estimate lines, in the string form."""
    rate = tax_percent(b, customer)
    subtotal = sum((amount(line) for line in lines), ZERO)
    tax = sum((cents(amount(line) * rate / PERCENT) for line in lines if line["taxable"]), ZERO)
    return {"subtotal": dec(subtotal), "tax": dec(tax), "total": dec(subtotal + tax)}


def amount(line: Row) -> Decimal:
    """What an invoice line charges before tax, its discount taken off."""
    left = PERCENT - Decimal(line["discount_percent"] or 0)
    return line_total(Decimal(line["quantity"]), Decimal(line["price"]) * left / PERCENT)


def tax_percent(b: Builder, customer: Row) -> Decimal:
    """The customer's rate; zero for an exempt one."""
    return next((Decimal(tax["rate"]) for tax in b.records["tax_rates"] if tax["id"] == customer["tax_rate_id"]), ZERO)


def move_off_equal(b: Builder, invoice: Row) -> None:
    """Date the invoice a day later while the customer has one of that day and total, so none looks like a copy (R12)."""
    while _day_key(invoice) in b.invoiced:
        later = parse(invoice["created_at"]) + timedelta(days=1)
        for row in (invoice, *b.children("invoice_lines", invoice)):
            row |= {"created_at": stamp(later), "updated_at": stamp(later)}
        invoice |= _dates(later)
    b.invoiced.add(_day_key(invoice))


def buy_block(b: Builder, customer: Row, product: Product, hours: int, at: datetime, who: Person) -> Row:
    """Sell prepaid hours: the invoice, and the hours on the block; its line has drawn less than nothing (facts §19)."""
    invoice = new_invoice(b, customer, at, who)
    added = dec(-hours)
    add_invoice_line(b, invoice, product, Decimal(hours), product.price, f"{hours} prepaid hours", drawn=added)
    total_up(b, customer, invoice)
    move_off_equal(b, invoice)
    set_block(b, customer, b.block[customer["id"]] + hours)
    return invoice


def _copy_part(
    b: Builder, invoice: Row, product: Product, line: Row, hours: Decimal, price: Decimal, drawn: Decimal
) -> Row:
    fields = {"item": line["name"], "taxable": line["taxable"], "ticket_line_id": line["id"], "drawn": dec(drawn)}
    return add_invoice_line(b, invoice, product, hours, price, line["description"], **fields)


def _dates(at: datetime) -> Row:
    day = at.replace(hour=0, minute=0)
    return {"date": stamp(day), "due_date": stamp(day + timedelta(days=DUE_DAYS))}


def _day_key(invoice: Row) -> tuple[int, str, str]:
    return invoice["customer_id"], invoice["date"], invoice["total"]

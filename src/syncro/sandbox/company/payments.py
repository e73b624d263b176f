"""Money received (facts §6): in full, in part, spread over invoices, or on account."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from syncro.money import ZERO, cents
from syncro.sandbox.company.amounts import dec, num
from syncro.sandbox.company.builder import Builder, Row, touch
from syncro.sandbox.company.calendar import parse, stamp

METHODS = ("Check", "Credit Card", "Check", "Offline CC", "Cash")
PAID_IN_FULL, PAID_IN_PART = 0.66, 0.76
"""Shares of invoices: up to the first paid in full, up to the second in part, the rest not yet."""
PART = Decimal("0.4")


def pay(b: Builder, customer: Row, at: datetime, parts: Sequence[tuple[Row, Decimal]], extra: Decimal = ZERO) -> Row:
    """A payment applied to invoices by amount; `extra` is money beyond them, left on account."""
    received = sum((part for _, part in parts), extra)
    fields = {
        "customer_id": customer["id"],
        "success": True,
        "payment_amount": num(received),
        "invoice_ids": [invoice["id"] for invoice, _ in parts],
        "ref_num": str(b.rng.randrange(10_000, 99_999)),
        "applied_at": stamp(at),
        "payment_method": b.rng.choice(METHODS),
        "transaction_response": None,
        "signature_date": None,
        "applied": {str(invoice["id"]): dec(part) for invoice, part in parts},
    }
    payment = b.add("payments", at, fields)
    for invoice, part in parts:
        _apply(invoice, part, at)
    return payment


def pay_in_full(b: Builder, customer: Row, invoice: Row, days_later: int) -> None:
    """Pay the whole invoice some days after its date, but not later than yesterday."""
    pay(b, customer, _paid_on(b, invoice, days_later), [(invoice, Decimal(invoice["total"]))])


def settle(b: Builder, customer: Row, invoice: Row, *, prompt: bool = False) -> None:
    """What usually becomes of an invoice: paid, partly paid, or still open; `prompt` customers always pay."""
    total = Decimal(invoice["total"])
    if total == ZERO:
        return
    luck, delay = b.rng.random(), b.rng.randint(4, 26)
    if prompt or luck < PAID_IN_FULL:
        pay_in_full(b, customer, invoice, delay)
    elif luck < PAID_IN_PART:
        pay(b, customer, _paid_on(b, invoice, delay), [(invoice, cents(total * PART))])


def _paid_on(b: Builder, invoice: Row, days_later: int) -> datetime:
    made = parse(invoice["created_at"])
    return max(made, min(made + timedelta(days=days_later), b.calendar.moment(1, 16)))


def _apply(invoice: Row, part: Decimal, at: datetime) -> None:
    if part == Decimal(invoice["total"]):
        invoice |= {"is_paid": True, "verified_paid": True}
    touch(invoice, at)

"""The tax rate that existing invoices were computed with. Syncro has no list of rates, so it is read off (facts §5)."""

from collections.abc import Iterable, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from syncro import money
from syncro.records import Invoice
from syncro.rules.plans.verification import amount

HUNDRED = Decimal(100)
HALF_CENT = Decimal("0.005")
PLACES = (Decimal(1), Decimal("0.1"), Decimal("0.01"), Decimal("0.001"))
"""Rates are published with at most three decimals of a percent."""
GRID = PLACES[-1]
TOO_MANY = 1000
"""An invoice that leaves more rates open than this says nothing."""


def rate_of(invoice: Invoice) -> Decimal | None:
    """The percentage behind this invoice's tax; None when more than one would give it, or none."""
    return _only(_candidates(invoice))


def rate_for(tax_rate_id: int, invoices: Iterable[Invoice]) -> tuple[Decimal, Invoice] | None:
    """The rate behind a customer's tax_rate_id, and the invoice that settled it.

    Each invoice leaves some rates open; those that all of them leave open are what counts. Invoices are taken
    only until one rate is left.
    """
    left: set[Decimal] = set()
    for invoice in invoices:
        if invoice.customer is None or invoice.customer.tax_rate_id != tax_rate_id:
            continue
        fitting = _candidates(invoice)
        if not fitting:
            continue
        left = left & fitting if left else fitting
        rate = _only(left)
        if rate is not None or not left:
            return None if rate is None else (rate, invoice)
    return None


def _only(rates: set[Decimal]) -> Decimal | None:
    """The single rate, written with as few decimals as it needs."""
    if len(rates) != 1:
        return None
    (rate,) = rates
    return next(short for place in PLACES if (short := rate.quantize(place)) == rate)


def _candidates(invoice: Invoice) -> set[Decimal]:
    """All rates that give exactly this tax; empty when the invoice doesn't add up or says too little."""
    if any(line.taxable is None for line in invoice.line_items):
        return set()
    amounts = [amount(line) for line in invoice.line_items]
    taxed = [each for each, line in zip(amounts, invoice.line_items, strict=True) if line.taxable and each != 0]
    base = sum(taxed, money.ZERO)
    if base <= 0 or invoice.tax <= 0 or money.cents(sum(amounts, money.ZERO)) != money.cents(invoice.subtotal):
        return set()
    slack = HALF_CENT * len(taxed)
    lowest = ((invoice.tax - slack) / base * HUNDRED / GRID).to_integral_value(ROUND_CEILING)
    highest = ((invoice.tax + slack) / base * HUNDRED / GRID).to_integral_value(ROUND_FLOOR)
    if highest - lowest >= TOO_MANY:
        return set()
    rates = (step * GRID for step in range(int(lowest), int(highest) + 1))
    return {rate for rate in rates if rate >= 0 and _tax(taxed, rate) == invoice.tax}


def _tax(amounts: Sequence[Decimal], rate: Decimal) -> Decimal:
    return sum((money.cents(each * rate / HUNDRED) for each in amounts), money.ZERO)

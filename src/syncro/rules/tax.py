"""The tax rate that an existing invoice was computed with. Syncro has no list of rates, so one is read off (facts §5)."""

from collections.abc import Sequence
from decimal import ROUND_CEILING, Decimal

from syncro import money
from syncro.records import Invoice

HUNDRED = Decimal(100)
HALF_CENT = Decimal("0.005")
PLACES = (Decimal(1), Decimal("0.1"), Decimal("0.01"), Decimal("0.001"))
"""Rates are published with at most three decimals of a percent."""


def rate_of(invoice: Invoice) -> Decimal | None:
    """The percentage, with the fewest decimals that explains this invoice's tax; None when it can't be told."""
    amounts = [money.line_total(line.quantity, line.price) for line in invoice.line_items if line.taxable]
    amounts = [amount for amount in amounts if amount != 0]
    if not amounts or invoice.tax <= 0:
        return None
    return next((rate for place in PLACES for rate in _candidates(amounts, invoice.tax, place)), None)


def rate_for(tax_rate_id: int, invoices: Sequence[Invoice]) -> tuple[Decimal, Invoice] | None:
    """The rate behind a customer's tax_rate_id, and the invoice that shows it."""
    for invoice in invoices:
        if invoice.customer is not None and invoice.customer.tax_rate_id == tax_rate_id:
            rate = rate_of(invoice)
            if rate is not None:
                return rate, invoice
    return None


def _candidates(amounts: Sequence[Decimal], tax: Decimal, place: Decimal) -> list[Decimal]:
    """Rates on this grid that give exactly this tax; more than one: the invoice is too small to tell."""
    base = sum(amounts, money.ZERO)
    slack = HALF_CENT * len(amounts)
    lowest = ((tax - slack) / base * HUNDRED / place).to_integral_value(ROUND_CEILING)
    highest = (tax + slack) / base * HUNDRED / place
    span = int(highest - lowest)
    if span > 1:
        return []
    rates = [(lowest + step) * place for step in range(span + 1)]
    fitting = [rate for rate in rates if sum((money.cents(a * rate / HUNDRED) for a in amounts), money.ZERO) == tax]
    return fitting if len(fitting) == 1 else []

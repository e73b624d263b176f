"""What an invoice will come to before Syncro makes it: block, lines, tax, total (facts §19, users §3.1)."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from syncro import money

HUNDRED = Decimal(100)


class BillLine(Struct, frozen=True):
    """One line as the invoice will take it; `new` for those this plan adds."""

    product_id: int | None
    name: str
    quantity: Decimal
    price: Decimal
    taxable: bool
    draws: bool
    new: bool = True


class Forecast(Struct, frozen=True):
    """Expected money and hours. `tax` and `total` are None when a taxable line meets an unknown tax rate."""

    subtotal: Decimal
    tax: Decimal | None
    total: Decimal | None
    drawn: Decimal
    block_after: Decimal


def forecast(lines: Sequence[BillLine], *, block: Decimal, tax_percent: Decimal | None) -> Forecast:
    """The invoice over these lines, in their order.

    `block` is the customer's prepay hours before. `tax_percent` 0: exempt; None: a rate applies and isn't known.
    A line that draws is free as far as the block reaches, and at its price beyond.
    """
    left = max(block, money.ZERO)
    amounts: list[tuple[BillLine, Decimal]] = []
    for line in lines:
        covered = min(left, line.quantity) if line.draws else money.ZERO
        left -= covered
        amounts.append((line, money.line_total(line.quantity - covered, line.price)))
    subtotal = sum((amount for _, amount in amounts), money.ZERO)
    tax = _tax([amount for line, amount in amounts if line.taxable], tax_percent)
    return Forecast(
        subtotal=subtotal,
        tax=tax,
        total=None if tax is None else subtotal + tax,
        drawn=max(block, money.ZERO) - left,
        block_after=block if block <= 0 else left,
    )


def _tax(amounts: Sequence[Decimal], percent: Decimal | None) -> Decimal | None:
    """Per line, rounded, then summed."""
    if not any(amounts):
        return money.ZERO
    if percent is None:
        return None
    return sum((money.cents(amount * percent / HUNDRED) for amount in amounts), money.ZERO)

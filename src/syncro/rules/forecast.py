"""What an invoice will come to before Syncro makes it: block, lines, tax, total (facts §19, users §3.1)."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec import Struct

from syncro import money

HUNDRED = Decimal(100)


class BillLine(Struct, frozen=True):
    """One line as the invoice will take it; `new` for those this plan adds, `adds` for bought prepay hours."""

    product_id: int | None
    name: str
    quantity: Decimal
    price: Decimal
    taxable: bool
    draws: bool
    new: bool = True
    no_charge: bool = False
    adds: bool = False
    percent_off: Decimal = money.ZERO
    dollars_off: Decimal = money.ZERO

    def amount(self, covered: Decimal) -> Decimal:
        """Dollars for what the block doesn't cover, discounts taken off."""
        gross = (self.quantity - covered) * self.price * (HUNDRED - self.percent_off) / HUNDRED
        return money.cents(gross - self.dollars_off)


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
    left, drawn = block, money.ZERO
    amounts: list[tuple[BillLine, Decimal]] = []
    for line in lines:
        covered = max(min(left, line.quantity), money.ZERO) if line.draws else money.ZERO
        left += (line.quantity if line.adds else money.ZERO) - covered
        drawn += covered
        amounts.append((line, line.amount(covered)))
    subtotal = sum((amount for _, amount in amounts), money.ZERO)
    tax = _tax([amount for line, amount in amounts if line.taxable], tax_percent)
    return Forecast(
        subtotal=subtotal,
        tax=tax,
        total=None if tax is None else subtotal + tax,
        drawn=drawn,
        block_after=left,
    )


def _tax(amounts: Sequence[Decimal], percent: Decimal | None) -> Decimal | None:
    """Per line, rounded, then summed."""
    if not any(amounts):
        return money.ZERO
    if percent is None:
        return None
    return sum((money.cents(amount * percent / HUNDRED) for amount in amounts), money.ZERO)

"""What an invoice will come to before Syncro makes it: prepay hours, lines, tax, total (facts §19, users §3.1)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

from msgspec import Struct

from syncro import money

HUNDRED = Decimal(100)


class BillLine(Struct, frozen=True):
    """One line as the invoice will take it; `new` for those this plan adds, `adds` for bought prepay hours.

    `taxable`, `draws` and `adds` are None where Syncro doesn't say.
    """

    product_id: int | None
    name: str
    quantity: Decimal
    price: Decimal
    taxable: bool | None
    draws: bool | None
    new: bool = True
    no_charge: bool = False
    adds: bool | None = False
    percent_off: Decimal = money.ZERO
    dollars_off: Decimal = money.ZERO

    def amount(self, covered: Decimal) -> Decimal:
        """Dollars for what prepay doesn't cover, discounts taken off."""
        gross = (self.quantity - covered) * self.price * (HUNDRED - self.percent_off) / HUNDRED
        return money.cents(gross - self.dollars_off)


class Forecast(Struct, frozen=True):
    """Expected money and hours; each is None where it rests on something that isn't known."""

    subtotal: Decimal | None
    tax: Decimal | None
    total: Decimal | None
    drawn: Decimal | None
    prepay_after: Decimal | None
    saved: Decimal | None = None
    """What the hours that are drawn would have cost."""


class Taken(Struct, frozen=True):
    """A line against the prepay hours: what it costs, the hours it takes, hours left, dollars saved; None: not known."""

    amount: Decimal | None
    hours: Decimal | None
    left: Decimal | None
    saved: Decimal | None


def forecast(lines: Sequence[BillLine], *, prepay: Decimal | None, tax_percent: Decimal | None) -> Forecast:
    """The invoice over these lines, in their order.

    `prepay` is the customer's prepay hours before, None where they aren't known. `tax_percent` 0: exempt; None: a rate
    applies and isn't known. A line that draws is free as far as the hours reach, and at its price beyond.
    """
    left = prepay
    taken: list[Taken] = []
    for line in lines:
        taken.append(_taken(line, left))
        left = taken[-1].left
    subtotal = _sum(each.amount for each in taken)
    tax = _tax([(line, each.amount) for line, each in zip(lines, taken, strict=True)], tax_percent)
    return Forecast(
        subtotal=subtotal,
        tax=tax,
        total=None if tax is None or subtotal is None else subtotal + tax,
        drawn=_sum(each.hours for each in taken),
        prepay_after=left,
        saved=_sum(each.saved for each in taken),
    )


def _taken(line: BillLine, left: Decimal | None) -> Taken:
    added = money.ZERO if line.adds is False else line.quantity if line.adds else None
    if line.draws is False:
        return Taken(line.amount(money.ZERO), money.ZERO, _after(left, added), money.ZERO)
    if left is None or (line.draws is None and left > 0):
        free, full = line.amount(line.quantity), line.amount(money.ZERO)
        return Taken(full if free == full else None, None, None, money.ZERO if free == full else None)
    covered = max(min(left, line.quantity), money.ZERO) if line.draws else money.ZERO
    saved = line.amount(money.ZERO) - line.amount(covered)
    return Taken(line.amount(covered), covered, _after(left - covered, added), saved)


def _after(left: Decimal | None, added: Decimal | None) -> Decimal | None:
    return None if left is None or added is None else left + added


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum, unless a part of it isn't known."""
    total = money.ZERO
    for each in parts:
        if each is None:
            return None
        total += each
    return total


def _tax(amounts: Sequence[tuple[BillLine, Decimal | None]], percent: Decimal | None) -> Decimal | None:
    """Per line, rounded, then summed."""
    concerned = [(line, amount) for line, amount in amounts if line.taxable is not False and amount != 0]
    if percent == 0 or not concerned:
        return money.ZERO
    if percent is None or any(line.taxable is None for line, _ in concerned):
        return None
    return _sum(None if amount is None else money.cents(amount * percent / HUNDRED) for _, amount in concerned)

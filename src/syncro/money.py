"""Decimal in, Decimal out. The only place that rounds; no float comes in or goes out."""

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

CENT = Decimal("0.01")
ZERO = Decimal(0)
MINUTES_PER_HOUR = 60
_TYPED = re.compile(r"-?\$?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?(?<=[0-9])")


def parse(value: str | int | Decimal) -> Decimal:
    """A Decimal from what Syncro sends (`"75.0"`, `75`); raises ValueError for anything that isn't an amount."""
    if isinstance(value, float | bool):
        raise ValueError(f"{value!r} is not an exact amount")
    try:
        amount = Decimal(value.replace(",", "").removeprefix("$") if isinstance(value, str) else value)
    except InvalidOperation:
        raise ValueError(f"{value!r} is not an amount") from None
    if not amount.is_finite():
        raise ValueError(f"{value!r} is not an amount")
    return amount


def typed(text: str) -> Decimal:
    """A Decimal from what a person types: `9.50`, `$1,249.00`. A comma is only taken between groups of three digits.

    Raises ValueError for anything else, so that `9,50` is never 950.
    """
    if not _TYPED.fullmatch(text.strip()):
        hint = "; a decimal comma isn't taken, write a point" if "," in text else ""
        raise ValueError(f"{text!r} is not an amount{hint}")
    return parse(text.strip().replace("$", ""))


def cents(amount: Decimal) -> Decimal:
    """Rounded to two decimals, half up (users §3.1: 2.265 is 2.27)."""
    return amount.quantize(CENT, ROUND_HALF_UP)


def line_total(quantity: Decimal, price: Decimal) -> Decimal:
    """Quantity times unit price, rounded per line as accounting systems do (users §3.1)."""
    return cents(quantity * price)


def hours(minutes: int) -> Decimal:
    """Minutes as hours, rounded half up to two decimals: 45 is 0.75, 20 is 0.33 (R-32)."""
    return cents(Decimal(minutes) / MINUTES_PER_HOUR)


def whole(amount: Decimal) -> Decimal:
    """Rounded to a whole number, half up: seconds of a timer entry."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP)


def is_exact(minutes: int) -> bool:
    """True when the minutes fit two decimals of an hour without rounding (R-32)."""
    return hours(minutes) * MINUTES_PER_HOUR == minutes


def text(amount: Decimal) -> str:
    """Two decimals, no separators, no sign on zero: the form in JSON output and tables."""
    rounded = cents(amount)
    return str(abs(rounded) if rounded == 0 else rounded)

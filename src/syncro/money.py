"""Decimal in, Decimal out. The only place that rounds, and the only reader of a server's amounts; no float comes in or goes out."""

import re
from decimal import ROUND_HALF_UP, Context, Decimal

CENT = Decimal("0.01")
ZERO = Decimal(0)
MINUTES_PER_HOUR = 60
DIGITS, DECIMALS = 15, 10
"""Digits before and after the point of an amount that is taken for one."""
_WIDE = Context(prec=100)
"""Room for products and sums of the longest amounts: at 28 digits rounding them to cents fails."""
_FINEST = Decimal(1).scaleb(-DECIMALS)
_AMOUNT = re.compile(rf"[+-]?[0-9]{{1,{DIGITS}}}(?:\.[0-9]{{1,{DECIMALS}}})?")
_SHOWN = 40
"""Letters of a refused value that a message repeats."""
_TYPED = re.compile(r"-?\$?(?:[1-9][0-9]{0,2}(?:,[0-9]{3})+|[0-9]+)?(?:\.[0-9]+)?(?<=[0-9])")


def parse(value: str | int | Decimal) -> Decimal:
    """A Decimal from what Syncro sends (`"75.0"`, `75`); raises ValueError for anything else.

    Text is a sign, digits and a point, and nothing more: "1,50" may be 1.50 or 150, so it is no amount. A JSON number
    may be written with an exponent and with the noise of a float behind the tenth decimal, which is rounded off.
    """
    if isinstance(value, str):
        if not _AMOUNT.fullmatch(value):
            raise _no_amount(value)
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, int | Decimal):
        raise _no_amount(value)
    if isinstance(value, Decimal) and not value.is_finite():
        raise _no_amount(value)
    if not -(10**DIGITS) < value < 10**DIGITS:
        raise ValueError(f"an amount of more than {DIGITS} digits makes no sense")
    return _plain(Decimal(value))


def readable(value: object) -> Decimal | None:
    """The amount in a value of unknown kind, None for what isn't one: for showing, never for reckoning."""
    try:
        return parse(value) if isinstance(value, str | int | Decimal) else None
    except ValueError:
        return None


def _plain(amount: Decimal) -> Decimal:
    """The same amount without an exponent, and with ten decimals at most."""
    exponent = int(amount.as_tuple().exponent)
    if exponent < -DECIMALS:
        amount = amount.quantize(_FINEST, ROUND_HALF_UP, _WIDE).normalize(_WIDE)
    return Decimal(format(amount, "f"))


def _no_amount(value: object) -> ValueError:
    shown = value[:_SHOWN] if isinstance(value, str) else value
    return ValueError(f"{shown!r} is not an amount")


def typed(text: str) -> Decimal:
    """A Decimal from what a person types: `9.50`, `$1,249.00`. A comma is only taken between groups of three digits.

    Raises ValueError for anything else, so that `9,50` is never 950.
    """
    if not _TYPED.fullmatch(text.strip()):
        hint = "; a decimal comma isn't taken, write a point" if "," in text else ""
        raise ValueError(f"{text!r} is not an amount{hint}")
    bare = text.strip().replace("$", "").replace(",", "")
    # A person leaves the zero before the point out; Syncro doesn't.
    return parse(re.sub(r"^(-?)\.", r"\g<1>0.", bare))


def cents(amount: Decimal) -> Decimal:
    """Rounded to two decimals, half up (users §3.1: 2.265 is 2.27)."""
    return amount.quantize(CENT, ROUND_HALF_UP, _WIDE)


def line_total(quantity: Decimal, price: Decimal) -> Decimal:
    """Quantity times unit price, rounded per line as accounting systems do (users §3.1)."""
    return cents(_WIDE.multiply(quantity, price))


def hours(minutes: int) -> Decimal:
    """Minutes as hours, rounded half up to two decimals: 45 is 0.75, 20 is 0.33 (R-32)."""
    return cents(Decimal(minutes) / MINUTES_PER_HOUR)


def whole(amount: Decimal) -> Decimal:
    """Rounded to a whole number, half up: seconds of a timer entry."""
    return amount.quantize(Decimal(1), ROUND_HALF_UP, _WIDE)


def text(amount: Decimal) -> str:
    """Two decimals, no separators, no sign on zero: the form in JSON output and tables."""
    rounded = cents(amount)
    return str(abs(rounded) if rounded == 0 else rounded)

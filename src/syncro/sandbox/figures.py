"""Decimals in the two forms Syncro writes them: strings such as "75.0" and JSON numbers (facts §1). Never a float."""

from decimal import Decimal

from syncro import money
from syncro.jsonio import Json

ZERO = Decimal(0)
SECONDS_PER_HOUR = 3600


def decimal(value: Json) -> Decimal:
    """The exact amount of a stored value; nothing, or what isn't a number, is zero."""
    if isinstance(value, Decimal):
        return value
    try:
        return money.parse(value)
    except (ValueError, TypeError):
        return ZERO


def text(amount: Decimal) -> str:
    """`"150.0"`, `"0.75"`: plain digits, at least one decimal, no padding (facts §19)."""
    plain = format(amount, "f")
    if "." in plain:
        plain = plain.rstrip("0")
    plain = f"{plain}0" if plain.endswith(".") else plain if "." in plain else f"{plain}.0"
    return "0.0" if plain == "-0.0" else plain


def number(amount: Decimal) -> Decimal:
    """The same digits as `text`, to be written as a JSON number."""
    return Decimal(text(amount))


def to_cents(amount: Decimal) -> int:
    """Dollars as whole cents, half up."""
    return int(money.whole(amount * 100))


def from_cents(cents: int) -> Decimal:
    """Whole cents as dollars."""
    return Decimal(cents) / 100


def hours(seconds: int) -> Decimal:
    """Seconds as hours, rounded half up to two decimals."""
    return money.cents(Decimal(seconds) / SECONDS_PER_HOUR)

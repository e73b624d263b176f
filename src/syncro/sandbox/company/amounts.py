"""Decimals in the two forms Syncro sends: strings such as "75.0" and JSON numbers (facts §1). Never rounds."""

from decimal import Decimal


def dec(amount: Decimal | int | str) -> str:
    """The string form: at least one decimal, no padding (`"150.0"`, `"0.75"`)."""
    plain = format(Decimal(amount).normalize(), "f")
    return plain if "." in plain else f"{plain}.0"


def num(amount: Decimal | int | str) -> Decimal:
    """The number form: the same digits, written without quotes."""
    return Decimal(dec(amount))


def in_cents(amount: Decimal | int | str) -> int:
    """Whole cents of an amount that has at most two decimals; raises ValueError for a finer one."""
    scaled = Decimal(amount) * 100
    if scaled != scaled.to_integral_value():
        raise ValueError(f"{amount} is finer than a cent")
    return int(scaled)

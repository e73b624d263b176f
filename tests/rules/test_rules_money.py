"""An amount that a person types is read as meant or refused; a decimal comma never makes a hundredfold price (R-12)."""

from decimal import Decimal

import pytest

from syncro import money


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        *(("9.50", "9.50"), ("$9.50", "9.50"), (" 12 ", "12"), (".5", "0.5"), ("-3", "-3"), ("-$3.10", "-3.10")),
        *(("1,249.00", "1249.00"), ("1,249", "1249"), ("$12,345,678.90", "12345678.90")),
    ],
)
def test_an_amount_is_read_as_typed(typed: str, meant: str) -> None:
    assert money.typed(typed) == Decimal(meant)


@pytest.mark.parametrize("typed", ["9,50", "9,5", "1,2,3", "0,500", "1249,000", "1,24.50", ",5", "1,249,00"])
def test_a_decimal_comma_is_refused_by_name(typed: str) -> None:
    with pytest.raises(ValueError, match="decimal comma"):
        money.typed(typed)


@pytest.mark.parametrize("typed", ["", "$", ".", "5.", "1e3", "1_000", "NaN", "Infinity", "١٢", "--5", "5$", "1.2.3"])
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        money.typed(typed)

"""What an invoice will come to: block, lines, tax per line (facts §19, users §3.1)."""

from decimal import Decimal

import pytest

from syncro.rules.billing.forecast import BillLine, forecast

D = Decimal


def line(quantity: str, price: str, *, taxable: bool = False, draws: bool = False) -> BillLine:
    return BillLine(1, "A product", D(quantity), D(price), taxable, draws)


@pytest.mark.parametrize(
    ("prices", "percent", "tax"),
    [(("25.06", "25.61", "25.63"), "15", "11.44"), (("45.30",), "5", "2.27"), (("33.45",), "10", "3.35")],
)
def test_tax_is_rounded_half_up_per_line_and_then_summed(prices: tuple[str, ...], percent: str, tax: str) -> None:
    after = forecast([line("1", price, taxable=True) for price in prices], prepay=D(0), tax_percent=D(percent))
    assert after.tax == D(tax)
    assert after.total == sum(D(price) for price in prices) + D(tax)


def test_only_taxable_lines_are_taxed() -> None:
    after = forecast([line("2", "150"), line("1", "100", taxable=True)], prepay=D(0), tax_percent=D(8))
    assert (after.subtotal, after.tax, after.total) == (D(400), D(8), D(408))


def test_an_unknown_rate_leaves_tax_and_total_open_and_keeps_the_subtotal() -> None:
    after = forecast([line("1", "100", taxable=True)], prepay=D(0), tax_percent=None)
    assert (after.subtotal, after.tax, after.total) == (D(100), None, None)


def test_an_unknown_rate_does_not_matter_when_nothing_taxable_costs_anything() -> None:
    covered = line("1", "100", taxable=True, draws=True)
    assert forecast([covered, line("1", "50")], prepay=D(2), tax_percent=None).total == D(50)


def test_the_block_covers_lines_in_their_order_and_the_rest_is_at_its_price() -> None:
    after = forecast([line("1", "100", draws=True), line("2", "262.50", draws=True)], prepay=D(2), tax_percent=D(0))
    assert (after.total, after.drawn, after.prepay_after) == (D("262.50"), D(2), D(0))


def test_what_prepay_saves_is_what_its_hours_would_have_cost() -> None:
    lines = [line("1", "100", draws=True), line("2", "262.50", draws=True), line("1", "40")]
    assert forecast(lines, prepay=D(2), tax_percent=D(0)).saved == D("362.50")
    assert forecast(lines, prepay=D(0), tax_percent=D(0)).saved == 0
    assert forecast(lines, prepay=None, tax_percent=D(0)).saved is None


def test_lines_that_do_not_draw_leave_the_block_alone() -> None:
    after = forecast([line("1", "40")], prepay=D(2), tax_percent=D(0))
    assert (after.total, after.drawn, after.prepay_after) == (D(40), D(0), D(2))


def test_a_free_line_that_draws_takes_its_hours() -> None:
    assert forecast([line("1.5", "0", draws=True)], prepay=D(2), tax_percent=D(0)).prepay_after == D("0.5")


def test_a_block_in_debt_stays_as_it_is() -> None:
    after = forecast([line("1", "100", draws=True)], prepay=D("-3"), tax_percent=D(0))
    assert (after.total, after.drawn, after.prepay_after) == (D(100), D(0), D("-3"))


def test_no_lines_come_to_nothing() -> None:
    after = forecast([], prepay=D(1), tax_percent=None)
    assert (after.subtotal, after.tax, after.total, after.prepay_after) == (D(0), D(0), D(0), D(1))

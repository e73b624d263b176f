"""A rate that is read off is the true one, or none (facts §5)."""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_stage import invoice_row, read_invoice

from syncro.records import Invoice
from syncro.rules.billing.tax import rate_for, rate_of

D = Decimal
CENT = D("0.01")
RATES = st.one_of(st.integers(1, 30_000).map(lambda n: D(n) / 1000), st.sampled_from([D(8), D("8.1"), D("8.375")]))
AMOUNTS = st.lists(st.decimals("0.01", "3000", places=2), min_size=1, max_size=4)
CITY = {"id": 7, "tax_rate_id": 71}


def taxed(rate: Decimal, amounts: list[Decimal], **changes: Any) -> Invoice:
    """An invoice as Syncro computes it: tax per line, half up, then summed (users §3.1)."""
    tax = sum(((amount * rate / 100).quantize(CENT, ROUND_HALF_UP) for amount in amounts), D(0))
    rows = [invoice_row(n, price=str(amount), taxable=True) for n, amount in enumerate(amounts, 1)]
    return read_invoice(*rows, invoice_row(99), tax=str(tax), customer=CITY, **changes)


@given(RATES, AMOUNTS)
def test_one_invoice_shows_the_true_rate_or_none(rate: Decimal, amounts: list[Decimal]) -> None:
    assert rate_of(taxed(rate, amounts)) in (None, rate)


@given(RATES, st.lists(AMOUNTS, min_size=1, max_size=6))
def test_several_invoices_show_the_true_rate_or_none(rate: Decimal, invoices: list[list[Decimal]]) -> None:
    seen = rate_for(71, [taxed(rate, amounts) for amounts in invoices])
    assert seen is None or seen[0] == rate


def test_a_large_invoice_shows_a_rate_of_three_decimals() -> None:
    assert rate_of(taxed(D("8.375"), [D("2345.67")])) == D("8.375")


def test_a_rate_is_written_with_the_decimals_it_needs() -> None:
    assert [str(rate_of(taxed(D(rate), [D("9999.99")]))) for rate in ("8.100", "10.000", "8")] == ["8.1", "10", "8"]


def test_a_rate_that_a_rounder_one_would_explain_too_is_not_guessed() -> None:
    assert rate_of(taxed(D("8.025"), [D(100)])) is None


def test_small_invoices_settle_together_what_none_of_them_shows() -> None:
    invoices = [taxed(D("8.1"), [D(amount)]) for amount in ("474.68", "444.57", "459.49", "398.78")]
    assert [rate_of(each) for each in invoices] == [None] * 4
    seen = rate_for(71, invoices)
    assert seen is not None
    assert seen[0] == D("8.1")


def test_invoices_are_taken_only_until_the_rate_is_known() -> None:
    taken = iter([taxed(D("8.1"), [D(5000)]), taxed(D("8.1"), [D(6000)])])
    assert rate_for(71, taken) is not None
    assert len(list(taken)) == 1


def test_invoices_that_contradict_each_other_show_nothing() -> None:
    assert rate_for(71, [taxed(D("8.1"), [D(300)]), taxed(D("6.3"), [D(300)])]) is None


def test_only_invoices_of_customers_with_that_rate_count() -> None:
    other = taxed(D("6.3"), [D(5000)])
    assert rate_for(72, [other, read_invoice(invoice_row(1), tax="1")]) is None


def test_a_discount_does_not_make_another_rate() -> None:
    row = invoice_row(1, price="10000", taxable=True, discount_percent="50")
    assert rate_of(read_invoice(row, tax="405", subtotal="5000", total="5405")) == D("8.1")


def test_an_invoice_that_does_not_add_up_shows_nothing() -> None:
    row = invoice_row(1, price="10000", taxable=True)
    assert rate_of(read_invoice(row, tax="405", subtotal="5000", total="5405")) is None


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [invoice_row(1, price="500")],
        [invoice_row(1, price="0", taxable=True)],
        [invoice_row(1, price="10.03", taxable=True), invoice_row(2, "1", "-1", "10.03", taxable=True)],
        [invoice_row(1, price="0.10", taxable=True)],
    ],
    ids=["no line", "nothing taxable", "nothing but zero", "lines that cancel out", "too small to tell"],
)
def test_an_invoice_that_says_too_little_shows_nothing(rows: list[Any]) -> None:
    assert rate_of(read_invoice(*rows, tax="0.01")) is None


def test_an_untaxed_invoice_shows_nothing() -> None:
    assert rate_of(read_invoice(invoice_row(1, price="500", taxable=True))) is None

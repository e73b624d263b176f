"""Text for terminals: nothing from outside steers it, columns align."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncro.cli import text


@pytest.mark.parametrize(
    ("dirty", "clean"),
    [
        ("plain ünïcode ✓", "plain ünïcode ✓"),
        ("\x1b[31mred\x1b[0m", r"\u001b[31mred\u001b[0m"),
        ("\x1b]0;title\x07after", r"\u001b]0;title\u0007after"),
        ("a\x00b\x08c\x7fd\x9be", r"a\u0000b\u0008c\u007fd\u009be"),
        ("a\r\nb", "a\nb"),
        ("over\rwrite", r"over\u000dwrite"),
        ("left\u202eright\u2066x", r"left\u202eright\u2066x"),
        ("a\ue000b", r"a\ue000b"),
        ("tab\tnew\nline", "tab\tnew\nline"),
    ],
)
def test_what_steers_or_hides_is_shown_as_a_mark(dirty: str, clean: str) -> None:
    assert text.clean(dirty) == clean


@given(st.text())
def test_cleaned_text_never_holds_a_control_character(anything: str) -> None:
    assert not [
        letter
        for letter in text.clean(anything)
        if letter not in "\n\t" and (ord(letter) < 32 or 127 <= ord(letter) < 160)
    ]


def test_a_line_break_in_a_cell_does_not_make_a_row() -> None:
    assert text.table([("#1", "two\nlines")]) == "#1  two lines"


def test_columns_align_also_with_wide_letters() -> None:
    rows = [("#1", "New", "漢字 Ltd", "a"), ("#22", "Scheduled", "Example", "b")]
    assert text.table(rows) == "#1   New        漢字 Ltd  a\n#22  Scheduled  Example   b"


def test_amounts_are_set_flush_right() -> None:
    assert text.table([("a", "$5.00"), ("b", "$1,234.50")], right=[1]) == "a      $5.00\nb  $1,234.50"


def test_a_long_line_is_cut_to_the_terminal() -> None:
    assert text.fit("123456789\nabc", 5) == "1234…\nabc"
    assert text.cut("漢字漢字", 5) == "漢字…"


def test_emphasis_that_is_cut_still_ends_and_takes_no_column() -> None:
    head = text.strong("123456789")
    assert text.width(head) == 9
    assert text.cut(head, 9) == head
    assert text.cut(head, 5) == text.strong("1234…")
    assert text.cut(f"{head}abc", 10) == f"{head}…"


@pytest.mark.parametrize(
    ("value", "shown"), [("0.75", "0.75"), ("75.0", "75.00"), ("8.125", "8.125"), ("1E+2", "100.00")]
)
def test_numbers_have_two_decimals_and_lose_no_digit(value: str, shown: str) -> None:
    assert text.number(Decimal(value)) == shown


def test_an_unknown_amount_is_not_zero() -> None:
    assert text.amount(None) == "?"
    assert text.amount(Decimal("-1234.5")) == "-$1,234.50"


def test_dates_come_with_their_weekday_in_their_own_offset() -> None:
    assert text.moment(datetime.fromisoformat("2026-11-20T23:30:00-07:00")) == "Fri 2026-11-20 23:30"

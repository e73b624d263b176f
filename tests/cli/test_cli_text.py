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
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("a\x00b\x08c\x7fd\x9be", "abcd"),
        ("a\r\nb", "a\nb"),
        ("over\rwrite", "overwrite"),
        ("left\u202eright\u2066x", "leftrightx"),
        ("tab\tnew\nline", "tab\tnew\nline"),
    ],
)
def test_control_characters_are_stripped(dirty: str, clean: str) -> None:
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

"""Text for a terminal: cleaned, aligned, dated, priced. Pure; never prints."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from syncro import money

_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b[\]PX^_].*?(?:\x07|\x1b\\|$)"  # OSC and other strings: titles, links, clipboard
    r"|\x1b."
    r"|\x9b[0-?]*[ -/]*[@-~]",
    re.DOTALL,
)
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BREAKS = re.compile(r"\s*[\r\n\t]+\s*")
_GAP = "  "

STRONG, PLAIN = "\ue000", "\ue001"
"""Marks around emphasised text; the output turns them into escape sequences or into nothing."""


def clean(text: str) -> str:
    """The text without anything that steers a terminal or reorders letters (design §7): customers wrote it."""
    return _CONTROLS.sub("", _ESCAPES.sub("", text.replace("\r\n", "\n")))


def one_line(text: object) -> str:
    """The value as cleaned text on one line; None is empty."""
    return "" if text is None else _BREAKS.sub(" ", clean(str(text))).strip()


def strong(text: str) -> str:
    """The text emphasised, where the terminal can."""
    return f"{STRONG}{text}{PLAIN}"


def width(text: str) -> int:
    """Columns the text takes on a terminal: East Asian letters take two, combining marks none."""
    if text.isascii():
        return len(text)
    return sum(_columns(letter) for letter in text)


def cut(text: str, columns: int) -> str:
    """The text, shortened with an ellipsis to at most so many columns."""
    if width(text) <= columns:
        return text
    while text and width(text) > columns - 1:
        text = text[:-1]
    return text.rstrip() + "…"


def table(rows: Iterable[Sequence[object]], *, heads: Sequence[str] = (), right: Sequence[int] = ()) -> str:
    """Aligned columns, one row a line. `right` are the columns set flush right, as amounts are."""
    cells = [[one_line(cell) for cell in row] for row in rows]
    if heads and cells:
        cells.insert(0, list(heads))
    widths = [max(width(row[column]) for row in cells) for column in range(len(cells[0]))] if cells else []
    lines = [_row(row, widths, right) for row in cells]
    if heads and lines:
        lines[0] = strong(lines[0])
    return "\n".join(lines)


def pairs(rows: Iterable[tuple[str, object]]) -> str:
    """Named values, one a line; those without a value are left out."""
    shown = [(name, one_line(value)) for name, value in rows if value not in (None, "")]
    return table((f"{name}:", value) for name, value in shown)


def fit(text: str, columns: int | None) -> str:
    """Each line cut to the terminal's width; None leaves them alone."""
    return text if columns is None else "\n".join(cut(line, columns) for line in text.split("\n"))


def amount(value: Decimal | None) -> str:
    """`$1,234.50`; an unknown amount is a question mark, never a zero."""
    if value is None:
        return "?"
    rounded = money.cents(value)
    return f"{'-' if rounded < 0 else ''}${abs(rounded):,.2f}"


def number(value: Decimal) -> str:
    """At least two decimals, and every digit there is: 0.75, 8.125."""
    exponent = value.as_tuple().exponent
    digits = max(2, -exponent if isinstance(exponent, int) else 2)
    plain = f"{value:.{digits}f}"
    whole, _, fraction = plain.partition(".")
    return f"{whole}.{fraction[:2]}{fraction[2:].rstrip('0')}"


def moment(value: datetime | None) -> str:
    """`Fri 2026-11-20 14:05`, in the offset it came with: the account's own; weekday first (R-20)."""
    return "" if value is None else value.strftime("%a %Y-%m-%d %H:%M")


def day(value: date | None) -> str:
    """`Fri 2026-11-20` (R-20: the weekday of every date)."""
    return "" if value is None else value.strftime("%a %Y-%m-%d")


def indented(text: str, by: str = "    ") -> str:
    """The cleaned text, every line moved in."""
    return "\n".join(f"{by}{line}".rstrip() for line in clean(text).strip().split("\n"))


def _columns(letter: str) -> int:
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"} or letter in {STRONG, PLAIN}:
        return 0
    return 2 if unicodedata.east_asian_width(letter) in {"W", "F"} else 1


def _row(cells: Sequence[str], widths: Sequence[int], right: Sequence[int]) -> str:
    padded = (
        _padded(cell, columns, flush_right=place in right)
        for place, (cell, columns) in enumerate(zip(cells, widths, strict=True))
    )
    return _GAP.join(padded).rstrip()


def _padded(cell: str, columns: int, *, flush_right: bool) -> str:
    gap = " " * (columns - width(cell))
    return gap + cell if flush_right else cell + gap

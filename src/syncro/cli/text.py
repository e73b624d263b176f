"""Text for a terminal: cleaned, aligned, dated, priced. Never prints."""

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal

from syncro import invisible, money

_BREAKS = re.compile(r"\s*[\r\n\t]+\s*")
_GAP = "  "
LEAST = 20
"""Columns that a paragraph takes at least, however narrow the terminal."""

_MARK = "".join(chr(0xF0000 + byte) for byte in os.urandom(8))
"""Begins every mark of style; new in each process, so that nobody's text can hold one."""
STRONG, PLAIN = f"{_MARK}\ue000", f"{_MARK}\ue001"
"""Marks around emphasised text; the output turns them into escape sequences or into nothing."""
_STYLES = re.compile(f"({_MARK}[\ue000\ue001])")


def clean(text: str) -> str:
    r"""The text with marks such as `\u202e` for all that steers a terminal, reorders letters or can't be seen: others wrote it.

    Our own emphasis stays.
    """
    if _MARK not in text:
        return invisible.escaped(text)
    return "".join(part if _STYLES.match(part) else invisible.escaped(part) for part in _STYLES.split(text))


def one_line(text: object) -> str:
    """The value as cleaned text on one line; None is empty."""
    return "" if text is None else _BREAKS.sub(" ", clean(str(text))).strip()


def strong(text: str) -> str:
    """The text emphasised, where the terminal can."""
    return f"{STRONG}{text}{PLAIN}"


def width(text: str) -> int:
    """Columns the text takes on a terminal: East Asian letters take two, combining marks and emphasis none."""
    if text.isascii():
        return len(text)
    return sum(_columns(letter) for letter in _STYLES.sub("", text))


def cut(text: str, columns: int) -> str:
    """The text, shortened with an ellipsis to at most so many columns; emphasis that began still ends."""
    if width(text) <= columns:
        return text
    kept, left = [], columns - 1
    for part in _STYLES.split(text):
        shown = part if _STYLES.match(part) else _beginning(part, left)
        left -= width(shown)
        kept.append(shown if shown == part else f"{shown.rstrip()}…")
        if shown != part:
            break
    return "".join(kept) + (PLAIN if STRONG in text and kept.count(STRONG) > kept.count(PLAIN) else "")


def _beginning(text: str, columns: int) -> str:
    for place, letter in enumerate(text):
        columns -= _columns(letter)
        if columns < 0:
            return text[:place]
    return text


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


def wrapped(text: str, columns: int) -> list[str]:
    """The text on as many lines as the columns make; no word is broken."""
    import textwrap

    return textwrap.wrap(one_line(text), max(columns, LEAST), break_long_words=False, break_on_hyphens=False) or [""]


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


def counted(number: int, noun: str) -> str:
    """`1 ticket`, `2 tickets`, `3 entries`."""
    many = f"{noun[:-1]}ies" if noun.endswith("y") else f"{noun}s"
    return f"{number} {noun if number == 1 else many}"


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
    if unicodedata.combining(letter) or unicodedata.category(letter) in {"Mn", "Me", "Cf"}:
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

"""Characters that can't be shown: which they are, how they are named, and how a text shows that it holds them. Pure.

What a person sees must be what is sent. A character of these classes takes no ink, or moves or hides the ink of others:

- controls (C0, C1, DEL) but for line break and tab, and the line and paragraph separators
- format characters: bidirectional marks and isolates, zero-width ones, soft hyphen, tags
- what no standard says how to draw: private use, surrogates, noncharacters, code points without a character
- letters and symbols that are blank by design, and variation selectors that select nothing

Some of them are ordinary in one place, and pass there alone: a joiner inside an emoji or where a script needs it
(RFC 5892, A.1 and A.2), a variation selector after what has variants, a carriage return before a line feed.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

_CLASSES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_ORDINARY = "\n\t"
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u2800\u3164\uffa0\U00016fe4\U0001d159")
"""Marks, letters and symbols by their category that show nothing."""
_DRAWN_FORMATS = frozenset("\u06dd\u070f\u08e2\U000110bd\U000110cd") | frozenset(
    map(chr, (*range(0x600, 0x606), 0x890, 0x891))
)
"""Format characters that are drawn: signs that enclose the digits after them."""
_JOINER, _NON_JOINER = "\u200d", "\u200c"
_VIRAMA = 9
_SKIN = range(0x1F3FB, 0x1F400)
_PICTURES = (range(0x1F000, 0x1FB00), range(0x2190, 0x2C00), range(0x2600, 0x27C0))
"""Pictographs and arrows. In the first range the code points without a character are kept free for pictographs: a newer
Unicode than ours draws them, an older one draws a box."""
_SIGNS = frozenset("©®‼⁉™\u2139〰〽㊗㊙")
_KEYS, _KEYCAP = frozenset("#*0123456789"), "\u20e3"
_IDEOGRAPHS = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000), range(0xF900, 0xFB00), range(0x20000, 0x3FFFE))
_PLAIN = re.compile(r"[\n\t -~\u00a1-\u00ac\u00ae-\u02ff]*\Z")
"""Texts of which no character can be in question: nearly all of them."""


def found(text: str) -> Iterator[tuple[int, str]]:
    """Every character that can't be shown, with its place (from 0)."""
    if _PLAIN.match(text):
        return
    for place, letter in enumerate(text):
        if _is_unseen(text, place, letter):
            yield place, letter


def escaped(text: str) -> str:
    r"""The text with such characters as marks: `\u202e`, `\U000e0041`. A line feed's carriage return is dropped."""
    return "".join(_pieces(text, _mark))


def escaped_json(text: str) -> str:
    r"""JSON text of the same value, with such characters as JSON's own escapes (`\u202e`, surrogate pairs)."""
    return "".join(_pieces(text, _json_mark))


def removed(text: str) -> str:
    """The text without them: for words of our own that are made of somebody's text."""
    return "".join(_pieces(text, lambda _letter: ""))


def named(letter: str) -> str:
    """`U+202E RIGHT-TO-LEFT OVERRIDE`."""
    name = unicodedata.name(letter, "") or _CONTROL_NAMES.get(letter, "")
    return f"U+{ord(letter):04X} {name}".rstrip()


def told(text: str) -> str:
    """The first of them in words, with its place from 1 and how many follow; empty for a text that shows all it holds."""
    places = list(found(text))
    if not places:
        return ""
    more = f" and {len(places) - 1} more" if len(places) > 1 else ""
    return f"{named(places[0][1])} at character {places[0][0] + 1}{more}"


def in_value(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Plain data at any depth, names and values: each place that holds such characters, and which, in words."""
    if isinstance(value, str):
        if words := told(value):
            yield where, words
    elif isinstance(value, dict):
        for key, item in value.items():
            if words := told(str(key)):
                yield f"name of a field in {where}", words
            yield from in_value(item, f"{where}, {escaped(str(key))}")
    elif isinstance(value, list | tuple):
        for item in value:
            yield from in_value(item, where)


_CONTROL_NAMES = {"\x00": "NULL", "\x07": "BELL", "\x08": "BACKSPACE", "\r": "CARRIAGE RETURN", "\x1b": "ESCAPE"}


def _is_unseen(text: str, place: int, letter: str) -> bool:
    if letter in _BLANK:
        return True
    if letter == "\r":
        return text[place + 1 : place + 2] != "\n"
    if _is_selector(letter):
        return not _selects(text[place - 1 : place], letter, text[place + 1 : place + 2])
    if unicodedata.category(letter) not in _CLASSES or letter in _ORDINARY or letter in _DRAWN_FORMATS:
        return False
    if letter in (_JOINER, _NON_JOINER):
        return not _joins(text, place, letter)
    return not _is_free_for_drawing(ord(letter))


def _is_selector(letter: str) -> bool:
    return "\ufe00" <= letter <= "\ufe0f" or "\U000e0100" <= letter <= "\U000e01ef"


def _selects(before: str, selector: str, after: str) -> bool:
    """Whether the character before has variants of that kind: emoji or text, a keycap, or forms of an ideograph."""
    if not before:
        return False
    if selector in "\ufe0e\ufe0f":
        return _is_picture(before) or before in _SIGNS or (before in _KEYS and after == _KEYCAP)
    return any(ord(before) in each for each in _IDEOGRAPHS)


def _joins(text: str, place: int, joiner: str) -> bool:
    before, after = text[max(place - 2, 0) : place].removesuffix("\ufe0f")[-1:], text[place + 1 : place + 2]
    if not before or not after:
        return False
    if unicodedata.combining(before) == _VIRAMA:
        return True
    if joiner == _NON_JOINER:
        return unicodedata.bidirectional(before) == "AL" == unicodedata.bidirectional(after)
    return _is_picture(before) and _is_picture(after)


def _is_picture(letter: str) -> bool:
    return ord(letter) in _SKIN or any(ord(letter) in each for each in _PICTURES)


def _is_free_for_drawing(code: int) -> bool:
    """A code point without a character whose place says that it will be drawn: a pictograph's or an ideograph's."""
    is_without = unicodedata.category(chr(code)) == "Cn" and code & 0xFFFE != 0xFFFE
    return is_without and (code in _PICTURES[0] or any(code in each for each in _IDEOGRAPHS))


def _pieces(text: str, mark: Any) -> Iterator[str]:
    begin = 0
    for place, letter in found(text):
        yield text[begin:place].replace("\r\n", "\n")
        yield mark(letter)
        begin = place + 1
    yield text[begin:].replace("\r\n", "\n")


def _mark(letter: str) -> str:
    code = ord(letter)
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _json_mark(letter: str) -> str:
    units = letter.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place : place + 2].hex()}" for place in range(0, len(units), 2))

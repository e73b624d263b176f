"""JSON text to values and back. Numbers stay exact: a fraction is a Decimal, never a float. What is beyond reason is refused."""

import hashlib
import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from msgspec import DecodeError, ValidationError, json

Json = Any
"""None, bool, int, Decimal, str, list or dict with string keys."""

TOO_DEEP = "values are nested too deeply"
DEPTH = 64
"""Levels of lists and objects inside one another."""
LENGTH = 4 * 1024 * 1024
"""Letters of one text: a comment may hold pictures."""
MEMBERS = 100_000
"""Items of one list, or fields of one object."""
LARGEST = 10**30
"""No whole number is as large."""
_FRACTION = re.compile(r"-?[0-9]{1,400}(?:\.[0-9]{1,400})?(?:[eE][+-]?0{0,9}[0-9]{1,3})?")
"""A number with a point or an exponent that can be reckoned with: every double is one. `1e999999999` would take for ever."""


class BeyondReason(ValueError):
    """It is JSON, and holds what no answer of Syncro's can hold."""


def _fraction(text: str) -> Decimal:
    if not _FRACTION.fullmatch(text):
        raise ValueError("a number is too large or too long")
    return Decimal(text)


_ENCODER = json.Encoder(decimal_format="number")
_CANONICAL = json.Encoder(decimal_format="number", order="deterministic")
_DECODER = json.Decoder(float_hook=_fraction)


def dumps(value: Json) -> str:
    """Compact JSON; a Decimal is written as a number with the digits it has."""
    return _ENCODER.encode(value).decode()


def pretty(value: Json) -> str:
    """Indented JSON for people."""
    return json.format(_ENCODER.encode(value), indent=2).decode()


def canonical(value: Json) -> bytes:
    """The one byte form of a value: sorted keys, no spaces. What a digest is taken of."""
    return _CANONICAL.encode(value)


def digest(value: Json) -> str:
    """SHA-256 of the canonical form, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def loads(text: str | bytes) -> Json:
    """The value of a JSON text; raises ValueError when it isn't JSON, BeyondReason for a number or a nesting nobody means."""
    try:
        return _DECODER.decode(text)
    except RecursionError:
        raise BeyondReason(TOO_DEEP) from None
    except ValidationError:
        # Nothing is validated here but numbers.
        raise BeyondReason("a number is too large or too long") from None
    except DecodeError as error:
        raise ValueError(f"not JSON: {error}") from None


def excess(value: Json) -> str:
    """What of a decoded value is beyond reason, in words; empty for nothing."""
    level: list[Json] = [value]
    for _ in range(DEPTH + 1):
        why = next(filter(None, map(_too_much, level)), "")
        level = [] if why else [item for each in level for item in _inside(each)]
        if not level:
            return why
    return TOO_DEEP


def _too_much(value: Json) -> str:
    if isinstance(value, str):
        return "a text is too long" if len(value) > LENGTH else ""
    if isinstance(value, list | dict):
        return "a list is too long" if len(value) > MEMBERS else ""
    is_huge = isinstance(value, int) and not -LARGEST < value < LARGEST
    return "a number is too large" if is_huge else ""


def _inside(value: Json) -> Iterable[Json]:
    if isinstance(value, dict):
        return (*value, *value.values())
    return value if isinstance(value, list) else ()

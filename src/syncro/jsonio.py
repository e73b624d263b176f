"""JSON text to values and back. Numbers stay exact: a fraction is a Decimal, never a float."""

import hashlib
from decimal import Decimal
from typing import Any

from msgspec import DecodeError, json

Json = Any
"""None, bool, int, Decimal, str, list or dict with string keys."""

_ENCODER = json.Encoder(decimal_format="number")
_CANONICAL = json.Encoder(decimal_format="number", order="deterministic")
_DECODER = json.Decoder(float_hook=Decimal)


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
    """The value of a JSON text; raises ValueError when it isn't JSON."""
    try:
        return _DECODER.decode(text)
    except DecodeError as error:
        raise ValueError(f"not JSON: {error}") from None

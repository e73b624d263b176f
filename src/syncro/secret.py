"""API keys that can't be shown by accident. Never stores, sends or logs one."""

import re
from collections.abc import Iterable
from hashlib import sha256
from hmac import compare_digest
from typing import Any, NoReturn
from urllib.parse import quote

_MASK = "••••"
_SHOWABLE = 12
"""A shorter key shows nothing of itself."""
_REPLACEABLE = 6
"""Shorter texts are not looked for in `redact`: they would hit ordinary words."""
LEAST = 12
"""Characters of a key that was never used here, to be looked for: a shorter one could be an ordinary word."""
_IN_A_URL = re.compile(r"(api_key(?:=|%3D|\"\s*:\s*\"))[^&\s\"'<>]+", re.IGNORECASE)
_SHAPE = re.compile(r"\bT[0-9a-f]{16,}-[0-9a-f]{8,}\b")
"""How Syncro's own keys look: never shown, whosever they are."""
_WORD = re.compile(r"[A-Za-z0-9_-]{12,}")
_revealed: set[str] = set()
_known: set[str] = set()
_fingerprints: set[str] = set()


class Secret:
    """An API key. Text, repr and format show at most its last four characters; `reveal` gives it out (R-55)."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        """Surrounding white space is dropped; raises ValueError for a key that is empty or can't stand in a header."""
        cleaned = value.strip()
        if not cleaned.isascii():
            raise ValueError("an API key is one word of plain ASCII characters, and this holds others, such as é")
        if not cleaned or not cleaned.isprintable() or " " in cleaned:
            raise ValueError("an API key is one word of plain ASCII characters")
        self._value = cleaned

    def reveal(self) -> str:
        """The key itself; from now on `redact` removes it from any text."""
        _revealed.add(self._value)
        return self._value

    @property
    def last4(self) -> str:
        """The last four characters, to tell keys apart; empty for a key too short to show any of it."""
        return self._value[-4:] if len(self._value) >= _SHOWABLE else ""

    @property
    def mark(self) -> str:
        """Tells whether it is the same key as before, and nothing else: 32 bits of its SHA-256."""
        return sha256(self._value.encode()).hexdigest()[:8]

    def __str__(self) -> str:
        return f"…{self.last4}" if self.last4 else _MASK

    def __repr__(self) -> str:
        return f"Secret({self})"

    def __format__(self, spec: str) -> str:
        return format(str(self), spec)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and compare_digest(self._value, other._value)

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a key is not written down")

    def __copy__(self) -> "Secret":
        return self

    def __deepcopy__(self, memo: Any) -> "Secret":
        return self


def learn(values: Iterable[str], fingerprints: Iterable[str] = ()) -> None:
    """Know further keys: by their value, or by the SHA-256 of it, in hexadecimal."""
    _known.update(value for value in values if len(value) >= LEAST)
    _fingerprints.update(fingerprints)


def is_in(text: str) -> bool:
    """True when the text holds a key that was learned."""
    return any(key in text for key in _known) or any(_is_fingerprinted(word) for word in _WORD.findall(text))


def redact(text: str) -> str:
    """The text without any key that is known here, whatever looks like one of Syncro's, and the value of any `api_key=`."""
    for key in sorted(_revealed | _known, key=len, reverse=True):
        if len(key) >= _REPLACEABLE:
            text = text.replace(key, _MASK).replace(quote(key, safe=""), _MASK)
    if _fingerprints:
        text = _WORD.sub(lambda found: _MASK if _is_fingerprinted(found[0]) else found[0], text)
    return _IN_A_URL.sub(rf"\1{_MASK}", _SHAPE.sub(_MASK, text))


def _is_fingerprinted(word: str) -> bool:
    return bool(_fingerprints) and sha256(word.encode()).hexdigest() in _fingerprints

"""API keys that can't be shown by accident. Never stores, sends or logs one."""

import re
from hashlib import sha256
from hmac import compare_digest
from typing import Any, NoReturn
from urllib.parse import quote

_MASK = "••••"
_SHOWABLE = 12
"""A shorter key shows nothing of itself."""
_REPLACEABLE = 6
"""Shorter texts are not looked for in `redact`: they would hit ordinary words."""
_IN_A_URL = re.compile(r"(api_key(?:=|%3D|\"\s*:\s*\"))[^&\s\"'<>]+", re.IGNORECASE)
_revealed: set[str] = set()


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
        return f"{_MASK} {self.last4}".rstrip()

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


def redact(text: str) -> str:
    """The text without any key revealed in this process and without the value of any `api_key=`."""
    for key in tuple(_revealed):
        if len(key) >= _REPLACEABLE:
            text = text.replace(key, _MASK).replace(quote(key, safe=""), _MASK)
    return _IN_A_URL.sub(rf"\1{_MASK}", text)

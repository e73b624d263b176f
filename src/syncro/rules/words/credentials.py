"""Does a text hold a credential? Our own patterns, prose, and whatever detector is passed in (R-55, R-81). Pure."""

import re
from collections.abc import Callable, Iterable

from msgspec import Struct

from syncro.rules.words import passwords

Detector = Callable[[str], Iterable[str]]
"""A text → the kinds of credentials in it, such as `AWS Access Key`; never a value."""

_PATTERNS = (
    ("an API key", re.compile(r"\bT[0-9a-f]{16}-[0-9a-f]{32}\b")),
    ("a private key", re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----|\bPuTTY-User-Key-File-\d")),
    ("a token", re.compile(r"\b(?:ghp_|github_pat_|xox[abp]-|AKIA|AIza|sk-)[A-Za-z0-9_-]{16,}")),
)


def nothing(text: str) -> Iterable[str]:
    """Detects nothing, for texts that were looked through before, and for tests of other things."""
    del text
    return ()


class Secrets(Struct, frozen=True):
    """What no text may hold: `keys` of ours by value, and the kinds that `detect` knows beyond the patterns here."""

    keys: tuple[str, ...] = ()
    detect: Detector = nothing


NONE = Secrets()


def found_in(text: str, detect: Detector) -> list[str]:
    """What the text seems to hold, in words and each once: `a password`, `a credential (AWS Access Key)`. Never its value."""
    plain = [what for what, pattern in _PATTERNS if pattern.search(text)]
    plain += ["a password"] if passwords.is_told(text) else []
    return plain or list(dict.fromkeys(f"a credential ({kind})" for kind in detect(text)))

"""Names of files and folders that every system takes, made from what people call things (R-82). Pure."""

import unicodedata

LONGEST = 60
"""Characters of a name; with all of them four bytes long it still fits 255 bytes."""
_RESERVED = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in "0123456789¹²³")}
)
"""Names Windows keeps for devices, whatever comes after a dot."""


def safe_name(text: str, *, otherwise: str) -> str:
    """Lower-case letters, digits and single hyphens: `Müller & Söhne, Inc.` is `müller-söhne-inc`; `otherwise` if nothing is left.

    Lower case, because some systems take `ACME` and `Acme` for the same; composed letters, because some decompose them.
    """
    folded = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text).casefold())
    kept = "".join(letter if _is_plain(letter) else " " for letter in folded)
    name = "-".join(kept.split())[:LONGEST].strip("-")
    if not name:
        return otherwise
    return f"{name}-" + otherwise if name in _RESERVED else name


def _is_plain(letter: str) -> bool:
    return unicodedata.category(letter)[0] in "LM" or unicodedata.category(letter) == "Nd"

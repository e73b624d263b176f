"""Every code that a finding can have, on one list: severity, why it matters, what to do. Pure.

`syncro explain` and docs/findings.md are made from it; a test holds it against the code.
"""

from difflib import get_close_matches

from syncro.rules.codes import afterwards, billing, requests, tickets
from syncro.rules.codes.code import Code

CODES: tuple[Code, ...] = tuple(
    sorted((*billing.CODES, *tickets.CODES, *requests.CODES, *afterwards.CODES), key=lambda row: row.code)
)
NEAREST = 5


def explained(code: str) -> Code | None:
    """The row of a code, its own before that of any field; None when there is none."""
    wanted = code.strip().casefold()
    own = next((row for row in CODES if row.code.casefold() == wanted), None)
    return own or next((row for row in CODES if row.covers(wanted)), None)


def nearest(code: str) -> list[str]:
    """Codes that may have been meant: spelled alike, or with a word in common."""
    wanted, names = code.strip().casefold(), [row.code for row in CODES]
    words = {word for word in wanted.replace("_", ".").split(".") if word}
    alike = get_close_matches(wanted, names, n=NEAREST)
    akin = [name for name in names if words & set(name.replace("_", ".").split("."))]
    return list(dict.fromkeys([*alike, *akin]))[:NEAREST]

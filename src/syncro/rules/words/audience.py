"""Is a text that the customer can read meant for the shop alone (R-81)? Pure."""

import re
from collections.abc import Iterable

from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.words.texts import SENTENCE, plain

_NOT_FOR_CUSTOMERS = re.compile(
    r"\binternal(?:ly)?\s+(?:note|only|use)\b|^\s*\[?(?:internal|private)\]?\s*:|\[(?:internal|private)\]"
    r"|\bnot\s+for\s+(?:the\s+)?(?:customer|client)s?\b"
    r"|\b(?:do\s+not|don'?t|never)\s+(?:show|send|tell|share|forward)\b[^.\n]{0,30}\b(?:customer|client)s?\b",
    re.IGNORECASE | re.MULTILINE,
)
_WORDS_THAT_TELL = 5
"""A line of an internal comment this long isn't repeated by chance."""


def meant_for(text: str, hidden: Iterable[str], *, where: str) -> list[Finding]:
    """What in a customer-visible text was meant for the shop alone. `hidden`: bodies of the ticket's internal comments."""
    if _NOT_FOR_CUSTOMERS.search(text):
        return [
            findings.block(
                "text.internal",
                f"The {where} says itself that it isn't for the customer.",
                "Use --internal.",
                text=where,
            )
        ]
    words = _flat(text)
    repeated = [line for body in hidden for line in _telling_lines(body) if line in words]
    if not repeated:
        return []
    return [
        findings.block(
            "text.internal",
            f"The {where} repeats an internal comment of this ticket: {repeated[0][:60]!r}.",
            "Take it out, or use --internal.",
            text=where,
        )
    ]


def _telling_lines(body: str) -> list[str]:
    pieces = (_flat(piece) for piece in SENTENCE.split(body))
    return [piece for piece in pieces if len(piece.split()) >= _WORDS_THAT_TELL]


def _flat(text: str) -> str:
    return plain(text).casefold().rstrip(".!?; ")

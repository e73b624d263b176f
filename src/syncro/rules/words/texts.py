"""Checks on text before it goes to Syncro, whoever wrote it (R-57, R-81), and the form a comment body takes."""

import html
import re
from unicodedata import category

from syncro import invisible
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.words import cards, credentials
from syncro.rules.words.credentials import NONE, Secrets

LINE_BREAK = "<br>"
INVISIBLE = "text.control"
SENTENCE = re.compile(r"(?<=[.!?;])\s+|\n|<br\s*/?>", re.IGNORECASE)
"""Where one sentence ends and the next begins."""
"""Code of the finding that a text holds what can't be shown."""
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_LIST = re.compile(r"</?(?:ul|ol|li)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(r"<(?=[/a-z!?])", re.IGNORECASE)
_UNSEEN = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp"})
_FILLERS = "\u034f\u115f\u1160\u2800\u3164\uffa0"
"""Letters and symbols by name that show nothing."""
_ENTITY = re.compile(r"&[^\s<&;]+;?")


def body_of(text: str) -> str:
    """Typed text as a comment body: line breaks as `<br>`; `$`, quotes and backticks as typed (R-57, R-81).

    What a browser would take for markup is escaped, so that it is read as it was typed.
    """
    lines = _BREAK.sub("\n", text.strip()).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return LINE_BREAK.join(_TAG.sub("&lt;", _ENTITY.sub(_escaped, line.rstrip())) for line in lines)


def _escaped(found: re.Match[str]) -> str:
    """What a browser would read as an entity, escaped: `&copy` without a semicolon is one too, the `&D` of `R&D` is none."""
    typed = found.group()
    return typed if html.unescape(typed) == typed else f"&amp;{typed[1:]}"


def is_blank(text: str) -> bool:
    """True when nobody would see anything of it: white space, line breaks, letters of no width."""
    return all(category(letter) in _UNSEEN or letter in _FILLERS for letter in _BREAK.sub("", text))


def plain(body: str) -> str:
    """A comment body as text, so that what was sent and what comes back compare equal (facts §4.1)."""
    text = re.sub(r"</p>\s*", "\n", _BREAK.sub("\n", body), flags=re.IGNORECASE)
    text = html.unescape(re.sub(r"<[/a-z!][^>]*>", "", text, flags=re.IGNORECASE))
    return " ".join(text.split())


def same_words(one: str, other: str) -> bool:
    """Equal as read, whichever of the two is a body and whichever is text already.

    Text that Syncro gives back has `<` and `&` again, and must not be read as markup a second time (facts §4.1).
    """
    return not {plain(one), one_line(one)}.isdisjoint({plain(other), one_line(other)})


def one_line(text: str) -> str:
    """The narrative of a line item: one line, no markup (R-35, R-81)."""
    return " ".join(_BREAK.sub(" ", text).split())


def check(text: str, *, where: str, visible: bool, secrets: Secrets = NONE) -> list[Finding]:
    """What is wrong with a text. `visible`: the customer will read it; `secrets`: what must not be in it."""
    found: list[Finding] = []
    if is_blank(text):
        return [findings.block("text.empty", f"The {where} is empty.", "Write it.", text=where)]
    if _LIST.search(text):
        found.append(
            findings.block(
                "text.list",
                f"The {where} contains <ul> or <li>, which Syncro doesn't render.",
                "Write lines instead.",
                text=where,
            )
        )
    found += secrets_in(text, where=where, visible=visible, secrets=secrets)
    # A carriage return alone is how some programs end lines; it is sent as a line break.
    if words := invisible.told(text.replace("\r\n", "\n").replace("\r", "\n")):
        found.append(invisible_in(where, words))
    return found


def invisible_in(where: str, words: str) -> Finding:
    """A place holds characters that can't be shown; `words` names the first."""
    return findings.block(INVISIBLE, f"The {where} contains {words}, which can't be shown.", "Remove it.", text=where)


def secrets_in(text: str, *, where: str, visible: bool, secrets: Secrets = NONE) -> list[Finding]:
    """Keys of ours and card numbers, which belong in no text; passwords and the like where the customer would read them."""
    found: list[Finding] = []
    if any(key and key in text for key in secrets.keys):
        found.append(
            findings.block("text.key", f"The {where} contains an API key of this account.", "Take it out.", text=where)
        )
    if cards.is_told(text):
        found.append(
            findings.block(
                "text.card",
                f"The {where} contains a card number; card numbers are never accepted.",
                "Take it out.",
                text=where,
            )
        )
    return found + [
        findings.block("text.secret", f"The {where} seems to contain {what}.", "Take it out.", text=where)
        for what in (credentials.found_in(text, secrets.detect) if visible else ())
    ]


def reason_findings(reason: str, secrets: Secrets = NONE) -> list[Finding]:
    """What is wrong with a reason, which nobody at Syncro reads but the journal keeps (R-55)."""
    return secrets_in(reason, where="reason", visible=True, secrets=secrets) if reason else []

"""Texts that a customer reads, beyond the secrets that are looked for in every field. Pure."""

from collections.abc import Iterable

from syncro.records import Comment
from syncro.rules.findings import Finding
from syncro.rules.words import audience, texts

SECRETS = frozenset({"text.key", "text.card", "text.secret"})
"""What `sent_texts` says of every field already."""


def without_secrets(found: Iterable[Finding]) -> list[Finding]:
    """The findings that aren't about secrets."""
    return [finding for finding in found if finding.code not in SECRETS]


def on_an_invoice(text: object, *, where: str, comments: Iterable[Comment] = ()) -> list[Finding]:
    """What is wrong with a text on a bill. `comments`: the ticket's; what internal ones say isn't repeated."""
    if not isinstance(text, str):
        return []
    hidden = [each.body for each in comments if each.hidden]
    found = texts.check(text, where=where, visible=True)
    return [*without_secrets(found), *audience.meant_for(text, hidden, where=where)]

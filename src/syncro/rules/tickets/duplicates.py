"""Is this about to be written a second time? Looks at what the ticket already carries (R-52, design §3.4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from syncro.records import Comment
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.words.texts import same_words

MOMENTS_AGO = timedelta(hours=1)
"""Two agents, a double click, a second try after a lost answer: within this time an equal record is the same wish."""


def equal_comments(comments: Iterable[Comment], subject: str, body: str, now: datetime) -> list[Finding]:
    """Comments made moments ago with the same words. A comment can't be deleted (facts §4.1)."""
    return [
        findings.block(
            "duplicate.comment",
            f"Comment {comment.id} says the same and was made at {comment.created_at:%H:%M}. Comments can't be deleted.",
            "To post it again anyway: --allow-repeat REASON.",
            id=comment.id,
        )
        for comment in comments
        if same_words(comment.subject, subject) and same_words(comment.body, body) and recent(comment.created_at, now)
    ]


def equal_records(rows: Iterable[Mapping[str, Any]], now: datetime) -> list[Finding]:
    """Records made moments ago that say the same as one to be made by hand (design §3.4)."""
    made = ((row, _moment(row.get("created_at"))) for row in rows)
    return [
        findings.block(
            "duplicate.record",
            f"Record {row['id']} says the same and was made at {at:%H:%M}.",
            "To make it again anyway: --allow-repeat REASON.",
            id=row["id"],
        )
        for row, at in made
        if at and recent(at, now)
    ]


def allowed(found: Iterable[Finding], reason: str) -> list[Finding]:
    """With a reason, a stop becomes a warning that carries it."""
    return [findings.knowingly(finding, reason) for finding in found]


def _moment(stamp: Any) -> datetime | None:
    """A stamp that tells a moment: with an offset."""
    try:
        found = datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    return found if found.tzinfo else None


def recent(made: datetime | None, now: datetime) -> bool:
    """True for what was made within the time in which an equal record is the same wish."""
    return made is not None and abs(now - made) <= MOMENTS_AGO

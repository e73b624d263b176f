"""Is this about to be written a second time? Looks at what the ticket already carries (R-52, design §3.4)."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from syncro import money
from syncro.records import Comment, Ticket, TicketLine, TimerEntry
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.texts import same_words
from syncro.rules.work import Charge

MOMENTS_AGO = timedelta(hours=1)
"""Two agents, a double click, a second try after a lost answer: within this time an equal record is the same wish."""


def equal_lines(ticket: Ticket, charges: Iterable[Charge], description: str, now: datetime) -> list[Finding]:
    """Lines on the ticket that say the same as a charge to be made."""
    return [
        _line_finding(line, same_text=same_words(line.description, description))
        for charge in charges
        for line in ticket.line_items
        if _same_line(line, charge) and (not line.converted or _recent(line.created_at, now))
    ]


def equal_timers(ticket: Ticket, charges: Iterable[Charge], method_is_timer: bool) -> list[Finding]:
    """Timer entries for the same work: it must not be billed by both methods (R-43)."""
    waiting = [entry for entry in ticket.ticket_timers if not entry.recorded]
    said = [_timer_finding(entry) for entry in waiting if any(_same_span(entry, charge) for charge in charges)]
    rest = len(waiting) - len(said)
    if rest > 0 and not method_is_timer:
        said.append(
            findings.warning(
                "timer.uncharged",
                f"Timer entries on this ticket that aren't charged: {rest}. This bill leaves them so.",
                "Charge them, or make sure that they are for other work.",
                ids=[entry.id for entry in waiting],
            )
        )
    return said


def equal_comments(comments: Iterable[Comment], subject: str, body: str, now: datetime) -> list[Finding]:
    """Comments made moments ago with the same words. A comment can't be deleted (facts §4.1)."""
    return [
        findings.block(
            "duplicate.comment",
            f"Comment {comment.id} says the same and was made at {comment.created_at:%H:%M}. Comments can't be deleted.",
            "To write it again knowingly: --allow-repeat REASON.",
            id=comment.id,
        )
        for comment in comments
        if same_words(comment.subject, subject) and same_words(comment.body, body) and _recent(comment.created_at, now)
    ]


def equal_records(rows: Iterable[Mapping[str, Any]], now: datetime) -> list[Finding]:
    """Records made moments ago that say the same as one to be made by hand (design §3.4)."""
    made = ((row, _moment(row.get("created_at"))) for row in rows)
    return [
        findings.block(
            "duplicate.record",
            f"Record {row['id']} says the same and was made at {at:%H:%M}.",
            "To make it again knowingly: --allow-repeat REASON.",
            id=row["id"],
        )
        for row, at in made
        if at and _recent(at, now)
    ]


def allowed(said: Iterable[Finding], reason: str) -> list[Finding]:
    """With a reason, a stop becomes a warning that carries it."""
    return [findings.knowingly(finding, reason) for finding in said]


def _same_line(line: TicketLine, charge: Charge) -> bool:
    return line.product_id == charge.product_id and money.cents(line.quantity) == charge.quantity


def _same_span(entry: TimerEntry, charge: Charge) -> bool:
    if entry.start_time is None or entry.end_time is None:
        return False
    return int((entry.end_time - entry.start_time).total_seconds()) == charge.seconds


def _moment(stamp: Any) -> datetime | None:
    """A stamp that tells a moment: with an offset."""
    try:
        found = datetime.fromisoformat(str(stamp))
    except ValueError:
        return None
    return found if found.tzinfo else None


def _recent(made: datetime | None, now: datetime) -> bool:
    return made is not None and abs(now - made) <= MOMENTS_AGO


def _line_finding(line: TicketLine, *, same_text: bool) -> Finding:
    state = "invoiced" if line.converted else "not yet invoiced"
    what = f"Line {line.id} on this ticket is already {money.text(line.quantity)} × {line.name} ({state})"
    if same_text:
        return findings.block(
            "duplicate.line",
            f"{what}, with the same text.",
            "To bill it again knowingly: --allow-repeat REASON.",
            id=line.id,
        )
    return findings.warning(
        "duplicate.line", f"{what}: {line.description!r}.", "Make sure it is other work.", id=line.id
    )


def _timer_finding(entry: TimerEntry) -> Finding:
    return findings.block(
        "duplicate.timer",
        f"Timer entry {entry.id} on this ticket spans the same time and isn't charged: "
        "the same work would be recorded twice.",
        "To bill it knowingly: --allow-repeat REASON.",
        id=entry.id,
    )

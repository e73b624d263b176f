"""Is this work about to be billed a second time? Lines and timer entries that stand on the ticket already (R-43, R-52). Pure."""

from collections.abc import Iterable
from datetime import datetime

from syncro import money
from syncro.records import Ticket, TicketLine, TimerEntry
from syncro.rules import findings
from syncro.rules.billing.work import Charge
from syncro.rules.findings import Finding
from syncro.rules.tickets.duplicates import recent
from syncro.rules.words.counts import counted
from syncro.rules.words.texts import same_words


def equal_lines(ticket: Ticket, charges: Iterable[Charge], description: str, now: datetime) -> list[Finding]:
    """Lines on the ticket that say the same as a charge to be made."""
    return [
        _line_finding(line, same_text=same_words(line.description, description))
        for charge in charges
        for line in ticket.line_items
        if _same_line(line, charge) and (not line.converted or recent(line.created_at, now))
    ]


def equal_timers(ticket: Ticket, charges: Iterable[Charge], method_is_timer: bool) -> list[Finding]:
    """Timer entries for the same work: it must not be billed by both methods (R-43)."""
    waiting = [entry for entry in ticket.ticket_timers if not entry.recorded]
    found = [_timer_finding(entry) for entry in waiting if any(_same_span(entry, charge) for charge in charges)]
    rest = len(waiting) - len(found)
    if rest > 0 and not method_is_timer:
        found.append(
            findings.warning(
                "timer.uncharged",
                f"This bill leaves {counted(rest, 'timer entry', 'timer entries')} on this ticket uncharged.",
                "Charge what belongs on the bill.",
                ids=[entry.id for entry in waiting],
            )
        )
    return found


def _same_line(line: TicketLine, charge: Charge) -> bool:
    return line.product_id == charge.product_id and money.cents(line.quantity) == charge.quantity


def _same_span(entry: TimerEntry, charge: Charge) -> bool:
    if entry.start_time is None or entry.end_time is None:
        return False
    return int((entry.end_time - entry.start_time).total_seconds()) == charge.seconds


def _line_finding(line: TicketLine, *, same_text: bool) -> Finding:
    state = "invoiced" if line.converted else "not yet invoiced"
    what = f"Line {line.id} on this ticket is already {money.text(line.quantity)} × {line.name} ({state})"
    if same_text:
        return findings.block(
            "duplicate.line",
            f"{what}, with the same text.",
            "To bill it again anyway: --allow-repeat REASON.",
            id=line.id,
        )
    return findings.warning(
        "duplicate.line", f"{what}: {line.description!r}.", "Make sure it is other work.", id=line.id
    )


def _timer_finding(entry: TimerEntry) -> Finding:
    return findings.block(
        "duplicate.timer",
        f"Timer entry {entry.id} on this ticket is as long and isn't charged yet: the same work would be billed twice.",
        "To bill it again anyway: --allow-repeat REASON.",
        id=entry.id,
    )

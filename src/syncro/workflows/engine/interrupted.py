"""What an interrupted run can still promise: the journal knows whether anything left. Reads only."""

from datetime import datetime
from pathlib import Path

from syncro.rules.plans.progress import Event
from syncro.workflows.session import Session

OPEN = frozenset({Event.SENDING.value, Event.UNKNOWN.value, Event.ABSENT.value})
"""What may be last for a step of which nobody can say yet that it isn't there."""


def may_have_written(session: Session, since: datetime) -> bool:
    """True when a request was about to be sent since then, or an earlier one still has no outcome (design §3.5).

    `sending` is committed before a request leaves, so without one nothing has left. A journal that can't be asked
    promises nothing.
    """
    _, is_file, path = session.config.journal_url.partition("sqlite:///")
    if is_file and not Path(path).exists():
        return False
    rows = session.journal.all_entries()
    if any(row.event == Event.SENDING.value and row.at >= since for row in rows):
        return True
    closed = {row.plan_id for row in rows if row.event == Event.DISCARDED.value}
    last = {(row.plan_id, row.step): row.event for row in rows if row.step and row.plan_id not in closed}
    return any(event in OPEN for event in last.values())

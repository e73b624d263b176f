"""The entries of one plan in the journal: what happened is written here first, and where the plan stands is read from here."""

from typing import TYPE_CHECKING, Any

from syncro.errors import JournalError, Wrote
from syncro.jsonio import Json
from syncro.rules.plans import elapsed
from syncro.rules.plans.elapsed import Moment
from syncro.rules.plans.plan import Plan, Step, from_document
from syncro.rules.plans.progress import Entry, Event, Progress, fold
from syncro.workflows.session import Session

if TYPE_CHECKING:
    from syncro.store.journal import StoredPlan

LONGEST_KEPT = 2000
"""Characters of one text field that the journal keeps of an answer."""


def plan_of(stored: "StoredPlan") -> Plan:
    """The plan that was stored; raises JournalError when it can't be read any more."""
    try:
        return from_document(stored.document)
    except ValueError:
        raise _damaged(stored) from None


def progress_of(session: Session, stored: "StoredPlan", plan: Plan) -> Progress:
    """Where the plan stands, by its journal; raises JournalError when that can't be read any more."""
    rows = session.journal.entries(stored.id)
    if not all(row.is_whole for row in rows) or not rows or rows[0].data.get("digest") != stored.digest:
        raise _damaged(stored)
    try:
        return fold(plan, [Entry(Event(row.event), row.step, row.at, row.data) for row in rows])
    except (KeyError, ValueError):
        raise _damaged(stored) from None


def _damaged(stored: "StoredPlan") -> JournalError:
    message = f"The journal is damaged: plan {stored.id} isn't as it was written"
    return JournalError(message, hint="Look in Syncro at what was written. Try: syncro journal verify")


class Entries:
    """The entries of one plan. `wrote` is kept beside the journal, for when that can't be asked any more."""

    def __init__(self, session: Session, stored: "StoredPlan", plan: Plan) -> None:
        self._session = session
        self.stored = stored
        self.plan = plan
        self._progress: Progress | None = None
        self.wrote = self.progress.wrote

    @property
    def progress(self) -> Progress:
        """Read from the journal once after each entry: nobody else writes to a plan that is held."""
        if self._progress is None:
            self._progress = progress_of(self._session, self.stored, self.plan)
        return self._progress

    def write(self, event: Event, *, step: str = "", data: dict[str, Any] | None = None) -> None:
        """Commit one entry to the journal."""
        self._progress = None
        session = self._session
        session.journal.append(
            self.stored.id, event.value, at=session.now(), who=session.tech.name, step=step, data=data
        )

    def sending(self, step: Step, known: tuple[int, ...], moment: Moment) -> None:
        """Before the request leaves; from here on it may have been written."""
        data = {"known": list(known), "as": step.owner, "moment": elapsed.as_data(moment)}
        self.write(Event.SENDING, step=step.name, data=data)
        if self.wrote is Wrote.NO:
            self.wrote = Wrote.UNKNOWN

    def done(self, step: Step, record: dict[str, Any], how: str) -> None:
        """It is there: by a reply that fits, or by reading back."""
        self.wrote = Wrote.YES
        self.write(Event.DONE, step=step.name, data={"how": how, "record": kept(record)})

    def refused(self, step: Step, message: str, kind: str = "") -> None:
        """It is known that nothing was stored."""
        self.write(Event.REFUSED, step=step.name, data={"message": message, "kind": kind})
        self.wrote = self.progress.wrote

    def absent(self, step: Step) -> None:
        """Read back, and not there; it may still come late."""
        self.write(Event.ABSENT, step=step.name, data={"message": "not found by reading back"})

    def unknown(self, step: Step, reason: str, *, only_a_person: bool) -> None:
        """It can't be told."""
        self.write(Event.UNKNOWN, step=step.name, data={"message": reason, "only_a_person": only_a_person})


def kept(record: dict[str, Json]) -> dict[str, Json]:
    """The scalar fields of an answer: enough for references and receipts, without the customer's whole record."""
    return {
        name: value[:LONGEST_KEPT] if isinstance(value, str) else value
        for name, value in record.items()
        if not isinstance(value, dict | list)
    }

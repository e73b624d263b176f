"""How far a plan has come, told from its journal entries alone. Pure, so that any restart sees the same (R-52)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct, field
from msgspec.structs import replace

from syncro.errors import Wrote
from syncro.rules.plans import elapsed
from syncro.rules.plans.elapsed import Moment
from syncro.rules.plans.facts import Own
from syncro.rules.plans.plan import Kind, Plan, Step


class Event(StrEnum):
    """What the journal says happened. Those of a step carry its name, those of a plan none."""

    PLANNED = "planned"
    CONFIRMED = "confirmed"
    STALE = "stale"
    DISCARDED = "discarded"
    VERIFIED = "verified"
    SENDING = "sending"  # committed before the request leaves
    DONE = "done"  # answered, or found by reading back
    REFUSED = "refused"  # Syncro said no; nothing was stored
    UNKNOWN = "unknown"  # can't be told
    ABSENT = "absent"  # read back and not there
    SKIPPED = "skipped"  # its condition didn't hold


class Channel(StrEnum):
    """How a yes was given. Neither proves who gave it: a program can type, and a program can pass a digest on."""

    TERMINAL = "terminal"
    DIGEST = "digest"


class Outcome(StrEnum):
    """Where one step stands."""

    PENDING = "pending"
    SENDING = "sending"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    ABSENT = "absent"
    SKIPPED = "skipped"


class Status(StrEnum):
    """Where a whole plan stands."""

    NEEDS_CONFIRMATION = "needs_confirmation"
    CONFIRMED = "confirmed"
    DONE = "done"
    REFUSED = "refused"
    UNKNOWN = "unknown"
    STALE = "stale"
    DISCARDED = "discarded"


class Entry(Struct, frozen=True):
    """One row of the journal as the rules see it."""

    event: Event
    step: str
    at: datetime
    data: dict[str, Any] = field(default_factory=dict)


class StepState(Struct, frozen=True):
    """One step: its outcome, the record it made, ids known before it was first sent, how often it was sent, and when last.

    `only_a_person`: its end can't be found out by reading.
    """

    outcome: Outcome = Outcome.PENDING
    record: dict[str, Any] = field(default_factory=dict)
    known: tuple[int, ...] = ()
    sends: int = 0
    sent: Moment = Moment()
    how: str = ""
    message: str = ""
    only_a_person: bool = False


class Progress(Struct, frozen=True):
    """A plan's state: steps by name, and what was said of the whole.

    `told`: what the last check had to say, one `code: sentence` each.
    """

    steps: dict[str, StepState]
    confirmed: bool = False
    discarded: bool = False
    stale: str = ""
    verified: bool | None = None
    told: tuple[str, ...] = ()

    @property
    def results(self) -> dict[str, dict[str, Any]]:
        """Records that steps have made, for references of later steps."""
        return {name: state.record for name, state in self.steps.items() if state.outcome is Outcome.DONE}

    @property
    def wrote(self) -> Wrote:
        """What is known about the data. A step that could not be found may still land later, so it isn't a no."""
        outcomes = {state.outcome for state in self.steps.values()}
        if Outcome.DONE in outcomes:
            return Wrote.YES
        return Wrote.UNKNOWN if outcomes & OPEN else Wrote.NO

    @property
    def status(self) -> Status:
        """The one word for the whole plan."""
        outcomes = {state.outcome for state in self.steps.values()}
        if outcomes <= CLOSED:
            return Status.DONE
        if self.discarded:
            return Status.DISCARDED
        if outcomes & OPEN:
            return Status.UNKNOWN
        if Outcome.REFUSED in outcomes:
            return Status.REFUSED
        if self.stale:
            return Status.STALE
        if Outcome.DONE in outcomes:
            return Status.UNKNOWN
        return Status.CONFIRMED if self.confirmed else Status.NEEDS_CONFIRMATION

    @property
    def started(self) -> bool:
        """True once any step was sent."""
        return any(state.sends for state in self.steps.values())


LINES = "line_items"
"""Where the line stands that a charged timer entry becomes."""
TO_BE_READ = frozenset({Outcome.SENDING, Outcome.UNKNOWN, Outcome.ABSENT, Outcome.REFUSED})
"""Outcomes that only reading can make sure of before anything is sent again."""
OPEN = {Outcome.SENDING, Outcome.UNKNOWN, Outcome.ABSENT}
CLOSED = {Outcome.DONE, Outcome.SKIPPED}


def fold(plan: Plan, entries: Iterable[Entry]) -> Progress:
    """The state that the entries add up to, in their order."""
    progress = Progress({step.name: StepState() for step in plan.steps})
    for entry in entries:
        progress = _after(progress, entry)
    return progress


def _after(progress: Progress, entry: Entry) -> Progress:
    if entry.step:
        steps = {**progress.steps, entry.step: _step_after(progress.steps[entry.step], entry)}
        return replace(progress, steps=steps)
    match entry.event:
        case Event.CONFIRMED:
            return replace(progress, confirmed=True)
        case Event.DISCARDED:
            return replace(progress, discarded=True)
        case Event.STALE:
            message = str(entry.data.get("message", ""))
            return replace(progress, stale=message, told=(message,))
        case Event.VERIFIED:
            told = tuple(map(str, entry.data.get("findings", ())))
            return replace(progress, verified=entry.data.get("verified"), told=told)
    return progress


def _step_after(state: StepState, entry: Entry) -> StepState:
    data: Mapping[str, Any] = entry.data
    if entry.event is Event.SENDING:
        moment = elapsed.from_data(data.get("moment"))
        return StepState(Outcome.SENDING, {}, tuple(data.get("known", ())), state.sends + 1, moment)
    return StepState(
        Outcome(entry.event.value),
        dict(data.get("record", {})),
        state.known,
        state.sends,
        state.sent,
        str(data.get("how", "")),
        str(data.get("message", "")),
        bool(data.get("only_a_person")),
    )


def place_of(step: Step) -> str:
    """The list that holds the record of a step; ids are unique only there. Empty for one without a recogniser."""
    recogniser = step.recogniser
    return (recogniser.within or recogniser.read.row.group) if recogniser else ""


def own_records(plan: Plan, progress: Progress) -> Own:
    """Ids of all records that the plan made or changed, by the list that holds them."""
    own: dict[str, set[int]] = {}
    for step in plan.steps:
        record = progress.results.get(step.name, {})
        for place, id_ in ((place_of(step), record.get("id")), (LINES, record.get("ticket_line_item_id"))):
            if isinstance(id_, int):
                own.setdefault(place, set()).add(id_)
    return own


def made_alike(plan: Plan, progress: Progress, step: Step) -> tuple[int, ...]:
    """Ids of new records of the same kind that other steps made: an equal one of our own is not this one."""
    place, results = place_of(step), progress.results
    made = [
        results[other.name].get("id")
        for other in plan.steps
        if other.name in results
        and place
        and place_of(other) == place
        and other.recogniser
        and other.recogniser.kind is Kind.NEW
    ]
    return tuple(each for each in made if isinstance(each, int))

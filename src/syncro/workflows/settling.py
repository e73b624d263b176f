"""What became of a step that was sent: by reading, for long enough that a late effect shows (R-51, R-52). Never writes."""

from syncro.api import Reader
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plan import Kind, Plan, Step
from syncro.rules.progress import Outcome, Progress, StepState
from syncro.workflows.readback import ReadBack, Results, Verdict, look, settle
from syncro.workflows.session import Session

PATIENCE = 3
"""A step that can't be found is sent again only this many settle times after it was sent: servers can be late (60 s by default)."""
TO_BE_READ = frozenset({Outcome.SENDING, Outcome.UNKNOWN, Outcome.ABSENT, Outcome.REFUSED})
"""Outcomes that only reading can make sure of before anything is sent again."""


def became(session: Session, reader: Reader, step: Step, state: StepState, results: Results) -> ReadBack:
    """Found, absent or unclear. Absent only when the last look was late enough to send again.

    A refusal is looked at once: a server that says no to what it stored is rare, and asking is cheap.
    """
    if state.outcome is Outcome.REFUSED:
        return at_once(reader, step, state, results)
    session.tell(f"Reading back: {step.reason}")
    seen = read_back(session, reader, step, results, state.known)
    rest = too_early(session, state)
    if seen.verdict is not Verdict.ABSENT or rest <= 0:
        return seen
    session.tell(f"Not there. It may still come late: looking once more in {rest:.0f} s, before it is sent again.")
    session.sleep(rest)
    return at_once(reader, step, state, results)


def read_back(session: Session, reader: Reader, step: Step, results: Results, known: tuple[int, ...]) -> ReadBack:
    """Look at each of the session's settle times."""
    return settle(reader, step.recogniser, results, known, times=session.settle, sleep=session.sleep)


def at_once(reader: Reader, step: Step, state: StepState, results: Results) -> ReadBack:
    """One look, now."""
    if step.recogniser is None:
        return ReadBack(Verdict.UNCLEAR, reason="there is no way to find this effect by reading", only_a_person=True)
    return look(reader, step.recogniser, results, state.known)


def too_early(session: Session, state: StepState) -> float:
    """Seconds until it may be sent again; never more than the whole patience, whatever the clock says."""
    patience = PATIENCE * max(session.settle, default=0.0)
    if state.sent_at is None:
        return 0.0
    age = (session.now() - state.sent_at).total_seconds()
    return min(max(patience - age, 0.0), patience)


def twice(reader: Reader, plan: Plan, progress: Progress) -> list[Finding]:
    """Steps that were sent again and whose first try came after all: said, never hidden (R-52)."""
    said = []
    for step in plan.steps:
        state = progress.steps[step.name]
        if state.sends < 2 or step.recogniser is None or step.recogniser.kind is not Kind.NEW:
            continue
        seen = look(reader, step.recogniser, progress.results, state.known)
        if seen.several:
            ids = ", ".join(map(str, seen.several))
            told = f"{step.reason}: it is there {len(seen.several)} times ({ids}): an earlier try came late. Remove all but one in Syncro."
            said.append(findings.block("verify.twice", told, ids=list(seen.several)))
    return said

"""What became of a step that was sent: by reading, for long enough that a late effect shows (R-51, R-52). Never writes."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from syncro.api import Reader
from syncro.rules.plans import elapsed
from syncro.rules.plans.plan import Kind, Step, from_document
from syncro.rules.plans.progress import Outcome, StepState
from syncro.workflows.engine.readback import ReadBack, Results, Verdict, look, settle
from syncro.workflows.session import Session

if TYPE_CHECKING:
    from syncro.store.journal import StoredPlan

NO_WAY = ReadBack(Verdict.UNCLEAR, reason="there is no way to find this effect by reading", only_a_person=True)


class Settling:
    """Reads what became of the steps of one plan."""

    def __init__(self, session: Session, reader: Reader, stored: "StoredPlan") -> None:
        self._session = session
        self._reader = reader
        self._stored = stored

    def became(self, step: Step, state: StepState, results: Results) -> ReadBack:
        """Found, absent or unclear. Absent only when the last look was late enough to send again.

        A refusal is looked at once: a server that says no to what it stored is rare, and asking is cheap.
        """
        if state.outcome is Outcome.REFUSED:
            return self.at_once(step, state.known, results)
        tell = self._session.tell
        tell(f"Reading back: {step.reason}")
        seen = self.read_back(step, results, state.known)
        if seen.verdict is Verdict.ABSENT and state.only_a_person:
            return ReadBack(Verdict.UNCLEAR, reason=state.message, only_a_person=True)
        rest = self.too_early(state)
        if seen.verdict is not Verdict.ABSENT or rest <= 0:
            return seen
        tell(f"Not there. It may still come late: looking once more in {rest:.0f} s, before it is sent again.")
        self._session.sleep(rest)
        return self.at_once(step, state.known, results)

    def read_back(self, step: Step, results: Results, known: tuple[int, ...]) -> ReadBack:
        """Look at each of the session's settle times."""
        session = self._session
        seen = settle(self._reader, step.recogniser, results, known, times=session.settle, sleep=session.sleep)
        return self._ours(step, results, known, seen)

    def at_once(self, step: Step, known: tuple[int, ...], results: Results) -> ReadBack:
        """One look, now."""
        if step.recogniser is None:
            return NO_WAY
        seen = look(self._reader, step.recogniser, results, known)
        return self._ours(step, results, known, seen)

    def too_early(self, state: StepState) -> float:
        """Seconds until it may be sent again: the whole patience, less what has certainly passed since it was sent."""
        passed = elapsed.at_least(state.sent, self._session.moment(self._reader))
        return max(self._session.resend_after - passed / 1000, 0.0)

    def _ours(self, step: Step, results: Results, known: tuple[int, ...], seen: ReadBack) -> ReadBack:
        """The same without records that other plans of this journal have made: an equal wish is not this one."""
        if step.recogniser is None or step.recogniser.kind is not Kind.NEW:
            return seen
        ids = seen.several or ((int(seen.record["id"]),) if seen.verdict is Verdict.FOUND else ())
        theirs = self.made_by_others(step, ids)
        if not theirs:
            return seen
        again = look(self._reader, step.recogniser, results, (*known, *theirs))
        if again.verdict is not Verdict.ABSENT:
            return again
        id_, plan_id = next(iter(theirs.items()))
        reason = (
            f"plan {plan_id} has made an equal record ({id_}) meanwhile, and this one isn't there. If it is wanted as well, "
            f"discard this plan and plan it again with --allow-repeat"
        )
        return ReadBack(Verdict.UNCLEAR, reason=reason, only_a_person=True)

    def made_by_others(self, step: Step, ids: Collection[int]) -> dict[int, str]:
        """Of these records, those that a step of the same kind in another plan of this journal has made: id → plan."""
        if not ids:
            return {}
        return {
            maker.record_id: maker.plan_id
            for maker in self._session.journal.makers(ids, besides=self._stored.id)
            if self._is_same_kind(maker.plan_id, maker.step, step)
        }

    def _is_same_kind(self, plan_id: str, name: str, step: Step) -> bool:
        stored = self._session.journal.plan(plan_id)
        try:
            other = from_document(stored.document).step(name)
        except (ValueError, KeyError):
            return False
        return stored.account == self._stored.account and other.call.operation == step.call.operation

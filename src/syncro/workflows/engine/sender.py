"""One request: the intent on disk, one send, the reply held against what was asked, and reading where it is no answer (R-51, R-52)."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

from syncro.api import LIMIT_PAUSES, Client
from syncro.calls import resolved
from syncro.errors import AnswerLost, RateLimited, ServerFailed, SyncroError, Unreachable, Unusable
from syncro.jsonio import Json
from syncro.rules.plans.plan import Kind, Plan, Step, needed_of
from syncro.rules.plans.replies import Misfit, misfit
from syncro.workflows.engine.entries import Entries
from syncro.workflows.engine.readback import ReadBack, Verdict
from syncro.workflows.engine.settling import Settling
from syncro.workflows.session import Session

UNCLEAR = (AnswerLost, ServerFailed, Unusable)
"""After these a write may or may not have landed: only reading can tell (R-51)."""
CONFIRMED = "confirmed"
"""How a step is known that Syncro answered, and whose reply fits. Verifying reads it again."""


class Stop(Struct, frozen=True):
    """Why a plan can't go on after a step, and the error behind it if there is one."""

    message: str
    cause: SyncroError | None = None


class Sender:
    """Sends the steps of one plan, each at most once, and writes down what became of it."""

    def __init__(self, session: Session, entries: Entries, clients: Mapping[str, Client], settling: Settling) -> None:
        self._session = session
        self._entries = entries
        self._clients = clients
        self._settling = settling

    @property
    def _plan(self) -> Plan:
        return self._entries.plan

    @property
    def _results(self) -> dict[str, dict[str, Any]]:
        return self._entries.progress.results

    def send(self, step: Step, known: tuple[int, ...]) -> Stop | None:
        """Send one step; a Stop when the plan can't go on after it. `known`: ids that can't be its effect.

        After a 429 it is sent again only once a read shows that it isn't there.
        """
        client, call = self._clients[step.as_tech], step.call.resolve(self._results)
        self._session.tell(f"{call.method} {call.url_path} — {step.reason}")
        for pause in (*LIMIT_PAUSES, None):
            self._entries.sending(step, known, self._session.moment(client))
            try:
                value = client.send(call).value
            except RateLimited as error:
                if pause is None:
                    return self._refused(step, known, error)
                client.wait(error, pause)
                seen = self._settling.at_once(step, known, self._results)
                if seen.verdict is not Verdict.ABSENT:
                    return self._by_reading(step, seen, f"found by reading back after: {error.message}", error)
            except UNCLEAR as error:
                return self._lost(step, known, error)
            except Unreachable as error:
                self._entries.refused(step, error.message, type(error).__name__)
                return Stop(error.message, error)
            except SyncroError as error:
                return self._refused(step, known, error)
            else:
                return self._answered(step, known, value)
        raise AssertionError("the last try always ends")

    def record(self, step: Step, seen: ReadBack, how: str) -> None:
        """Write down what reading back showed."""
        match seen.verdict:
            case Verdict.FOUND:
                self._entries.done(step, seen.record, how)
            case Verdict.ABSENT:
                self._entries.absent(step)
            case Verdict.UNCLEAR:
                self._entries.unknown(step, seen.reason, only_a_person=seen.only_a_person)

    def _answered(self, step: Step, known: tuple[int, ...], value: Json) -> Stop | None:
        """A reply that fits is written down; one that doesn't is no answer."""
        record: dict[str, Any] = value if isinstance(value, dict) else {}
        recogniser, results = step.recogniser, self._results
        if recogniser is not None and recogniser.kind is Kind.GONE:
            return self._gone(step, known)
        match = resolved(recogniser.match, results) if recogniser else {}
        ids = {*known, *(recogniser.known if recogniser else ())}
        wrong = misfit(recogniser, match, record, ids, needed_of(self._plan, step))
        if wrong is not None:
            return self._misfit(step, known, wrong)
        self._entries.done(step, record, CONFIRMED)
        return None

    def _gone(self, step: Step, known: tuple[int, ...]) -> Stop | None:
        """A delete is answered with 200 also when it failed (facts §5): only absence proves it."""
        seen = self._settling.read_back(step, self._results, known)
        if seen.verdict is Verdict.ABSENT:
            message = "Syncro answered as if it were deleted, and it is still there"
            self._entries.absent(step)
            return Stop(message)
        self.record(step, seen, "confirmed, and gone")
        return None if seen.verdict is Verdict.FOUND else Stop(seen.reason)

    def _misfit(self, step: Step, known: tuple[int, ...], wrong: Misfit) -> Stop | None:
        self._session.tell(
            f"Syncro's reply doesn't match the request ({wrong.reason}). Reading back before anything else."
        )
        seen = self._settling.read_back(step, self._results, known)
        if seen.verdict is Verdict.ABSENT and wrong.may_be_ours:
            reason = f"{wrong.reason}, and what was asked for can't be found: Syncro may have stored it differently"
            seen = ReadBack(Verdict.UNCLEAR, reason=reason, only_a_person=True)
        error = Unusable(wrong.reason, status=200, operation=step.call.operation)
        return self._by_reading(step, seen, f"found by reading back: {wrong.reason}", error)

    def _lost(self, step: Step, known: tuple[int, ...], error: SyncroError) -> Stop | None:
        """The answer is lost or unusable: read back, never send again (R-51)."""
        self._session.tell(f"No usable answer ({error.message}). Reading back before anything else.")
        seen = self._settling.read_back(step, self._results, known)
        return self._by_reading(step, seen, f"found by reading back after: {error.message}", error)

    def _refused(self, step: Step, known: tuple[int, ...], error: SyncroError) -> Stop | None:
        """A refusal is read back once: some servers say no to what they have stored."""
        seen = self._settling.at_once(step, known, self._results)
        if seen.verdict is Verdict.ABSENT:
            self._entries.refused(step, error.message, type(error).__name__)
            return Stop(error.message, error)
        if seen.verdict is Verdict.UNCLEAR:
            reason = (
                f"Syncro refused it ({error.message}), and whether it was stored can't be determined: {seen.reason}"
            )
            seen = ReadBack(Verdict.UNCLEAR, reason=reason, only_a_person=seen.only_a_person)
            self.record(step, seen, "")
            return Stop(reason, error)
        return self._by_reading(step, seen, f"found by reading back; Syncro had refused it: {error.message}", error)

    def _by_reading(self, step: Step, seen: ReadBack, how: str, error: SyncroError) -> Stop | None:
        self.record(step, seen, how)
        if seen.verdict is Verdict.FOUND:
            return None
        rest = seen.reason or "it was not found by reading back"
        return Stop(f"{error.message}; {rest}" if rest != error.message else rest, error)

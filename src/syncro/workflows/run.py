"""One execution of a plan: intent first, one send, then proof (design §3). Alone holds a Client and sends writes."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from syncro.api import Client, Reader, together
from syncro.calls import Call
from syncro.errors import AnswerLost, JournalError, ServerFailed, SyncroError, Unusable, Wrote
from syncro.jsonio import Json
from syncro.rules import findings
from syncro.rules.findings import Finding, blocking
from syncro.rules.plan import Kind, Plan, Recogniser, Step, from_document
from syncro.rules.progress import Entry, Event, Outcome, Progress, Status, fold
from syncro.rules.recognise import found
from syncro.workflows.evidence import Seen, read_again
from syncro.workflows.readback import ReadBack, Verdict, holds, look, records
from syncro.workflows.receipts import Receipt, receipt_of
from syncro.workflows.session import Session
from syncro.workflows.settling import TO_BE_READ, Settling
from syncro.workflows.verify import key_of, quietly, reads_besides, verify

if TYPE_CHECKING:
    from syncro.store.journal import StoredPlan

UNCLEAR = (AnswerLost, ServerFailed, Unusable)
"""After these a write may or may not have landed: only reading can tell (R-51)."""
LONGEST_KEPT = 2000
"""Characters of one text field that the journal keeps of an answer."""


class Execution(Struct, frozen=True):
    """What came of executing a plan. `cause` is the error that ended it, `wrote` what is known about the data."""

    plan_id: str
    plan: Plan
    status: Status
    wrote: Wrote
    receipts: tuple[Receipt, ...]
    verified: bool
    findings: tuple[Finding, ...] = ()
    invoice: dict[str, Any] | None = None
    message: str = ""
    cause: SyncroError | None = None


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
    said = f"The journal is damaged: plan {stored.id} isn't as it was written"
    return JournalError(said, hint="syncro journal verify; look in Syncro what was written.")


class Run:
    """One execution in progress. Its state is the journal's; what it holds besides is only what was just read."""

    def __init__(self, session: Session, stored: "StoredPlan", plan: Plan) -> None:
        self.session = session
        self.stored = stored
        self.plan = plan
        self.reader: Reader = session.reader()
        self.clients: dict[str, Client] = {step.as_tech: session.client(step.as_tech) for step in plan.steps}
        self.settling = Settling(session, self.reader, stored)
        self.seen = Seen(self.clients)
        self.fresh: dict[str, Any] = {}
        self.early: dict[str, Any] = {}
        self._progress: Progress | None = None
        # Kept beside the journal, for when that can't be asked any more.
        self.wrote = self.progress.wrote

    @property
    def progress(self) -> Progress:
        """Read from the journal once after each entry: nobody else writes to a plan that is held."""
        if self._progress is None:
            self._progress = progress_of(self.session, self.stored, self.plan)
        return self._progress

    def go(self) -> Execution:
        """Preconditions, then every step that is still to be sent, then proof."""
        return self._truthful(self._all)

    def resume(self) -> Execution:
        """What became of steps whose answer is missing, then as `go`."""
        return self._truthful(lambda: self._settle_open_steps() or self._all())

    def _truthful(self, act: Callable[[], Execution]) -> Execution:
        """Once anything was sent, an error can't say any more that nothing was written."""
        try:
            return act()
        except JournalError as error:
            error.wrote = self.wrote
            if self.wrote is not Wrote.NO:
                error.hint = f"syncro plan resume {self.stored.id}, once the journal can be used again"
            raise
        except SyncroError as error:
            if self.wrote is Wrote.NO:
                raise
            return self._ended(message=error.message, cause=error)

    def _all(self) -> Execution:
        progress = self.progress
        if progress.status is not Status.DONE:
            changed = self._changes(progress)
            if changed:
                self.write(Event.STALE, data={"message": " ".join(changed)})
                return self._ended(message=" ".join(changed))
        for step in self.plan.steps:
            if self.progress.steps[step.name].outcome in (Outcome.DONE, Outcome.SKIPPED):
                continue
            failed = self._step(step)
            if failed:
                return failed
        return self._proved()

    def _settle_open_steps(self) -> Execution | None:
        """Decide by reading what became of steps whose end isn't sure; an Execution when one stays unclear."""
        for step in self.plan.steps:
            state = self.progress.steps[step.name]
            if state.outcome not in TO_BE_READ:
                continue
            seen = self.settling.became(step, state, self.progress.results)
            if state.outcome is Outcome.REFUSED and seen.verdict is not Verdict.FOUND:
                continue
            self._record(step, seen, how="found by reading back")
            if seen.verdict is Verdict.UNCLEAR:
                return self._ended(message=seen.reason)
        return None

    def write(self, event: Event, *, step: str = "", data: dict[str, Any] | None = None) -> None:
        """Commit one entry to the journal."""
        self._progress = None
        session = self.session
        session.journal.append(
            self.stored.id, event.value, at=session.now(), who=session.tech.name, step=step, data=data
        )

    def _changes(self, progress: Progress) -> list[str]:
        """What is no longer as it was shown. Records that this plan made don't count as changes."""
        if _invoiced(self.plan, progress):
            # The invoice has marked the lines and drawn the block: what is left doesn't rest on them.
            return []
        changed = read_again(self.reader, self.plan.preconditions, own=self._own_ids(), seen=self.seen)
        return changed if progress.started else changed + self._made_moments_ago()

    def _own_ids(self) -> tuple[int, ...]:
        """Ids of all records that this plan has made."""
        made = [record.get(name) for record in self.progress.results.values() for name in ("id", "ticket_line_item_id")]
        return tuple(each for each in made if isinstance(each, int))

    def _own_alike(self, step: Step) -> list[int]:
        """Ids of records of the same kind that earlier steps made: an equal line of our own is not this one."""
        place = _place(step)
        results = self.progress.results
        return [
            results[other.name]["id"]
            for other in self.plan.steps
            if place
            and other.name in results
            and _place(other) == place
            and isinstance(results[other.name].get("id"), int)
        ]

    def _made_moments_ago(self) -> list[str]:
        """Equal records that appeared after the plan was shown: two agents, a double click (design §3.4)."""
        return self._twins_done() + [
            f"An equal record ({record['id']}) was made since this plan was shown: {step.reason}."
            for step in self.plan.steps
            for record in self._equal_records(step)
        ]

    def _twins_done(self) -> list[str]:
        """Equal plans of this journal that were written after this one was shown; a list that lags hides their records."""
        journal = self.session.journal
        shown = journal.entries(self.stored.id)[0].seq
        return [
            f"Plan {twin.id} has written the same since this plan was shown."
            for twin in journal.plans_with_intent(self.stored.intent)
            if any(row.event == Event.DONE.value and row.seq > shown for row in journal.entries(twin.id))
        ]

    def _equal_records(self, step: Step, *, whoever: bool = True) -> list[dict[str, Any]]:
        recogniser = step.recogniser
        if recogniser is None or recogniser.kind is not Kind.NEW or _awaits_a_step(recogniser):
            return []
        wanted = {name: value for name, value in recogniser.match.items() if not (whoever and name == "user_id")}
        return found(self._seen_rows(recogniser), wanted, set(recogniser.known))

    def _seen_rows(self, recogniser: Recogniser) -> list[dict[str, Any]]:
        """Records of this kind: of the tickets that the preconditions read, else read now."""
        if self.seen.tickets or recogniser.details:
            return [row for ticket in self.seen.tickets.values() for row in ticket.raw.get(recogniser.within) or []]
        return records(self.reader, recogniser, {})

    def _step(self, step: Step) -> Execution | None:
        """Send one step; an Execution when the plan can't go on after it."""
        results = self.progress.results
        if step.unless and holds(self.reader, step.unless, results):
            self.write(Event.SKIPPED, step=step.name, data={"message": "not needed"})
            return None
        state = self.progress.steps[step.name]
        if state.sends and step.recogniser:
            seen = self.settling.at_once(step, state, results)
            if seen.verdict is not Verdict.ABSENT:
                return self._came_late(step, seen)
        self.session.tell(f"{step.call.method} {step.call.resolve(results).url_path} — {step.reason}")
        known = state.known if state.sends else self._known(step)
        self.write(Event.SENDING, step=step.name, data={"known": list(known), "as": step.owner})
        before = self.wrote
        self.wrote = Wrote.YES if before is Wrote.YES else Wrote.UNKNOWN
        try:
            value = self._send(step, step.call.resolve(results))
        except UNCLEAR as error:
            return self._lost(step, known, error)
        except SyncroError as error:
            self.wrote = before
            self.write(Event.REFUSED, step=step.name, data={"message": error.message, "kind": type(error).__name__})
            return self._ended(message=error.message, cause=error)
        if step.recogniser and step.recogniser.kind is Kind.GONE:
            return self._gone(step, step.recogniser)
        self.wrote = Wrote.YES
        self._answered(step, value)
        return None

    def _known(self, step: Step) -> tuple[int, ...]:
        """Ids of equal records that are there before the first send: none of them is this step's effect."""
        return (*self._own_alike(step), *(record["id"] for record in self._equal_records(step, whoever=False)))

    def _came_late(self, step: Step, seen: ReadBack) -> Execution | None:
        """The effect of an earlier send showed just before another one."""
        self._record(step, seen, how="found by reading back before it was sent again")
        return None if seen.verdict is Verdict.FOUND else self._ended(message=seen.reason)

    def _send(self, step: Step, call: Call) -> Json:
        """The one send. Beside a closing status, what it can't change is read back already."""
        client = self.clients[step.as_tech]
        is_last = step is self.plan.steps[-1] and call.operation == "tickets.update"
        reads = reads_besides(self.plan, self.progress.results, call) if is_last else []
        answer, *read = together(lambda: client.send(call), *[quietly(self.reader, each) for each in reads])
        self.early = {key_of(each): record for each, record in zip(reads, read, strict=True) if record is not None}
        return answer.value

    def _gone(self, step: Step, recogniser: Recogniser) -> Execution | None:
        """A delete is answered with 200 also when it failed (facts §5): only absence proves it."""
        seen = look(self.reader, recogniser, self.progress.results, ())
        if seen.verdict is Verdict.ABSENT:
            said = "Syncro answered as if it were deleted, and it is still there"
            self.write(Event.REFUSED, step=step.name, data={"message": said})
            return self._ended(message=said)
        self._record(step, seen, how="answered, and gone")
        return None if seen.verdict is Verdict.FOUND else self._ended(message=seen.reason)

    def _answered(self, step: Step, value: Json) -> None:
        record = value if isinstance(value, dict) else {}
        self.fresh, self.early = self.early, {}
        if step.call.operation == "tickets.update" and "line_items" in record:
            # The reply to this write is the whole ticket, read after it: it needn't be asked for again.
            self.fresh[key_of(Call("tickets.get", step.call.path))] = record
        self.write(Event.DONE, step=step.name, data={"how": "answered", "record": self._completed(step, record)})

    def _completed(self, step: Step, record: Mapping[str, Any]) -> dict[str, Any]:
        """The record as kept. A charge whose reply doesn't name its line (facts §4.2) is read once more."""
        kept = _kept(record)
        if (
            step.call.operation == "tickets.charge_timer_entry"
            and not kept.get("ticket_line_item_id")
            and step.recogniser
        ):
            seen = self._read_back(step, ())
            kept |= _kept(seen.record)
        return kept

    def _lost(self, step: Step, known: tuple[int, ...], error: SyncroError) -> Execution | None:
        """The answer is lost or unusable: read back, never send again (R-51)."""
        self.session.tell(f"No usable answer ({error.message}). Reading back before anything else.")
        seen = self._read_back(step, known)
        self._record(step, seen, how=f"found by reading back after: {error.message}")
        if seen.verdict is Verdict.FOUND:
            return None
        said = (
            f"{error.message}; {seen.reason}" if seen.reason else f"{error.message}; it was not found by reading back"
        )
        return self._ended(message=said, cause=error)

    def _read_back(self, step: Step, known: tuple[int, ...]) -> ReadBack:
        self.fresh, self.early = {}, {}
        return self.settling.read_back(step, self.progress.results, known)

    def _record(self, step: Step, seen: ReadBack, *, how: str) -> None:
        match seen.verdict:
            case Verdict.FOUND:
                self.wrote = Wrote.YES
                self.write(Event.DONE, step=step.name, data={"how": how, "record": _kept(seen.record)})
            case Verdict.ABSENT:
                self.write(Event.ABSENT, step=step.name, data={"message": "not found by reading back"})
            case Verdict.UNCLEAR:
                data = {"message": seen.reason, "only_a_person": seen.only_a_person}
                self.write(Event.UNKNOWN, step=step.name, data=data)

    def _proved(self) -> Execution:
        """Everything was sent: read it back and compare (R-46)."""
        try:
            said, read = verify(self.reader, self.plan, self.progress.results, self.fresh)
            said += self.settling.twice(self.plan, self.progress)
        except SyncroError as error:
            return self._ended(message=f"All was written; it could not be read back: {error.message}", cause=error)
        verified = not blocking(said)
        self.write(Event.VERIFIED, data={"verified": verified, "findings": [f"{f.code}: {f.message}" for f in said]})
        return self._ended(said=said, invoice=_invoice(read), verified=verified)

    def _ended(
        self,
        *,
        message: str = "",
        cause: SyncroError | None = None,
        said: list[Finding] | None = None,
        invoice: dict[str, Any] | None = None,
        verified: bool = False,
    ) -> Execution:
        progress = self.progress
        receipts = tuple(receipt_of(step, progress.steps[step.name]) for step in self.plan.steps)
        if message and not said:
            said = [findings.block("execution", message)]
        return Execution(
            plan_id=self.stored.id,
            plan=self.plan,
            status=progress.status,
            wrote=progress.wrote,
            receipts=receipts,
            verified=verified,
            findings=tuple(said or ()),
            invoice=invoice or _invoice_of(progress),
            message=message,
            cause=cause,
        )


def _place(step: Step) -> tuple[str, str] | None:
    """Where records of this step's kind are found; ids are unique only there."""
    recogniser = step.recogniser
    return (recogniser.read.operation, recogniser.within) if recogniser and recogniser.kind is Kind.NEW else None


def _invoiced(plan: Plan, progress: Progress) -> bool:
    return any(
        step.call.operation in ("invoices.create", "invoices.delete")
        and progress.steps[step.name].outcome is Outcome.DONE
        for step in plan.steps
    )


def _kept(record: Mapping[str, Any]) -> dict[str, Any]:
    """The scalar fields of an answer: enough for references and receipts, without the customer's whole record."""
    return {
        name: value[:LONGEST_KEPT] if isinstance(value, str) else value
        for name, value in record.items()
        if not isinstance(value, dict | list)
    }


def _awaits_a_step(recogniser: Recogniser) -> bool:
    """What hangs on a record that this plan makes can't have been there before."""
    places = (recogniser.match, recogniser.read.path, recogniser.read.query)
    return any(isinstance(value, dict) for place in places for value in place.values())


def _invoice(read: Mapping[str, Any]) -> dict[str, Any] | None:
    found_ones = [record for key, record in read.items() if key.startswith('["invoices.get"') and record]
    return found_ones[-1] if found_ones else None


def _invoice_of(progress: Progress) -> dict[str, Any] | None:
    return next((state.record for name, state in progress.steps.items() if name == "invoice" and state.record), None)

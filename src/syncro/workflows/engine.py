"""Executes confirmed plans and resumes them: the only caller of a write. Intent first, one send, then proof (design §3)."""

import contextlib
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from syncro.api import Client, Reader
from syncro.calls import Call
from syncro.errors import AnswerLost, JournalError, PlanClosed, ServerFailed, SyncroError, Unusable, WrongDigest, Wrote
from syncro.jsonio import Json
from syncro.rules import findings
from syncro.rules import plan as planning
from syncro.rules.findings import Finding, blocking
from syncro.rules.plan import Kind, Plan, Recogniser, Step
from syncro.rules.progress import Entry, Event, Outcome, Progress, Status, fold
from syncro.rules.recognise import found
from syncro.workflows.evidence import Seen, read_again
from syncro.workflows.readback import ReadBack, Verdict, holds, look, records, settle
from syncro.workflows.receipts import Receipt, receipt_of
from syncro.workflows.session import Session
from syncro.workflows.verify import key_of, verify

if TYPE_CHECKING:
    from syncro.store.journal import StoredPlan

UNCLEAR = (AnswerLost, ServerFailed, Unusable)
"""After these a write may or may not have landed: only reading can tell (R-51)."""
LONGEST_KEPT = 2000
"""Characters of one text field that the journal keeps of an answer."""
OTHER_EXECUTOR = 120.0
"""Seconds to wait while another plan about the same record is executed."""


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


def execute(session: Session, plan_id: str, digest: str) -> Execution:
    """Execute a stored plan that a person said yes to.

    Raises WrongDigest, PlanClosed or NotFound before anything is sent; everything after is in the Execution.
    """
    stored, plan = load(session, plan_id)
    if digest.strip().lower() != stored.digest:
        raise WrongDigest(
            f"This digest is not of plan {stored.id}.",
            hint=f"syncro plan show {stored.id}",
        )
    with _exclusive(session, stored, plan):
        _check_open(session, stored, plan)
        run = _Run(session, stored, plan)
        run.write(Event.CONFIRMED, data={"digest": stored.digest})
        return run.go()


def resume(session: Session, plan_id: str) -> Execution:
    """Go on with a plan that was confirmed and interrupted: read back first, then send what is still absent."""
    stored, plan = load(session, plan_id)
    with _exclusive(session, stored, plan):
        progress = progress_of(session, stored, plan)
        if not progress.confirmed:
            raise PlanClosed(
                f"Plan {stored.id} was never confirmed.", hint=f"syncro plan execute {stored.id} --confirm DIGEST"
            )
        if progress.discarded or (progress.stale and not progress.started):
            raise PlanClosed(f"Plan {stored.id} is {progress.status.value}.", hint="Plan it again.")
        return _Run(session, stored, plan).resume()


def load(session: Session, plan_id: str) -> "tuple[StoredPlan, Plan]":
    """A stored plan of this account; raises NotFound, PlanClosed when it is of another account or was tampered with."""
    stored = session.journal.plan(plan_id)
    plan = planning.from_document(stored.document)
    if planning.digest(plan) != stored.digest:
        raise PlanClosed(
            f"Plan {stored.id} isn't what was stored: its digest doesn't fit any more.", hint="Plan it again."
        )
    if plan.account != session.account:
        raise PlanClosed(
            f"Plan {stored.id} was made for {plan.account}, and this is {session.account}.",
            hint="Use that account's profile.",
        )
    return stored, plan


def progress_of(session: Session, stored: "StoredPlan", plan: Plan) -> Progress:
    """Where the plan stands, by its journal."""
    rows = session.journal.entries(stored.id)
    return fold(plan, [Entry(Event(row.event), row.step, row.at, row.data) for row in rows])


@contextlib.contextmanager
def _exclusive(session: Session, stored: "StoredPlan", plan: Plan) -> Iterator[None]:
    """One executor per plan, and one at a time for all plans about the same record on this machine."""
    from syncro.store.locks import held

    about = [f"{plan.account} {plan.subject.kind} {plan.subject.id}"] if plan.subject else []
    with held(session.lock_folder, f"plan {stored.id}"), held(session.lock_folder, *about, wait=OTHER_EXECUTOR):
        yield


def _check_open(session: Session, stored: "StoredPlan", plan: Plan) -> None:
    progress = progress_of(session, stored, plan)
    if progress.started and progress.status is not Status.DONE:
        raise PlanClosed(
            f"Plan {stored.id} was already begun.",
            hint=f"syncro plan resume {stored.id}",
            wrote=progress.wrote,
        )
    if progress.status not in (Status.NEEDS_CONFIRMATION, Status.CONFIRMED):
        raise PlanClosed(
            f"Plan {stored.id} is {progress.status.value}: it can't be executed again.",
            hint="Plan it anew.",
            wrote=progress.wrote,
        )
    if session.now() > plan.expires_at:
        raise PlanClosed(f"Plan {stored.id} expired at {plan.expires_at:%Y-%m-%d %H:%M}.", hint="Plan it anew.")


class _Run:
    """One execution in progress. Its state is the journal's; what it holds besides is only what was just read."""

    def __init__(self, session: Session, stored: "StoredPlan", plan: Plan) -> None:
        self.session = session
        self.stored = stored
        self.plan = plan
        self.reader: Reader = session.reader()
        self.clients: dict[str, Client] = {step.as_tech: session.client(step.as_tech) for step in plan.steps}
        self.seen = Seen(self.clients)
        self.fresh: dict[str, Any] = {}
        # Kept beside the journal, for when that can't be asked any more.
        self.wrote = self.progress.wrote

    @property
    def progress(self) -> Progress:
        return progress_of(self.session, self.stored, self.plan)

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
        """Decide by reading what became of steps whose answer is missing; an Execution when one stays unclear."""
        for step in self.plan.steps:
            state = self.progress.steps[step.name]
            if state.outcome not in (Outcome.SENDING, Outcome.UNKNOWN, Outcome.ABSENT):
                continue
            self.session.tell(f"Reading back: {step.reason}")
            seen = self._read_back(step, state.known)
            self._record(step, seen, how="found by reading back")
            if seen.verdict is Verdict.UNCLEAR:
                return self._ended(message=seen.reason)
        return None

    def write(self, event: Event, *, step: str = "", data: dict[str, Any] | None = None) -> None:
        """Commit one entry to the journal."""
        session = self.session
        session.journal.append(
            self.stored.id, event.value, at=session.now(), who=session.tech.name, step=step, data=data
        )

    def _changes(self, progress: Progress) -> list[str]:
        """What is no longer as it was shown. Records that this plan made don't count as changes."""
        own = tuple(record["id"] for record in progress.results.values() if isinstance(record.get("id"), int))
        charged = tuple(r["ticket_line_item_id"] for r in progress.results.values() if r.get("ticket_line_item_id"))
        if _invoiced(self.plan, progress):
            # The invoice has marked the lines and drawn the block: what is left doesn't rest on them.
            return []
        changed = read_again(self.reader, self.plan.preconditions, own=own + charged, seen=self.seen)
        return changed if progress.started else changed + self._made_moments_ago()

    def _made_moments_ago(self) -> list[str]:
        """Equal records that appeared after the plan was shown: two agents, a double click (design §3.4)."""
        return [
            f"An equal record ({record['id']}) was made since this plan was shown: {step.reason}."
            for step in self.plan.steps
            for record in self._equal_records(step)
        ]

    def _equal_records(self, step: Step, *, whoever: bool = True) -> list[dict[str, Any]]:
        recogniser = step.recogniser
        if recogniser is None or recogniser.kind is not Kind.NEW or _has_reference(recogniser.match):
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
        self.session.tell(f"{step.call.method} {step.call.resolve(results).url_path} — {step.reason}")
        known = tuple(record["id"] for record in self._equal_records(step, whoever=False))
        self.write(Event.SENDING, step=step.name, data={"known": list(known), "as": step.owner})
        before = self.wrote
        self.wrote = Wrote.YES if before is Wrote.YES else Wrote.UNKNOWN
        try:
            answer = self.clients[step.as_tech].send(step.call.resolve(results))
        except UNCLEAR as error:
            return self._lost(step, known, error)
        except SyncroError as error:
            self.wrote = before
            self.write(Event.REFUSED, step=step.name, data={"message": error.message, "kind": type(error).__name__})
            return self._ended(message=error.message, cause=error)
        if step.recogniser and step.recogniser.kind is Kind.GONE:
            return self._gone(step, step.recogniser)
        self.wrote = Wrote.YES
        self._answered(step, answer.value)
        return None

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
        self.fresh = {}
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
        self.fresh = {}
        return settle(
            self.reader,
            step.recogniser,
            self.progress.results,
            known,
            times=self.session.settle,
            sleep=self.session.sleep,
        )

    def _record(self, step: Step, seen: ReadBack, *, how: str) -> None:
        match seen.verdict:
            case Verdict.FOUND:
                self.wrote = Wrote.YES
                self.write(Event.DONE, step=step.name, data={"how": how, "record": _kept(seen.record)})
            case Verdict.ABSENT:
                self.write(Event.ABSENT, step=step.name, data={"message": "not found by reading back"})
            case Verdict.UNCLEAR:
                self.write(Event.UNKNOWN, step=step.name, data={"message": seen.reason})

    def _proved(self) -> Execution:
        """Everything was sent: read it back and compare (R-46)."""
        try:
            said, read = verify(self.reader, self.plan, self.progress.results, self.fresh)
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


def _has_reference(wanted: Mapping[str, Json]) -> bool:
    return any(isinstance(value, dict) for value in wanted.values())


def _invoice(read: Mapping[str, Any]) -> dict[str, Any] | None:
    found_ones = [record for key, record in read.items() if key.startswith('["invoices.get"') and record]
    return found_ones[-1] if found_ones else None


def _invoice_of(progress: Progress) -> dict[str, Any] | None:
    return next((state.record for name, state in progress.steps.items() if name == "invoice" and state.record), None)

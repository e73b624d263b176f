"""One execution of a plan: what must be so, the steps in order, proof between and after them (design §3). `sender` sends."""

from collections.abc import Callable, Mapping, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from syncro.api import Client, Reader
from syncro.calls import resolved
from syncro.errors import JournalError, SyncroError, Wrote
from syncro.rules import findings
from syncro.rules.findings import Finding, blocking
from syncro.rules.plans.plan import Kind, Plan, Step, made_by_others
from syncro.rules.plans.preconditions import Precondition
from syncro.rules.plans.progress import TO_BE_READ, Event, Outcome, Progress, Status, made_alike, own_records
from syncro.rules.plans.recognise import found
from syncro.rules.plans.verification import MISSING, UNPROVED
from syncro.workflows.engine import preflight, verify
from syncro.workflows.engine.entries import Entries
from syncro.workflows.engine.readback import Verdict, holds
from syncro.workflows.engine.receipts import Receipt, receipt_of
from syncro.workflows.engine.sender import CONFIRMED, Sender, Stop
from syncro.workflows.engine.settling import Settling
from syncro.workflows.engine.snapshot import Snapshot, Want, key_of
from syncro.workflows.engine.verify import Judged, Proof
from syncro.workflows.session import Session

if TYPE_CHECKING:
    from syncro.store.journal import StoredPlan


NOT_THERE = "Syncro said that it saved this, and it isn't there: it was never saved, or somebody removed it"
STILL_THERE = "Syncro showed it as deleted, and now shows it again"
UNREAD = "Syncro said that it saved this, and it couldn't be checked"
LOOKS = 4
"""Looks at what isn't as planned before it counts as such: by default over ten seconds."""


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


class Run:
    """One execution in progress. Its state is the journal's; what it holds besides is only what was just read."""

    def __init__(self, session: Session, stored: "StoredPlan", plan: Plan) -> None:
        self._session = session
        self._plan = plan
        self._reader: Reader = session.reader()
        self._clients: dict[str, Client] = {step.as_tech: session.client(step.as_tech) for step in plan.steps}
        self._entries = Entries(session, stored, plan)
        self._settling = Settling(session, self._reader, stored)
        self._sender = Sender(session, self._entries, self._clients, self._settling)
        self._snapshot: Snapshot | None = None
        self._proved: list[Proof] = []
        self._findings: list[Finding] = []
        self._invoice: dict[str, Any] | None = None

    @property
    def progress(self) -> Progress:
        """Where the plan stands."""
        return self._entries.progress

    def confirm(self, digest: str, channel: str) -> None:
        """Write down who said yes and how."""
        self._entries.write(Event.CONFIRMED, data={"digest": digest, "channel": channel})

    def go(self) -> Execution:
        """What the plan rests on, then every step that is still to be sent, then proof."""
        return self._truthful(self._all)

    def resume(self) -> Execution:
        """What became of steps whose answer is missing, then as `go`."""
        return self._truthful(lambda: self._settle_open_steps() or self._all())

    def _truthful(self, act: Callable[[], Execution]) -> Execution:
        """Once anything was sent, an error can't say any more that nothing was written."""
        try:
            return act()
        except JournalError as error:
            error.wrote = self._entries.wrote
            if error.wrote is not Wrote.NO:
                error.hint = f"Once the journal can be used again: syncro plan resume {self._entries.stored.id}"
            raise
        except SyncroError as error:
            if self._entries.wrote is Wrote.NO:
                raise
            return self._unread(error, error.message)

    def _all(self) -> Execution:
        if self.progress.status is not Status.DONE and (changed := self._preflight()):
            return self._stale(changed)
        for step in self._plan.steps:
            if self.progress.steps[step.name].outcome in (Outcome.DONE, Outcome.SKIPPED):
                continue
            ended = self._between(step)
            if ended:
                return ended
            stop = self._step(step)
            if stop:
                return self._stopped(stop)
        return self._end()

    def _stopped(self, stop: Stop) -> Execution:
        """A step came to nothing or isn't sure: what was written before it is proved like everything else."""
        every = verify.proofs(self._plan, self.progress)
        try:
            wrong = self._judge([each for each in every if each not in self._proved], [])
        except SyncroError as error:
            return self._unread(error, stop.message, stop.cause)
        if isinstance(wrong, Stop):
            return self._ended(Stop(f"{stop.message}; {wrong.message}", stop.cause))
        self._findings += [each.finding for each in wrong]
        return self._ended(stop)

    def _stale(self, changed: list[str]) -> Execution:
        message = " ".join(changed)
        self._entries.write(Event.STALE, data={"message": message})
        return self._ended(Stop(message))

    def _settle_open_steps(self) -> Execution | None:
        """Decide by reading what became of steps whose end isn't sure; an Execution when one stays unclear."""
        for step in self._plan.steps:
            state = self.progress.steps[step.name]
            if state.outcome not in TO_BE_READ:
                continue
            seen = self._settling.became(step, state, self.progress.results)
            if state.outcome is Outcome.REFUSED and seen.verdict is not Verdict.FOUND:
                continue
            self._sender.record(step, seen, "found by reading back")
            if seen.verdict is Verdict.UNCLEAR:
                return self._ended(Stop(seen.reason))
        return None

    def _preflight(self) -> list[str]:
        """What is no longer as it was shown. Records that this plan made don't count as changes."""
        progress, snapshot = self.progress, self._fresh()
        rests = () if _superseded(self._plan, progress) else self._standing(progress)
        changed = preflight.changes(snapshot, rests, own_records(self._plan, progress), self._clients)
        return changed or [*([] if progress.started else self._twins_done()), *self._unexplained(snapshot)]

    def _standing(self, progress: Progress) -> list[Precondition]:
        """What the plan rests on, but for records that it has taken away itself."""
        gone = {
            key_of(step.recogniser.read.resolve(progress.results))
            for step in self._plan.steps
            if step.name in progress.results
            and step.recogniser
            and step.recogniser.kind is Kind.GONE
            and not step.recogniser.within
        }
        return [
            each for each in self._plan.preconditions if not gone & {key_of(want) for want in preflight.wants(each)}
        ]

    def _twins_done(self) -> list[str]:
        """Equal plans of this journal that were written after this one was shown; a list that lags hides their records."""
        journal, stored = self._session.journal, self._entries.stored
        shown = journal.entries(stored.id)[0].seq
        return [
            f"Plan {twin.id} has written the same since this plan was shown."
            for twin in journal.plans_with_intent(stored.intent)
            if any(row.event == Event.DONE.value and row.seq > shown for row in journal.entries(twin.id))
        ]

    def _unexplained(self, snapshot: Snapshot) -> list[str]:
        """Equal records that neither the preview nor an entry of the journal explains: two agents, or an older journal."""
        progress = self.progress
        return [
            f"An equal record ({record['id']}) was made since this plan was shown: {step.reason}."
            for step in self._plan.steps
            if progress.steps[step.name].outcome is not Outcome.DONE and not progress.steps[step.name].sends
            for record in preflight.unexplained(
                snapshot, step, progress.results, made_alike(self._plan, progress, step), listed=progress.started
            )
        ]

    def _between(self, step: Step) -> Execution | None:
        """Read what must be so right before this step: what it rests on, and proof of the records that it names."""
        progress = self.progress
        names = {each.name for each in self._plan.steps} if step.before else made_by_others(step.call)
        every = verify.proofs(self._plan, progress)
        wanted = [each for each in verify.of_steps(every, names) if each not in self._proved]
        if not wanted and not step.before:
            return None
        rests = [want for condition in step.before for want in preflight.wants(condition)]
        wrong = self._judge(wanted, [each for each in every if each in self._proved], rests)
        if isinstance(wrong, Stop):
            return self._stopped(wrong)
        self._proved += wanted
        self._findings += [each.finding for each in wrong]
        own = own_records(self._plan, progress)
        changed = preflight.changes(self._fresh(), step.before, own, self._clients)
        # What stands there twice, or comes to another sum, is named at the end; where it would be billed, it is a change.
        shown = {key_of(want) for want in rests} or {each.reads for each in wrong}
        stops = [each.finding for each in wrong if each.reads in shown and each.finding.code != verify.TWICE]
        changed += [finding.text for finding in blocking(stops)]
        return self._stale(changed) if changed else None

    def _step(self, step: Step) -> Stop | None:
        """Send one step; a Stop when the plan can't go on after it."""
        progress = self.progress
        if step.unless and holds(self._fresh(), step.unless, progress.results):
            self._entries.write(Event.SKIPPED, step=step.name, data={"message": "not needed"})
            return None
        state = progress.steps[step.name]
        if state.sends and step.recogniser:
            seen = self._settling.at_once(step, state.known, progress.results)
            if seen.verdict is not Verdict.ABSENT:
                self._sender.record(step, seen, "found by reading back before it was sent again")
                return None if seen.verdict is Verdict.FOUND else Stop(seen.reason)
        known = state.known if state.sends else self._known(step)
        self._snapshot = None
        return self._sender.send(step, known)

    def _known(self, step: Step) -> tuple[int, ...]:
        """Ids of equal records that are there before the first send: none of them is this step's effect."""
        shown = step.recogniser.known if step.recogniser else ()
        return (*shown, *made_alike(self._plan, self.progress, step))

    def _end(self) -> Execution:
        """Everything was sent: what isn't proved yet is read back and compared (R-46)."""
        progress = self.progress
        try:
            every = [*verify.proofs(self._plan, progress), *verify.unowned(self._plan, progress.results)]
            old = [each for each in every if each in self._proved]
            wrong = self._judge([each for each in every if each not in old], old)
        except SyncroError as error:
            return self._unread(error, f"Syncro accepted everything, but it couldn't be checked: {error.message}")
        if isinstance(wrong, Stop):
            return self._ended(wrong)
        last = [*(each.finding for each in wrong), *self._overtaken()]
        found = {each.message: each for each in (*self._findings, *last, *verify.unproved(self._plan, progress))}
        judged = list(found.values())
        verified = not blocking(judged) and not any(each.code == UNPROVED for each in judged)
        messages = [f"{each.code}: {each.text}" for each in judged]
        self._entries.write(Event.VERIFIED, data={"verified": verified, "findings": messages})
        return self._ended(found=judged, verified=verified)

    def _overtaken(self) -> list[Finding]:
        """What somebody did in the moment between the last look and the last step: too late to stop it."""
        step, own = self._plan.steps[-1], own_records(self._plan, self.progress)
        return [
            findings.warning(
                verify.OVERTAKEN, f"{change} This happened while the last step was on its way.", "Look at it in Syncro."
            )
            for change in preflight.overtaken(self._fresh(), step, own, self._clients)
        ]

    def _judge(self, wanted: list[Proof], proved: list[Proof], rests: Sequence[Want] = ()) -> list[Judged] | Stop:
        """What isn't as planned, also after reading again for a while: an answer may lag. `proved` is looked at where it
        shows again; `rests` is read at the same moment.

        A Stop when the effect of a step that Syncro had confirmed isn't there at all.
        """
        session = self._session
        wrong = self._checked(wanted, proved, rests)
        for pause in _pauses(session.settle):
            if not blocking(each.finding for each in wrong):
                break
            session.tell("Not as planned yet: reading again.")
            session.sleep(pause)
            self._snapshot = None
            wrong = self._checked(wanted, proved, rests)
        told = [(each.step, each.finding.code) for each in wrong if blocking([each.finding])]
        missing = self._never_there(dict(sorted(told, key=lambda each: each[1] == MISSING)))
        return missing or wrong

    def _checked(self, wanted: list[Proof], proved: list[Proof], rests: Sequence[Want]) -> list[Judged]:
        progress, snapshot = self.progress, self._fresh()
        snapshot.fetch(verify.wants(snapshot, wanted, progress, rests))
        own, explained = own_records(self._plan, progress), self._settling.made_by_others
        wrong = verify.check(snapshot, wanted, progress, own, explained)
        wrong += verify.check(snapshot, verify.shown_again(snapshot, proved, progress), progress, own, explained)
        self._invoice = verify.invoice_read(snapshot, wanted, self._plan, progress) or self._invoice
        return wrong

    def _never_there(self, codes: Mapping[str, str]) -> Stop | None:
        """Of these steps, those that were confirmed by a reply alone and can't be found: what became of them isn't known.

        A delete counts as one whoever confirmed it: a read that shows the record outweighs those that showed none.
        """
        reasons = []
        for step in self._plan.steps:
            state = self.progress.steps[step.name]
            is_delete = step.recogniser is not None and step.recogniser.kind is Kind.GONE
            if step.name not in codes or state.outcome is not Outcome.DONE or not (state.how == CONFIRMED or is_delete):
                continue
            seen = self._settling.at_once(step, state.known, self.progress.results)
            if seen.verdict is Verdict.ABSENT and self._shows(step):
                continue
            is_unread = seen.verdict is Verdict.UNCLEAR and not seen.several and codes[step.name] == MISSING
            if seen.verdict is not Verdict.ABSENT and not is_unread:
                continue
            # Whoever sends again what was confirmed may undo what a person has just taken away: only a person can tell.
            why = UNREAD if is_unread else STILL_THERE if is_delete else NOT_THERE
            reasons.append(f"{why}: {step.reason}")
            self._entries.unknown(step, reasons[-1], only_a_person=True)
        return Stop("; ".join(reasons)) if reasons else None

    def _shows(self, step: Step) -> bool:
        """True when the confirmed record is there and only its owner reads differently: its finding says what differs."""
        recogniser, state = step.recogniser, self.progress.steps[step.name]
        if recogniser is None or recogniser.kind is not Kind.NEW:
            return False
        rows = preflight.rows_of(self._fresh(), recogniser, self.progress.results)
        match = {name: value for name, value in recogniser.match.items() if name != "user_id"}
        alike = found(rows, resolved(match, self.progress.results), state.known)
        return state.record.get("id") in {row.get("id") for row in alike}

    def _unread(self, error: SyncroError, message: str, cause: SyncroError | None = None) -> Execution:
        """Reads failed, and what only a reply has confirmed so far isn't known. Resuming reads it again and never sends it again."""
        proved = {verify.step_of(each) for each in self._proved}
        for step in self._plan.steps:
            state = self.progress.steps[step.name]
            if state.outcome is Outcome.DONE and state.how == CONFIRMED and step.recogniser and step.name not in proved:
                self._entries.unknown(step, f"{UNREAD}: {error.message}", only_a_person=True)
        return self._ended(Stop(message, cause or error))

    def _fresh(self) -> Snapshot:
        """What Syncro shows since the last write."""
        if self._snapshot is None:
            self._snapshot = Snapshot(self._reader)
        return self._snapshot

    def _ended(
        self, stop: Stop | None = None, *, found: list[Finding] | None = None, verified: bool = False
    ) -> Execution:
        progress = self.progress
        if stop and not found:
            told = not blocking(self._findings)
            found = [*self._findings, *([findings.block("execution", stop.message)] if told else [])]
        return Execution(
            plan_id=self._entries.stored.id,
            plan=self._plan,
            status=progress.status,
            wrote=progress.wrote,
            receipts=tuple(receipt_of(step, progress.steps[step.name]) for step in self._plan.steps),
            verified=verified,
            findings=tuple(found or ()),
            invoice=self._invoice or self._invoice_answered(),
            message=stop.message if stop else "",
            cause=stop.cause if stop else None,
        )

    def _invoice_answered(self) -> dict[str, Any] | None:
        """The invoice that the plan made as it was answered, where none was read; without its total, which only a read tells."""
        steps = [step.name for step in self._plan.steps if step.call.row.makes == verify.INVOICE]
        made = [record for name in steps if (record := self.progress.results.get(name))]
        return {name: made[-1].get(name) for name in ("id", "number")} if made else None


def _pauses(times: tuple[float, ...]) -> list[float]:
    """Seconds between the first looks of those that follow a lost answer."""
    looks = times[:LOOKS]
    return [later - earlier for earlier, later in pairwise(looks)]


def _superseded(plan: Plan, progress: Progress) -> bool:
    """True once a step is done after which the plan no longer rests on what was shown."""
    return any(step.supersedes and progress.steps[step.name].outcome is Outcome.DONE for step in plan.steps)

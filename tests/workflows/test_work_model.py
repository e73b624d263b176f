"""Plan, confirm, execute, fault, kill, resume, discard in any order, against a model of a few lines (design §3)."""

import contextlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

import shop
from desk import Desk, Syncro
from syncro.errors import PlanClosed, Wrote
from syncro.rules.billing.policy import Method
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.progress import Status
from syncro.rules.tickets.comments import CommentMode
from syncro.store.journal import Journal, StoredPlan
from syncro.workflows.engine import plans
from syncro.workflows.engine.executing import Execution
from syncro.workflows.planners.commenting import CommentRequest, plan_comment
from syncro.workflows.planners.creating import CreateRequest, plan_create

LATE = 0.02
"""Seconds by which a late write is late."""
FAULTS = (
    "drop_before",
    "drop_after",
    "error_before",
    "error_after",
    "html_200",
    "null_body",
    "late_commit",
    "rate_limit",
)
KINDS = ("bill", "timer bill", "comment", "ticket")
TICKETS = (shop.TICKETS[shop.PLAIN], shop.OTHER_TICKET)
CREATES = {
    "tickets.create": ("tickets", "subject"),
    "tickets.comment": ("comments", "body"),
    "tickets.add_line_item": ("ticket_lines", "description"),
    "tickets.timer_entry": ("timers", "notes"),
    "tickets.charge_timer_entry": ("ticket_lines", "description"),
}
"""Operation → where its record lands, and the field that holds the plan's own words."""
Fault = tuple[str, int] | None
A_FAULT = st.none() | st.tuples(st.sampled_from(FAULTS), st.integers(0, 6))
"""What goes wrong, after how many writes that don't."""
Kill = tuple[int, bool] | None
A_KILL = st.none() | st.none() | st.tuples(st.integers(1, 12), st.booleans())
"""At which entry of the journal, and whether that is still written."""
PATIENCE = settings(
    max_examples=36,
    stateful_step_count=12,
    derandomize=True,
    deadline=None,
    database=None,
    # A shorter story would be nicer to read, and takes longer to find than a test may.
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Killed(BaseException):
    """The process is gone: nothing of it runs any more."""


class Wish:
    """One plan, the words that no other has, what it rests on, and the entries of the journal that were committed."""

    def __init__(self, stored: StoredPlan, plan: Plan, words: str, ticket: int | None, rests_on: object) -> None:
        self.stored, self.plan, self.words, self.ticket, self.rests_on = stored, plan, words, ticket, rests_on
        self.events: list[tuple[str, str]] = []

    def _any(self, event: str) -> bool:
        return any(name == event for name, _ in self.events)

    @property
    def started(self) -> bool:
        return self._any("sending")

    @property
    def finished(self) -> bool:
        last = {step: event for event, step in self.events if step}
        return all(last.get(step.name) in ("done", "skipped") for step in self.plan.steps)

    @property
    def open(self) -> set[str]:
        """What was last said of steps that aren't known to have ended."""
        last = {step: event for event, step in self.events if step}
        return {"sending", "unknown", "absent"} & set(last.values())

    @property
    def discarded(self) -> bool:
        return self._any("discarded")

    @property
    def stale(self) -> bool:
        return self._any("stale") and not self.started

    @property
    def may_be_executed(self) -> bool:
        return not (self.started or self.discarded or self.stale)

    @property
    def may_be_resumed(self) -> bool:
        return self._any("confirmed") and not (self.discarded or self.stale)


class Writing(RuleBasedStateMachine):
    """Whatever happens in whatever order: at most one of each, and nothing said that isn't so."""

    wishes = Bundle("wishes")

    def __init__(self, syncro: Syncro, folder: Path) -> None:
        super().__init__()
        syncro.reset()
        self.syncro = syncro
        self.desk = Desk(syncro.base_url, folder / f"home-{time.monotonic_ns()}")
        self.desk.set(SETTLE="0,0.01")
        self.desk.sleep = lambda _: None
        self.all: list[Wish] = []

    # what people and machines do

    @initialize(target=wishes, method=st.sampled_from(Method))
    def begin_with_a_bill(self, method: Method) -> Wish:
        return self._bill(TICKETS[0], method)

    @rule(target=wishes, what=st.sampled_from(KINDS), ticket=st.sampled_from(TICKETS))
    def plan_something(self, what: str, ticket: int) -> Wish:
        return self._planned(what, ticket)

    @rule(price=st.none() | st.integers(100, 200), ticket=st.sampled_from(TICKETS))
    def the_rate_changes_or_somebody_adds_a_line(self, price: int | None, ticket: int) -> None:
        if price:
            product = {"price_retail": price, "name": "Labor - Remote Business"}
            self.syncro.someone("PUT", f"products/{shop.REMOTE}", product)
        else:
            line = {"name": "Hardware", "description": "Cable", "quantity": 1, "price_retail": 9, "taxable": False}
            self.syncro.someone("POST", f"tickets/{ticket}/add_line_item", line)

    @rule(target=wishes, what=st.sampled_from(KINDS), ticket=st.sampled_from(TICKETS), fault=A_FAULT, kill=A_KILL)
    def plan_and_execute(self, what: str, ticket: int, fault: Fault, kill: Kill) -> Wish:
        wish = self._planned(what, ticket)
        self._executed(wish, fault, kill)
        return wish

    @rule(wish=wishes, fault=A_FAULT, kill=A_KILL)
    def execute(self, wish: Wish, fault: Fault, kill: Kill) -> None:
        if wish.may_be_executed:
            self._executed(wish, fault, kill)
        else:
            self._refused(wish, self.desk.execute)

    @rule(wish=wishes, fault=A_FAULT, kill=A_KILL)
    def resume(self, wish: Wish, fault: Fault, kill: Kill) -> None:
        if not wish.may_be_resumed:
            self._refused(wish, self.desk.resume)
            return
        sent, finished = self._writes(), wish.finished
        done = self._run(wish, self.desk.resume, fault, kill)
        if finished:
            assert self._writes() == sent, "a plan that is done sent something"
            assert done is None or done.status is Status.DONE

    @rule(fault=A_FAULT, kill=A_KILL)
    def resume_the_last(self, fault: Fault, kill: Kill) -> None:
        self.resume(self.all[-1], fault, kill)

    @rule(wish=wishes, confirmed=st.booleans())
    def discard(self, wish: Wish, confirmed: bool) -> None:
        if confirmed and wish.may_be_executed:
            self._run(wish, self.desk.execute, None, (1, True))
        if wish.finished or "sending" in wish.open:
            with pytest.raises(PlanClosed, match="can't be discarded"):
                plans.discard(self.desk.session, wish.stored.id)
            return
        # What can't be found may still come: then it depends on the time, and on whether reading can tell at all.
        may_refuse = contextlib.suppress(PlanClosed) if wish.open else contextlib.nullcontext()
        with self._watched(wish, None), may_refuse:
            plans.discard(self.desk.session, wish.stored.id)
        if not wish.discarded:
            return
        for act in (self.desk.execute, self.desk.resume):
            self._refused(wish, act)

    # what must hold

    @invariant()
    def nothing_is_there_twice(self) -> None:
        for wish in self.all:
            for operation, count in self._landed(wish).items():
                assert count <= 1, f"{operation} of {wish.words!r} is there {count} times"

    @invariant()
    def what_was_never_sent_is_not_there(self) -> None:
        for wish in self.all:
            if not wish.started:
                assert not any(self._landed(wish).values()), wish.words

    @invariant()
    def a_finished_plan_has_all_its_records(self) -> None:
        for wish in self.all:
            if wish.finished:
                assert set(self._landed(wish).values()) <= {1}, (wish.words, self._landed(wish))

    def teardown(self) -> None:
        for wish in self.all:
            if wish.may_be_resumed:
                done = self._run(wish, self.desk.resume, None, None)
                assert done
                assert done.status is Status.DONE or wish.rests_on != self._ground(wish.ticket), done
        self.nothing_is_there_twice()
        self.a_finished_plan_has_all_its_records()
        assert self.desk.session.journal.breaks() == []
        self.desk.leave()

    # how it is done

    def _planned(self, what: str, ticket: int) -> Wish:
        if what == "comment":
            return self._comment(ticket)
        if what == "ticket":
            return self._ticket()
        return self._bill(ticket, Method.TIMER if what == "timer bill" else Method.LINE_ITEM)

    def _executed(self, wish: Wish, fault: Fault, kill: Kill) -> None:
        sent, holds = self._writes(), wish.rests_on == self._ground(wish.ticket)
        done = self._run(wish, self.desk.execute, fault, kill)
        if done and not holds:
            assert (done.status, done.wrote) == (Status.STALE, Wrote.NO), "it rests on what has changed"
            assert self._writes() == sent
        if done and holds:
            assert done.status is not Status.STALE, done

    def _refused(self, wish: Wish, act: Callable[[StoredPlan], Execution]) -> None:
        sent = self._writes()
        with pytest.raises(PlanClosed), self._watched(wish, None):
            act(wish.stored)
        assert self._writes() == sent, "a plan that is closed, begun or not confirmed sent something"

    def _bill(self, ticket: int, method: Method) -> Wish:
        words = self._words()
        more = {"work": words, "method": method, "allow_repeat": "other work"}
        return self._kept(self.desk.plan(shop.number(ticket), 45, **more), words, ticket)

    def _comment(self, ticket: int) -> Wish:
        words, alias = self._words(), self.desk.session.tech.alias
        request = CommentRequest(shop.number(ticket), words, alias, mode=CommentMode.INTERNAL)
        return self._kept(plan_comment(request, self.desk.around()), words, None)

    def _ticket(self) -> Wish:
        words, alias = self._words(), self.desk.session.tech.alias
        request = CreateRequest(str(shop.LOW), alias, words, words, start="2031-12-01 2pm", allow_repeat="another one")
        return self._kept(plan_create(request, self.desk.around()), words, None)

    def _words(self) -> str:
        return f"Wish {len(self.all)} of this shop"

    def _kept(self, plan: Plan, words: str, ticket: int | None) -> Wish:
        wish = Wish(self.desk.keep(plan), plan, words, ticket, self._ground(ticket))
        self.all.append(wish)
        return wish

    def _run(self, wish: Wish, act: Callable[[StoredPlan], Execution], fault: Fault, kill: Kill) -> Execution | None:
        """What came of it, with every claim compared; None when it was killed."""
        if fault:
            kind, after = fault
            self.syncro.fault(kind, "POST,PUT", after=after, seconds=LATE)
        done = None
        try:
            with self._watched(wish, kill):
                done = act(wish.stored)
        except Killed:
            self.desk.leave()
        if fault and fault[0] == "late_commit" and self.syncro.struck():
            time.sleep(LATE * 3)
        self.syncro.calm()
        if done:
            self._check_claims(wish, done)
        return done

    @contextmanager
    def _watched(self, wish: Wish, kill: Kill) -> Iterator[None]:
        """Note what is committed to the journal; kill at the given entry, before or after it is written."""
        append, seen = Journal.append, [0]

        def noting(journal: Journal, plan_id: str, event: str, **named: Any) -> None:
            seen[0] += 1
            if kill == (seen[0], False):
                raise Killed
            append(journal, plan_id, event, **named)
            wish.events.append((event, named.get("step", "")))
            if kill == (seen[0], True):
                raise Killed

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Journal, "append", noting)
            yield

    def _check_claims(self, wish: Wish, done: Execution) -> None:
        landed = self._landed(wish)
        assert (done.status is Status.DONE) == wish.finished
        if done.wrote is Wrote.NO:
            assert not any(landed.values()), f"it says that nothing was written: {landed}"
        for receipt in done.receipts:
            if receipt.outcome != "done" or receipt.operation not in CREATES:
                continue
            kind, words = CREATES[receipt.operation]
            assert landed[receipt.step] == 1, f"{receipt.step} is claimed"
            if receipt.operation != "tickets.charge_timer_entry":
                assert self.syncro.record(kind, int(receipt.id))[words] == wish.words
        if done.verified:
            assert set(landed.values()) <= {1}, landed

    def _landed(self, wish: Wish) -> dict[str, int]:
        """Step → how many records with this plan's words are there."""
        landed = {}
        for step in wish.plan.steps:
            if step.call.operation in CREATES:
                kind, field = CREATES[step.call.operation]
                landed[step.name] = len([each for each in self.syncro.records(kind) if each[field] == wish.words])
            if step.call.operation == "invoices.create":
                lines = [each for each in self.syncro.records("invoice_lines") if each["name"] == wish.words]
                landed[step.name] = len(lines)
        return landed

    def _ground(self, ticket: int | None) -> object:
        """What a bill rests on: the ticket's status and lines, and the rate."""
        if ticket is None:
            return None
        lines = [(each["id"], each["converted"]) for each in self.syncro.of_ticket("ticket_lines", ticket)]
        price = self.syncro.record("products", shop.REMOTE)["price_retail"]
        timers = [(each["id"], each["recorded"]) for each in self.syncro.of_ticket("timers", ticket)]
        return (self.syncro.record("tickets", ticket)["status"], lines, timers, price)

    def _writes(self) -> int:
        return len([each for each in self.syncro.writes() if each["key_owner"] == "Avery Stone"])


def test_whatever_happens_in_whatever_order_there_is_at_most_one_of_each_and_every_claim_is_true(
    syncro_side: Syncro, tmp_path: Path
) -> None:
    run_state_machine_as_test(lambda: Writing(syncro_side, tmp_path), settings=PATIENCE)

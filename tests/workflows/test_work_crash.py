"""Killed at any instant and started again: one of each (R-52, design §3.6). Real processes, really killed."""

import os
import tempfile
from pathlib import Path

import pytest

import shop
from desk import Desk, Syncro, environment
from syncro.errors import JournalError, PlanClosed
from syncro.rules.billing.policy import Method
from syncro.rules.plans.progress import Status
from syncro.store import locks
from syncro.store.journal import StoredPlan
from syncro.store.locks import held, machine_folder
from syncro.workflows.engine import executing
from zygote import CRASHED, Zygote

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

TICKET = shop.TICKETS[shop.PLAIN]
WRITES = {
    Method.LINE_ITEM: ("tickets.comment", "tickets.add_line_item", "invoices.create", "tickets.update"),
    Method.TIMER: (
        *("tickets.comment", "tickets.timer_entry", "tickets.charge_timer_entry", "tickets.update_line_item"),
        *("invoices.create", "tickets.update"),
    ),
}
ENTRIES = {Method.LINE_ITEM: 1 + 2 * 4 + 1, Method.TIMER: 1 + 2 * 6 + 1}
"""Confirmed, sending and done of each write, verified."""


@pytest.fixture
def planned(desk: Desk, syncro_side: Syncro, request: pytest.FixtureRequest) -> StoredPlan:
    syncro_side.quirk("zero_rate_charges", "1")
    stored = desk.keep(desk.plan(shop.number(TICKET), method=request.param))
    desk.leave()
    return stored


def start(stored: StoredPlan) -> list[str]:
    return ["plan", "execute", stored.id, "--confirm", stored.digest, "--json"]


def sent(syncro: Syncro, operation: str) -> int:
    """How often it was sent, not counting the one that met a fault: the sandbox notes that one when it is over."""
    return len([each for each in syncro.writes(operation) if not each["fault"]])


def is_whole(syncro: Syncro, method: Method) -> bool:
    timers = 1 if method is Method.TIMER else 0
    wanted = {"comments": 1, "lines": 1, "timers": timers, "invoices": 1, "status": "Invoiced"}
    assert syncro.counts(TICKET) == wanted
    assert [line["price_retail"] for line in syncro.of_ticket("ticket_lines", TICKET)] == [150]
    return True


@pytest.mark.parametrize(
    ("planned", "operation"),
    [(method, each) for method, writes in WRITES.items() for each in writes],
    indirect=["planned"],
    ids=str,
)
def test_killed_between_request_and_answer_the_plan_goes_on_without_a_second_send(
    desk: Desk,
    syncro_side: Syncro,
    zygote: Zygote,
    planned: StoredPlan,
    operation: str,
    tmp_path: Path,
) -> None:
    syncro_side.fault("slow_after", operation, seconds=1.0)
    child = zygote.start(start(planned), environment(syncro_side.base_url, desk.home), tmp_path / "run")
    syncro_side.wait_for(lambda: syncro_side.struck() == 1)
    assert child.kill() == -9
    syncro_side.calm()

    done = desk.resume(planned)

    assert (done.status, done.verified) == (Status.DONE, True), done
    assert sent(syncro_side, operation) == 0
    assert is_whole(syncro_side, Method.TIMER if done.plan.steps[1].name == "timer-1" else Method.LINE_ITEM)


POINTS = [
    (method, entry, place)
    for method, count in ENTRIES.items()
    for entry in range(1, count + 1)
    for place in ("before", "after")
    # After an outcome is where the next intent begins: one of the two is enough.
    if place == "before" or entry % 2 == 0
]


@pytest.mark.parametrize(("planned", "entry", "place"), POINTS, indirect=["planned"], ids=str)
def test_killed_at_any_entry_of_the_journal_the_plan_comes_out_whole(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, planned: StoredPlan, entry: int, place: str, tmp_path: Path
) -> None:
    env = environment(syncro_side.base_url, desk.home)
    code, child = zygote.run(start(planned), env, tmp_path / "run", crash=f"{place} {entry}")
    assert code == CRASHED, child.err

    confirmed = (entry, place) != (1, "before")
    done = desk.resume(planned) if confirmed else desk.execute(planned)

    assert (done.status, done.verified) == (Status.DONE, True), done
    method = Method.TIMER if done.plan.steps[1].name == "timer-1" else Method.LINE_ITEM
    assert is_whole(syncro_side, method)
    for operation in WRITES[method]:
        assert sent(syncro_side, operation) == 1, operation


@pytest.mark.parametrize("planned", [Method.LINE_ITEM], indirect=True)
def test_a_resume_that_is_killed_too_can_be_resumed(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, planned: StoredPlan, tmp_path: Path
) -> None:
    env = environment(syncro_side.base_url, desk.home)
    assert zygote.run(start(planned), env, tmp_path / "1", crash="after 4")[0] == CRASHED
    for again in range(3):
        words = ["plan", "resume", planned.id]
        assert zygote.run(words, env, tmp_path / f"again-{again}", crash="after 2")[0] == CRASHED
    done = desk.resume(planned)
    assert (done.status, done.verified) == (Status.DONE, True)
    assert is_whole(syncro_side, Method.LINE_ITEM)


@pytest.mark.parametrize("planned", [Method.LINE_ITEM], indirect=True)
def test_two_processes_execute_one_plan_and_one_of_them_is_refused(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, planned: StoredPlan, tmp_path: Path
) -> None:
    env = environment(syncro_side.base_url, desk.home)
    children = [zygote.start(start(planned), env, tmp_path / str(place)) for place in range(3)]
    exits = sorted(child.wait() for child in children)
    assert exits == [0, 8, 8], [child.err for child in children]
    assert is_whole(syncro_side, Method.LINE_ITEM)


def test_two_equal_plans_executed_at_once_make_one_bill(
    desk: Desk, syncro_side: Syncro, zygote: Zygote, tmp_path: Path
) -> None:
    plans = [desk.keep(desk.plan(shop.number(TICKET))) for _ in range(2)]
    desk.leave()
    env = environment(syncro_side.base_url, desk.home)
    children = [zygote.start(start(each), env, tmp_path / each.id) for each in plans]
    assert sorted(child.wait() for child in children) == [0, 8], [child.err for child in children]
    assert is_whole(syncro_side, Method.LINE_ITEM)


def test_two_agents_of_two_machines_never_make_the_same_bill_one_after_the_other(
    desk: Desk, syncro_side: Syncro, tmp_path: Path
) -> None:
    with Desk(syncro_side.base_url, tmp_path / "elsewhere") as other:
        mine, theirs = desk.keep(desk.plan(shop.number(TICKET))), other.keep(other.plan(shop.number(TICKET)))
        assert other.execute(theirs).verified
        done = desk.execute(mine)
    assert done.status is Status.STALE
    assert is_whole(syncro_side, Method.LINE_ITEM)


def test_two_homes_on_one_machine_write_to_one_ticket_one_after_the_other(
    desk: Desk, syncro_side: Syncro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(executing, "OTHER_EXECUTOR", 0.0)
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    about = f"{stored.account} tickets {TICKET}"
    with Desk(desk.base_url, tmp_path / "another home") as other:
        with held(other.session.record_lock_folder, about), pytest.raises(PlanClosed, match="Another process"):
            desk.execute(stored)
        assert syncro_side.writes() == []
        other.session.is_alone = True
        assert other.session.record_lock_folder == other.session.lock_folder
    assert desk.execute(stored).verified


def test_a_machine_folder_that_others_can_write_to_or_that_is_a_link_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(locks, "_place", lambda: tmp_path / "state" / "locks")
    folder = machine_folder()
    folder.chmod(0o777)
    with pytest.raises(JournalError, match="can be changed by other users"):
        machine_folder()
    folder.rmdir()
    folder.symlink_to(tmp_path)
    with pytest.raises(JournalError, match="isn't a folder"):
        machine_folder()
    folder.unlink()
    folder.write_text("")
    with pytest.raises(JournalError, match="can't be used"):
        machine_folder()


def test_the_machine_folder_is_one_whatever_the_environment_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = machine_folder()
    for name in ("TMPDIR", "HOME", "XDG_STATE_HOME", "XDG_RUNTIME_DIR", "SYNCRO_HOME"):
        monkeypatch.setenv(name, str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert machine_folder() == before
    assert not before.is_relative_to(tmp_path)


def test_nothing_is_sent_without_a_place_for_locks(
    desk: Desk, syncro_side: Syncro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    (tmp_path / "taken").write_text("")
    monkeypatch.setattr(locks, "_place", lambda: tmp_path / "taken")
    with pytest.raises(JournalError):
        desk.execute(stored)
    assert syncro_side.writes() == []

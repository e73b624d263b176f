"""A refusal, a lost key, a dead server, a failing journal in the middle: what was written is said, and resume goes on."""

from collections.abc import Callable
from typing import Any

import pytest

import shop
from desk import Desk, Syncro, outcomes
from syncro.cli import exits
from syncro.cli.confirming import error_of
from syncro.errors import JournalError, SyncroError, Wrote
from syncro.rules.billing.policy import Method
from syncro.rules.plans.progress import Status
from syncro.sandbox.server import ThreadedSandbox
from syncro.store.journal import Journal, StoredPlan
from syncro.workflows.engine.executing import Execution

TICKET = shop.TICKETS[shop.PLAIN]
WHOLE = {"comments": 1, "lines": 1, "timers": 0, "invoices": 1, "status": "Invoiced"}


def exit_code(done: Execution) -> int:
    error = error_of(done)
    return exits.code(error) if error else 0


def planned(desk: Desk, **more: Any) -> StoredPlan:
    return desk.keep(desk.plan(shop.number(TICKET), **more))


def after_event(desk: Desk, monkeypatch: pytest.MonkeyPatch, event: str, step: str, act: Callable[[], None]) -> None:
    """Do something right after this entry was written."""
    append = Journal.append

    def told(self: Journal, plan_id: str, name: str, **named: Any) -> None:
        append(self, plan_id, name, **named)
        if (name, named.get("step", "")) == (event, step):
            act()

    monkeypatch.setattr(Journal, "append", told)


def key_is_expired(syncro: Syncro, expired: bool) -> None:
    syncro.control("PUT", "keys", {"key": "sandbox-tech-1", "expired": expired})


@pytest.mark.parametrize("step", ["comment", "line-1", "invoice"])
def test_a_key_that_expires_in_the_middle_stops_the_plan_and_resume_goes_on(
    desk: Desk, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    stored = planned(desk)
    after_event(desk, monkeypatch, "done", step, lambda: key_is_expired(syncro_side, True))

    done = desk.execute(stored)

    # Only replies have told of what was sent since the last read, and the key reads nothing any more.
    told = Wrote.YES if step == "invoice" else Wrote.UNKNOWN
    assert (done.status, done.wrote) == (Status.UNKNOWN, told), done
    assert exit_code(done) == exits.UNKNOWN
    assert "key" in done.message
    assert "sandbox-tech-1" not in done.message
    monkeypatch.undo()
    key_is_expired(syncro_side, False)
    desk.leave()
    again = desk.resume(stored)
    assert (again.status, again.verified) == (Status.DONE, True), again
    assert syncro_side.counts(TICKET) == WHOLE


def test_a_key_that_expires_before_the_first_read_says_that_nothing_was_written(
    desk: Desk, syncro_side: Syncro
) -> None:
    stored = planned(desk)
    key_is_expired(syncro_side, True)
    with pytest.raises(SyncroError) as refused:
        desk.execute(stored)
    assert refused.value.wrote is Wrote.NO
    assert exits.code(refused.value) == exits.KEY
    key_is_expired(syncro_side, False)
    assert desk.execute(stored).verified


def test_a_refusal_in_the_middle_names_the_reason_and_what_was_written(
    desk: Desk, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored = planned(desk)
    syncro_side.quirk("unknown_status_rejected", True)
    settings = {"ticket_status_list": ["New", "Resolved"]}
    kept = syncro_side.swap_ticket_settings(settings)

    done = desk.execute(stored)

    assert (done.status, done.wrote) == (Status.REFUSED, Wrote.YES)
    assert exit_code(done) == exits.REFUSED
    assert outcomes(done) == {"comment": "done", "line-1": "done", "invoice": "done", "status": "refused"}
    error = error_of(done)
    assert error
    assert stored.id in error.hint
    syncro_side.swap_ticket_settings(kept)
    again = desk.resume(stored)
    assert (again.status, again.verified) == (Status.DONE, True)
    assert syncro_side.counts(TICKET) == WHOLE


def test_a_first_step_that_is_refused_leaves_nothing(desk: Desk, syncro_side: Syncro) -> None:
    stored = planned(desk)
    syncro_side.control("PUT", "keys", {"key": "sandbox-tech-1", "permissions": {"ticket": {"write": False}}})
    done = desk.execute(stored)
    assert (done.status, done.wrote) == (Status.REFUSED, Wrote.NO)
    assert exit_code(done) == exits.KEY
    assert syncro_side.counts(TICKET)["comments"] == 0


def test_a_burst_of_429_is_waited_out_and_everything_is_sent_once(desk: Desk, syncro_side: Syncro) -> None:
    naps: list[float] = []
    desk.sleep = naps.append
    stored = planned(desk)
    syncro_side.fault("rate_limit", "*", count=5)
    done = desk.execute(stored)
    assert done.verified
    assert len(naps) >= 2
    assert any("Rate limit" in said for said in desk.told)
    assert syncro_side.counts(TICKET) == WHOLE


def test_a_limit_that_never_ends_is_a_refusal_with_nothing_written_and_resume_goes_on(
    desk: Desk, syncro_side: Syncro
) -> None:
    desk.sleep = lambda _: None
    stored = planned(desk)
    syncro_side.fault("rate_limit", "tickets.comment", count=None)
    done = desk.execute(stored)
    assert (done.status, done.wrote, exit_code(done)) == (Status.REFUSED, Wrote.NO, exits.AWAY)
    syncro_side.calm()
    assert desk.resume(stored).verified
    assert syncro_side.counts(TICKET) == WHOLE


def test_a_server_that_is_gone_before_the_first_read_is_said_so(desk: Desk, syncro_side: Syncro) -> None:
    with ThreadedSandbox(company=shop.company(), quirks={"rate_limit": 0}) as server:
        desk.set(BASE_URL=server.base_url)
        stored = planned(desk)
    desk.leave()
    with pytest.raises(SyncroError) as gone:
        desk.execute(stored)
    assert (gone.value.wrote, exits.code(gone.value)) == (Wrote.NO, exits.AWAY)


@pytest.mark.parametrize("step", ["comment", "line-1", "invoice"])
def test_a_server_that_goes_away_in_the_middle_is_said_so_with_what_was_written(
    desk: Desk, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    with ThreadedSandbox(company=shop.company(), quirks={"rate_limit": 0}) as server:
        desk.set(BASE_URL=server.base_url)
        stored = planned(desk)
        after_event(desk, monkeypatch, "done", step, server.stop)
        done = desk.execute(stored)
    # The comment and the line are proved by the read before the invoice; of the rest only replies have told.
    told = Wrote.YES if step == "invoice" else Wrote.UNKNOWN
    assert (done.wrote, done.verified) == (told, False), done
    assert exit_code(done) == exits.UNKNOWN
    assert outcomes(done)[step] == "unknown"


def test_what_was_written_and_cant_be_read_back_isnt_called_verified(desk: Desk, syncro_side: Syncro) -> None:
    stored = planned(desk)
    syncro_side.fault("error_before", "invoices.get", count=None)
    done = desk.execute(stored)
    assert (done.status, done.wrote, done.verified) == (Status.UNKNOWN, Wrote.YES, False)
    assert exit_code(done) == exits.UNKNOWN
    assert outcomes(done)["status"] == "pending"
    syncro_side.calm()
    assert desk.resume(stored).verified
    assert syncro_side.counts(TICKET) == WHOLE


@pytest.mark.parametrize("step", ["comment", "line-1", "invoice"])
def test_resume_at_a_dead_server_says_what_was_written_before(desk: Desk, syncro_side: Syncro, step: str) -> None:
    stored = planned(desk)
    operation = {"comment": "tickets.add_line_item", "line-1": "invoices.create", "invoice": "tickets.update"}[step]
    syncro_side.fault("drop_before", operation)
    assert desk.execute(stored).status is Status.UNKNOWN
    syncro_side.fault("error_before", "*", count=None)
    done = desk.resume(stored)
    assert (done.status, done.wrote) == (Status.UNKNOWN, Wrote.YES)
    assert exit_code(done) == exits.UNKNOWN
    syncro_side.calm()
    assert desk.resume(stored).verified
    assert syncro_side.counts(TICKET) == WHOLE


def tried(desk: Desk, stored: StoredPlan) -> tuple[Wrote, SyncroError | None]:
    """What an execution says about the data, and the error that it ended with before anything was sent."""
    try:
        return desk.execute(stored).wrote, None
    except SyncroError as error:
        return error.wrote, error


@pytest.mark.parametrize("count", range(12))
def test_reads_that_fail_from_any_moment_on_never_hide_what_was_written(
    desk: Desk, syncro_side: Syncro, count: int
) -> None:
    """With the timer method, whose repair reads in between."""
    stored = planned(desk, method=Method.TIMER)
    syncro_side.fault("error_before", "GET", after=count, count=None)
    wrote, error = tried(desk, stored)
    counts = syncro_side.counts(TICKET)
    assert (wrote is Wrote.NO) == (not counts["comments"])
    syncro_side.calm()
    assert (desk.execute(stored) if error else desk.resume(stored)).verified
    assert syncro_side.counts(TICKET) == {**WHOLE, "timers": 1}


class Breaking:
    """A journal whose appends fail from the n-th on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, failing_from: int) -> None:
        append, self.count = Journal.append, 0

        def append_or_fail(journal: Journal, *args: Any, **named: Any) -> None:
            self.count += 1
            if self.count >= failing_from:
                raise JournalError("The journal can't be used: disk full", hint="Nothing is sent without it.")
            append(journal, *args, **named)

        monkeypatch.setattr(Journal, "append", append_or_fail)


@pytest.mark.parametrize("entry", range(1, 11))
def test_a_journal_that_fails_at_any_entry_stops_the_plan_and_tells_the_truth(
    desk: Desk, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch, entry: int
) -> None:
    stored = planned(desk)
    breaking = Breaking(monkeypatch, entry)

    with pytest.raises(JournalError) as failed:
        desk.execute(stored)

    assert breaking.count == entry
    sent = len(syncro_side.writes())
    assert sent == max((entry - 1) // 2, 0), "only what has its `sending` entry is sent"
    error = failed.value
    assert error.wrote is (Wrote.YES if sent else Wrote.NO)
    if sent:
        assert stored.id in error.hint
        assert "resume" in error.hint
    monkeypatch.undo()
    desk.leave()
    done = desk.resume(stored) if entry > 1 else desk.execute(stored)
    assert (done.status, done.verified) == (Status.DONE, True)
    assert syncro_side.counts(TICKET) == WHOLE
    assert len(syncro_side.writes()) == 4


def test_a_journal_that_cant_be_opened_sends_nothing(desk: Desk, syncro_side: Syncro) -> None:
    desk.home.mkdir(parents=True)
    (desk.home / "journal.db").write_bytes(b"this is no database, it is a text of some length " * 50)
    with pytest.raises(JournalError):
        planned(desk)
    assert syncro_side.writes() == []


def test_a_plan_of_another_machine_without_the_techs_key_is_refused_before_anything_is_sent(
    desk: Desk, syncro_side: Syncro
) -> None:
    stored = planned(desk)
    desk.leave()
    account = syncro_side.base_url
    desk.home.joinpath("config.toml").write_text(
        f'[profiles.shop]\nbase_url = "{account}"\ntech = "tech-9"\n'
        '[profiles.shop.techs.tech-9]\nname = "Casey Fields"\nkey = "env:NINE"\n'
    )
    desk.set(PROFILE="shop", BASE_URL="")
    desk._env["NINE"] = "sandbox-tech-3"
    with pytest.raises(SyncroError, match="tech-1") as refused:
        desk.execute(stored)
    assert refused.value.wrote is Wrote.NO
    assert syncro_side.writes() == []

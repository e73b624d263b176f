"""Before anything is sent a second time: long enough after the first try, and only if it really isn't there (R-52)."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

import shop
from desk import Desk, Syncro, outcomes
from syncro.errors import PlanClosed, Wrote
from syncro.rules.plans.progress import Status
from syncro.store import machine

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
WORDS = "Restored the mail profile"
LAST, LATE, PATIENCE = 0.1, 0.6, 1.0
"""The last settle time; when something late comes; how long nothing is sent again."""


@pytest.fixture
def naps(desk: Desk) -> list[float]:
    """What is slept, each at its full length."""
    slept: list[float] = []

    def nap(seconds: float) -> None:
        slept.append(seconds)
        time.sleep(seconds)

    desk.set(SETTLE=f"0,{LAST}", RESEND_AFTER=str(PATIENCE))
    desk.sleep = nap
    return slept


def test_what_comes_later_than_the_settle_time_is_waited_for_and_not_sent_again(
    desk: Desk, syncro_side: Syncro, naps: list[float]
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), work=WORDS))
    syncro_side.fault("late_commit", "tickets.comment", seconds=LATE)
    assert desk.execute(stored).status is Status.UNKNOWN
    assert syncro_side.resolutions(TICKET) == []

    done = desk.resume(stored)

    assert (done.status, done.verified) == (Status.DONE, True)
    assert len(syncro_side.resolutions(TICKET)) == 1
    assert len(syncro_side.writes("tickets.comment")) == 1


def test_a_step_that_was_sent_long_ago_is_not_waited_for_again(
    desk: Desk, syncro_side: Syncro, naps: list[float]
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), work=WORDS))
    syncro_side.fault("drop_before", "tickets.comment")
    desk.execute(stored)
    desk.session.ticks = lambda: machine.ticks() + 300
    syncro_side.control("PUT", "clock", {"advance": 300})
    naps.clear()
    assert desk.resume(stored).status is Status.DONE
    assert max(naps) <= LAST
    assert len(syncro_side.resolutions(TICKET)) == 1


@pytest.mark.parametrize(
    "jump", [timedelta(days=-2), timedelta(0), timedelta(hours=1)], ids=["clock set back", "at once", "clock set ahead"]
)
def test_the_wait_is_never_longer_than_that_whatever_the_clock_says(
    desk: Desk, syncro_side: Syncro, naps: list[float], jump: timedelta
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), work=WORDS))
    syncro_side.fault("drop_before", "tickets.comment")
    desk.execute(stored)
    desk.now = lambda: datetime.now().astimezone() + jump
    naps.clear()
    assert desk.resume(stored).status is Status.DONE
    assert LAST < naps[-1] <= PATIENCE
    assert any("may still come late" in said for said in desk.told)
    assert len(naps) == 3
    assert len(syncro_side.writes("tickets.comment")) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 409, 410, 422])
@pytest.mark.parametrize("operation", ["tickets.comment", "tickets.add_line_item", "invoices.create", "tickets.update"])
def test_what_was_refused_and_stored_all_the_same_is_found_and_not_sent_again(
    desk: Desk, syncro_side: Syncro, status: int, operation: str
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), work=WORDS))
    syncro_side.fault("error_after", operation, status=status)
    done = desk.execute(stored)
    assert (done.status, done.verified) == (Status.DONE, True), done.message
    assert len(syncro_side.writes(operation)) == 1
    assert any(each.how.startswith("found by reading back") for each in done.receipts)


def test_a_first_try_that_comes_after_the_second_is_said_and_not_verified(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), work=WORDS))
    syncro_side.faults(
        {"fault": "drop_before", "operation": "tickets.comment"},
        {"fault": "drop_before", "operation": "invoices.create"},
    )
    desk.execute(stored)
    assert outcomes(desk.resume(stored))["comment"] == "done"
    first_try = {"subject": "Resolution", "body": WORDS, "hidden": False, "do_not_email": True}
    key = {"api_key": "sandbox-tech-1"}
    syncro_side._http.post(f"{syncro_side.base_url}/tickets/{TICKET}/comment", params=key, json=first_try)

    done = desk.resume(stored)

    assert (done.status, done.wrote, done.verified) == (Status.DONE, Wrote.YES, False)
    twice = [each for each in done.findings if each.code == "verify.twice"]
    assert len(twice) == 1
    assert "2 times" in twice[0].message


def test_a_plan_between_two_equal_records_can_be_closed_by_a_person(desk: Desk, syncro_side: Syncro) -> None:
    from syncro.workflows.engine import plans

    stored = desk.keep(desk.plan(shop.number(TICKET), work=WORDS))
    syncro_side.fault("late_commit", "tickets.comment", seconds=60)
    assert desk.execute(stored).status is Status.UNKNOWN
    with pytest.raises(PlanClosed, match="can't be discarded"):
        plans.discard(desk.session, stored.id)
    comment = {"subject": "Resolution", "body": WORDS, "hidden": False, "do_not_email": True}
    for _ in range(2):
        key = {"api_key": "sandbox-tech-1"}
        syncro_side._http.post(f"{syncro_side.base_url}/tickets/{TICKET}/comment", params=key, json=comment)
    assert "more than one" in desk.resume(stored).message

    _, wrote = plans.discard(desk.session, stored.id)

    assert wrote is Wrote.UNKNOWN
    with pytest.raises(PlanClosed, match="discarded"):
        desk.resume(stored)


def both_ways(line: Line) -> tuple[Any, Any]:
    """The same comment planned twice before either is written: by its command, and by hand."""
    number = str(shop.number(TICKET))
    one = line("comment", number, WORDS, "--public", "--json").json
    body = ["-f", "subject=Update", "-f", f"body={WORDS}", "-f", "hidden=false", "-f", "do_not_email=true"]
    other = line("api", "POST", f"/tickets/{TICKET}/comment", *body, "--json").json
    return one, other


def run_plan(line: Line, plan: Any, *, verb: str = "execute") -> Any:
    confirm = ["--confirm", plan["digest"]] if verb == "execute" else []
    return line("plan", verb, plan["plan_id"], *confirm, "--json")


def updates(syncro_side: Syncro) -> list[dict[str, Any]]:
    return [each for each in syncro_side.of_ticket("comments", TICKET) if each["subject"] == "Update"]


def test_a_record_that_another_plan_has_made_is_not_taken_for_the_lost_one(line: Line, syncro_side: Syncro) -> None:
    one, other = both_ways(line)
    syncro_side.fault("drop_before", "tickets.comment")
    assert run_plan(line, one).code == 6
    assert run_plan(line, other).code == 0

    done = run_plan(line, one, verb="resume")

    assert (done.code, done.json["receipts"][0]["outcome"]) == (6, "unknown")
    assert f"Plan {other['plan_id']} has made an equal record" in done.err
    assert len(updates(syncro_side)) == 1
    assert line("plan", "discard", one["plan_id"]).code == 0


def test_the_late_one_is_found_beside_the_other_plans(line: Line, syncro_side: Syncro) -> None:
    one, other = both_ways(line)
    syncro_side.fault("late_commit", "tickets.comment", seconds=1.0)
    assert run_plan(line, one).code == 6
    made = run_plan(line, other)
    assert made.code == 0
    syncro_side.wait_for(lambda: len(updates(syncro_side)) == 2)
    done = run_plan(line, one, verb="resume")
    assert (done.code, done.json["verified"]) == (0, True)
    assert done.json["receipts"][0]["id"] != made.json["receipts"][0]["id"]
    assert len(updates(syncro_side)) == 2


def test_an_equal_plan_is_not_begun_while_the_end_of_the_other_is_open(line: Line, syncro_side: Syncro) -> None:
    plans = [line("comment", str(shop.number(TICKET)), WORDS, "--json").json for _ in range(2)]
    syncro_side.fault("drop_before", "tickets.comment")
    assert run_plan(line, plans[0]).code == 6
    second = run_plan(line, plans[1])
    assert (second.code, f"syncro plan resume {plans[0]['plan_id']}" in second.err) == (8, True)
    assert run_plan(line, plans[0], verb="resume").code == 0
    assert run_plan(line, plans[1]).json["status"] == "stale"
    assert len(syncro_side.writes("tickets.comment")) == 2


def payment(line: Line) -> Any:
    body = {"customer_id": shop.PLAIN, "amount_cents": 1000, "payment_method": "Check", "ref_num": "check 12"}
    words = [word for name, value in body.items() for word in ("-f", f"{name}={value}")]
    return line("api", "POST", "/payments", *words, "--json").json


def test_an_equal_plan_that_was_written_meanwhile_is_known_though_the_list_lags(
    line: Line, syncro_side: Syncro
) -> None:
    first, second = payment(line), payment(line)
    assert run_plan(line, first).code == 0
    syncro_side.fault("stale_read", "payments.list", count=None, seconds=60.0)
    done = run_plan(line, second)
    assert (done.code, done.json["status"], done.json["wrote"]) == (8, "stale", "no")
    assert f"Plan {first['plan_id']} has written the same" in done.err
    assert len(syncro_side.records("payments")) == 1

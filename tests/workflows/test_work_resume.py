"""Interrupted, changed meanwhile, executed from two sides at once: what resume does, and what it leaves alone."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import Desk, Syncro, outcomes
from syncro.api.wire import Wire
from syncro.errors import Wrote
from syncro.rules.plans.progress import Status

TICKET = shop.TICKETS[shop.PLAIN]
WHOLE = {"comments": 1, "lines": 1, "timers": 0, "invoices": 1, "status": "Invoiced"}
CABLE = {"name": "Cable", "description": "Cable", "quantity": 1, "price_retail": 9, "taxable": False}


def test_a_line_of_somebody_else_stops_the_resume_before_the_invoice_and_its_removal_lets_it_go_on(
    desk: Desk, syncro_side: Syncro
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    syncro_side.fault("drop_before", "invoices.create")
    assert desk.execute(stored).status is Status.UNKNOWN
    cable = syncro_side.someone("POST", f"tickets/{TICKET}/add_line_item", CABLE)

    done = desk.resume(stored)

    assert (done.status, done.wrote) == (Status.UNKNOWN, Wrote.YES)
    assert "9.00" in done.message
    assert syncro_side.counts(TICKET)["invoices"] == 0
    syncro_side.someone("POST", f"tickets/{TICKET}/remove_line_item", {"ticket_line_item_id": cable["id"]})
    assert desk.resume(stored).verified
    assert syncro_side.counts(TICKET) == WHOLE


def test_a_step_found_by_reading_back_says_how_it_is_known(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    syncro_side.fault("drop_after", "tickets.add_line_item")
    done = desk.execute(stored)
    hows = {receipt.step: receipt.how for receipt in done.receipts}
    assert hows["line-1"].startswith("found by reading back")
    assert hows["comment"] == "confirmed"
    assert {receipt.as_tech for receipt in done.receipts} == {"Avery Stone"}
    assert all(receipt.undo for receipt in done.receipts)


def test_every_request_has_its_intent_in_the_journal_before_it_and_its_outcome_after(
    desk: Desk, syncro_side: Syncro
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    desk.execute(stored)
    steps = ["comment", "line-1", "invoice", "status"]
    between = [f"{event} {step}" for step in steps for event in ("sending", "done")]
    assert desk.events(stored) == ["planned", "confirmed", *between, "verified"]


def test_two_equal_comments_in_doubt_are_never_guessed_between(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), work="Same words"))
    syncro_side.fault("late_commit", "tickets.comment", seconds=0.0)
    comment = {"subject": "Resolution", "body": "Same words", "hidden": False, "do_not_email": True}

    def twin(said: str) -> None:
        if said.startswith("No usable answer"):
            syncro_side.calm()
            desk_key = {"api_key": "sandbox-tech-1"}
            answer = syncro_side._http.post(
                f"{syncro_side.base_url}/tickets/{TICKET}/comment", params=desk_key, json=comment
            )
            assert answer.status_code == 200
            syncro_side.wait_for(lambda: len(syncro_side.resolutions(TICKET)) == 2)

    desk.session.tell = twin
    done = desk.execute(stored)
    assert (done.status, done.wrote) == (Status.UNKNOWN, Wrote.UNKNOWN)
    assert "more than one" in done.message
    assert outcomes(done)["line-1"] == "pending"


def test_two_threads_with_one_plan_make_one_bill(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    desk.leave()

    def go(_: int) -> str:
        with Desk(syncro_side.base_url, desk.home) as mine:
            try:
                return mine.execute(stored).status.value
            except Exception as error:
                return type(error).__name__

    with ThreadPoolExecutor(3) as pool:
        ends = sorted(pool.map(go, range(3)))
    assert ends == ["PlanClosed", "PlanClosed", "done"]
    assert syncro_side.counts(TICKET) == WHOLE


def test_two_threads_with_equal_plans_make_one_bill(desk: Desk, syncro_side: Syncro) -> None:
    plans = [desk.keep(desk.plan(shop.number(TICKET))) for _ in range(3)]
    desk.leave()

    def go(number: int) -> str:
        with Desk(syncro_side.base_url, desk.home) as mine:
            return mine.execute(plans[number]).status.value

    with ThreadPoolExecutor(3) as pool:
        ends = sorted(pool.map(go, range(3)))
    assert ends == ["done", "stale", "stale"]
    assert syncro_side.counts(TICKET) == WHOLE


@pytest.mark.parametrize("operation", ["tickets.comment", "tickets.add_line_item", "invoices.create", "tickets.update"])
@pytest.mark.parametrize("is_sent", [False, True], ids=["before", "after"])
def test_control_c_promises_nothing_and_resume_goes_on(
    line: Callable[..., Any], syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch, operation: str, is_sent: bool
) -> None:
    words = ("bill", str(shop.number(TICKET)), "--minutes", "45", "--labor", "remote", "--work", "Call", "--json")
    plan = line(*words).json
    exchange = Wire.exchange

    def stopped(self: Wire, call: Any) -> Any:
        answer = exchange(self, call) if is_sent or call.operation != operation else None
        if call.operation == operation:
            raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(Wire, "exchange", stopped)
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"])
    assert done.code == 130
    assert "It may have been written." in done.err
    monkeypatch.setattr(Wire, "exchange", exchange)
    again = line("plan", "resume", plan["plan_id"], "--json")
    assert (again.code, again.json["verified"]) == (0, True)
    assert syncro_side.counts(TICKET) == WHOLE


def test_a_home_folder_that_is_gone_is_no_reason_to_bill_twice(desk: Desk, syncro_side: Syncro, tmp_path: Path) -> None:
    """Another machine knows nothing of the journal, and still sees what stands on the ticket."""
    assert desk.bill(shop.number(TICKET)).verified
    with Desk(syncro_side.base_url, tmp_path / "another") as other:
        plan = other.plan(shop.number(TICKET))
    assert plan.is_blocked

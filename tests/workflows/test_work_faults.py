"""Whatever goes wrong with one request of a bill: one of each record, and nothing claimed that isn't so (R-51, R-52)."""

from typing import Any

import pytest

import shop
from desk import Desk, Syncro, outcomes
from syncro.errors import Wrote
from syncro.rules.billing.policy import Method
from syncro.rules.plans.progress import Status
from syncro.workflows.engine.executing import Execution

TICKET = shop.TICKETS[shop.PLAIN]
LINE_ITEM = ("tickets.comment", "tickets.add_line_item", "invoices.create", "tickets.update")
TIMER = (
    *("tickets.comment", "tickets.timer_entry", "tickets.charge_timer_entry", "tickets.update_line_item"),
    *("invoices.create", "tickets.update"),
)
WRITES = [(Method.LINE_ITEM, each) for each in LINE_ITEM] + [(Method.TIMER, each) for each in TIMER]
FAULTS: dict[str, dict[str, Any]] = {
    "drop_before": {},
    "drop_after": {},
    "error_before": {"status": 500},
    "error_after": {"status": 502},
    "html_200": {},
    "null_body": {},
    "slow_after": {"seconds": 0.4},
    "late_commit": {"seconds": 0.015},
    "rate_limit": {"count": 3},
}
KINDS = {
    "tickets.comment": "comments",
    "tickets.add_line_item": "ticket_lines",
    "tickets.timer_entry": "timers",
    "invoices.create": "invoices",
}


def whole(method: Method) -> dict[str, object]:
    """What a ticket carries after one bill."""
    timers = 1 if method is Method.TIMER else 0
    return {"comments": 1, "lines": 1, "timers": timers, "invoices": 1, "status": "Invoiced"}


def is_at_most_one_of_each(syncro: Syncro) -> bool:
    counts = syncro.counts(TICKET)
    return all(counts[kind] <= 1 for kind in ("comments", "lines", "timers", "invoices"))


def claims_are_true(done: Execution, syncro: Syncro) -> bool:
    """Every record of a receipt is there, and `wrote: no` means that nothing is."""
    for receipt in done.receipts:
        kind = KINDS.get(receipt.operation)
        if receipt.outcome == "done" and kind:
            assert syncro.record(kind, int(receipt.id)), f"{receipt.operation} claims {receipt.id}"
    counts = syncro.counts(TICKET)
    empty = not any(counts[kind] for kind in ("comments", "lines", "timers", "invoices"))
    assert done.wrote is not Wrote.NO or empty
    return True


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize(("method", "operation"), WRITES, ids=str)
def test_a_fault_on_any_write_leaves_one_of_each(
    desk: Desk, syncro_side: Syncro, method: Method, operation: str, fault: str
) -> None:
    if fault == "slow_after":
        desk.set(TIMEOUT="0.15")
    if method is Method.TIMER:
        syncro_side.quirk("zero_rate_charges", "1")
    stored = desk.keep(desk.plan(shop.number(TICKET), method=method))
    syncro_side.fault(fault, operation, **FAULTS[fault])

    done = desk.execute(stored)

    assert syncro_side.struck() >= 1
    assert claims_are_true(done, syncro_side)
    assert is_at_most_one_of_each(syncro_side)
    if done.status is Status.UNKNOWN:
        desk.leave()
        done = desk.resume(stored)
    assert (done.status, done.verified, done.wrote) == (Status.DONE, True, Wrote.YES), done
    assert syncro_side.counts(TICKET) == whole(method)
    assert claims_are_true(done, syncro_side)
    assert done.invoice
    assert done.invoice["id"] == syncro_side.of_ticket("invoices", TICKET)[0]["id"]
    assert syncro_side.of_ticket("ticket_lines", TICKET)[0]["price_retail"] == 150


@pytest.mark.parametrize(("method", "operation"), WRITES, ids=str)
def test_a_stored_write_is_sent_once_when_its_answer_is_lost(
    desk: Desk, syncro_side: Syncro, method: Method, operation: str
) -> None:
    syncro_side.quirk("zero_rate_charges", "1")
    stored = desk.keep(desk.plan(shop.number(TICKET), method=method))
    syncro_side.fault("drop_after", operation)
    done = desk.execute(stored)
    assert done.status is Status.DONE
    assert len(syncro_side.writes(operation)) == 1


@pytest.mark.parametrize("lost", ["drop_after", "drop_before"])
@pytest.mark.parametrize(("method", "operation"), WRITES, ids=str)
def test_lists_that_lag_while_an_answer_is_lost_never_make_a_duplicate(
    desk: Desk, syncro_side: Syncro, method: Method, operation: str, lost: str
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), method=method))
    syncro_side.faults({"fault": lost, "operation": operation}, {"fault": "stale_read", "operation": "*"})

    done = desk.execute(stored)

    assert claims_are_true(done, syncro_side)
    assert is_at_most_one_of_each(syncro_side)
    desk.leave()
    again = desk.resume(stored)
    assert is_at_most_one_of_each(syncro_side)
    assert claims_are_true(again, syncro_side)
    syncro_side.calm()
    if again.status is not Status.DONE:
        again = desk.resume(stored)
    assert (again.status, again.verified) == (Status.DONE, True), again
    assert syncro_side.counts(TICKET) == whole(method)


@pytest.mark.parametrize(("method", "operation"), WRITES, ids=str)
def test_a_write_that_lands_after_the_settle_time_is_unknown_and_resume_finds_it(
    desk: Desk, syncro_side: Syncro, method: Method, operation: str
) -> None:
    desk.set(SETTLE="0")
    syncro_side.quirk("zero_rate_charges", "1")
    stored = desk.keep(desk.plan(shop.number(TICKET), method=method))
    syncro_side.fault("late_commit", operation, seconds=0.15)
    before = syncro_side.counts(TICKET)

    done = desk.execute(stored)

    assert done.status is Status.UNKNOWN
    assert done.wrote is (Wrote.UNKNOWN if operation == "tickets.comment" else Wrote.YES)
    sent = [receipt for receipt in done.receipts if receipt.operation == operation]
    assert [receipt.outcome for receipt in sent] == ["absent"]
    syncro_side.wait_for(lambda: _landed(syncro_side, operation, before))
    desk.leave()
    again = desk.resume(stored)
    assert (again.status, again.verified) == (Status.DONE, True), again
    assert syncro_side.counts(TICKET) == whole(method)
    assert len(syncro_side.writes(operation)) == 1


def _landed(syncro: Syncro, operation: str, before: dict[str, object]) -> bool:
    if operation == "tickets.charge_timer_entry":
        return bool(syncro.of_ticket("timers", TICKET)[0]["recorded"])
    if operation == "tickets.update_line_item":
        return bool(syncro.of_ticket("ticket_lines", TICKET)[0]["price_retail"] == 150)
    if operation == "tickets.update":
        return bool(syncro.record("tickets", TICKET)["status"] == "Invoiced")
    return len(syncro.of_ticket(KINDS[operation], TICKET)) > (1 if operation == "tickets.comment" and before else 0)


@pytest.mark.parametrize("fault", ["error_before", "drop_before", "html_200", "null_body"])
def test_a_read_that_fails_while_planning_and_proving_is_tried_again(
    desk: Desk, syncro_side: Syncro, fault: str
) -> None:
    syncro_side.fault(fault, "GET", count=2)
    done = desk.bill(shop.number(TICKET))
    assert done.verified
    assert set(outcomes(done).values()) == {"done"}

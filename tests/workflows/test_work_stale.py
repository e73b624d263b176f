"""What changed between preview and execution stops the plan: nothing is written (design §3.4, R-33)."""

from collections.abc import Callable
from datetime import timedelta

import pytest

import shop
from desk import TECH, Desk, Syncro
from syncro.errors import CheckFailed, NotFound, PlanClosed, WrongDigest, Wrote
from syncro.rules.plans.progress import Status
from syncro.rules.tickets.comments import RESOLUTION
from syncro.workflows.engine import plans

TICKET, BLOCK_TICKET = shop.TICKETS[shop.PLAIN], shop.TICKETS[shop.BLOCK]
UNTOUCHED = {"comments": 0, "lines": 0, "timers": 0, "invoices": 0}


def new_rate(syncro: Syncro) -> None:
    syncro.someone("PUT", f"products/{shop.REMOTE}", {"price_retail": 155})


def new_name(syncro: Syncro) -> None:
    syncro.someone("PUT", f"products/{shop.REMOTE}", {"name": "Labor - Remote"})


def more_hours(syncro: Syncro) -> None:
    line = {"name": "Ten hours", "description": "Ten hours", "quantity": 10, "price_retail": 140}
    syncro.someone("POST", "tickets/9011/add_line_item", line | {"product_id": shop.HOURS, "taxable": False})
    invoice = syncro.someone("POST", "invoices", {"customer_id": shop.BLOCK})["invoice"]
    body = {"product_id": shop.HOURS, "quantity": 10}
    syncro.someone("POST", f"invoices/{invoice['id']}/line_items", body)


def other_status(syncro: Syncro) -> None:
    syncro.someone("PUT", f"tickets/{BLOCK_TICKET}", {"status": "In Progress"})


def another_line(syncro: Syncro) -> None:
    line = {"name": "Cable", "description": "Cable", "quantity": 1, "price_retail": 9}
    syncro.someone("POST", f"tickets/{BLOCK_TICKET}/add_line_item", line)


def another_timer(syncro: Syncro) -> None:
    span = {"start_at": "2026-11-02T10:00:00-07:00", "duration_minutes": 30}
    syncro.someone("POST", f"tickets/{BLOCK_TICKET}/timer_entry", span)


def disabled(syncro: Syncro) -> None:
    syncro.someone("PUT", f"customers/{shop.BLOCK}", {"disabled": True})


def another_customer(syncro: Syncro) -> None:
    syncro.someone("PUT", f"tickets/{BLOCK_TICKET}", {"customer_id": shop.PLAIN})


CHANGES: dict[Callable[[Syncro], None], str] = {
    new_rate: "150.00, is now 155.00",
    new_name: "Labor - Remote",
    more_hours: "prepay hours was 20.00, is now 30.00",
    other_status: "status was New, is now In Progress",
    another_line: "1.00 × 9.00",
    another_timer: "new: timer entry",
    disabled: "disabled was False, is now True",
    another_customer: "customer id was 102, is now 101",
}


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.__name__)
def test_a_change_since_the_preview_makes_the_plan_stale(
    desk: Desk, syncro_side: Syncro, change: Callable[[Syncro], None]
) -> None:
    stored = desk.keep(desk.plan(shop.number(BLOCK_TICKET)))
    change(syncro_side)
    before = syncro_side.counts(BLOCK_TICKET)
    syncro_side.forget_requests()

    done = desk.execute(stored)

    assert (done.status, done.wrote, done.verified) == (Status.STALE, Wrote.NO, False)
    assert CHANGES[change] in done.message
    assert syncro_side.writes() == []
    assert syncro_side.counts(BLOCK_TICKET) == before


def test_a_stale_plan_stays_closed_also_when_the_old_state_returns(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"status": "Resolved"})
    assert desk.execute(stored).status is Status.STALE
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"status": "New"})
    with pytest.raises(PlanClosed, match="stale"):
        desk.execute(stored)
    with pytest.raises(PlanClosed, match="stale"):
        desk.resume(stored)
    assert syncro_side.counts(TICKET).items() >= UNTOUCHED.items()


def test_an_equal_comment_made_after_the_preview_stops_the_plan(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), work="Line one\nLine two"))
    comment = {"subject": RESOLUTION, "body": "Line one<br>Line two", "hidden": False, "do_not_email": True}
    made = syncro_side.someone("POST", f"tickets/{TICKET}/comment", comment)["comment"]
    done = desk.execute(stored)
    assert (done.status, done.wrote) == (Status.STALE, Wrote.NO)
    assert str(made["id"]) in done.message
    assert len(syncro_side.resolutions(TICKET)) == 1


def test_an_equal_comment_before_the_preview_stops_the_planning(desk: Desk, syncro_side: Syncro) -> None:
    comment = {"subject": RESOLUTION, "body": "Same words", "hidden": False, "do_not_email": True}
    syncro_side.someone("POST", f"tickets/{TICKET}/comment", comment)
    with pytest.raises(CheckFailed, match="says the same"):
        desk.keep(desk.plan(shop.number(TICKET), work="Same words"))
    knowingly = desk.plan(shop.number(TICKET), work="Same words", allow_repeat="they asked twice")
    assert desk.execute(desk.keep(knowingly)).verified
    assert len(syncro_side.resolutions(TICKET)) == 2


def test_the_same_bill_again_is_refused_and_with_a_reason_it_is_planned(desk: Desk, syncro_side: Syncro) -> None:
    assert desk.bill(shop.number(TICKET)).verified
    with pytest.raises(CheckFailed, match="already Invoiced"):
        desk.keep(desk.plan(shop.number(TICKET)))
    again = desk.bill(shop.number(TICKET), allow_repeat="a second visit")
    assert again.verified
    assert syncro_side.counts(TICKET)["invoices"] == 2


@pytest.mark.parametrize("digest", ["0" * 64, "", "yes"])
def test_another_digest_is_refused_and_nothing_is_sent(desk: Desk, syncro_side: Syncro, digest: str) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    syncro_side.forget_requests()
    with pytest.raises(WrongDigest):
        desk.execute(StoredWith(stored.id, digest))  # type: ignore[arg-type]
    assert syncro_side.requests() == []


class StoredWith:
    """A plan's id with a digest of one's own."""

    def __init__(self, id_: str, digest: str) -> None:
        self.id, self.digest = id_, digest


def test_a_digest_of_another_plan_doesnt_fit(desk: Desk, syncro_side: Syncro) -> None:
    first, second = desk.keep(desk.plan(shop.number(TICKET))), desk.keep(desk.plan(shop.number(TICKET), 60))
    with pytest.raises(WrongDigest):
        desk.execute(StoredWith(first.id, second.digest))  # type: ignore[arg-type]


def test_an_expired_plan_is_refused_by_the_clock(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    real = desk.now
    desk.now = lambda: real() + timedelta(hours=24, minutes=1)
    with pytest.raises(PlanClosed, match="expired"):
        desk.execute(stored)
    assert syncro_side.writes() == []
    assert [each.status for each in plans.listed(desk.session)] == ["expired"]


def test_an_interrupted_plan_is_resumed_also_after_it_expired(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    syncro_side.fault("drop_before", "invoices.create")
    assert desk.execute(stored).status is Status.UNKNOWN
    real = desk.now
    desk.now = lambda: real() + timedelta(days=3)
    done = desk.resume(stored)
    assert (done.status, done.verified) == (Status.DONE, True)


def test_a_discarded_plan_can_be_neither_executed_nor_resumed(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    plans.discard(desk.session, stored.id)
    with pytest.raises(PlanClosed, match="discarded"):
        desk.execute(stored)
    with pytest.raises(PlanClosed):
        desk.resume(stored)
    assert syncro_side.writes() == []


def test_a_plan_that_was_begun_cant_be_discarded(desk: Desk, syncro_side: Syncro) -> None:
    desk.set(RESEND_AFTER="600")
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    syncro_side.fault("drop_before", "invoices.create")
    desk.execute(stored)
    with pytest.raises(PlanClosed) as refused:
        plans.discard(desk.session, stored.id)
    assert refused.value.wrote is Wrote.YES
    assert "resume" in refused.value.hint


def test_a_done_plan_cant_be_executed_again_and_a_resume_only_proves_it(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    desk.execute(stored)
    syncro_side.forget_requests()
    with pytest.raises(PlanClosed, match="already carried out") as refused:
        desk.execute(stored)
    assert refused.value.wrote is Wrote.YES
    again = desk.resume(stored)
    assert (again.status, again.verified) == (Status.DONE, True)
    assert syncro_side.writes() == []


def test_a_plan_that_was_never_confirmed_cant_be_resumed(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    with pytest.raises(PlanClosed, match="never confirmed"):
        desk.resume(stored)


def test_a_plan_of_another_account_is_refused(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    desk.set(BASE_URL=syncro_side.base_url.replace("127.0.0.1", "localhost"))
    with pytest.raises(PlanClosed, match="was made for"):
        desk.execute(stored)


def test_a_tampered_plan_is_refused(desk: Desk, syncro_side: Syncro) -> None:
    from sqlalchemy import text

    stored = desk.keep(desk.plan(shop.number(TICKET)))
    with desk.session.journal._engine.begin() as connection:
        change = "UPDATE plans SET document = replace(document, '0.75', '9.75')"
        assert connection.execute(text(change)).rowcount == 1
    with pytest.raises(PlanClosed, match="digest"):
        desk.execute(stored)
    assert syncro_side.writes() == []


def test_an_unknown_plan_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        desk.execute(StoredWith("zzzzzzzz", ""))  # type: ignore[arg-type]


def test_an_open_plan_forbids_an_equal_one_until_it_is_settled(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    equal, other = desk.plan(shop.number(TICKET)), desk.plan(shop.number(TICKET), 50, work="Other work")
    syncro_side.fault("drop_before", "tickets.comment")
    assert desk.execute(stored).status is Status.UNKNOWN
    with pytest.raises(CheckFailed, match="end is open") as refused:
        desk.keep(equal)
    assert stored.id in refused.value.hint
    assert desk.keep(other).id


def test_another_key_behind_the_same_tech_stops_the_plan_since_it_writes_in_another_name(
    desk: Desk, syncro_side: Syncro
) -> None:
    desk.set(PROFILE="", API_KEY="sandbox-tech-1")
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    desk.set(PROFILE="", API_KEY="sandbox-tech-2")
    done = desk.execute(stored)
    assert (done.status, done.wrote) == (Status.STALE, Wrote.NO)
    assert "owner was Avery Stone (user 41207), is now Blake Rivers" in done.message
    assert syncro_side.writes() == []


def test_a_new_key_of_the_same_tech_changes_nothing(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.control("PUT", "keys", {"key": "renewed-key-of-avery", "user_id": shop.AVERY})
    desk.set(PROFILE="", API_KEY="sandbox-tech-1")
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    desk.set(PROFILE="", API_KEY="renewed-key-of-avery")
    assert desk.execute(stored).verified


def test_the_plan_of_a_tech_without_a_key_asks_for_no_other_key(desk: Desk, syncro_side: Syncro) -> None:
    assert desk.session.tech.alias == TECH
    desk.bill(shop.number(TICKET))
    assert {each["key_owner"] for each in syncro_side.requests()} == {"Avery Stone"}

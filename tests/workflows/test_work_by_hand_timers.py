"""Timer entries by hand: in order, past, on labor, one's own, and charged once (B-13, R-43, R-54)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from by_hand_stage import (
    NOBODY,
    THEIRS,
    TICKET,
    TIMER,
    by_hand,
    charged,
    done,
    line_on,
    messages,
    refused,
    stops,
    timer_on,
    warns,
    without,
)
from msgspec.structs import replace

import shop
from desk import Desk, Syncro
from syncro.rules.billing.policy import Method
from syncro.workflows.reading.policies import load_policy

ON = {"id": TICKET}
TOMORROW = (datetime.now(UTC) + timedelta(days=1)).isoformat()
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("timer.order", {"end_at": "2026-10-05T09:00:00-07:00"}),
    ("timer.order", {"end_at": "2026-10-05T10:00:00-07:00"}),
    ("timer.time", {"start_at": "2026-10-05T10:00:00"}),
    ("timer.time", {"end_at": "quarter to eleven"}),
    ("timer.time", {"duration_minutes": 30}),
    ("timer.future", {"start_at": "2026-11-20T10:00:00-07:00", "end_at": TOMORROW}),
    ("timer.long", {"end_at": "2026-10-07T10:00:00-07:00"}),
    ("timer.product", {"product_id": None}),
    ("timer.product", {"product_id": shop.HARDWARE}),
    ("labor.exempt", {"product_id": shop.PROJECT}),
    ("record.missing", {"product_id": NOBODY}),
    ("record.missing timer.owner", {"user_id": NOBODY}),
    ("timer.owner", {"user_id": shop.BLAKE}),
    ("field.unknown", {"billable": False}),
    ("text.secret", {"notes": "The password is Summer2026!x"}),
]


@pytest.mark.parametrize(("code", "change"), WRONG)
def test_time_that_can_not_be_meant_is_refused(
    desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]
) -> None:
    desk.now = lambda: datetime.now(UTC)
    if code == "timer.future":
        change = change | {"start_at": (datetime.now(UTC) + timedelta(hours=23)).isoformat()}
    if " " in code:
        assert stops(by_hand(desk, "tickets.timer_entry", ON, **TIMER | change)) == set(code.split())
        return
    refused(desk, syncro_side, code, "tickets.timer_entry", ON, **TIMER | change)


def test_how_long_it_took_is_never_assumed(desk: Desk, syncro_side: Syncro) -> None:
    refused(desk, syncro_side, "timer.minutes", "tickets.timer_entry", ON, **without(TIMER, "end_at"))


@pytest.mark.parametrize(
    "change",
    [
        {},
        {"user_id": shop.AVERY},
        {"product_id": shop.WARRANTY},
        {"start_at": "2026-10-05T17:00:00Z", "end_at": "2026-10-05T17:45:00Z"},
    ],
)
def test_the_shops_documented_timer_is_written_charged_and_stays(
    desk: Desk, syncro_side: Syncro, change: dict[str, Any]
) -> None:
    assert done(desk, "tickets.timer_entry", ON, **TIMER | change, policy="2026-05").verified
    [entry] = syncro_side.of_ticket("timers", TICKET)
    assert done(desk, "tickets.charge_timer_entry", ON, timer_entry_id=entry["id"], policy="2026-05").verified
    assert len(syncro_side.of_ticket("ticket_lines", TICKET)) == 1


def test_a_policy_of_line_items_says_so_beside_a_timer(desk: Desk) -> None:
    assert "timer.method" in warns(by_hand(desk, "tickets.timer_entry", ON, **TIMER))
    lines = load_policy(desk.session.config)
    timers = replace(lines, charging=replace(lines.charging, method=Method.TIMER))
    assert "timer.method" not in warns(by_hand(desk, "tickets.timer_entry", ON, **TIMER, policy=timers))


def test_the_same_time_again_and_a_line_for_it_are_refused_until_there_is_a_reason(
    desk: Desk, syncro_side: Syncro
) -> None:
    timer_on(syncro_side)
    syncro_side.control("PUT", "clock", {"advance": 7200})
    refused(desk, syncro_side, "duplicate.timer", "tickets.timer_entry", ON, **TIMER)
    assert stops(by_hand(desk, "tickets.timer_entry", ON, **TIMER, repeat="two visits")) == set()


def test_time_that_is_billed_as_a_line_is_not_recorded_again(desk: Desk, syncro_side: Syncro) -> None:
    work = {"product_id": shop.REMOTE, "name": "Labor - Remote Business", "quantity": 0.75, "price_retail": 150}
    line_on(syncro_side, **work, description=TIMER["notes"])
    refused(desk, syncro_side, "duplicate.line", "tickets.timer_entry", ON, **TIMER)


CHARGE = "tickets.charge_timer_entry"
ON_TIMERS = [CHARGE, "tickets.update_timer_entry", "tickets.delete_timer_entry"]


@pytest.mark.parametrize("operation", ON_TIMERS)
def test_a_timer_entry_is_touched_only_on_its_ticket_by_its_tech_and_before_it_is_charged(
    desk: Desk, syncro_side: Syncro, operation: str
) -> None:
    more = {"notes": "Other words"} if "update" in operation else {}
    mine, theirs = timer_on(syncro_side), timer_on(syncro_side, THEIRS)
    others = timer_on(syncro_side, user_id=shop.BLAKE, start_at="2026-10-05T09:00:00-07:00")
    refused(desk, syncro_side, "timer.elsewhere", operation, ON, timer_entry_id=theirs, **more)
    refused(desk, syncro_side, "timer.elsewhere", operation, ON, timer_entry_id=NOBODY, **more)
    plan = refused(desk, syncro_side, "timer.owner", operation, ON, timer_entry_id=others, **more)
    assert "--tech NAME" in messages(plan)
    stored = desk.keep(by_hand(desk, operation, ON, timer_entry_id=mine, **more))
    charged(syncro_side, mine)
    sent = len(syncro_side.of_ticket("ticket_lines", TICKET))
    assert desk.execute(stored).status.value == "stale", "charged since the preview"
    plan = by_hand(desk, operation, ON, timer_entry_id=mine, **more, repeat="of no help")
    assert stops(plan) == {"timer.charged"}
    assert len(syncro_side.of_ticket("ticket_lines", TICKET)) == sent


def test_a_second_charge_makes_no_second_line_where_syncro_would_make_one(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.quirk("double_charge_allowed", True)
    timer = timer_on(syncro_side)
    done(desk, CHARGE, ON, timer_entry_id=timer)
    refused(desk, syncro_side, "timer.charged", CHARGE, ON, timer_entry_id=timer)
    syncro_side.quirk("double_charge_allowed", False)


def test_what_is_not_billable_running_or_without_labor_never_becomes_money(desk: Desk, syncro_side: Syncro) -> None:
    free = timer_on(syncro_side)
    syncro_side.someone("PATCH", f"ticket_timers/{free}", {"billable": "false"})
    refused(desk, syncro_side, "timer.not_billable", CHARGE, ON, timer_entry_id=free)
    running = syncro_side.someone(
        "POST", f"tickets/{TICKET}/timer_entry", without(TIMER, "end_at") | {"user_id": shop.AVERY}
    )
    refused(desk, syncro_side, "timer.running", CHARGE, ON, timer_entry_id=running["id"])
    bare = timer_on(syncro_side, start_at="2026-10-05T08:00:00-07:00")
    syncro_side.store("timers", [syncro_side.record("timers", bare) | {"product_id": None}])
    refused(desk, syncro_side, "timer.product", CHARGE, ON, timer_entry_id=bare)
    syncro_side.store("timers", [syncro_side.record("timers", bare) | {"user_id": None, "product_id": shop.REMOTE}])
    refused(desk, syncro_side, "timer.owner", CHARGE, ON, timer_entry_id=bare)


def test_a_charge_whose_work_is_on_the_ticket_as_a_line_is_refused(desk: Desk, syncro_side: Syncro) -> None:
    timer = timer_on(syncro_side, product_id=shop.ONSITE, end_at="2026-10-05T11:30:00-07:00")
    line_on(syncro_side, description=TIMER["notes"])
    refused(desk, syncro_side, "duplicate.line", CHARGE, ON, timer_entry_id=timer)
    assert stops(by_hand(desk, CHARGE, ON, timer_entry_id=timer, repeat="two visits")) == set()


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("timer.owner", {"user_id": shop.BLAKE}),
        ("timer.time", {"start_at": "2026-10-05T10:00:00"}),
        ("timer.order", {"start_at": "2026-10-05T12:00:00-07:00"}),
        ("timer.future", {"start_at": TOMORROW, "duration_minutes": 30}),
        ("timer.product", {"product_id": shop.HARDWARE}),
        ("record.missing", {"product_id": NOBODY}),
    ],
)
def test_an_entry_is_never_changed_into_one_that_could_not_be_made(
    desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]
) -> None:
    timer = timer_on(syncro_side)
    plan = by_hand(desk, "tickets.update_timer_entry", ON, timer_entry_id=timer, **change)
    assert code in stops(plan), plan.findings
    right = {"timer_entry_id": timer, "notes": "Cleaned both feeds", "product_id": shop.ONSITE}
    assert stops(by_hand(desk, "tickets.update_timer_entry", ON, **right)) == set()


def billable(desk: Desk, timer: int, value: str) -> Any:
    return by_hand(desk, "ticket_timers.update", {"id": timer}, query={"billable": value})


def test_paid_work_is_never_neutralised_and_a_charged_entry_stays(desk: Desk, syncro_side: Syncro) -> None:
    paid = timer_on(syncro_side)
    free = timer_on(syncro_side, product_id=shop.WARRANTY, start_at="2026-10-05T09:00:00-07:00")
    others = timer_on(syncro_side, user_id=shop.BLAKE, start_at="2026-10-05T08:00:00-07:00")
    assert stops(billable(desk, paid, "false")) == {"timer.neutralised"}
    assert stops(billable(desk, paid, "true")) == set()
    assert stops(billable(desk, free, "false")) == set()
    assert stops(billable(desk, others, "true")) == {"timer.owner"}
    assert stops(billable(desk, paid, "perhaps")) == {"timer.billable"}
    assert stops(billable(desk, NOBODY, "true")) == {"timer.unseen"}
    stored = desk.keep(billable(desk, paid, "true"))
    charged(syncro_side, paid)
    assert stops(billable(desk, paid, "true")) == {"timer.charged"}
    assert desk.execute(stored).status.value == "stale"


@pytest.mark.parametrize(
    ("quirk", "code"), [("zero_rate_charges", "verify.price_retail"), ("charge_ignores_product", "verify.product_id")]
)
def test_a_charge_that_comes_out_as_another_line_is_not_called_verified(
    desk: Desk, syncro_side: Syncro, quirk: str, code: str
) -> None:
    entry = timer_on(syncro_side, product_id=shop.ONSITE)
    syncro_side.quirk(quirk, "1")
    ended = desk.execute(desk.keep(by_hand(desk, "tickets.charge_timer_entry", ON, timer_entry_id=entry)))
    assert not ended.verified
    assert code in {each.code for each in ended.findings}

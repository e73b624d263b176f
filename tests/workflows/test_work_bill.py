"""R-40's table and its neighbours, end to end: what stands at Syncro after a bill is what the preview said."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

import shop
from desk import Desk, Syncro, codes, outcomes
from syncro.errors import CheckFailed, NotAuthorized, NotFound, UsageError, Wrote
from syncro.rules.billing.policy import Channel, Method
from syncro.rules.billing.work import Work
from syncro.rules.plans.progress import Status
from syncro.workflows.engine.executing import Execution

METHODS = [Method.LINE_ITEM, Method.TIMER]
TICKET, BLOCK_TICKET, LOW_TICKET = (shop.TICKETS[each] for each in (shop.PLAIN, shop.BLOCK, shop.LOW))
TAXED_TICKET = shop.TICKETS[shop.TAXED]

# customer, policy, minutes, labor, channel, emergency → product, quantity, price of the line, total, hours drawn
TABLE: dict[str, tuple[Any, ...]] = {
    "regular remote": (shop.PLAIN, "2026-06", 45, "remote", None, False, shop.REMOTE, "0.75", "150.0", "112.50", "0"),
    "2 h onsite emergency": (
        *(shop.PLAIN, "2026-06", 120, "onsite", None, True),
        *(shop.EMERGENCY, "2.0", "262.5", "525.00", "0"),
    ),
    "2 h onsite emergency of May": (
        *(shop.PLAIN, "2026-05", 120, "onsite", None, True),
        *(shop.EMERGENCY, "2.0", "262.5", "525.00", "0"),
    ),
    "2 h remote emergency": (
        *(shop.PLAIN, "2026-06", 120, "remote", None, True),
        *(shop.EMERGENCY, "2.0", "225.0", "450.00", "0"),
    ),
    "2 h in-shop emergency": (
        *(shop.PLAIN, "2026-06", 120, "emergency", Channel.IN_SHOP, False),
        *(shop.EMERGENCY, "2.0", "225.0", "450.00", "0"),
    ),
    "2 h remote emergency of May": (
        *(shop.PLAIN, "2026-05", 120, "remote", None, True),
        *(shop.EMERGENCY, "2.0", "262.5", "525.00", "0"),
    ),
    "regular on a block": (
        shop.BLOCK,
        "2026-06",
        90,
        "onsite",
        None,
        False,
        shop.ONSITE,
        "1.5",
        "175.0",
        "0.00",
        "1.5",
    ),
    "1.5 h emergency on a block": (
        *(shop.BLOCK, "2026-06", 90, "remote", None, True),
        *(shop.EMERGENCY, "2.25", "262.5", "0.00", "2.25"),
    ),
    "2 h emergency on a prepay of May": (
        *(shop.BLOCK, "2026-05", 120, "onsite", None, True),
        *(shop.ONSITE, "3.0", "175.0", "0.00", "3.0"),
    ),
    "warranty": (shop.PLAIN, "2026-06", 60, "warranty", None, False, shop.WARRANTY, "1.0", "0.0", "0.00", "0"),
    "internal": (shop.PLAIN, "2026-06", 60, "internal", None, False, shop.INTERNAL, "1.0", "0.0", "0.00", "0"),
    "website": (shop.PLAIN, "2026-06", 20, "website", None, False, shop.WEBSITE, "0.33", "150.0", "49.50", "0"),
}


@pytest.mark.parametrize(
    ("method", "zero_rate"), [(Method.LINE_ITEM, False), (Method.TIMER, False), (Method.TIMER, True)]
)
@pytest.mark.parametrize("case", TABLE)
def test_a_bill_comes_out_as_the_table_says(
    desk: Desk, syncro_side: Syncro, case: str, method: Method, zero_rate: bool
) -> None:
    customer, policy, minutes, labor, channel, emergency, product, quantity, price, total, drawn = TABLE[case]
    ticket, before = shop.TICKETS[customer], Decimal(syncro_side.block(customer))
    syncro_side.quirk("zero_rate_charges", "1" if zero_rate else "0")
    plan = desk.plan(
        shop.number(ticket), minutes, labor, channel=channel, emergency=emergency, policy=policy, method=method
    )
    assert plan.expected.total == total
    assert Decimal(plan.expected.prepay_after or 0) == before - Decimal(drawn)

    done = desk.execute(desk.keep(plan))

    assert (done.status, done.verified) == (Status.DONE, True), done.findings
    [line] = syncro_side.of_ticket("ticket_lines", ticket)
    assert (line["product_id"], line["quantity"], str(line["price_retail"])) == (product, quantity, price)
    assert line["taxable"] is False
    assert line["user_id"] == shop.AVERY
    assert line["name"] == syncro_side.record("products", product)["name"]
    [invoice] = syncro_side.of_ticket("invoices", ticket)
    assert Decimal(invoice["total"]) == Decimal(total)
    assert Decimal(syncro_side.block(customer)) == before - Decimal(drawn)
    assert syncro_side.record("tickets", ticket)["status"] == "Invoiced"
    assert done.invoice
    assert done.invoice["number"] == invoice["number"]
    timers = syncro_side.of_ticket("timers", ticket)
    assert len(timers) == (1 if method is Method.TIMER else 0)
    for timer in timers:
        assert timer["recorded"] is True
        assert (
            abs(timer["active_duration"] - float(quantity) * 3600) <= 18
        )  # a hundredth of an hour, half of it each way


@pytest.mark.parametrize("method", METHODS)
def test_a_block_that_covers_a_part_of_emergency_work_is_refused_and_split_on_request(
    desk: Desk, syncro_side: Syncro, method: Method
) -> None:
    asked: dict[str, Any] = {"emergency": True, "method": method}
    refused = desk.plan(shop.number(LOW_TICKET), 120, "onsite", **asked)
    assert "prepay.partly_covered" in codes(refused)
    with pytest.raises(CheckFailed, match="--split-prepay"):
        desk.keep(refused)

    done = desk.bill(shop.number(LOW_TICKET), 120, "onsite", split_prepay=True, **asked)

    assert done.verified, done.findings
    # One hour of block is 40 minutes of the work; the other 80 minutes are charged at the premium price.
    lines = [(each["quantity"], each["price_retail"]) for each in syncro_side.of_ticket("ticket_lines", LOW_TICKET)]
    assert lines == [("1.0", 262.5), ("1.33", 262.5)]
    [invoice] = syncro_side.of_ticket("invoices", LOW_TICKET)
    assert Decimal(invoice["total"]) == Decimal("349.13")
    assert Decimal(syncro_side.block(shop.LOW)) == 0


def test_ordinary_work_beyond_the_block_is_charged_and_said(desk: Desk, syncro_side: Syncro) -> None:
    plan = desk.plan(shop.number(LOW_TICKET), 90, "remote")
    assert "prepay.part_paid" in codes(plan)
    assert desk.execute(desk.keep(plan)).verified
    assert Decimal(syncro_side.of_ticket("invoices", LOW_TICKET)[0]["total"]) == 75


@pytest.mark.parametrize("method", METHODS)
def test_each_techs_work_is_sent_with_their_own_key_and_stands_in_their_name(
    desk: Desk, syncro_side: Syncro, method: Method
) -> None:
    works = (Work(60, "remote", "tech-1"), Work(30, "remote", "tech-2"))
    done = desk.bill(shop.number(TICKET), works=works, method=method)
    assert done.verified, done.findings
    lines = syncro_side.of_ticket("ticket_lines", TICKET)
    assert [(each["quantity"], each["user_id"]) for each in lines] == [("1.0", shop.AVERY), ("0.5", shop.BLAKE)]
    assert "(Avery Stone)" in lines[0]["description"]
    operation = "tickets.add_line_item" if method is Method.LINE_ITEM else "tickets.charge_timer_entry"
    writes = syncro_side.writes(operation)
    assert [each["key_owner"] for each in writes] == ["Avery Stone", "Blake Rivers"]
    assert {each["auth"] for each in syncro_side.writes()} == {"query"}
    assert {each["auth"] for each in syncro_side.requests() if each["method"] == "GET"} == {"header"}
    others = [each for each in syncro_side.writes() if each["operation"] in ("tickets.comment", "invoices.create")]
    assert {each["key_owner"] for each in others} == {"Avery Stone"}
    if method is Method.TIMER:
        first, second = syncro_side.of_ticket("timers", TICKET)
        assert (first["user_id"], second["user_id"]) == (shop.AVERY, shop.BLAKE)
        assert first["end_time"] == second["start_time"]


def test_two_techs_with_the_same_minutes_are_two_lines(desk: Desk, syncro_side: Syncro) -> None:
    works = (Work(60, "remote", "tech-1"), Work(60, "remote", "tech-2"))
    assert desk.bill(shop.number(TICKET), works=works).verified
    assert syncro_side.counts(TICKET)["lines"] == 2


def test_the_acting_tech_needs_no_work_of_their_own(desk: Desk, syncro_side: Syncro) -> None:
    done = desk.bill(shop.number(TICKET), works=(Work(60, "remote", "tech-2"),))
    assert done.verified
    assert [each["user_id"] for each in syncro_side.of_ticket("ticket_lines", TICKET)] == [shop.BLAKE]
    assert [each["user_id"] for each in syncro_side.resolutions(TICKET)] == [shop.AVERY]


def test_who_only_asks_for_the_bill_of_another_writes_nothing(desk: Desk, syncro_side: Syncro) -> None:
    done = desk.bill(shop.number(TICKET), works=(Work(60, "remote", "tech-2"),), work="", invoice=False)
    assert done.verified
    assert {each["key_owner"] for each in syncro_side.writes()} == {"Blake Rivers"}


def test_a_ticket_deleted_in_the_middle_leaves_it_unknown_whether_the_refused_line_was_stored(
    desk: Desk, syncro_side: Syncro
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))

    def deleted(said: str) -> None:
        if "add_line_item" in said:
            syncro_side.someone("DELETE", f"tickets/{TICKET}")

    desk.session.tell = deleted
    done = desk.execute(stored)
    assert (done.status, done.wrote) == (Status.UNKNOWN, Wrote.UNKNOWN)
    assert outcomes(done)["line-1"] == "unknown"
    assert "whether it was stored can't be determined" in done.message


def test_travel_is_one_event_whatever_its_length(desk: Desk, syncro_side: Syncro) -> None:
    works = (Work(60, "onsite", "tech-1"), Work(0, "travel", "tech-1"))
    done = desk.bill(shop.number(TICKET), works=works)
    assert done.verified
    lines = [(each["product_id"], each["quantity"]) for each in syncro_side.of_ticket("ticket_lines", TICKET)]
    assert lines == [(shop.ONSITE, "1.0"), (shop.TRAVEL, "1.0")]
    assert Decimal(syncro_side.of_ticket("invoices", TICKET)[0]["total"]) == 215


def test_warranty_work_on_a_block_warns_that_it_draws(desk: Desk, syncro_side: Syncro) -> None:
    plan = desk.plan(shop.number(BLOCK_TICKET), 60, "warranty")
    assert "prepay.no_charge_draws" in codes(plan)
    assert desk.execute(desk.keep(plan)).verified
    assert Decimal(syncro_side.block(shop.BLOCK)) == 19


def test_project_labor_needs_its_flag_and_draws_nothing(desk: Desk, syncro_side: Syncro) -> None:
    with pytest.raises(CheckFailed, match="--allow-project"):
        desk.keep(desk.plan(shop.number(BLOCK_TICKET), 60, "project"))
    assert desk.bill(shop.number(BLOCK_TICKET), 60, "project", allow_project=True).verified
    assert Decimal(syncro_side.block(shop.BLOCK)) == 20


@pytest.mark.parametrize("method", METHODS)
def test_without_an_invoice_only_the_lines_are_made(desk: Desk, syncro_side: Syncro, method: Method) -> None:
    done = desk.bill(shop.number(BLOCK_TICKET), 60, invoice=False, method=method)
    assert done.verified
    counts = syncro_side.counts(BLOCK_TICKET)
    assert (counts["lines"], counts["invoices"], counts["status"]) == (1, 0, "New")
    assert Decimal(syncro_side.block(shop.BLOCK)) == 20
    assert done.invoice is None


def test_the_start_given_is_the_timers_and_the_span_is_what_is_billed(desk: Desk, syncro_side: Syncro) -> None:
    start = datetime(2026, 11, 2, 14, 30, tzinfo=UTC)
    done = desk.bill(shop.number(BLOCK_TICKET), 60, "onsite", emergency=True, method=Method.TIMER, start=start)
    assert done.verified
    [timer] = syncro_side.of_ticket("timers", BLOCK_TICKET)
    began, ended = (datetime.fromisoformat(timer[name]) for name in ("start_time", "end_time"))
    assert (began, ended - began) == (start, timedelta(minutes=90))


def test_the_same_span_in_a_waiting_timer_stops_the_bill(desk: Desk, syncro_side: Syncro) -> None:
    span = {"start_at": "2026-11-02T10:00:00-07:00", "duration_minutes": 45, "product_id": shop.REMOTE}
    syncro_side.someone("POST", f"tickets/{TICKET}/timer_entry", span)
    assert "duplicate.timer" in codes(desk.plan(shop.number(TICKET), 45))
    assert "timer.uncharged" in codes(desk.plan(shop.number(TICKET), 60))


def test_a_generated_line_of_the_wrong_product_is_put_right(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.quirk("charge_ignores_product", True)
    done = desk.bill(shop.number(TICKET), 60, "onsite", method=Method.TIMER)
    assert done.verified, done.findings
    [line] = syncro_side.of_ticket("ticket_lines", TICKET)
    assert (line["product_id"], line["price_retail"], line["name"]) == (shop.ONSITE, 175, "Labor - Onsite Business")


def test_a_generated_line_that_is_right_isnt_touched(desk: Desk, syncro_side: Syncro) -> None:
    done = desk.bill(shop.number(TICKET), 60, method=Method.TIMER)
    assert outcomes(done)["repair-1"] == "skipped"
    assert syncro_side.writes("tickets.update_line_item") == []


def test_a_block_that_doesnt_drop_is_found_and_the_labor_named(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.quirk("prepay_draws", False)
    done = desk.bill(shop.number(BLOCK_TICKET), 60, "remote")
    assert (done.status, done.verified) == (Status.DONE, False)
    said = [finding.message for finding in done.findings if finding.code == "verify.prepay"]
    assert said
    assert "Labor - Remote Business" in said[0]


@pytest.mark.parametrize(
    ("ticket", "message"), [(shop.TICKETS[shop.DISABLED], "disabled"), (shop.DONE_TICKET, "already Invoiced")]
)
def test_a_ticket_that_cant_be_billed_says_why(desk: Desk, ticket: int, message: str) -> None:
    with pytest.raises(CheckFailed, match=message):
        desk.keep(desk.plan(shop.number(ticket)))


def test_an_unknown_ticket_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound, match="99999"):
        desk.plan(99999)


@pytest.mark.parametrize("minutes", [0, -5, 1441, 100_000])
def test_minutes_out_of_reason_are_refused(desk: Desk, minutes: int) -> None:
    with pytest.raises(UsageError, match=str(minutes)):
        desk.plan(shop.number(TICKET), minutes)


def test_a_key_without_the_permission_is_stopped_while_planning(desk: Desk, syncro_side: Syncro) -> None:
    desk.set(PROFILE="", API_KEY="no-invoice")
    with pytest.raises(NotAuthorized, match="invoice"):
        desk.plan(shop.number(TICKET))
    assert syncro_side.writes() == []


def operations(syncro: Syncro) -> list[str]:
    return [each["operation"] for each in syncro.requests()]


@pytest.mark.parametrize(("ticket", "most"), [(TICKET, 18), (BLOCK_TICKET, 19)])
def test_a_bill_costs_few_requests_with_nothing_known_before(
    desk: Desk, syncro_side: Syncro, ticket: int, most: int
) -> None:
    assert desk.bill(shop.number(ticket)).verified
    assert len(operations(syncro_side)) <= most, operations(syncro_side)


def test_two_plans_for_one_ticket_with_different_work_come_one_after_the_other(desk: Desk, syncro_side: Syncro) -> None:
    first, second = (
        desk.keep(desk.plan(shop.number(TICKET), 30)),
        desk.keep(desk.plan(shop.number(TICKET), 90, work="Other work")),
    )
    done: list[Execution] = [desk.execute(first), desk.execute(second)]
    assert [each.status for each in done] == [Status.DONE, Status.STALE]
    assert syncro_side.counts(TICKET)["lines"] == 1

"""A ticket changed as asked and no further, checked against the account's own lists (R-04)."""

from typing import Any

import pytest
from msgspec.structs import replace

import shop
from desk import Desk, Syncro, codes
from syncro.errors import Ambiguous, NotFound, UsageError
from syncro.records import Ticket
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.recognise import matches
from syncro.rules.tickets import updating
from syncro.workflows.planners.updating import UpdateRequest, plan_update

TICKET = shop.TICKETS[shop.PLAIN]


def planned(desk: Desk, ticket: int = TICKET, **more: Any) -> Plan:
    return plan_update(UpdateRequest(shop.number(ticket), desk.session.tech.alias, **more), desk.around())


@pytest.mark.parametrize(
    ("asked", "sent"),
    [
        ({"status": "in prog"}, {"status": "In Progress"}),
        ({"priority": "urgent"}, {"priority": "4 Urgent"}),
        ({"problem_type": "other"}, {"problem_type": "Other"}),
        ({"problem_type": "remoat"}, None),
        ({"problem_type": "lunch"}, {"problem_type": "Not determined"}),
        ({"assignee": "blake"}, {"user_id": shop.BLAKE}),
        ({"assignee": "me"}, {"user_id": shop.AVERY}),
        ({"contact": "pam"}, {"contact_id": shop.PAM}),
        ({"contact": "pat@c101.example"}, {"contact_id": shop.PAT}),
        ({"due": "2026-12-01 2pm"}, {"due_date": "2026-12-01T14:00:00-07:00"}),
        ({"due": "2026-12-01"}, {"due_date": "2026-12-01T17:00:00-07:00"}),
    ],
)
def test_only_what_is_asked_is_sent_stored_and_proved(
    desk: Desk, syncro_side: Syncro, asked: dict[str, str], sent: dict[str, Any] | None
) -> None:
    before = syncro_side.record("tickets", TICKET)
    plan = planned(desk, **asked)
    if sent is None:
        assert plan.is_blocked, "it is Remote already"
        return
    assert [step.call.body for step in plan.steps] == [sent]
    assert desk.execute(desk.keep(plan)).verified
    after = syncro_side.record("tickets", TICKET)
    changed = {name for name, value in after.items() if before.get(name) != value} - {"updated_at"}
    assert changed == set(sent)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"status": "Waitin on Customer"}, ["status.closest"]),
        ({"status": "in prog"}, ["status.closest"]),
        ({"status": "In  progress"}, []),
        ({"status": "customer"}, []),
        ({"priority": "urgent"}, []),
        ({"priority": "urg"}, ["priority.closest"]),
        ({"problem_type": "oth"}, ["problem_type.closest"]),
    ],
)
def test_a_value_that_wasnt_typed_whole_is_told_with_what_is_taken_for_it(
    desk: Desk, asked: dict[str, str], found: list[str]
) -> None:
    said = [each for each in planned(desk, **asked).findings if each.code.endswith(".closest")]
    assert [each.code for each in said] == found
    assert all("isn't a " in each.message and "; using " in each.message for each in said)


def test_a_due_date_reads_the_same_before_and_after(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"due_date": "2026-11-23T09:34:00-07:00"})
    [step] = planned(desk, due="2026-12-01 2pm").steps
    assert step.reason == "due date Mon 2026-11-23 09:34 (-07:00) → Tue 2026-12-01 14:00 (-07:00)"


FULL = {"user_id": shop.BLAKE, "contact_id": shop.PAT, "due_date": "2026-12-01T14:00:00-07:00"}


@pytest.mark.parametrize("field", FULL)
def test_what_is_cleared_is_sent_as_null_stored_and_proved(desk: Desk, syncro_side: Syncro, field: str) -> None:
    syncro_side.someone("PUT", f"tickets/{TICKET}", FULL)
    syncro_side.forget_requests()
    plan = planned(desk, clears=(field,))
    assert plan.steps[0].call.body == {field: None}
    assert desk.execute(desk.keep(plan)).verified
    after = syncro_side.record("tickets", TICKET)
    assert {name for name in FULL if after[name] is None} == {field}


@pytest.mark.parametrize(("fault", "status"), [("drop_after", "done"), ("drop_before", "unknown")])
def test_a_lost_answer_to_a_clearing_is_told_by_what_is_none_now(
    desk: Desk, syncro_side: Syncro, fault: str, status: str
) -> None:
    syncro_side.someone("PUT", f"tickets/{TICKET}", FULL)
    stored = desk.keep(planned(desk, clears=tuple(FULL)))
    syncro_side.fault(fault, "tickets.update")
    assert desk.execute(stored).status == status
    assert (syncro_side.record("tickets", TICKET)["contact_id"] is None) == (status == "done")


def test_a_reply_that_carries_the_contact_only_as_a_record_isnt_taken_for_none() -> None:
    ticket = Ticket.read({"id": 1, "number": 2, "contact_id": 5})
    seen = updating.step(ticket, {"contact_id": None, "priority": "x"}, tech="a", owner="A", words={}).recogniser
    assert seen
    assert matches({"id": 1, "priority": "x", "contact": None}, seen.match)
    assert not matches({"id": 1, "priority": "x", "contact": {"id": 5}}, seen.match)


def test_the_owner_changes_only_when_asked_for(desk: Desk, syncro_side: Syncro) -> None:
    assert desk.execute(desk.keep(planned(desk, status="in progress", priority="low"))).verified
    assert syncro_side.record("tickets", TICKET)["user_id"] is None


@pytest.mark.parametrize(
    ("asked", "error", "said"),
    [
        ({}, UsageError, "What should change"),
        ({"status": "waiting"}, Ambiguous, "Waiting on Vendor"),
        ({"status": "lunch"}, UsageError, "In Progress"),
        ({"contact": "pa"}, Ambiguous, "Pam Paper"),
        ({"contact": "zoe"}, NotFound, "Pat Paper"),
        ({"assignee": "nobody"}, NotFound, "Blake Rivers"),
        ({"due": "noon"}, UsageError, "noon"),
    ],
)
def test_what_fits_nothing_or_several_is_refused_with_what_there_is(
    desk: Desk, asked: dict[str, str], error: type[Exception], said: str
) -> None:
    with pytest.raises(error, match=said):
        planned(desk, **asked)


def test_a_chooser_is_asked_and_its_answer_taken(desk: Desk) -> None:
    asked = []

    def second(what: str, typed: str, labels: Any) -> int:
        asked.append((what, typed, list(labels)))
        return 1

    request = UpdateRequest(shop.number(TICKET), desk.session.tech.alias, status="waiting")
    plan = plan_update(request, replace(desk.around(), choose=second))
    assert asked == [("status", "waiting", ["Waiting on Customer", "Waiting on Vendor"])]
    assert plan.steps[0].call.body == {"status": "Waiting on Vendor"}


def test_lists_that_cant_be_read_make_free_text_with_a_warning(desk: Desk, syncro_side: Syncro) -> None:
    before = syncro_side.swap_ticket_settings({"ticket_status_list": []})
    try:
        plan = planned(desk, status="On the moon")
    finally:
        syncro_side.swap_ticket_settings(before)
    assert "status.unchecked" in codes(plan)
    assert plan.steps[0].call.body == {"status": "On the moon"}


def test_a_change_since_the_preview_is_stale_and_one_elsewhere_isnt(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(planned(desk, priority="high"))
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"priority": "3 Low"})
    assert desk.execute(stored).status == "stale"
    assert syncro_side.record("tickets", TICKET)["priority"] == "3 Low"
    again = desk.keep(planned(desk, priority="high"))
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"status": "In Progress"})
    assert desk.execute(again).verified


@pytest.mark.parametrize("fault", ["drop_after", "error_after", "html_200"])
def test_a_lost_answer_is_settled_by_reading(desk: Desk, syncro_side: Syncro, fault: str) -> None:
    stored = desk.keep(planned(desk, priority="high", due="2026-12-01 2pm", contact="pam"))
    syncro_side.fault(fault, "tickets.update")
    assert desk.execute(stored).verified
    assert len(syncro_side.writes("tickets.update")) == 1


def test_what_is_so_already_is_left_out_and_alone_stops_the_plan(desk: Desk) -> None:
    plan = planned(desk, status="new", priority="high")
    assert plan.steps[0].call.body == {"priority": "1 High"}
    assert "update.already" in codes(plan)
    assert planned(desk, status="new").is_blocked


@pytest.mark.parametrize("status", ["resolved", "invoiced"])
def test_a_ticket_without_time_isnt_closed_by_the_way(desk: Desk, status: str) -> None:
    plan = planned(desk, status=status)
    assert plan.is_blocked
    assert "ticket.no_time" in codes(plan)


def test_a_ticket_with_unbilled_lines_is_closed_with_a_warning(desk: Desk, syncro_side: Syncro) -> None:
    line = {"name": "Hardware", "description": "Cable", "quantity": 1, "price_retail": 9, "taxable": False}
    syncro_side.someone("POST", f"tickets/{TICKET}/add_line_item", line)
    plan = planned(desk, status="resolved")
    assert "ticket.unbilled" in codes(plan)
    assert not plan.is_blocked

"""A ticket closed with its resolution, and with time or a reason why there is none (R-05)."""

from typing import Any

import pytest

import shop
from desk import Desk, Syncro, codes, outcomes
from syncro.errors import CheckFailed, UsageError
from syncro.rules.billing.work import Work
from syncro.rules.plans.plan import Plan
from syncro.rules.tickets.comments import CommentMode
from syncro.workflows.planners.closing import CloseRequest, plan_close

TICKET = shop.TICKETS[shop.PLAIN]
TEXT = "Replaced the power supply"


def planned(desk: Desk, ticket: int = TICKET, text: str = TEXT, **more: Any) -> Plan:
    return plan_close(CloseRequest(shop.number(ticket), desk.session.tech.alias, text, **more), desk.around())


def billed(desk: Desk, ticket: int = TICKET, **more: Any) -> Plan:
    alias = desk.session.tech.alias
    request = CloseRequest(shop.number(ticket), alias, TEXT, works=(Work(45, "remote", alias),), **more)
    return plan_close(request, desk.around())


def give_time(syncro_side: Syncro, kind: str) -> None:
    if kind == "line":
        line = {"name": "Hardware", "description": "Cable", "quantity": 1, "price_retail": 9, "taxable": False}
        syncro_side.someone("POST", f"tickets/{TICKET}/add_line_item", line)
    else:
        start = {"start_at": "2026-10-02T10:00:00-07:00", "duration_minutes": 30}
        syncro_side.someone("POST", f"tickets/{TICKET}/timer_entry", start)


def test_without_time_and_without_a_reason_it_isnt_closed(desk: Desk, syncro_side: Syncro) -> None:
    plan = planned(desk)
    assert "close.no_time" in codes(plan)
    with pytest.raises(CheckFailed, match="--no-time"):
        desk.keep(plan)
    assert syncro_side.writes() == []


def test_a_reason_becomes_an_internal_comment_beside_the_resolution(desk: Desk, syncro_side: Syncro) -> None:
    done = desk.execute(desk.keep(planned(desk, no_time="opened twice")))
    assert done.verified
    assert outcomes(done) == {"comment": "done", "no-time": "done", "resolve": "done"}
    [resolution] = syncro_side.resolutions(TICKET)
    assert (resolution["body"], resolution["hidden"]) == (TEXT, False)
    [reason] = [each for each in syncro_side.of_ticket("comments", TICKET) if each["subject"] == "No time"]
    assert (reason["body"], reason["hidden"]) == ("No time because: opened twice", True)
    ticket = syncro_side.record("tickets", TICKET)
    assert ticket["status"] == "Resolved"
    assert ticket["resolved_at"]


@pytest.mark.parametrize("kind", ["line", "timer"])
def test_any_time_is_enough_and_what_isnt_billed_is_said(desk: Desk, syncro_side: Syncro, kind: str) -> None:
    give_time(syncro_side, kind)
    plan = planned(desk)
    assert "ticket.unbilled" in codes(plan)
    assert desk.execute(desk.keep(plan)).verified
    assert "close.has_time" in codes(planned(desk, no_time="none"))


def test_time_that_came_since_the_preview_makes_a_close_without_time_stale(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(planned(desk, no_time="opened twice"))
    give_time(syncro_side, "timer")
    assert desk.execute(stored).status == "stale"
    assert syncro_side.resolutions(TICKET) == []


def test_closing_with_time_bills_it_in_the_same_plan(desk: Desk, syncro_side: Syncro) -> None:
    done = desk.execute(desk.keep(billed(desk)))
    assert done.verified
    assert (
        syncro_side.counts(TICKET).items() >= {"comments": 1, "lines": 1, "invoices": 1, "status": "Invoiced"}.items()
    )


def test_closing_with_time_and_no_invoice_resolves_it(desk: Desk, syncro_side: Syncro) -> None:
    done = desk.execute(desk.keep(billed(desk, invoice=False)))
    assert done.verified
    assert syncro_side.counts(TICKET).items() >= {"lines": 1, "invoices": 0, "status": "Resolved"}.items()


@pytest.mark.parametrize("operation", ["tickets.comment", "tickets.update"])
@pytest.mark.parametrize("fault", ["drop_after", "error_after"])
def test_a_lost_answer_leaves_one_of_each(desk: Desk, syncro_side: Syncro, operation: str, fault: str) -> None:
    stored = desk.keep(planned(desk, no_time="opened twice"))
    syncro_side.fault(fault, operation)
    assert desk.execute(stored).verified
    assert len(syncro_side.writes("tickets.comment")) == 2
    assert len(syncro_side.writes("tickets.update")) == 1


@pytest.mark.parametrize("step", [0, 1])
def test_a_refused_step_is_told_and_resume_finishes_the_rest(desk: Desk, syncro_side: Syncro, step: int) -> None:
    stored = desk.keep(planned(desk, no_time="opened twice"))
    syncro_side.fault("drop_before", "tickets.comment", after=step)
    assert desk.execute(stored).status == "unknown"
    syncro_side.calm()
    assert desk.resume(stored).verified
    assert len([each for each in syncro_side.of_ticket("comments", TICKET) if each["subject"] != "Initial Issue"]) == 2


def test_a_closed_ticket_isnt_closed_again(desk: Desk, syncro_side: Syncro) -> None:
    assert "close.already" in codes(planned(desk, shop.DONE_TICKET, no_time="x"))
    assert desk.execute(desk.keep(planned(desk, no_time="opened twice"))).verified
    assert planned(desk, no_time="opened twice").is_blocked


def test_an_emailed_resolution_says_to_whom_also_when_it_is_billed(desk: Desk, syncro_side: Syncro) -> None:
    for plan in (
        planned(desk, shop.OTHER_TICKET, mode=CommentMode.EMAIL, no_time="x"),
        billed(desk, shop.OTHER_TICKET, mode=CommentMode.EMAIL),
    ):
        assert any("pat@c101.example" in each.value for each in plan.evidence)


@pytest.mark.parametrize(("text", "code"), [("", "text.empty"), ("the password is hunter2x", "text.secret")])
def test_words_are_checked(desk: Desk, text: str, code: str) -> None:
    assert code in codes(planned(desk, text=text, no_time="opened twice"))


def test_a_billed_close_needs_a_resolution(desk: Desk) -> None:
    alias = desk.session.tech.alias
    with pytest.raises(UsageError, match="resolution"):
        plan_close(CloseRequest(shop.number(TICKET), alias, "", works=(Work(45, "remote", alias),)), desk.around())

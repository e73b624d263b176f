"""A ticket, its description and its appointment from one plan, each once (R-20, R-52)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

import shop
from desk import Desk, Syncro, codes, outcomes
from syncro.errors import NotFound, UsageError
from syncro.rules.plans.plan import Plan
from syncro.workflows.planners.creating import CreateRequest, plan_create

SUBJECT = "Fax machine hums"
FULL = {
    "problem_type": "remote",
    "priority": "urgent",
    "due": "2031-12-05",
    "assignee": "blake",
    "contact": "pat",
    "asset": "sn-601",
    "start": "2031-12-01 2pm",
    "visit_type": "onsite",
    "location": "Back office",
}


def planned(desk: Desk, subject: str = SUBJECT, customer: int = shop.PLAIN, **more: Any) -> Plan:
    given = {"description": "It hums\nall day", **more}
    return plan_create(CreateRequest(str(customer), desk.session.tech.alias, subject, **given), desk.around())


def made(syncro_side: Syncro, subject: str = SUBJECT) -> list[dict[str, Any]]:
    return [each for each in syncro_side.records("tickets") if each["subject"] == subject]


def test_three_requests_of_one_plan_the_later_ones_with_the_id_of_the_first(desk: Desk, syncro_side: Syncro) -> None:
    done = desk.execute(desk.keep(planned(desk, **FULL)))
    assert done.verified, done
    assert outcomes(done) == {"ticket": "done", "comment": "done", "appointment": "done"}
    [ticket] = made(syncro_side)
    wanted = {"customer_id": shop.PLAIN, "problem_type": "Remote", "priority": "4 Urgent", "user_id": shop.BLAKE}
    assert ticket.items() >= (wanted | {"contact_id": shop.PAT, "asset_ids": [601]}).items()
    assert ticket["due_date"].startswith("2031-12-05T17:00:00")
    [comment] = syncro_side.of_ticket("comments", ticket["id"])
    assert (comment["subject"], comment["body"]) == ("Initial Issue", "It hums<br>all day")
    [visit] = syncro_side.of_ticket("appointments", ticket["id"])
    start, end = (datetime.fromisoformat(visit[name]) for name in ("start_at", "end_at"))
    assert (start.isoformat(), end - start) == ("2031-12-01T14:00:00-07:00", timedelta(minutes=90))
    assert (visit["user_id"], visit["location"]) == (shop.BLAKE, "Back office")
    assert visit["appointment_type_id"] == shop.ONSITE_VISIT
    assert syncro_side.control("GET", "outbox")["outbox"] == []


def test_blank_fields_are_left_out_and_without_a_start_there_is_no_appointment(desk: Desk) -> None:
    plan = planned(desk)
    assert [step.name for step in plan.steps] == ["ticket", "comment"]
    assert plan.steps[0].call.body == {"customer_id": shop.PLAIN, "subject": SUBJECT, "priority": "2 Normal"}


def test_the_customer_is_mailed_only_when_asked_for(desk: Desk, syncro_side: Syncro) -> None:
    assert desk.execute(desk.keep(planned(desk, mails=True))).verified
    assert [each["to"] for each in syncro_side.control("GET", "outbox")["outbox"]] == ["office@c101.example"]


def test_an_email_goes_to_the_contact_that_the_preview_names(desk: Desk, syncro_side: Syncro) -> None:
    plan = planned(desk, mails=True, contact="pat")
    assert any("pat@c101.example" in each.value for each in plan.evidence)
    assert desk.execute(desk.keep(plan)).verified
    assert [each["to"] for each in syncro_side.control("GET", "outbox")["outbox"]] == ["pat@c101.example"]


@pytest.mark.parametrize("operation", ["tickets.create", "tickets.comment", "appointments.create"])
@pytest.mark.parametrize("fault", ["drop_after", "error_after", "null_body"])
def test_a_lost_answer_of_any_step_leaves_one_of_each(
    desk: Desk, syncro_side: Syncro, operation: str, fault: str
) -> None:
    stored = desk.keep(planned(desk, **FULL))
    syncro_side.fault(fault, operation)
    assert desk.execute(stored).verified
    [ticket] = made(syncro_side)
    assert len(syncro_side.of_ticket("comments", ticket["id"])) == 1
    assert len(syncro_side.of_ticket("appointments", ticket["id"])) == 1


@pytest.mark.parametrize("operation", ["tickets.create", "tickets.comment", "appointments.create"])
def test_what_never_arrived_is_sent_by_resume_and_the_rest_isnt_repeated(
    desk: Desk, syncro_side: Syncro, operation: str
) -> None:
    stored = desk.keep(planned(desk, **FULL))
    syncro_side.fault("drop_before", operation)
    assert desk.execute(stored).status == "unknown"
    syncro_side.calm()
    assert desk.resume(stored).verified
    [ticket] = made(syncro_side)
    assert len(syncro_side.of_ticket("comments", ticket["id"])) == 1
    assert len(syncro_side.of_ticket("appointments", ticket["id"])) == 1


def test_the_same_again_within_the_hour_stops_and_with_a_reason_is_made(desk: Desk, syncro_side: Syncro) -> None:
    assert desk.execute(desk.keep(planned(desk))).verified
    again = planned(desk)
    assert again.is_blocked
    assert "duplicate.ticket" in codes(again)
    assert desk.execute(desk.keep(planned(desk, allow_repeat="two machines"))).verified
    assert len(made(syncro_side)) == 2


def test_a_similar_open_ticket_is_shown_and_another_customers_isnt(desk: Desk) -> None:
    plan = planned(desk, "trouble 9001 again")
    assert "ticket.similar" in codes(plan)
    assert not plan.is_blocked
    elsewhere = planned(desk, "trouble 9001 again", shop.BLOCK)
    shown = {finding.evidence["id"] for finding in elsewhere.findings if finding.code == "ticket.similar"}
    assert shown == {shop.TICKETS[shop.BLOCK]}


def test_an_equal_ticket_made_since_the_preview_makes_it_stale(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(planned(desk))
    syncro_side.someone("POST", "tickets", {"customer_id": shop.PLAIN, "subject": SUBJECT})
    assert desk.execute(stored).status == "stale"
    assert len(made(syncro_side)) == 1


@pytest.mark.parametrize(
    ("given", "error", "said"),
    [
        ({"subject": " "}, UsageError, "SUBJECT"),
        ({"description": ""}, UsageError, "--description"),
        ({"contact": "zoe"}, NotFound, "Pat Paper"),
        ({"asset": "zoe"}, NotFound, "PLAIN-LT-01"),
        ({"end": "3pm"}, UsageError, "--start"),
        ({"start": "tomorrow 2pm", "end": "1pm"}, UsageError, "isn't after"),
        ({"start": "tomorrow"}, UsageError, "no time"),
        ({"start": "tomorrow 2pm", "visit_type": "moon"}, NotFound, "Onsite"),
    ],
)
def test_an_impossible_input_is_refused(desk: Desk, given: dict[str, str], error: type[Exception], said: str) -> None:
    with pytest.raises(error, match=said):
        planned(desk, **given)


def test_a_disabled_customer_and_a_password_stop_the_plan(desk: Desk) -> None:
    assert "customer.disabled" in codes(planned(desk, customer=shop.DISABLED))
    assert "text.secret" in codes(planned(desk, description="the password is hunter2x"))

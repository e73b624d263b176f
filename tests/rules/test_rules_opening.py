"""Whether a ticket is there already, and what its steps refer to (R-20)."""

from datetime import timedelta

import pytest
from rules_stage import NOW

from syncro.calls import from_step
from syncro.records import Ticket
from syncro.rules.tickets.creating import Visit, alike, similar, ticket_step, visit_findings, visit_step


def ticket(subject: str, *, minutes_ago: int = 5, id_: int = 1) -> Ticket:
    made = (NOW - timedelta(minutes=minutes_ago)).isoformat()
    return Ticket.read({"id": id_, "number": 32000 + id_, "subject": subject, "created_at": made, "customer_id": 5})


@pytest.mark.parametrize(
    ("one", "other", "is_similar"),
    [
        ("Printer jams", "printer  JAMS", True),
        ("Printer jams in tray 2", "The printer jams again", True),
        ("Printer jams", "Printr jam", True),
        ("Printer jams", "New laptop for Dana", False),
        ("Printer jams", "", False),
        ("VPN", "Fax", False),
    ],
)
def test_alike_by_spelling_or_by_half_of_the_telling_words(one: str, other: str, is_similar: bool) -> None:
    assert similar(one, other) is is_similar
    assert similar(other, one) is is_similar


@pytest.mark.parametrize(
    ("there", "said"),
    [
        (ticket("Printer jams"), [("duplicate.ticket", "block")]),
        (ticket("Printer jams", minutes_ago=90), [("ticket.similar", "warning")]),
        (ticket("The printer jams again"), [("ticket.similar", "warning")]),
        (ticket("New laptop"), []),
    ],
)
def test_an_equal_one_within_the_hour_stops_and_a_similar_one_is_shown(
    there: Ticket, said: list[tuple[str, str]]
) -> None:
    found = alike("Printer jams", [there], [there], NOW)
    assert [(each.code, each.severity.value) for each in found] == said


def test_an_equal_ticket_that_is_there_isnt_taken_for_the_new_one() -> None:
    fields = {"customer_id": 5, "subject": "Printer jams"}
    there = [ticket("Printer jams"), ticket("Other", id_=2)]
    found = ticket_step(fields, since=NOW, existing=there, tech="a", owner="Ana").recogniser
    assert found
    assert found.known == (1,)
    assert found.read.query["customer_id"] == 5


def test_the_appointment_hangs_on_the_ticket_and_leaves_blank_fields_out() -> None:
    visit = Visit(NOW, NOW + timedelta(minutes=90), 7, "Ana")
    step = visit_step(visit, customer_id=5, subject="S", mails=False, tech="a", owner="Ana")
    assert step.call.body == {
        "ticket_id": from_step("ticket"),
        "customer_id": 5,
        "summary": "S",
        "start_at": "2026-06-15T17:00:00+00:00",
        "end_at": "2026-06-15T18:30:00+00:00",
        "user_ids": [7],
        "do_not_email": True,
    }
    assert "Mon 2026-06-15 17:00" in step.reason
    assert [each.code for each in visit_findings(visit, NOW)] == ["visit.past"]
    assert visit_findings(visit, NOW - timedelta(hours=1)) == []

"""Nothing is written a second time unasked (R-43, R-52, design §3.4)."""

from datetime import timedelta
from typing import Any

import pytest
from rules_stage import NOW, codes, decided, line, ticket, work

from syncro.records import Comment
from syncro.rules.billing.repeats import equal_lines, equal_timers
from syncro.rules.findings import Severity, blocking
from syncro.rules.tickets.duplicates import allowed, equal_comments

TEXT = "Cleaned the mailbox"
CHARGES = decided(work(60, "remote")).charges


def stamp(minutes_ago: int) -> str:
    return (NOW - timedelta(minutes=minutes_ago)).isoformat()


def said(*rows: dict[str, Any]) -> list[Any]:
    return equal_lines(ticket(line_items=list(rows)), CHARGES, TEXT, NOW)


def test_an_equal_waiting_line_stops_the_bill_however_old() -> None:
    found = said(line(1, created_at=stamp(9999)))
    assert codes(blocking(found)) == ["duplicate.line"]
    assert found[0].evidence == {"id": 1}


def test_an_equal_line_in_other_dress_is_equal_still() -> None:
    assert blocking(said(line(1, quantity="1", description=" Cleaned <br>the mailbox ")))


def test_a_waiting_line_with_other_words_is_a_warning() -> None:
    found = said(line(1, description="Set up a printer"))
    assert [f.severity for f in found] == [Severity.WARNING]
    assert "Set up a printer" in found[0].message


def test_an_invoiced_line_counts_only_when_it_was_made_moments_ago() -> None:
    assert blocking(said(line(1, converted=True, created_at=stamp(5))))
    assert not said(line(1, converted=True, created_at=stamp(61)))
    assert not said(line(1, converted=True))


@pytest.mark.parametrize("other", [{"quantity": "1.5"}, {"product_id": 26118}, {"product_id": None}])
def test_another_product_or_quantity_is_other_work(other: dict[str, Any]) -> None:
    assert not said(line(1, **other))


def timer(timer_id: int, minutes: int = 60, **changes: Any) -> dict[str, Any]:
    end = (NOW + timedelta(minutes=minutes)).isoformat()
    return {"id": timer_id, "start_time": NOW.isoformat(), "end_time": end, "recorded": False, **changes}


def test_an_uncharged_timer_entry_of_the_same_span_stops_either_method() -> None:
    about = ticket(ticket_timers=[timer(5)])
    for method_is_timer in (True, False):
        assert codes(blocking(equal_timers(about, CHARGES, method_is_timer))) == ["duplicate.timer"]


def test_other_uncharged_timer_entries_are_told_when_lines_are_billed() -> None:
    about = ticket(ticket_timers=[timer(5, 20), timer(6, end_time=None)])
    (found,) = equal_timers(about, CHARGES, method_is_timer=False)
    assert (found.severity, found.evidence) == (Severity.WARNING, {"ids": [5, 6]})
    assert not equal_timers(about, CHARGES, method_is_timer=True)


def test_a_charged_timer_entry_is_settled() -> None:
    assert not equal_timers(ticket(ticket_timers=[timer(5, recorded=True)]), CHARGES, method_is_timer=False)


def comments(*rows: dict[str, Any]) -> list[Comment]:
    return [Comment.read({"id": n, "subject": "Resolution", "body": TEXT, **row}) for n, row in enumerate(rows, 1)]


def test_a_comment_that_says_the_same_moments_ago_stops_the_bill() -> None:
    made = comments({"created_at": stamp(59)}, {"created_at": stamp(61)}, {"created_at": stamp(1), "subject": "Other"})
    found = equal_comments(made, "Resolution", "Cleaned<br>the mailbox", NOW)
    assert [f.evidence for f in blocking(found)] == [{"id": 1}]


def test_a_comment_without_a_time_or_with_other_words_stops_nothing() -> None:
    made = comments({}, {"created_at": stamp(1), "body": "Other"})
    assert not equal_comments(made, "Resolution", TEXT, NOW)


def test_a_clock_that_runs_ahead_is_no_way_around() -> None:
    assert equal_comments(comments({"created_at": stamp(-5)}), "Resolution", TEXT, NOW)


def test_with_a_reason_a_stop_becomes_a_warning_that_carries_it() -> None:
    (found,) = allowed(said(line(1)), "two mailboxes")
    assert (found.code, found.severity, found.evidence) == ("duplicate.line", Severity.WARNING, {"id": 1})
    assert found.message.endswith("Repeated on purpose: two mailboxes")
    assert "--allow-repeat" not in found.text


def test_with_a_reason_what_was_no_stop_stays_as_it_is() -> None:
    found = said(line(1, description="Set up a printer"))
    assert allowed(found, "two mailboxes") == found


def test_without_a_reason_a_stop_stays_a_stop() -> None:
    assert allowed(said(line(1)), "") == said(line(1))

"""Times typed for appointments and due dates: ends, summer time, zones, years (R-10, R-20)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

import shop
from desk import Syncro

Line = Callable[..., Any]
CREATE = ("create", "plain paper", "Fax machine hums", "--description", "All day", "--json")
NEW_YORK = {"time_zone": "America/New_York", "time_offset": "-05:00"}


def slot(plan: Any) -> list[str]:
    body = plan.json["steps"][-1]["body"]
    return [body["start_at"], body["end_at"]]


def minutes(plan: Any) -> float:
    start, end = map(datetime.fromisoformat, slot(plan))
    return (end - start).total_seconds() / 60


def codes(plan: Any) -> set[str]:
    return {finding["code"] for finding in plan.json["findings"]}


def in_zone(syncro_side: Syncro, time_zone: str, time_offset: str) -> None:
    locale = {"time_zone": time_zone, "time_offset": time_offset}
    syncro_side.control("PUT", "settings", {"account": {"locale": locale}})


@pytest.mark.parametrize(
    ("start", "end", "length"),
    [
        ("tomorrow 2pm", "tomorrow 3pm", 60),
        ("tomorrow 2pm", "15:30", 90),
        ("2031-12-01 2pm", "4:15pm", 135),
        ("2031-12-01 22:00", "2031-12-02 01:00", 180),
    ],
)
def test_the_words_of_an_end_are_meant_from_now_and_a_time_alone_on_the_starts_day(
    line: Line, start: str, end: str, length: int
) -> None:
    plan = line(*CREATE, "--start", start, "--end", end)
    assert plan.code == 7, plan.err
    assert minutes(plan) == length
    assert "appointment.long" not in codes(plan)


@pytest.mark.parametrize(
    ("start", "end"), [("tomorrow 3pm", "tomorrow 2pm"), ("tomorrow 2pm", "2pm"), ("2031-12-01 2pm", "tomorrow 3pm")]
)
def test_an_end_that_isnt_after_the_start_is_refused(line: Line, start: str, end: str) -> None:
    done = line(*CREATE, "--start", start, "--end", end)
    assert done.code == 2, done.out
    assert "isn't after the start" in done.err


def test_more_than_twelve_hours_are_asked_about(line: Line, syncro_side: Syncro) -> None:
    assert "appointment.long" in codes(line(*CREATE, "--start", "2031-12-01 8:00", "--end", "20:01"))
    assert "appointment.long" not in codes(line(*CREATE, "--start", "2031-12-01 8:00", "--end", "20:00"))
    body = {"start_at": "2031-12-01T08:00:00-07:00", "summary": "Swap", "customer_id": shop.PLAIN}
    syncro_side.someone("POST", "appointments", body)
    words = ("move-appointment", "plain", "--date", "2031-12-01", "--start", "9:00", "--end", "22:00", "--json")
    assert "appointment.long" in codes(line(*words))


@pytest.mark.parametrize("start", ["2027-11-07T00:30", "2027-03-14T01:30", "2027-06-01T10:00"])
def test_ninety_minutes_are_ninety_whatever_the_clocks_do_meanwhile(
    line: Line, syncro_side: Syncro, start: str
) -> None:
    in_zone(syncro_side, **NEW_YORK)
    assert minutes(line(*CREATE, "--start", start)) == 90


def test_a_moved_appointment_is_as_long_as_before_also_over_summer_time(line: Line, syncro_side: Syncro) -> None:
    in_zone(syncro_side, **NEW_YORK)
    times = {"start_at": "2027-11-05T09:00:00-04:00", "end_at": "2027-11-05T11:00:00-04:00"}
    syncro_side.someone("POST", "appointments", {**times, "summary": "Swap", "customer_id": shop.PLAIN})
    moved = line("move-appointment", "plain", "--date", "2027-11-05", "--start", "2027-11-07T00:30", "--json")
    assert minutes(moved) == 120
    assert slot(moved)[1].endswith("-05:00")


def test_a_zone_by_the_name_that_rails_gives_it_knows_summer_time(line: Line, syncro_side: Syncro) -> None:
    in_zone(syncro_side, "Pacific Time (US & Canada)", "-08:00")
    plan = line(*CREATE, "--start", "2027-07-01 2pm")
    assert slot(plan)[0] == "2027-07-01T14:00:00-07:00"
    assert codes(plan).isdisjoint({"zone.fixed", "zone.unknown"})


def test_a_zone_known_only_by_its_offset_is_said_to_be_so(line: Line, syncro_side: Syncro) -> None:
    in_zone(syncro_side, "Moonbase", "-08:00")
    assert "zone.fixed" in codes(line(*CREATE, "--start", "2027-07-01 2pm"))
    assert "zone.fixed" in codes(line("update", str(shop.number(shop.TICKETS[shop.PLAIN])), "--due", "fri", "--json"))
    body = {"start_at": "2031-12-01T08:00:00-07:00", "summary": "Swap", "customer_id": shop.PLAIN}
    syncro_side.someone("POST", "appointments", body)
    move = ("move-appointment", "plain", "--date", "2031-12-01", "--start", "9:00", "--json")
    assert "zone.fixed" in codes(line(*move))


@pytest.mark.parametrize("typed", ["2031-12-01T21:00Z", "2031-12-01T22:00+01:00"])
def test_a_time_of_another_zone_is_shown_on_the_accounts_clocks(line: Line, typed: str) -> None:
    shown = line(*CREATE[:-1], "--start", typed).out
    assert "Mon 2031-12-01 14:00 (-07:00) to Mon 2031-12-01 15:30 (-07:00)" in shown
    assert typed in shown, "as it was typed, too"


YEARS = ("9999-12-31T23:59", "0001-01-01 2pm", "1999-12-31T12:00Z", "2101-01-01 2pm", "9999-12-31T23:59-12:00")


@pytest.mark.parametrize("typed", YEARS)
def test_a_year_that_nobody_means_is_refused(line: Line, syncro_side: Syncro, typed: str) -> None:
    number = str(shop.number(shop.TICKETS[shop.PLAIN]))
    for words in (
        (*CREATE, "--start", typed),
        (*CREATE, "--due", typed),
        (*CREATE, "--start", "tomorrow 2pm", "--end", typed),
        ("update", number, "--due", typed),
        ("move-appointment", "plain", "--date", typed[:10], "--start", "9:00"),
        ("estimate", "create", "plain", "Desk", "--date", typed[:10]),
        ("bill", number, "--minutes", "15", "--labor", "remote", "--work", "x", "--method", "timer", "--start", typed),
    ):
        done = line(*words)
        assert done.code == 2, (words, done.err)
        assert "only the years 2000 to 2100" in done.err, words
    assert syncro_side.writes() == []

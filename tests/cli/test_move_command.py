"""`syncro move-appointment`: the right one is found, its conflicts are shown, and it is proved to have moved (R-10)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import Syncro, environment
from terminal import Terminal

Line = Callable[..., Any]
DAY = "2027-03-05"
"""A Friday."""


def book(syncro_side: Syncro, start: str, *, customer: int | None = shop.PLAIN, **more: Any) -> int:
    """An appointment of an hour on that day, made by somebody else."""
    fields = {"start_at": f"{DAY}T{start}:00-07:00", "summary": "Swap the switch", "user_ids": [shop.AVERY]}
    body = {**fields, "customer_id": customer, **more}
    made = int(syncro_side.someone("POST", "appointments", body)["appointment"]["id"])
    syncro_side.forget_requests()
    return made


def moved(line: Line, *words: str) -> Any:
    """Planned and executed, both as JSON."""
    planned = line("move-appointment", *words, "--json")
    assert planned.code == 7, planned.err
    plan = planned.json
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    return plan, done


def times(syncro_side: Syncro, id_: int) -> list[datetime]:
    row = syncro_side.record("appointments", id_)
    return [datetime.fromisoformat(row[name]) for name in ("start_at", "end_at")]


def test_it_is_moved_keeps_its_length_and_is_read_back(line: Line, syncro_side: Syncro) -> None:
    id_ = book(syncro_side, "09:00")
    plan, done = moved(line, "plain", "--date", DAY, "--start", "14:30")
    assert (done.code, done.json["verified"]) == (0, True)
    assert plan["steps"][0]["path"] == f"/appointments/{id_}"
    start = datetime.fromisoformat(f"{DAY}T14:30-07:00")
    assert times(syncro_side, id_) == [start, start + timedelta(hours=1)]
    assert {e["label"]: e["value"] for e in plan["evidence"]}["Now"] == f"Fri {DAY} 09:00 to 10:00 (-07:00)"


def test_a_new_end_and_another_day_are_taken_as_said(line: Line, syncro_side: Syncro) -> None:
    id_ = book(syncro_side, "09:00")
    _, done = moved(line, "plain", "--date", DAY, "--start", "2027-03-08T08:00", "--end", "11:15")
    assert done.json["verified"] is True
    assert times(syncro_side, id_) == [
        datetime.fromisoformat("2027-03-08T08:00-07:00"),
        datetime.fromisoformat("2027-03-08T11:15-07:00"),
    ]


def test_only_conflicts_of_its_own_tech_are_shown(line: Line, syncro_side: Syncro) -> None:
    book(syncro_side, "09:00")
    book(syncro_side, "14:00", customer=shop.BLOCK, summary="Own conflict")
    book(syncro_side, "14:00", customer=shop.BLOCK, summary="Of another tech", user_ids=[shop.BLAKE])
    book(syncro_side, "15:30", customer=shop.BLOCK, summary="Just after")
    plan, done = moved(line, "plain", "--date", DAY, "--start", "14:30")
    said = [finding["message"] for finding in plan["findings"] if finding["code"] == "appointment.conflict"]
    assert len(said) == 1
    assert "Own conflict" in said[0]
    assert done.json["verified"] is True, "a conflict is shown, a person decides"


def test_a_long_appointment_of_the_evening_before_is_a_conflict_too(line: Line, syncro_side: Syncro) -> None:
    book(syncro_side, "09:00")
    night = {"start_at": "2027-03-04T22:00:00-07:00", "end_at": f"{DAY}T03:00:00-07:00", "summary": "Server night"}
    book(syncro_side, "00:00", customer=shop.BLOCK, **night)
    done = line("move-appointment", "plain", "--date", DAY, "--start", "02:00", "--dry-run")
    assert "Server night" in done.out


@pytest.mark.parametrize("quirk", [("appointments_nested", True), ("appointments_nested", False)])
def test_appointments_of_other_customers_and_days_are_left_out(
    line: Line, syncro_side: Syncro, quirk: tuple[str, bool]
) -> None:
    syncro_side.quirk(*quirk)
    id_ = book(syncro_side, "09:00")
    book(syncro_side, "09:00", customer=shop.BLOCK)
    book(syncro_side, "09:00", start_at="2027-03-06T09:00:00-07:00")
    book(syncro_side, "09:00", start_at="2027-03-04T23:30:00-07:00")
    plan = line("move-appointment", "plain", "--date", DAY, "--start", "14:30", "--json").json
    assert plan["steps"][0]["path"] == f"/appointments/{id_}"


def test_several_on_one_day_are_listed_and_none_is_guessed(line: Line, syncro_side: Syncro) -> None:
    first, second = book(syncro_side, "09:00"), book(syncro_side, "11:00", summary="Second visit")
    done = line("move-appointment", "plain", "--date", DAY, "--start", "14:30")
    assert done.code == 2
    assert f"(id {first})" in done.err
    assert f"(id {second})" in done.err
    plan = line("move-appointment", "plain", "--date", DAY, "--id", str(second), "--start", "14:30", "--json").json
    assert plan["subject"]["id"] == second


def test_without_a_date_the_next_60_days_are_looked_through(line: Line, syncro_side: Syncro) -> None:
    now = datetime.now().astimezone()
    soon, late = ((now + timedelta(days=days)).isoformat(timespec="seconds") for days in (30, 75))
    id_ = book(syncro_side, "09:00", start_at=soon)
    book(syncro_side, "09:00", start_at=late)
    plan = line("move-appointment", "plain", "--start", "06:00", "--json").json
    assert plan["subject"]["id"] == id_


def test_one_that_was_moved_meanwhile_makes_the_plan_stale(line: Line, syncro_side: Syncro) -> None:
    id_ = book(syncro_side, "09:00")
    plan = line("move-appointment", "plain", "--date", DAY, "--start", "14:30", "--json").json
    syncro_side.someone("PUT", f"appointments/{id_}", {"start_at": f"{DAY}T10:00:00-07:00"})
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["status"], done.json["wrote"]) == (8, "stale", "no")


@pytest.mark.parametrize("fault", ["drop_after", "error_after", "html_200"])
def test_a_lost_answer_is_settled_by_reading(line: Line, syncro_side: Syncro, fault: str) -> None:
    book(syncro_side, "09:00")
    syncro_side.fault(fault, "appointments.update", count=1)
    _, done = moved(line, "plain", "--date", DAY, "--start", "14:30")
    assert (done.code, done.json["verified"]) == (0, True)
    assert len(syncro_side.writes("appointments.update")) == 1


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        ((), 2, "CUSTOMER"),
        (("nobody", "--start", "14:30"), 3, "nobody"),
        (("plain", "--date", DAY), 2, "--start"),
        (("plain", "--date", "2027-03-07", "--start", "14:30"), 3, "Sun 2027-03-07"),
        (("plain", "--date", "someday", "--start", "14:30"), 2, "someday"),
        (("plain", "--date", DAY, "--start", "later"), 2, "later"),
        (("plain", "--date", DAY, "--start", "14:30", "--end", "14:00"), 2, "after the start"),
        (("plain", "--date", DAY, "--start", "09:00"), 2, "already there"),
        (("plain", "--date", DAY, "--id", "1", "--start", "14:30"), 3, "id 1"),
    ],
)
def test_each_mistake_is_one_line_and_writes_nothing(
    line: Line, syncro_side: Syncro, words: tuple[str, ...], code: int, said: str
) -> None:
    book(syncro_side, "09:00")
    done = line("move-appointment", *words)
    assert done.code == code, done.err
    assert said in done.err.splitlines()[-1]
    assert syncro_side.writes() == []


def test_a_past_time_is_warned_about(line: Line, syncro_side: Syncro) -> None:
    book(syncro_side, "09:00")
    plan = line("move-appointment", "plain", "--date", DAY, "--start", "2026-01-05T10:00", "--json").json
    assert [finding["code"] for finding in plan["findings"]] == ["appointment.past"]


@pytest.mark.parametrize(("typed", "is_moved"), [("y", True), ("n", False)])
def test_in_a_terminal_start_and_end_are_asked_and_only_a_yes_moves(
    syncro_side: Syncro, tmp_path: Path, typed: str, is_moved: bool
) -> None:
    id_ = book(syncro_side, "09:00")
    before = times(syncro_side, id_)
    words = ["move-appointment", "plain", "--date", DAY]
    terminal = Terminal(words, environment(syncro_side.base_url, tmp_path / "home"))
    terminal.answer("New start", "2pm")
    terminal.answer("New end [15:00]", "15:45")
    terminal.answer("[y/N]", typed)
    assert terminal.end() == 0, terminal.said
    start = datetime.fromisoformat(f"{DAY}T14:00-07:00")
    assert times(syncro_side, id_) == ([start, start + timedelta(minutes=105)] if is_moved else before)
    assert f"Fri {DAY} 14:00 to 15:45" in terminal.said

"""What a check-up says of a clock and of permissions."""

from datetime import UTC, datetime, timedelta

import pytest

from syncro.rules.doctor import State, clock, has_failed, permissions

THEIRS = "Fri, 20 Nov 2026 12:00:00 GMT"
NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "state", "word"),
    [
        (0, State.OK, "agrees"),
        (120, State.OK, "agrees"),
        (121, State.WARN, "121 s ahead"),
        (-300, State.WARN, "300 s behind"),
    ],
)
def test_a_clock_that_is_off_is_told_by_how_much(seconds: int, state: State, word: str) -> None:
    check = clock(THEIRS, NOW + timedelta(seconds=seconds))
    assert check.state is state
    assert word in check.message
    assert bool(check.remedy) is (state is State.WARN)


@pytest.mark.parametrize("date", ["", "yesterday"])
def test_a_server_without_time_leaves_it_open(date: str) -> None:
    assert clock(date, NOW).state is State.UNKNOWN


def test_an_offset_of_ours_is_no_skew() -> None:
    assert clock(THEIRS, datetime.fromisoformat("2026-11-20T05:00:00-07:00")).state is State.OK


def test_each_lacking_permission_is_named() -> None:
    granted = {"ticket": {"read": True, "write": False}, "invoice": {"read": False, "write": False}}
    said = permissions(granted, "Avery Stone")
    assert [check.message for check in said] == [
        "Avery Stone's key may not write tickets.",
        "Avery Stone's key may not read invoices.",
        "Avery Stone's key may not write invoices.",
    ]
    assert has_failed(said)
    assert not has_failed(permissions({"ticket": {"read": True, "write": True}}, "Avery Stone"))

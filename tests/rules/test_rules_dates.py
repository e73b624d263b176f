"""A typed time means one moment, or is refused (R-20)."""

from datetime import UTC, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from syncro.errors import UsageError
from syncro.rules.words.dates import parse, shown

PHOENIX = ZoneInfo("America/Phoenix")
NOW = datetime(2026, 11, 20, 13, 5, tzinfo=PHOENIX)  # a Friday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tomorrow 2pm", "2026-11-21T14:00:00-07:00"),
        ("Tomorrow at 2 PM", "2026-11-21T14:00:00-07:00"),
        ("today 14:30", "2026-11-20T14:30:00-07:00"),
        ("14:30", "2026-11-20T14:30:00-07:00"),
        ("9:05", "2026-11-20T09:05:00-07:00"),
        ("12am", "2026-11-20T00:00:00-07:00"),
        ("12:30pm", "2026-11-20T12:30:00-07:00"),
        ("fri 14:00", "2026-11-20T14:00:00-07:00"),
        ("fri 09:30", "2026-11-27T09:30:00-07:00"),
        ("2pm, monday", "2026-11-23T14:00:00-07:00"),
        ("thurs 09:30", "2026-11-26T09:30:00-07:00"),
        ("2026-12-01 2pm", "2026-12-01T14:00:00-07:00"),
        ("2026-12-01T14:30", "2026-12-01T14:30:00-07:00"),
        ("2026-12-01 14:30", "2026-12-01T14:30:00-07:00"),
        ("2026-12-01T14:30+01:00", "2026-12-01T06:30:00-07:00"),
        ("2026-12-01T14:30Z", "2026-12-01T07:30:00-07:00"),
    ],
)
def test_each_form_means_this_moment(typed: str, meant: str) -> None:
    assert parse(typed, NOW) == datetime.fromisoformat(meant)
    assert parse(typed, NOW).utcoffset() == datetime.fromisoformat(meant).utcoffset()


@pytest.mark.parametrize(
    "typed",
    [
        *(
            "",
            "noon",
            "14",
            "11/23 2pm",
            "next fri 2pm",
            "fri sat 2pm",
            "2pm 3pm",
            "13pm",
            "25:00",
            "14:60",
            "2026-02-30",
        ),
        *("2026-13-01T10:00", "t 2pm", "mo 2pm", "0am", "--2pm", "2026-12-01T14:30+99:99"),
    ],
)
def test_what_could_mean_two_things_or_nothing_is_refused(typed: str) -> None:
    with pytest.raises(UsageError, match="is not a time"):
        parse(typed, NOW)


def test_a_day_alone_takes_the_time_given_for_it_and_else_is_refused() -> None:
    assert parse("mon", NOW, at=time(17)) == datetime(2026, 11, 23, 17, tzinfo=PHOENIX)
    assert parse("fri", NOW, at=time(17)) == datetime(2026, 11, 20, 17, tzinfo=PHOENIX)
    assert parse("fri", NOW, at=time(9)) == datetime(2026, 11, 27, 9, tzinfo=PHOENIX)
    with pytest.raises(UsageError, match="no time"):
        parse("mon", NOW)


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    denver = datetime(2026, 3, 7, 12, tzinfo=ZoneInfo("America/Denver"))
    with pytest.raises(UsageError, match="skip"):
        parse("tomorrow 2:30am", denver)
    assert parse("tomorrow 3:30am", denver).utcoffset() == timedelta(hours=-6)


def test_the_offset_is_that_of_the_day_meant_not_of_today() -> None:
    berlin = datetime(2026, 10, 24, 12, tzinfo=ZoneInfo("Europe/Berlin"))
    assert parse("tomorrow 12:00", berlin).utcoffset() == timedelta(hours=1)


def test_a_moment_is_shown_with_weekday_and_offset() -> None:
    assert shown(datetime(2026, 11, 20, 14, 30, tzinfo=PHOENIX)) == "Fri 2026-11-20 14:30 (-07:00)"
    assert shown(datetime(2026, 11, 20, 14, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))).endswith("(+05:30)")


MOMENTS = st.integers(946_800_000, 4_000_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC))


@given(MOMENTS, st.sampled_from(["mon", "wed", "sun"]), st.times())
def test_a_weekday_is_always_the_next_such_moment(now: datetime, day: str, clock: time) -> None:
    found = parse(f"{day} {clock:%H:%M}", now)
    assert timedelta(0) < found - now <= timedelta(days=7)
    assert f"{found:%a}".lower() == day


@given(st.text(max_size=20))
def test_any_text_is_a_moment_with_offset_or_a_usage_error(text: str) -> None:
    try:
        found = parse(text, NOW)
    except UsageError:
        return
    assert found.tzinfo is not None

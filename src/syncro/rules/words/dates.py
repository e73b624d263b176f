"""A time as somebody types it, `tomorrow 2pm`, as a moment in the zone of `now`. Pure; never looks at a clock."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from syncro.errors import UsageError

D = TypeVar("D", bound=date)
FORMS = "write tomorrow 2pm, fri 09:30, 14:30 or 2026-11-20T14:30"
WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
SHORTEST = 3
"""Letters of a weekday that tell it from the others."""
NOON = 12
YEARS = range(2000, 2101)
"""Any other year is a slip of the hand, or a moment that no clock arithmetic survives."""
_ISO = re.compile(r"\d{4}-\d\d-\d\d[t ]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(z|[+-]\d\d:?\d\d)?")
_CLOCK_ALONE = re.compile(r"\d{1,2}(:\d\d){0,2}\s*([ap]m)?", re.IGNORECASE)
_CLOCK = re.compile(r"(\d{1,2})(?::(\d\d))?(?::(\d\d))?(am|pm)?")


def parse(text: str, now: datetime, *, at: time | None = None) -> datetime:
    """The moment meant, on the clocks of `now`, which carries the account's zone; `at` is taken for a day without a time.

    A time alone is of today; a weekday is the next such moment, never a past one. Raises UsageError for anything
    that could mean two things, for a missing time, for a time that the clocks skip that day, and for a year that
    nobody means.
    """
    typed = " ".join(text.casefold().split())
    if _ISO.fullmatch(typed):
        return _iso(text, typed, now)
    words = re.sub(r"(\d) (am|pm)\b", r"\1\2", typed).replace(",", " ").split()
    day, clock = _day_and_clock(text, [word for word in words if word != "at"], now.date())
    clock = clock or at
    if clock is None:
        raise UsageError(f"{text!r} names a day and no time.", hint=FORMS)
    if isinstance(day, date):
        return _there(text, datetime.combine(day, clock, now.tzinfo))
    ahead = (day - now.weekday()) % len(WEEK)
    found = _there(text, datetime.combine(now.date() + timedelta(ahead), clock, now.tzinfo))
    return found if found > now else _there(text, found + timedelta(len(WEEK)))


def parse_on(text: str, now: datetime, day: datetime) -> datetime:
    """The moment meant where another is known already: a time alone is on its day, anything else is meant from now.

    Raises UsageError as `parse` does.
    """
    return parse(text, day if _CLOCK_ALONE.fullmatch(text.strip()) else now)


def parse_day(text: str, flag: str) -> date:
    """A date alone, 2026-11-20. Raises UsageError naming the flag."""
    try:
        found = date.fromisoformat(text.strip())
    except ValueError:
        raise UsageError(f"{flag}: {text!r} is not a date.", hint=f"{flag} 2026-11-20") from None
    return _possible(text, found)


def later(moment: datetime, span: timedelta) -> datetime:
    """The moment after so much real time, whatever the clocks do meanwhile."""
    return (moment.astimezone(UTC) + span).astimezone(moment.tzinfo)


def length(start: datetime, end: datetime) -> timedelta:
    """Real time between two moments; two of one zone subtracted would be what its clocks say."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def shown(moment: datetime) -> str:
    """`Fri 2026-11-20 14:30 (-07:00)`: weekday first, nothing left to guess (R-20)."""
    offset = f"{moment:%z}"
    return f"{moment:%a %Y-%m-%d %H:%M} ({offset[:3]}:{offset[3:5]})"


def _day_and_clock(text: str, words: list[str], today: date) -> tuple[date | int, time | None]:
    """The day (a date, or the number of a weekday) and the time, each at most once."""
    days: list[date | int] = []
    clocks: list[time] = []
    for word in words:
        clock, day = _clock(word), _day(word, today)
        if clock is not None:
            clocks.append(clock)
        elif day is not None:
            days.append(day)
        else:
            raise _not_a_time(text)
    if len(days) > 1 or len(clocks) > 1 or not words:
        raise _not_a_time(text)
    return (days[0] if days else today), (clocks[0] if clocks else None)


def _day(word: str, today: date) -> date | int | None:
    if word in ("today", "tomorrow"):
        return today + timedelta(word == "tomorrow")
    if len(word) >= SHORTEST:
        found = [number for number, name in enumerate(WEEK) if name.startswith(word)]
        if found:
            return found[0]
    try:
        return date.fromisoformat(word) if word.count("-") == 2 else None
    except ValueError:
        return None


def _clock(word: str) -> time | None:
    """`14:30`, `2pm`, `2:30pm`. A bare number is no time."""
    found = _CLOCK.fullmatch(word)
    if found is None or not (found[2] or found[4]):
        return None
    hour = int(found[1])
    if found[4]:
        if not 1 <= hour <= NOON:
            return None
        hour = hour % NOON + (NOON if found[4] == "pm" else 0)
    try:
        return time(hour, int(found[2] or 0), int(found[3] or 0))
    except ValueError:
        return None


def _iso(text: str, typed: str, now: datetime) -> datetime:
    try:
        read = datetime.fromisoformat(typed.upper().replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        raise _not_a_time(text) from None
    _possible(text, read)
    return read.astimezone(now.tzinfo) if read.tzinfo else _there(text, read.replace(tzinfo=now.tzinfo))


def _there(text: str, moment: datetime) -> datetime:
    """The moment, if the clocks show it that day."""
    _possible(text, moment)
    if moment.tzinfo and moment.astimezone(UTC).astimezone(moment.tzinfo).replace(tzinfo=None) != moment.replace(
        tzinfo=None
    ):
        raise UsageError(f"{text!r}: the clocks skip {moment:%H:%M} on {moment:%a %Y-%m-%d}.", hint="name another time")
    return moment


def _possible(text: str, day: D) -> D:
    if day.year not in YEARS:
        raise UsageError(f"{text!r}: only the years {YEARS[0]} to {YEARS[-1]} are taken.", hint=FORMS)
    return day


def _not_a_time(text: str) -> UsageError:
    return UsageError(f"{text!r} is not a time.", hint=FORMS)

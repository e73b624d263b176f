"""Days and times of the demo company, counted back from today. Never looks at the wall clock."""

from datetime import UTC, date, datetime, time, timedelta, timezone

from msgspec import Struct

PHOENIX = timezone(timedelta(hours=-7))
"""Offset of the account: America/Phoenix has no daylight saving time."""

SATURDAY = 5


class Calendar(Struct, frozen=True):
    """Today's date in the account's time zone, and every other day relative to it."""

    today: date

    @classmethod
    def at(cls, now: datetime) -> "Calendar":
        """The calendar of the day `now` falls on; a naive `now` is taken as UTC."""
        aware = now if now.tzinfo else now.replace(tzinfo=UTC)
        return cls(aware.astimezone(PHOENIX).date())

    def moment(self, days_ago: int, hour: int = 0, minute: int = 0) -> datetime:
        """A time of day, `days_ago` days before today (negative: ahead)."""
        return datetime.combine(self.today - timedelta(days=days_ago), time(hour, minute), PHOENIX)

    def workday(self, days_ago: int) -> int:
        """The same or the next earlier day that is no weekend, as days ago."""
        excess = (self.today - timedelta(days=days_ago)).weekday() - SATURDAY + 1
        return days_ago + max(0, excess)

    def next_workday(self, days_ahead: int) -> int:
        """The same or the next later day that is no weekend, as days ago (so a negative number)."""
        weekday = (self.today + timedelta(days=days_ahead)).weekday()
        return -(days_ahead + max(0, 7 - weekday if weekday >= SATURDAY else 0))

    @staticmethod
    def on_workday(moment: datetime) -> datetime:
        """The same time of day, on Monday when it falls on a weekend."""
        return moment + timedelta(days=max(0, 7 - moment.weekday()) if moment.weekday() >= SATURDAY else 0)

    def month_start(self, months_ahead: int) -> datetime:
        """Midnight of the first of a month; 0 is the running month, -1 the one before."""
        months = self.today.year * 12 + self.today.month - 1 + months_ahead
        return datetime(months // 12, months % 12 + 1, 1, tzinfo=PHOENIX)


def stamp(moment: datetime) -> str:
    """ISO 8601 with milliseconds and the account's offset, as live accounts answer (facts §1)."""
    return moment.isoformat(timespec="milliseconds")


def parse(text: str) -> datetime:
    """The moment a stamp stands for."""
    return datetime.fromisoformat(text)


def label(moment: datetime) -> str:
    """The form of `start_at_label` on appointments: `Sun 10-20-19 06:28 PM`."""
    return moment.strftime("%a %m-%d-%y %I:%M %p")

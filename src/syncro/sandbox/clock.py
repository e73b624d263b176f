"""The sandbox's time. It follows the real clock until told otherwise; never read anywhere else."""

import time
from datetime import UTC, datetime, timedelta, timezone
from email.utils import formatdate

FIRST_YEAR, LAST_YEAR = 1970, 2200


class Clock:
    """Now, in the account's offset. A set time goes on ticking."""

    def __init__(self) -> None:
        self.zone: timezone = timezone(timedelta(hours=-7))
        self._ahead = timedelta(0)
        self._told = (-1, b"")

    def now(self) -> datetime:
        """The present moment of the pretend account."""
        return datetime.now(self.zone) + self._ahead

    def set(self, moment: datetime) -> None:
        """Make it `moment` now."""
        self._ahead = moment - datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        """Move on (or back) from the present moment."""
        self._ahead += timedelta(seconds=seconds)

    def real(self) -> None:
        """Follow the real clock again."""
        self._ahead = timedelta(0)

    def use_offset(self, offset: object) -> None:
        """Take the account's offset, such as `-07:00`; anything else leaves it as it is."""
        try:
            self.zone = timezone(datetime.fromisoformat(f"2000-01-01T00:00:00{offset}").utcoffset() or timedelta(0))
        except ValueError:
            return

    def stopped(self, moment: datetime) -> "Clock":
        """Another clock of the same offset that stands still at a moment."""
        return _Stopped(self.zone, moment)

    def http_date(self) -> bytes:
        """Now, as the `Date` header tells it: a server has one clock."""
        second = int(self.now().timestamp())
        if second != self._told[0]:
            self._told = (second, formatdate(second, usegmt=True).encode())
        return self._told[1]

    def stamp(self) -> str:
        """Now, as Syncro writes it."""
        return self.format(self.now())

    def format(self, moment: datetime) -> str:
        """ISO 8601 with milliseconds and the account's offset (facts §1)."""
        return moment.astimezone(self.zone).isoformat(timespec="milliseconds")

    def day(self, moment: datetime) -> datetime:
        """Midnight of the moment's day in the account's offset."""
        return moment.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)

    def parse(self, text: object) -> datetime | None:
        """A moment from ISO text, naive ones in the account's offset; None when it can't be read."""
        if not isinstance(text, str):
            return None
        try:
            moment = datetime.fromisoformat(text.strip())
        except ValueError:
            return None
        if not FIRST_YEAR <= moment.year <= LAST_YEAR:
            return None
        return moment if moment.tzinfo else moment.replace(tzinfo=self.zone)


class _Stopped(Clock):
    def __init__(self, zone: timezone, moment: datetime) -> None:
        super().__init__()
        self.zone, self._moment = zone, moment.astimezone(zone)

    def now(self) -> datetime:
        return self._moment


def monotonic() -> float:
    """Seconds that only grow: for limits and lags, which follow real time whatever the clock was set to."""
    return time.monotonic()

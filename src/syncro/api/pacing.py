"""The rate limit, shared by all processes of this machine through one small database file. Never sends."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, cast

from syncro.errors import ConfigError

if TYPE_CHECKING:
    from pyrate_limiter import SQLiteBucket

WINDOW = 60.0
GUARD = 1.0
"""Seconds added to the window: the server counts arrivals, and two requests don't travel equally long. Costs 1.6 %."""
LONGEST_PAUSE = 180.0
MS = 1000
Tell = Callable[[float], None]


class Pace:
    """At most `per_minute` turns in any 60 s, over all processes and threads that name the same file (R-58); 0 is no limit.

    The turns are kept in the file, and beside it (`.pause`) the time until which all of them wait after a 429.
    """

    def __init__(
        self,
        path: Path,
        per_minute: int,
        *,
        window: float = WINDOW,
        guard: float = GUARD,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.path = path
        self.per_minute = per_minute
        self._span = round((window + guard) * MS)
        self._sleep = sleep
        self._bucket: SQLiteBucket | None = None
        self._mutex = Lock()

    def turn(self, tell: Tell | None = None) -> None:
        """Return when a request may be sent; `tell(seconds)` is called before every wait."""
        if not self.per_minute:
            return
        while (wait := self._paused() or self._claim()) > 0:
            if tell is not None:
                tell(wait)
            self._sleep(wait)

    def pause(self, seconds: float) -> None:
        """Let every process wait that long, because the server said that the limit is used up."""
        if not self.per_minute:
            return
        until = time.time() + min(seconds, LONGEST_PAUSE)
        with self._mutex, self._opened().lock:
            if until > self._until():
                # Replaced in one go, so that no reader meets half a number.
                fresh = self._beside(".pause-new")
                fresh.write_text(str(round(until * MS)))
                fresh.replace(self._beside(".pause"))

    def close(self) -> None:
        """Close the file; the next turn opens it again."""
        with self._mutex:
            bucket, self._bucket = self._bucket, None
        if bucket is not None:
            bucket.close()  # type: ignore[no-untyped-call]

    def _claim(self) -> float:
        """Take a turn and return 0, or take none and return the seconds to wait. Raises ConfigError when the file can't be used."""
        from sqlite3 import DatabaseError

        try:
            return self._take()
        except DatabaseError:
            # A damaged file holds nothing worth a failed command.
            self.close()
            self.path.unlink(missing_ok=True)
        try:
            return self._take()
        except (DatabaseError, OSError) as error:
            raise ConfigError(f"the rate limit's file {self.path} can't be used: {error}") from None

    def _take(self) -> float:
        from pyrate_limiter import RateItem

        # The time is read inside the lock: turns are then counted in the order in which they are taken.
        with self._mutex, (bucket := self._opened()).lock:
            now = time.time_ns() // 1_000_000
            bucket.leak(now)
            item = RateItem("turn", now)
            if bucket.put(item):
                return 0.0
            wait = cast("int", bucket.waiting(item))
            if wait > self._span:
                # Only a clock that was set back since makes a turn lie ahead of us.
                bucket.flush()
            return min(max(wait, 1), self._span) / MS

    def _paused(self) -> float:
        """Seconds left of a pause; one that is longer than we ever ask for comes from another clock."""
        left = self._until() - time.time()
        return left if 0 < left <= LONGEST_PAUSE else 0.0

    def _until(self) -> float:
        try:
            return int(self._beside(".pause").read_text()) / MS
        except (OSError, ValueError):
            return 0.0

    def _beside(self, ending: str) -> Path:
        return self.path.with_name(self.path.name + ending)

    def _opened(self) -> "SQLiteBucket":
        """The bucket; call it with the mutex held."""
        if self._bucket is None:
            from pyrate_limiter import Rate, SQLiteBucket

            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            rates = [Rate(self.per_minute, self._span)]
            self._bucket = SQLiteBucket.init_from_file(rates, db_path=str(self.path), table="turns", use_file_lock=True)
        return self._bucket

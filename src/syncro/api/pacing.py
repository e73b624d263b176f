"""The rate limit, shared by all processes of this machine through one small database file. Never sends."""

import time
from collections.abc import Callable
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from syncro.errors import ConfigError

if TYPE_CHECKING:
    from sqlite3 import Connection

WINDOW = 60.0
GUARD = 1.0
"""Seconds added to the window: the server counts arrivals, and two requests don't travel equally long. Costs 1.6%."""
LONGEST_PAUSE = 180.0
PATIENCE = 30.0
"""Seconds to wait for another process that holds the file."""
MS = 1000
Tell = Callable[[float], None]

SCHEMA = """
CREATE TABLE IF NOT EXISTS turns (at INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS turns_by_time ON turns (at);
CREATE TABLE IF NOT EXISTS pause (until INTEGER NOT NULL);
"""


class Pace:
    """At most `per_minute` turns in any 60 s, over all processes and threads that name the same file (R-58); 0 is no limit.

    The file holds the moments of the last turns, and until when all wait after a 429.
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
        self._connection: Connection | None = None
        self._mutex = Lock()

    def turn(self, tell: Tell | None = None) -> None:
        """Return when a request may be sent; `tell(seconds)` is called before every wait. Raises ConfigError."""
        if not self.per_minute:
            return
        while (wait := self._safely(self._take)) > 0:
            if tell is not None:
                tell(wait)
            self._sleep(wait)

    def pause(self, seconds: float) -> None:
        """Let every process wait that long, because the server said that the limit is used up."""
        if self.per_minute:
            until = _now() + round(min(seconds, LONGEST_PAUSE) * MS)
            self._safely(lambda: self._put_off(until))

    def close(self) -> None:
        """Close the file; the next turn opens it again."""
        with self._mutex:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()

    def _safely(self, use: Callable[[], float]) -> float:
        from sqlite3 import SQLITE_BUSY, DatabaseError

        try:
            return use()
        except DatabaseError as error:
            if error.sqlite_errorcode == SQLITE_BUSY:
                raise self._unusable(error) from None
        # A damaged or foreign file holds nothing worth a failed command.
        self.close()
        try:
            self.path.unlink(missing_ok=True)
            return use()
        except (DatabaseError, OSError) as error:
            raise self._unusable(error) from None

    def _unusable(self, error: Exception) -> ConfigError:
        return ConfigError(f"The rate limit's file {self.path} can't be used: {error}")

    def _take(self) -> float:
        """Take a turn and return 0, or take none and return the seconds to wait."""
        with self._mutex, (connection := self._opened()):
            # The time is read while the file is held: turns are counted in the order in which they are taken.
            connection.execute("BEGIN IMMEDIATE")
            now = _now()
            # Turns that lie ahead were taken by a clock that has been set back since.
            connection.execute("DELETE FROM turns WHERE at <= ? OR at > ?", (now - self._span, now))
            wait = max(self._paused(connection, now), self._full(connection, now))
            if wait <= 0:
                connection.execute("INSERT INTO turns VALUES (?)", (now,))
            return wait / MS

    def _full(self, connection: "Connection", now: int) -> int:
        """Milliseconds until enough turns have left the window; 0 when there is room."""
        query = "SELECT at FROM turns ORDER BY at DESC LIMIT 1 OFFSET ?"
        row = connection.execute(query, (self.per_minute - 1,)).fetchone()
        return max(row[0] + self._span - now, 1) if row else 0

    def _paused(self, connection: "Connection", now: int) -> int:
        """Milliseconds left of a pause; one that is longer than we ever ask for comes from another clock."""
        row = connection.execute("SELECT max(until) FROM pause").fetchone()
        left = (row[0] or 0) - now
        return left if 0 < left <= LONGEST_PAUSE * MS else 0

    def _put_off(self, until: int) -> float:
        with self._mutex, (connection := self._opened()):
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("DELETE FROM pause WHERE until < ? OR until > ?", (until, until + LONGEST_PAUSE * MS))
            connection.execute("INSERT INTO pause VALUES (?)", (until,))
        return 0.0

    def _opened(self) -> "Connection":
        """The connection; call it with the mutex held."""
        if self._connection is None:
            import sqlite3

            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            connection = sqlite3.connect(self.path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
            # Losing the last turns in a power failure costs at most one 429.
            connection.execute("PRAGMA synchronous = OFF")
            if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'pause'").fetchone():
                connection.executescript(SCHEMA)
            self._connection = connection
        return self._connection


def _now() -> int:
    return time.time_ns() // 1_000_000

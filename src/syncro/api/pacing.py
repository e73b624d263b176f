"""The rate limit, shared by all processes of this machine through one small file. Never sends."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from syncro.jsonio import dumps, loads

if TYPE_CHECKING:
    from filelock import BaseFileLock

WINDOW = 60.0
GUARD = 1.0
"""Seconds added to the window: the server counts arrivals, and two requests don't travel equally long."""
LONGEST_PAUSE = 180.0
MS = 1000
Tell = Callable[[float], None]


class Pace:
    """At most `per_minute` turns in any 60 s, over all processes that name the same file (R-58); 0 means no limit.

    The file holds the times of the last turns and, after a 429, the time until which all of them wait.
    """

    def __init__(
        self,
        path: Path,
        per_minute: int,
        *,
        window: float = WINDOW,
        guard: float = GUARD,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.path = path
        self.per_minute = per_minute
        self._span = window + guard
        self._clock = clock
        self._sleep = sleep
        self._lock: BaseFileLock | None = None

    def turn(self, tell: Tell | None = None) -> None:
        """Return when a request may be sent; `tell(seconds)` is called before every wait."""
        while (wait := self._claim()) > 0:
            if tell is not None:
                tell(wait)
            self._sleep(wait)

    def pause(self, seconds: float) -> None:
        """Let every process wait that long: the server said that the limit is used up."""
        with self._locked():
            turns, until = self._read()
            self._write(turns, max(until, self._clock() + min(seconds, LONGEST_PAUSE)))

    def _claim(self) -> float:
        """Take a turn and return 0, or take none and return the seconds to wait."""
        with self._locked():
            now = self._clock()
            turns, until = self._read()
            # Times far in the future come from a clock that was set back since.
            turns = sorted(turn for turn in turns if now - self._span < turn < now + self._span)
            wait = max(self._until_free(turns, now), until - now if until - now <= LONGEST_PAUSE else 0)
            if wait <= 0:
                self._write([*turns, now], until)
            return wait

    def _until_free(self, turns: list[float], now: float) -> float:
        if not self.per_minute or len(turns) < self.per_minute:
            return 0.0
        return max(turns[-self.per_minute] + self._span - now, 0.001)

    def _locked(self) -> "BaseFileLock":
        from filelock import FileLock

        if self._lock is None:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._lock = FileLock(self.path.with_name(self.path.name + ".lock"))
        return self._lock

    def _read(self) -> tuple[list[float], float]:
        """Times of turns, ascending, and the end of the pause; a file that can't be read counts as empty."""
        try:
            state = loads(self.path.read_bytes())
            return [turn / MS for turn in state["turns"]], state["until"] / MS
        except (OSError, ValueError, KeyError, TypeError):
            return [], 0.0

    def _write(self, turns: list[float], until: float) -> None:
        kept = turns[-self.per_minute :] if self.per_minute else []
        state = {"turns": [round(turn * MS) for turn in kept], "until": round(until * MS)}
        # Replaced in one go: a process killed while writing must not make the others forget their turns.
        fresh = self.path.with_name(self.path.name + ".new")
        fresh.write_text(dumps(state))
        fresh.replace(self.path)

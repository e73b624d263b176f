"""Reader (can't write) and Client (sends any call): what is tried again, what never is, and how long to wait."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from types import TracebackType
from typing import Any, Self

from syncro.api import paging
from syncro.api.answers import Answer, understand
from syncro.api.holder import Holder
from syncro.api.pacing import Pace
from syncro.api.paging import Listing
from syncro.api.reads import Reads
from syncro.api.wire import Reply, Timeouts, Wire, refuse_invisible, refuse_references
from syncro.calls import Call
from syncro.catalog import Shape
from syncro.errors import AnswerLost, RateLimited, ServerFailed, SyncroError, Unreachable, Unusable
from syncro.jsonio import Json
from syncro.secret import Secret

OnWait = Callable[[float], None]
Sleep = Callable[[float], None]

READ_PAUSES = (0.3, 1.2)
"""Seconds before a read is tried a second and a third time."""
CONNECT_PAUSES = (0.5, 1.5)
"""Seconds before a request that never left is tried again; nothing was sent, so a write may be too (design §3.5)."""
LIMIT_PAUSES = (2.0, 4.0, 8.0, 16.0, 30.0, 60.0, 60.0)
"""Seconds to wait at 429, about three minutes in all; the limit counts the last 60 s (R-58)."""
LONGEST_ASKED = 120.0
"""A longer `Retry-After` is not believed."""


class Reader(Reads):
    """Reads from one account with one key. It can't write: `read`, `rows` and `listing` raise ValueError for a call that does.

    `pace` shares the rate limit with other processes; `on_wait(seconds)` is told of every wait for it. `holder` is whose
    key it should be; whoever plans a write compares. Threads may share a Reader. All methods raise NotAuthorized,
    NotFound, Rejected, RateLimited, ServerFailed, Unusable, Unreachable or AnswerLost.
    """

    def __init__(
        self,
        base_url: str,
        key: Secret | str,
        *,
        pace: Pace | None = None,
        timeout: Timeouts | None = None,
        on_wait: OnWait | None = None,
        sleep: Sleep = time.sleep,
        holder: Holder | None = None,
    ) -> None:
        self.holder = holder
        self._wire = Wire(base_url, key if isinstance(key, Secret) else Secret(key), timeout or Timeouts())
        self._pace = pace
        self._on_wait = on_wait
        self._sleep = sleep

    @property
    def base_url(self) -> str:
        """Where it reads, without a trailing slash."""
        return self._wire.base_url

    @property
    def server_date(self) -> str:
        """The `Date` header of the last answer, to the second; empty when there was none."""
        return self._wire.date

    def theirs(self, now: datetime) -> datetime:
        """This moment on Syncro's clock, by the last answer's `Date`; `now` where none told it.

        What Syncro has stamped is compared with this: a clock of ours that is wrong makes nothing look old or new.
        """
        told = self.server_time()
        try:
            return told.astimezone(now.tzinfo) if told else now
        except OverflowError:
            return now

    def server_time(self) -> datetime | None:
        """What time it is by Syncro's own clock, from the `Date` of the last answer; None when none told it."""
        from email.utils import parsedate_to_datetime

        try:
            told = parsedate_to_datetime(self._wire.date)
            told = told if told.tzinfo else told.replace(tzinfo=UTC)
            return told + timedelta(seconds=time.monotonic() - self._wire.heard)
        except (ValueError, OverflowError):
            return None

    @property
    def key_mark(self) -> str:
        """Whether it is the same key as before; nothing can be made of it."""
        return self._wire.key.mark

    def read(self, call: Call) -> Json:
        """One reply, unwrapped: the record, the list of one page, or the flat value."""
        return self._ask(call).value

    def rows(self, call: Call, *, limit: int | None = None) -> Iterator[Any]:
        """The rows of all pages, read as they are needed."""
        left = limit
        for page in paging.pages(self._ask_list, call):
            yield from page.rows if left is None else page.rows[:left]
            left = None if left is None else left - len(page.rows)
            if left is not None and left <= 0:
                return

    def listing(self, call: Call, *, limit: int | None = None) -> Listing[Any]:
        """The rows of all pages, and whether they are really all."""
        return paging.collect(self._ask_list, call, limit)

    def close(self) -> None:
        """Close the connections and the file of the pace; the next request opens them again."""
        self._wire.close()
        if self._pace is not None:
            self._pace.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.base_url}, key {self._wire.key})"

    def _ask_list(self, call: Call) -> Answer:
        if call.row.reply.shape is not Shape.MANY:
            raise ValueError(f"{call.operation} doesn't answer with a list")
        return self._ask(call)

    def _ask(self, call: Call) -> Answer:
        if call.writes:
            raise ValueError(f"{call.operation} writes; a Reader only reads")
        return self._persist(call, (AnswerLost, ServerFailed, Unusable, Unreachable), READ_PAUSES)

    def _persist(self, call: Call, again: tuple[type[SyncroError], ...], pauses: tuple[float, ...]) -> Answer:
        """Try until it answers, fails in a way that is not in `again`, or the pauses are used up."""
        refuse_references(call)
        refuse_invisible(call)
        once = self._once if call.writes else self._patiently
        for pause in pauses:
            try:
                return once(call)
            except again as error:
                if not _passing(error):
                    raise
            self._sleep(pause)
        return once(call)

    def _patiently(self, call: Call) -> Answer:
        """One try of a read; at 429 it waits and goes on (R-58)."""
        for pause in LIMIT_PAUSES:
            try:
                return self._once(call)
            except RateLimited as error:
                self.wait(error, pause)
        return self._once(call)

    def _once(self, call: Call) -> Answer:
        return understand(call, self._paced(call), self._wire.key)

    def wait(self, error: RateLimited, pause: float) -> None:
        """Wait as long as the server asked for with a 429, else `pause` seconds; all processes of this machine wait with it."""
        self._wait(_asked(error.retry_after) or pause)

    def _paced(self, call: Call) -> Reply:
        if self._pace is not None:
            self._pace.turn(self._on_wait)
        return self._wire.exchange(call)

    def _wait(self, seconds: float) -> None:
        if self._pace is not None:
            self._pace.pause(seconds)
        if self._on_wait is not None:
            self._on_wait(seconds)
        self._sleep(seconds)


class Client(Reader):
    """Sends any call. A write that may have reached the server is never sent again (R-51, R-52)."""

    def send(self, call: Call) -> Answer:
        """Send a call. On an error `wrote` says `no` where that is proved and `unknown` otherwise.

        A write is repeated only when it provably never left, twice at most. After a 429 it raises RateLimited: a server may have
        stored what it refused, so only reading can tell whether it may be sent again.
        """
        if not call.writes:
            return self._ask(call)
        return self._persist(call, (Unreachable,), CONNECT_PAUSES)


def _passing(error: SyncroError) -> bool:
    """True when another try can help: a web page with a 4xx status will come again."""
    return not isinstance(error, Unusable) or error.status < 300


def _asked(retry_after: str) -> float | None:
    """Seconds that the server asks to wait; None for none, or more than we believe."""
    seconds = float(retry_after) if retry_after.isascii() and retry_after.isdigit() else 0.0
    return seconds if 0 < seconds <= LONGEST_ASKED else None

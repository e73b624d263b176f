"""Stands in the proxy for one piece: keeps what really reached the sandbox, and lets each injury befall its request."""

import threading
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from storm.meddling import READS, WRITES, Meddle, Scene
from storm.proxy import Forward, Reply, Request, Upstream
from storm.strangers import Stranger

LATEST_JOIN = 10.0


class Passed(Struct, frozen=True):
    """One write that reached the sandbox, with the sandbox's own answer. `number`: its place among all of the piece."""

    number: int
    request: Request
    reply: Reply
    who: str = "client"

    @property
    def landed(self) -> bool:
        """True when the sandbox took it: not every 200 is a yes."""
        read = self.reply.read
        is_no = isinstance(read, dict) and (read.get("success") is False or bool(read.get("error")))
        return 200 <= self.reply.status < 300 and not is_no

    @property
    def record(self) -> dict[str, Any]:
        """The record that it answered with, unwrapped; empty when there is none."""
        read = self.reply.read
        if not isinstance(read, dict):
            return {}
        inner = [value for value in read.values() if isinstance(value, dict) and "id" in value]
        return inner[0] if len(inner) == 1 and "id" not in read else read


class Sluice(Scene):
    """One piece's way to the sandbox. Calm until it is armed."""

    def __init__(self, netloc: str, stranger: Stranger, own_customer: int) -> None:
        super().__init__(stranger, own_customer)
        self.log: list[Passed] = []
        self.struck: Counter[str] = Counter()
        self.requests = 0
        self._netloc = netloc
        self._lock = threading.RLock()
        self._writes = 0
        self._meddles: tuple[Meddle, ...] = ()
        self._left: list[int] = []
        self._skipped: list[int] = []
        self._since: dict[int, float] = {}
        self._seen: dict[tuple[str, str], Reply] = {}
        self._older: dict[tuple[str, str], Reply] = {}
        self._late: list[threading.Thread] = []
        self._after: dict[int, Callable[[], None]] = {}

    def arm(self, meddles: tuple[Meddle, ...], after: dict[int, Callable[[], None]] | None = None) -> None:
        """From now on these injuries befall the requests, counted anew; `after` is called once write n has gone through."""
        with self._lock:
            self._meddles, self._after, self._writes = meddles, dict(after or {}), 0
            self._left = [each.count for each in meddles]
            self._skipped = [each.skip for each in meddles]
            self._since = {}

    def calm(self) -> None:
        """No more injuries; what is late arrives."""
        self.arm(())
        for thread in self._late:
            thread.join(LATEST_JOIN)
        self._late = []

    def handle(self, request: Request, forward: Forward) -> Reply | None:
        """What the proxy asks."""
        self.requests += 1
        return self._written(request, forward) if request.writes else self._read(request, forward)

    def passed(self, request: Request, forward: Forward) -> Reply:
        """Forward a write and keep it."""
        with self._lock:
            reply = forward(request)
            self.log.append(Passed(len(self.log) + 1, request, reply))
        return reply

    def later(self, request: Request, seconds: float) -> None:
        """Forward a write so many seconds from now, when nobody listens any more."""

        def send() -> None:
            time.sleep(seconds)
            upstream = Upstream(self._netloc)
            self.passed(request, upstream.forward)
            upstream.close()

        thread = threading.Thread(target=send, daemon=True)
        thread.start()
        self._late.append(thread)

    def last(self) -> Reply | None:
        """The answer to the write before this one."""
        return self.log[-1].reply if self.log else None

    def note(self, request: Request, reply: Reply) -> None:
        """A write of somebody else, in its place among ours."""
        with self._lock:
            self.log.append(Passed(len(self.log) + 1, request, reply, "person"))

    def older(self, request: Request) -> Reply | None:
        """The answer that this read had before the first injured write; None when it wasn't asked then."""
        return self._older.get((request.path, _plain(request.query)))

    def _written(self, request: Request, forward: Forward) -> Reply | None:
        with self._lock:
            self._writes += 1
            nth = self._writes
            self._begin_reads(nth)
            place = self._due(nth)
            act = self._after.pop(nth, None)
        if place is None:
            reply: Reply | None = self.passed(request, forward)
        else:
            meddle = self._meddles[place]
            reply = WRITES[meddle.how](self, meddle, request, forward)
        if act is not None:
            act()
        return reply

    def _begin_reads(self, nth: int) -> None:
        """Injuries of reads begin when the write that they follow is sent; what was read until then is the older state."""
        for place, meddle in enumerate(self._meddles):
            if meddle.how in READS and meddle.nth == nth:
                self._since[place] = time.monotonic()
                self._older = dict(self._seen)

    def _due(self, nth: int) -> int | None:
        for place, meddle in enumerate(self._meddles):
            if meddle.how in WRITES and meddle.nth == nth and self._left[place]:
                self._left[place] -= 1
                self.struck[meddle.how] += 1
                return place
        return None

    def _read(self, request: Request, forward: Forward) -> Reply | None:
        place = self._active(request)
        if place is not None:
            meddle = self._meddles[place]
            reply = READS[meddle.how](self, meddle, request, forward)
            if reply is not None:
                with self._lock:
                    self._left[place] -= 1
                    self.struck[meddle.how] += 1
                return reply
        reply = forward(request)
        if not self._since:
            self._seen[request.path, _plain(request.query)] = reply
        return reply

    def _active(self, request: Request) -> int | None:
        """The injury that meets this read, if one does; `skip` reads that it could meet pass first."""
        with self._lock:
            for place, meddle in enumerate(self._meddles):
                if meddle.how not in READS or self._left[place] <= 0 or not self.could_meet(meddle, request):
                    continue
                begun = self._since.get(place) if meddle.nth else 0.0
                if begun is None or (meddle.nth and time.monotonic() - begun > meddle.seconds):
                    continue
                self._skipped[place] -= 1
                if self._skipped[place] < 0:
                    return place
        return None


def _plain(query: str) -> str:
    """The query without the key."""
    return "&".join(part for part in query.split("&") if not part.startswith("api_key="))

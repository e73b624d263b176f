"""The log of requests, for tests to ask what was really sent. It never holds a key."""

from collections import deque
from itertools import islice

from syncro.jsonio import Json
from syncro.sandbox.clock import Clock
from syncro.sandbox.context import Actor

KEPT = 50_000
SECRET = "api_key"  # noqa: S105  # the name of a parameter, not a secret

Entry = tuple[int, str, str, str, dict[str, Json], str | None, int | None, Actor | None, str | None]


class RequestLog:
    """The latest requests, numbered from 1 since the last reset."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._entries: deque[Entry] = deque(maxlen=KEPT)
        self._total = 0

    def add(
        self,
        method: str,
        path: str,
        query: dict[str, Json],
        *,
        operation: str | None,
        status: int | None,
        actor: Actor | None,
        fault: str | None,
    ) -> None:
        """Note one request; a status of None means that no answer was given."""
        self._total += 1
        at = self._clock.stamp()
        self._entries.append((self._total, at, method, path, query, operation, status, actor, fault))

    def clear(self) -> None:
        """Forget all and count from 1 again."""
        self._entries.clear()
        self._total = 0

    @property
    def total(self) -> int:
        """How many there were since the last reset."""
        return self._total

    def plain(self) -> dict[str, Json]:
        """All entries, oldest first."""
        return {"requests": [_plain(entry) for entry in self._entries], "total": self._total}

    def latest(self, count: int) -> list[dict[str, Json]]:
        """The last entries, newest first."""
        return [_plain(entry) for entry in islice(reversed(self._entries), count)]


def _plain(entry: Entry) -> dict[str, Json]:
    number, at, method, path, query, operation, status, actor, fault = entry
    return {
        "n": number,
        "at": at,
        "method": method,
        "path": path,
        "query": {name: value for name, value in query.items() if name != SECRET},
        "operation": operation,
        "status": status,
        "key_owner": actor.user.get("full_name") if actor else None,
        "user_id": actor.user["id"] if actor else None,
        "auth": actor.form if actor else "none",
        "fault": fault,
    }

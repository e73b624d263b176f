"""The log of requests, for tests to ask what was really sent. It never holds a key."""

import re
from collections import deque
from collections.abc import Callable, Container
from itertools import islice

from syncro.jsonio import Json
from syncro.sandbox.clock import Clock
from syncro.sandbox.context import Actor

KEPT = 50_000
SECRETS = frozenset({"api_key", "apikey", "key", "token", "access_token", "authorization"})
"""Names of parameters in which keys are sent, rightly or not."""
HIDDEN = "[key]"
_WORD = re.compile(r"[\w.~+=-]+")

Entry = tuple[int, str, str, str, dict[str, Json], str | None, int | None, Actor | None, str | None]


class RequestLog:
    """The latest requests, numbered from 1 since the last reset."""

    def __init__(self, clock: Clock, keys: Callable[[], Container[object]] = frozenset) -> None:
        """`keys` gives the account's keys at present: wherever one was sent, it is left out."""
        self._clock = clock
        self._keys = keys
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
        keys = self._keys()
        return {"requests": [_plain(entry, keys) for entry in self._entries], "total": self._total}

    def latest(self, count: int) -> list[dict[str, Json]]:
        """The last entries, newest first."""
        keys = self._keys()
        return [_plain(entry, keys) for entry in islice(reversed(self._entries), count)]


def _plain(entry: Entry, keys: Container[object]) -> dict[str, Json]:
    number, at, method, path, query, operation, status, actor, fault = entry
    return {
        "n": number,
        "at": at,
        "method": method,
        "path": _without(keys, path),
        "query": {name: _without(keys, value) for name, value in query.items() if name.lower() not in SECRETS},
        "operation": operation,
        "status": status,
        "key_owner": actor.user.get("full_name") if actor else None,
        "user_id": actor.user["id"] if actor else None,
        "auth": actor.form if actor else "none",
        "fault": fault,
    }


def _without(keys: Container[object], value: Json) -> Json:
    if isinstance(value, str):
        return _WORD.sub(lambda word: HIDDEN if word[0] in keys else word[0], value)
    if isinstance(value, list):
        return [_without(keys, item) for item in value]
    return {name: _without(keys, item) for name, item in value.items()} if isinstance(value, dict) else value

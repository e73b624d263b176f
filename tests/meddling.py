"""A network that lies: what comes back is changed between the sandbox and the client, for requests that a test names."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from syncro import jsonio
from syncro.api.client import Reader
from syncro.api.wire import Reply
from syncro.calls import Call

Meddle = Callable[[Call, Callable[[], Reply]], Reply]


@contextmanager
def meddled(operation: str, meddle: Meddle, *, times: int | None = 1) -> Iterator[list[Call]]:
    """Every request of this operation goes through `meddle(call, send)`, the first `times` of them; gives those that did."""
    met: list[Call] = []
    paced = Reader._paced

    def through(self: Reader, call: Call) -> Reply:
        if call.operation != operation or (times is not None and len(met) >= times):
            return paced(self, call)
        met.append(call)
        return meddle(call, lambda: paced(self, call))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reader, "_paced", through)
        yield met


def saying(body: Any, status: int = 200) -> Reply:
    """A reply with this body."""
    return Reply(status, "application/json", jsonio.dumps(body).encode())


def changed(reply: Reply, change: Callable[[dict[str, Any]], Any]) -> Reply:
    """The reply with its record changed in place, wherever it is wrapped."""
    body = json.loads(reply.body)
    record = next((value for value in body.values() if isinstance(value, dict)), body) if "id" not in body else body
    change(record)
    return saying(body, reply.status)


def echo(**record: Any) -> Meddle:
    """Answered as if it were stored, and nothing was."""
    return lambda call, _send: saying({"id": 987654, **(call.body or {}), **record})


def another(**fields: Any) -> Meddle:
    """Stored, and answered with fields of another record."""
    return lambda _call, send: changed(send(), lambda record: record.update(fields))


def without(*names: str) -> Meddle:
    """Stored, and answered without these fields."""
    return lambda _call, send: changed(send(), lambda record: [record.pop(name, None) for name in names])


def refused(status: int, body: Any = None) -> Meddle:
    """Stored, and refused."""

    def meddle(_call: Call, send: Callable[[], Reply]) -> Reply:
        send()
        return saying({"error": "no"} if body is None else body, status)

    return meddle


def twice(_call: Call, send: Callable[[], Reply]) -> Reply:
    """Delivered twice by the network, answered once."""
    send()
    return send()

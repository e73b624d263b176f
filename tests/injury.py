"""Injures answers on their way to the client: a server that leaves fields out, or sends what makes no sense."""

from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from syncro import jsonio
from syncro.api.wire import Reply, Wire
from syncro.calls import Call

Edit = Callable[[Any], None]
Injure = Callable[..., None]


def injuring(monkeypatch: pytest.MonkeyPatch) -> Injure:
    """`injure("customers.get", edit)`: from now on `edit` changes the JSON of every such answer; `raw` replaces its bytes."""
    edits: list[tuple[str, Edit]] = []
    bodies: dict[str, bytes] = {}
    real = Wire.exchange

    def exchange(self: Wire, call: Call) -> Reply:
        reply = real(self, call)
        if call.operation in bodies:
            return replace(reply, body=bodies[call.operation])
        chosen = [edit for operation, edit in edits if operation == call.operation]
        if not chosen or reply.status >= 300:
            return reply
        value = jsonio.loads(reply.body)
        for edit in chosen:
            edit(value)
        return replace(reply, body=jsonio.dumps(value).encode())

    def injure(operation: str, edit: Edit | None = None, *, raw: bytes = b"") -> None:
        if edit:
            edits.append((operation, edit))
        else:
            bodies[operation] = raw

    monkeypatch.setattr(Wire, "exchange", exchange)
    return injure


def records(body: Any, key: str) -> list[dict[str, Any]]:
    """Every record below a key of this name, anywhere in an answer."""
    found: list[dict[str, Any]] = []
    if isinstance(body, dict):
        for name, value in body.items():
            found += [value] if name == key and isinstance(value, dict) else []
            found += (
                [row for row in value if isinstance(row, dict)]
                if name in (f"{key}s", key) and isinstance(value, list)
                else []
            )
            found += records(value, key)
    elif isinstance(body, list):
        found = [each for item in body for each in records(item, key)]
    return found


def leaving_out(key: str, field: str) -> Edit:
    """Takes a field out of every such record."""

    def edit(body: Any) -> None:
        for record in records(body, key):
            record.pop(field, None)

    return edit


def setting(key: str, field: str, value: Any) -> Edit:
    """Puts a value into every such record."""

    def edit(body: Any) -> None:
        for record in records(body, key):
            record[field] = value

    return edit

"""The vendor's own examples of successful replies are successes here too (R-53)."""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import canary
from syncro.api.answers import Answer, understand
from syncro.api.wire import Reply
from syncro.calls import Call
from syncro.catalog import OPERATIONS, Operation, Shape
from syncro.errors import NotFound
from syncro.records import (
    Appointment,
    Comment,
    Contact,
    Customer,
    Invoice,
    Me,
    Payment,
    Product,
    Record,
    Ticket,
    TimerEntry,
    User,
)
from syncro.secret import Secret

DESCRIPTION = Path(__file__).parents[2].parent / "shared" / "syncro-openapi.json"
KEY = Secret(canary.key("examples"))


@cache
def described() -> dict[str, Any]:
    """The vendor's paths, by the shape of the path alone: placeholders have other names there."""
    if not DESCRIPTION.exists():
        pytest.skip("the vendor's API description is not here")
    paths = json.loads(DESCRIPTION.read_text())["paths"]
    return {_shape(path): methods for path, methods in paths.items()}


def _shape(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.strip("/").split("/"))


def examples(operation: Operation) -> Iterator[tuple[int, Any]]:
    """Status and body of every successful example."""
    replies = described().get(_shape(operation.path), {}).get(operation.method.lower(), {}).get("responses", {})
    for status, reply in replies.items():
        for content in reply.get("content", {}).values() if status.startswith("2") else ():
            named = [each["value"] for each in content.get("examples", {}).values()]
            yield from ((int(status), body) for body in ([content["example"]] if "example" in content else named))


def answered(operation: Operation, status: int, body: Any) -> Answer:
    call = Call(operation.id, dict.fromkeys(operation.path_names, 1) | _asked(operation, body))
    return understand(call, Reply(status, "application/json", json.dumps(body).encode()), KEY)


def _asked(operation: Operation, body: Any) -> dict[str, Any]:
    """The path that an example answers: the description doesn't say, so it is taken from what the example shows."""
    record = body.get(operation.reply.key, body) if isinstance(body, dict) else {}
    record = next(iter(record), {}) if isinstance(record, list) else record
    record = record if isinstance(record, dict) else {}
    return {name: record[field] for field, name in operation.echoes if record.get(field) is not None}


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_every_documented_success_is_understood(operation: Operation) -> None:
    for status, body in examples(operation):
        value = answered(operation, status, body).value
        if operation.reply.shape is Shape.ONE and operation.writes:
            assert value["id"] is not None


def test_most_operations_have_an_example() -> None:
    assert sum(any(True for _ in examples(operation)) for operation in OPERATIONS) > 100


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        ("tickets.get", Ticket),
        ("tickets.list", Ticket),
        ("tickets.comments", Comment),
        ("tickets.timer_entry", TimerEntry),
        ("ticket_timers.list", TimerEntry),
        ("invoices.list", Invoice),
        ("payments.get", Payment),
        ("payments.list", Payment),
        ("products.get", Product),
        ("products.list", Product),
        ("customers.get", Customer),
        ("customers.list", Customer),
        ("contacts.list", Contact),
        ("appointments.list", Appointment),
        ("users.get", User),
        ("me.get", Me),
    ],
)
def test_the_examples_can_be_read_as_records(operation: str, kind: type[Record]) -> None:
    for status, body in examples(Call(operation).row):
        value = answered(Call(operation).row, status, body).value
        for row in value if isinstance(value, list) else [value]:
            record = kind.read(row)
            assert record.raw == row
            assert getattr(record, "id", 0) == row.get("id", 0)


def test_a_missing_contract_is_the_one_null_that_says_something() -> None:
    with pytest.raises(NotFound):
        answered(Call("contracts.get").row, 200, None)

"""Replies have every field of the vendor's examples, with its type, unless a numbered fact says otherwise (facts §0)."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx2
import known
import pytest

from syncro.catalog import OPERATIONS, Operation, Shape
from syncro.sandbox.server import ThreadedSandbox

DESCRIPTION = Path(__file__).parents[3] / "shared" / "syncro-openapi.json"
FREE = frozenset({"properties", "params"})
"""Fields whose content is the account's own."""
OF_ACCOUNT = frozenset(
    {"settings.get", "tickets.settings", "payment_methods.list", "new_ticket_forms.list", "new_ticket_forms.get"}
)
"""Replies that the account's owner wrote: a test company of a few words has less to say than an example."""
EXCEPTIONS = {
    "invoices.list": ("C5", ["invoices[0].ticket_id: missing"]),
    "appointments.list": ("C8", ["appointments[0].appointment: missing"]),
}
"""What a fact takes away from an example."""
MORE = {
    "tickets.get": ("§4: seen live", {"mentionables"}),
    "tickets.update": ("§4: the full detail, as it is seen live", {"mentionables"}),
    "invoices.update": ("§5: the short form as a create shows it", {"user_id"}),
    "estimates.convert_to_invoice": ("§5: the short form as a create shows it", {"user_id"}),
    "estimates.remove_line_item": ("§7: an estimate has a name", {"name"}),
    "estimates.get": ("§7: seen live", {"customer", "contacts", "line_items"}),
    "customers.get": ("§10: seen live", {"phones", "contracts", "addresses", "ticket_links", "invoice_links"}),
    "contacts.list": ("§11: seen by a mirror", {"processed_phone", "processed_mobile", "ticket_matching_emails"}),
    "customer_assets.list": ("§3, §12: seen live", {"meta", "has_live_chat", "snmp_enabled", "device_info"}),
    "leads.get": ("§17: seen live", {"emails", "attachments", "appointments"}),
    "products.list": ("§14: seen by a mirror", {"since_updated_at"}),
    "products.get": ("§14: seen by a mirror", {"since_updated_at"}),
    **dict.fromkeys(
        ("portal_users.list", "portal_users.create", "portal_users.update", "portal_users.delete"),
        ("§17: seen live", {"disabled", "mobile", "require_mfa"}),
    ),
}
"""What a fact adds to an example; nothing else may be in a reply."""
ANYWHERE = frozenset({"prepay_hours"})
"""What §10 puts beside any customer."""
QUIRKS = {"rate_limit": 0, "payment_gateway": True, "callerid_disabled": False}
AS_DESCRIBED = {"invoice_list_has_ticket_id": True, "appointments_nested": True}
"""Switches by which replies look as described where they usually don't."""


def _form(path: str) -> str:
    return "/".join("{}" if part.startswith("{") else part for part in path.strip("/").split("/"))


if not DESCRIPTION.exists():
    pytest.skip("the vendor's API description is not beside this checkout", allow_module_level=True)
# By the form of the path alone: placeholders have other names there, and one path lacks its slash (facts §4.2).
DESCRIBED = {_form(path): methods for path, methods in json.loads(DESCRIPTION.read_text())["paths"].items()}


def examples(operation: Operation) -> Iterator[Any]:
    """The bodies of the operation's successful examples."""
    replies = DESCRIBED[_form(operation.path)][operation.method.lower()]["responses"]
    for status, reply in replies.items():
        for form, content in reply.get("content", {}).items() if status.startswith("2") else ():
            if form == "text/plain":
                continue
            named = content.get("examples", {}).values()
            yield from [content["example"]] if "example" in content else [each["value"] for each in named]


def differences(example: Any, reply: Any, place: str = "") -> Iterator[str]:
    """Where a reply lacks a field of the example or has another type there; a null of either says nothing."""
    if example is None or reply is None:
        return
    if kind(example) != kind(reply):
        yield f"{place}: {kind(example)} in the example, {kind(reply)} here"
    elif isinstance(example, dict):
        for name, value in example.items():
            inside = f"{place}.{name}".strip(".")
            if name not in reply:
                yield f"{inside}: missing"
            elif name not in FREE:
                yield from differences(value, reply[name], inside)
    elif isinstance(example, list) and example:
        for number, (wanted, item) in enumerate(_pairs(example, reply)):
            yield from differences(wanted, item, f"{place}[{number}]")


def additions(example: Any, reply: Any) -> Iterator[str]:
    """The names of fields that a reply has and the example hasn't, at any depth."""
    if isinstance(example, dict) and isinstance(reply, dict):
        yield from (name for name in reply if name not in example)
        for name in example.keys() & reply.keys() - FREE:
            yield from additions(example[name], reply[name])
    elif isinstance(example, list) and isinstance(reply, list) and example:
        for wanted, item in _pairs(example, reply):
            yield from additions(wanted, item)


def _pairs(example: list[Any], reply: list[Any]) -> Iterator[tuple[Any, Any]]:
    """Every row of the reply with the example's first, or, in a row that is a tuple, place by place."""
    if len({kind(item) for item in example if item is not None}) > 1:
        return zip(example, reply, strict=True)
    return ((example[0], item) for item in reply)


def kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return {dict: "object", list: "array", str: "string"}[type(value)]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx2.Client]:
    with (
        ThreadedSandbox(company=known.full_company(), quirks=QUIRKS) as running,
        httpx2.Client(base_url=running.root_url) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def demo() -> Iterator[httpx2.Client]:
    with (
        ThreadedSandbox(quirks={**QUIRKS, **AS_DESCRIBED}) as running,
        httpx2.Client(base_url=running.root_url) as client,
    ):
        yield client


def _is_list(operation: Operation) -> bool:
    return operation.method == "GET" and not operation.path_names and operation.reply.shape is not Shape.TEXT


SHOWN = [operation for operation in OPERATIONS if any(examples(operation))]
NAMES = {"argnames": "operation", "ids": lambda operation: operation.id}


@pytest.mark.parametrize(argvalues=[row for row in SHOWN if row.id not in OF_ACCOUNT], **NAMES)
def test_reply_has_every_field_of_the_example_with_its_type(client: httpx2.Client, operation: Operation) -> None:
    client.post("/sandbox/reset")
    reply = known.send(client, operation).json()
    expected = EXCEPTIONS.get(operation.id, ("", []))[1]
    for example in examples(operation):
        assert list(differences(example, reply)) == expected


@pytest.mark.parametrize(argvalues=[row for row in SHOWN if row.id not in (*OF_ACCOUNT, "appointments.list")], **NAMES)
def test_reply_has_no_field_that_neither_the_example_nor_a_fact_has(
    client: httpx2.Client, operation: Operation
) -> None:
    client.post("/sandbox/reset")
    reply = known.send(client, operation).json()
    expected = MORE.get(operation.id, ("", set()))[1]
    for example in examples(operation):
        assert set(additions(example, reply)) - ANYWHERE == expected


@pytest.mark.parametrize(argvalues=[row for row in SHOWN if _is_list(row)], **NAMES)
def test_every_row_of_the_demo_company_has_the_fields_of_the_example(demo: httpx2.Client, operation: Operation) -> None:
    query = {"api_key": "sandbox-owner", "query": "a", **known.QUERY}
    answer = demo.get(f"/api/v1{operation.path}", params=query)
    for example in examples(operation) if answer.status_code == 200 else ():
        assert list(differences(example, answer.json())) == []


def test_differences_are_found() -> None:
    example = {"rows": [{"id": 1, "name": "a", "at": None}], "pairs": [[1, "a"]]}
    assert list(differences(example, {"rows": [{"id": 1, "name": None, "at": 5}], "pairs": [[2, "b"]]})) == []
    wrong = {"rows": [{"id": 1, "name": "b", "at": 5}, {"id": "1", "at": None}], "pairs": [[2, 3]]}
    assert list(additions(example, {"rows": [{"id": 1, "who": {}}], "meta": {}})) == ["meta", "who"]
    assert list(differences(example, wrong)) == [
        "rows[1].id: number in the example, string here",
        "rows[1].name: missing",
        "pairs[0][1]: string in the example, number here",
    ]

"""The catalog against the vendor's own description: nothing missing, nothing invented, every difference a numbered fact."""

import json
from pathlib import Path
from typing import Any

import pytest

from syncro.catalog import BY_ID, OPERATIONS, Effect, Shape, find
from syncro.catalog.corrections import CORRECTIONS

DESCRIPTION = Path(__file__).parents[2] / "shared" / "syncro-openapi.json"
METHODS = {"get", "post", "put", "patch", "delete"}
KINDS = {"string": "str", "integer": "int", "number": "num", "boolean": "bool", "array": "list", "object": "map"}


@pytest.fixture(scope="module")
def vendor() -> dict[tuple[str, str], dict[str, Any]]:
    if not DESCRIPTION.exists():
        pytest.skip("the vendor's API description is not beside this checkout")
    document = json.loads(DESCRIPTION.read_text())
    return {
        # One path of the description lacks its leading slash (facts §4.2).
        (method.upper(), "/" + path.lstrip("/")): _resolved(document, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
        if method in METHODS
    }


def _resolved(document: dict[str, Any], value: Any) -> Any:
    if isinstance(value, dict) and "$ref" in value:
        target: Any = document
        for part in value["$ref"].removeprefix("#/").split("/"):
            target = target[part]
        return _resolved(document, target)
    if isinstance(value, dict):
        return {key: _resolved(document, item) for key, item in value.items()}
    return [_resolved(document, item) for item in value] if isinstance(value, list) else value


def _schema(operation: dict[str, Any]) -> dict[str, Any]:
    for content in operation.get("requestBody", {}).get("content", {}).values():
        schema: dict[str, Any] = content.get("schema", {})
        return schema if schema.get("type") == "object" else {}
    return {}


def _corrected(operation: str, part: str) -> set[str]:
    return {name for each in CORRECTIONS if (each.operation, each.part) == (operation, part) for name in each.names}


def test_every_operation_of_the_vendor_is_there_and_none_is_invented(vendor: dict[tuple[str, str], Any]) -> None:
    assert {(row.method, row.path) for row in OPERATIONS} == set(vendor)
    assert len(OPERATIONS) == 170


def test_query_parameters_are_the_vendors_but_for_numbered_facts(vendor: dict[tuple[str, str], Any]) -> None:
    for row in OPERATIONS:
        documented = {
            each["name"] for each in vendor[row.method, row.path].get("parameters", []) if each["in"] == "query"
        }
        assert set(row.query) == documented | _corrected(row.id, "query"), row.id


def test_body_fields_and_their_kinds_are_the_vendors_but_for_numbered_facts(vendor: dict[tuple[str, str], Any]) -> None:
    for row in OPERATIONS:
        documented = _schema(vendor[row.method, row.path]).get("properties", {})
        added = _corrected(row.id, "body")
        assert {field.name for field in row.body} == set(documented) | added, row.id
        for field in row.body:
            if field.name not in added:
                assert field.kind == KINDS[documented[field.name]["type"]], (row.id, field.name)


def test_required_fields_are_the_vendors_but_for_numbered_facts(vendor: dict[tuple[str, str], Any]) -> None:
    for row in OPERATIONS:
        documented = set(_schema(vendor[row.method, row.path]).get("required", []))
        expected = (documented | _corrected(row.id, "required")) - _corrected(row.id, "optional")
        assert {field.name for field in row.body if field.required} == expected, row.id


def test_success_codes_are_the_vendors(vendor: dict[tuple[str, str], Any]) -> None:
    for row in OPERATIONS:
        assert str(row.success) in vendor[row.method, row.path]["responses"], row.id


def test_reply_wrappers_fit_the_vendors_examples(vendor: dict[tuple[str, str], Any]) -> None:
    checked = 0
    for row in OPERATIONS:
        reply = vendor[row.method, row.path]["responses"][str(row.success)]
        for content in reply.get("content", {}).values():
            example = content.get("example")
            if isinstance(example, dict):
                checked += 1
                wrapped = row.reply.shape in (Shape.ONE, Shape.MANY)
                assert not wrapped or row.reply.key in example, (row.id, list(example))
                assert row.reply.shape is not Shape.FLAT or not _wraps_one_record(example), (row.id, list(example))
    assert checked > 80


def _wraps_one_record(example: dict[str, Any]) -> bool:
    return len(example) == 1 and isinstance(next(iter(example.values())), dict)


def test_only_gets_read_and_every_other_method_has_an_effect() -> None:
    for row in OPERATIONS:
        assert (row.effect is Effect.READ) == (row.method == "GET"), row.id


def test_every_correction_names_an_operation_and_a_fact() -> None:
    for each in CORRECTIONS:
        assert each.operation in BY_ID
        assert each.fact.startswith(("§", "C"))


def test_a_fixed_path_wins_over_an_id() -> None:
    found = find("GET", "/customers/latest")
    assert found is not None
    assert found[0].id == "customers.latest"


@pytest.mark.parametrize(
    "path", ["/tickets/5/timer", "/ticket_statuses", "/tickets/5/line_items/7", "/invoices/5/payments"]
)
def test_routes_that_other_clients_invented_are_not_there(path: str) -> None:
    assert find("GET", path) is None
    assert find("POST", path) is None

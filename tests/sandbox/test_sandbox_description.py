"""Schemathesis with the vendor's description against a running sandbox: no 5xx, and replies as described.

Where a fact contradicts the description, the deviation stands in a table with the fact's number.
"""

from typing import Any

import description
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from msgspec import Struct

from syncro.catalog import OPERATIONS, Operation
from syncro.sandbox.probe import Sandbox

if not description.FILE.exists():
    pytest.skip("the vendor's API description is not beside this checkout", allow_module_level=True)

KEY = {"api_key": "sandbox-owner"}
BOUNDED = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
CHECKED = {"UndefinedStatusCode": "status", "JsonSchemaError": "shape", "UndefinedContentType": "type"}


class Deviation(Struct, frozen=True):
    """Where the sandbox does not do what the description says, and why."""

    operation: str
    status: int
    differs: str
    fact: str


DEVIATIONS = (
    Deviation("appointments.list", 200, "shape", "C8: rows are flat"),
    Deviation("invoices.list", 200, "shape", "C5: rows have no ticket_id"),
    Deviation("invoices.update", 422, "status", "§2: sums that are no numbers are refused; the description is silent"),
    Deviation(
        "tickets.create", 422, "shape", "§4: a blank subject is refused in another shape than a missing customer"
    ),
    Deviation("estimates.create", 422, "shape", "§2: a bare map of the fields that are wrong, whichever they are"),
    Deviation("estimates.update", 422, "shape", "§2: a bare map of the fields that are wrong, whichever they are"),
    Deviation("new_ticket_forms.process", 422, "shape", "§2: sections and fields that are wrong, whichever they are"),
    Deviation("tickets.update_line_item", 422, "status", "§2: refused as add_line_item is; the description is silent"),
    Deviation("canned_responses.create", 422, "status", "§2: refused as other kinds are; the description is silent"),
    Deviation("timelogs.update", 422, "status", "§2: refused as other kinds are; the description is silent"),
    Deviation("purchase_orders.create", 422, "status", "§2: refused as other kinds are; the description is silent"),
    Deviation("products.barcode", 404, "status", "§2: no product has this barcode; the description is silent"),
    Deviation("portal_users.invite", 404, "status", "§2: no such portal user; the description is silent"),
)

NESTED = {
    "/invoices/{id}/line_items/{line_item_id}": ("invoice_lines", {"id": "invoice_id", "line_item_id": "id"}),
    "/estimates/{id}/line_items/{line_item_id}": ("estimate_lines", {"id": "estimate_id", "line_item_id": "id"}),
    "/schedules/{id}/line_items/{schedule_line_item_id}": (
        "schedule_lines",
        {"id": "schedule_id", "schedule_line_item_id": "id"},
    ),
    "/customers/{customer_id}/phones/{id}": ("phones", {"customer_id": "customer_id", "id": "id"}),
    "/products/{product_id}/product_serials/{id}": ("product_serials", {"product_id": "product_id", "id": "id"}),
    "/products/{product_id}/product_skus/{id}": ("product_skus", {"product_id": "product_id", "id": "id"}),
    "/tickets/{ticket_id}/worksheet_results/{id}": ("worksheet_results", {"ticket_id": "ticket_id", "id": "id"}),
}
KINDS = {"customer_assets": "assets", "new_ticket_forms": "ticket_forms", "ticket_timers": "timers"}


def first(sandbox: Sandbox, kind: str, **fields: Any) -> dict[str, Any]:
    """The first record with these fields, or just the first, or none."""
    try:
        rows = sandbox.records(kind)
    except ValueError:  # the demo company has none of this kind
        rows = []
    fitting = (row for row in rows if all(row.get(name) == value for name, value in fields.items()))
    return next(fitting, rows[0] if rows else {})


@pytest.fixture(scope="module")
def ids(syncro_sandbox_server: Sandbox) -> dict[str, int]:
    """Ids that exist, by the names that paths and bodies have for them; those of one ticket belong together."""
    sandbox = syncro_sandbox_server
    sandbox.reset()
    timer = first(sandbox, "timers")
    line = first(sandbox, "ticket_lines", ticket_id=timer["ticket_id"])
    kinds = ("customer", "contact", "product", "user", "invoice", "asset", "vendor", "appointment_type", "schedule")
    return {
        **{f"{kind}_id": first(sandbox, f"{kind}s")["id"] for kind in kinds},
        "ticket_id": timer["ticket_id"],
        "timer_entry_id": timer["id"],
        "ticket_line_item_id": line["id"],
    }


@pytest.fixture(scope="module")
def described(ids: dict[str, int]) -> dict[tuple[str, str], Any]:
    """The vendor's operations by method and path."""
    import schemathesis

    schema = schemathesis.openapi.from_dict(description.load(ids))
    found = [each.ok() for each in schema.get_all_operations()]
    return {(each.method.upper(), each.path): each for each in found}


def real_path(sandbox: Sandbox, operation: Operation, ids: dict[str, int]) -> dict[str, Any]:
    """Path values that lead to a record that is there."""
    if operation.path in NESTED:
        kind, names = NESTED[operation.path]
        row = first(sandbox, kind)
        return {name: row.get(field, 1) for name, field in names.items()}
    group = operation.path.split("/")[1]
    own = ids["ticket_id"] if group == "tickets" else None
    return {
        name: (own or first(sandbox, KINDS.get(group, group)).get("id", 1)) if name == "id" else ids[name]
        for name in operation.path_names
    }


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: operation.id)
def test_requests_as_described_are_answered_as_described(
    operation: Operation, described: dict[tuple[str, str], Any], ids: dict[str, int], syncro_sandbox: Sandbox
) -> None:
    about = described[operation.method, operation.path]
    found: set[tuple[int, str, str]] = set()
    ways: list[dict[str, Any]] = [{}]
    if operation.path_names:
        ways.insert(0, {"path_parameters": real_path(syncro_sandbox, operation, ids)})
    for way in ways:

        @BOUNDED
        @given(case=about.as_strategy(**way))
        def ask(case: Any) -> None:
            answer = case.call(base_url=syncro_sandbox.base_url, params=KEY)
            assert answer.status_code < 500, answer.text
            found.update(differences(operation, case, answer))

        ask()
    known = {(each.status, each.differs) for each in DEVIATIONS if each.operation == operation.id}
    PLAYED.add(operation.id)
    MET.update((operation.id, *each[:2]) for each in found)
    assert [each for each in found if each[:2] not in known] == []


MET: set[tuple[str, int, str]] = set()
PLAYED: set[str] = set()


def differences(operation: Operation, case: Any, answer: Any) -> list[tuple[int, str, str]]:
    """In what an answer differs from the description: (status, status | shape | type, what the check says)."""
    from schemathesis.core.failures import FailureGroup
    from schemathesis.specs.openapi import checks

    wanted = [checks.status_code_conformance, checks.content_type_conformance, checks.response_schema_conformance]
    if everywhere(operation, answer):
        return []
    try:
        case.validate_response(answer, checks=wanted)
    except FailureGroup as group:
        return [
            (answer.status_code, CHECKED[type(each).__name__], f"{each}: {answer.text[:200]}")
            for each in group.exceptions
        ]
    return []


def everywhere(operation: Operation, answer: Any) -> bool:
    """Answers that the description leaves out on every route."""
    if answer.status_code == 404:
        # §2, §21: what isn't there is 404, also where the description forgets to say so.
        return bool(operation.path_names) and answer.json() == {"message": "Not found"}
    # §2 has no shape for a number that no column holds.
    return answer.status_code == 422 and answer.json() == {"error": "numeric field overflow"}


def test_no_deviation_is_listed_that_is_not_met() -> None:
    if len(PLAYED) < len(OPERATIONS):
        pytest.skip("only when all operations were played before")
    assert {(each.operation, each.status, each.differs) for each in DEVIATIONS} - MET == set()

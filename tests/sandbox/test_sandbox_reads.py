"""Reading assets, estimates, schedules, contracts and search; and that every operation is played."""

import httpx2
import tiny

from syncro.catalog import OPERATIONS
from syncro.sandbox import routes
from syncro.sandbox.server import ThreadedSandbox


def test_assets_filter_by_customer_and_query(api):
    listed = api.get("customer_assets", customer_id=tiny.PLAIN, query="front")
    assert [row["name"] for row in listed["assets"]] == ["FRONT-PC"]
    assert listed["meta"] == {"total_pages": 1, "total_entries": 1, "per_page": 50, "page": 1}
    assert api.get("customer_assets", customer_id=tiny.BLOCK)["assets"] == []
    assert api.get(f"customer_assets/{tiny.ASSET}")["asset"]["customer"]["id"] == tiny.PLAIN


def test_estimates_by_id_or_number_with_lines(api):
    assert [row["number"] for row in api.get("estimates", status="fresh", customer_id=5)["estimates"]] == ["701"]
    assert api.get("estimates", status="Approved")["estimates"] == []
    shown = api.get("estimates/701")["estimate"]
    assert (shown["id"], shown["line_items"][0]["price"]) == (601, "900.0")
    assert shown["contacts"] == shown["customer"]["contacts"] != []
    assert api.refused("GET", "estimates/5")[0] == 404


def test_schedules_have_their_lines_under_lines(api):
    (row,) = api.get("schedules", customer_id=tiny.PLAIN)["schedules"]
    assert row["lines"][0]["name"] == "Care"
    assert api.get("schedules/501")["schedule"]["name"] == "Monthly care"
    assert api.get("schedules", customer_id=tiny.BLOCK)["schedules"] == []


def test_contracts_are_flat_and_null_when_missing(api):
    assert api.get("contracts/801")["name"] == "Care"
    assert api.get("contracts/5") is None
    listed = api.get("contracts", customer_id=tiny.BLOCK)
    assert (len(listed["contracts"]), listed["meta"]["per_page"]) == (1, 50)


def test_search_wraps_each_hit_in_tables_and_respects_permissions(api):
    found = api.get("search", query="32001")
    assert found["results"][0]["table"]["_source"]["table"]["subject"] == "Trouble 32001"
    assert found["quick_result"] is None
    api.post("invoices", {"customer_id": tiny.PLAIN, "number": "77123"})
    assert [hit["table"]["_type"] for hit in api.get("search", query="77123")["results"]] == ["invoice"]
    assert api.as_("no-invoice").get("search", query="77123")["results"] == []
    assert api.get("search")["results"] == []


def test_every_operation_is_played_and_nothing_else():
    assert set(routes.HANDLERS) == {operation.id for operation in OPERATIONS}
    assert not set(routes.HANDLERS) & set(routes.SKILL_HANDLERS)


def test_every_operation_is_found_by_its_path():
    for operation in OPERATIONS:
        values = dict.fromkeys(operation.path_names, "12")
        found = routes.find(operation.method, operation.render(values))
        assert found is not None
        assert (found[0].id, found[1]) == (operation.id, values)


def _account_ids(value):
    if isinstance(value, list):
        return {id_ for item in value for id_ in _account_ids(item)}
    if not isinstance(value, dict):
        return set()
    own = {value["account_id"]} if "account_id" in value else set()
    return own | {id_ for item in value.values() for id_ in _account_ids(item)}


def test_all_records_of_the_demo_company_name_one_account():
    paths = [operation.path for operation in OPERATIONS if operation.method == "GET" and "{" not in operation.path]
    with ThreadedSandbox(quirks={"rate_limit": 0}) as running, httpx2.Client() as client:
        headers = {"Authorization": "sandbox-owner"}
        found: dict[str, set[int]] = {}
        for path in paths:
            answer = client.get(f"{running.base_url}{path}", headers=headers)
            if answer.headers["content-type"].startswith("application/json"):
                found[path] = _account_ids(answer.json())
        alert = {"description": "Disk is full"}
        made = client.post(f"{running.base_url}/rmm_alerts", headers=headers, json=alert).json()
    assert len(set().union(*found.values(), _account_ids(made))) == 1, found

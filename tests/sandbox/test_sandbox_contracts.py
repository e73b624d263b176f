"""Contracts: flat, and null when missing (facts §9)."""

import tiny


def test_contract_is_made_flat_listed_changed_and_null_after_delete(api):
    body = {"customer_id": tiny.PLAIN, "name": "Care", "contract_amount": "30k", "start_date": "2026-01-01"}
    made = api.post("contracts", body)
    assert (made["contract_amount"], made["status"], made["likelihood"]) == ("30k", "Opportunity", 0)
    assert made["start_date"] == "2026-01-01T00:00:00.000-07:00"
    changed = api.put(f"contracts/{made['id']}", {"status": "Active", "likelihood": "100"})
    assert (changed["status"], changed["likelihood"], changed["name"]) == ("Active", 100, "Care")
    assert changed in api.get("contracts")["contracts"]
    assert api.delete(f"contracts/{made['id']}") == {"success": True}
    assert api.get(f"contracts/{made['id']}") is None
    assert api.refused("DELETE", f"contracts/{made['id']}")[0] == 404


def test_contract_shows_on_its_customer(api):
    made = api.post("contracts", {"customer_id": tiny.BLOCK, "name": "Hours"})
    assert [row["id"] for row in api.get(f"customers/{tiny.BLOCK}")["customer"]["contracts"]] == [made["id"]]


def test_contract_without_a_customer_gives_the_unsaved_record_back(api):
    status, answer = api.refused("POST", "contracts", {"name": "No Customer", "description": "No Customer"})
    assert (status, answer["errors"]) == (422, "Customer can't be blank")
    assert (answer["record"]["id"], answer["record"]["name"], answer["record"]["created_at"]) == (
        None,
        "No Customer",
        None,
    )
    assert len(api.get("contracts")["contracts"]) == 1
    status, answer = api.refused("PUT", "contracts/801", {"customer_id": None})
    assert (status, answer["errors"], answer["record"]["id"]) == (422, "Customer can't be blank", 801)
    assert api.get("contracts/801")["customer_id"] == tiny.PLAIN
    assert api.refused("PUT", "contracts/5", {"name": "N"})[0] == 404

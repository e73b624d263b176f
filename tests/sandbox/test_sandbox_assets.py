"""Assets, their patches, and alerts (facts §12, §16)."""

import pytest
import tiny

from syncro.sandbox.shapes import ACCOUNT_ID

ALERT = {"asset_id": tiny.ASSET, "description": "Disk is full", "formatted_output": "C: 1 percent"}


def made(api, **changed):
    return api.post("rmm_alerts", {**ALERT, **changed})["alert"]


def listed(api, **query):
    return [row["description"] for row in api.get("rmm_alerts", **query)["rmm_alerts"]]


def test_new_asset_needs_a_type_of_the_account_and_drops_its_properties(api):
    body = {"name": "NEW-PC", "customer_id": tiny.PLAIN, "asset_type_name": "Server", "properties": {"OS": "11"}}
    asset = api.post("customer_assets", body)["asset"]
    assert (asset["asset_type"], asset["properties"]) == ("Server", {})
    assert asset["customer"]["id"] == tiny.PLAIN
    assert asset["rmm_store"]["triggers"]["agent_offline_triggered"] == "false"
    assert asset["id"] in [row["id"] for row in api.get("customer_assets", asset_type_id=502)["assets"]]


def test_the_id_of_an_assets_type_is_taken_and_filters_but_is_never_shown(api):
    body = {"name": "NEW-PC", "customer_id": tiny.PLAIN, "asset_type_id": 502}
    made = api.post("customer_assets", body)["asset"]
    path = f"customer_assets/{made['id']}"
    (row,) = api.get("customer_assets", asset_type_id=502)["assets"]
    api.put(f"tickets/{tiny.TICKET}", {"asset_ids": [made["id"]]})
    (embedded,) = api.get(f"tickets/{tiny.TICKET}")["ticket"]["assets"]
    for shown in (made, row, embedded, api.get(path)["asset"], api.put(path, {"name": "PC"})["asset"]):
        assert (shown["asset_type"], "asset_type_id" in shown) == ("Server", False)


def test_new_asset_without_a_type_is_refused_in_the_documented_words(api):
    status, answer = api.refused("POST", "customer_assets", {"name": "No type", "asset_type_name": "Toaster"})
    assert status == 422
    assert answer["message"] == [
        "Asset type can't be blank",
        "Name You must have an asset type first, please go create one",
    ]
    assert answer["params"] == {"name": "No type", "asset_type_name": "Toaster"}
    status, answer = api.refused("POST", "customer_assets", {"asset_type_id": 501})
    assert (status, answer["message"]) == (422, ["Name can't be blank"])


def test_update_of_an_asset_sets_properties_and_type_and_keeps_the_rest(api):
    path = f"customer_assets/{tiny.ASSET}"
    asset = api.put(path, {"properties": {"OS": "11"}, "asset_type_id": 502})["asset"]
    assert (asset["name"], asset["properties"], asset["asset_type"]) == ("FRONT-PC", {"OS": "11"}, "Server")
    read = api.get(path)["asset"]
    assert read == {**asset, "has_live_chat": False, "snmp_enabled": False, "device_info": None}
    status, answer = api.refused("PUT", path, {"asset_type_name": "Toaster"})
    assert (status, answer) == (422, {"success": False, "message": ["Asset type can't be blank"]})


def test_quirk_asset_create_keeps_properties(api):
    body = {"name": "NEW-PC", "asset_type_id": 501, "properties": {"OS": "11"}}
    assert api.post("customer_assets", body)["asset"]["properties"] == {}
    api.quirk("asset_create_keeps_properties", True)
    assert api.post("customer_assets", body)["asset"]["properties"] == {"OS": "11"}


def test_assets_cannot_be_deleted_and_unknown_ones_are_404(api):
    assert api.refused("DELETE", f"customer_assets/{tiny.ASSET}")[0] == 404
    assert api.refused("GET", "customer_assets/5")[0] == 404
    assert api.refused("PUT", "customer_assets/5", {"name": "N"})[0] == 404


def test_patches_are_installed_or_available_with_a_meta_of_their_own(api):
    shown = api.get(f"customer_assets/{tiny.ASSET}/patches")
    assert [patch["kb"] for patch in shown["installed_patches"]] == ["KB5000001"]
    assert shown["available_patches"] == [
        {
            "kb": "KB5000002",
            "title": "Monthly update",
            "category": "Security Updates",
            "status": "Missing Patches",
            "evaluated_at": tiny.at(8),
        }
    ]
    assert shown["available_patches_meta"] == {"page": 1, "per_page": 50, "total_pages": 1, "total_entries": 1}
    assert api.get(f"customer_assets/{tiny.ASSET}/patches", page=2)["available_patches"] == []
    assert api.refused("GET", "customer_assets/5/patches") == (404, {"error": "Asset not found"})


@pytest.mark.parametrize("query", [{"ids": f"{tiny.ASSET},5"}, {"ids[]": [str(tiny.ASSET), "5"]}])
def test_chat_information_of_the_named_assets(api, query):
    shown = api.get("customer_assets/chat_information_by_ids", **query)
    customer = {"id": tiny.PLAIN, "fullname": "", "business_name": "Plain Paper Co"}
    assert shown == {"assets": [{"id": tiny.ASSET, "name": "FRONT-PC", "customer": customer, "has_live_chat": False}]}


def test_new_alert_has_another_key_and_other_ticket_fields_than_a_read_one(api):
    answer = api.send("POST", "rmm_alerts", ALERT)
    assert (answer.status_code, answer.json()["success"]) == (201, True)
    alert = answer.json()["alert"]
    assert (alert["customer_id"], alert["account_id"], alert["ticket_id"]) == (tiny.PLAIN, ACCOUNT_ID, None)
    read = api.get(f"rmm_alerts/{alert['id']}")["rmm_alert"]
    assert (read["computer_name"], read["ticket_number"], "ticket_id" in read) == ("FRONT-PC", None, False)
    assert read["formatted_output"] == "C: 1 percent"
    assert api.refused("GET", "rmm_alerts/5")[0] == 404


def test_alerts_are_listed_by_status_and_a_resolved_one_stays_readable(api):
    alert = made(api)
    made(api, description="Fan is loud")
    assert api.delete(f"rmm_alerts/{alert['id']}") == {"success": "true"}
    assert listed(api) == ["Fan is loud"]
    assert listed(api, status="resolved") == ["Disk is full"]
    assert listed(api, status="all", customer_id=5) == ["Fan is loud", "Disk is full"]
    assert api.get(f"rmm_alerts/{alert['id']}")["rmm_alert"]["resolved"] is True
    assert api.refused("DELETE", "rmm_alerts/5")[0] == 404


@pytest.mark.parametrize("place", ["query", "body"])
def test_mute_takes_its_length_from_query_or_body(api, place):
    path = f"rmm_alerts/{made(api)['id']}/mute"
    sent = {"mute_for": "2-weeks"}
    answer = api.send("POST", path, sent) if place == "body" else api.send("POST", path, **sent)
    assert (answer.status_code, answer.json()) == (200, {"success": "true"})


def test_mute_refuses_other_lengths_and_unknown_alerts(api):
    alert = made(api)
    status, answer = api.refused("POST", f"rmm_alerts/{alert['id']}/mute", {"mute_for": "3-days"})
    assert (status, answer) == (422, {"errors": {"mute_for": ["is not included in the list"]}})
    assert api.refused("POST", "rmm_alerts/5/mute", {"mute_for": "forever"})[0] == 404


def test_quirk_muted_alerts_listed_off_hides_them_until_the_time_is_over(api):
    for length in ("1-hour", "forever"):
        api.post(f"rmm_alerts/{made(api, description=length)['id']}/mute", {"mute_for": length})
    assert len(listed(api)) == 2
    api.quirk("muted_alerts_listed", False)
    assert listed(api) == []
    assert len(listed(api, status="all")) == 0
    api.control("PUT", "clock", {"advance": 3601})
    assert listed(api) == ["1-hour"]

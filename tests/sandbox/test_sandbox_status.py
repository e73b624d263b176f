"""`GET /sandbox/`: a page for browsers, JSON for programs; and what else a test may ask of the control plane."""

import pytest
import tiny

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}


def page(api):
    answer = api.client.get(f"{api.root}/sandbox/", headers=BROWSER)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


def test_programs_get_the_status_as_json(api):
    api.get("me")
    status = api.control("GET", "").json()
    assert (status["sandbox"], status["company"], status["requests"]) == ("syncro", "given as data", 1)
    assert (status["records"]["tickets"], status["tickets"]) == (3, 3)
    assert "keys" not in status["records"]
    assert status["quirks_changed"] == {"rate_limit": 0}
    assert status["faults"] == []
    assert [(row["path"], row["status"]) for row in status["last_requests"]] == [("/api/v1/me", 200)]


def test_browsers_get_a_page_that_says_the_same(api):
    api.quirk("per_page_honoured", True)
    api.fault(fault="drop_after", operation="invoices.create")
    api.get("me")
    text = page(api)
    for word in ("given as data", "per_page_honoured", "drop_after", "invoices.create", "/api/v1/me", "Blake Rivers"):
        assert word in text
    assert tiny.DAY in text


def test_the_page_shows_no_key_and_escapes_what_clients_sent(api):
    api.client.get(f"{api.root}/api/v1/<script>alert(1)", params={"api_key": "a-secret-key"})
    text = page(api)
    assert "&lt;script&gt;alert(1)" in text
    assert "<script" not in text
    assert "a-secret-key" not in text


def test_the_page_lists_the_latest_requests_newest_first(api):
    for number in range(25):
        api.send("GET", f"nothing-{number}")
    shown = [row["path"] for row in api.control("GET", "").json()["last_requests"]]
    assert shown == [f"/api/v1/nothing-{number}" for number in range(24, 4, -1)]


def test_other_control_routes_answer_browsers_in_json_too(api):
    answer = api.client.get(f"{api.root}/sandbox/quirks", headers=BROWSER)
    assert answer.headers["content-type"].startswith("application/json")


def test_a_fault_can_be_added_without_disturbing_the_tally_of_another(api):
    api.fault(fault="error_before", operation="me.get", status=503)
    assert api.send("GET", "me").status_code == 503
    more = api.control("POST", "faults", {"fault": "null_body", "operation": "users.list"})
    assert [(row["fault"], row["struck"]) for row in more.json()["faults"]] == [("error_before", 1), ("null_body", 0)]
    assert api.send("GET", "me").status_code == 200
    assert api.send("GET", "users").json() is None


def test_records_are_shown_as_they_are_stored(api):
    rows = api.control("GET", "records/comments").json()["records"]
    assert [(row["id"], row["body"]) for row in rows] == [(7001, "Printer &amp; scanner<br>are down")]
    assert api.control("GET", "records/worksheet_results").json() == {"records": []}


@pytest.mark.parametrize("kind", ["keys", "settings", "nothing", ""])
def test_keys_and_unknown_kinds_are_not_shown(api, kind):
    answer = api.control("GET", f"records/{kind}")
    assert answer.status_code == 404
    assert "tech" not in answer.text.replace("ticket", "")


def test_settings_that_the_api_can_not_change_can_be_changed_here(api):
    answer = api.control("PUT", "settings", {"tickets": {"ticket_status_list": ["New", "Parked"]}})
    assert answer.json()["tickets"]["default_labor_product_id"] == tiny.REMOTE
    assert api.get("tickets/settings")["ticket_status_list"] == ["New", "Parked"]
    assert api.control("GET", "settings").json()["account"]["locale"] == {"time_offset": "-07:00"}
    for wrong in ({"other": {}}, {"tickets": 5}, []):
        assert api.control("PUT", "settings", wrong).status_code == 422


def test_the_company_is_named_after_a_reset_to_another(api):
    assert api.control("POST", "reset", {"company": "empty"}).json()["company"] == "empty, seed 1"
    assert api.control("POST", "reset", {"company": "nowhere"}).status_code == 422
    assert api.control("GET", "").json()["company"] == "empty, seed 1"
    assert api.control("POST", "reset").json()["company"] == "given as data"

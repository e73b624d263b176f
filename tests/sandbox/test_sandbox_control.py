"""The control plane: reset, quirks, clock, keys, requests, outbox, planted (design §5)."""

import re
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest
import tiny

from syncro.sandbox import quirks


def test_reset_puts_everything_back(api):
    api.post(f"tickets/{tiny.TICKET}/comment", {"subject": "S", "body": "B"})
    api.quirk("prepay_draws", False)
    api.fault(fault="error_before")
    api.control("PUT", "clock", {"now": "2030-01-01T00:00:00Z"})
    assert api.control("POST", "reset").status_code == 200
    assert api.get("customers/latest")
    assert len(api.get(f"tickets/{tiny.TICKET}")["ticket"]["comments"]) == 1
    values = {row["name"]: row["value"] for row in api.control("GET", "quirks").json()["quirks"]}
    assert (values["prepay_draws"], values["rate_limit"]) == (True, 0)
    assert api.control("GET", "outbox").json() == {"outbox": []}
    assert not api.control("GET", "clock").json()["now"].startswith("2030")
    assert [row["n"] for row in api.control("GET", "requests").json()["requests"]] == [1, 2]


def test_quirks_are_listed_with_their_fact_and_what_is_unknown(api):
    rows = api.control("GET", "quirks").json()["quirks"]
    assert [row["name"] for row in rows] == [quirk.name for quirk in quirks.TABLE]
    assert set(rows[0]) == {"name", "value", "default", "meaning", "source", "fact", "unknown"}


@pytest.mark.parametrize("body", [{"per_page_honoured": True}, {"quirks": {"per_page_honoured": "on"}}])
def test_quirks_are_set_in_both_forms(api, body):
    rows = api.control("PUT", "quirks", body).json()["quirks"]
    assert next(row["value"] for row in rows if row["name"] == "per_page_honoured") is True


@pytest.mark.parametrize(
    "body",
    [
        {"nonsense": 1},
        {"rate_limit": "many"},
        {"rate_limit": -1},
        {"rate_limit": True},
        {"prepay_draws": "perhaps"},
        {"zero_rate_charges": 2},
        {"page_sizes": "huge"},
        {"auth_forms": 5},
        [],
        "x",
    ],
)
def test_wrong_quirks_are_422_and_change_nothing(api, body):
    before = api.control("GET", "quirks").json()
    answer = api.control("PUT", "quirks", body)
    assert (answer.status_code, bool(answer.json()["error"])) == (422, True)
    assert api.control("GET", "quirks").json() == before


def test_unknown_quirk_error_lists_the_names(api):
    assert "rate_limit" in api.control("PUT", "quirks", {"nonsense": 1}).json()["error"]


def test_clock_sets_advances_and_returns_to_real_time(api):
    assert api.control("PUT", "clock", {"now": "2031-05-01T10:00:00-07:00"}).json()["now"].startswith("2031-05-01T10:0")
    api.control("PUT", "clock", {"advance": 86400})
    made = api.post("tickets", {"customer_id": tiny.PLAIN, "subject": "Later"})["ticket"]
    assert made["created_at"].startswith("2031-05-02T10:0")
    assert made["created_at"].endswith("-07:00")
    assert not api.control("PUT", "clock", {}).json()["now"].startswith("2031")


@pytest.mark.parametrize(
    "body", [{"now": "soon"}, {"advance": "x"}, {"advance": 1e30}, {"advance": "nan"}, {"speed": 2}, []]
)
def test_wrong_clock_is_422(api, body):
    assert api.control("PUT", "clock", body).status_code == 422


def test_requests_are_logged_without_keys(api):
    api.control("DELETE", "requests")
    api.get("tickets", status="New")
    api.client.get(f"{api.root}/api/v1/me", headers={"Authorization": "Bearer owner"})
    api.send("GET", "nothing")
    api.as_("nobody").send("GET", "me")
    text = api.control("GET", "requests").text
    log = api.control("GET", "requests").json()
    assert "tech" not in text.replace("Techs", "")
    assert log["total"] == 4
    first, second, third, fourth = log["requests"]
    assert (first["method"], first["path"], first["query"]) == ("GET", "/api/v1/tickets", {"status": "New"})
    assert (first["operation"], first["status"], first["auth"]) == ("tickets.list", 200, "query")
    assert (first["key_owner"], first["user_id"], first["fault"]) == ("Blake Rivers", tiny.BLAKE, None)
    assert (second["auth"], second["key_owner"]) == ("header", "Olive Hart")
    assert (third["operation"], third["status"], third["auth"]) == (None, 404, "none")
    assert (fourth["status"], fourth["key_owner"]) == (401, None)


def test_a_key_in_the_wrong_place_is_not_in_the_log_either(api):
    api.control("DELETE", "requests")
    api.send("GET", "tickets/owner", token="owner", Api_Key="owner", query="Bearer owner", number=["owner", "5"])
    api.send("GET", "me", token="of-nobody")
    for text in (api.control("GET", "requests").text, api.control("GET", "").text):
        assert "owner" not in text.replace("key_owner", "")
        assert "of-nobody" not in text
    first = api.control("GET", "requests").json()["requests"][0]
    assert (first["path"], first["query"]["query"]) == ("/api/v1/tickets/[key]", "Bearer [key]")


def test_control_requests_are_neither_logged_nor_limited(api):
    api.quirk("rate_limit", 1)
    for _ in range(3):
        assert api.control("GET", "quirks").status_code == 200
    assert api.control("GET", "requests").json()["total"] == 0


def test_planted_cases_are_listed(api):
    assert api.control("GET", "planted").json()["planted"][0]["rule"] == "R04"


def test_keys_can_be_made_changed_and_expired(api):
    assert api.control("PUT", "keys", {"key": "new", "user_id": tiny.OLIVE}).status_code == 200
    assert api.as_("new").get("me")["user_name"] == "Olive Hart"
    api.control("PUT", "keys", {"key": "new", "permissions": {"invoice": {"read": False}}})
    assert api.as_("new").refused("GET", "invoices")[0] == 401
    assert api.as_("new").get("tickets")
    api.control("PUT", "keys", {"key": "new", "expired": True})
    assert api.as_("new").refused("GET", "me")[0] == 401
    for wrong in ({}, {"key": "x"}, {"key": "x", "user_id": 5}, []):
        assert api.control("PUT", "keys", wrong).status_code == 422


@pytest.mark.parametrize("body", [{"company": "nowhere"}, {"company": 5}, {"seed": "x"}, {"seed": True}, []])
def test_wrong_reset_is_422_and_keeps_the_records(api, body):
    assert api.control("POST", "reset", body).status_code == 422
    assert api.get(f"tickets/{tiny.TICKET}")


def test_broken_json_is_422_and_unknown_paths_404(api):
    answer = api.client.put(f"{api.root}/sandbox/quirks", content=b"{")
    assert answer.status_code == 422
    assert api.control("GET", "nothing").status_code == 404
    assert api.control("PATCH", "quirks").status_code == 405
    assert api.control("GET", "").json()["tickets"] == 3


def test_outbox_can_be_emptied(api):
    api.post(f"tickets/{tiny.TICKET}/comment", {"subject": "S", "body": "B"})
    assert api.control("DELETE", "outbox").json() == {"outbox": []}


def test_every_quirk_is_switched_by_some_test():
    tests = "".join(path.read_text() for path in Path(__file__).parent.glob("test_sandbox_*.py"))
    switched = set(re.findall(r'(?:quirk\(|PUT", "quirks", \{)"(\w+)"', tests))
    assert {quirk.name for quirk in quirks.TABLE} - switched == set()


def test_a_slow_answer_that_outlasts_a_reset_is_not_in_the_new_log(api, server):
    api.fault(fault="slow_after", operation="tickets.list", seconds=0.15)
    with httpx2.Client() as other, ThreadPoolExecutor(1) as pool:
        slow = pool.submit(other.get, f"{server.base_url}/tickets", params={"api_key": "tech"})
        time.sleep(0.05)
        api.control("POST", "reset", {})
        assert slow.result().status_code == 200
    assert api.control("GET", "requests").json()["requests"] == []


def test_the_date_header_is_the_sandboxs_own_time(api):
    api.control("PUT", "clock", {"now": "2031-03-05T08:00:00-07:00"})
    assert api.control("GET", "clock").headers["date"].startswith("Wed, 05 Mar 2031 15:00:")

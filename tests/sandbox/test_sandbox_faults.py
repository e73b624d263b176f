"""The ten faults: what is stored, and what the client sees (design §5)."""

import subprocess
import sys
import time

import httpx2
import pytest
import tiny
from msgspec import json

from syncro.sandbox.faults import KINDS, rules_from
from syncro.sandbox.server import ThreadedSandbox

PATH = f"tickets/{tiny.TICKET}/comment"
COMMENT = {"subject": "S", "body": "B"}


def stored(api):
    return len(api.get(f"tickets/{tiny.TICKET}/comments")["comments"]) - 1


def until(check, tries=100):
    for _ in range(tries):
        if check():
            return True
        time.sleep(0.02)
    return False


@pytest.mark.parametrize(("kind", "kept"), [("drop_before", 0), ("drop_after", 1)])
def test_dropped_connections_give_no_answer(api, kind, kept):
    api.fault(fault=kind, operation="tickets.comment")
    with pytest.raises(httpx2.TransportError):
        api.post(PATH, COMMENT)
    assert stored(api) == kept
    log = api.control("GET", "requests").json()["requests"]
    assert [(row["status"], row["fault"]) for row in log if row["operation"] == "tickets.comment"] == [(None, kind)]


@pytest.mark.parametrize(("kind", "kept"), [("error_before", 0), ("error_after", 1)])
@pytest.mark.parametrize("status", [500, 502, 503])
def test_server_errors_with_a_chosen_status(api, kind, kept, status):
    api.fault(fault=kind, operation="tickets.comment", status=status)
    assert api.send("POST", PATH, COMMENT).status_code == status
    assert stored(api) == kept


def test_error_status_follows_the_seed(api):
    def run():
        api.fault(fault="error_before", operation="me.get", count=6, seed=4)
        return [api.send("GET", "me").status_code for _ in range(6)]

    first = run()
    assert set(first) <= {500, 502, 503}
    assert run() == first


def test_html_200_is_stored(api):
    api.fault(fault="html_200", operation="tickets.comment")
    answer = api.send("POST", PATH, COMMENT)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert stored(api) == 1


def test_null_body_is_stored(api):
    api.fault(fault="null_body", operation="tickets.comment")
    assert api.send("POST", PATH, COMMENT).text == "null"
    assert stored(api) == 1


def test_slow_after_is_stored_before_it_answers(api):
    api.fault(fault="slow_after", operation="tickets.comment", seconds=30)
    with pytest.raises(httpx2.ReadTimeout):
        api.client.post(f"{api.root}/api/v1/{PATH}", params={"api_key": "tech"}, json=COMMENT, timeout=0.1)
    assert stored(api) == 1


def test_slow_after_does_answer(api):
    api.fault(fault="slow_after", operation="tickets.comment", seconds=0.02)
    assert api.post(PATH, COMMENT)["comment"]["body"] == "B"


def test_late_commit_closes_first_and_stores_later(api):
    api.fault(fault="late_commit", operation="tickets.comment", seconds=0.1)
    with pytest.raises(httpx2.TransportError):
        api.post(PATH, COMMENT)
    assert stored(api) == 0
    assert until(lambda: stored(api) == 1)


def test_late_commit_does_not_outlive_a_reset(api):
    api.fault(fault="late_commit", operation="tickets.comment", seconds=0.05)
    with pytest.raises(httpx2.TransportError):
        api.post(PATH, COMMENT)
    api.control("POST", "reset", {})
    time.sleep(0.1)
    assert stored(api) == 0


def test_rate_limit_burst(api):
    api.fault(fault="rate_limit", operation="*", count=2)
    assert [api.send("GET", "me").status_code for _ in range(3)] == [429, 429, 200]


def test_stale_lists_stay_as_they_were_until_cleared(api):
    api.fault(fault="stale_read", operation="tickets.comments")
    api.post(PATH, COMMENT)
    assert stored(api) == 0
    assert len(api.get(f"tickets/{tiny.TICKET}")["ticket"]["comments"]) == 2
    api.control("DELETE", "faults")
    assert stored(api) == 1


def test_stale_read_can_be_counted(api):
    api.fault(fault="stale_read", operation="*", count=1)
    api.post(PATH, COMMENT)
    assert [stored(api), stored(api)] == [0, 1]


def test_stale_read_by_seconds_catches_up(api):
    api.fault(fault="stale_read", operation="*", seconds=0.1)
    api.post(PATH, COMMENT)
    assert stored(api) == 0
    assert until(lambda: stored(api) == 1)


def test_stale_read_reaches_a_single_record_when_named(api):
    api.fault(fault="stale_read", operation="tickets.get")
    api.put(f"tickets/{tiny.TICKET}", {"status": "Resolved"})
    assert api.get(f"tickets/{tiny.TICKET}")["ticket"]["status"] == "New"


@pytest.mark.parametrize(
    "pattern",
    [
        "tickets.comment",
        "comment",
        "tickets.*",
        "POST /tickets/{id}/comment",
        "/tickets/{id}/comment",
        f"/tickets/{tiny.TICKET}/comment",
        f"POST /api/v1/tickets/{tiny.TICKET}/comment",
        "invoices.create, tickets.comment",
        "*",
        "tickets",
        "post",
        "post  tickets/:id/comment/",
        "POST /tickets/{ticket_id}/comment",
        "/tickets/:ticket_id/*",
    ],
)
def test_patterns(api, pattern):
    api.fault(fault="error_before", operation=pattern)
    assert api.send("POST", PATH, COMMENT).status_code >= 500


def test_other_operations_are_spared(api):
    api.fault(fault="error_before", operation="invoices.create")
    assert api.send("POST", PATH, COMMENT).status_code == 200


@pytest.mark.parametrize("name", ["fault", "kind", "name", "type"])
@pytest.mark.parametrize("pattern", ["operation", "pattern", "match"])
def test_aliases(api, name, pattern):
    api.fault(**{name: "error_before", pattern: "me.get"})
    assert api.send("GET", "me").status_code >= 500


def test_one_fault_need_not_be_in_a_list(api):
    api.fault(faults={"fault": "error_before", "operation": "me.get"})
    assert api.send("GET", "me").status_code >= 500


def statuses(api, number):
    return [api.send("GET", "me").status_code >= 500 for _ in range(number)]


def test_after_and_count(api):
    api.fault(fault="error_before", operation="me.get", after=1, count=2)
    assert statuses(api, 4) == [False, True, True, False]


def test_count_null_is_for_ever(api):
    api.fault(fault="error_before", operation="me.get", count=None)
    assert statuses(api, 5) == [True] * 5


def test_probability_falls_the_same_way_for_a_seed(api):
    def run(seed):
        api.fault(fault="error_before", operation="me.get", count=None, probability=0.5, seed=seed)
        return statuses(api, 12)

    first = run(1)
    assert set(first) == {True, False}
    assert run(1) == first
    assert run(2) != first


def test_several_faults_take_turns(api):
    faults = [{"fault": "error_before", "status": 502}, {"fault": "rate_limit"}]
    api.control("PUT", "faults", {"faults": faults})
    assert [api.send("GET", "me").status_code for _ in range(3)] == [502, 429, 200]
    tally = api.control("GET", "faults").json()["faults"]
    assert [(row["fault"], row["struck"]) for row in tally] == [("error_before", 1), ("rate_limit", 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        {"fault": "meteor"},
        {"operation": "*"},
        [1],
        "drop_before",
        {"fault": "drop_before", "speed": 5},
        {"fault": "drop_before", "count": "many"},
        {"fault": "drop_before", "count": True},
        {"fault": "error_after", "status": 200},
        {"fault": "slow_after", "seconds": -1},
        {"fault": "drop_before", "probability": 1.5},
        {"faults": {}},
    ],
)
def test_wrong_faults_are_422_with_a_reason_and_change_nothing(api, wrong):
    api.fault(fault="error_before", operation="me.get")
    answer = api.control("PUT", "faults", wrong)
    assert (answer.status_code, bool(answer.json()["error"])) == (422, True)
    assert len(api.control("GET", "faults").json()["faults"]) == 1


def test_faults_of_a_file_stand_at_the_start_and_again_after_a_reset(tmp_path):
    """All ten, in the words that the control plane takes."""
    orders = [{"fault": kind, "operation": "me.get", "count": 1, "after": place} for place, kind in enumerate(KINDS)]
    file = tmp_path / "faults.json"
    file.write_bytes(json.encode(orders))
    rules = rules_from(json.decode(file.read_bytes()))
    with ThreadedSandbox(company=tiny.company(), faults=tuple(rules)) as sandbox, httpx2.Client() as client:
        shown = client.get(f"{sandbox.root_url}/sandbox/faults").json()["faults"]
        assert [fault["fault"] for fault in shown] == list(KINDS)
        with pytest.raises(httpx2.TransportError):
            client.get(f"{sandbox.base_url}/me", params={"api_key": "tech"})
        client.delete(f"{sandbox.root_url}/sandbox/faults")
        assert client.get(f"{sandbox.base_url}/me", params={"api_key": "tech"}).status_code == 200
        client.post(f"{sandbox.root_url}/sandbox/reset")
        again = client.get(f"{sandbox.root_url}/sandbox/faults").json()["faults"]
        assert [(fault["fault"], fault["struck"]) for fault in again] == [(kind, 0) for kind in KINDS]


@pytest.mark.parametrize("text", ['[{"fault": "nonsense"}]', "{", '[{"fault": "rate_limit", "often": 1}]', "[5]"])
def test_a_wrong_file_of_faults_is_a_usage_error_that_says_why(tmp_path, text):
    file = tmp_path / "faults.json"
    file.write_text(text)
    command = [sys.executable, "-m", "syncro.sandbox", "--faults", str(file)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr


def test_a_fault_can_ask_for_text_in_query_or_body(api):
    for operation, held in (("tickets.comment", '"body":"B"'), ("tickets.list", "number=7")):
        rule = {"fault": "error_before", "operation": operation, "holds": held}
        assert api.control("POST", "faults", rule).status_code == 200
    assert api.send("POST", PATH, {"subject": "S", "body": "other"}).status_code < 300
    assert api.send("POST", PATH, COMMENT).status_code >= 500
    assert api.send("GET", "tickets", number=8).status_code == 200
    assert api.send("GET", "tickets", number=7).status_code >= 500


def test_faults_of_one_label_end_alone_and_give_their_tallies(api):
    for label in ("mine", "yours"):
        rule = {"fault": "error_before", "operation": "tickets.comment", "label": label}
        assert api.control("POST", "faults", rule).status_code == 200
    assert api.send("POST", PATH, COMMENT).status_code >= 500
    ended = api.control("DELETE", "faults", {"label": "mine"}).json()["faults"]
    assert [(fault["label"], fault["struck"]) for fault in ended] == [("mine", 1)]
    assert [fault["label"] for fault in api.control("GET", "faults").json()["faults"]] == ["yours"]
    assert api.control("DELETE", "faults", {"lable": "yours"}).status_code == 422

"""The reading commands as transcripts: what is typed, what is printed, the exit code."""

import re
from collections.abc import Callable
from typing import Any

import httpx2
import pytest

import canary
from serving import Served

Syncro = Callable[..., Any]


def raw(sandbox: Served, path: str, **query: Any) -> Any:
    """What the server itself says, past our own client."""
    reply = httpx2.get(sandbox.base_url + path, params=query, headers={"Authorization": "sandbox-owner"})
    return reply.raise_for_status().json()


@pytest.fixture(scope="module")
def some_ticket(shared_sandbox: Served) -> dict[str, Any]:
    """A ticket with comments, whole."""
    rows = raw(shared_sandbox, "/tickets", status="Invoiced")["tickets"]
    return raw(shared_sandbox, f"/tickets/{rows[0]['id']}")["ticket"]


def test_syncro_alone_lists_the_open_tickets_in_aligned_columns(syncro: Syncro) -> None:
    done = syncro()
    lines = done.out.splitlines()
    assert done.code == 0
    assert len(lines) > 5
    assert all(re.match(r"#\d{5}  \S", line) for line in lines)
    statuses = {re.split(r"\s{2,}", line)[1] for line in lines}
    assert not statuses & {"Resolved", "Closed", "Invoiced"}
    starts = {line.index(re.split(r"\s{2,}", line)[2]) for line in lines}
    assert len(starts) == 1


def test_the_list_as_json_has_the_same_tickets_and_times_with_offset(syncro: Syncro) -> None:
    rows = syncro("--json").json
    assert [f"#{row['number']}" for row in rows] == [line.split()[0] for line in syncro().out.splitlines()]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+[+-]\d\d:\d\d", rows[0]["created_at"])


def test_fields_are_picked_in_the_order_given(syncro: Syncro) -> None:
    rows = syncro("tickets", "--json", "status,number").json
    assert list(rows[0]) == ["status", "number"]


def test_an_unknown_field_is_refused_with_the_list_of_fields(syncro: Syncro) -> None:
    done = syncro("tickets", "--json", "numbr")
    assert done.code == 2
    assert "Choose one of: number, status" in done.err
    assert done.json["error"]["kind"] == "UsageError"


def test_jq_filters_and_prints_bare_strings(syncro: Syncro) -> None:
    numbers = syncro("--jq", ".[].number").out.split()
    assert numbers == [str(row["number"]) for row in syncro("--json").json]
    assert syncro("--jq", ".[0].status").out.strip() in {
        "New",
        "In Progress",
        "Scheduled",
        "Waiting on Customer",
        "Waiting on Vendor",
    }
    assert syncro("--jq", ".[").code == 2


def test_own_tickets_are_those_of_the_owner_of_the_key(syncro: Syncro) -> None:
    rows = syncro("tickets", "--mine", "--json", "tech,status").json
    assert rows
    assert {row["tech"] for row in rows} == {"Avery Stone"}


@pytest.mark.parametrize("typed", ["scheduled", "Scheduled", "SCHED", "waiting on cust", "new"])
def test_one_status_can_be_asked_for_whatever_its_case(syncro: Syncro, typed: str) -> None:
    done = syncro("tickets", "--status", typed, "--json", "status")
    assert {row["status"].casefold().startswith(typed.casefold()) for row in done.json} == {True}


@pytest.mark.parametrize(
    ("typed", "said"), [("nope", "Choose one of: New, In Progress"), ("waiting", "matches 2 statuses")]
)
def test_a_status_that_isnt_one_of_the_accounts_is_refused(syncro: Syncro, typed: str, said: str) -> None:
    done = syncro("tickets", "--status", typed)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_a_ticket_is_found_by_its_visible_number(syncro: Syncro, some_ticket: dict[str, Any]) -> None:
    done = syncro("ticket", str(some_ticket["number"]))
    assert done.code == 0
    assert done.out.startswith(f"#{some_ticket['number']}  {some_ticket['subject']}")
    for part in ("Status:", "Priority:", "Customer:", "Created:", "Comments", "Line items", "Billing:"):
        assert part in done.out
    assert syncro("ticket", f"#{some_ticket['number']}").out == done.out


def test_an_internal_id_is_not_a_number(syncro: Syncro, some_ticket: dict[str, Any]) -> None:
    done = syncro("ticket", str(some_ticket["id"]))
    assert (done.code, done.out) == (3, "")
    assert "There is no ticket number" in done.err


def test_a_ticket_shows_its_last_five_comments_newest_first(
    syncro: Syncro, shared_sandbox: Served, some_ticket: dict[str, Any]
) -> None:
    for place in range(7):
        body = {"subject": f"Update {place}", "body": "x", "hidden": True, "do_not_email": True}
        url = f"{shared_sandbox.base_url}/tickets/{some_ticket['id']}/comment"
        httpx2.post(url, json=body, params={"api_key": "sandbox-owner"}).raise_for_status()
    shown = syncro("ticket", str(some_ticket["number"]), "--json", "comments").json["comments"]
    assert [comment["subject"] for comment in shown] == [f"Update {place}" for place in (6, 5, 4, 3, 2)]


def test_billing_status_names_the_invoice_that_its_detail_proves(
    syncro: Syncro, shared_sandbox: Served, some_ticket: dict[str, Any]
) -> None:
    billing = syncro("ticket", str(some_ticket["number"]), "--json", "billing").json["billing"]
    assert billing["complete"] is True
    assert billing["invoices"]
    for invoice in billing["invoices"]:
        assert raw(shared_sandbox, f"/invoices/{invoice['id']}")["invoice"]["ticket_id"] == some_ticket["id"]
        assert re.fullmatch(r"\d+\.\d\d", invoice["total"])


def test_a_missing_ticket_is_exit_3_with_an_object_for_programs(syncro: Syncro) -> None:
    done = syncro("ticket", "99999", "--json")
    assert done.code == 3
    assert done.json["error"]["wrote"] == "no"
    assert done.json["error"]["exit_code"] == 3
    assert done.err.count("\n") == 1


def test_search_finds_subject_and_says_what_was_searched(syncro: Syncro, some_ticket: dict[str, Any]) -> None:
    done = syncro("search", *some_ticket["subject"].split(), "--json", "number,matched_in")
    assert {"number": some_ticket["number"], "matched_in": "subject"} in done.json
    assert "; the comments of the latest 3" in done.err


def test_search_finds_a_customer_by_name(syncro: Syncro, some_ticket: dict[str, Any]) -> None:
    rows = syncro("search", some_ticket["customer_business_then_name"], "--json", "customer").json
    assert rows
    assert {row["customer"] for row in rows} >= {some_ticket["customer_business_then_name"]}


def test_every_hit_holds_all_the_words(syncro: Syncro) -> None:
    rows = syncro("search", "printer", "--json", "subject,customer,matched_in").json
    assert rows
    assert all("printer" in row["subject"].casefold() for row in rows if row["matched_in"] == "subject")


def test_search_finds_the_text_of_a_later_comment(
    syncro: Syncro, shared_sandbox: Served, some_ticket: dict[str, Any]
) -> None:
    url = f"{shared_sandbox.base_url}/tickets/{some_ticket['id']}/comment"
    body = {"subject": "Update", "body": "The zebrawood drawer jams", "hidden": True, "do_not_email": True}
    httpx2.post(url, json=body, params={"api_key": "sandbox-owner"}).raise_for_status()
    expected = [{"number": some_ticket["number"], "matched_in": "comment"}]
    assert syncro("search", "ZEBRAWOOD", "jams", "--json", "number,matched_in").json == expected
    assert syncro("search", "zebrawood", "--comments", "0", "--json").json == []


def test_search_takes_words_from_several_places(syncro: Syncro, some_ticket: dict[str, Any]) -> None:
    words = (some_ticket["subject"].split()[0], some_ticket["customer_business_then_name"].split()[0])
    rows = syncro("search", *words, "--json", "number,matched_in").json
    assert {"number": some_ticket["number"], "matched_in": "several"} in rows


def test_a_search_without_hits_is_no_error(syncro: Syncro) -> None:
    done = syncro("search", "zzqqxx")
    assert (done.code, done.out) == (0, "")
    assert done.err.startswith("0 tickets found. Syncro's search returned 0; ")


def test_several_customers_are_listed_and_one_is_shown_whole(syncro: Syncro, shared_sandbox: Served) -> None:
    every = raw(shared_sandbox, "/customers")["customers"]
    one = next(each for each in every if sum(each["business_name"] in other["business_name"] for other in every) == 1)
    assert len(syncro("customers", "example", "--json", "id").json) > 1
    whole = syncro("customers", one["business_name"])
    assert whole.out.startswith(one["business_name"])
    assert "Prepay hours:" in whole.out
    (data,) = syncro("customers", one["business_name"], "--json").json
    assert re.fullmatch(r"\d+\.\d\d", data["prepay_hours"])
    assert syncro("customers", "--id", str(one["id"])).out == whole.out


def test_no_customer_is_exit_3(syncro: Syncro) -> None:
    assert syncro("customers", "zzqqxx").code == 3
    assert syncro("customers").code == 2


def test_whoami_shows_the_owner_and_no_more_than_four_letters_of_the_key(syncro: Syncro) -> None:
    done = syncro("whoami", "--tech", "blake rivers")
    assert "Blake Rivers" in done.out
    assert "sandbox-tech-2" not in done.out + done.err
    assert syncro("whoami", "--json", "user_name").json == {"user_name": "Avery Stone"}


def test_api_passes_a_read_straight_through(syncro: Syncro, shared_sandbox: Served) -> None:
    assert syncro("api", "GET", "/payment_methods").json == raw(shared_sandbox, "/payment_methods")
    first = syncro("api", "get", "invoices", "--jq", ".invoices | length").out.strip()
    every = syncro("api", "GET", "/api/v1/invoices", "--paginate", "--jq", "length").out.strip()
    assert int(every) > int(first) == 25


def test_api_hides_the_token_of_me(syncro: Syncro) -> None:
    assert "user_token" not in syncro("api", "GET", "/me").json


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("GET", "/nothing"), "no GET /nothing"),
        (("POST", "/tickets/5/timer"), "POST /tickets/{id}/timer_entry"),
        (("GET", "/products", "-f", "search=x"), "no filter 'search'"),
        (("PUT", "/tickets/5", "-f", "colour=red"), "no field 'colour'"),
        (("PUT", "/tickets/5", "-f", "user_id=many"), "user_id must be a whole number"),
        (("GET", "/me", "--paginate"), "is none"),
        (("GET", "/tickets", "-f", "status"), "NAME=VALUE"),
    ],
)
def test_api_refuses_what_syncro_would_ignore(syncro: Syncro, words: tuple[str, ...], said: str) -> None:
    done = syncro("api", *words)
    assert done.code == 2
    assert said in done.err


def test_a_write_through_api_becomes_a_plan_and_is_not_sent(
    syncro: Syncro, shared_sandbox: Served, some_ticket: dict[str, Any]
) -> None:
    done = syncro("api", "PUT", f"/tickets/{some_ticket['id']}", "-f", "subject=Changed", "--no-input", "--json")
    assert done.code == 7
    assert done.json["status"] == "needs_confirmation"
    assert raw(shared_sandbox, f"/tickets/{some_ticket['id']}")["ticket"]["subject"] == some_ticket["subject"]


def test_a_key_without_the_permission_is_exit_4(syncro: Syncro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", "sandbox-expired")
    done = syncro("whoami")
    assert done.code == 4
    assert "sandbox-expired" not in done.out + done.err


def test_a_server_that_is_away_is_exit_5(bare: Syncro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SYNCRO_BASE_URL", "http://127.0.0.1:9")
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", canary.key("away"))
    monkeypatch.setattr("syncro.api.client.READ_PAUSES", ())
    done = bare("whoami")
    assert done.code == 5
    assert not canary.is_in(done.err)


def test_whoami_with_a_key_that_is_none_doesnt_advise_whoami(syncro: Syncro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", "no-such-key")
    done = syncro("whoami")
    assert done.code == 4
    assert "Make a new key in Syncro" in done.err
    assert "syncro whoami" not in done.err
    assert "Try: syncro whoami" in syncro("tickets").err

"""Every error shape of facts §2 becomes one readable message and the right kind of error."""

import json

import pytest

import canary
from syncro.api.answers import Answer, understand
from syncro.api.wire import Reply
from syncro.calls import Call
from syncro.errors import (
    NotAuthorized,
    NotFound,
    RateLimited,
    Rejected,
    ServerFailed,
    SyncroError,
    Unusable,
    Wrote,
)
from syncro.secret import Secret

KEY = Secret(canary.key("failures"))
HTML = b"<!DOCTYPE html><html><body>Bad Request</body></html>"
LINE = Call("tickets.add_line_item", {"id": 12}, {}, {"name": "x"})
TICKET = Call("tickets.get", {"id": 12})
DELETED = Call("invoices.delete", {"id": 5})


def answer(call: Call, status: int, body: object, content_type: str = "application/json") -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return understand(call, Reply(status, content_type, raw), KEY)


def failure(call: Call, status: int, body: object, content_type: str = "application/json") -> SyncroError:
    with pytest.raises(SyncroError) as caught:
        answer(call, status, body, content_type)
    return caught.value


SHAPES = [
    (422, {"error": "Customer required field"}, "Customer required field"),
    (
        422,
        {"error": ["Name can't be blank", "Next run can't be blank"]},
        "Name can't be blank, Next run can't be blank",
    ),
    (422, {"message": "Account not configured"}, "Account not configured"),
    (400, {"message": ["Value has already been taken"]}, "Value has already been taken"),
    (
        422,
        {"success": False, "message": ["Body can't be blank", "Subject can't be blank"]},
        "Body can't be blank, Subject can't be blank",
    ),
    (422, {"success": False, "message": ["Email is not an email"], "params": {"email": "x"}}, "Email is not an email"),
    (422, {"success": False, "message": "Already invited"}, "Already invited"),
    (
        422,
        {"success": False, "error": "Start blank,End blank", "message": "Start blank,End blank", "params": {}},
        "Start blank, End blank",
    ),
    (422, {"success": False, "errors": ["Name can't be blank"], "params": {"name": ""}}, "Name can't be blank"),
    (
        422,
        {"success": False, "errors": {"customer_details": {"email": ["is invalid"]}}},
        "customer details email is invalid",
    ),
    (
        422,
        {"errors": "Name can't be blank, Description can't be blank", "params": {}},
        "Name can't be blank, Description can't be blank",
    ),
    (422, {"errors": "validation error: Item can't be blank"}, "validation error: Item can't be blank"),
    (422, {"errors": ["billable must be true or false"]}, "billable must be true or false"),
    (422, {"errors": {"mute_for": ["is not included in the list"]}}, "mute for is not included in the list"),
    (422, {"record": {"id": None, "name": "private"}, "errors": "Customer can't be blank"}, "Customer can't be blank"),
    (
        422,
        {"date": ["can't be blank"], "customer_id": ["can't be blank"]},
        "date can't be blank, customer id can't be blank",
    ),
    (422, {"status": "attached", "errors": "Serial is sold,Serial is gone"}, "Serial is sold, Serial is gone"),
    (409, {"error": "conflict"}, "conflict"),
    (403, {"error": "Forbidden"}, "Forbidden"),
    (422, ["one", "two"], "one, two"),
    (422, "just words", "just words"),
]


@pytest.mark.parametrize(("status", "body", "said"), SHAPES)
def test_each_error_shape_becomes_the_servers_own_words(status: int, body: object, said: str) -> None:
    error = failure(LINE, status, body)
    assert type(error) is Rejected
    assert (error.message, error.wrote, error.status) == (said, Wrote.NO, status)


@pytest.mark.parametrize("body", [{}, {"success": False}, b"", {"errors": []}])
def test_a_refusal_without_words_still_names_the_operation(body: object) -> None:
    error = failure(LINE, 422, body)
    assert type(error) is Rejected
    assert "adding the line item" in error.message


def test_an_amount_in_a_message_is_not_torn_at_its_comma() -> None:
    assert failure(LINE, 422, {"error": "over 1,000 lines"}).message == "over 1,000 lines"


def test_an_endless_message_is_cut() -> None:
    assert len(failure(LINE, 422, {"error": "x" * 10_000}).message) < 600


@pytest.mark.parametrize(
    "body", [{"error": "Not authorized for this"}, {"login": False, "instructions": "Log in"}, b"", HTML]
)
def test_401_names_the_missing_permission_and_never_the_key(body: object) -> None:
    error = failure(LINE, 401, body)
    assert type(error) is NotAuthorized
    assert error.wrote is Wrote.NO
    assert "not allowed to write tickets" in error.message
    assert f"…{canary.MARK[-4:]}" in error.message
    assert KEY.reveal() not in str(error)


@pytest.mark.parametrize(
    ("call", "permission"),
    [
        (Call("invoices.create", {}, {}, {}), "not allowed to write invoices"),
        (DELETED, "not allowed to delete invoices"),
        (Call("payments.list"), "not allowed to read payments"),
        (Call("customer_assets.get", {"id": 1}), "not allowed to read assets"),
        (Call("vendors.get", {"id": 1}), "not allowed to read vendors"),
    ],
)
def test_401_names_the_group_of_the_operation(call: Call, permission: str) -> None:
    assert permission in failure(call, 401, {"error": "Not authorized"}).message


@pytest.mark.parametrize("body", [b"", {"message": "Not found"}, {"error": "Not found"}, b"Not Found"])
def test_404_names_the_thing(body: object) -> None:
    error = failure(TICKET, 404, body)
    assert type(error) is NotFound
    assert error.message == "Syncro has no ticket 12"


def test_404_names_a_thing_inside_a_thing() -> None:
    line = Call("invoices.update_line_item", {"id": 5, "line_item_id": 7}, {}, {})
    assert failure(line, 404, b"").message == "Syncro has no line item 7 of invoice 5"


def test_404_names_what_the_body_points_at_too() -> None:
    charge = Call("tickets.charge_timer_entry", {"id": 12}, {}, {"timer_entry_id": 99})
    assert failure(charge, 404, {"message": "Not found"}).message == "Syncro has no ticket 12 or no timer entry 99"


def test_404_with_a_web_page_is_no_statement_about_the_record() -> None:
    assert type(failure(TICKET, 404, HTML, "text/html")) is Unusable


def test_429_is_the_rate_limit() -> None:
    error = failure(LINE, 429, {"error": "Rate limit exceeded"})
    assert type(error) is RateLimited
    assert error.wrote is Wrote.NO


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408])
@pytest.mark.parametrize("body", [HTML, b"", {"error": "boom"}])
def test_5xx_leaves_a_write_unknown_and_a_read_unharmed(status: int, body: object) -> None:
    write, read = failure(LINE, status, body), failure(TICKET, status, body)
    assert type(write) is type(read) is ServerFailed
    assert (write.wrote, read.wrote) == (Wrote.UNKNOWN, Wrote.NO)


@pytest.mark.parametrize("status", [200, 400, 403, 422])
@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "application/json"])
def test_a_web_page_is_named_as_one(status: int, content_type: str) -> None:
    error = failure(LINE, status, HTML, content_type)
    assert type(error) is Unusable
    assert "a web page, not data" in error.message
    assert error.wrote is Wrote.UNKNOWN


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"null", "null"),
        (b"", "empty"),
        (b"Disabled", "not JSON"),
        (b'{"ticket": {"id": 1', "not JSON"),
        (b"\xff\xfe", "not JSON"),
    ],
)
def test_200_without_usable_json_says_what_came(body: bytes, reason: str) -> None:
    error = failure(TICKET, 200, body)
    assert type(error) is Unusable
    assert reason in error.message


def test_json_nested_without_end_is_unusable_and_no_crash() -> None:
    assert type(failure(TICKET, 200, b"[" * 200_000)) is Unusable


def test_a_redirect_is_not_followed_and_not_taken_for_an_answer() -> None:
    error = failure(TICKET, 302, b"")
    assert type(error) is Unusable
    assert "redirects" in error.message


@pytest.mark.parametrize(
    "body",
    [
        {"success": False, "message": "no"},
        {"success": "false", "message": "no"},
        {"error": "no"},
        {"errors": ["no"]},
        {"status": "attached", "errors": "no"},
    ],
)
def test_200_with_a_failure_inside_is_rejected(body: object) -> None:
    for call in (LINE, DELETED, Call("tickets.comment", {"id": 1}, {}, {})):
        error = failure(call, 200, body)
        assert type(error) is Rejected
        assert error.message == "no"


@pytest.mark.parametrize(
    "body",
    [
        {"message": "Invoice already paid"},
        {"line_item": {"id": 7}, "message": "already paid"},
        {"error": "Already paid"},
    ],
)
def test_already_paid_is_a_refusal_whatever_the_status_says(body: object) -> None:
    call = Call("invoices.update_line_item", {"id": 5, "line_item_id": 7}, {}, {"price": 1})
    error = failure(call, 200, body)
    assert type(error) is Rejected
    assert "already paid" in error.message.lower()


def test_a_record_and_an_error_together_are_left_to_reading_back() -> None:
    error = failure(Call("invoices.create", {}, {}, {}), 200, {"invoice": {"id": 1}, "errors": ["odd"]})
    assert type(error) is Unusable
    assert error.wrote is Wrote.UNKNOWN


def test_a_deleted_contract_is_not_found_though_the_status_is_200() -> None:
    error = failure(Call("contracts.get", {"id": 3}), 200, b"null")
    assert type(error) is NotFound
    assert "contract 3" in error.message

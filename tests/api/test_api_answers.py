"""A success is recognised in every form in which Syncro sends it (R-53)."""

import json
from decimal import Decimal

import pytest

import canary
from syncro.api.answers import Answer, understand
from syncro.api.wire import Reply
from syncro.calls import Call
from syncro.errors import Unusable, Wrote
from syncro.secret import Secret

KEY = Secret(canary.key("answers"))


def answer(operation: str, body: object, status: int = 200) -> Answer:
    path = dict.fromkeys(Call(operation).row.path_names, 9)
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return understand(Call(operation, path), Reply(status, "application/json", raw), KEY)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("tickets.get", {"ticket": {"id": 9}}),
        ("tickets.get", {"id": 9}),
        ("tickets.comment", {"comment": {"id": 9}}),
        ("tickets.comment", {"id": 9}),
        ("tickets.add_line_item", {"id": 9}),
        ("tickets.add_line_item", {"ticket_line_item": {"id": 9}}),
        ("tickets.add_line_item", {"success": True, "ticket_line_item": {"id": 9}}),
        ("tickets.timer_entry", {"timer_entry": {"id": 9}}),
        ("tickets.update_line_item", {"line_item": {"id": 9}}),
        ("estimates.add_line_item", {"estimate": {"id": 1}, "line_item": {"id": 9}}),
        ("rmm_alerts.create", {"success": True, "alert": {"id": 9}}),
        ("rmm_alerts.create", {"rmm_alert": {"id": 9}}),
        ("invoices.create", {"invoice": {"id": 9}, "success": True, "error": None}),
    ],
)
def test_wrapped_and_flat_records_both_come_out(operation: str, body: object) -> None:
    assert answer(operation, body).value == {"id": 9}


def test_the_whole_body_stays_at_hand() -> None:
    body = {"estimate": {"id": 1}, "line_item": {"id": 9}}
    assert answer("estimates.add_line_item", body).body == body


@pytest.mark.parametrize(
    "body",
    [
        {"invoice": None},
        {"invoice": []},
        {},
        {"message": "Hello"},
        {"invoice": {"id": None, "total": None}},
        {"invoice": {"id": "x1"}},
        {"invoice": {"id": {}}},
        {"id": "x1"},
        [],
        5,
        "x",
    ],
)
def test_a_reply_without_the_record_leaves_the_write_unknown(body: object) -> None:
    with pytest.raises(Unusable) as caught:
        answer("invoices.create", body)
    assert caught.value.wrote is Wrote.UNKNOWN


def test_a_flat_reply_to_a_create_without_an_id_is_no_success() -> None:
    with pytest.raises(Unusable):
        answer("tickets.add_line_item", {"name": "x", "id": None})


@pytest.mark.parametrize("operation", ["tickets.timer_entry", "tickets.comment", "invoices.create", "tickets.update"])
def test_an_empty_204_to_a_write_that_owes_a_record_leaves_it_unknown(operation: str) -> None:
    with pytest.raises(Unusable) as caught:
        answer(operation, b"", 204)
    assert caught.value.wrote is Wrote.UNKNOWN


def test_another_record_than_the_one_created_is_not_taken_for_it() -> None:
    with pytest.raises(Unusable):
        answer("invoices.add_line_item", {"invoice": {"id": 9}})


@pytest.mark.parametrize("body", [{"products": [{"id": 1}]}, [{"id": 1}], {"products": [{"product": {"id": 1}}]}])
def test_a_list_comes_out_of_every_wrapper(body: object) -> None:
    assert answer("products.list", body).value == [{"id": 1}]


@pytest.mark.parametrize("body", [{"products": None}, {}, {"items": []}, {"products": {}}, [1, 2], {"products": ["x"]}])
def test_a_list_that_is_missing_is_never_an_empty_list(body: object) -> None:
    with pytest.raises(Unusable):
        answer("products.list", body)


@pytest.mark.parametrize(
    ("operation", "body", "status"),
    [
        ("tickets.remove_line_item", {"success": True, "message": ""}, 200),
        ("rmm_alerts.resolve", {"success": "true"}, 200),
        ("tickets.delete", {"message": "Ticket was successfully deleted. "}, 200),
        ("invoices.email", {"message": "Sent"}, 200),
        ("canned_responses.delete", b"", 204),
        ("invoices.delete", b"", 204),
        ("otp_login.create", {"login": True, "session_token": "x"}, 200),
        ("product_serials.attach", {"status": "attached"}, 200),
    ],
)
def test_a_write_without_a_record_succeeds_in_its_own_form(operation: str, body: object, status: int) -> None:
    assert answer(operation, body, status).status == status


def test_bare_text_is_an_answer_where_text_is_expected() -> None:
    assert answer("callerid.get", b"Disabled").value == "Disabled"
    assert answer("callerid.get", {"data": {}}).value == {"data": {}}


def test_search_results_beside_a_null_error_are_a_success() -> None:
    assert answer("search.query", {"quick_result": None, "results": [], "error": None}).value == []


def test_fractions_arrive_exactly() -> None:
    assert answer("products.get", b'{"product": {"id": 9, "price_retail": 262.50}}').value["price_retail"] == Decimal(
        "262.50"
    )


def test_the_login_token_of_me_goes_no_further() -> None:
    got = answer("me.get", {"user_id": 1, "user_token": canary.key("token")})
    assert not canary.is_in(f"{got.value}{got.body}")
    assert got.value["user_id"] == 1


def test_an_empty_204_is_no_empty_list() -> None:
    with pytest.raises(Unusable):
        answer("tickets.list", b"", 204)


def test_users_are_the_one_list_of_pairs() -> None:
    assert answer("users.list", {"users": [[1, "Avery Stone"]]}).value == [[1, "Avery Stone"]]

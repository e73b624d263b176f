"""Text where a number belongs, and products that nobody knows, are refused by every handler that takes either (facts §2)."""

import httpx2
import known
import pytest
import tiny

from syncro.catalog import OPERATIONS
from syncro.sandbox.server import ThreadedSandbox

TEXTS_OF_NUMBERS = {
    "invoices.create": ("hardwarecost",),
    "invoices.update": ("subtotal", "total", "tax"),
    "invoices.add_line_item": ("quantity", "discount_dollars"),
    "invoices.update_line_item": ("quantity", "discount_dollars"),
    "appointments.create": ("appointment_duration",),
    "appointments.update": ("appointment_duration",),
    "tickets.create": ("number",),
}
"""Numbers that the vendor describes as text, or not at all."""
UNREAD = {
    "invoices.create": {"id", "balance_due"},
    "invoices.add_line_item": {"id"},
    "invoices.update_line_item": {"id"},
    "portal_users.invite": {"id"},
}
"""Described numbers that are no amounts: nothing is read from them, or they name a record."""
GARBAGE = ("abc", "12abc", "1,50", "$5", "1_60", "five", " ")
NOBODY = (5, "5", "abc", 0, -1, True)


def numbers(operation):
    """The operation's fields that hold a number; ids are looked up instead."""
    described = {field.name for field in operation.body if field.kind in ("int", "num")}
    amounts = {name for name in described if not name.endswith("_id")} - UNREAD.get(operation.id, set())
    return sorted(amounts | set(TEXTS_OF_NUMBERS.get(operation.id, ())))


WITH_NUMBERS = [(operation, name) for operation in OPERATIONS for name in numbers(operation)]
WITH_PRODUCT = [
    operation
    for operation in OPERATIONS
    if any(field.name == "product_id" for field in operation.body) or operation.id == "invoices.add_line_item"
]


def named(argument):
    return argument if isinstance(argument, str) else argument.id


@pytest.fixture(scope="module")
def client():
    quirks = {"rate_limit": 0, "payment_gateway": True}
    with (
        ThreadedSandbox(company=known.full_company(), quirks=quirks) as running,
        httpx2.Client(base_url=running.root_url) as client,
    ):
        yield client


def send(client, operation, **changed):
    """The answer to the operation's known request with some fields changed."""
    client.post("/sandbox/reset")
    path = operation.render(known.values_of(operation))
    body = {**known.BODIES.get(operation.id, {}), **changed}
    return client.request(operation.method, f"/api/v1{path}", params={"api_key": "owner"}, json=body)


def test_the_table_of_numbers_is_not_empty_and_holds_every_kind_of_line():
    found = {operation.id for operation, _ in WITH_NUMBERS}
    assert {f"{group}.add_line_item" for group in ("tickets", "invoices", "estimates", "schedules")} <= found
    assert {"products.create", "payments.create", "purchase_orders.add_line_item", "tickets.timer_entry"} <= found


@pytest.mark.parametrize(("operation", "name"), WITH_NUMBERS, ids=named)
def test_text_that_is_no_number_is_refused(client, operation, name):
    for text in GARBAGE:
        answer = send(client, operation, **{name: text})
        assert (answer.status_code, "not a number" in answer.text) == (422, True), (text, answer.text)


@pytest.mark.parametrize(("operation", "name"), WITH_NUMBERS, ids=named)
def test_numbers_as_text_are_taken(client, operation, name):
    for text in ("1", " 2 ", "+3"):
        answer = send(client, operation, **{name: text})
        assert answer.status_code == operation.success, (text, answer.text)


@pytest.mark.parametrize("operation", WITH_PRODUCT, ids=named)
def test_an_unknown_product_is_refused_by_whatever_takes_one(client, operation):
    for product in NOBODY:
        answer = send(client, operation, product_id=product)
        assert answer.status_code == 422, (product, answer.text)


@pytest.mark.parametrize("operation", WITH_PRODUCT, ids=named)
def test_a_blank_product_is_none(client, operation):
    if operation.id == "purchase_orders.add_line_item":
        pytest.skip("an order's line is nothing but its product")
    named_otherwise = {"item": "I", "name": "N"} if operation.id == "invoices.add_line_item" else {}
    for product in ("", None):
        assert send(client, operation, **named_otherwise, product_id=product).status_code == operation.success


def test_quirk_text_as_number(api):
    path = f"tickets/{tiny.TICKET}/add_line_item"
    body = {"name": "N", "description": "D", "quantity": "2 pieces", "price_retail": "cheap"}
    assert api.refused("POST", path, body)[1] == {
        "errors": "Quantity is not a number, Price retail is not a number",
        "params": {},
    }
    api.quirk("text_as_number", True)
    line = api.post(path, body)
    assert (line["quantity"], line["price_retail"]) == ("2.0", 0)


def test_quirk_unknown_products_dropped(api):
    path = f"tickets/{tiny.TICKET}/add_line_item"
    body = {"name": "N", "description": "D", "product_id": 5}
    assert api.refused("POST", path, body)[1] == {"errors": "Product must exist", "params": {}}
    assert api.get(f"tickets/{tiny.TICKET}")["ticket"]["line_items"] == []
    api.quirk("unknown_products_dropped", True)
    assert api.post(path, body)["product_id"] is None


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({}, "Item can't be blank"),
        ({"item": " ", "name": "N", "price": 5}, "Item can't be blank"),
        ({"item": "I", "product_id": 5}, "Product must exist"),
        ({"item": "I", "price": "lots"}, "Price is not a number"),
        ({"quantity": "two"}, "Item can't be blank, Quantity is not a number"),
        ({"product_id": "abc"}, "Item can't be blank, Product must exist"),
    ],
)
def test_an_invoice_takes_no_line_out_of_nothing(api, body, errors):
    path = f"invoices/{api.post('invoices', {'customer_id': tiny.PLAIN})['invoice']['id']}"
    said = {"errors": f"validation error: {errors}"}
    assert api.refused("POST", f"{path}/line_items", body) == (422, said)
    assert api.get(path)["invoice"]["line_items"] == []


def test_a_line_of_an_invoice_keeps_its_item(api):
    made = api.post("invoices", {"customer_id": tiny.PLAIN})["invoice"]
    line = api.post(f"invoices/{made['id']}/line_items", {"item": "I", "name": "N"})["line_item"]
    path = f"invoices/{made['id']}/line_items/{line['id']}"
    assert api.refused("PUT", path, {"item": ""})[1] == {"errors": "validation error: Item can't be blank"}
    assert api.put(path, {"name": ""})["line_item"]["item"] == "I"


def test_each_kind_of_line_refuses_in_its_own_words(api):
    bad = {"product_id": 5, "quantity": "two"}
    estimate = {"item": "I", **bad}
    assert api.refused("POST", "estimates/601/line_items", estimate)[1] == {
        "errors": "validation error: Quantity is not a number, Product must exist"
    }
    assert api.refused("PUT", "estimates/601/line_items/602", bad)[1] == {
        "quantity": ["is not a number"],
        "product": ["must exist"],
    }
    assert api.refused("POST", "schedules/501/add_line_item", {"name": "N", **bad})[1] == {
        "error": ["Quantity is not a number", "Product must exist"]
    }
    product = {"name": "N", "description": "D", "price_retail": "lots"}
    status, answer = api.refused("POST", "products", product)
    assert (status, answer["message"], answer["params"]) == (422, ["Price retail is not a number"], product)


def test_a_split_payment_needs_numbers(api):
    body = {"customer_id": tiny.PLAIN, "amount_cents": 500, "apply_payments": {"5": "half"}}
    assert api.refused("POST", "payments", body)[1]["message"] == ["Apply payments is not a number"]
    assert api.get("payments")["payments"] == []

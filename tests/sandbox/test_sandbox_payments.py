"""Payments: cents in, dollars out, applied or credit (facts §6)."""

import pytest
import tiny


@pytest.fixture
def owed(api):
    """Two invoices of 40 and 60 dollars."""
    made = []
    for price in (40, 60):
        invoice = api.post("invoices", {"customer_id": tiny.PLAIN})["invoice"]
        line = {"product_id": tiny.REMOTE, "quantity": 1, "price": price}
        api.post(f"invoices/{invoice['id']}/line_items", line)
        made.append(invoice)
    return made


def pay(api, cents, **more):
    return api.post("payments", {"customer_id": tiny.PLAIN, "amount_cents": cents, **more})["payment"]


def invoice(api, made):
    return api.get(f"invoices/{made['id']}")["invoice"]


def test_full_payment_makes_the_invoice_paid(api, owed):
    payment = pay(api, 4000, invoice_id=owed[0]["id"], ref_num="REF-1", payment_method="Check")
    assert (payment["payment_amount"], payment["invoice_ids"], payment["tickets"]) == (40.0, [owed[0]["id"]], [])
    shown = invoice(api, owed[0])
    assert shown["is_paid"] is True
    assert [(row["payment_amount"], row["ref_num"]) for row in shown["payments"]] == [(40.0, "REF-1")]


def test_signature_and_customer_are_in_what_is_read_but_not_in_the_reply_to_a_create(api):
    made = pay(api, 500, signature_date=tiny.at(9))
    assert not {"signature_date", "customer"} & set(made)
    read = api.get(f"payments/{made['id']}")["payment"]
    assert (read["signature_date"], read["customer"]["id"]) == (tiny.at(9), tiny.PLAIN)


def test_partial_payment_leaves_it_open(api, owed):
    pay(api, 1500, invoice_number=owed[0]["number"])
    shown = invoice(api, owed[0])
    assert shown["is_paid"] is False
    assert shown["payments"][0]["payment_amount"] == 15.0


def test_split_payment_shows_each_invoice_its_part(api, owed):
    parts = {str(owed[0]["id"]): 4000, str(owed[1]["id"]): 1000}
    payment = pay(api, 5000, apply_payments=parts)
    assert payment["invoice_ids"] == [made["id"] for made in owed]
    assert [invoice(api, made)["payments"][0]["payment_amount"] for made in owed] == [40.0, 10.0]
    assert [invoice(api, made)["is_paid"] for made in owed] == [True, False]


def test_quirk_invoice_payments_show_applied_off_shows_the_whole_payment(api, owed):
    api.quirk("invoice_payments_show_applied", False)
    pay(api, 5000, apply_payments={str(owed[0]["id"]): 4000, str(owed[1]["id"]): 1000})
    assert [invoice(api, made)["payments"][0]["payment_amount"] for made in owed] == [50.0, 50.0]


def test_what_exceeds_the_balance_stays_as_credit(api, owed):
    payment = pay(api, 9000, invoice_id=owed[0]["id"])
    assert payment["payment_amount"] == 90.0
    assert invoice(api, owed[0])["payments"][0]["payment_amount"] == 40.0


def test_payment_without_invoice_is_credit(api):
    assert pay(api, 500)["invoice_ids"] == []


@pytest.mark.parametrize(
    "body", [{"amount_cents": 5}, {"customer_id": tiny.PLAIN}, {"customer_id": tiny.PLAIN, "amount": 5}]
)
def test_customer_and_amount_are_required(api, body):
    status, answer = api.refused("POST", "payments", body)
    assert (status, answer["success"]) == (422, False)


def test_card_numbers_are_never_kept_or_echoed(api):
    card = {"credit_card_number": "4111111111111111", "cvv": "123"}
    pay(api, 500, **card)
    assert "4111" not in api.send("GET", "payments").text
    assert "4111" not in api.send("POST", "payments", card).text


def test_list_is_newest_first_and_only_query_filters(api):
    first, second = pay(api, 100, ref_num="A-1"), pay(api, 200, ref_num="B-2")
    assert [row["id"] for row in api.get("payments", amount=100, customer_id=5)["payments"]] == [
        second["id"],
        first["id"],
    ]
    (row,) = api.get("payments", query="a-1")["payments"]
    assert (row["id"], row["customer"]["id"]) == (first["id"], tiny.PLAIN)
    assert api.get(f"payments/{first['id']}")["payment"]["ref_num"] == "A-1"


@pytest.mark.parametrize("method", ["PUT", "DELETE"])
def test_a_payment_can_be_neither_changed_nor_deleted(api, method):
    assert api.send(method, f"payments/{pay(api, 100)['id']}", {}).status_code == 404


def test_methods_are_listed(api):
    assert api.get("payment_methods")["payment_methods"] == [{"id": 61, "name": "Check"}]

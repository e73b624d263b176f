"""Payments by hand: the right customer's invoices, never more than is open, by a method that exists (B-13, R-62)."""

from typing import Any

import pytest
from by_hand_stage import (
    NOBODY,
    THEIRS,
    by_hand,
    done,
    invoice_on,
    labels,
    line_on,
    messages,
    pay,
    refused,
    stops,
    warns,
)

import shop
from desk import Desk, Syncro

PAID: dict[str, Any] = {"customer_id": shop.PLAIN, "amount_cents": 26250, "payment_method": "Check", "ref_num": "1187"}


@pytest.fixture
def invoice(syncro_side: Syncro) -> dict[str, Any]:
    """Over $262.50, of the plain customer."""
    line_on(syncro_side)
    return invoice_on(syncro_side)


@pytest.fixture
def theirs(syncro_side: Syncro) -> dict[str, Any]:
    """Of another customer."""
    line_on(syncro_side, THEIRS, product_id=shop.TRAVEL, name="Fee - Travel Time", price_retail=40, quantity=1)
    return invoice_on(syncro_side, THEIRS, shop.BLOCK)


def ways(invoice: dict[str, Any], cents: int) -> list[dict[str, Any]]:
    """The three ways of naming what is paid."""
    return [
        {"invoice_id": invoice["id"]},
        {"invoice_number": invoice["number"]},
        {"apply_payments": {str(invoice["id"]): cents}},
    ]


@pytest.mark.parametrize("way", [0, 1, 2])
def test_what_is_open_can_be_paid(desk: Desk, syncro_side: Syncro, invoice: dict[str, Any], way: int) -> None:
    body = PAID | ways(invoice, 26250)[way]
    shown = labels(by_hand(desk, "payments.create", **body))
    assert shown[f"Open on invoice {invoice['number']}"] == "262.50 of 262.50"
    assert shown["Customer"] == "Plain Paper Co"
    assert done(desk, "payments.create", **body).wrote.value == "yes"
    assert syncro_side.record("invoices", invoice["id"])["is_paid"]


@pytest.mark.parametrize("way", [0, 1, 2])
def test_another_customers_invoice_is_never_paid(
    desk: Desk, syncro_side: Syncro, theirs: dict[str, Any], way: int
) -> None:
    body = PAID | {"amount_cents": 1000} | ways(theirs, 1000)[way]
    refused(desk, syncro_side, "owner.mixed", "payments.create", **body)


@pytest.mark.parametrize("way", [0, 1, 2])
def test_more_than_is_open_is_refused_and_what_is_open_is_said(
    desk: Desk, syncro_side: Syncro, invoice: dict[str, Any], way: int
) -> None:
    over = PAID | {"amount_cents": 26251} | ways(invoice, 26251)[way]
    refused(desk, syncro_side, "payment.too_much", "payments.create", **over)
    pay(syncro_side, invoice, 20000)
    rest = PAID | {"amount_cents": 6251} | ways(invoice, 6251)[way]
    assert "62.50" in messages(refused(desk, syncro_side, "payment.too_much", "payments.create", **rest))
    exact = rest | {"amount_cents": 6250} | ways(invoice, 6250)[way]
    assert stops(by_hand(desk, "payments.create", **exact)) == set()


@pytest.mark.parametrize("way", [0, 1, 2])
def test_a_paid_invoice_takes_no_more(desk: Desk, syncro_side: Syncro, invoice: dict[str, Any], way: int) -> None:
    pay(syncro_side, invoice, 26250)
    body = PAID | {"amount_cents": 100} | ways(invoice, 100)[way]
    refused(desk, syncro_side, "invoice.paid", "payments.create", **body)


@pytest.mark.parametrize("name", ["invoice_id", "invoice_number", "apply_payments"])
def test_an_invoice_that_is_not_there_is_refused(desk: Desk, syncro_side: Syncro, name: str) -> None:
    value: Any = {str(NOBODY): 26250} if name == "apply_payments" else NOBODY
    refused(desk, syncro_side, "record.missing", "payments.create", **PAID, **{name: value})


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("payment.amount", {"amount_cents": 0}),
        ("payment.amount", {"amount_cents": -100}),
        ("payment.amount field.kind", {"amount_cents": 95.5}),
        ("payment.amount", {"amount_cents": "9500"}),
        ("payment.method", {"payment_method": "check"}),
        ("payment.method", {"payment_method": "Barter"}),
        ("payment.method", {"payment_method": None}),
        ("record.missing", {"customer_id": NOBODY}),
        ("field.unknown", {"amount": 95}),
        ("field.unknown", {"note": "Thank you"}),
    ],
)
def test_what_can_not_be_meant_is_refused(desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]) -> None:
    assert stops(by_hand(desk, "payments.create", **PAID | change)) == set(code.split())


def test_a_split_adds_up_and_names_each_invoice_once(
    desk: Desk, syncro_side: Syncro, invoice: dict[str, Any], theirs: dict[str, Any]
) -> None:
    line_on(syncro_side, shop.OTHER_TICKET)
    second = invoice_on(syncro_side, shop.OTHER_TICKET)
    both = {str(invoice["id"]): 20000, str(second["id"]): 6250}
    assert stops(by_hand(desk, "payments.create", **PAID, apply_payments=both)) == set()
    short = both | {str(second["id"]): 6000}
    refused(desk, syncro_side, "payment.sum", "payments.create", **PAID, apply_payments=short)
    wrong = both | {str(second["id"]): -6250}
    assert "payment.amount" in stops(by_hand(desk, "payments.create", **PAID, apply_payments=wrong))
    mixed = {str(invoice["id"]): 25250, str(theirs["id"]): 1000}
    refused(desk, syncro_side, "owner.mixed", "payments.create", **PAID, apply_payments=mixed)
    twice = {"apply_payments": both, "invoice_id": invoice["id"]}
    refused(desk, syncro_side, "payment.targets", "payments.create", **PAID, **twice)


def test_what_a_shared_payment_left_open_is_not_guessed(
    desk: Desk, syncro_side: Syncro, invoice: dict[str, Any]
) -> None:
    """Where Syncro shows it whole on each of its invoices, nobody can tell what is open."""
    line_on(syncro_side, shop.OTHER_TICKET)
    second = invoice_on(syncro_side, shop.OTHER_TICKET)
    split = {"apply_payments": {str(invoice["id"]): 10000, str(second["id"]): 10000}}
    syncro_side.someone("POST", "payments", PAID | {"amount_cents": 20000} | split)
    syncro_side.quirk("invoice_payments_show_applied", False)
    body = PAID | {"ref_num": "2", "invoice_id": invoice["id"]}
    refused(desk, syncro_side, "payment.unknown", "payments.create", **body | {"amount_cents": 16250})
    assert stops(by_hand(desk, "payments.create", **body | {"amount_cents": 6250})) == set()
    syncro_side.quirk("invoice_payments_show_applied", True)


@pytest.mark.parametrize("way", [0, 2])
def test_a_number_where_an_id_belongs_is_refused(
    desk: Desk, syncro_side: Syncro, invoice: dict[str, Any], way: int
) -> None:
    """Syncro would find no invoice of that id, and keep the money on account."""
    body = PAID | ways(invoice | {"id": invoice["number"]}, 26250)[way]
    plan = refused(desk, syncro_side, "record.number", "payments.create", **body)
    assert f"Use {invoice['id']}" in messages(plan)


def test_money_on_account_is_said_to_be(desk: Desk) -> None:
    plan = by_hand(desk, "payments.create", **PAID)
    assert (stops(plan), "payment.on_account" in warns(plan)) == (set(), True)


def test_a_payment_that_came_in_between_stops_the_second(
    desk: Desk, syncro_side: Syncro, invoice: dict[str, Any]
) -> None:
    stored = desk.keep(by_hand(desk, "payments.create", **PAID, invoice_id=invoice["id"]))
    pay(syncro_side, invoice, 26250)
    sent = len(syncro_side.records("payments"))
    assert desk.execute(stored).status.value == "stale"
    assert len(syncro_side.records("payments")) == sent

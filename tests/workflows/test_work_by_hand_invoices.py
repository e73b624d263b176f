"""Invoices by hand: of the right customer, over something, and left alone once there is money on them (B-13, R-63)."""

from typing import Any

import pytest
from by_hand_stage import (
    LINE,
    NOBODY,
    THEIRS,
    TICKET,
    by_hand,
    done,
    invoice_on,
    labels,
    line_on,
    messages,
    pay,
    refused,
    stops,
    timer_on,
    warns,
)

import shop
from desk import Desk, Syncro

OVER: dict[str, Any] = {"customer_id": shop.PLAIN, "ticket_id": TICKET}


def test_another_customers_ticket_is_never_invoiced(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side, THEIRS)
    line_on(syncro_side)
    plan = refused(desk, syncro_side, "owner.mixed", "invoices.create", customer_id=shop.PLAIN, ticket_id=THEIRS)
    assert f"belongs to customer {shop.BLOCK}" in messages(plan)


def test_the_shops_documented_invoice_is_written(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side)
    plan = by_hand(desk, "invoices.create", **OVER, category="Standard")
    assert "262.50 before tax" in labels(plan)["Invoice for"]
    assert done(desk, "invoices.create", **OVER, category="Standard").verified
    [made] = syncro_side.of_ticket("invoices", TICKET)
    assert made["total"] == "262.5"
    assert done(desk, "tickets.update", {"id": TICKET}, status="Invoiced").verified


def test_an_invoice_over_nothing_is_refused_and_what_stays_off_it_is_named(desk: Desk, syncro_side: Syncro) -> None:
    timer = timer_on(syncro_side)
    plan = refused(desk, syncro_side, "invoice.nothing", "invoices.create", **OVER)
    assert str(timer) in messages(plan)
    line_on(syncro_side)
    plan = by_hand(desk, "invoices.create", **OVER)
    assert (stops(plan), "timer.uncharged" in warns(plan)) == (set(), True)
    invoice_on(syncro_side)
    refused(desk, syncro_side, "invoice.nothing", "invoices.create", **OVER)


@pytest.mark.parametrize("honoured", [True, False])
def test_an_invoice_that_is_there_is_named(desk: Desk, syncro_side: Syncro, honoured: bool) -> None:
    line_on(syncro_side)
    number = invoice_on(syncro_side)["number"]
    line_on(syncro_side, description="More of it")
    syncro_side.quirk("invoice_ticket_filter", honoured)
    plan = by_hand(desk, "invoices.create", **OVER)
    syncro_side.quirk("invoice_ticket_filter", True)
    assert (stops(plan), number in messages(plan)) == (set(), True)


def test_a_paid_product_at_nothing_is_put_right_before_it_is_invoiced(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side, price_retail=0)
    plan = refused(desk, syncro_side, "line.free", "invoices.create", **OVER)
    assert "update_line_item" in messages(plan)


def test_work_at_no_charge_is_invoiced(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side, product_id=shop.WARRANTY, name="Labor- Warranty work", price_retail=0)
    plan = by_hand(desk, "invoices.create", **OVER)
    assert (stops(plan), warns(plan)) == (set(), set())


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("line.name", {"name": "Fixing things"}),
        ("line.taxable", {"taxable": True}),
        ("line.product", {"product_id": None}),
    ],
)
def test_what_is_odd_about_lines_that_wait_is_said(
    desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]
) -> None:
    line_on(syncro_side, **change)
    plan = by_hand(desk, "invoices.create", **OVER)
    assert (stops(plan), code in warns(plan)) == (set(), True)


def test_an_invoice_without_a_ticket_is_said_to_be_empty(desk: Desk, syncro_side: Syncro) -> None:
    assert "invoice.empty" in warns(by_hand(desk, "invoices.create", customer_id=shop.PLAIN))
    refused(desk, syncro_side, "customer.disabled", "invoices.create", customer_id=shop.DISABLED)
    refused(desk, syncro_side, "record.missing", "invoices.create", customer_id=NOBODY)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("line_items", [LINE]),
        ("total", "0.0"),
        ("is_paid", True),
        ("tech_marked_paid", True),
        ("created_at", "2026-01-01"),
    ],
)
def test_what_syncro_drops_or_counts_itself_is_refused(desk: Desk, syncro_side: Syncro, name: str, value: Any) -> None:
    refused(desk, syncro_side, "field.dropped", "invoices.create", customer_id=shop.PLAIN, **{name: value})


def test_a_number_that_is_taken_is_refused(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side)
    taken = invoice_on(syncro_side)["number"]
    body = {"customer_id": shop.BLOCK, "number": taken}
    refused(desk, syncro_side, "invoice.number", "invoices.create", **body)
    assert stops(by_hand(desk, "invoices.create", **body | {"number": "A-1"})) == set()


def a_paid_one(side: Syncro, cents: int) -> dict[str, Any]:
    line_on(side)
    invoice = invoice_on(side)
    pay(side, invoice, cents)
    return invoice


def test_a_paid_invoice_is_neither_changed_nor_deleted(desk: Desk, syncro_side: Syncro) -> None:
    path = {"id": a_paid_one(syncro_side, 26250)["id"]}
    for operation, body in (("update", {"note": "Thank you"}), ("delete", {})):
        plan = refused(desk, syncro_side, "invoice.paid", f"invoices.{operation}", path, **body)
        assert "Void or credit" in messages(plan)


def test_a_partly_paid_invoice_is_not_deleted_and_a_change_says_so(desk: Desk, syncro_side: Syncro) -> None:
    path = {"id": a_paid_one(syncro_side, 100)["id"]}
    refused(desk, syncro_side, "invoice.paid", "invoices.delete", path)
    assert "invoice.part_paid" in warns(by_hand(desk, "invoices.update", path, note="Thank you"))


def test_an_open_invoice_is_changed_and_deleted_unless_money_comes_in_between(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side)
    invoice = invoice_on(syncro_side)
    path = {"id": invoice["id"]}
    assert done(desk, "invoices.update", path, note="Thank you").verified
    stored = desk.keep(by_hand(desk, "invoices.delete", path))
    pay(syncro_side, invoice, 100)
    assert desk.execute(stored).status.value == "stale"
    assert syncro_side.record("invoices", invoice["id"])


def test_an_invoice_is_not_handed_to_another_customer_and_its_sums_are_its_lines(
    desk: Desk, syncro_side: Syncro
) -> None:
    line_on(syncro_side)
    path = {"id": invoice_on(syncro_side)["id"]}
    plan = by_hand(desk, "invoices.update", path, customer_id=shop.BLOCK)
    assert stops(plan) == {"owner.moved"}
    refused(desk, syncro_side, "field.dropped", "invoices.update", path, total="0.0")
    refused(desk, syncro_side, "owner.mixed", "invoices.update", path, ticket_id=THEIRS)
    refused(desk, syncro_side, "record.missing", "invoices.update", path, contact_id=NOBODY)


@pytest.mark.parametrize(
    ("operation", "body"),
    [
        ("invoices.delete", {}),
        ("invoices.update", {"note": "x"}),
        ("invoices.email", {}),
        ("invoices.add_line_item", {"product_id": shop.REMOTE, "quantity": 1}),
    ],
)
def test_a_write_names_an_invoice_by_its_id_never_by_its_number(
    desk: Desk, syncro_side: Syncro, operation: str, body: dict[str, Any]
) -> None:
    line_on(syncro_side)
    invoice = invoice_on(syncro_side)
    plan = by_hand(desk, operation, {"id": invoice["number"]}, **body)
    assert "record.number" in stops(plan)
    assert f"Use {invoice['id']} in the path" in messages(plan)


def test_a_mail_names_who_gets_it_and_over_how_much(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side)
    invoice = invoice_on(syncro_side)
    shown = labels(by_hand(desk, "invoices.email", {"id": invoice["id"]}))
    assert (shown["E-mail to"], shown["Total"]) == (f"office@c{shop.PLAIN}.example", "262.50")
    syncro_side.someone("PUT", f"customers/{shop.PLAIN}", {"email": ""})
    refused(desk, syncro_side, "mail.nobody", "invoices.email", {"id": invoice["id"]})


def test_an_estimate_is_mailed_to_somebody(desk: Desk, syncro_side: Syncro) -> None:
    body = {"customer_id": shop.PLAIN, "date": "2026-11-20", "name": "Front desk"}
    path = {"id": syncro_side.someone("POST", "estimates", body)["estimate"]["id"]}
    assert labels(by_hand(desk, "estimates.email", path))["E-mail to"] == f"office@c{shop.PLAIN}.example"
    syncro_side.someone("PUT", f"customers/{shop.PLAIN}", {"email": ""})
    refused(desk, syncro_side, "mail.nobody", "estimates.email", path)


def test_an_invoice_is_never_given_the_number_of_another(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side)
    line_on(syncro_side, THEIRS)
    own, taken = invoice_on(syncro_side), invoice_on(syncro_side, THEIRS, shop.BLOCK)["number"]
    path = {"id": own["id"]}
    refused(desk, syncro_side, "invoice.number", "invoices.update", path, number=taken)
    assert stops(by_hand(desk, "invoices.update", path, number=own["number"], note="x")) == set()


@pytest.mark.parametrize("date", ["31/31/2026", "tomorrow", "2026-02-30"])
def test_a_day_that_is_none_is_refused_before_it_is_sent(desk: Desk, syncro_side: Syncro, date: str) -> None:
    line_on(syncro_side)
    path = {"id": invoice_on(syncro_side)["id"]}
    refused(desk, syncro_side, "field.kind", "invoices.update", path, date=date)

"""Each way the result can be wrong is found, and a right one raises nothing (R-42, R-46, R-70)."""

from decimal import Decimal
from typing import Any

import pytest
from rules_stage import EMERGENCY, ONSITE, codes, invoice, invoice_row, line, read_invoice

from syncro.calls import Call
from syncro.rules.plans.expectations import Fields, InvoiceSum, PrepayDrop
from syncro.rules.plans.verification import amount, check

D = Decimal
READ = Call("invoices.get", {"id": 50})
WANTED = {
    "ticket_id": 900,
    "subtotal": D("412.50"),
    "total": D("412.50"),
    "quantities": {"1190473": D("1.00"), str(EMERGENCY): D("1.00")},
}


def on_invoice(found: Any, **fields: Any) -> list[str]:
    return codes(check(InvoiceSum(READ, "Invoice", **{**WANTED, **fields}), found))


def right(**changes: Any) -> dict[str, Any]:
    return invoice(invoice_row(1), invoice_row(2, EMERGENCY, price="262.5"), **changes)


def test_a_right_invoice_raises_nothing() -> None:
    assert on_invoice(right()) == []


def test_partly_covered_lines_may_arrive_as_two() -> None:
    rows = [invoice_row(1, quantity="0.4", price="0"), invoice_row(2, quantity="0.6")]
    found = invoice(*rows, invoice_row(3, EMERGENCY, price="262.5"))
    assert on_invoice(found, subtotal=D("352.50"), total=D("352.50")) == []


@pytest.mark.parametrize(
    ("found", "wrong"),
    [
        (right(ticket_id=901), ["verify.link"]),
        (right(ticket_id=None), ["verify.link"]),
        (invoice(invoice_row(1)), ["verify.lines", "verify.subtotal", "verify.total"]),
        (invoice(), ["verify.lines", "verify.lines", "verify.subtotal", "verify.total"]),
        (
            invoice(invoice_row(1, quantity="2"), invoice_row(2, EMERGENCY, price="262.5")),
            ["verify.lines", "verify.subtotal", "verify.total"],
        ),
        (
            invoice(invoice_row(1, price="0"), invoice_row(2, EMERGENCY, price="0")),
            ["verify.subtotal", "verify.total"],
        ),
        (
            invoice(invoice_row(1), invoice_row(2, EMERGENCY, price="262.5"), invoice_row(3, 26117, price="40")),
            ["verify.subtotal", "verify.total"],
        ),
        (
            invoice(invoice_row(1), invoice_row(2, ONSITE, price="262.5")),
            ["verify.lines"],
        ),
        (right(tax="12.00"), ["verify.total"]),
        (right(total="424.50"), ["verify.sum", "verify.total"]),
        (right(subtotal="400", total="400"), ["verify.sum", "verify.subtotal", "verify.total"]),
        (right(subtotal=None), ["verify.unreadable"]),
        (right(total=None), ["verify.unreadable"]),
        (right(line_items=[{"id": 1}]), ["verify.unreadable"]),
        ({}, ["verify.unreadable"]),
        (None, ["verify.missing"]),
    ],
)
def test_each_way_an_invoice_can_be_wrong_is_found(found: Any, wrong: list[str]) -> None:
    assert on_invoice(found) == wrong


def test_an_unknown_total_is_not_checked_and_the_subtotal_still_is() -> None:
    assert on_invoice(right(tax="12.00"), total=None) == []
    assert on_invoice(right(tax="12.00"), total=None, subtotal=D(1)) == ["verify.subtotal"]


def test_what_is_not_expected_is_not_checked() -> None:
    empty = InvoiceSum(READ, "Invoice")
    assert check(empty, right(ticket_id=901)) == []


def test_lines_without_a_product_count_too() -> None:
    found = invoice({**invoice_row(1), "product_id": None})
    wanted = {"quantities": {"None": D(1)}, "subtotal": D(150), "total": D(150)}
    assert on_invoice(found, **wanted) == []
    assert on_invoice(invoice(), **wanted)[0] == "verify.lines"


@pytest.mark.parametrize(
    ("discount", "comes_to"),
    [({}, "300.00"), ({"discount_percent": "12.5"}, "262.50"), ({"discount_dollars": "0.01"}, "299.99")],
)
def test_a_discount_is_taken_off_the_line(discount: dict[str, str], comes_to: str) -> None:
    (row,) = read_invoice(invoice_row(1, quantity="2", **discount)).line_items
    assert amount(row) == D(comes_to)


# The ticket.

TICKET = Call("tickets.get", {"id": 900})


def on_ticket(fields: dict[str, Any], found: Any, within: str = "line_items") -> list[str]:
    where = {"id": 5} if within else {}
    return codes(check(Fields(TICKET, "Line 1", fields, within, where), found))


def test_a_line_as_planned_raises_nothing() -> None:
    fields = {
        "product_id": 1190473,
        "quantity": D("1.00"),
        "price_retail": D("150.00"),
        "taxable": False,
        "user_id": 11,
    }
    assert on_ticket(fields, {"line_items": [line(4), line(5, user_id=11)]}) == []


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({"price_retail": "0.0"}, ["verify.price_retail"]),
        ({"taxable": True}, ["verify.taxable"]),
        ({"taxable": None}, ["verify.taxable"]),
        ({"product_id": 26118}, ["verify.product_id"]),
        ({"user_id": 12}, ["verify.user_id"]),
        ({"quantity": "1.5"}, ["verify.quantity"]),
        ({"name": "Mailbox work"}, ["verify.name"]),
    ],
)
def test_each_wrong_field_of_a_line_is_named(change: dict[str, Any], wrong: list[str]) -> None:
    fields = {
        "product_id": 1190473,
        "name": "Labor - Remote Business",
        "quantity": D("1.00"),
        "price_retail": D("150.00"),
        "taxable": False,
        "user_id": 11,
    }
    assert on_ticket(fields, {"line_items": [line(5, **{"user_id": 11, **change})]}) == wrong


@pytest.mark.parametrize("found", [None, {}, {"line_items": None}, {"line_items": [line(4)]}])
def test_a_line_that_is_gone_is_missing(found: Any) -> None:
    assert on_ticket({}, found) == ["verify.missing"]


def test_a_field_of_the_record_itself_is_checked() -> None:
    assert on_ticket({"status": "Invoiced"}, {"status": "Resolved"}, within="") == ["verify.status"]
    assert on_ticket({"status": "Invoiced"}, {"status": "Invoiced"}, within="") == []


# The block.

HOURS = {"after": D("0.75"), "before": D("3.00"), "labor": ("Labor - Emergency", "Labor - Remote")}


def on_block(found: Any, **changes: Any) -> list[Any]:
    return check(PrepayDrop(Call("customers.get", {"id": 7}), "Prepay hours", **{**HOURS, **changes}), found)


def test_a_block_that_went_down_as_expected_raises_nothing() -> None:
    assert on_block({"id": 7, "prepay_hours": "0.750"}) == []


def test_a_block_that_did_not_move_names_the_labor() -> None:
    (found,) = on_block({"id": 7, "prepay_hours": "3.0"})
    assert found.code == "verify.prepay"
    assert "dropped by 2.25 h and dropped by 0.00 h" in found.message
    assert "Labor - Emergency, Labor - Remote" in found.message


def test_a_block_that_can_not_be_read_proves_nothing() -> None:
    (found,) = on_block({"id": 7}, labor=())
    assert "can't be read now" in found.message
    assert "no labor line" in found.message
    assert codes(on_block(None)) == ["verify.missing"]
    assert codes(on_block({"id": 7, "prepay_hours": "many"})) == ["verify.unreadable"]

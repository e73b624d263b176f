"""Records take what Syncro sends in all its spellings, and refuse what can't be read."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

import canary
from syncro.jsonio import loads
from syncro.records import (
    Appointment,
    Comment,
    Contact,
    Customer,
    Invoice,
    InvoiceLine,
    Me,
    Payment,
    Product,
    Record,
    Ticket,
    TicketLine,
    TimerEntry,
    User,
)

LINE = {"id": 1, "quantity": "0.75", "price_retail": 150}
INVOICE = {"id": 900, "number": "1234", "subtotal": "75.0", "tax": "0.0", "total": "75.0"}


def test_unknown_fields_survive_in_raw_at_every_depth() -> None:
    data = {"id": 1, "number": 2, "mentionables": [1], "customer": {"id": 3, "odd": {"x": 1}}}
    ticket = Ticket.read(data)
    assert ticket.raw == data
    assert ticket.customer
    assert ticket.customer.raw["odd"] == {"x": 1}


@pytest.mark.parametrize("amount", ["150.0", "150", "+150", 150, Decimal("150.0"), Decimal("1.5E+2")])
def test_amounts_come_as_numbers_and_as_text(amount: object) -> None:
    assert TicketLine.read({**LINE, "price_retail": amount}).price_retail == Decimal(150)


def test_fractions_keep_their_digits() -> None:
    assert str(Product.read(loads('{"id": 1, "price_retail": 262.50}')).price_retail) == "262.50"


@pytest.mark.parametrize("amount", [1.5, True, "cheap", "NaN", "", None])
def test_an_amount_that_is_none_is_refused_and_never_zero(amount: object) -> None:
    with pytest.raises(ValueError, match="price_retail"):
        Product.read({"id": 1, "price_retail": amount})


def test_a_ticket_line_without_dollars_is_read_from_its_cents() -> None:
    line = TicketLine.read({"id": 1, "quantity": "1.0", "price_retail": None, "retail_cents": 26250})
    assert line.price_retail == Decimal("262.5")


@pytest.mark.parametrize("number", [5, "5", Decimal("5.0"), " 5".strip()])
def test_whole_numbers_come_in_every_dress(number: object) -> None:
    assert Ticket.read({"id": number, "number": number}).number == 5


@pytest.mark.parametrize("number", [1234, "1234"])
def test_an_invoice_number_is_always_text(number: object) -> None:
    assert Invoice.read({**INVOICE, "number": number}).number == "1234"


@pytest.mark.parametrize("sent", [True, False])
def test_truth_is_what_json_calls_so(sent: bool) -> None:
    assert InvoiceLine.read({"id": 1, "price": 1, "quantity": 1, "taxable": sent}).taxable is sent


@pytest.mark.parametrize("sent", ["true", "false", "1", "0", "yes", 1, 0, Decimal("1.0"), [True]])
def test_a_text_or_a_number_is_no_truth(sent: object) -> None:
    with pytest.raises(ValueError, match="taxable"):
        InvoiceLine.read({"id": 1, "price": 1, "quantity": 1, "taxable": sent})


@pytest.mark.parametrize(("sent", "meant"), [("1", True), ("0", False), (True, True), (None, False), ("", False)])
def test_the_one_truth_that_comes_as_text_is_known_by_name(sent: object, meant: bool) -> None:
    assert Appointment.read({"id": 1, "do_not_email": sent}).do_not_email is meant


def test_null_lists_are_empty_and_null_rows_are_dropped() -> None:
    ticket = Ticket.read({"id": 1, "number": 2, "comments": None, "line_items": [None, LINE], "asset_ids": [None, 4]})
    assert (ticket.comments, len(ticket.line_items), ticket.asset_ids) == ([], 1, [4])


def test_missing_optionals_are_none() -> None:
    ticket = Ticket.read({"id": 1, "number": 2})
    assert (ticket.due_date, ticket.customer, ticket.user, ticket.problem_type) == (None, None, None, None)


def test_times_keep_the_offset_they_were_sent_with() -> None:
    sent = "2026-01-02T03:04:05.421-07:00"
    moment = Comment.read({"id": 1, "created_at": sent}).created_at
    assert moment
    assert moment.isoformat(timespec="milliseconds") == sent
    assert moment.utcoffset() == timedelta(hours=-7)


@pytest.mark.parametrize("sent", ["2026-01-02T10:04:05Z", "2026-01-02T10:04:05.000Z", "2026-01-02T10:04:05"])
def test_a_time_always_has_an_offset(sent: str) -> None:
    assert Comment.read({"id": 1, "created_at": sent}).created_at == datetime(2026, 1, 2, 10, 4, 5, tzinfo=UTC)


@pytest.mark.parametrize("sent", ["2026-04-30", "2026-04-30T23:30:00.000-07:00"])
def test_an_invoices_day_is_the_accounts_day(sent: str) -> None:
    assert Invoice.read({**INVOICE, "date": sent, "due_date": ""}).date == date(2026, 4, 30)


@pytest.mark.parametrize(
    ("kind", "data", "path"),
    [
        (Ticket, [], "`$`"),
        (Ticket, {"id": 1}, "number"),
        (Ticket, {"id": "x1", "number": 2}, "$.id"),
        (Ticket, {"id": 1, "number": 2, "comments": {"a": 1}}, "$.comments"),
        (Ticket, {"id": 1, "number": 2, "customer": "Pat"}, "$.customer"),
        (Ticket, {"id": 1, "number": 2, "created_at": "yesterday"}, "$.created_at"),
        (
            Ticket,
            {"id": 1, "number": 2, "line_items": [LINE, {**LINE, "quantity": "many"}]},
            "$.line_items[1].quantity",
        ),
        (
            Ticket,
            {"id": 1, "number": 2, "line_items": [{"id": 1, "quantity": "1.0"}]},
            "price_retail` - at `$.line_items[0]",
        ),
        (Invoice, {**INVOICE, "date": "soon"}, "$.date"),
        (Invoice, {**INVOICE, "total": None}, "total"),
        (Ticket, {"id": 1, "number": 2, "subject": {"x": 1}}, "$.subject"),
    ],
)
def test_the_wrong_shape_is_refused_with_the_fields_path(kind: type[Record], data: Any, path: str) -> None:
    with pytest.raises(ValueError, match=kind.__name__) as caught:
        kind.read(data)
    assert path in str(caught.value)


def test_records_cannot_be_changed() -> None:
    with pytest.raises(AttributeError):
        Comment.read({"id": 1}).body = "x"  # type: ignore[misc]


def test_two_records_share_no_list() -> None:
    first, second = Ticket.read({"id": 1, "number": 1}), Ticket.read({"id": 2, "number": 2})
    first.comments.append(Comment(id=1))
    assert second.comments == []


def test_the_login_token_is_not_even_in_raw() -> None:
    me = Me.read({"user_id": 4, "user_token": canary.key("token"), "permissions": {"ticket": {"read": True}}})
    assert canary.key("token") not in repr(me)
    assert me.permissions["ticket"] == {"read": True}


def test_an_unknown_prepay_balance_is_not_an_empty_block() -> None:
    assert Customer.read({"id": 1}).prepay_hours is None
    assert Customer.read({"id": 1, "prepay_hours": "0.0"}).prepay_hours == 0


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ({"business_then_name": "Harbor Dental"}, "Harbor Dental"),
        ({"business_name": "", "fullname": "Pat Moss"}, "Pat Moss"),
        ({"business_then_name": " ", "business_and_full_name": "Harbor Dental - Pat Moss"}, "Harbor Dental - Pat Moss"),
        ({}, "customer 7"),
    ],
)
def test_a_customer_always_has_a_name_to_show(data: dict[str, Any], name: str) -> None:
    assert Customer.read({"id": 7, **data}).shown_name == name


def test_an_invoices_customer_is_found_in_both_places() -> None:
    assert Invoice.read({**INVOICE, "customer_id": 5}).customer_ref == 5
    assert Invoice.read({**INVOICE, "customer": {"id": 6}}).customer_ref == 6
    assert Invoice.read(INVOICE).customer_ref is None


def test_a_user_is_named_in_either_spelling() -> None:
    assert User.read({"id": 1, "full_name": "Avery Stone"}).full_name == "Avery Stone"
    assert User.read({"id": 1, "name": "Avery Stone"}).full_name == "Avery Stone"


def test_smaller_records_read_their_documented_shape() -> None:
    timer = TimerEntry.read(
        {"id": 1, "start_time": "2026-01-02T10:00:00Z", "end_time": None, "recorded": True, "active_duration": 2700}
    )
    assert (timer.recorded, timer.active_duration, timer.end_time) == (True, 2700, None)
    line = InvoiceLine.read(
        {"id": 1, "item": "Labor", "name": "did it", "price": "0.0", "quantity": "1.0", "taxable": False}
    )
    assert (line.price, line.quantity) == (0, 1)
    assert Payment.read({"id": 1, "payment_amount": "50.5", "invoice_ids": None}).payment_amount == Decimal("50.5")
    assert Contact.read({"id": 1, "name": "Pat Moss"}).name == "Pat Moss"


def test_records_and_catalog_import_nothing_heavy() -> None:
    code = (
        "import sys, syncro.records, syncro.catalog\n"
        "heavy = {'httpx2', 'sqlalchemy', 'rich', 'sqlite3', 'asyncio', 'logging'} & set(sys.modules)\n"
        "sys.exit(f'loaded: {heavy}' if heavy else 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0

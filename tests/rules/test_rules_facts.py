"""What a plan rests on, and how a change is told (R-33)."""

from typing import Any

import pytest
from rules_stage import customer, invoice_row, line, product, read_invoice, ticket

from syncro.rules.plans.facts import changes, customer_facts, invoice_facts, products_facts, ticket_facts, uninvoiced


def test_nothing_changed_is_no_sentence() -> None:
    before = ticket_facts(ticket(line_items=[line(1)]))
    assert changes(before, ticket_facts(ticket(line_items=[line(1, price_retail="150.00")])), "Ticket") == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"status": "Resolved"}, "Ticket: status was In Progress, is now Resolved."),
        ({"customer_id": 8}, "Ticket: customer id was 7, is now 8."),
        (
            {"line_items": [line(1), line(2)]},
            "Ticket: new: line 1.00 × 150.00 Labor - Remote Business, not taxable.",
        ),
        ({"line_items": []}, "Ticket: no longer there: line 1.00 × 150.00 Labor - Remote Business, not taxable."),
        ({"line_items": [line(1, converted=True)]}, "invoiced"),
        ({"line_items": [line(1, price_retail="0")]}, "new: line 1.00 × 0.00 Labor"),
        ({"line_items": [line(1, taxable=True)]}, "150.00 Labor - Remote Business, taxable."),
        ({"ticket_timers": [{"id": 5}]}, "Ticket: new: timer entry 5."),
    ],
)
def test_each_change_of_a_ticket_is_one_sentence(change: dict[str, Any], says: str) -> None:
    before = ticket_facts(ticket(line_items=[line(1)]))
    (sentence,) = changes(before, ticket_facts(ticket(**{"line_items": [line(1)], **change})), "Ticket")
    assert says in sentence


def test_a_line_without_a_name_is_told_by_its_product() -> None:
    before, after = ticket_facts(ticket()), ticket_facts(ticket(line_items=[line(1, name="")]))
    assert changes(before, after, "Ticket") == ["Ticket: new: line 1.00 × 150.00 product 1190473, not taxable."]


def test_another_product_under_the_same_name_is_a_change() -> None:
    before, after = (ticket_facts(ticket(line_items=[line(1, product_id=id_)])) for id_ in (1, 2))
    assert len(changes(before, after, "Ticket")) == 1


def test_a_charged_timer_entry_is_a_change() -> None:
    before, after = (ticket_facts(ticket(ticket_timers=[{"id": 5, "recorded": each}])) for each in (False, True))
    assert changes(before, after, "Ticket") == ["Ticket: no longer there: timer entry 5; new: timer entry 5 charged."]


def test_what_the_plan_made_itself_is_no_change() -> None:
    after = ticket(line_items=[line(1), line(2)], ticket_timers=[{"id": 5}])
    assert (
        changes(
            ticket_facts(ticket(line_items=[line(1)])),
            ticket_facts(after, without={"line_items": {2}, "ticket_timers": {5}}),
            "Ticket",
        )
        == []
    )


def test_another_order_is_told_as_such() -> None:
    assert changes({"lines": ["a", "b"]}, {"lines": ["b", "a"]}, "Ticket") == ["Ticket: the order is different (line)."]


def test_prepay_hours_and_a_disabled_customer_are_facts() -> None:
    before, after = customer_facts(customer()), customer_facts(customer(prepay_hours="2.50", disabled=True))
    assert changes(before, after, "Ticket") == [
        "Ticket: prepay hours was 0.00, is now 2.50.",
        "Ticket: disabled was False, is now True.",
    ]


def test_an_equal_amount_in_other_digits_is_no_change() -> None:
    before, after = (customer_facts(customer(prepay_hours=hours)) for hours in ("2.5", "2.50"))
    assert changes(before, after, "Ticket") == []


def test_prepay_hours_that_arent_known_are_not_none_at_all() -> None:
    unknown, none = (customer_facts(customer(prepay_hours=hours)) for hours in (None, "0.0"))
    assert unknown["prepay_hours"] is None
    assert changes(unknown, none, "Ticket") == ["Ticket: prepay hours was nothing, is now 0.00."]


@pytest.mark.parametrize("change", [{"price_retail": "160"}, {"name": "Labor"}, {"product_category": None}])
def test_rate_name_and_category_of_a_product_are_facts(change: dict[str, Any]) -> None:
    before, after = products_facts([product("remote")]), products_facts([product("remote", **change)])
    (sentence,) = changes(before, after, "Product")
    assert "1190473" in sentence
    assert "{" not in sentence


def test_a_product_that_is_gone_is_told() -> None:
    sentences = changes(products_facts([product("remote")]), {}, "Product")
    assert len(sentences) == 3
    assert all("is now nothing" in sentence for sentence in sentences)


@pytest.mark.parametrize(
    "change",
    [{"is_paid": True}, {"total": "151"}, {"payments": [{"id": 3, "payment_amount": "1"}]}, {"line_items": []}],
)
def test_what_must_not_change_before_an_invoice_is_replaced(change: dict[str, Any]) -> None:
    before = invoice_facts(read_invoice(invoice_row(1)))
    assert len(changes(before, invoice_facts(read_invoice(invoice_row(1), **change)), "Invoice")) == 1


def test_lines_without_an_invoice_come_in_their_order() -> None:
    rows = [line(4, position=2), line(3, position=1), line(2, converted=True), line(9), line(1)]
    assert [each.id for each in uninvoiced(ticket(line_items=rows))] == [1, 9, 3, 4]

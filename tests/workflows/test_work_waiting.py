"""A ticket that carries lines and invoices already: the bill counts, taxes and proves all that the invoice takes."""

from decimal import Decimal

import pytest

import shop
from desk import Desk, Syncro, codes
from syncro.rules.billing.policy import Method

METHODS = [Method.LINE_ITEM, Method.TIMER]
TICKET, TAXED_TICKET = shop.TICKETS[shop.PLAIN], shop.TICKETS[shop.TAXED]


def hardware(syncro: Syncro, ticket: int, price: float = 240.0) -> None:
    line = {"product_id": shop.HARDWARE, "name": "Hardware", "description": "Dock", "quantity": 1}
    syncro.someone("POST", f"tickets/{ticket}/add_line_item", line | {"price_retail": price, "taxable": True})


@pytest.mark.parametrize("method", METHODS)
def test_lines_that_wait_on_the_ticket_are_shown_counted_and_taxed(
    desk: Desk, syncro_side: Syncro, method: Method
) -> None:
    hardware(syncro_side, shop.OTHER_TAXED, 20000.0)
    syncro_side.someone("POST", "invoices", {"customer_id": shop.TAXED, "ticket_id": shop.OTHER_TAXED})
    hardware(syncro_side, TAXED_TICKET)

    plan = desk.plan(shop.number(TAXED_TICKET), 60, "remote", method=method)

    assert (plan.expected.subtotal, plan.expected.tax, plan.expected.total) == ("390.00", "19.44", "409.44")
    assert [(line.name, line.new) for line in plan.expected.lines] == [
        ("Hardware", False),
        ("Labor - Remote Business", True),
    ]
    assert any("Dock" in said or "Hardware" in said for said in plan.existing)
    done = desk.execute(desk.keep(plan))
    assert done.verified, done.findings
    assert Decimal(syncro_side.of_ticket("invoices", TAXED_TICKET)[0]["total"]) == Decimal("409.44")


def test_a_learned_tax_rate_is_remembered(desk: Desk, syncro_side: Syncro) -> None:
    hardware(syncro_side, shop.OTHER_TAXED, 20000.0)
    syncro_side.someone("POST", "invoices", {"customer_id": shop.TAXED, "ticket_id": shop.OTHER_TAXED})
    hardware(syncro_side, TAXED_TICKET)
    first = desk.plan(shop.number(TAXED_TICKET), 60)
    syncro_side.forget_requests()
    second = desk.plan(shop.number(TAXED_TICKET), 60)
    assert second.expected == first.expected
    assert not [each for each in syncro_side.requests() if each["operation"] == "customers.list"]


def test_an_unknown_tax_rate_leaves_the_total_open_and_the_rest_is_proved(desk: Desk, syncro_side: Syncro) -> None:
    hardware(syncro_side, TAXED_TICKET)
    plan = desk.plan(shop.number(TAXED_TICKET), 60)
    assert (plan.expected.total, plan.expected.subtotal) == (None, "390.00")
    assert "tax.unknown" in codes(plan)
    assert desk.execute(desk.keep(plan)).verified


def test_a_ticket_with_an_invoice_gets_another_over_what_is_new(desk: Desk, syncro_side: Syncro) -> None:
    hardware(syncro_side, TICKET, 100)
    syncro_side.someone("POST", "invoices", {"customer_id": shop.PLAIN, "ticket_id": TICKET})
    plan = desk.plan(shop.number(TICKET), 60)
    assert "ticket.has_invoice" in codes(plan)
    done = desk.execute(desk.keep(plan))
    assert done.verified, done.findings
    totals = [Decimal(each["total"]) for each in syncro_side.of_ticket("invoices", TICKET)]
    assert totals == [100, 150]


@pytest.mark.parametrize("filtered", [False, True])
def test_an_account_that_filters_no_invoices_still_finds_the_lost_one(
    desk: Desk, syncro_side: Syncro, filtered: bool
) -> None:
    syncro_side.quirk("invoice_ticket_filter", filtered)
    for ticket in (shop.OTHER_TICKET, shop.OTHER_TAXED):
        hardware(syncro_side, ticket)
        customer = syncro_side.record("tickets", ticket)["customer_id"]
        syncro_side.someone("POST", "invoices", {"customer_id": customer, "ticket_id": ticket})
    syncro_side.fault("drop_after", "invoices.create")
    done = desk.bill(shop.number(TICKET), 60)
    assert done.verified, done
    assert len(syncro_side.of_ticket("invoices", TICKET)) == 1


def test_the_invoice_is_over_this_ticket_alone(desk: Desk, syncro_side: Syncro) -> None:
    hardware(syncro_side, shop.OTHER_TICKET, 77)
    done = desk.bill(shop.number(TICKET), 60)
    assert done.verified
    [invoice] = syncro_side.of_ticket("invoices", TICKET)
    assert [line["item"] for line in syncro_side.invoice_lines(invoice["id"])] == ["Labor - Remote Business"]

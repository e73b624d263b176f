"""A wrong $0 invoice is put right at the product's own rate, and nothing else is (R-38, R-46)."""

from decimal import Decimal

import msgspec
from rules_stage import (
    EMERGENCY,
    HARDWARE,
    REMOTE,
    WARRANTY,
    bill,
    codes,
    invoice_row,
    line,
    policy,
    products,
    read_invoice,
    ticket,
)

from syncro import money
from syncro.rules.billing import bill_repair
from syncro.rules.findings import blocking
from syncro.rules.plans.expectations import Absent, Fields
from syncro.rules.plans.plan import Kind

FREE = {"price_retail": "0.0", "converted": True}
LINES = [
    line(1, REMOTE, item_id=101, **FREE),
    line(2, WARRANTY, item_id=102, **FREE),
    line(3, REMOTE, price_retail="0.0"),
    line(4, EMERGENCY, converted=True),
    line(5, None, **FREE),
    line(6, HARDWARE, **FREE),
]
TICKET = ticket(line_items=LINES, status="Invoiced")
INVOICE = read_invoice(invoice_row(101, price="0"), invoice_row(102, WARRANTY, price="0"))


def test_suspects_are_invoiced_free_lines_of_products_that_cost_something() -> None:
    assert [each.id for each in bill_repair.suspects(TICKET, policy())] == [1, 6]


def test_the_live_price_decides_whether_a_suspect_is_wrong() -> None:
    found = bill_repair.wrong_lines(bill_repair.suspects(TICKET, policy()), products())
    assert [each.id for each in found] == [1]
    live = products(remote={"price_retail": "0"})
    assert not bill_repair.wrong_lines(bill_repair.suspects(TICKET, policy()), live)


def test_the_invoice_that_took_a_line_is_found_by_the_line_it_made() -> None:
    other = read_invoice(invoice_row(900), id=51)
    assert bill_repair.taken_by([other, INVOICE], TICKET.line_items[:1]) == [INVOICE]


def test_a_line_is_repaired_to_its_products_own_live_rate_and_name() -> None:
    fixed = bill_repair.repaired(TICKET.line_items[0], products()[REMOTE], taxable=False)
    assert (fixed["price_retail"], fixed["name"]) == (Decimal("150.00"), "Labor - Remote Business")
    assert (fixed["quantity"], fixed["taxable"]) == (Decimal("1.0"), False)
    assert fixed["description"] == "Cleaned the mailbox"


def test_the_repair_puts_lines_right_deletes_and_invoices_again() -> None:
    fixes = {1: bill_repair.repaired(TICKET.line_items[0], products()[REMOTE], taxable=False)}
    made = bill_repair.steps(bill(ticket=TICKET), fixes, INVOICE)
    assert [step.call.operation for step in made] == [
        "tickets.update_line_item",
        "invoices.delete",
        "invoices.create",
    ]
    assert made[0].call.body is not None
    assert made[0].call.body["ticket_line_item_id"] == 1
    assert made[1].recogniser is not None
    assert made[1].recogniser.kind is Kind.GONE
    line, old = bill_repair.expectations(bill(ticket=TICKET), fixes, INVOICE)
    assert isinstance(line, Fields)
    assert (line.fields, line.proves) == (fixes[1], "fix-1")
    assert isinstance(old, Absent)
    assert (old.where, old.proves) == ({"id": INVOICE.id}, "delete")


def test_a_line_that_was_put_right_can_be_put_back_to_what_it_was() -> None:
    fixes = {1: bill_repair.repaired(TICKET.line_items[0], products()[REMOTE], taxable=False)}
    back = bill_repair.steps(bill(ticket=TICKET), fixes, INVOICE)[0].inverse
    assert back is not None
    assert back.body is not None
    assert (back.body["ticket_line_item_id"], back.body.keys() - fixes[1].keys()) == (1, {"ticket_line_item_id"})
    assert money.parse(back.body["price_retail"]) == 0


def test_a_ticket_in_another_status_gets_it_back() -> None:
    fixes = {1: bill_repair.repaired(TICKET.line_items[0], products()[REMOTE], taxable=False)}
    waiting = msgspec.structs.replace(TICKET, status="In Progress")
    assert bill_repair.steps(bill(ticket=waiting), fixes, INVOICE)[-1].name == "status"


def test_each_line_and_the_new_number_are_told() -> None:
    said = bill_repair.findings_of(INVOICE, TICKET.line_items[:1])
    assert codes(said) == ["repair.line", "invoice.replaced"]
    assert not blocking(said)


def test_an_invoice_with_a_payment_is_not_deleted() -> None:
    paid = read_invoice(invoice_row(101, price="0"), payments=[{"id": 3, "payment_amount": "1", "success": True}])
    assert codes(blocking(bill_repair.findings_of(paid, []))) == ["invoice.paid"]

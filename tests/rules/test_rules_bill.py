"""A bill as steps and expectations: order, owners, bodies, how each effect is found again (R-31, R-34, R-43, R-46)."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from rules_stage import (
    EMERGENCY,
    HARDWARE,
    NOW,
    REMOTE,
    bill,
    codes,
    customer,
    decided,
    invoice_row,
    line,
    lines_of,
    policy,
    read_invoice,
    ticket,
    work,
)

from syncro.records import Ticket
from syncro.rules.billing import bill_outcome
from syncro.rules.billing.bill import Bill, description, title
from syncro.rules.billing.bill_steps import steps
from syncro.rules.billing.forecast import BillLine, forecast
from syncro.rules.billing.policy import Method
from syncro.rules.findings import blocking
from syncro.rules.plans.plan import Kind, Step
from syncro.rules.tickets.comments import CommentMode

D = Decimal
REMOTE_HOUR = work(60, "remote")


def named(made: Bill) -> dict[str, Step]:
    return {step.name: step for step in steps(made)}


def test_a_bill_is_comment_line_invoice_status_in_this_order() -> None:
    assert [step.name for step in steps(bill(REMOTE_HOUR))] == ["comment", "line-1", "invoice", "status"]


def test_a_line_always_sends_name_price_tax_description_and_product() -> None:
    call = named(bill(REMOTE_HOUR))["line-1"].call
    assert (call.method, call.url_path) == ("POST", "/tickets/900/add_line_item")
    assert call.body == {
        "product_id": REMOTE,
        "name": "Labor - Remote Business",
        "description": "Cleaned the mailbox",
        "quantity": D("1.00"),
        "price_retail": D("150.0"),
        "taxable": False,
    }


def test_without_words_there_is_no_comment_and_the_subject_describes_the_line() -> None:
    made = bill(REMOTE_HOUR, text="")
    assert "comment" not in named(made)
    assert description(made) == "Mail is slow"
    assert description(bill(REMOTE_HOUR, text=" ", ticket=ticket(subject=""))) == "Ticket 32164"


def test_without_an_invoice_the_ticket_keeps_its_status() -> None:
    assert [step.name for step in steps(bill(REMOTE_HOUR, invoice=False))] == ["comment", "line-1"]


def test_a_ticket_that_has_the_status_already_gets_no_request_for_it() -> None:
    assert "status" not in named(bill(REMOTE_HOUR, ticket=ticket(status="Invoiced")))


@pytest.mark.parametrize(
    ("mode", "hidden", "quiet"),
    [(CommentMode.EMAIL, False, False), (CommentMode.PUBLIC, False, True), (CommentMode.INTERNAL, True, True)],
)
def test_who_reads_the_comment_is_always_said(mode: CommentMode, hidden: bool, quiet: bool) -> None:
    body = named(bill(REMOTE_HOUR, mode=mode))["comment"].call.body
    assert body == {"subject": "Resolution", "body": "Cleaned the mailbox", "hidden": hidden, "do_not_email": quiet}


def test_each_tech_writes_the_own_line_and_the_words_tell_them_apart() -> None:
    made = bill(REMOTE_HOUR, work(30, "remote", tech="bo"))
    first, second = named(made)["line-1"], named(made)["line-2"]
    assert [(s.as_tech, s.owner) for s in (first, second)] == [("ana", "Ana Reyes"), ("bo", "Bo Lind")]
    assert second.call.body is not None
    assert second.call.body["description"] == "Cleaned the mailbox (Bo Lind)"
    assert second.recogniser is not None
    assert second.recogniser.match["user_id"] == 12


def test_the_timer_method_spans_the_billed_time_one_after_the_other() -> None:
    about = customer(prepay_hours="9")
    made = bill(work(90, "emergency"), work(30, "remote"), method=Method.TIMER, customer=about)
    assert [s.name for s in steps(made)][1:7] == ["timer-1", "charge-1", "repair-1", "timer-2", "charge-2", "repair-2"]
    bodies = [named(made)[name].call.body or {} for name in ("timer-1", "timer-2")]
    spans = [[datetime.fromisoformat(str(body[key])) for key in ("start_at", "end_at")] for body in bodies]
    assert [end - start for start, end in spans] == [timedelta(hours=2.25), timedelta(hours=0.5)]
    assert spans[1][0] == spans[0][1]


def test_either_method_is_used_for_a_charge_and_never_both() -> None:
    operations = {s.call.operation for s in steps(bill(REMOTE_HOUR, method=Method.TIMER))}
    assert "tickets.add_line_item" not in operations
    operations = {s.call.operation for s in steps(bill(REMOTE_HOUR))}
    assert not {"tickets.timer_entry", "tickets.charge_timer_entry"} & operations


def test_a_generated_line_is_repaired_only_when_it_is_wrong() -> None:
    repair = named(bill(REMOTE_HOUR, method=Method.TIMER))["repair-1"]
    assert repair.unless is not None
    assert set(repair.unless.fields) == {"product_id", "name", "quantity", "price_retail", "taxable"}


def test_equal_records_that_were_there_are_known_and_prove_nothing() -> None:
    twin = line(5, created_at=NOW.isoformat(), user_id=99)
    about = ticket(line_items=[twin, line(6, quantity="3")], comments=[comment(7), comment(8, body="Other")])
    made = named(bill(REMOTE_HOUR, ticket=about))
    assert [made[name].recogniser.known for name in ("line-1", "comment")] == [(5,), (7,)]  # type: ignore[union-attr]


def comment(comment_id: int, **changes: Any) -> dict[str, Any]:
    return {"id": comment_id, "subject": "Resolution", "body": "Cleaned the mailbox", "hidden": False, **changes}


def test_every_step_can_be_recognised_and_tells_how_to_undo_it() -> None:
    for method in Method:
        for step in steps(bill(REMOTE_HOUR, method=method)):
            assert step.recogniser is not None
            assert step.undo
            assert step.reason
            assert "{ticket}" not in step.undo


def test_an_invoice_is_recognised_by_its_own_record_and_not_by_a_row() -> None:
    recogniser = named(bill(REMOTE_HOUR, known_invoices=(3,)))["invoice"].recogniser
    assert recogniser is not None
    assert (recogniser.kind, recogniser.details, recogniser.known) == (Kind.NEW, "invoices.get", (3,))
    assert recogniser.witness is not None
    assert recogniser.witness.fields == {"converted": True}


@pytest.mark.parametrize(("rows", "witnessed"), [([], False), ([line(5)], True), ([line(5, converted=True)], False)])
def test_without_charges_a_waiting_line_is_the_witness(rows: list[dict[str, Any]], witnessed: bool) -> None:
    recogniser = named(bill(ticket=ticket(line_items=rows)))["invoice"].recogniser
    assert recogniser is not None
    assert (recogniser.witness is not None) == witnessed


def test_the_title_names_what_is_billed() -> None:
    assert title(bill(REMOTE_HOUR)) == "Bill ticket #32164: 1.00 × Labor - Remote Business"
    assert title(bill()) == "Bill ticket #32164: nothing"


# What should come out.


def wanted(made: Bill, existing: list[BillLine] | None = None) -> dict[str, Any]:
    lines = [*(existing or []), *lines_of(made.charges)]
    after = forecast(lines, prepay=made.customer.prepay_hours or D(0), tax_percent=D(0))
    return {each.says: each for each in bill_outcome.expectations(made, lines, after)}


def test_everything_the_bill_writes_is_expected_to_be_read_back() -> None:
    found = wanted(bill(REMOTE_HOUR, customer=customer(prepay_hours="3")))
    line = "Line 1 (Labor - Remote Business)"
    assert list(found) == ["Comment", line, f"{line}, invoiced", "Invoice", "Prepay hours", "Ticket"]
    assert found[f"{line}, invoiced"].fields == {"converted": True}
    assert found["Line 1 (Labor - Remote Business)"].fields["user_id"] == 11
    assert found["Ticket"].fields == {"status": "Invoiced"}
    assert found["Prepay hours"].after == D(2)
    assert found["Prepay hours"].labor == ("Labor - Remote Business",)


def test_a_customer_without_a_block_and_a_bill_without_an_invoice_expect_neither() -> None:
    assert "Prepay hours" not in wanted(bill(REMOTE_HOUR))
    assert list(wanted(bill(REMOTE_HOUR, invoice=False, text=""))) == ["Line 1 (Labor - Remote Business)"]


def test_an_internal_comment_is_expected_to_be_hidden() -> None:
    assert wanted(bill(REMOTE_HOUR, mode=CommentMode.INTERNAL))["Comment"].fields["hidden"] is True


def test_by_timer_the_entry_is_expected_charged_and_the_generator_words_the_line() -> None:
    found = wanted(bill(REMOTE_HOUR, method=Method.TIMER))
    assert found["Timer entry 1"].fields == {"recorded": True}
    assert "description" not in found["Line 1 (Labor - Remote Business)"].fields


def test_the_invoice_is_expected_to_take_what_already_waits() -> None:
    waiting = bill_outcome.existing_line(ticket(line_items=[line(5)]).line_items[0], policy())
    invoice = wanted(bill(REMOTE_HOUR), [waiting])["Invoice"]
    assert invoice.quantities == {str(REMOTE): D("2.00")}
    assert invoice.total == D("300.00")


@pytest.mark.parametrize(
    ("product_id", "category", "draws"),
    [
        (REMOTE, None, None),
        (1049360, None, False),
        (5, None, False),
        (1049360, "Labor", True),
        (1049360, "Fees", False),
        (9269129, "Labor", False),
        (5, "Labor", True),
    ],
)
def test_an_existing_line_draws_as_policy_or_category_says(
    product_id: int, category: str | None, draws: bool | None
) -> None:
    row = ticket(line_items=[line(5, product_id, product_category=category)]).line_items[0]
    assert bill_outcome.existing_line(row, policy()).draws is draws


def test_the_result_in_numbers_is_text_with_two_decimals() -> None:
    lines = [bill_outcome.new_line(charge) for charge in decided(work(90, "emergency"), prepay="3").charges]
    after = forecast(lines, prepay=D(3), tax_percent=D(0))
    told = bill_outcome.expected(lines, after, customer(prepay_hours="3.0"), invoice=True)
    assert (told.total, told.subtotal, told.tax) == ("0.00", "0.00", "0.00")
    assert (told.prepay_before, told.prepay_after) == ("3.00", "0.75")
    assert [(each.product_id, each.quantity, each.price, each.total) for each in told.lines] == [
        (EMERGENCY, "2.25", "262.50", "590.63")
    ]
    assert bill_outcome.expected(lines, after, customer(prepay_hours="3.0"), invoice=False).prepay_after == "3.00"


def test_a_total_that_can_not_be_foretold_is_left_open() -> None:
    lines = [BillLine(HARDWARE, "Hardware", D(1), D(10), True, False)]
    after = forecast(lines, prepay=D(0), tax_percent=None)
    told = bill_outcome.expected(lines, after, customer(), invoice=True)
    assert (told.total, told.tax, told.subtotal) == (None, None, "10.00")
    assert codes(bill_outcome.outcome_findings(lines, after, prepay=D(0), invoice=True)) == ["tax.unknown"]
    assert not bill_outcome.outcome_findings(lines, after, prepay=D(0), invoice=False)


def test_a_free_line_already_on_the_ticket_is_asked_about() -> None:
    row = ticket(line_items=[line(5, price_retail="0")]).line_items[0]
    lines = [bill_outcome.existing_line(row, policy())]
    after = forecast(lines, prepay=D(0), tax_percent=D(0))
    assert codes(bill_outcome.outcome_findings(lines, after, prepay=D(0), invoice=True)) == ["line.free"]


def test_what_the_ticket_carries_already_is_told_in_words() -> None:
    about = ticket(line_items=[line(5), line(6, converted=True)])
    told = bill_outcome.existing(about, [read_invoice(invoice_row(1), is_paid=True)])
    assert told == (
        "Line 5: 1.00 × 150.00 Labor - Remote Business (not yet invoiced: this invoice takes it)",
        "Line 6: 1.00 × 150.00 Labor - Remote Business (invoiced)",
        "Invoice 1050: 150.00, paid",
    )


def of(about: Ticket, *, invoices: bool = False, repeat: str = "", **more: Any) -> Any:
    found = [read_invoice(invoice_row(1))] if invoices else []
    return bill_outcome.findings_of(bill(REMOTE_HOUR, ticket=about, **more), found, allow_repeat=repeat)


def test_a_ticket_billed_already_stops_the_bill_unless_a_reason_is_given() -> None:
    billed = ticket(status="Invoiced")
    assert codes(blocking(of(billed, invoices=True))) == ["ticket.invoiced"]
    assert "1050" in of(billed, invoices=True)[0].message
    assert "none found" in of(billed)[0].message
    repeated = of(billed, repeat="more work")
    assert not blocking(repeated)
    assert "more work" in repeated[0].message


def test_an_invoice_on_an_open_ticket_is_told() -> None:
    assert codes(of(ticket(), invoices=True)) == ["ticket.has_invoice"]
    assert not of(ticket())


def test_a_disabled_customer_stops_the_bill() -> None:
    assert codes(blocking(of(ticket(), customer=customer(disabled=True)))) == ["customer.disabled"]


def test_a_waiting_warranty_line_is_free_and_nobody_asks() -> None:
    row = ticket(line_items=[line(5, 1049360, price_retail="0", name="Labor- Warranty work")]).line_items[0]
    lines = [bill_outcome.existing_line(row, policy())]
    after = forecast(lines, prepay=D(0), tax_percent=D(0))
    assert not bill_outcome.outcome_findings(lines, after, prepay=D(0), invoice=True)


def test_a_waiting_line_that_the_block_covers_in_part_is_said() -> None:
    row = ticket(line_items=[line(5, EMERGENCY, "2.25", price_retail="262.50", product_category="Labor")]).line_items[0]
    lines = [bill_outcome.existing_line(row, policy())]
    after = forecast(lines, prepay=D(1), tax_percent=D(0))
    said = bill_outcome.outcome_findings(lines, after, prepay=D(1), invoice=True)
    assert codes(said) == ["prepay.waiting_line"]
    assert "1.25 h × 262.50" in said[0].message
    assert after.total == D("328.13")


def test_without_an_invoice_a_line_on_the_block_is_to_be_billed_soon() -> None:
    lines = lines_of(decided(work(90), prepay="3").charges)
    after = forecast(lines, prepay=D(3), tax_percent=D(0))
    assert codes(bill_outcome.outcome_findings(lines, after, prepay=D(3), invoice=False)) == ["prepay.not_yet_drawn"]
    assert not bill_outcome.outcome_findings(lines, after, prepay=D(3), invoice=True)


def test_the_live_category_says_what_a_waiting_line_draws_and_a_policy_can_exempt() -> None:
    labor = line(5, product_category="Labor")
    fee = line(6, product_category="Fees")
    unshown = line(7, product_category=None)
    exempt = line(8, 9269129, product_category="Labor")
    rows = ticket(line_items=[labor, fee, unshown, exempt]).line_items
    assert [bill_outcome.existing_line(row, policy()).draws for row in rows] == [True, False, None, False]


def test_bought_hours_and_discounts_of_waiting_lines_count() -> None:
    bought = line(5, 777, "10.0", price_retail="140.0", product_category="Prepay Hours")
    cheaper = line(
        6, 778, "2.0", price_retail="50.0", line_discount_percent="10.0", discount_dollars="5.0", product_category=None
    )
    lines = [bill_outcome.existing_line(row, policy()) for row in ticket(line_items=[bought, cheaper]).line_items]
    after = forecast(lines, prepay=D("0.5"), tax_percent=D(0))
    assert (after.prepay_after, after.drawn, after.total) == (D("10.5"), D(0), D("1485.00"))


def test_words_of_an_internal_comment_are_not_what_the_customer_reads_on_the_invoice() -> None:
    made = bill(REMOTE_HOUR, mode=CommentMode.INTERNAL, text="They forgot to pay again")
    assert description(made) == made.ticket.subject
    assert all((step.call.body or {}).get("description") in (None, made.ticket.subject) for step in steps(made))

"""The repair of a wrong $0 invoice: lines put right, the invoice deleted and made anew, all after a yes (R-46, R-38)."""

from decimal import Decimal
from typing import Any

import pytest

import shop
from desk import TECH, Desk, Syncro, codes, outcomes
from syncro.errors import CheckFailed, Wrote
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.progress import Status
from syncro.workflows.planners.repair import RepairRequest, plan_repair

TICKET, BLOCK_TICKET, TAXED_TICKET = (shop.TICKETS[each] for each in (shop.PLAIN, shop.BLOCK, shop.TAXED))
STEPS = ("tickets.update_line_item", "invoices.delete", "invoices.create")


def wrong_invoice(syncro: Syncro, ticket: int, cable: float = 0) -> dict[str, Any]:
    """An invoice over a generated line that lost its price, as the old way made them, and perhaps over a cable."""
    if cable:
        line = {"name": "Cable", "description": "Cable", "quantity": 1, "price_retail": cable, "taxable": False}
        syncro.someone("POST", f"tickets/{ticket}/add_line_item", line)
    span = {"start_at": "2026-11-02T10:00:00-07:00", "duration_minutes": 120, "product_id": shop.REMOTE}
    syncro.quirk("zero_rate_charges", "1")
    timer = syncro.someone("POST", f"tickets/{ticket}/timer_entry", span)
    syncro.someone("POST", f"tickets/{ticket}/charge_timer_entry", {"timer_entry_id": timer["id"]})
    customer = syncro.record("tickets", ticket)["customer_id"]
    made: dict[str, Any] = syncro.someone("POST", "invoices", {"customer_id": customer, "ticket_id": ticket})["invoice"]
    syncro.someone("PUT", f"tickets/{ticket}", {"status": "Invoiced"})
    assert Decimal(made["total"]) == Decimal(str(cable))
    return made


def pay(syncro: Syncro, invoice: dict[str, Any]) -> None:
    paid = {"customer_id": shop.PLAIN, "amount_cents": 100, "payment_method": "Check", "ref_num": "8"}
    syncro.someone("POST", "payments", paid | {"invoice_id": invoice["id"]})


def repair(desk: Desk, ticket: int = TICKET) -> Plan:
    return plan_repair(RepairRequest(shop.number(ticket), TECH), desk.around())


def test_a_wrong_invoice_is_replaced_by_a_right_one(desk: Desk, syncro_side: Syncro) -> None:
    old = wrong_invoice(syncro_side, TICKET)
    plan = repair(desk)
    assert [step.call.operation for step in plan.steps] == list(STEPS)
    assert plan.expected.total == "300.00"
    assert plan.tombstone["id"] == old["id"]
    done = desk.execute(desk.keep(plan))
    assert (done.status, done.verified) == (Status.DONE, True), done
    [invoice] = syncro_side.of_ticket("invoices", TICKET)
    assert invoice["id"] != old["id"]
    assert Decimal(invoice["total"]) == 300
    assert syncro_side.counts(TICKET)["lines"] == 1


def test_on_a_block_the_repair_says_that_hours_come_back(desk: Desk, syncro_side: Syncro) -> None:
    line = {"name": "Labor - Remote Business", "description": "Call", "quantity": 2, "price_retail": 0}
    syncro_side.someone("POST", f"tickets/{BLOCK_TICKET}/add_line_item", line | {"product_id": shop.REMOTE})
    syncro_side.someone("POST", "invoices", {"customer_id": shop.BLOCK, "ticket_id": BLOCK_TICKET})
    assert Decimal(syncro_side.block(shop.BLOCK)) == 18
    plan = repair(desk, BLOCK_TICKET)
    assert "repair.prepay" in codes(plan)
    done = desk.execute(desk.keep(plan))
    assert done.verified, done.findings
    assert Decimal(syncro_side.block(shop.BLOCK)) == 18


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "error_after", "html_200", "null_body", "late_commit"])
@pytest.mark.parametrize("operation", STEPS)
def test_a_lost_answer_in_the_repair_leaves_one_right_invoice(
    desk: Desk, syncro_side: Syncro, operation: str, fault: str
) -> None:
    wrong_invoice(syncro_side, TICKET)
    stored = desk.keep(repair(desk))
    syncro_side.fault(fault, operation, seconds=0.02)
    done = desk.execute(stored)
    assert syncro_side.struck() == 1
    assert done.wrote is not Wrote.NO
    if done.status is Status.UNKNOWN:
        done = desk.resume(stored)
    assert (done.status, done.verified) == (Status.DONE, True), done
    assert [Decimal(each["total"]) for each in syncro_side.of_ticket("invoices", TICKET)] == [300]


def test_a_delete_that_does_nothing_stops_before_a_second_invoice(desk: Desk, syncro_side: Syncro) -> None:
    old = wrong_invoice(syncro_side, TICKET, cable=20)
    stored = desk.keep(repair(desk))

    def paid_in_between(said: str) -> None:
        # The account keeps an invoice with a payment, and says 200 all the same (facts §2).
        if said.startswith("DELETE"):
            pay(syncro_side, old)

    desk.session.tell = paid_in_between
    done = desk.execute(stored)
    assert (done.status, done.wrote) == (Status.UNKNOWN, Wrote.YES)
    assert "still there" in done.message
    assert outcomes(done) == {"fix-1": "done", "delete": "absent", "invoice": "pending"}
    assert len(syncro_side.of_ticket("invoices", TICKET)) == 1


def test_nothing_wrong_is_said_and_nothing_planned(desk: Desk, syncro_side: Syncro) -> None:
    with pytest.raises(CheckFailed, match="no wrong \\$0 invoice"):
        repair(desk)
    desk.bill(shop.number(TICKET))
    with pytest.raises(CheckFailed, match="no wrong \\$0 invoice"):
        repair(desk)


def test_warranty_work_at_nothing_isnt_wrong(desk: Desk, syncro_side: Syncro) -> None:
    desk.bill(shop.number(TICKET), 60, "warranty")
    with pytest.raises(CheckFailed, match="no wrong"):
        repair(desk)


def test_an_invoice_with_a_payment_isnt_repaired(desk: Desk, syncro_side: Syncro) -> None:
    pay(syncro_side, wrong_invoice(syncro_side, TICKET, cable=20))
    plan = repair(desk)
    assert "invoice.paid" in codes(plan)
    with pytest.raises(CheckFailed, match="payment"):
        desk.keep(plan)


def test_a_payment_after_the_preview_stops_the_repair(desk: Desk, syncro_side: Syncro) -> None:
    old = wrong_invoice(syncro_side, TICKET, cable=20)
    stored = desk.keep(repair(desk))
    pay(syncro_side, old)
    done = desk.execute(stored)
    assert (done.status, done.wrote) == (Status.STALE, Wrote.NO)
    assert syncro_side.record("invoices", old["id"])


def test_other_lines_of_the_wrong_invoice_come_along(desk: Desk, syncro_side: Syncro) -> None:
    wrong_invoice(syncro_side, TICKET, cable=20)
    plan = repair(desk)
    assert plan.expected.total == "320.00"
    assert desk.execute(desk.keep(plan)).verified


def test_a_repaired_invoice_needs_no_second_repair(desk: Desk, syncro_side: Syncro) -> None:
    wrong_invoice(syncro_side, TICKET)
    assert desk.execute(desk.keep(repair(desk))).verified
    with pytest.raises(CheckFailed, match="no wrong"):
        repair(desk)

"""`syncro plan undo`: what can be taken back is planned, shown and proved; what can't is named (R-83)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import shop
from desk import Syncro

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))
WORK = ("--minutes", "60", "--labor", "remote", "--work", "Restored the mail profile")
EMPTY = {"comments": 1, "lines": 0, "timers": 0, "invoices": 0, "status": "New"}
"""The ticket after a bill was taken back: the comment stays."""


def written(line: Line, *words: str) -> Any:
    """Planned and executed, the plan as JSON."""
    plan = planned(line, *words)
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True), done.out + done.err
    return plan


def planned(line: Line, *words: str) -> Any:
    found = line(*words, "--json")
    assert found.code == 7, found.out + found.err
    return found.json


def codes(plan: Any) -> set[str]:
    return {finding["code"] for finding in plan["findings"]}


@pytest.mark.parametrize("method", ["line_item", "timer"])
def test_a_bill_is_taken_back_but_for_its_comment(line: Line, syncro_side: Syncro, method: str) -> None:
    bill = written(line, "bill", NUMBER, *WORK, "--method", method)
    plan = planned(line, "plan", "undo", bill["plan_id"])
    said = next(each["message"] for each in plan["findings"] if each["code"] == "undo.impossible")
    assert said.startswith("The comment stays")
    assert "comments can't be deleted" in said
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["status"], done.json["verified"]) == (0, "done", True), done.err
    assert syncro_side.counts(TICKET) == EMPTY
    assert {receipt["as_tech"] for receipt in done.json["receipts"]} == {"Avery Stone"}


def test_undoing_gives_the_block_its_hours_back_and_says_to_look(line: Line, syncro_side: Syncro) -> None:
    number = str(shop.number(shop.TICKETS[shop.BLOCK]))
    bill = written(line, "bill", number, *WORK)
    assert Decimal(syncro_side.block(shop.BLOCK)) == 19
    plan = written(line, "plan", "undo", bill["plan_id"])
    assert "undo.prepay" in codes(plan)
    assert Decimal(syncro_side.block(shop.BLOCK)) == 20


def test_work_of_two_techs_is_taken_back_by_both(
    line: Line, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("--labor", "remote", "--split", "tech-1=60", "--split", "tech-2=30", "--work", "Both of us")
    bill = written(line, "bill", NUMBER, *words, "--no-invoice")
    written(line, "plan", "undo", bill["plan_id"])
    removed = [each["key_owner"] for each in syncro_side.writes("tickets.remove_line_item")]
    assert sorted(removed) == ["Avery Stone", "Blake Rivers"]
    assert syncro_side.of_ticket("ticket_lines", TICKET) == []


def test_a_change_is_put_back_to_what_it_was(line: Line, syncro_side: Syncro) -> None:
    changed = written(line, "update", NUMBER, "In Progress", "--assign", "me", "--priority", "high")
    written(line, "plan", "undo", changed["plan_id"])
    ticket = syncro_side.record("tickets", TICKET)
    assert (ticket["status"], ticket["user_id"], ticket["priority"]) == ("New", None, "2 Normal")


def test_what_somebody_changed_since_is_left_as_it_is(line: Line, syncro_side: Syncro) -> None:
    changed = written(line, "update", NUMBER, "In Progress")
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"status": "Waiting on Vendor"})
    found = line("plan", "undo", changed["plan_id"], "--json")
    assert found.code == 8
    assert "changed since by somebody else" in found.err
    assert syncro_side.record("tickets", TICKET)["status"] == "Waiting on Vendor"


def test_a_new_ticket_goes_with_its_description_and_appointment(line: Line, syncro_side: Syncro) -> None:
    made = written(line, "create", "plain", "Rack hums", "--description", "Since Monday", "--start", "2027-03-05 14:00")
    ticket = max(each["id"] for each in syncro_side.records("tickets"))
    plan = planned(line, "plan", "undo", made["plan_id"])
    assert [step["operation"] for step in plan["steps"]] == ["appointments.delete", "tickets.delete"]
    assert "undo.goes_along" in codes(plan)
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
    assert syncro_side.record("tickets", ticket) == {}
    assert syncro_side.of_ticket("appointments", ticket) == []


def test_a_ticket_that_was_worked_on_since_is_not_deleted(line: Line, syncro_side: Syncro) -> None:
    made = written(line, "create", "plain", "Rack hums", "--description", "Since Monday")
    ticket = max(each["id"] for each in syncro_side.records("tickets"))
    syncro_side.someone("POST", f"tickets/{ticket}/comment", {"subject": "Update", "body": "On my way", "hidden": True})
    found = line("plan", "undo", made["plan_id"])
    assert found.code == 8
    assert "worked on since (comments: 1)" in found.err
    assert syncro_side.record("tickets", ticket)


def test_a_paid_invoice_is_not_deleted(line: Line, syncro_side: Syncro) -> None:
    bill = written(line, "bill", NUMBER, *WORK)
    invoice = syncro_side.of_ticket("invoices", TICKET)[0]
    body = {"customer_id": shop.PLAIN, "invoice_id": invoice["id"], "amount_cents": 1000, "payment_method": "Check"}
    syncro_side.someone("POST", "payments", body | {"ref_num": "check 12"})
    found = line("plan", "undo", bill["plan_id"])
    assert found.code == 8
    assert "has a payment" in found.err
    assert len(syncro_side.of_ticket("invoices", TICKET)) == 1


def test_a_payment_between_preview_and_yes_stops_the_undo(line: Line, syncro_side: Syncro) -> None:
    bill = written(line, "bill", NUMBER, *WORK)
    plan = planned(line, "plan", "undo", bill["plan_id"])
    invoice = syncro_side.of_ticket("invoices", TICKET)[0]
    body = {"customer_id": shop.PLAIN, "invoice_id": invoice["id"], "amount_cents": 1000, "payment_method": "Check"}
    syncro_side.someone("POST", "payments", body | {"ref_num": "check 12"})
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["status"], done.json["wrote"]) == (8, "stale", "no")


def test_a_moved_appointment_goes_back(line: Line, syncro_side: Syncro) -> None:
    start, end = "2027-03-05T09:00:00-07:00", "2027-03-05T10:00:00-07:00"
    body = {"start_at": start, "end_at": end, "summary": "Swap", "user_ids": [shop.AVERY], "customer_id": shop.PLAIN}
    id_ = syncro_side.someone("POST", "appointments", body)["appointment"]["id"]
    before = syncro_side.record("appointments", id_)["start_at"]
    moved = written(line, "move-appointment", "plain", "--date", "2027-03-05", "--start", "14:30")
    assert syncro_side.record("appointments", id_)["start_at"] != before
    written(line, "plan", "undo", moved["plan_id"])
    assert syncro_side.record("appointments", id_)["start_at"] == before


def test_an_estimate_and_its_line_go(line: Line, syncro_side: Syncro) -> None:
    made = written(line, "estimate", "create", "plain", "New laptops")
    number = max(int(each["number"]) for each in syncro_side.records("estimates"))
    added = written(line, "estimate", "add", str(number), "Laptop 14", "--price", "900")
    written(line, "plan", "undo", added["plan_id"])
    assert syncro_side.records("estimate_lines") == []
    written(line, "plan", "undo", made["plan_id"])
    assert syncro_side.records("estimates") == []


def test_a_request_by_hand_is_taken_back(line: Line, syncro_side: Syncro) -> None:
    made = written(line, "api", "POST", "/contacts", "-f", f"customer_id={shop.PLAIN}", "-f", "name=Lee Quill")
    changed = written(line, "api", "PUT", f"/contacts/{shop.PAT}", "-f", "name=Pat Q. Paper")
    written(line, "plan", "undo", changed["plan_id"])
    assert syncro_side.record("contacts", shop.PAT)["name"] == "Pat Paper"
    written(line, "plan", "undo", made["plan_id"])
    assert [each["name"] for each in syncro_side.records("contacts")] == ["Pat Paper", "Pam Paper"]


def test_a_comment_alone_can_not_be_undone(line: Line, syncro_side: Syncro) -> None:
    made = written(line, "comment", NUMBER, "Waiting for the disk")
    found = line("plan", "undo", made["plan_id"], "--json")
    assert found.code == 8
    assert "comments can't be deleted" in found.err


def test_a_plan_that_wrote_nothing_has_nothing_to_undo(line: Line) -> None:
    plan = planned(line, "update", NUMBER, "In Progress")
    found = line("plan", "undo", plan["plan_id"])
    assert (found.code, "has written nothing" in found.err) == (8, True)


def test_a_plan_whose_end_is_open_is_resumed_first(line: Line, syncro_side: Syncro) -> None:
    plan = planned(line, "bill", NUMBER, *WORK)
    syncro_side.fault("drop_before", "invoices.create")
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 6
    found = line("plan", "undo", plan["plan_id"])
    assert (found.code, f"syncro plan resume {plan['plan_id']}" in found.err) == (8, True)


def test_a_second_undo_finds_nothing_left(line: Line, syncro_side: Syncro) -> None:
    bill = written(line, "bill", NUMBER, *WORK)
    written(line, "plan", "undo", bill["plan_id"])
    found = line("plan", "undo", bill["plan_id"])
    assert found.code == 8
    assert "is already gone" in found.err


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "error_after", "html_200", "null_body"])
@pytest.mark.parametrize("operation", ["tickets.update", "invoices.delete", "tickets.remove_line_item"])
def test_a_lost_answer_in_an_undo_ends_in_the_same_state(
    line: Line, syncro_side: Syncro, operation: str, fault: str
) -> None:
    bill = written(line, "bill", NUMBER, *WORK)
    plan = planned(line, "plan", "undo", bill["plan_id"])
    syncro_side.fault(fault, operation)
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert syncro_side.struck() == 1
    if done.code == 6:
        done = line("plan", "resume", plan["plan_id"], "--json")
    assert (done.code, done.json["verified"]) == (0, True), done.err
    assert syncro_side.counts(TICKET) == EMPTY


@pytest.mark.parametrize("what", ["comment", "timer_entry"])
def test_work_on_a_new_ticket_after_the_preview_stops_its_delete(line: Line, syncro_side: Syncro, what: str) -> None:
    made = written(line, "create", "plain", "Rack hums", "--description", "Since Monday", "--start", "2027-03-05 14:00")
    ticket = max(each["id"] for each in syncro_side.records("tickets"))
    plan = planned(line, "plan", "undo", made["plan_id"])
    body = {"subject": "Update", "body": "On my way", "hidden": True, "start_at": "2026-11-20T09:00:00Z"}
    syncro_side.someone("POST", f"tickets/{ticket}/{what}", body | {"duration_minutes": 30})
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["status"], done.json["wrote"]) == (8, "stale", "no")
    assert syncro_side.record("tickets", ticket)


def test_of_two_changes_the_one_that_somebody_else_changed_since_is_left(line: Line, syncro_side: Syncro) -> None:
    changed = written(line, "update", NUMBER, "In Progress", "--priority", "high")
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"priority": "4 Urgent"})
    plan = written(line, "plan", "undo", changed["plan_id"])
    assert [each["message"] for each in plan["findings"] if each["code"] == "undo.changed"] == [
        "Update: priority changed since by somebody else and left as it is."
    ]
    assert plan["steps"][0]["body"] == {"status": "New"}
    ticket = syncro_side.record("tickets", TICKET)
    assert (ticket["status"], ticket["priority"]) == ("New", "4 Urgent")


def test_an_estimate_with_lines_is_not_deleted(line: Line, syncro_side: Syncro) -> None:
    made = written(line, "estimate", "create", "plain", "New laptops")
    estimate = syncro_side.records("estimates")[-1]
    syncro_side.someone("POST", f"estimates/{estimate['id']}/line_items", {"product_id": shop.HARDWARE, "quantity": 1})
    found = line("plan", "undo", made["plan_id"])
    assert (found.code, "has lines (1)" in found.err) == (8, True)
    assert syncro_side.record("estimates", estimate["id"])


def test_an_invoice_that_took_something_else_since_is_not_deleted(line: Line, syncro_side: Syncro) -> None:
    bill = written(line, "bill", NUMBER, *WORK)
    invoice = syncro_side.of_ticket("invoices", TICKET)[0]
    syncro_side.someone("POST", f"invoices/{invoice['id']}/line_items", {"product_id": shop.ONSITE, "quantity": 1})
    found = line("plan", "undo", bill["plan_id"])
    assert (found.code, "was changed since: its subtotal is" in found.err) == (8, True)
    assert len(syncro_side.of_ticket("invoices", TICKET)) == 1


@pytest.mark.parametrize("method", ["line_item", "timer"])
def test_a_line_that_somebody_changed_since_is_not_removed(line: Line, syncro_side: Syncro, method: str) -> None:
    bill = written(line, "bill", NUMBER, *WORK, "--no-invoice", "--method", method)
    mine = syncro_side.of_ticket("ticket_lines", TICKET)[0]
    change = {"ticket_line_item_id": mine["id"], "quantity": 3}
    syncro_side.someone("PUT", f"tickets/{TICKET}/update_line_item", change)
    found = line("plan", "undo", bill["plan_id"])
    assert (found.code, "was changed since (quantity is 3" in found.err) == (8, True)
    assert len(syncro_side.of_ticket("ticket_lines", TICKET)) == 1


def test_an_appointment_that_somebody_moved_since_is_not_deleted(line: Line, syncro_side: Syncro) -> None:
    made = written(line, "create", "plain", "Rack hums", "--description", "Since Monday", "--start", "2027-03-05 14:00")
    visit = syncro_side.records("appointments")[-1]
    syncro_side.someone("PUT", f"appointments/{visit['id']}", {"start_at": "2027-03-05T16:00:00-07:00"})
    found = line("plan", "undo", made["plan_id"])
    assert (found.code, "was changed since (start at" in found.err) == (8, True)
    assert syncro_side.record("appointments", visit["id"])


def test_a_customer_that_tickets_may_hang_on_is_not_deleted(line: Line, syncro_side: Syncro) -> None:
    made = written(line, "api", "POST", "/customers", "-f", "business_name=Quill Works")
    found = line("plan", "undo", made["plan_id"])
    assert (found.code, "other records may depend on it" in found.err) == (8, True)


def test_a_day_sent_without_a_time_is_what_comes_back_with_one(line: Line, syncro_side: Syncro) -> None:
    changed = written(line, "api", "PUT", f"/tickets/{TICKET}", "-f", "due_date=2026-12-24")
    written(line, "plan", "undo", changed["plan_id"])
    assert not syncro_side.record("tickets", TICKET).get("due_date")


def test_a_new_ticket_that_somebody_took_over_is_not_deleted(line: Line, syncro_side: Syncro) -> None:
    made = written(line, "create", "plain", "Rack hums", "--description", "Since Monday")
    ticket = max(each["id"] for each in syncro_side.records("tickets"))
    plan = planned(line, "plan", "undo", made["plan_id"])
    syncro_side.someone("PUT", f"tickets/{ticket}", {"status": "In Progress"})
    late = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (late.code, late.json["status"]) == (8, "stale")
    found = line("plan", "undo", made["plan_id"])
    assert (found.code, "was changed since (status is In Progress, was New)" in found.err) == (8, True)
    assert syncro_side.record("tickets", ticket)


def test_a_field_that_was_empty_is_emptied_again(line: Line, syncro_side: Syncro) -> None:
    changed = written(line, "api", "PUT", f"/tickets/{TICKET}", "-f", "start_at=2027-03-05T14:00:00-07:00")
    assert syncro_side.record("tickets", TICKET)["start_at"]
    written(line, "plan", "undo", changed["plan_id"])
    assert not syncro_side.record("tickets", TICKET)["start_at"]


def test_an_export_takes_no_json_flag(line: Line) -> None:
    assert line("journal", "export", "--json").code == 2


def test_a_policy_that_cant_be_read_stops_what_needs_rates_and_nothing_else(
    line: Line, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch
) -> None:
    bill = written(line, "bill", NUMBER, *WORK)
    monkeypatch.setenv("SYNCRO_POLICY", "no-such-rules")
    sent = len(syncro_side.writes())
    assert line("bill", NUMBER, *WORK).code == 2
    assert line("plan", "undo", bill["plan_id"], "--json").code == 7
    assert line("comment", NUMBER, "Called back", "--json").code == 7
    assert len(syncro_side.writes()) == sent

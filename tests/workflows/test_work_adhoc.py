"""Any single write of the API: a plan like any other, sent once, recognised where that can be (R-50, R-52)."""

from collections.abc import Callable
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest

import shop
from desk import Desk, Syncro, codes
from syncro.calls import Call
from syncro.errors import CheckFailed, Refused, UsageError, Wrote
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.progress import Status
from syncro.store.journal import StoredPlan
from syncro.workflows.engine import plans
from syncro.workflows.planners.adhoc import ROWS_READ, CallRequest, _before, plan_call
from syncro.workflows.planners.undoing import UndoRequest, plan_undo

TICKET = shop.TICKETS[shop.PLAIN]


def planned(desk: Desk, operation: str, path: dict[str, Any] | None = None, **body: Any) -> Plan:
    call = Call(operation, path or {}, body=body or None)
    return plan_call(CallRequest(call, desk.session.tech.alias), desk.around())


def kept(desk: Desk, operation: str, path: dict[str, Any] | None = None, **body: Any) -> StoredPlan:
    return desk.keep(planned(desk, operation, path, **body))


COMMENT: dict[str, Any] = {"subject": "Note", "body": "R&D <ok>", "hidden": True, "do_not_email": True}
WRITES: dict[str, tuple[str, dict[str, Any], dict[str, Any]]] = {
    "put": ("tickets.update", {"id": TICKET}, {"priority": "1 High"}),
    "post": ("contacts.create", {}, {"customer_id": shop.PLAIN, "name": "Pat Page", "email": "pat@c101.example"}),
    "comment": ("tickets.comment", {"id": TICKET}, COMMENT),
    "delete": ("tickets.delete", {"id": shop.OTHER_TICKET}, {}),
    "ticket": ("tickets.create", {}, {"customer_id": shop.PLAIN, "subject": "A new one"}),
}


def landed(syncro: Syncro, name: str) -> int:
    """How often the write shows."""
    return {
        "put": lambda: int(syncro.record("tickets", TICKET)["priority"] == "1 High"),
        "post": lambda: len([each for each in syncro.records("contacts") if each["name"] == "Pat Page"]),
        "comment": lambda: len([each for each in syncro.of_ticket("comments", TICKET) if each["subject"] == "Note"]),
        "delete": lambda: int(not syncro.record("tickets", shop.OTHER_TICKET)),
        "ticket": lambda: len([each for each in syncro.records("tickets") if each["subject"] == "A new one"]),
    }[name]()


@pytest.mark.parametrize("name", WRITES)
def test_a_write_by_hand_is_planned_sent_once_and_told(desk: Desk, syncro_side: Syncro, name: str) -> None:
    operation, path, body = WRITES[name]
    stored = kept(desk, operation, path, **body)
    assert landed(syncro_side, name) == 0
    done = desk.execute(stored)
    assert (done.status, done.verified, done.wrote) == (Status.DONE, True, Wrote.YES)
    assert landed(syncro_side, name) == 1
    assert [each["operation"] for each in syncro_side.writes()] == [operation]


@pytest.mark.parametrize("fault", ["drop_after", "drop_before", "error_after", "html_200", "null_body", "late_commit"])
@pytest.mark.parametrize("name", WRITES)
def test_a_lost_answer_never_makes_two(desk: Desk, syncro_side: Syncro, name: str, fault: str) -> None:
    operation, path, body = WRITES[name]
    stored = kept(desk, operation, path, **body)
    syncro_side.fault(fault, operation, seconds=0.02)
    done = desk.execute(stored)
    assert syncro_side.struck() == 1
    if fault == "drop_before":
        assert done.status is Status.UNKNOWN
        assert landed(syncro_side, name) == 0
        done = desk.resume(stored)
    assert (done.status, done.verified) == (Status.DONE, True), done
    assert landed(syncro_side, name) == 1


class JustBefore(list[str]):
    """What is told to a person; something happens when it is told that this request goes out."""

    def __init__(self, method: str, act: Callable[[], object]) -> None:
        super().__init__()
        self.method, self.act = method, act

    def append(self, text: str) -> None:
        super().append(text)
        if text.startswith(self.method):
            self.act()


def test_a_delete_that_is_answered_and_not_done_is_never_called_written(desk: Desk, syncro_side: Syncro) -> None:
    desk.bill(shop.number(TICKET))
    [invoice] = syncro_side.of_ticket("invoices", TICKET)
    paid = {"customer_id": shop.PLAIN, "amount_cents": 100, "payment_method": "Check", "ref_num": "1"}
    pay = partial(syncro_side.someone, "POST", "payments", paid | {"invoice_id": invoice["id"]})
    desk.leave()
    desk.told = JustBefore("DELETE", pay)
    done = desk.execute(kept(desk, "invoices.delete", {"id": invoice["id"]}))
    assert (done.status, done.wrote) == (Status.UNKNOWN, Wrote.UNKNOWN)
    assert "still there" in done.message
    assert syncro_side.record("invoices", invoice["id"])


def test_a_write_that_nothing_shows_says_so_before_and_stays_unknown_when_its_answer_is_lost(
    desk: Desk, syncro_side: Syncro
) -> None:
    desk.bill(shop.number(TICKET))
    [invoice] = syncro_side.of_ticket("invoices", TICKET)
    plan = planned(desk, "invoices.email", {"id": invoice["id"]})
    assert {"api.unrecognisable", "api.mail"} <= codes(plan)
    stored = desk.keep(plan)
    syncro_side.fault("drop_after", "invoices.email")
    for act in (desk.execute, desk.resume, desk.resume):
        done = act(stored)
        assert (done.status, done.wrote) == (Status.UNKNOWN, Wrote.UNKNOWN)
    assert len(syncro_side.writes("invoices.email")) == 1
    with pytest.raises(CheckFailed, match="open"):
        desk.keep(plan)
    assert plans.discard(desk.session, stored.id) == (stored, Wrote.UNKNOWN), "somebody has looked into the mailbox"
    assert desk.execute(desk.keep(plan)).wrote is Wrote.YES


def test_a_value_that_changed_since_the_preview_stops_the_write(desk: Desk, syncro_side: Syncro) -> None:
    stored = kept(desk, "tickets.update", {"id": TICKET}, priority="1 High")
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"priority": "3 Low"})
    done = desk.execute(stored)
    assert done.status is Status.STALE
    assert "2 Normal" in done.message
    assert "3 Low" in done.message


@pytest.mark.parametrize("name", ["post", "comment", "ticket"])
def test_an_equal_record_made_since_the_preview_stops_the_write(desk: Desk, syncro_side: Syncro, name: str) -> None:
    operation, path, body = WRITES[name]
    first, second = (kept(desk, operation, path, **body) for _ in range(2))
    assert desk.execute(first).verified
    done = desk.execute(second)
    assert (done.status, done.wrote) == (Status.STALE, Wrote.NO)
    assert landed(syncro_side, name) == 1


def test_an_equal_record_of_before_is_no_proof(desk: Desk, syncro_side: Syncro) -> None:
    operation, path, body = WRITES["comment"]
    syncro_side.someone("POST", f"tickets/{TICKET}/comment", body)
    syncro_side.control("PUT", "clock", {"advance": 7200})
    stored = kept(desk, operation, path, **body)
    syncro_side.fault("drop_before", operation)
    assert desk.execute(stored).status is Status.UNKNOWN
    assert desk.resume(stored).verified
    assert landed(syncro_side, "comment") == 2


def test_a_list_too_long_to_read_is_no_witness(desk: Desk, syncro_side: Syncro) -> None:
    old = {"customer_id": shop.BLOCK, "email": "x@c102.example", "created_at": "2026-01-01T08:00:00.000-07:00"}
    times = {"updated_at": old["created_at"]}
    syncro_side.store("contacts", [{"id": 50_000 + n, "name": f"N {n}", **times, **old} for n in range(ROWS_READ + 1)])
    plan = planned(desk, "contacts.create", customer_id=shop.PLAIN, name="Pat Page")
    assert "api.unrecognisable" not in codes(plan), "the customer's own contacts are few"
    plan = planned(desk, "contacts.create", customer_id=shop.BLOCK, name="Pat Page")
    assert "api.unrecognisable" in codes(plan)


@pytest.mark.parametrize("field", ["credit_card_number", "cvv", "date_month", "date_year"])
def test_card_numbers_are_never_accepted(desk: Desk, syncro_side: Syncro, field: str) -> None:
    card: dict[str, Any] = {field: "4111"}
    with pytest.raises(UsageError, match="Card numbers"):
        planned(desk, "payments.create", {}, customer_id=shop.PLAIN, amount_cents=100, **card)
    assert syncro_side.writes() == []


def test_a_field_that_syncro_needs_is_named(desk: Desk) -> None:
    with pytest.raises(UsageError, match="subject"):
        planned(desk, "tickets.create", customer_id=shop.PLAIN)


def test_a_read_needs_no_plan(desk: Desk) -> None:
    with pytest.raises(UsageError, match="only reads"):
        planned(desk, "tickets.get", {"id": TICKET})


def test_the_same_wish_with_an_open_end_isnt_stored_again(desk: Desk, syncro_side: Syncro) -> None:
    operation, path, body = WRITES["ticket"]
    stored = kept(desk, operation, path, **body)
    syncro_side.fault("drop_before", operation)
    desk.execute(stored)
    with pytest.raises(CheckFailed, match="open"):
        kept(desk, operation, path, **body)
    assert desk.resume(stored).verified
    assert landed(syncro_side, "ticket") == 1


def test_a_payment_without_a_reference_of_its_own_is_refused(desk: Desk) -> None:
    with pytest.raises(UsageError, match="ref_num"):
        planned(desk, "payments.create", {}, customer_id=shop.PLAIN, amount_cents=100)


CONTACT = ("api", "POST", "/contacts", "-f", f"customer_id={shop.PLAIN}", "-f", "name=Lee Quill")


def test_what_was_made_moments_ago_is_made_again_only_with_a_reason(line: Any, syncro_side: Syncro) -> None:
    first = line(*CONTACT, "--json").json
    assert line("plan", "execute", first["plan_id"], "--confirm", first["digest"]).code == 0

    second = line(*CONTACT, "--json")
    assert (second.code, second.json["status"]) == (8, "refused")
    assert "says the same and was made at" in second.err

    known = line(*CONTACT, "--allow-repeat", "two people of that name", "--json").json
    assert "Repeated on purpose: two people of that name" in known["findings"][0]["message"]
    done = line("plan", "execute", known["plan_id"], "--confirm", known["digest"], "--json")
    assert (done.code, done.json["status"]) == (0, "done")
    assert len([each for each in syncro_side.records("contacts") if each["name"] == "Lee Quill"]) == 2


def test_what_no_read_shows_alone_is_not_taken_back_blindly_and_says_how_to(desk: Desk) -> None:
    stored = kept(desk, "phones.create", {"customer_id": shop.PLAIN}, label="Desk", number="(307) 555-0142")
    assert desk.execute(stored).status is Status.DONE
    with pytest.raises(Refused, match=r"Request stays .* To undo: DELETE /customers/\{customer_id\}/phones/\{id\}"):
        plan_undo(UndoRequest(stored.id, desk.session.tech.alias), desk.around())


@pytest.mark.parametrize(
    ("operation", "path", "body"),
    [
        ("estimates.update_line_item", {"id": 1, "line_item_id": 2}, {"name": "Dock"}),
        ("invoices.update_line_item", {"id": 1, "line_item_id": 2}, {"name": "Dock"}),
        ("tickets.update_timer_entry", {"id": TICKET}, {"timer_entry_id": 3, "user_id": shop.AVERY}),
    ],
)
def test_the_values_of_a_record_are_not_taken_for_those_of_one_inside_it(
    operation: str, path: dict[str, Any], body: dict[str, Any]
) -> None:
    whole = {"id": path["id"], "name": "The estimate", "user_id": 4}
    reader: Any = SimpleNamespace(read=lambda _: whole)
    assert _before(reader, Call(operation, path, body=body)) == {}

"""A reply is a witness, not a proof: what it says is believed only once a read shows it (design §3.5, R-94)."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import Desk, Syncro, codes, outcomes
from lines import Ended
from meddling import another, changed, echo, meddled, refused, saying, twice, without
from syncro.errors import SyncroError, Wrote
from syncro.rules.billing.policy import Method
from syncro.rules.plans.progress import Status
from syncro.workflows.engine.executing import Execution
from syncro.workflows.planners import undoing
from syncro.workflows.planners.estimating import EstimateRequest, plan_estimate

TICKET, OTHER = shop.TICKETS[shop.PLAIN], shop.TICKETS[shop.BLOCK]
Line = Callable[..., Ended]
STEPS = {"comment": "tickets.comment", "line-1": "tickets.add_line_item", "invoice": "invoices.create"}


def told(done: Execution) -> str:
    return " ".join([done.message, *(each.message for each in done.findings)])


@pytest.mark.parametrize(("step", "operation"), STEPS.items())
def test_a_create_that_was_answered_and_not_stored_is_never_called_written(
    desk: Desk, syncro_side: Syncro, step: str, operation: str
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    wrapper = {"comment": "comment", "invoice": "invoice"}.get(step)
    fake = echo(ticket_id=TICKET, number="777")
    with meddled(operation, lambda call, send: _wrapped(fake(call, send), wrapper)):
        done = desk.execute(stored)
    assert (done.status, done.verified) == (Status.UNKNOWN, False)
    assert outcomes(done)[step] == "unknown"
    assert "it isn't there" in done.message
    again = desk.resume(stored)
    assert (again.status, outcomes(again)[step]) == (Status.UNKNOWN, "unknown")
    assert len(syncro_side.writes(operation)) == 0


def _wrapped(reply: Any, wrapper: str | None) -> Any:
    import json

    return reply if wrapper is None else saying({wrapper: json.loads(reply.body)})


def test_a_status_that_was_answered_and_not_stored_is_never_called_written(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    with meddled("tickets.update", lambda call, _send: saying({"ticket": {"id": TICKET, **(call.body or {})}})):
        done = desk.execute(stored)
    assert (done.status, done.verified, outcomes(done)["status"]) == (Status.UNKNOWN, False, "unknown")
    assert syncro_side.counts(TICKET)["status"] != "Invoiced"


def test_an_update_by_hand_is_proved_by_a_read_after_it(line: Line, syncro_side: Syncro) -> None:
    words = ("api", "PUT", f"/tickets/{TICKET}", "-f", "priority=1 High")
    plan = line(*words, "--no-input", "--json").json
    syncro_side.forget_requests()
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert done.json["verified"] is True
    asked = [each["method"] for each in syncro_side.requests()]
    assert asked.index("PUT") < len(asked) - 1, asked
    assert asked[-1] == "GET"


def test_what_no_read_shows_is_accepted_and_not_proved(line: Line, syncro_side: Syncro) -> None:
    invoice = syncro_side.someone("POST", "invoices", {"customer_id": shop.PLAIN})["invoice"]
    planned = line("api", "POST", f"/invoices/{invoice['id']}/print", "--no-input", "--json")
    plan = planned.json
    assert any("can't be proved" in each["message"] or "not proved" in each["message"] for each in plan["findings"])
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.json["status"], done.json["verified"], done.code) == ("done", False, 0)
    assert "Sent and accepted, not proved" in done.err


@pytest.mark.parametrize("answered", [{"ticket_id": 9002}, {"id": 1}], ids=["another ticket", "one that was there"])
def test_a_line_answered_with_another_record_is_found_by_reading_back(
    desk: Desk, syncro_side: Syncro, answered: dict[str, int]
) -> None:
    known = syncro_side.someone("POST", f"tickets/{TICKET}/comment", {"subject": "x", "body": "y", "hidden": True})
    fields = answered if "id" not in answered else {"id": known["comment"]["id"]}
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    with meddled("tickets.comment", another(**fields, subject="Else", body="Other words")):
        done = desk.execute(stored)
    assert (done.status, done.verified) == (Status.DONE, True), told(done)
    assert len(syncro_side.resolutions(TICKET)) == 1
    assert next(each for each in done.receipts if each.step == "comment").how.startswith("found by reading back")


def test_a_new_ticket_answered_with_a_strangers_puts_nothing_on_that_one(line: Line, syncro_side: Syncro) -> None:
    words = ("create", str(shop.PLAIN), "Printer jams again", "--description", "Tray 2", "--no-input", "--json")
    plan = line(*words).json
    before = syncro_side.of_ticket("comments", OTHER)
    with meddled("tickets.create", another(id=OTHER, customer_id=shop.BLOCK, subject="Stranger", number=32002)):
        done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert syncro_side.of_ticket("comments", OTHER) == before
    assert done.json["verified"] is True
    made = done.json["receipts"][0]["id"]
    assert syncro_side.record("tickets", made)["subject"] == "Printer jams again"
    assert len(syncro_side.of_ticket("comments", made)) == 1


def test_a_read_answered_with_another_ticket_is_not_believed(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    with meddled("tickets.get", another(id=OTHER), times=None), pytest.raises(Exception, match="the answer is about"):
        desk.execute(stored)
    assert syncro_side.writes() == []


def test_a_parent_that_cant_be_read_proves_no_child_deleted(desk: Desk, syncro_side: Syncro) -> None:
    billed = desk.keep(desk.plan(shop.number(TICKET), invoice=False))
    assert desk.execute(billed).verified
    undo = desk.keep(undoing.plan_undo(undoing.UndoRequest(billed.id, desk.session.tech.alias), desk.around()))
    syncro_side.fault("drop_before", "tickets.remove_line_item")
    seen: list[str] = []

    def gone(call: Any, send: Any) -> Any:
        seen.append(call.operation)
        return saying({"message": "Not found"}, 404) if len(syncro_side.writes()) > 2 or "lost" in seen else send()

    desk.session.tell = lambda text: seen.append("lost") if "No usable answer" in text else None
    with meddled("tickets.get", gone, times=None):
        done = desk.execute(undo)
    assert outcomes(done)["undo-line-1"] == "unknown", told(done)
    assert done.wrote is not Wrote.YES
    assert len(syncro_side.of_ticket("ticket_lines", TICKET)) == 1


@pytest.mark.parametrize("body", [{"error": "no"}, {"success": False, "message": ["no"]}, {"errors": "no"}])
@pytest.mark.parametrize("operation", [*STEPS.values(), "tickets.update"])
def test_a_failure_inside_a_200_is_read_back_before_it_is_a_no(
    desk: Desk, syncro_side: Syncro, operation: str, body: Any
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    with meddled(operation, refused(200, body)):
        done = desk.execute(stored)
    assert (done.status, done.verified) == (Status.DONE, True), told(done)
    assert len(syncro_side.writes(operation)) == 1


@pytest.mark.parametrize("operation", [*STEPS.values(), "tickets.update"])
def test_a_429_for_something_that_was_stored_sends_no_second_one(
    desk: Desk, syncro_side: Syncro, operation: str
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    with meddled(operation, refused(429)):
        done = desk.execute(stored)
    assert (done.status, done.verified) == (Status.DONE, True), told(done)
    assert len(syncro_side.writes(operation)) == 1
    assert {name: value for name, value in syncro_side.counts(TICKET).items() if name in ("comments", "lines")} == {
        "comments": 1,
        "lines": 1,
    }


def test_a_429_that_stored_nothing_is_sent_again_once_a_read_shows_it_absent(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    with meddled("tickets.comment", lambda _call, _send: saying({"error": "slow down"}, 429), times=2):
        done = desk.execute(stored)
    assert done.verified, told(done)
    assert len(syncro_side.resolutions(TICKET)) == 1
    assert desk.events(stored).count("sending comment") == 3


def test_a_charge_answered_without_its_line_is_read_back(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), method=Method.TIMER))
    with meddled("tickets.charge_timer_entry", without("ticket_line_item_id")):
        done = desk.execute(stored)
    assert done.verified, told(done)
    assert syncro_side.counts(TICKET)["lines"] == 1


def test_a_charge_whose_line_cant_be_read_stops_and_resume_goes_on(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), method=Method.TIMER))

    def fail(_call: Any, send: Any) -> Any:
        charged = bool(syncro_side.writes("tickets.charge_timer_entry"))
        return saying({"error": "down"}, 503) if charged else send()

    with (
        meddled("tickets.charge_timer_entry", without("ticket_line_item_id")),
        meddled("tickets.get", fail, times=None),
    ):
        done = desk.execute(stored)
    assert (done.status, outcomes(done)["charge-1"]) == (Status.UNKNOWN, "unknown")
    assert desk.resume(stored).verified
    assert syncro_side.counts(TICKET)["lines"] == 1


@pytest.mark.parametrize(("step", "operation"), STEPS.items())
def test_what_the_network_delivers_twice_is_named_and_not_verified(
    desk: Desk, syncro_side: Syncro, step: str, operation: str
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    with meddled(operation, twice):
        done = desk.execute(stored)
    assert not done.verified
    kind = {"comment": "comments", "line-1": "ticket_lines", "invoice": "invoices"}[step]
    ids = [each["id"] for each in syncro_side.of_ticket(kind, TICKET) if each.get("subject") in (None, "Resolution")]
    assert len(ids) == 2
    assert all(str(id_) in told(done) for id_ in ids), told(done)


def test_an_appointment_that_stands_twice_is_named(line: Line, syncro_side: Syncro) -> None:
    words = ("create", str(shop.PLAIN), "New monitor", "--description", "x", "--start", "2027-01-04 14:00")
    plan = line(*words, "--no-input", "--json").json
    with meddled("appointments.create", twice):
        done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert done.json["verified"] is False
    assert "verify.twice" in [each["code"] for each in done.json["findings"]]


def somebody(syncro: Syncro, deed: str) -> None:
    match deed:
        case "line":
            body = {"name": "Cable", "description": "x", "quantity": 1, "price_retail": 9.5, "taxable": False}
            syncro.someone("POST", f"tickets/{TICKET}/add_line_item", body)
        case "invoice":
            syncro.someone("POST", "invoices", {"customer_id": shop.PLAIN, "ticket_id": TICKET})
        case "status":
            syncro.someone("PUT", f"tickets/{TICKET}", {"status": "Waiting on Customer"})


@pytest.fixture(params=["line", "invoice", "status"])
def deed(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_somebodys_deed_before_the_invoice_stops_it_there(desk: Desk, syncro_side: Syncro, deed: str) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    desk.session.tell = lambda text: None

    def meanwhile(_call: Any, send: Any) -> Any:
        reply = send()
        somebody(syncro_side, deed)
        return reply

    with meddled("tickets.add_line_item", meanwhile):
        done = desk.execute(stored)
    assert (done.status, done.wrote, done.verified) == (Status.STALE, Wrote.YES, False), told(done)
    assert outcomes(done)["invoice"] == "pending"
    mine = [each for each in syncro_side.writes("invoices.create") if each["key_owner"] != "Olive Owner"]
    assert len(syncro_side.of_ticket("invoices", TICKET)) == (1 if deed == "invoice" else 0), mine


def test_somebodys_deed_before_the_status_stops_it_there(desk: Desk, syncro_side: Syncro, deed: str) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))

    def meanwhile(_call: Any, send: Any) -> Any:
        reply = send()
        somebody(syncro_side, deed)
        return reply

    with meddled("invoices.create", meanwhile):
        done = desk.execute(stored)
    assert (done.status, done.wrote, done.verified) == (Status.STALE, Wrote.YES, False), told(done)
    assert outcomes(done) == {"comment": "done", "line-1": "done", "invoice": "done", "status": "pending"}
    expected = "Waiting on Customer" if deed == "status" else "New"
    assert syncro_side.counts(TICKET)["status"] == expected


def test_somebodys_deed_beside_the_last_step_is_told_of(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))

    def meanwhile(_call: Any, send: Any) -> Any:
        somebody(syncro_side, "line")
        return send()

    with meddled("tickets.update", meanwhile):
        done = desk.execute(stored)
    assert done.status is Status.DONE
    assert [each.code for each in done.findings] == ["verify.overtaken"]
    assert "new: line " in done.findings[0].message


def test_a_bill_that_nobody_touched_is_overtaken_by_nothing(desk: Desk, syncro_side: Syncro) -> None:
    assert desk.bill(shop.number(TICKET)).findings == ()


@pytest.mark.parametrize("step", STEPS)
def test_after_an_older_journal_nothing_is_written_a_second_time(desk: Desk, syncro_side: Syncro, step: str) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    copies: list[dict[str, bytes]] = []
    part = {"comment": "/comment", "line-1": "add_line_item", "invoice": "/invoices"}[step]
    desk.session.tell = lambda text: copies.append(files(desk.home)) if part in text else None
    assert desk.execute(stored).verified
    whole = syncro_side.counts(TICKET)
    desk.leave()
    for file in desk.home.glob("journal.db*"):
        file.unlink()
    for name, content in copies[0].items():
        (desk.home / name).write_bytes(content)
    done = ending(lambda: desk.resume(stored))
    assert syncro_side.counts(TICKET) == whole
    assert done is None or not done.verified


def files(home: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in home.glob("journal.db*") if not file.name.endswith("-shm")}


def ending(act: Callable[[], Execution]) -> Execution | None:
    """None where it was refused, which must not claim that this run has written."""
    try:
        return act()
    except SyncroError as error:
        if error.wrote is Wrote.YES:
            raise
        return None


def test_without_its_journal_nobody_knows_what_a_plan_wrote(line: Line, syncro_side: Syncro, tmp_path: Path) -> None:
    plan = line("comment", str(shop.number(TICKET)), "Called back", "--no-input", "--json").json
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
    for file in (tmp_path / "home").glob("journal.db*"):
        file.unlink()
    done = line("plan", "resume", plan["plan_id"])
    assert done.code == 3
    assert "Nothing was written" not in done.err
    assert "isn't known here" in done.err


def test_a_dry_run_and_ticket_know_what_a_probe_has_learned(line: Line, syncro_side: Syncro) -> None:
    number = str(shop.number(TICKET))
    billed = line("bill", number, "--minutes", "30", "--labor", "remote", "--no-input", "--json").json
    assert line("plan", "execute", billed["plan_id"], "--confirm", billed["digest"]).code == 0
    syncro_side.quirk("invoice_ticket_filter", False)
    syncro_side.quirk("invoice_customer_filter", True)
    assert line("doctor", "--probe").code in (0, 1)
    words = ("bill", number, "--minutes", "15", "--labor", "remote", "--allow-repeat", "more work", "--json")
    dry, real = line(*words, "--dry-run").json, line(*words, "--no-input").json
    assert dry["existing"] == real["existing"]
    assert any(each.startswith("Invoice") for each in real["existing"])
    shown = line("ticket", number, "--json").json
    assert shown["billing"]["invoices"]


def test_the_journal_says_how_a_yes_was_given(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    desk.execute(stored)
    confirmed = next(row for row in desk.session.journal.entries(stored.id) if row.event == "confirmed")
    assert confirmed.data["channel"] == "digest"
    assert codes(desk.resume(stored)) == set()


def test_an_invoice_deleted_beside_the_last_step_is_not_called_verified(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))

    def meanwhile(_call: Any, send: Any) -> Any:
        (invoice,) = syncro_side.of_ticket("invoices", TICKET)
        syncro_side.someone("DELETE", f"invoices/{invoice['id']}")
        return send()

    with meddled("tickets.update", meanwhile):
        done = desk.execute(stored)
    assert (done.status, done.verified) == (Status.UNKNOWN, False)
    assert "it isn't there" in done.message


@pytest.mark.parametrize("where", ["detail", "embedded", "both"])
def test_a_ticket_that_names_two_customers_is_nobodys_to_bill(desk: Desk, syncro_side: Syncro, where: str) -> None:
    def of_a_stranger(record: dict[str, Any]) -> None:
        if where in ("detail", "both"):
            record["customer_id"] = shop.BLOCK
        if where in ("embedded", "both"):
            record["customer"] = {**record["customer"], "id": shop.BLOCK}

    lie = lambda _call, send: changed(send(), of_a_stranger)  # noqa: E731
    with meddled("tickets.get", lie, times=None), pytest.raises(SyncroError, match="names customer") as refused:
        desk.plan(shop.number(TICKET))
    assert refused.value.wrote is Wrote.NO
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    with meddled("tickets.get", lie, times=None):
        ended = ending(lambda: desk.execute(stored))
    assert ended is None or ended.wrote is Wrote.NO
    assert syncro_side.writes() == []


@pytest.mark.parametrize("times", [1, None])
def test_a_ticket_without_its_customer_at_the_yes_writes_nothing(
    desk: Desk, syncro_side: Syncro, times: int | None
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    nobodys = lambda _call, send: changed(send(), lambda record: record.update(customer_id=None))  # noqa: E731
    with meddled("tickets.get", nobodys, times=times), pytest.raises(SyncroError) as refused:
        desk.execute(stored)
    assert refused.value.wrote is Wrote.NO
    assert syncro_side.writes() == []


def test_a_ticket_deleted_before_the_yes_is_said_to_be_gone(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET)))
    syncro_side.someone("DELETE", f"tickets/{TICKET}")
    done = desk.execute(stored)
    assert (done.status, done.wrote) == (Status.STALE, Wrote.NO)
    assert done.message == "Ticket: it isn't there any more."


@pytest.mark.parametrize("user", [None, shop.BLAKE])
def test_a_line_credited_to_somebody_else_is_there_and_says_so(
    desk: Desk, syncro_side: Syncro, user: int | None
) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), invoice=False))

    def theirs(record: dict[str, Any]) -> None:
        for line in record["line_items"]:
            line["user_id"] = user

    with meddled("tickets.get", lambda _call, send: changed(send(), theirs), times=None):
        done = desk.execute(stored)
    assert (done.status, done.verified) == (Status.DONE, False)
    assert "isn't there" not in told(done)
    assert "verify.user_id" in {each.code for each in done.findings}


def test_a_record_that_shows_again_is_not_called_deleted_whatever_reads_had_said(
    desk: Desk, syncro_side: Syncro
) -> None:
    request = EstimateRequest(shop.PLAIN, "Front desk", date(2026, 11, 20), desk.session.tech.alias)
    made = desk.keep(plan_estimate(request, desk.around()))
    assert desk.execute(made).verified
    undo = desk.keep(undoing.plan_undo(undoing.UndoRequest(made.id, desk.session.tech.alias), desk.around()))
    lies: list[str] = []
    desk.session.tell = lambda text: lies.append(text) if "No usable answer" in text else None
    syncro_side.fault("drop_before", "estimates.delete")

    def gone_for_a_while(_call: Any, send: Any) -> Any:
        if not lies or len(lies) > 2:
            return send()
        lies.append("404")
        return saying({"message": "Not found"}, 404)

    with meddled("estimates.get", gone_for_a_while, times=None):
        done = desk.execute(undo)
    assert (done.status, done.wrote, done.verified) == (Status.UNKNOWN, Wrote.UNKNOWN, False)
    assert "now shows it again" in done.message
    assert "Front desk" in {each["name"] for each in syncro_side.records("estimates")}


def test_where_a_later_step_is_not_there_the_earlier_ones_are_read_too(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(desk.plan(shop.number(TICKET), method=Method.TIMER, invoice=False))
    with meddled("tickets.comment", echo(hidden=False)), meddled("tickets.timer_entry", echo()):
        done = desk.execute(stored)
    assert done.wrote is Wrote.UNKNOWN
    assert (outcomes(done)["comment"], outcomes(done)["timer-1"]) == ("unknown", "unknown")
    assert syncro_side.counts(TICKET) == {"comments": 0, "lines": 0, "timers": 0, "invoices": 0, "status": "New"}

"""A server that sends what makes no sense: one line, exit 5, nothing written, whatever the command (design §4)."""

from collections.abc import Callable
from typing import Any

import pytest

import shop
from desk import Syncro
from injury import Edit, Injure, injuring, setting
from syncro.jsonio import DEPTH

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))
COMMANDS: dict[str, tuple[str, ...]] = {
    "tickets.list": ("tickets",),
    "tickets.get": ("ticket", NUMBER),
    "customers.get": ("customers", "--id", str(shop.PLAIN)),
    "customers.list": ("customers", "plain"),
    "contacts.list": ("contacts", "plain"),
    "customer_assets.list": ("assets", "plain"),
    "me.get": ("whoami",),
    "products.get": ("bill", NUMBER, "--minutes", "60", "--labor", "remote"),
    "invoices.list": ("bill", NUMBER, "--minutes", "60", "--labor", "remote"),
    "estimates.list": ("estimate", "list"),
    "appointments.list": ("move-appointment", "plain", "--date", "2027-03-05", "--start", "14:30"),
}
BODIES = {
    "exponent": b'{"x": 1e999999999}',
    "digits": b'{"x": ' + b"9" * 6000 + b"}",
    "depth": b'{"x": ' + b"[" * (DEPTH + 1) + b"1" + b"]" * (DEPTH + 1) + b"}",
    "great depth": b"[" * 300_000,
    "list": b'{"x": [' + b"0," * 100_000 + b"0]}",
}
EDITS: dict[str, tuple[tuple[str, ...], str, Edit]] = {
    "ticket id": (("ticket", NUMBER), "tickets.list", setting("ticket", "id", -4)),
    "ticket number": (("ticket", NUMBER), "tickets.get", setting("ticket", "number", "1e3")),
    "total pages": (("tickets",), "tickets.list", lambda body: body.update(meta={"total_pages": 10**30})),
    "total entries": (
        ("customers", "plain"),
        "customers.list",
        lambda body: body.update(meta={"total_entries": "many"}),
    ),
    "prepay hours": (("customers", "plain"), "customers.get", setting("customer", "prepay_hours", "8,5")),
    "contact": (("contacts", "plain"), "contacts.list", setting("contact", "id", 2**63)),
    "asset": (("assets", "plain"), "customer_assets.list", setting("asset", "customer_id", "x")),
    "owner": (("whoami",), "me.get", lambda body: body.update(user_id="1_0")),
    "time": (("ticket", NUMBER), "tickets.get", setting("ticket", "created_at", "9999-12-31T23:59:59Z")),
    "disabled": (("customers", "plain"), "customers.get", setting("customer", "disabled", "false")),
    "invoice": (
        ("bill", NUMBER, "--minutes", "60", "--labor", "remote"),
        "invoices.get",
        setting("invoice", "tax", "$1"),
    ),
    "estimate": (("estimate", "list"), "estimates.list", setting("estimate", "total", None)),
}


@pytest.fixture
def injure(monkeypatch: pytest.MonkeyPatch) -> Injure:
    monkeypatch.setattr("syncro.api.client.READ_PAUSES", (0.0, 0.0))
    return injuring(monkeypatch)


def in_one_line(done: Any, syncro_side: Syncro) -> None:
    assert (done.code, done.out) == (5, ""), done.err
    [said] = done.err.strip().splitlines()
    assert said.startswith("syncro: ")
    assert "Unexpected" not in said
    assert len(said) < 400
    assert syncro_side.writes() == []


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("operation", COMMANDS)
def test_an_answer_beyond_reason_ends_every_command_in_one_line(
    line: Line, syncro_side: Syncro, injure: Injure, operation: str, body: str
) -> None:
    injure(operation, raw=BODIES[body])
    in_one_line(line(*COMMANDS[operation]), syncro_side)


@pytest.mark.parametrize("case", EDITS)
def test_a_value_that_makes_no_sense_ends_a_command_in_one_line(
    line: Line, syncro_side: Syncro, injure: Injure, case: str
) -> None:
    words, operation, edit = EDITS[case]
    if case in ("invoice", "estimate"):
        syncro_side.someone("POST", "invoices", {"ticket_id": TICKET, "customer_id": shop.PLAIN})
        syncro_side.someone("POST", "estimates", {"customer_id": shop.PLAIN, "name": "x", "date": "2026-11-20"})
    syncro_side.forget_requests()
    injure(operation, edit)
    in_one_line(line(*words), syncro_side)


@pytest.mark.parametrize("operation", ["tickets.add_line_item", "invoices.create", "tickets.update"])
@pytest.mark.parametrize("body", BODIES)
def test_a_reply_beyond_reason_to_a_write_is_settled_by_reading(
    line: Line, syncro_side: Syncro, injure: Injure, operation: str, body: str
) -> None:
    plan = line("bill", NUMBER, "--minutes", "60", "--labor", "remote", "--json").json
    injure(operation, raw=BODIES[body])
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True), done.out + done.err
    assert len(syncro_side.writes(operation)) == 1
    assert syncro_side.counts(TICKET)["invoices"] == 1

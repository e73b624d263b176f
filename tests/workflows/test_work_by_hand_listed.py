"""By hand as by command: a status, priority or problem type is one of the account's own (R-04)."""

from typing import Any

import pytest
from by_hand_stage import TICKET, by_hand, stops, warns

import shop
from desk import Desk, Syncro
from meddling import meddled, saying

VALUES = {"status": "In Progress", "priority": "4 Urgent", "problem_type": "Other"}


def asked(operation: str, **body: Any) -> tuple[str, dict[str, Any], dict[str, Any]]:
    if operation == "tickets.update":
        return operation, {"id": TICKET}, body
    return operation, {}, {"customer_id": shop.PLAIN, "subject": "Scanner is dead", **body}


@pytest.mark.parametrize("operation", ["tickets.create", "tickets.update"])
@pytest.mark.parametrize("field", VALUES)
def test_what_isnt_on_the_accounts_list_stops_and_what_is_passes(desk: Desk, operation: str, field: str) -> None:
    name, path, body = asked(operation, **{field: "Foo"})
    plan = by_hand(desk, name, path, **body)
    assert stops(plan) == {f"{field}.unknown"}
    [finding] = [each for each in plan.findings if each.code == f"{field}.unknown"]
    assert "'Foo' isn't a" in finding.message
    assert VALUES[field] in finding.remedy
    name, path, body = asked(operation, **{field: VALUES[field]})
    assert stops(by_hand(desk, name, path, **body)) == set()


@pytest.mark.parametrize("field", VALUES)
def test_another_spelling_stops_for_syncro_stores_it_as_it_is_sent(desk: Desk, field: str) -> None:
    plan = by_hand(desk, "tickets.update", {"id": TICKET}, **{field: VALUES[field].lower()})
    assert stops(plan) == {f"{field}.unknown"}


def test_what_the_ticket_has_already_may_stay(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"problem_type": "Fax"})
    assert stops(by_hand(desk, "tickets.update", {"id": TICKET}, problem_type="Fax")) == set()


@pytest.mark.parametrize("field", VALUES)
def test_a_list_that_the_key_may_not_read_makes_it_a_warning(desk: Desk, field: str) -> None:
    source = "tickets.settings" if field == "status" else "settings.get"
    with meddled(source, lambda *_: saying({"message": "not permitted"}, 403), times=None):
        plan = by_hand(desk, "tickets.update", {"id": TICKET}, **{field: "Foo"})
    assert stops(plan) == set()
    assert f"{field}.unchecked" in warns(plan)


def test_a_request_without_such_a_field_reads_no_list(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.forget_requests()
    by_hand(desk, "tickets.update", {"id": TICKET}, subject="Printer is slow")
    assert not {"tickets.settings", "settings.get"} & {row["operation"] for row in syncro_side.requests()}

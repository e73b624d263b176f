"""What tells a record made by hand from every other (facts §18)."""

from decimal import Decimal
from typing import Any

import pytest

from syncro.calls import Call
from syncro.catalog import BY_ID, OPERATIONS, Operation, Shape
from syncro.records import Me
from syncro.rules.plans.identity import marks, place_of

ME = Me.read({"user_id": 11, "user_name": "Ana Reyes", "user_email": "ana@shop.example"})


def said(operation: str, **body: Any) -> tuple[dict[str, Any], dict[str, Any]] | None:
    found = marks(Call(operation, body=body), ME)
    return (found.match, found.doubts) if found else None


def test_a_ticket_is_told_by_its_creator_whose_name_or_address_is_shown() -> None:
    match, doubts = said("tickets.create", customer_id=5, subject="Fax", priority="2 Normal") or ({}, {})
    assert match == {"customer_id": 5, "subject": "Fax"}
    assert doubts == {"creator_name_or_email": ["Ana Reyes", "ana@shop.example"]}


def test_a_payment_is_told_by_its_customer_reference_and_amount_in_dollars() -> None:
    sent = {"customer_id": 7, "ref_num": "C-1", "amount_cents": 1250, "payment_method": "Check"}
    match, doubts = said("payments.create", **sent) or ({}, {})
    assert match == {"customer_id": 7, "ref_num": "C-1", "payment_amount": Decimal("12.5")}
    assert doubts == {"payment_method": "Check"}


@pytest.mark.parametrize(("told", "author"), [({}, 11), ({"user_id": 12}, 12)])
def test_a_timer_entry_may_be_made_for_somebody_else(told: dict[str, Any], author: int) -> None:
    match, doubts = said("tickets.timer_entry", start_at="2026-06-15T10:00:00Z", notes="n", **told) or ({}, {})
    assert match == {"start_time": "2026-06-15T10:00:00Z", "notes": "n"}
    assert doubts == {"user_id": author}


def test_the_author_of_a_line_is_the_keys_owner_whatever_is_sent() -> None:
    _, doubts = said("tickets.add_line_item", name="Labor", description="d", user_id=12) or ({}, {})
    assert doubts == {"user_id": 11}


def test_what_syncro_never_shows_proves_nothing() -> None:
    assert said("customers.create", do_not_email=True, properties={"a": 1}) is None
    _, doubts = said("contacts.create", customer_id=5, name="Pat", email_customer=True) or ({}, {})
    assert doubts == {}


def test_an_invoice_over_a_ticket_is_told_by_its_own_record_and_another_one_by_its_row() -> None:
    over, alone = ({"customer_id": 5, "ticket_id": 7}, {"customer_id": 5})
    places = [place_of(Call("invoices.create", body=body)) for body in (over, alone)]
    assert [place and place.details for place in places] == ["invoices.get", ""]
    assert said("invoices.create", customer_id=5, note="n") == ({"customer_id": 5, "note": "n"}, {"user_id": 11})


SHOWN = [row for row in OPERATIONS if row.belief.shows]


@pytest.mark.parametrize("row", SHOWN, ids=lambda row: row.id)
def test_every_place_can_be_read(row: Operation) -> None:
    place = row.belief.shows
    assert place
    read = BY_ID[place.read]
    assert not read.writes
    assert read.reply.shape is Shape.MANY or place.within
    assert {place.also[0]} <= set(BY_ID) if place.also else True
    assert place.by

"""Comments by hand: the checks of `syncro comment`, and who would get mail is shown (B-13, R-50, R-81)."""

from typing import Any

import pytest
from by_hand_stage import TICKET, by_hand, done, labels, refused, stops, warns

import shop
from desk import Desk, Syncro
from syncro.errors import UsageError

ON = {"id": TICKET}
WORDS = {"subject": "Update", "body": "The disk has arrived"}
PUBLIC = WORDS | {"hidden": False, "do_not_email": True}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("text.list", {"body": "<ul><li>disk</li></ul>"}),
        ("text.empty", {"body": " <br> "}),
        ("text.internal", {"body": "Not for the customer: he dropped it"}),
        ("text.secret", {"body": "The password is Summer2026!x"}),
        ("text.card", {"body": "Card 4111 1111 1111 1111"}),
        ("text.control", {"body": "The disk\x07 has arrived"}),
        ("field.unknown", {"minutes_spent": 30}),
        ("field.unknown", {"product_id": shop.REMOTE}),
        ("field.unknown", {"bill_time_now": True}),
        ("field.kind", {"hidden": "true"}),
    ],
)
def test_a_comment_that_the_command_refuses_is_refused_by_hand(
    desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]
) -> None:
    refused(desk, syncro_side, code, "tickets.comment", ON, **PUBLIC | change)


def test_an_internal_comment_is_not_repeated_to_the_customer(desk: Desk, syncro_side: Syncro) -> None:
    hidden = {"subject": "Note", "body": "He spilled coffee over the whole machine", "hidden": True}
    syncro_side.someone("POST", f"tickets/{TICKET}/comment", hidden)
    body = PUBLIC | {"body": "Fixed. He spilled coffee over the whole machine."}
    refused(desk, syncro_side, "text.internal", "tickets.comment", ON, **body)
    assert stops(by_hand(desk, "tickets.comment", ON, **body | {"hidden": True})) == set()


def test_the_same_words_to_other_readers_moments_later_need_a_reason(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.someone("POST", f"tickets/{TICKET}/comment", PUBLIC | {"hidden": True})
    refused(desk, syncro_side, "duplicate.comment", "tickets.comment", ON, **PUBLIC)
    assert stops(by_hand(desk, "tickets.comment", ON, **PUBLIC, repeat="for the customer now")) == set()


@pytest.mark.parametrize(
    ("flags", "mode", "to"),
    [
        ({}, "e-mailed to the customer", f"office@c{shop.PLAIN}.example"),
        ({"do_not_email": True}, "visible to the customer, not e-mailed", "nobody"),
        ({"hidden": True}, "internal", "nobody"),
        ({"hidden": True, "do_not_email": True}, "internal", "nobody"),
    ],
)
def test_who_reads_it_and_who_gets_mail_is_shown(
    desk: Desk, syncro_side: Syncro, flags: dict[str, Any], mode: str, to: str
) -> None:
    shown = labels(by_hand(desk, "tickets.comment", ON, **WORDS, **flags))
    assert (shown["Comment"], shown["E-mail to"].startswith(to)) == (mode, True)
    assert done(desk, "tickets.comment", ON, **WORDS, **flags).wrote.value == "yes"


def test_another_addressee_since_the_preview_stops_a_mail(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(by_hand(desk, "tickets.comment", ON, **WORDS))
    syncro_side.someone("PUT", f"customers/{shop.PLAIN}", {"email": "other@c101.example"})
    syncro_side.forget_requests()
    assert desk.execute(stored).status.value == "stale"
    assert syncro_side.writes() == []


def test_a_wrapped_comment_is_refused(desk: Desk, line: Any, syncro_side: Syncro) -> None:
    with pytest.raises(UsageError, match="subject, body"):
        by_hand(desk, "tickets.comment", ON, comment=PUBLIC)
    plan = by_hand(desk, "tickets.comment", ON, **PUBLIC, comment=PUBLIC)
    assert stops(plan) == {"field.wrapped"}
    told = line("api", "POST", f"/tickets/{TICKET}/comment", "-f", 'comment={"subject": "x", "body": "y"}')
    assert told.code == 2
    assert syncro_side.writes() == []


def test_another_techs_name_on_a_comment_is_said(desk: Desk) -> None:
    assert "comment.tech" in warns(by_hand(desk, "tickets.comment", ON, **PUBLIC, tech="Blake Rivers"))
    assert "comment.tech" not in warns(by_hand(desk, "tickets.comment", ON, **PUBLIC, tech="Avery Stone"))


@pytest.mark.parametrize("operation", ["tickets.create", "tickets.update"])
@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("text.list", {"body": "<li>disk</li>"}),
        ("text.secret", {"body": "The password is Summer2026!x"}),
        ("text.internal", {"body": "Internal note: he dropped it"}),
        ("field.unknown", {"minutes_spent": 30}),
    ],
)
def test_a_comment_that_comes_with_a_ticket_meets_the_same_checks(
    desk: Desk, syncro_side: Syncro, operation: str, code: str, change: dict[str, Any]
) -> None:
    path = ON if operation == "tickets.update" else {}
    head = {} if path else {"customer_id": shop.PLAIN, "subject": "A new one"}
    refused(desk, syncro_side, code, operation, path, **head, comments_attributes=[PUBLIC | change])
    plan = by_hand(desk, operation, path, **head, comments_attributes=[WORDS])
    assert (stops(plan), labels(plan)["Comment"]) == (set(), "e-mailed to the customer")
    assert f"office@c{shop.PLAIN}.example" in labels(plan)["E-mail to"]
    assert "comment.incomplete" in warns(by_hand(desk, operation, path, **head, comments_attributes=[{"body": "x"}]))

"""A comment written once, to whom it was meant for, and proved (R-06, R-52)."""

import html

import pytest

import shop
from desk import Desk, Syncro, codes
from syncro.errors import CheckFailed, NotAuthorized, NotFound
from syncro.rules.plans.plan import Plan
from syncro.rules.tickets.comments import CommentMode
from syncro.workflows.planners.commenting import CommentRequest, plan_comment

TICKET, WITH_CONTACT = shop.TICKETS[shop.PLAIN], shop.OTHER_TICKET


def planned(desk: Desk, text: str = "The disk has arrived", ticket: int = TICKET, **more: object) -> Plan:
    request = CommentRequest(shop.number(ticket), text, desk.session.tech.alias, **more)  # type: ignore[arg-type]
    return plan_comment(request, desk.around())


def written(syncro_side: Syncro, ticket: int = TICKET) -> list[dict[str, object]]:
    return [each for each in syncro_side.of_ticket("comments", ticket) if each["subject"] != "Initial Issue"]


@pytest.mark.parametrize(
    ("mode", "hidden", "to"),
    [
        (CommentMode.EMAIL, False, ["pat@c101.example"]),
        (CommentMode.PUBLIC, False, []),
        (CommentMode.INTERNAL, True, []),
    ],
)
def test_each_mode_reaches_whom_the_preview_says(
    desk: Desk, syncro_side: Syncro, mode: CommentMode, hidden: bool, to: list[str]
) -> None:
    plan = planned(desk, ticket=WITH_CONTACT, mode=mode)
    assert desk.execute(desk.keep(plan)).verified
    [comment] = written(syncro_side, WITH_CONTACT)
    assert (comment["hidden"], comment["user_id"]) == (hidden, shop.AVERY)
    assert [mail["to"] for mail in syncro_side.control("GET", "outbox")["outbox"]] == to
    assert all(address in plan.evidence[0].value for address in to or ["nobody"])


def test_a_contact_changed_since_the_preview_makes_an_email_stale(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(planned(desk, ticket=WITH_CONTACT, mode=CommentMode.EMAIL))
    syncro_side.someone("PUT", f"contacts/{shop.PAT}", {"email": "other@c101.example"})
    assert desk.execute(stored).status == "stale"
    assert written(syncro_side, WITH_CONTACT) == []


def test_mail_that_would_reach_nobody_is_said(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.someone("PUT", f"customers/{shop.PLAIN}", {"no_email": True})
    assert "mail.nobody" in codes(planned(desk, mode=CommentMode.EMAIL))


@pytest.mark.parametrize("fault", ["drop_after", "error_after", "html_200", "null_body"])
def test_a_lost_answer_is_read_back_and_the_comment_stands_once(desk: Desk, syncro_side: Syncro, fault: str) -> None:
    stored = desk.keep(planned(desk))
    syncro_side.fault(fault, "tickets.comment")
    assert desk.execute(stored).verified
    assert len(written(syncro_side)) == 1


def test_a_request_that_never_arrived_is_sent_again_only_by_resume(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(planned(desk))
    syncro_side.fault("drop_before", "tickets.comment")
    assert desk.execute(stored).status == "unknown"
    syncro_side.calm()
    assert desk.resume(stored).verified
    assert len(written(syncro_side)) == 1


def test_the_same_words_moments_later_stop_and_with_a_reason_are_written(desk: Desk, syncro_side: Syncro) -> None:
    assert desk.execute(desk.keep(planned(desk))).verified
    again = planned(desk)
    assert "duplicate.comment" in codes(again)
    with pytest.raises(CheckFailed):
        desk.keep(again)
    assert desk.execute(desk.keep(planned(desk, allow_repeat="asked for twice"))).verified
    assert len(written(syncro_side)) == 2


def test_an_equal_comment_written_since_the_preview_makes_the_plan_stale(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(planned(desk))
    body = {"subject": "Internal note", "body": "The disk has arrived", "hidden": True}
    syncro_side.someone("POST", f"tickets/{TICKET}/comment", body)
    assert desk.execute(stored).status == "stale"
    assert len(written(syncro_side)) == 1


@pytest.mark.parametrize(
    "text",
    [
        'Cost $HOME and $(date) `ls` "it\'s"',
        "first\nsecond\n\nfourth",
        "Fixed 🖨️ → naïve café",
        "R&D; a<b && <b>bold</b> &amp; 100%",
    ],
)
def test_text_arrives_exactly_as_typed(desk: Desk, syncro_side: Syncro, text: str) -> None:
    assert desk.execute(desk.keep(planned(desk, text))).verified
    [comment] = written(syncro_side)
    assert html.unescape(str(comment["body"]).replace("<br>", "\n")) == text


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (" \n", "text.empty"),
        ("<ul><li>one</li></ul>", "text.list"),
        ("the password is hunter2x", "text.secret"),
        ("used sandbox-tech-1", "text.key"),
    ],
)
def test_text_that_mustnt_go_out_stops_the_plan(desk: Desk, syncro_side: Syncro, text: str, code: str) -> None:
    plan = planned(desk, text, mode=CommentMode.PUBLIC)
    assert code in codes(plan)
    assert plan.is_blocked


def test_an_unknown_ticket_and_a_key_without_permission_write_nothing(desk: Desk, syncro_side: Syncro) -> None:
    with pytest.raises(NotFound):
        planned(desk, ticket=77_000)
    desk.set(PROFILE="", API_KEY="no-ticket")
    with pytest.raises(NotAuthorized):
        planned(desk)
    assert syncro_side.writes() == []

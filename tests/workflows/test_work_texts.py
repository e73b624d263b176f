"""Words on their way to Syncro: they arrive as typed, to whom they were meant for, or are stopped (R-57, R-81)."""

import html

import pytest

import shop
from desk import Desk, Syncro, codes, outcomes
from syncro.errors import CheckFailed
from syncro.rules.billing.policy import Method
from syncro.rules.tickets.comments import CommentMode

METHODS = [Method.LINE_ITEM, Method.TIMER]
TICKET = shop.TICKETS[shop.PLAIN]


@pytest.mark.parametrize(
    ("mode", "hidden", "mails"),
    [(CommentMode.EMAIL, False, 1), (CommentMode.PUBLIC, False, 0), (CommentMode.INTERNAL, True, 0)],
)
def test_the_comment_goes_to_whom_it_was_meant_for(
    desk: Desk, syncro_side: Syncro, mode: CommentMode, hidden: bool, mails: int
) -> None:
    assert desk.bill(shop.number(TICKET), comment=mode).verified
    [comment] = syncro_side.resolutions(TICKET)
    assert comment["hidden"] is hidden
    assert len(syncro_side.control("GET", "outbox")["outbox"]) == mails


def test_without_words_there_is_no_comment_and_the_line_says_the_subject(desk: Desk, syncro_side: Syncro) -> None:
    done = desk.bill(shop.number(TICKET), work="")
    assert done.verified
    assert "comment" not in outcomes(done)
    assert syncro_side.of_ticket("ticket_lines", TICKET)[0]["description"] == "Trouble 9001"


TEXTS = {
    "dollars": "Cost $HOME and $(date) ${x}",
    "quotes": 'He said "it\'s" and `ls`',
    "emoji": "Fixed 🖨️ → naïve café",
    "ampersand": "R&D moved; a<b and b>c && d; AT&amp;T",
    "percent": "100% + a=b?c#d/e\\f",
    "tag": "typed <b>bold</b> and <script>alert(1)</script>",
}


@pytest.mark.parametrize("name", TEXTS)
def test_a_comment_of_any_text_is_recognised_when_its_answer_is_lost(
    desk: Desk, syncro_side: Syncro, name: str
) -> None:
    syncro_side.fault("drop_after", "tickets.comment")
    done = desk.bill(shop.number(TICKET), work=TEXTS[name])
    assert done.verified, done
    assert len(syncro_side.resolutions(TICKET)) == 1


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", TEXTS)
def test_text_arrives_as_typed(desk: Desk, syncro_side: Syncro, name: str, method: Method) -> None:
    done = desk.bill(shop.number(TICKET), work=TEXTS[name], method=method)
    assert done.verified, done.findings
    [comment] = syncro_side.resolutions(TICKET)
    assert html.unescape(comment["body"]) == TEXTS[name]  # as a browser shows it
    assert syncro_side.of_ticket("ticket_lines", TICKET)[0]["description"] == TEXTS[name]


def test_line_breaks_are_breaks_in_the_comment_and_blanks_in_the_line(desk: Desk, syncro_side: Syncro) -> None:
    assert desk.bill(shop.number(TICKET), work="First\nSecond\r\n\nFourth").verified
    assert syncro_side.resolutions(TICKET)[0]["body"] == "First<br>Second<br><br>Fourth"
    assert syncro_side.of_ticket("ticket_lines", TICKET)[0]["description"] == "First Second Fourth"


@pytest.mark.parametrize(
    ("work", "code"),
    [
        ("<ul><li>one</li></ul>", "text.list"),
        ("the password is hunter2x", "text.secret"),
        ("used sandbox-tech-1 for it", "text.key"),
        ("bell \x07", "text.control"),
    ],
)
def test_text_that_mustnt_go_out_stops_the_plan(desk: Desk, syncro_side: Syncro, work: str, code: str) -> None:
    plan = desk.plan(shop.number(TICKET), work=work)
    assert code in codes(plan)
    with pytest.raises(CheckFailed):
        desk.keep(plan)
    assert syncro_side.writes() == []

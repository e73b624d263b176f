"""`syncro comment` as people and programs use it (R-06)."""

import io
from collections.abc import Callable
from typing import Any

import pytest

import shop
from desk import Syncro

Line = Callable[..., Any]
TICKET = shop.OTHER_TICKET
NUMBER = str(shop.number(TICKET))


def test_the_default_is_internal_and_the_preview_says_that_nobody_is_mailed(line: Line, syncro_side: Syncro) -> None:
    done = line("comment", NUMBER, "The disk has arrived")
    assert done.code == 7
    for shown in ("internal", "nobody", "The disk has arrived", f"POST /tickets/{TICKET}/comment", "can't be undone"):
        assert shown in done.out
    assert syncro_side.writes() == []


def test_an_email_says_to_whom_and_is_written_after_the_digest(line: Line, syncro_side: Syncro) -> None:
    planned = line("comment", NUMBER, "It is ready", "--email", "--json")
    assert planned.code == 7
    [step] = planned.json["steps"]
    assert step["body"] == {"subject": "Update", "body": "It is ready", "hidden": False, "do_not_email": False}
    assert "pat@c101.example" in str(planned.json["evidence"])
    done = line("plan", "execute", planned.json["plan_id"], "--confirm", planned.json["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True)
    [mail] = syncro_side.control("GET", "outbox")["outbox"]
    assert mail["to"] == "pat@c101.example"


def test_a_dash_reads_the_text_from_the_input(line: Line, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("one\ntwo $HOME\n"))
    planned = line("comment", NUMBER, "-", "--public", "--subject", "News", "--json")
    assert planned.json["steps"][0]["body"] == {
        "subject": "News",
        "body": "one<br>two $HOME",
        "hidden": False,
        "do_not_email": True,
    }


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "no text": ((NUMBER,), 2, "TEXT"),
    "two modes": ((NUMBER, "Hello", "--email", "--internal"), 2, "Use either --email or --internal, not both."),
    "all modes": (
        (NUMBER, "Hello", "--public", "--internal", "--email"),
        2,
        "Use only one of --email, --public, --internal.",
    ),
    "no number": ((), 2, "NUMBER"),
    "empty text": ((NUMBER, "  "), 8, "empty"),
    "unknown ticket": (("99999", "Hello"), 3, "99999"),
    "password": ((NUMBER, "password: hunter2x", "--public"), 8, "password"),
    "list": ((NUMBER, "<ul><li>x</li></ul>"), 8, "<ul>"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_one_line_with_its_exit_code(line: Line, syncro_side: Syncro, name: str) -> None:
    words, code, said = WRONG[name]
    done = line("comment", *words)
    assert (done.code, len(done.err.splitlines())) == (code, 1), done.err
    assert said in done.err
    assert "Nothing was written." in done.err
    assert syncro_side.writes() == []

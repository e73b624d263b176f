"""`syncro update` as people and programs use it (R-04)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import Syncro, environment
from terminal import Terminal

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))


def test_the_preview_says_what_becomes_what_with_the_weekday(line: Line, syncro_side: Syncro) -> None:
    done = line("update", NUMBER, "in progress", "--due", "2026-12-01 2pm", "--assign", "blake")
    assert done.code == 7
    for shown in ("status New → In Progress", "due date none → Tue 2026-12-01 14:00 (-07:00)", "→ Blake Rivers"):
        assert shown in done.out
    assert "America/Phoenix" in done.out
    assert syncro_side.writes() == []


def test_a_change_is_written_after_the_digest(line: Line, syncro_side: Syncro) -> None:
    planned = line("update", NUMBER, "--priority", "high", "--json").json
    assert planned["steps"][0]["path"] == f"/tickets/{TICKET}"
    done = line("plan", "execute", planned["plan_id"], "--confirm", planned["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True)
    assert syncro_side.record("tickets", TICKET)["priority"] == "1 High"


def test_what_is_taken_off_is_shown_and_written_after_the_digest(line: Line, syncro_side: Syncro) -> None:
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"user_id": shop.BLAKE, "contact_id": shop.PAT})
    shown = line("update", NUMBER, "--no-assignee", "--no-contact").out
    assert "assignee Blake Rivers → none; contact Pat Paper → none" in shown
    plan = line("update", NUMBER, "--no-assignee", "--no-contact", "--json").json
    assert plan["steps"][0]["body"] == {"user_id": None, "contact_id": None}
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True)
    ticket = syncro_side.record("tickets", TICKET)
    assert (ticket["user_id"], ticket["contact_id"]) == (None, None)


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "nothing": ((NUMBER,), 2, "STATUS"),
    "several": ((NUMBER, "waiting"), 2, "Waiting on Customer; Waiting on Vendor"),
    "no such status": ((NUMBER, "lunch"), 2, "In Progress"),
    "no such contact": ((NUMBER, "--contact", "zoe"), 3, "Pat Paper"),
    "nobody already": ((NUMBER, "--no-assignee"), 8, "nothing would change"),
    "nobody and somebody": ((NUMBER, "--no-assignee", "--assign", "me"), 2, "--assign or --no-assignee"),
    "never and then": ((NUMBER, "--due", "fri", "--no-due"), 2, "--due or --no-due"),
    "no contact and one": ((NUMBER, "--contact", "pat", "--no-contact"), 2, "--contact or --no-contact"),
    "no such priority": ((NUMBER, "--priority", "moon"), 2, "4 Urgent"),
    "no such tech": ((NUMBER, "--assign", "zoe"), 3, "Blake Rivers"),
    "so already": ((NUMBER, "new"), 8, "nothing would change"),
    "no time": ((NUMBER, "resolved"), 8, "syncro close"),
    "bad date": ((NUMBER, "--due", "noon"), 2, "noon"),
    "unknown ticket": (("99999", "new"), 3, "99999"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_one_line_with_its_exit_code(line: Line, syncro_side: Syncro, name: str) -> None:
    words, code, said = WRONG[name]
    done = line("update", *words)
    assert (done.code, len(done.err.splitlines())) == (code, 1), done.err
    assert said in done.err
    assert syncro_side.writes() == []


def test_several_that_fit_are_a_question_on_a_terminal(syncro_side: Syncro, tmp_path: Path) -> None:
    terminal = Terminal(["update", NUMBER, "waiting"], environment(syncro_side.base_url, tmp_path / "home"))
    terminal.answer("Which status is 'waiting'? [1-2]", "2")
    terminal.answer("[y/N]", "y")
    assert terminal.end() == 0, terminal.said
    assert syncro_side.record("tickets", TICKET)["status"] == "Waiting on Vendor"

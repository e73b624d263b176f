"""`syncro close` as people and programs use it, also on a terminal (R-05)."""

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


def test_close_with_time_is_one_plan_with_a_bill(line: Line, syncro_side: Syncro) -> None:
    planned = line("close", NUMBER, "Rebuilt the profile", "--minutes", "45", "--labor", "remote", "--json")
    assert planned.code == 7, planned.err
    plan = planned.json
    assert [step["operation"] for step in plan["steps"]] == [
        *("tickets.comment", "tickets.add_line_item", "invoices.create", "tickets.update")
    ]
    assert plan["expected"]["total"] == "112.50"
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["verified"], done.json["invoice"]["total"]) == (0, True, "112.50")


def test_both_comments_are_in_the_preview(line: Line, syncro_side: Syncro) -> None:
    done = line("close", NUMBER, "A duplicate", "--internal", "--no-time", "opened twice")
    assert done.code == 7
    for shown in ("the resolution, internal:", "A duplicate", "No time because: opened twice", "status New → Resolved"):
        assert shown in done.out
    assert syncro_side.writes() == []


@pytest.mark.parametrize("text", ["Cost $HOME `id`", 'It\'s "so" \\n', "one\ntwo", "Größe 🎉 中文", "a < b > c"])
def test_the_resolution_arrives_exactly_as_typed(line: Line, syncro_side: Syncro, text: str) -> None:
    plan = line("close", NUMBER, text, "--no-time", text, "--json").json
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
    bodies = [each["body"].replace("<br>", "\n") for each in syncro_side.of_ticket("comments", TICKET)]
    assert bodies[-2:] == [text, f"No time because: {text}"]


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "no text": ((NUMBER,), 2, "TEXT"),
    "two modes": (
        (NUMBER, "Done", "--no-time", "x", "--internal", "--email"),
        2,
        "Use either --email or --internal, not both.",
    ),
    "half a minute": ((NUMBER, "Done", "--minutes", "0.5", "--labor", "remote"), 2, "0.5"),
    "split without minutes": ((NUMBER, "Done", "--labor", "remote", "--split", "blake"), 2, "NAME=MINUTES"),
    "no time": ((NUMBER, "Done"), 8, "--no-time REASON"),
    "no labor": ((NUMBER, "Done", "--minutes", "5"), 2, "--labor"),
    "no minutes": ((NUMBER, "Done", "--labor", "remote"), 2, "--minutes"),
    "both": ((NUMBER, "Done", "--labor", "remote", "--minutes", "5", "--no-time", "x"), 2, "--no-time"),
    "closed": ((str(shop.number(shop.DONE_TICKET)), "Done", "--no-time", "x"), 8, "Invoiced already"),
    "unknown ticket": (("99999", "Done"), 3, "99999"),
    "password": ((NUMBER, "password: hunter2x", "--no-time", "x"), 8, "password"),
    "list": ((NUMBER, "<ul><li>x</li></ul>", "--no-time", "x"), 8, "<ul>"),
    "password in the reason": ((NUMBER, "Done", "--no-time", "password: hunter2x <ul>"), 8, "<ul>"),
    "empty": ((NUMBER, " ", "--no-time", "x"), 8, "empty"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_one_line_with_its_exit_code(line: Line, syncro_side: Syncro, name: str) -> None:
    words, code, said = WRONG[name]
    done = line("close", *words)
    assert (done.code, len(done.err.splitlines())) == (code, 1), done.err
    assert said in done.err
    assert syncro_side.writes() == []


@pytest.mark.parametrize(("typed", "writes"), [("n", 0), ("y", 3)])
def test_on_a_terminal_it_asks_for_resolution_and_reason_and_only_a_yes_writes(
    syncro_side: Syncro, tmp_path: Path, typed: str, writes: int
) -> None:
    terminal = Terminal(["close", NUMBER], environment(syncro_side.base_url, tmp_path / "home"))
    terminal.answer("Resolution", "A duplicate")
    terminal.answer("Minutes worked (0 for none)", "0")
    terminal.answer("No time because", "opened twice")
    terminal.answer("[y/N]", typed)
    if writes:
        terminal.answer("Write a session log?", "n")
    assert terminal.end() == 0, terminal.said
    assert len(syncro_side.writes()) == writes


def test_on_a_terminal_minutes_make_it_a_bill_and_the_log_is_written_when_wanted(
    syncro_side: Syncro, tmp_path: Path
) -> None:
    terminal = Terminal(["close", NUMBER, "Rebuilt it"], environment(syncro_side.base_url, tmp_path / "home"))
    terminal.answer("Minutes worked (0 for none)", "30")
    terminal.answer("Labor [1-9]", "1")
    terminal.answer("[y/N]", "y")
    terminal.answer("Write a session log?", "y")
    assert terminal.end() == 0, terminal.said
    assert syncro_side.counts(TICKET)["invoices"] == 1
    assert len(list(tmp_path.rglob(f"session-logs/*{NUMBER}*.md"))) == 1, terminal.said


def test_a_log_that_fails_doesnt_say_that_nothing_was_written(syncro_side: Syncro, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    env = environment(syncro_side.base_url, tmp_path / "home") | {"SYNCRO_SESSION_LOGS": str(blocked)}
    terminal = Terminal(["close", NUMBER, "Rebuilt it", "--minutes", "30", "--labor", "remote"], env)
    terminal.answer("[y/N]", "y")
    terminal.answer("Write a session log?", "y")
    assert terminal.end() == 0, terminal.said
    assert "no session log was written" in terminal.said
    assert "Nothing was written" not in terminal.said

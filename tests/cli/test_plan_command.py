"""`syncro plan`: what waits, what was written, what hangs, in text, JSON and Markdown."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import Syncro, environment
from meddling import meddled, twice

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
BILL = ("bill", str(shop.number(TICKET)), "--minutes", "45", "--labor", "remote", "--work", "Rebuilt *all* <b>mail</b>")


@pytest.fixture
def plan(line: Line) -> Any:
    return line(*BILL, "--json").json


def test_a_waiting_plan_is_listed_and_shown_with_its_digest(line: Line, plan: Any) -> None:
    listed = line("plan", "list", "--json").json
    assert [(each["plan_id"], each["status"], each["wrote"]) for each in listed] == [
        (plan["plan_id"], "needs_confirmation", "no")
    ]
    assert plan["plan_id"] in line("plan", "list").out
    shown = line("plan", "show", plan["plan_id"])
    assert shown.code == 0
    assert plan["digest"] in shown.out
    again = line("plan", "show", plan["plan_id"], "--json").json
    assert again["digest"] == plan["digest"]
    assert again["steps"] == plan["steps"]
    assert {each["outcome"] for each in again["progress"].values()} == {"pending"}


def test_a_done_plan_says_again_what_its_last_check_found(line: Line, plan: Any, syncro_side: Syncro) -> None:
    with meddled("tickets.comment", twice):
        done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json").json
    (told,) = [each["message"] for each in done["findings"] if each["code"] == "verify.twice"]
    shown = line("plan", "show", plan["plan_id"])
    assert told in shown.out.partition("Last check:")[2]
    assert any(told in each for each in line("plan", "show", plan["plan_id"], "--json").json["last_check"])


def test_a_done_plan_shows_what_each_step_made(line: Line, plan: Any, syncro_side: Syncro) -> None:
    line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"])
    shown = line("plan", "show", plan["plan_id"], "--json").json
    assert (shown["status"], shown["wrote"], shown["verified"]) == ("done", "yes", True)
    [made] = syncro_side.of_ticket("ticket_lines", TICKET)
    assert shown["progress"]["line-1"] == {"outcome": "done", "id": made["id"], "how": "confirmed"}


def test_a_plan_is_found_by_the_beginning_of_its_id(line: Line, plan: Any) -> None:
    assert line("plan", "show", plan["plan_id"][:4], "--json").json["plan_id"] == plan["plan_id"]


def test_markdown_escapes_what_people_wrote(line: Line, plan: Any) -> None:
    done = line("plan", "show", plan["plan_id"], "--markdown")
    assert done.code == 0
    assert done.out.startswith("# Bill ticket")
    assert "<b>" not in done.out.replace("\\<b\\>", "")
    assert "Rebuilt \\*all\\*" in done.out
    assert "| Labor - Remote Business | 0.75 | 150.00 |" in done.out


def test_the_receipts_of_an_execution_are_shown(line: Line, plan: Any, syncro_side: Syncro) -> None:
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"])
    assert done.code == 0
    [invoice] = syncro_side.of_ticket("invoices", TICKET)
    assert f"Invoice {invoice['number']}: 112.50" in done.out
    assert "Verified" in done.out
    assert "Avery Stone" in done.out


def test_a_discarded_plan_is_closed(line: Line, plan: Any, syncro_side: Syncro) -> None:
    done = line("plan", "discard", plan["plan_id"], "--json")
    assert (done.code, done.json["status"], done.json["wrote"]) == (0, "discarded", "no")
    refused = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"])
    assert (refused.code, refused.out) == (8, "")
    assert "discarded" in refused.err
    assert syncro_side.writes() == []


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("plan", "show", "zzzzzzzz"), 3),
        (("plan", "resume", "zzzzzzzz"), 3),
        (("plan", "discard", "zzzzzzzz"), 3),
        (("plan", "execute", "zzzzzzzz", "--confirm", "0"), 3),
        (("plan", "execute", "zzzzzzzz"), 2),
        (("plan", "show"), 2),
        (("plan", "burn"), 2),
        (("plan", "list", "--limit", "0"), 2),
    ],
)
def test_a_mistake_is_one_line_with_its_exit_code(line: Line, words: tuple[str, ...], code: int) -> None:
    done = line(*words)
    assert done.code == code, done.err
    assert len(done.err.splitlines()) == 1


def test_another_digest_is_exit_8(line: Line, plan: Any, syncro_side: Syncro) -> None:
    done = line("plan", "execute", plan["plan_id"], "--confirm", "f" * 64, "--json")
    assert done.code == 8
    assert done.json["error"]["wrote"] == "no"
    assert syncro_side.writes() == []


def test_executed_twice_is_exit_8_and_says_that_it_was_written(line: Line, plan: Any, syncro_side: Syncro) -> None:
    words = ("plan", "execute", plan["plan_id"], "--confirm", plan["digest"])
    assert line(*words).code == 0
    again = line(*words)
    assert again.code == 8
    assert "already carried out. Nothing was sent this time. Try: syncro plan show" in again.err
    assert syncro_side.counts(TICKET)["invoices"] == 1


def test_a_plan_never_confirmed_isnt_resumed(line: Line, plan: Any, syncro_side: Syncro) -> None:
    done = line("plan", "resume", plan["plan_id"])
    assert done.code == 8
    assert "never confirmed" in done.err
    assert syncro_side.writes() == []


def test_an_interrupted_plan_is_listed_as_unknown_and_named_by_the_next_equal_bill(
    line: Line, plan: Any, syncro_side: Syncro
) -> None:
    syncro_side.fault("drop_before", "tickets.comment")
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 6
    [listed] = line("plan", "list", "--json").json
    assert (listed["status"], listed["wrote"]) == ("unknown", "unknown")
    again = line(*BILL)
    assert again.code == 8
    assert f"syncro plan resume {plan['plan_id']}" in again.err


def test_progress_is_talk_and_the_result_is_alone_on_stdout(line: Line, plan: Any) -> None:
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert done.json["status"] == "done"
    assert "POST /invoices" in done.err
    assert line("plan", "resume", plan["plan_id"], "--quiet", "--json").err == ""


def test_a_write_by_hand_is_a_plan_like_any_other(line: Line, syncro_side: Syncro) -> None:
    waiting = line("api", "PUT", f"/tickets/{TICKET}", "-f", "priority=1 High", "--json")
    assert (waiting.code, waiting.json["status"]) == (7, "needs_confirmation")
    assert waiting.json["steps"][0]["body"] == {"priority": "1 High"}
    assert syncro_side.writes() == []
    done = line("plan", "execute", waiting.json["plan_id"], "--confirm", waiting.json["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True)
    assert syncro_side.record("tickets", TICKET)["priority"] == "1 High"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("PUT", f"/tickets/{TICKET}", "-f", "colour=red"), "no field 'colour'"),
        (("POST", "/payments", "-f", "customer_id=101", "-f", "cvv=123"), "Card numbers"),
        (("POST", "/tickets", "-f", "customer_id=101"), "subject"),
        (("POST", f"/tickets/{TICKET}/timer", "-f", "notes=x"), "no POST"),
        (("PUT", f"/tickets/{TICKET}", "-f", "priority"), "NAME=VALUE"),
    ],
)
def test_a_write_by_hand_that_makes_no_sense_is_exit_2(
    line: Line, syncro_side: Syncro, words: tuple[str, ...], said: str
) -> None:
    done = line("api", *words)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert syncro_side.writes() == []


def test_a_write_by_hand_in_a_dry_run_is_only_shown(line: Line, syncro_side: Syncro, tmp_path: Path) -> None:
    done = line("api", "PUT", f"/tickets/{TICKET}", "-f", "priority=1 High", "--dry-run")
    assert done.code == 0
    assert "1 High" in done.out
    assert syncro_side.writes() == []
    assert not list((tmp_path / "home").rglob("journal*"))


@pytest.mark.parametrize("change", ["update plans set document = '{}'", "update entries set event = 'bogus'"])
def test_a_damaged_journal_is_said_in_one_line_and_does_not_hide_the_list(
    line: Line, plan: Any, change: str, syncro_side: Syncro, tmp_path: Path
) -> None:
    [file] = tmp_path.rglob("journal.db")
    with closing(sqlite3.connect(file)) as database, database:
        database.execute(change)
    [listed] = line("plan", "list", "--json").json
    assert (listed["plan_id"], listed["status"], listed["wrote"]) == (plan["plan_id"], "damaged", "unknown")
    for words in (("show",), ("execute", "--confirm", plan["digest"]), ("resume",)):
        done = line("plan", *words, plan["plan_id"])
        assert done.code == 1
        assert "The journal is damaged" in done.err
        assert "Nothing was written." in done.err
    assert syncro_side.writes() == []


def test_a_noun_without_a_verb_shows_what_there_is(line: Line) -> None:
    done = line("plan")
    assert done.code == 0
    assert "resume" in done.out
    assert done.err == ""


@pytest.mark.parametrize("verb", ["execute", "resume", "discard"])
def test_a_dry_run_shows_the_plan_and_leaves_it_and_the_ticket_as_they_are(
    line: Any, syncro_side: Syncro, verb: str
) -> None:
    number = str(shop.number(shop.TICKETS[shop.PLAIN]))
    plan = line("comment", number, "Waiting for the disk", "--json").json
    confirm = ["--confirm", plan["digest"]]
    if verb == "resume":
        syncro_side.fault("drop_before", "tickets.comment")
        assert line("plan", "execute", plan["plan_id"], *confirm).code == 6
    before = line("journal", "show", plan["plan_id"], "--json").json
    syncro_side.forget_requests()

    done = line("plan", verb, plan["plan_id"], *(confirm if verb == "execute" else []), "--dry-run")

    assert done.code == 0
    assert plan["digest"] in done.out
    assert "Dry run" in done.err
    assert syncro_side.writes() == []
    assert line("journal", "show", plan["plan_id"], "--json").json == before


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs the device that is always full")
def test_a_full_disk_behind_stdout_says_where_the_new_plan_is(line: Line, syncro_side: Syncro, tmp_path: Path) -> None:
    env = {**os.environ, **environment(syncro_side.base_url, tmp_path / "home")}
    words = [sys.executable, "-m", "syncro.cli.main", *BILL]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False, env=env)
    [stored] = line("plan", "list", "--json").json
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1), done.stderr
    assert f"Nothing was written. Try: syncro plan show {stored['plan_id']}" in done.stderr


FAILING = ("--jq", 'error("no such thing")')


def test_a_filter_that_fails_on_a_new_plan_says_where_the_plan_is(line: Line, syncro_side: Syncro) -> None:
    done = line(*BILL, *FAILING)
    [stored] = line("plan", "list", "--json").json
    assert (done.code, stored["status"]) == (2, "needs_confirmation")
    assert f"syncro plan show {stored['plan_id']}" in done.err
    assert done.json["error"]["hint"] == f"syncro plan show {stored['plan_id']}"
    assert len(done.err.splitlines()) == 1
    assert syncro_side.writes() == []


def test_a_filter_that_fails_on_an_execution_says_that_it_was_written_and_where_to_look(line: Line, plan: Any) -> None:
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], *FAILING)
    assert done.code == 2
    assert f"It was written. Try: syncro plan show {plan['plan_id']}" in done.err
    assert done.json["error"]["wrote"] == "yes"
    assert line("plan", "show", plan["plan_id"], "--json").json["status"] == "done"


def test_a_plan_whose_rest_can_not_go_on_is_closed_and_taken_back(line: Line, syncro_side: Syncro, plan: Any) -> None:
    confirm = ["--confirm", plan["digest"]]
    syncro_side.fault("drop_before", "invoices.create")
    assert line("plan", "execute", plan["plan_id"], *confirm).code == 6
    syncro_side.someone("PUT", f"tickets/{TICKET}", {"status": "Waiting on Vendor"})
    stuck = line("plan", "resume", plan["plan_id"])
    assert (stuck.code, "status was New" in stuck.err) == (6, True)
    assert line("plan", "undo", plan["plan_id"]).code == 8

    assert line("plan", "discard", plan["plan_id"]).code == 0
    undo = line("plan", "undo", plan["plan_id"], "--json").json
    assert line("plan", "execute", undo["plan_id"], "--confirm", undo["digest"]).code == 0

    assert syncro_side.of_ticket("ticket_lines", TICKET) == []
    said = {finding["code"]: finding["message"] for finding in undo["findings"]}
    assert "invoice" in said["undo.unknown"]


def test_a_plan_that_stops_between_its_steps_names_what_is_done_and_what_isnt(
    line: Line, plan: Any, syncro_side: Syncro
) -> None:
    def meanwhile(_call: Any, send: Any) -> Any:
        reply = send()
        syncro_side.someone("PUT", f"tickets/{TICKET}", {"status": "Waiting on Customer"})
        return reply

    with meddled("tickets.add_line_item", meanwhile):
        done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"])
    assert done.code == 8
    assert "Stopped before invoice, status: " in done.err
    assert "Done before that: comment, line 1. It was written." in done.err
    assert f"syncro plan undo {plan['plan_id']}" in done.err

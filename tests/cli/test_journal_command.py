"""`syncro journal`: who wrote what, whether anybody changed it, all of it as a file (R-83)."""

import csv
import io
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import shop
from syncro import jsonio

Line = Callable[..., Any]
NUMBER = str(shop.number(shop.TICKETS[shop.PLAIN]))


@pytest.fixture
def plan_id(line: Line) -> str:
    """One executed comment, whose words are a formula to a spreadsheet."""
    plan = line("comment", NUMBER, "=1+1, and more", "--json").json
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
    return str(plan["plan_id"])


def by_hand(home: Path, statement: str) -> None:
    connection = sqlite3.connect(home / "journal.db")
    with connection:
        connection.execute(statement)
    connection.close()


def test_the_entries_of_a_plan_say_who_sent_what_and_what_came_of_it(line: Line, plan_id: str) -> None:
    found = line("journal", "show", plan_id, "--json").json
    assert [(each["event"], each["step"]) for each in found] == [
        ("planned", ""),
        ("confirmed", ""),
        ("sending", "comment"),
        ("done", "comment"),
        ("verified", ""),
    ]
    assert found[2]["key_owner"] == "Avery Stone"
    assert isinstance(found[3]["id"], int)
    assert found[3]["what"] == "confirmed"


def test_it_is_a_table_for_people_and_the_newest_without_a_plan(line: Line, plan_id: str) -> None:
    rows = line("journal", "show", "--limit", "2").out.splitlines()
    assert len(rows) == 2
    assert "✓" in rows[0]
    assert "done" in rows[0]
    assert plan_id in rows[0]


def test_an_empty_journal_says_so(line: Line) -> None:
    assert line("journal", "show").out == "The journal is empty.\n"
    assert line("journal", "verify", "--json").json["is_whole"] is True


def test_a_whole_journal_verifies_and_gives_its_head(line: Line, plan_id: str) -> None:
    found = line("journal", "verify", "--json")
    assert (found.code, found.json["is_whole"], found.json["entries"]) == (0, True, 5)
    assert line("journal", "verify", "--head", found.json["head"]).code == 0
    assert line("journal", "verify", "--head", "f" * 64).code == 1


CHANGES = {
    "changed": "UPDATE entries SET data = '{}' WHERE seq = 3",
    "cut": "DELETE FROM entries WHERE seq = 3",
    "the newest cut": "DELETE FROM entries WHERE seq = 5",
    "plan changed": "UPDATE plans SET document = replace(document, '1+1', '1+2')",
}


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_journal_is_found_and_named(line: Line, plan_id: str, tmp_path: Path, statement: str) -> None:
    by_hand(tmp_path / "home", statement)
    found = line("journal", "verify")
    assert found.code == 1
    assert plan_id in found.out
    assert "The journal was altered or replaced." in found.err
    assert line("journal", "verify", "--json").json["breaks"][0]["plan_id"] == plan_id


def test_a_changed_entry_stops_its_plan(line: Line, plan_id: str, tmp_path: Path) -> None:
    by_hand(tmp_path / "home", "UPDATE entries SET event = 'absent' WHERE seq = 4")
    found = line("plan", "resume", plan_id)
    assert found.code == 1
    assert "isn't as it was written" in found.err


def test_an_export_is_all_of_it_in_order(line: Line, plan_id: str) -> None:
    rows = [jsonio.loads(each) for each in line("journal", "export").out.splitlines()]
    assert [each["kind"] for each in rows] == ["plan", *["entry"] * 5]
    assert rows[0]["document"]["kind"] == "comment"
    assert [each["previous"] for each in rows[2:]] == [each["hash"] for each in rows[1:-1]]
    assert rows[-1]["hash"] == line("journal", "verify", "--json").json["head"]


def test_an_export_as_a_table_has_a_row_for_each_plan_and_entry(line: Line, plan_id: str) -> None:
    rows = list(csv.DictReader(io.StringIO(line("journal", "export", "--format", "csv").out)))
    assert [row["event"] for row in rows] == ["", "planned", "confirmed", "sending", "done", "verified"]
    assert {row["plan_id"] for row in rows} == {plan_id}


def test_a_cell_that_a_spreadsheet_would_run_is_text(line: Line, plan_id: str, tmp_path: Path) -> None:
    by_hand(tmp_path / "home", "UPDATE entries SET who = '=HYPERLINK(1)' WHERE seq = 3")
    rows = list(csv.DictReader(io.StringIO(line("journal", "export", "--format", "csv").out)))
    assert rows[3]["who"] == "'=HYPERLINK(1)"


@pytest.mark.parametrize(
    "cell",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "\uff1d1"),
        *('a;=1+1;"b', "a,b", 'quote " inside', "two\nlines", "plain"),
    ],
)
def test_every_cell_is_quoted_and_none_runs_whatever_parts_the_cells(
    line: Line, plan_id: str, tmp_path: Path, cell: str
) -> None:
    by_hand(tmp_path / "home", "UPDATE entries SET who = '{}' WHERE seq = 3".format(cell.replace("'", "''")))
    printed = line("journal", "export", "--format", "csv").out
    for each in printed.splitlines():
        assert each.startswith('"')
        assert each.endswith('"')
        assert '","' in each
    for parted in (printed, printed.replace('","', '";"')):
        rows = list(csv.reader(io.StringIO(parted), delimiter=";" if ";" in parted[:20] else ","))
        assert len({len(row) for row in rows}) == 1
        assert not [value for row in rows for value in row if value[:1] in tuple("=+-@\t\r\uff1d")]


def test_a_file_is_for_its_owner_only_and_never_overwritten(line: Line, plan_id: str, tmp_path: Path) -> None:
    file = tmp_path / "journal.jsonl"
    assert line("journal", "export", "--output", str(file)).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    kept = file.read_text()
    assert len(kept.splitlines()) == 6
    again = line("journal", "export", "--output", str(file))
    assert again.code != 0
    assert "exists already: nothing was written. Name a new file." in again.err
    assert file.read_text() == kept


def test_no_key_is_in_an_export(line: Line, plan_id: str) -> None:
    assert "sandbox-tech-1" not in line("journal", "export").out


@pytest.mark.parametrize("channel", ["terminal", "digest"])
def test_the_journal_tells_how_a_yes_came_and_calls_it_advisory(
    line: Line, plan_id: str, tmp_path: Path, channel: str
) -> None:
    from syncro.workflows import journaling

    by_hand(tmp_path / "home", f"UPDATE entries SET data = '{{\"channel\":\"{channel}\"}}' WHERE event = 'confirmed'")
    shown = line("journal", "show", plan_id).out
    assert journaling.CHANNELS[channel] in shown
    assert "advisory" in shown

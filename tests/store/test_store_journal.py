"""The journal keeps what was planned, sent and found, and shows when it was changed (R-52, R-83)."""

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from syncro import jsonio
from syncro.errors import JournalError, NotFound
from syncro.store.database import GENESIS, SCHEMA_VERSION, sqlite_url
from syncro.store.journal import Journal, StoredPlan

NOW = datetime(2026, 6, 15, 10, 0, 0, 123456, tzinfo=timezone(timedelta(hours=-7)))
DATA = {"record": {"id": 5, "price": Decimal("150.00"), "note": "Größe 🎉 $x"}, "known": [1, 2], "none": None}


def stored(plan_id: str, *, made_at: datetime = NOW, intent: str = "wish") -> StoredPlan:
    document = {"title": "Größe", "price": Decimal("150.00")}
    digest = jsonio.digest(document)
    return StoredPlan(plan_id, digest, intent, "https://shop.example", "Größe", made_at, document)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "home" / "journal.db"


@pytest.fixture
def journal(file: Path) -> Journal:
    return Journal(sqlite_url(file))


@pytest.fixture
def full(journal: Journal) -> Journal:
    """A journal of two plans and five entries."""
    for plan_id in ("aa11", "ab22"):
        journal.add_plan(stored(plan_id), who="Ana Reyes")
    journal.append("aa11", "confirmed", at=NOW, who="Ana Reyes", data={"digest": "x"})
    journal.append("aa11", "sending", at=NOW, who="Ana Reyes", step="line", data=DATA)
    journal.append("aa11", "done", at=NOW, who="Ana Reyes", step="line")
    return journal


def test_a_plan_reads_back_as_it_was_stored(full: Journal) -> None:
    assert full.plan("aa11") == stored("aa11")
    assert str(full.plan("aa11").document["price"]) == "150.00"


def test_entries_of_a_plan_come_back_in_their_order_with_their_values(full: Journal) -> None:
    rows = full.entries("aa11")
    assert [(row.event, row.step) for row in rows] == [
        ("planned", ""),
        ("confirmed", ""),
        ("sending", "line"),
        ("done", "line"),
    ]
    assert (rows[2].data, rows[2].at, rows[2].who) == (DATA, NOW, "Ana Reyes")
    assert rows[0].data == {"digest": stored("aa11").digest, "intent": "wish"}
    assert [row.event for row in full.entries("ab22")] == ["planned"]


def test_another_process_sees_what_was_appended(full: Journal, file: Path) -> None:
    assert Journal(sqlite_url(file)).all_entries() == full.all_entries()


def test_a_plan_is_found_by_the_only_id_that_begins_so(full: Journal) -> None:
    assert full.plan("aa").id == "aa11"
    with pytest.raises(NotFound, match="Several plans begin with 'a'"):
        full.plan("a")


@pytest.mark.parametrize("plan_id", ["", "b", "aa111", "%", "_a11"])
def test_what_begins_no_id_finds_no_plan(full: Journal, plan_id: str) -> None:
    with pytest.raises(NotFound, match="There is no plan"):
        full.plan(plan_id)


def test_an_empty_id_finds_not_even_the_only_plan(journal: Journal) -> None:
    journal.add_plan(stored("aa11"), who="Ana Reyes")
    with pytest.raises(NotFound):
        journal.plan("")


def test_a_whole_id_is_that_plan_though_others_begin_with_it(full: Journal) -> None:
    full.add_plan(stored("aa11ff"), who="Ana Reyes")
    assert full.plan("aa11").id == "aa11"


def test_plans_are_listed_newest_first(journal: Journal) -> None:
    for number, plan_id in enumerate(("old", "middle", "new")):
        journal.add_plan(stored(plan_id, made_at=NOW + timedelta(hours=number)), who="Ana Reyes")
    assert [each.id for each in journal.plans()] == ["new", "middle", "old"]
    assert [each.id for each in journal.plans(limit=1)] == ["new"]


def test_plans_made_in_other_time_zones_are_ordered_by_the_instant(journal: Journal) -> None:
    journal.add_plan(stored("later", made_at=NOW), who="Ana Reyes")
    journal.add_plan(stored("earlier", made_at=NOW.astimezone(UTC) - timedelta(minutes=1)), who="Ana Reyes")
    assert [each.id for each in journal.plans()] == ["later", "earlier"]
    assert journal.plan("later").made_at == NOW


def test_equal_wishes_are_found_newest_first(journal: Journal) -> None:
    for number, (plan_id, intent) in enumerate((("one", "wish"), ("two", "other"), ("three", "wish"))):
        journal.add_plan(stored(plan_id, intent=intent, made_at=NOW + timedelta(hours=number)), who="Ana Reyes")
    assert [each.id for each in journal.plans_with_intent("wish")] == ["three", "one"]


def test_plans_about_a_record_are_found_however_many_others_there_are(journal: Journal) -> None:
    subjects = [("ticket", 9001), ("ticket", 90011), ("customer", 9001), ("ticket", 9001)]
    for place, (kind, id_) in enumerate(subjects):
        about = {
            "subject": {"kind": kind, "id": id_, "number": "32001", "name": '"subject":{"kind":"ticket","id":9001'}
        }
        plan = stored(f"plan{place}", made_at=NOW - timedelta(minutes=place))
        journal.add_plan(replace(plan, document=about), who="Ana Reyes")
    elsewhere = replace(
        stored("other"), account="https://other.example", document={"subject": {"kind": "ticket", "id": 9001}}
    )
    journal.add_plan(elsewhere, who="Ana Reyes")
    found = journal.plans_about("https://shop.example", "ticket", 9001)
    assert [plan.id for plan in found] == ["plan3", "plan0"]


def test_a_plan_is_stored_once(full: Journal) -> None:
    with pytest.raises(JournalError):
        full.add_plan(stored("aa11"), who="Ana Reyes")
    assert len(full.all_entries()) == 5


def test_an_entry_of_no_plan_is_refused(full: Journal) -> None:
    with pytest.raises(JournalError, match="FOREIGN KEY"):
        full.append("none", "sending", at=NOW, who="Ana Reyes")


def test_what_is_learned_is_recalled_and_replaced(journal: Journal) -> None:
    assert journal.recall("shop", "tax_rate 71") is None
    for value in (Decimal("8.1"), "8.2"):
        journal.remember("shop", "tax_rate 71", value, at=NOW, source="invoice 1")
        assert journal.recall("shop", "tax_rate 71") == (value, "invoice 1")
    assert journal.recall("other", "tax_rate 71") is None


# The chain.


def test_each_entry_is_chained_to_the_one_before(full: Journal) -> None:
    rows = full.all_entries()
    assert [row.previous for row in rows] == [GENESIS, *[row.hash for row in rows[:-1]]]
    assert full.breaks() == []


def test_a_journal_without_entries_is_whole(journal: Journal) -> None:
    assert journal.breaks() == []
    assert journal.head().hash == GENESIS


CHANGES = {
    "data": "UPDATE entries SET data = '{}' WHERE seq = 4",
    "event": "UPDATE entries SET event = 'absent' WHERE seq = 4",
    "step": "UPDATE entries SET step = 'other' WHERE seq = 4",
    "who": "UPDATE entries SET who = 'Bo Lind' WHERE seq = 4",
    "time": "UPDATE entries SET at = '2026-06-15T10:00:00.123457-0700' WHERE seq = 4",
    "plan": "UPDATE entries SET plan_id = 'ab22' WHERE seq = 4",
    "hash": "UPDATE entries SET hash = previous WHERE seq = 4",
    "data that is none": "UPDATE entries SET data = x'00ff' WHERE seq = 4",
    "data that is no JSON": "UPDATE entries SET data = 'x' WHERE seq = 4",
    "a time that is none": "UPDATE entries SET at = 'yesterday' WHERE seq = 4",
    "cut": "DELETE FROM entries WHERE seq = 3",
}


def _by_hand(file: Path, *statements: str) -> None:
    connection = sqlite3.connect(file)
    with connection:
        for statement in statements:
            connection.execute(statement)
    connection.close()


@pytest.mark.parametrize("statement", CHANGES.values(), ids=CHANGES.keys())
def test_a_changed_or_cut_entry_breaks_the_chain_there(full: Journal, file: Path, statement: str) -> None:
    _by_hand(file, statement)
    assert full.breaks()[0].seq == 4


def test_the_first_entry_cut_breaks_the_chain(full: Journal, file: Path) -> None:
    _by_hand(file, "DELETE FROM entries WHERE seq = 1")
    assert full.breaks()[0].seq == 2


def test_an_inserted_entry_breaks_the_chain(full: Journal, file: Path) -> None:
    _by_hand(
        file,
        "UPDATE entries SET seq = seq + 10 WHERE seq > 3",
        "INSERT INTO entries SELECT 4, plan_id, step, event, at, who, data, hash, hash, record_id FROM entries WHERE seq = 3",
    )
    assert full.breaks()[0].seq == 4


def test_entries_in_another_order_break_the_chain(full: Journal, file: Path) -> None:
    _by_hand(
        file,
        "UPDATE entries SET seq = 99 WHERE seq = 4",
        "UPDATE entries SET seq = 4 WHERE seq = 5",
        "UPDATE entries SET seq = 5 WHERE seq = 99",
    )
    assert full.breaks()[0].seq == 4


CUTS = {
    "the newest": "DELETE FROM entries WHERE seq = 5",
    "the newest two": "DELETE FROM entries WHERE seq > 3",
    "all": "DELETE FROM entries",
}


@pytest.mark.parametrize("statement", CUTS.values(), ids=CUTS.keys())
def test_the_newest_entries_cut_are_missed(full: Journal, file: Path, statement: str) -> None:
    _by_hand(file, statement)
    assert any("missing" in each.says for each in full.breaks())


def test_what_is_appended_after_a_cut_does_not_hide_it(full: Journal, file: Path) -> None:
    _by_hand(file, "DELETE FROM entries WHERE seq = 5")
    full.append("aa11", "verified", at=NOW, who="Ana Reyes")
    assert full.breaks()[0].says == "an entry before this one was cut, put in or moved"


def test_a_cut_with_the_head_set_back_is_found_by_a_head_that_was_noted(full: Journal, file: Path) -> None:
    noted = full.head().hash
    _by_hand(
        file,
        "DELETE FROM entries WHERE seq = 5",
        "UPDATE head SET seq = 4, entries = 4, hash = (SELECT hash FROM entries WHERE seq = 4)",
    )
    assert full.breaks() == []
    assert [each.says[:10] for each in full.breaks(noted=noted)] == ["the head t"]
    assert full.breaks(noted=full.all_entries()[2].hash) == []


PLAN_CHANGES = {
    "document": "UPDATE plans SET document = replace(document, '150', '15') WHERE id = 'aa11'",
    "digest": "UPDATE plans SET digest = replace(digest, substr(digest, 1, 1), 'z') WHERE id = 'aa11'",
    "gone": "DELETE FROM plans WHERE id = 'aa11'",
    "title": "UPDATE plans SET title = 'Another' WHERE id = 'aa11'",
    "intent": "UPDATE plans SET intent = 'another' WHERE id = 'aa11'",
    "no document": "UPDATE plans SET document = 'x' WHERE id = 'aa11'",
    "id": "UPDATE plans SET id = 'aa99' WHERE id = 'aa11'",
}


@pytest.mark.parametrize("statement", PLAN_CHANGES.values(), ids=PLAN_CHANGES.keys())
def test_a_changed_plan_is_found(full: Journal, file: Path, statement: str) -> None:
    _by_hand(file, statement)
    assert {"aa11", "aa99"} & {each.plan_id for each in full.breaks()}


@pytest.mark.parametrize("column", ["seq", "entries"])
def test_a_head_that_was_changed_is_found(full: Journal, file: Path, column: str) -> None:
    _by_hand(file, f"UPDATE head SET {column} = 3")
    assert [each.seq for each in full.breaks()] == [5]


def test_a_version_that_is_gone_is_written_again(full: Journal, file: Path) -> None:
    _by_hand(file, "DELETE FROM schema_version")
    assert Journal(sqlite_url(file)).breaks() == []


def test_a_head_that_is_gone_stops_every_write(full: Journal, file: Path) -> None:
    _by_hand(file, "DELETE FROM head")
    with pytest.raises(JournalError, match="its head is gone"):
        full.append("aa11", "sending", at=NOW, who="Ana Reyes")
    with pytest.raises(JournalError, match="its head is gone"):
        full.breaks()


def test_everything_comes_out_with_each_plan_before_its_entries(full: Journal) -> None:
    told = [f"plan {each.id}" if isinstance(each, StoredPlan) else each.event for each in full.everything()]
    assert told == ["plan aa11", "planned", "plan ab22", "planned", "confirmed", "sending", "done"]


def test_the_newest_entries_come_in_their_order(full: Journal) -> None:
    assert [row.event for row in full.newest(2)] == ["sending", "done"]
    assert len(full.newest(99)) == 5


# Older journals go on.


def test_a_journal_of_the_first_version_is_taken_over_whole(full: Journal, file: Path) -> None:
    before = full.all_entries()
    _by_hand(file, "DROP TABLE head", "UPDATE schema_version SET version = 1")
    again = Journal(sqlite_url(file))
    assert (again.all_entries(), again.breaks()) == (before, [])
    assert (again.head().hash, again.head().entries) == (before[-1].hash, 5)
    again.append("aa11", "verified", at=NOW, who="Ana Reyes")
    assert Journal(sqlite_url(file)).breaks() == []


def test_the_version_is_moved_forward_once(full: Journal, file: Path) -> None:
    _by_hand(file, "DROP TABLE head", "UPDATE schema_version SET version = 1")
    for _ in range(2):
        Journal(sqlite_url(file))
    connection = sqlite3.connect(file)
    assert connection.execute("SELECT version FROM schema_version").fetchall() == [(SCHEMA_VERSION,)]
    connection.close()


@pytest.mark.parametrize(
    "data",
    [{"n": Decimal("1E+2")}, {"n": Decimal("0.00")}, {"n": Decimal(3)}, {"b": 1, "a": 2}, {"text": '"\\\n\u2028'}],
)
def test_values_of_any_kind_leave_the_chain_whole(full: Journal, data: dict[str, Any]) -> None:
    full.append("aa11", "done", at=NOW.astimezone(UTC), who="Ana “Reyes”", data=data)
    assert full.breaks() == []


# When it can't be used, that is said, and nothing is sent.


def test_a_newer_schema_is_refused(full: Journal, file: Path) -> None:
    _by_hand(file, f"UPDATE schema_version SET version = {SCHEMA_VERSION + 1}")
    with pytest.raises(JournalError, match="newer version") as caught:
        Journal(sqlite_url(file))
    assert caught.value.hint == "Update syncro-psa."


def test_a_file_that_is_no_database_is_refused(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("not a database at all, only some words" * 50)
    with pytest.raises(JournalError, match="can't be opened"):
        Journal(sqlite_url(file))


@pytest.mark.parametrize("make", [lambda file: file.mkdir(parents=True), lambda file: file.parent.write_text("a file")])
def test_a_place_that_can_hold_no_file_is_refused(file: Path, make: Callable[[Path], object]) -> None:
    make(file)
    with pytest.raises(JournalError, match="can't be opened"):
        Journal(sqlite_url(file))


def test_a_table_that_went_away_is_an_error_of_the_journal(full: Journal, file: Path) -> None:
    _by_hand(file, "ALTER TABLE entries RENAME TO gone")
    with pytest.raises(JournalError, match="can't be used: no such table"):
        full.append("aa11", "sending", at=NOW, who="Ana Reyes")
    with pytest.raises(JournalError):
        full.entries("aa11")


def test_an_error_does_not_repeat_what_was_to_be_written(full: Journal, file: Path) -> None:
    _by_hand(file, "ALTER TABLE entries RENAME TO gone")
    with pytest.raises(JournalError) as caught:
        full.append("aa11", "sending", at=NOW, who="Ana Reyes", data={"body": "words of a customer"})
    assert "words of a customer" not in caught.value.message
    assert caught.value.__cause__ is None

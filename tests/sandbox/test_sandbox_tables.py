"""Tables: records by id, by index, and in the order lists show them."""

import random

from syncro.sandbox.tables import Tables


def shown(tables: Tables) -> list[int]:
    return [row["id"] for row in tables.newest("tickets")[:]]


def put(tables: Tables, id_: int, created_at: str, **more: object) -> None:
    tables.put("tickets", {"id": id_, "created_at": created_at, **more})


def test_a_list_begins_with_the_latest_whatever_was_put_changed_or_dropped() -> None:
    tables, chance = Tables(), random.Random(7)
    for _ in range(400):
        id_ = chance.randrange(60)
        if chance.random() < 0.2:
            tables.drop("tickets", id_)
        else:
            put(tables, id_, f"2026-11-{chance.randrange(1, 29):02}", subject=str(chance.random()))
        rows = tables.newest("tickets")
        expected = sorted(tables.all("tickets"), key=lambda row: (row["created_at"], row["id"]), reverse=True)
        assert list(rows) == expected
        assert rows[2:9] == expected[2:9]
        assert len(rows) == len(expected)


def test_a_changed_record_stays_in_its_place_with_its_new_fields() -> None:
    tables = Tables()
    put(tables, 1, "2026-11-01", status="New")
    put(tables, 2, "2026-11-02", status="New")
    assert shown(tables) == [2, 1]
    put(tables, 1, "2026-11-01", status="Resolved")
    assert [row["status"] for row in tables.newest("tickets")] == ["New", "Resolved"]


def test_pages_past_the_end_are_empty() -> None:
    tables = Tables()
    put(tables, 1, "2026-11-01")
    assert tables.newest("tickets")[50:100] == []
    assert tables.newest("tickets")[0:50] == [{"id": 1, "created_at": "2026-11-01"}]

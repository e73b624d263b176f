"""What the journals of all homes say, read straight from their tables. Changes nothing."""

import json
import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from msgspec import Struct, field

MARKER = re.compile(r"Piece (\d{5})")
OPEN = frozenset({"sending", "unknown", "absent"})
CLOSED = frozenset({"done", "skipped"})
CHARGE = "tickets.charge_timer_entry"
"""Its reply is the timer entry; what it makes is the line that the entry names."""
STEP_EVENTS = OPEN | CLOSED | {"refused"}


class Told(Struct):
    """One plan as its journal tells it: steps with their last event and the id that a `done` gives."""

    plan_id: str
    digest: str
    home: int
    piece: int
    operations: dict[str, str]
    tech: str
    is_confirmed: bool = False
    is_verified: bool = False
    last: dict[str, str] = field(default_factory=dict)
    ids: dict[str, Any] = field(default_factory=dict)

    @property
    def open_steps(self) -> list[str]:
        """Steps whose end the journal doesn't know."""
        return [step for step, event in self.last.items() if event in OPEN]

    @property
    def is_complete(self) -> bool:
        """Every step done or not needed."""
        return all(self.last.get(step) in CLOSED for step in self.operations)


def read(homes: Iterable[Path], appointments: dict[int, int]) -> dict[str, Told]:
    """All plans by id. `appointments`: appointment → piece, for plans that carry no words."""
    told: dict[str, Told] = {}
    for home in homes:
        path = home / "journal.db"
        if path.exists():
            told |= _one(path, int(home.name.rpartition("-")[2]), appointments)
    return told


def _one(path: Path, home: int, appointments: dict[int, int]) -> dict[str, Told]:
    connection = sqlite3.connect(path)
    try:
        rows = connection.execute("SELECT id, digest, document FROM plans").fetchall()
        told = {id_: _plan(id_, digest, home, document, appointments) for id_, digest, document in rows}
        for id_, step, event, data in connection.execute("SELECT plan_id, step, event, data FROM entries ORDER BY seq"):
            _note(told[id_], step, event, data)
    finally:
        connection.close()
    return told


def _plan(id_: str, digest: str, home: int, text: str, appointments: dict[int, int]) -> Told:
    document = json.loads(text)
    steps = document["steps"]
    named = MARKER.search(text)
    piece = int(named[1]) if named else appointments.get(_id_in(steps[0]["call"]), 0)
    operations = {step["name"]: step["call"]["operation"] for step in steps}
    return Told(id_, digest, home, piece, operations, steps[0]["as_tech"])


def _id_in(call: dict[str, Any]) -> int:
    return int(call.get("path", {}).get("id", 0))


def _note(told: Told, step: str, event: str, data: str) -> None:
    if not step:
        told.is_confirmed |= event == "confirmed"
        told.is_verified |= event == "verified" and json.loads(data).get("verified") is True
    elif event in STEP_EVENTS:
        told.last[step] = event
        if event == "done":
            record = json.loads(data).get("record", {})
            told.ids[step] = record.get("ticket_line_item_id" if told.operations[step] == CHARGE else "id")

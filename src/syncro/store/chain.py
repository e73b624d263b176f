"""The hash chain over the journal's entries: how an entry is bound to the one before, and where that no longer holds. Pure."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from msgspec import Struct

from syncro.store.database import GENESIS


class Row(Struct, frozen=True):
    """One entry of the journal. `is_whole`: its hash is still that of what it says."""

    seq: int
    plan_id: str
    step: str
    event: str
    at: datetime
    who: str
    data: dict[str, Any]
    previous: str
    hash: str
    is_whole: bool = True


class Head(Struct, frozen=True):
    """The newest entry and how many there are, kept beside the entries."""

    seq: int
    entries: int
    hash: str


class Held(Struct, frozen=True):
    """What the row of a plan says: its digest and intent, the digest that its document has now, whether the rest agrees."""

    digest: str
    intent: str
    document: str
    agrees: bool


class Break(Struct, frozen=True):
    """A place where the journal isn't what was written: the entry's `seq`, its plan, what is wrong."""

    seq: int
    plan_id: str
    says: str


def hash_of(previous: str, *parts: str) -> str:
    """The hash that binds an entry to the one before: SHA-256 over both."""
    return hashlib.sha256(json.dumps([previous, *parts], ensure_ascii=True).encode()).hexdigest()


def breaks(rows: Sequence[Row], head: Head, plans: Mapping[str, Held], *, noted: str = "") -> list[Break]:
    """Every place that doesn't hold. `plans`: what the row of each plan says."""
    return [*_in_the_chain(rows), *_at_the_head(rows, head, noted), *_in_the_plans(rows, plans)]


def _in_the_chain(rows: Sequence[Row]) -> Iterator[Break]:
    previous = GENESIS
    for row in rows:
        if row.previous != previous:
            yield Break(row.seq, row.plan_id, "an entry before this one was cut, put in or moved")
        if not row.is_whole:
            yield Break(row.seq, row.plan_id, "this entry was changed")
        previous = row.hash


def _at_the_head(rows: Sequence[Row], head: Head, noted: str) -> Iterator[Break]:
    newest = rows[-1] if rows else None
    newest_shown = (newest.seq, len(rows), newest.hash) if newest else (0, 0, GENESIS)
    if newest_shown != (head.seq, head.entries, head.hash):
        seq, plan_id = (newest.seq, newest.plan_id) if newest else (0, "")
        missing = head.entries - len(rows)
        text = f"{missing} after this one are missing" if missing > 0 else "the journal's head isn't this entry"
        yield Break(seq, plan_id, text)
    if noted and noted != GENESIS and not any(row.hash == noted for row in rows):
        yield Break(
            newest.seq if newest else 0,
            "",
            "the head that was noted isn't in this journal: it is an older copy or another one",
        )


def _in_the_plans(rows: Sequence[Row], plans: Mapping[str, Held]) -> Iterator[Break]:
    planned = {row.plan_id: row for row in rows if row.event == "planned"}
    for plan_id, kept in plans.items():
        row = planned.get(plan_id)
        if row is None:
            yield Break(0, plan_id, "the entry that this plan was stored with is gone")
        elif not _is_as_stored(row.data, kept):
            yield Break(row.seq, plan_id, "this plan isn't the one that was stored")
    for row in rows:
        if row.plan_id not in plans:
            yield Break(row.seq, row.plan_id, "the plan of this entry is gone")


def _is_as_stored(data: Mapping[str, Any], stored: Held) -> bool:
    # The first version didn't note the intent.
    same_intent = data.get("intent", stored.intent) == stored.intent
    return data.get("digest") == stored.digest == stored.document and same_intent and stored.agrees

"""The journal as people and programs read it: entries in words, whether it is whole, all of it as data. Never changes it."""

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from syncro.workflows.session import Session

if TYPE_CHECKING:
    from syncro.store.chain import Break, Row

NO_HEAD = "0" * 64
"""The head of a journal that nothing was written to."""
EXPORT_FIELDS = ("kind", "seq", "plan_id", "at", "who", "event", "step", "key_owner", "id", "what", "previous", "hash")
"""Columns of an export: one row per entry and, with `kind` plan, one per plan."""


CHANNELS = {
    "terminal": "confirmed at a terminal (advisory: a program can play one)",
    "digest": "confirmed by digest (advisory: whoever read it can pass it on)",
}
"""How a yes came, in words: neither proves a person."""


class Line(Struct, frozen=True):
    """One entry: who did what when, with whose key, which record came of it, and how that is known."""

    seq: int
    at: datetime
    who: str
    plan_id: str
    event: str
    step: str
    key_owner: str
    id: int | str | None
    what: str


class Verdict(Struct, frozen=True):
    """Whether the journal is whole: how much there is, its head to be noted elsewhere, and every break."""

    is_whole: bool
    entries: int
    head: str
    breaks: "tuple[Break, ...]"


def lines(session: Session, *, plan_id: str = "", limit: int = 50) -> list[Line]:
    """Entries of one plan, or the newest of all; oldest first. Raises NotFound for a plan that isn't there."""
    if not session.has_journal and not plan_id:
        return []
    journal = session.journal
    rows = journal.entries(journal.plan(plan_id).id) if plan_id else journal.newest(limit)
    return [_line(row) for row in rows]


def verified(session: Session, *, noted: str = "") -> Verdict:
    """Look at every entry and every plan. `noted`: the hash of a head that was written down earlier."""
    if not session.has_journal:
        return Verdict(True, 0, NO_HEAD, ())
    journal = session.journal
    breaks = journal.breaks(noted=noted)
    head = journal.head()
    return Verdict(not breaks, head.entries, head.hash, tuple(breaks))


def exported(session: Session) -> Iterator[dict[str, Any]]:
    """Everything, in order, one row at a time: each plan with its document, then its entries with their hashes."""
    if not session.has_journal:
        return
    from syncro.store.chain import Row

    for each in session.journal.everything():
        if isinstance(each, Row):
            yield {"kind": "entry", **_entry(each), "data": each.data, "previous": each.previous, "hash": each.hash}
        else:
            yield {
                "kind": "plan",
                "plan_id": each.id,
                "at": each.made_at.isoformat(),
                "what": each.title,
                "digest": each.digest,
                "account": each.account,
                "document": each.document,
            }


def _entry(row: "Row") -> dict[str, Any]:
    line = _line(row)
    return {name: getattr(line, name) for name in Line.__struct_fields__} | {"at": row.at.isoformat()}


def _line(row: "Row") -> Line:
    data = row.data
    record = data.get("record") or {}
    channel = str(data.get("channel") or "")
    what = data.get("how") or data.get("message") or CHANNELS.get(channel, channel)
    return Line(
        seq=row.seq,
        at=row.at,
        who=row.who,
        plan_id=row.plan_id,
        event=row.event,
        step=row.step,
        key_owner=str(data.get("as") or ""),
        id=record.get("id"),
        what=str(what or " ".join(data.get("findings") or ())),
    )

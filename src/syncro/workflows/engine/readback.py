"""After a lost answer: did it happen? Reads over all pages, again and again until the settle time is up (R-51, facts §18)."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from msgspec import Struct, field

from syncro import jsonio
from syncro.api import Listing, Reader
from syncro.calls import Call, resolved
from syncro.catalog import Shape
from syncro.errors import NotFound, SyncroError
from syncro.jsonio import Json
from syncro.rules.plans.plan import Kind, Look, Recogniser, called
from syncro.rules.plans.recognise import doubts, found, matches
from syncro.workflows.engine.snapshot import Snapshot

Results = Mapping[str, Mapping[str, Json]]
LISTED = 200
"""Rows of a list that are looked through for a record that should be gone."""
DETAILS_READ = 20
"""More candidates than this for one lost invoice means that the list is not about this ticket."""


class Verdict(StrEnum):
    """What reading back can say."""

    FOUND = "found"
    ABSENT = "absent"
    UNCLEAR = "unclear"


class ReadBack(Struct, frozen=True):
    """The verdict; with FOUND, the record; with UNCLEAR, why.

    `several`: the ids, when more than one looks like it. `only_a_person`: reading again won't tell more.
    """

    verdict: Verdict
    record: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    several: tuple[int, ...] = ()
    only_a_person: bool = False


def settle(
    reader: Reader,
    recogniser: Recogniser | None,
    results: Results,
    known: Sequence[int],
    *,
    times: Sequence[float],
    sleep: Callable[[float], None],
) -> ReadBack:
    """Look at each of `times` (seconds after the loss) until the effect shows.

    Absent needs the last look to have worked; a look that failed, two equal new records, or a witness that
    speaks against it leave it unclear.
    """
    if recogniser is None:
        return ReadBack(Verdict.UNCLEAR, reason="there is no way to find this effect by reading", only_a_person=True)
    seen = ReadBack(Verdict.UNCLEAR, reason="it was not read back")
    waited = 0.0
    for moment in times or (0.0,):
        sleep(max(moment - waited, 0))
        waited = max(moment, waited)
        seen = look(reader, recogniser, results, known)
        if seen.verdict is Verdict.FOUND:
            return seen
    return seen


def look(reader: Reader, recogniser: Recogniser, results: Results, known: Sequence[int]) -> ReadBack:
    """One look for the effect."""
    try:
        seen = LOOKS[recogniser.kind](reader, recogniser, results, {*known, *recogniser.known})
        if seen.verdict is Verdict.ABSENT and recogniser.witness and holds(reader, recogniser.witness, results):
            return ReadBack(Verdict.UNCLEAR, reason="it can't be found, and another record shows that it is there")
    except SyncroError as error:
        return ReadBack(Verdict.UNCLEAR, reason=f"reading back failed: {error.message}")
    except KeyError as error:
        return ReadBack(Verdict.UNCLEAR, reason=f"{called(str(error.args[0]))} has no record to look for")
    return seen


def records(reader: Reader, recogniser: Recogniser, results: Results) -> list[dict[str, Any]]:
    """All records that could be the effect: rows of every page, or the list inside one record, each id once."""
    if recogniser.kind is Kind.GONE:
        return rows_of(reader, recogniser.read.resolve(results), recogniser.within)
    return list(_gathered(reader, recogniser, results).rows)


def _gathered(reader: Reader, recogniser: Recogniser, results: Results) -> Listing[dict[str, Any]]:
    first = _listed(reader, recogniser.read.resolve(results), recogniser.within)
    if recogniser.also is None:
        return first
    seen = {row.get("id") for row in first.rows}
    others = _listed(reader, recogniser.also.resolve(results), recogniser.within)
    rows = [*first.rows, *(row for row in others.rows if row.get("id") not in seen)]
    return Listing(rows, first.complete or others.complete, first.pages + others.pages)


def rows_of(reader: Reader, call: Call, within: str) -> list[dict[str, Any]]:
    """Rows of a list over all pages, the list `within` a record, or the record alone."""
    return list(_listed(reader, call, within).rows)


def _listed(reader: Reader, call: Call, within: str) -> Listing[dict[str, Any]]:
    if call.row.reply.shape is Shape.MANY:
        return reader.listing(call)
    record = reader.read(call)
    return Listing(list(record.get(within) or []) if within else [record], complete=True, pages=1)


def _new(reader: Reader, recogniser: Recogniser, results: Results, known: set[int]) -> ReadBack:
    wanted = resolved(recogniser.match, results)
    listed = _gathered(reader, recogniser, results)
    if recogniser.details:
        listed = _detailed(reader, recogniser.details, listed, known)
    hits = found(listed.rows, wanted, known)
    seen = _decided(hits, resolved(recogniser.doubts, results))
    if seen.verdict is Verdict.ABSENT and not listed.complete:
        return ReadBack(Verdict.UNCLEAR, reason="it isn't among those that the list shows, and the list isn't whole")
    return seen


def _decided(hits: Sequence[Mapping[str, Any]], telling: Mapping[str, Json]) -> ReadBack:
    """One that nothing speaks against is ours. Several, or one that may be somebody else's: nobody can tell by reading."""
    ours = [hit for hit in hits if not doubts(hit, telling)]
    if len(ours) > 1:
        several = tuple(int(hit["id"]) for hit in ours)
        reason = f"more than one new record looks like it ({', '.join(map(str, several))})"
        return ReadBack(Verdict.UNCLEAR, reason=reason, several=several, only_a_person=True)
    if ours:
        return ReadBack(Verdict.FOUND, dict(ours[0]))
    if hits:
        name, (wanted, value) = next(iter(doubts(hits[0], telling).items()))
        expected = wanted[0] if isinstance(wanted, list) else wanted
        reason = (
            f"record {hits[0].get('id')} looks like it, but its {name.replace('_', ' ')} is {jsonio.dumps(value)}, "
            f"not {jsonio.dumps(expected)}: it may be somebody else's"
        )
        return ReadBack(Verdict.UNCLEAR, reason=reason, only_a_person=True)
    return ReadBack(Verdict.ABSENT)


def _detailed(
    reader: Reader, operation: str, listed: Listing[dict[str, Any]], known: set[int]
) -> Listing[dict[str, Any]]:
    """The rows' own records: a list row proves nothing (C5)."""
    candidates = [row for row in listed.rows if row.get("id") not in known]
    rows = [reader.read(Call(operation, {"id": row["id"]})) for row in candidates[:DETAILS_READ]]
    return Listing(rows, listed.complete and len(candidates) <= DETAILS_READ, listed.pages)


def _state(reader: Reader, recogniser: Recogniser, results: Results, _known: set[int]) -> ReadBack:
    wanted = resolved(recogniser.match, results)
    hits = [record for record in records(reader, recogniser, results) if matches(record, wanted)]
    return ReadBack(Verdict.FOUND, hits[0]) if hits else ReadBack(Verdict.ABSENT)


def _gone(reader: Reader, recogniser: Recogniser, results: Results, _known: set[int]) -> ReadBack:
    wanted = resolved(recogniser.match, results)
    try:
        still = [record for record in records(reader, recogniser, results) if matches(record, wanted)]
    except NotFound:
        if recogniser.within:
            # What can't be read proves nothing about what it holds.
            return ReadBack(Verdict.UNCLEAR, reason="the record that contained it can't be read")
        still = _still_listed(reader, recogniser, results)
    return ReadBack(Verdict.ABSENT) if still else ReadBack(Verdict.FOUND, dict(wanted))


def _still_listed(reader: Reader, recogniser: Recogniser, results: Results) -> list[dict[str, Any]]:
    """After a 404: one answer may err, so a second request must agree, the list that would show it where there is one."""
    wanted = resolved(recogniser.match, results)
    if recogniser.also is not None:
        rows = reader.listing(recogniser.also.resolve(results), limit=LISTED).rows
        return [row for row in rows if str(row.get("id")) == str(wanted.get("id"))]
    try:
        return [record for record in records(reader, recogniser, results) if matches(record, wanted)]
    except NotFound:
        return []


LOOKS = {Kind.NEW: _new, Kind.STATE: _state, Kind.GONE: _gone}


def holds(shown: Reader | Snapshot, look_at: Look, results: Results) -> bool:
    """True when the record is there with these fields."""
    where, fields = resolved(look_at.where, results), resolved(look_at.fields, results)
    call = look_at.read.resolve(results)
    rows = (
        shown.listing(call, look_at.within).rows
        if isinstance(shown, Snapshot)
        else rows_of(shown, call, look_at.within)
    )
    return any(matches(row, where) and matches(row, fields) for row in rows)

"""Holds a write by hand against the same rules as the commands: reads what the checks want. Writes nothing."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from syncro.api import Reader, together
from syncro.calls import Call
from syncro.catalog import Shape
from syncro.catalog.groups import ASKED
from syncro.errors import NotFound, Unusable
from syncro.records import Me
from syncro.rules.billing.policy import Policy
from syncro.rules.by_hand.table import checks_of
from syncro.rules.by_hand.write import Check, Need, Rows, Write, whole
from syncro.rules.findings import Finding
from syncro.rules.plans.expectations import Expectation
from syncro.rules.plans.plan import Evidence
from syncro.rules.plans.preconditions import Precondition
from syncro.workflows.reading.account import UNREADABLE
from syncro.workflows.reading.evidence import refuse_lacking

ROUNDS = 5
"""A record leads to another, at most so many times: invoice, ticket, line, product."""


class Around(Struct, frozen=True):
    """Whose key writes, by which policy, when on Syncro's clock, and what the person has said about it."""

    me: Me
    policy: Policy
    now: datetime
    allow_repeat: str = ""
    allow_project: bool = False


class Judged(Struct, frozen=True):
    """What the checks say of a write, what it rests on, and what a person should see of what was read."""

    findings: tuple[Finding, ...] = ()
    preconditions: tuple[Precondition, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    expectations: tuple[Expectation, ...] = ()


def judged(reader: Reader, call: Call, around: Around, step: str) -> Judged:
    """The checks of this write, made on what is at Syncro now. `step`: the name of the step that it will be.

    Raises NotAuthorized for a key that may not write such a record or not read what must be known, and whatever a read
    raises: what can't be read is never taken for good.
    """
    if ASKED in call.row.resource.traits:
        refuse_lacking(around.me, call.row.resource.permission)
    checks = checks_of(call.operation)
    asked = Write(
        *(call, around.me, around.policy, around.now),
        allow_repeat=around.allow_repeat,
        allow_project=around.allow_project,
    )
    write = _read(reader, asked, checks)
    return Judged(
        findings=_once(each for check in checks for each in check.finds(write)),
        preconditions=tuple(_different(each for check in checks for each in check.rests(write))),
        evidence=tuple(each for check in checks for each in check.shows(write)),
        expectations=tuple(each for check in checks for each in check.proves(write, step)),
    )


def _read(reader: Reader, write: Write, checks: Iterable[Check]) -> Write:
    """Everything that the checks want, in rounds of overlapped reads."""
    for _ in range(ROUNDS):
        wanted = dict.fromkeys(need for check in checks for need in check.reads(write))
        new = [need for need in wanted if need not in write.found]
        if not new:
            return write
        values = together(*(_thunk(reader, need) for need in new))
        write = replace(write, found={**write.found, **dict(zip(new, values, strict=True))})
    return write


def _thunk(reader: Reader, need: Need) -> Callable[[], Any]:
    return lambda: _rows(reader, need) if need.call.row.reply.shape is Shape.MANY else _record(reader, need)


def _rows(reader: Reader, need: Need) -> Rows:
    listing = reader.listing(need.call, limit=need.rows or None)
    return Rows(tuple(row for row in listing.rows if isinstance(row, dict)), listing.complete)


def _record(reader: Reader, need: Need) -> Any:
    """The record, or None for one that isn't there. Another one than was asked for is no answer."""
    try:
        if not need.id:
            return _settings(reader, need)
        typed = need.call.row.belief.typed
        if typed:
            return getattr(reader, typed)(need.id)
        found: Any = reader.read(need.call)
    except NotFound:
        return None
    if not isinstance(found, dict) or whole(found.get("id")) != whole(need.id):
        raise Unusable(
            f"Reading {need.call.row.resource.word} {need.id}: Syncro answered with something else",
            status=200,
            operation=need.operation,
        )
    return found


def _settings(reader: Reader, need: Need) -> Any:
    """What the account says of itself, which has no id; None where this key may not read it."""
    try:
        found = reader.read(need.call)
    except UNREADABLE:
        if not need.may_lack:
            raise
        return None
    return found if isinstance(found, dict) else None


def _once(found: Iterable[Finding]) -> tuple[Finding, ...]:
    """Each thing said once, in the order of the checks."""
    return tuple({(each.code, each.message): each for each in found}.values())


def _different(resting: Iterable[Precondition]) -> Iterable[Precondition]:
    """Each fact once."""
    seen: list[Precondition] = []
    for each in resting:
        if each not in seen:
            seen.append(each)
    return seen

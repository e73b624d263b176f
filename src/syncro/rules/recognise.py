"""Is this record the effect of that step? Pure comparison; who reads the records is not its business (facts §18)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from syncro.jsonio import Json
from syncro.rules.texts import same_words

TEXT_FIELDS = frozenset({"body", "subject", "description", "notes"})
"""Compared as read, not as typed. A line's `name` is not among them: accounting maps on every character (R-35)."""
TIME_FIELDS = frozenset({"start_time", "end_time", "start_at", "end_at", "due_date"})


def matches(record: Mapping[str, Any], wanted: Mapping[str, Json]) -> bool:
    """True when every wanted field is there with an equal value."""
    return not differences(record, wanted)


def differences(record: Mapping[str, Any], wanted: Mapping[str, Json]) -> dict[str, tuple[Json, Json]]:
    """Field → (wanted, found) for each that isn't equal."""
    return {
        name: (value, record.get(name)) for name, value in wanted.items() if not same(name, value, record.get(name))
    }


def found(
    records: Iterable[Mapping[str, Any]], wanted: Mapping[str, Json], known: Collection[int]
) -> list[dict[str, Any]]:
    """The records that match and weren't known before the send."""
    return [dict(record) for record in records if record.get("id") not in known and matches(record, wanted)]


def same(name: str, wanted: Json, value: Json) -> bool:
    """Equal as Syncro means it: `"2.0"` is 2, `<br>` is a line break, one instant is one instant in any offset."""
    if wanted is None or value is None:
        return wanted is None and value is None
    if isinstance(wanted, bool) or isinstance(value, bool):
        return wanted is value
    if name in TEXT_FIELDS:
        return same_words(str(wanted), str(value))
    if name in TIME_FIELDS:
        return _same_time(str(wanted), str(value))
    if isinstance(wanted, int | Decimal) or isinstance(value, int | Decimal):
        return _same_number(wanted, value)
    return bool(wanted == value)


def _same_number(wanted: Json, value: Json) -> bool:
    try:
        return Decimal(str(wanted)) == Decimal(str(value))
    except InvalidOperation:
        return False


def _same_time(wanted: str, value: str) -> bool:
    try:
        first, second = datetime.fromisoformat(wanted), datetime.fromisoformat(value)
    except ValueError:
        return wanted == value
    if (first.tzinfo is None) != (second.tzinfo is None):
        return False
    return abs((first - second).total_seconds()) < 1

"""Is this record the effect of that step? Pure comparison; who reads the records is not its business (facts §18)."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from syncro.catalog.belief import READ_AS_TEXT, TIMES
from syncro.jsonio import Json
from syncro.rules.words.texts import plain, same_words

DAY = len("2026-11-20")
"""A day that is sent without a time comes back with one."""


def matches(record: Mapping[str, Any], wanted: Mapping[str, Json]) -> bool:
    """True when every wanted field is there with an equal value."""
    return not differences(record, wanted)


def differences(record: Mapping[str, Any], wanted: Mapping[str, Json]) -> dict[str, tuple[Json, Json]]:
    """Field → (wanted, found) for each that isn't equal."""
    return {
        name: (value, value_of(record, name))
        for name, value in wanted.items()
        if not same(name, value, value_of(record, name))
    }


def value_of(record: Mapping[str, Any], name: str) -> Any:
    """What the record has under this name. An id may be there only within the record that it names (facts §4, C26)."""
    embedded = None if name in record else record.get(name.removesuffix("_id"))
    return embedded.get("id") if isinstance(embedded, Mapping) and name.endswith("_id") else record.get(name)


def found(
    records: Iterable[Mapping[str, Any]], wanted: Mapping[str, Json], known: Collection[int]
) -> list[dict[str, Any]]:
    """The records that say the same and weren't known before the send."""
    return [dict(record) for record in records if record.get("id") not in known and looks_like(record, wanted)]


def looks_like(record: Mapping[str, Any], wanted: Mapping[str, Json]) -> bool:
    """True when every wanted field says the same, in whatever form it came back.

    Wider than `matches`: whoever takes a stored record for another one that merely looks different sends twice.
    """
    return all(says_the_same(name, value, value_of(record, name)) for name, value in wanted.items())


def doubts(record: Mapping[str, Any], wanted: Mapping[str, Json]) -> dict[str, tuple[Json, Json]]:
    """Field → (wanted, found) for what speaks against a record that looks like ours. What isn't shown doesn't."""
    return {
        name: (value, record[name])
        for name, value in wanted.items()
        if record.get(name) is not None
        and (isinstance(value, list) or _is_number(value) == _is_number(record[name]))
        and not says_the_same(name, value, record[name])
    }


def says_the_same(name: str, wanted: Json, value: Json) -> bool:
    """Equal but for form: spaces, markup, entities, case, punctuation, an offset, `555-0100` for `5550100`.

    Of a list of wanted values one is enough.
    """
    if isinstance(wanted, list) and not isinstance(value, list):
        return any(says_the_same(name, each, value) for each in wanted)
    if same(name, wanted, value):
        return True
    if wanted is None or value is None:
        return not str(wanted or "").strip() and not str(value or "").strip()
    if isinstance(wanted, dict | list) or isinstance(value, dict | list):
        return False
    if _is_number(wanted) and _is_number(value):
        return _same_number(wanted, value)
    first, second = str(wanted), str(value)
    if _is_time(first) and _is_time(second):
        is_day = len(first) == len("2026-11-20")
        return second.startswith(first) if is_day else _same_time(first, second)
    bare = _bare(first)
    return bool(bare) and bare in (_bare(second), _bare(plain(second)))


def _bare(text: str) -> str:
    return "".join(char for char in plain(text).casefold() if char.isalnum())


def _is_number(value: Json) -> bool:
    try:
        return not isinstance(value, bool) and Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _is_time(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return "-" in text


def same(name: str, wanted: Json, value: Json) -> bool:
    """Equal as Syncro means it: `"2.0"` is 2, `<br>` is a line break, one instant is one instant in any offset."""
    if wanted is None or value is None:
        return wanted is None and value is None
    if isinstance(wanted, bool) or isinstance(value, bool):
        return wanted is value
    if name in READ_AS_TEXT:
        return same_words(str(wanted), str(value))
    if name in TIMES:
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
    if DAY in (len(wanted), len(value)):
        return wanted[:DAY] == value[:DAY]
    try:
        first, second = datetime.fromisoformat(wanted), datetime.fromisoformat(value)
    except ValueError:
        return wanted == value
    if (first.tzinfo is None) != (second.tzinfo is None):
        return False
    return abs((first - second).total_seconds()) < 1

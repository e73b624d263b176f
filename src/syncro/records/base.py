"""What all records share: from the JSON that Syncro sends to a frozen value. Never sends, never decides."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Any, Self, get_args, get_origin

from msgspec import Struct, ValidationError, convert, field
from msgspec.structs import fields

from syncro.errors import Unreadable
from syncro.money import parse

Cleaner = Callable[[Any], Any]
WHOLE = 2**63
"""Ids and counts are smaller: the server keeps them in eight bytes."""
_DIGITS = re.compile(r"[+-]?[0-9]{1,19}")
_YEARS = range(2, 9998)
"""Beyond these a change of zone leaves the calendar."""
_SHOWN = 40
"""Letters of a refused value that a message repeats."""


class Record(Struct, frozen=True, kw_only=True):
    """One record of Syncro. `raw` holds every field as sent, so that unknown ones survive."""

    raw: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Any) -> Self:
        """The record in decoded JSON.

        Lenient where Syncro varies (facts §1): `"5"` is 5, amounts come as numbers or as text, a null list is empty, a missing
        optional is None. Raises Unreadable, which is a ValueError, with the field's path for anything else: nothing that
        could mean two things is taken for one of them.
        """
        try:
            return convert(cls.shaped(data, "$"), cls)
        except ValidationError as error:
            raise Unreadable(f"{cls.__name__}: {error}") from None

    @classmethod
    def as_sent(cls, data: Mapping[str, Any]) -> dict[str, Any]:
        """What is kept in `raw`; a record overrides it to drop what must not be kept."""
        return dict(data)

    @classmethod
    def understood(cls, data: dict[str, Any]) -> dict[str, Any]:
        """What the fields are read from; a record overrides it where Syncro names a field in two ways."""
        return data

    @classmethod
    def shaped(cls, data: Any, path: str) -> dict[str, Any]:
        """Plain data that fits the fields, nested records included. `path` is where we are, for error messages."""
        if not isinstance(data, Mapping):
            raise ValidationError(f"Expected `object`, got `{type(data).__name__}` - at `{path}`")
        raw = cls.as_sent(data)
        return {"raw": raw, **dict(_values(cls, _cleaned(cls.understood, raw, path), path))}

    def shows(self, name: str) -> bool:
        """True when the reply carried this field at all: null says "none", absence says nothing."""
        return name in self.raw


def id_in(row: Mapping[str, Any], name: str = "id") -> int:
    """The id in a row that is kept as it was sent; raises Unreadable for what can't be one."""
    try:
        found = _id(row.get(name))
    except ValueError as error:
        raise Unreadable(f"{error} - at `{name}`") from None
    if found is None:
        raise Unreadable(f"a row carries no {name}")
    return found


def _values(cls: type[Record], data: Mapping[str, Any], path: str) -> Iterator[tuple[str, Any]]:
    for name, nested, cleaner in _readers(cls):
        value = data.get(name)
        if value is None:
            continue
        here = f"{path}.{name}"
        value = _nested(nested, value, here) if nested else _cleaned(cleaner, value, here)
        if value is not None:
            yield name, value


def _nested(record: type[Record], value: Any, path: str) -> Any:
    if isinstance(value, list):
        return [record.shaped(item, f"{path}[{place}]") for place, item in enumerate(value) if item is not None]
    return record.shaped(value, path)


def _cleaned(cleaner: Cleaner, value: Any, path: str) -> Any:
    try:
        return cleaner(value)
    except (TypeError, ValueError) as error:
        raise ValidationError(f"{error} - at `{path}`") from None


@cache
def _readers(cls: type[Record]) -> tuple[tuple[str, type[Record] | None, Cleaner], ...]:
    return tuple(
        (each.name, _record_in(each.type), _cleaner(each.name, each.type)) for each in fields(cls) if each.name != "raw"
    )


def _record_in(kind: Any) -> type[Record] | None:
    """The record type in `Comment`, `Customer | None` or `list[Comment]`."""
    return next((part for part in (kind, *get_args(kind)) if isinstance(part, type) and issubclass(part, Record)), None)


def _cleaner(name: str, kind: Any) -> Cleaner:
    parts = {kind, *get_args(kind)}
    clean = next((clean for scalar, clean in _CLEANERS.items() if scalar in parts), _as_is)
    if int in parts and (name == "id" or name.endswith(("_id", "_ids"))):
        clean = _id
    return partial(_items, clean) if get_origin(kind) is list else clean


def _as_is(value: Any) -> Any:
    return value


def _items(clean: Cleaner, value: Any) -> Any:
    return [clean(item) for item in value if item is not None] if isinstance(value, list) else value


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _whole(value: Any) -> int | None:
    """A whole number: `5`, `5.0` or `"5"`. Raises ValueError for anything else, and for one of more than eight bytes."""
    if _filled(value) is None:
        return None
    whole = int(value) if _is_digits(value) or _is_integral(value) else value
    if isinstance(whole, bool) or not isinstance(whole, int) or not -WHOLE <= whole < WHOLE:
        raise ValueError(f"{_brief(value)} is not a whole number")
    return whole


def _is_digits(value: Any) -> bool:
    return isinstance(value, str) and _DIGITS.fullmatch(value) is not None


def _is_integral(value: Any) -> bool:
    """Compared before anything is computed: an exponent may be out of all reason."""
    return isinstance(value, Decimal) and -WHOLE < value < WHOLE and value == value.to_integral_value()


def _id(value: Any) -> int | None:
    """Ids count from one."""
    found = _whole(value)
    if found is not None and found < 1:
        raise ValueError(f"{_brief(value)} is not an id")
    return found


def _truth(value: Any) -> bool | None:
    """Yes or no as JSON has them. A text or a number may be meant otherwise; where Syncro is known to send one, the record says so."""
    if _filled(value) is None:
        return None
    if not isinstance(value, bool):
        raise ValueError(f"{_brief(value)} is neither true nor false")
    return value


def _filled(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _brief(value: Any) -> str:
    """For a message: a value of any length must fit a line."""
    if isinstance(value, str):
        return repr(value[:_SHOWN])
    is_short = not isinstance(value, int | Decimal) or -WHOLE * 2 < value < WHOLE * 2
    return repr(value)[:_SHOWN] if is_short else "a number of that size"


def _amount(value: Any) -> Decimal | None:
    return None if _filled(value) is None else parse(value)


def _moment(value: Any) -> Any:
    """A time with an offset; one that is sent without is UTC (facts §1: both `Z` and an offset occur)."""
    if not isinstance(value, str) or _filled(value) is None:
        return _filled(value)
    moment = datetime.fromisoformat(value)
    if moment.year not in _YEARS:
        raise ValueError(f"the year {moment.year} is in no calendar")
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(value: Any) -> Any:
    """The day as written, in the account's own zone: an invoice's `date` is a day that is sent as a time."""
    return date.fromisoformat(value.strip()[:10]) if isinstance(value, str) and _filled(value) else _filled(value)


_CLEANERS: dict[type, Cleaner] = {
    str: _text,
    bool: _truth,
    int: _whole,
    Decimal: _amount,
    datetime: _moment,
    date: _day,
}

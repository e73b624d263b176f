"""What all records share: from the JSON that Syncro sends to a frozen value. Never sends, never decides."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, Self, get_args, get_origin

from msgspec import Struct, ValidationError, convert, field
from msgspec.structs import fields

from syncro.money import parse

Cleaner = Callable[[Any], Any]


class Record(Struct, frozen=True, kw_only=True):
    """One record of Syncro. `raw` holds every field as sent, so that unknown ones survive."""

    raw: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def read(cls, data: Any) -> Self:
        """The record in decoded JSON.

        Lenient where Syncro varies (facts §1): `"5"` is 5, amounts come as numbers or as text, a null list is empty, a missing
        optional is None. Raises ValueError with the field's path for anything else.
        """
        try:
            return convert(cls.shaped(data, "$"), cls, strict=False)
        except ValidationError as error:
            raise ValueError(f"{cls.__name__}: {error}") from None

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
        return {"raw": raw, **dict(_values(cls, cls.understood(raw), path))}


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
    return tuple((each.name, _record_in(each.type), _cleaner(each.type)) for each in fields(cls) if each.name != "raw")


def _record_in(kind: Any) -> type[Record] | None:
    """The record type in `Comment`, `Customer | None` or `list[Comment]`."""
    return next((part for part in (kind, *get_args(kind)) if isinstance(part, type) and issubclass(part, Record)), None)


def _cleaner(kind: Any) -> Cleaner:
    parts = {kind, *get_args(kind)}
    if get_origin(kind) is list:
        return _items
    return next((clean for scalar, clean in _CLEANERS.items() if scalar in parts), _as_is)


def _as_is(value: Any) -> Any:
    return value


def _items(value: Any) -> Any:
    return [item for item in value if item is not None] if isinstance(value, list) else value


def _text(value: Any) -> Any:
    return str(value) if isinstance(value, int | Decimal) and not isinstance(value, bool) else value


def _whole(value: Any) -> Any:
    if isinstance(value, Decimal) and value == value.to_integral_value():
        return int(value)
    return _filled(value)


def _filled(value: Any) -> Any:
    return None if isinstance(value, str) and not value.strip() else value


def _amount(value: Any) -> Any:
    return None if _filled(value) is None else parse(value)


def _moment(value: Any) -> Any:
    """A time with an offset; one that is sent without is UTC (facts §1: both `Z` and an offset occur)."""
    if not isinstance(value, str) or _filled(value) is None:
        return _filled(value)
    moment = datetime.fromisoformat(value)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _day(value: Any) -> Any:
    """The day as written, in the account's own zone: an invoice's `date` is a day that is sent as a time."""
    return date.fromisoformat(value.strip()[:10]) if isinstance(value, str) and _filled(value) else _filled(value)


_CLEANERS: dict[type, Cleaner] = {
    str: _text,
    bool: _filled,
    int: _whole,
    Decimal: _amount,
    datetime: _moment,
    date: _day,
}

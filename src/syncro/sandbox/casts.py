"""Query and body values, cast as Rails casts them: odd input becomes 0 or nothing, never an exception (facts §3)."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from syncro.jsonio import Json
from syncro.sandbox.wire import error

_INTEGER = re.compile(r"\s*([-+]?[0-9]{1,18})(?![0-9])")
_DECIMAL = re.compile(r"\s*([-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?)")
_NUMBER = re.compile(r"\s*[-+]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][-+]?[0-9]{1,4})?\s*")
_FALSE = frozenset({"", "0", "f", "F", "false", "FALSE", "off", "OFF", "no"})
_DIGITS = 9
_PLACES = Decimal("0.000001")


def integer(value: Json) -> int | None:
    """`"12abc"` is 12, `"abc"` is 0, empty is nothing."""
    if value is None or value == "" or isinstance(value, dict | list):
        return None
    if isinstance(value, bool):
        return int(value)
    found = _INTEGER.match(str(value))
    return int(found[1]) if found else 0


def amount(value: Json) -> Decimal | None:
    """An exact number of at most six decimals; raises WireError 422 for one that no column would hold."""
    if value is None or value == "" or isinstance(value, dict | list | bool):
        return None
    found = _DECIMAL.match(str(value))
    parsed = Decimal(found[1]) if found else Decimal(0)
    if parsed and parsed.adjusted() > _DIGITS:
        raise error("numeric field overflow")
    return parsed if parsed.as_tuple().exponent in range(-6, 1) else parsed.quantize(_PLACES)


def is_number(value: Json) -> bool:
    """False for text that holds more than, or anything but, a number; what isn't text is dropped or cast elsewhere."""
    return not isinstance(value, str) or value == "" or _NUMBER.fullmatch(value) is not None


def text(value: Json) -> str | None:
    """Scalars as text; a list or map is dropped, as unpermitted parameters are."""
    if value is None or isinstance(value, dict | list):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def boolean(value: Json) -> bool | None:
    """`"0"`, `"false"`, `"off"` are false; empty is nothing; anything else is true."""
    if value is None or isinstance(value, dict | list):
        return None
    if isinstance(value, bool):
        return value
    return None if value == "" else str(value) not in _FALSE


def items(value: Json) -> list[Json]:
    """A list, or the values of an indexed map as forms send it; a scalar is a list of one."""
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    return [] if value is None else [value]


def mapping(value: Json) -> dict[str, Json]:
    """A map; anything else is an empty one."""
    return value if isinstance(value, dict) else {}


class Params:
    """The values of one query or body."""

    __slots__ = ("values",)

    def __init__(self, values: Mapping[str, Json]) -> None:
        self.values = values

    def __contains__(self, name: str) -> bool:
        return name in self.values

    def __iter__(self) -> Iterator[str]:
        return iter(self.values)

    def raw(self, name: str) -> Json:
        """The value as it came, None when absent."""
        return self.values.get(name)

    def text(self, name: str) -> str | None:
        """See `text`."""
        return text(self.values.get(name))

    def word(self, name: str) -> str:
        """Text without blanks around it, empty when absent."""
        return (text(self.values.get(name)) or "").strip()

    def integer(self, name: str) -> int | None:
        """See `integer`."""
        return integer(self.values.get(name))

    def amount(self, name: str) -> Decimal | None:
        """See `amount`."""
        return amount(self.values.get(name))

    def boolean(self, name: str) -> bool | None:
        """See `boolean`."""
        return boolean(self.values.get(name))

    def flag(self, name: str) -> bool:
        """True only for a value that means yes."""
        return bool(boolean(self.values.get(name)))

    def items(self, name: str) -> list[Json]:
        """See `items`."""
        return items(self.values.get(name))

    def mapping(self, name: str) -> dict[str, Json]:
        """See `mapping`."""
        return mapping(self.values.get(name))

    def echo(self) -> dict[str, Json]:
        """What some 422 replies give back as `params`; a key sent in the body is left out."""
        return {name: value for name, value in self.values.items() if name != "api_key"}

"""Values from a TOML table or an environment variable, checked. A refusal names the place and what is allowed."""

from collections.abc import Iterable
from typing import Any

from syncro.errors import ConfigError

MOST_PER_MINUTE = 1_000_000
"""More is a typing error; to keep no limit is 0."""


class Table:
    """A table of a configuration file that knows where it stands, for messages of one line."""

    def __init__(self, values: Any, where: str) -> None:
        if not isinstance(values, dict):
            raise ConfigError(f"{where}: must be a table.")
        self.values: dict[str, Any] = values
        self.where = where

    def only(self, allowed: Iterable[str]) -> "Table":
        """Itself; raises ConfigError for a key outside `allowed`, which is nearly always a typing error."""
        names = tuple(allowed)
        for key in self.values:
            if key not in names:
                raise ConfigError(f"{self.where}: {key!r} is not a setting; allowed: {', '.join(names)}.")
        return self

    def table(self, key: str) -> "Table":
        """The table under `key`, empty if there is none."""
        return Table(self.values.get(key, {}), f"{self.where}, {key}")

    def text(self, key: str, default: str = "") -> str:
        """A string; raises ConfigError for another type or an empty one."""
        value = self.values.get(key, default)
        if not isinstance(value, str) or (key in self.values and not value.strip()):
            raise ConfigError(f"{self.where}: {key} must be text in quotes.")
        return value

    def flag(self, key: str) -> bool:
        """true or false; false if missing."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            raise ConfigError(f"{self.where}: {key} must be true or false.")
        return value

    def whole(self, key: str) -> int | None:
        """A whole number above zero; None if missing."""
        value = self.values.get(key)
        if value is not None and (isinstance(value, bool) or not isinstance(value, int) or value < 1):
            raise ConfigError(f"{self.where}: {key} must be a whole number above 0.")
        return value


def per_minute(value: object, where: str) -> int:
    """Requests a minute, 0 for no limit (R-58)."""
    try:
        number = int(str(value))
    except ValueError:
        number = -1
    if not 0 <= number <= MOST_PER_MINUTE:
        raise ConfigError(f"{where}: {value!r} is not a number of requests; write 0 (no limit) to {MOST_PER_MINUTE}.")
    return number


def seconds(value: object, where: str) -> float:
    """A duration above 0 and up to an hour."""
    number = _number(value)
    if not 0 < number <= 3600:
        raise ConfigError(f"{where}: {value!r} is not a time in seconds; write a number above 0, at most 3600.")
    return number


def wait(value: object, where: str) -> float:
    """A time to wait, from none to an hour."""
    number = _number(value)
    if not 0 <= number <= 3600:
        raise ConfigError(f"{where}: {value!r} is not a time in seconds; write 0 to 3600.")
    return number


def settle(value: object, where: str) -> tuple[float, ...]:
    """Read-back times in seconds after a lost answer, rising: `0,2,5,10,20` (design §3.5)."""
    words = value if isinstance(value, list) else str(value).split(",")
    times = tuple(_number(word) for word in words)
    if not times or any(not 0 <= time <= 3600 for time in times) or list(times) != sorted(times):
        raise ConfigError(f"{where}: {value!r} are not read-back times; write rising seconds such as 0,2,5,10,20.")
    return times


def _number(value: object) -> float:
    try:
        return float(str(value))
    except ValueError:
        return float("nan")

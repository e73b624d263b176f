"""What can go wrong on the way: which fault a request meets, decided by pattern, count and seed. It breaks nothing itself."""

import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from random import Random
from typing import Any

from msgspec import Struct

from syncro.catalog import Operation, Shape
from syncro.jsonio import Json
from syncro.sandbox import casts
from syncro.sandbox.clock import monotonic

DEFAULT_SECONDS = {"slow_after": 45.0, "late_commit": 3.0, "stale_read": 0.0}
KINDS: dict[str, str] = {
    "drop_before": "the connection closes, nothing is stored",
    "drop_after": "stored, then the connection closes",
    "error_before": "500, 502 or 503, nothing is stored",
    "error_after": "stored, then 500, 502 or 503",
    "html_200": "stored, 200 with a page of HTML",
    "null_body": "stored, 200 with `null`",
    "slow_after": "stored, answered after `seconds`",
    "late_commit": "the connection closes, stored `seconds` later",
    "rate_limit": "429, nothing is stored",
    "stale_read": "lists answer as of `seconds` ago, or as of when the fault was set",
}
STATUSES = (500, 502, 503)
METHODS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE"})
PLACE = "{}"
_PLACE = re.compile(r"\{\w*\}|(?<=/):\w+")
ALIASES = {
    "fault": ("fault", "kind", "name", "type"),
    "operation": ("operation", "operations", "pattern", "match"),
    "seconds": ("seconds", "delay"),
}
KNOWN = {
    *("count", "probability", "seed", "after", "status", "holds", "label"),
    *(name for names in ALIASES.values() for name in names),
}


class Rule(Struct, frozen=True):
    """A fault as it was ordered. `count` None is for ever.

    `holds` is text that the request's query or body must contain: creates and lists name no record in their path.
    `label` says whose fault it is, so that several can order and end faults at one sandbox without touching each other's.
    """

    fault: str
    operation: str = "*"
    count: int | None = 1
    probability: float = 1.0
    seed: int = 0
    after: int = 0
    status: int | None = None
    seconds: float = 0.0
    holds: str = ""
    label: str = ""


class Fault:
    """A rule at work: how often it has matched and struck."""

    def __init__(self, rule: Rule) -> None:
        self.rule = rule
        self.kind = rule.fault
        self.seconds = rule.seconds
        self.set_at = monotonic()
        self._patterns = [_pattern(word) for word in rule.operation.split(",")]
        self._holds = rule.holds.encode()
        self._random = Random(rule.seed)  # noqa: S311  # faults must repeat, not be secret
        self._matched = 0
        self._struck = 0

    def strikes(self, operation: Operation, method: str, path: str, sent: bytes = b"") -> bool:
        """Count a request, of which `sent` is query and body; True when this fault hits it."""
        if self._spent() or self._holds not in sent or not self._fits(operation, method, path):
            return False
        self._matched += 1
        if self._matched <= self.rule.after or self._random.random() >= self.rule.probability:
            return False
        self._struck += 1
        return True

    def status(self) -> int:
        """The ordered status, or one of 500, 502, 503 by seed."""
        return self.rule.status or self._random.choice(STATUSES)

    def as_of(self) -> float:
        """The monotonic moment a stale read looks back to."""
        return monotonic() - self.seconds if self.seconds else self.set_at

    def plain(self) -> dict[str, Json]:
        """The rule with its tally, for the control plane."""
        rule: dict[str, Any] = {name: getattr(self.rule, name) for name in Rule.__struct_fields__}
        return {**rule, "matched": self._matched, "struck": self._struck}

    def _spent(self) -> bool:
        return self.rule.count is not None and self._struck >= self.rule.count

    def _fits(self, operation: Operation, method: str, path: str) -> bool:
        if self.kind == "stale_read" and not self._can_lag(operation):
            return False
        names = _names(operation, method, path)
        return any(fnmatchcase(name, pattern) for pattern in self._patterns for name in names)

    def _can_lag(self, operation: Operation) -> bool:
        # Lists lag; a single record only when the pattern says its name.
        is_list = operation.reply.shape is Shape.MANY
        return not operation.writes and (is_list or any("*" not in pattern for pattern in self._patterns))


class Faults:
    """The faults ordered at present; the first that strikes wins."""

    def __init__(self, start: Iterable[Rule] = ()) -> None:
        self._start = list(start)
        self._faults: list[Fault] = []
        self.reset()

    def reset(self) -> None:
        """Back to the faults the sandbox was started with."""
        self.replace(self._start)

    def replace(self, rules: Iterable[Rule]) -> None:
        """These and no others."""
        self._faults = [Fault(rule) for rule in rules]

    def add(self, rules: Iterable[Rule]) -> None:
        """These too; the ones that are there keep their tallies and come first."""
        self._faults += [Fault(rule) for rule in rules]

    def end(self, label: str) -> list[dict[str, Json]]:
        """Take away those of this label and give their last tallies."""
        ended = [fault.plain() for fault in self._faults if fault.rule.label == label]
        self._faults = [fault for fault in self._faults if fault.rule.label != label]
        return ended

    def pick(self, operation: Operation, method: str, path: str, sent: bytes = b"") -> Fault | None:
        """The fault that hits this request, if any."""
        for fault in self._faults:
            if fault.strikes(operation, method, path, sent):
                return fault
        return None

    def table(self) -> list[dict[str, Json]]:
        """All of them, for the control plane."""
        return [fault.plain() for fault in self._faults]


def rules_from(value: Json) -> list[Rule]:
    """Rules from a list, `{"faults": […]}` or one object; raises ValueError that says what is wrong."""
    if isinstance(value, dict):
        value = value.get("faults", [value] if value else [])
    if isinstance(value, dict) and value:
        value = [value]
    if not isinstance(value, list):
        raise ValueError("faults are a list of objects")
    return [_rule(item) for item in value]


def _rule(item: Json) -> Rule:
    if not isinstance(item, dict):
        raise ValueError(f"a fault is an object, not {item!r}")
    unknown = sorted(set(item) - KNOWN)
    if unknown:
        raise ValueError(f"a fault has no {', '.join(unknown)}; it may have: {', '.join(sorted(KNOWN))}")
    kind = str(_alias(item, "fault") or "").replace("-", "_")
    if kind not in KINDS:
        raise ValueError(f"no fault {kind!r}; there are: {', '.join(KINDS)}")
    return Rule(
        fault=kind,
        operation=_patterns(_alias(item, "operation")),
        count=_count(item, kind),
        probability=_share(item, "probability"),
        seed=int(_number(item, "seed", 0)),
        after=int(_number(item, "after", 0)),
        status=_status(item.get("status")),
        seconds=_number({"seconds": _alias(item, "seconds")}, "seconds", DEFAULT_SECONDS.get(kind, 0.0)),
        holds=casts.text(item.get("holds")) or "",
        label=casts.text(item.get("label")) or "",
    )


def _alias(item: dict[str, Json], name: str) -> Json:
    return next((item[alias] for alias in ALIASES[name] if alias in item), None)


def _patterns(value: Json) -> str:
    words = [text for word in casts.items(value) if (text := casts.text(word))]
    return ",".join(words) or "*"


def _count(item: dict[str, Json], kind: str) -> int | None:
    # A lag is a condition, not an event: unless counted, it lasts.
    if "count" not in item:
        return None if kind == "stale_read" else 1
    return None if item["count"] is None else int(_number(item, "count", 1))


def _number(item: dict[str, Json], name: str, default: float) -> float:
    value = item.get(name)
    if value is None:
        return default
    try:
        number = float(str(value)) if not isinstance(value, bool) else -1.0
    except ValueError:
        number = -1.0
    if not 0 <= number < float(2**53):
        raise ValueError(f"{name} is a number of 0 or more, not {value!r}")
    return number


def _share(item: dict[str, Json], name: str) -> float:
    share = _number(item, name, 1.0)
    if share > 1:
        raise ValueError(f"{name} is a share from 0 to 1, not {item[name]!r}")
    return share


def _pattern(word: str) -> str:
    """A pattern in the one way that it is compared: `get  tickets/:id/` is `GET /tickets/{}`."""
    method, _, path = word.strip().rpartition(" ")
    path = _PLACE.sub(PLACE, path)
    if not method:
        return path.upper() if path.upper() in METHODS else path.rstrip("/") or path
    return f"{method.strip().upper()} {path if path == '*' else '/' + path.strip('/')}"


def _status(value: Json) -> int | None:
    if value is None:
        return None
    status = casts.integer(value) or 0
    if not 400 <= status <= 599:
        raise ValueError(f"status is from 400 to 599, not {value!r}")
    return status


def _names(operation: Operation, method: str, path: str) -> tuple[str, ...]:
    below, route = f"/{path.strip('/')}", _PLACE.sub(PLACE, operation.path)
    return (
        operation.id,
        operation.group,
        operation.id.rpartition(".")[2],
        f"{method} {route}",
        route,
        f"{method} {below}",
        below,
        f"/api/v1{below}",
        f"{method} /api/v1{below}",
        method,
    )

"""One request to Syncro as plain data. Nothing else describes a request: plans keep calls, the client sends them."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct, field

from syncro.catalog import BY_ID, Operation
from syncro.jsonio import Json

REF = "$from_step"
"""Key that marks a value that an earlier step of the same plan yields: `{"$from_step": "timer", "field": "id"}`."""


class Call(Struct, frozen=True):
    """One operation of the catalog with its path values, query and body."""

    operation: str
    path: dict[str, Any] = field(default_factory=dict)
    query: dict[str, Any] = field(default_factory=dict)
    body: dict[str, Any] | None = None

    @property
    def row(self) -> Operation:
        """The catalog's row; raises KeyError for an operation that doesn't exist."""
        return BY_ID[self.operation]

    @property
    def method(self) -> str:
        """GET, POST, PUT, PATCH or DELETE."""
        return self.row.method

    @property
    def url_path(self) -> str:
        """`/tickets/12/comment`; a reference still open is shown as `{step.field}`."""
        return self.row.render({name: _shown(value) for name, value in self.path.items()})

    @property
    def writes(self) -> bool:
        """True when sending it can change anything at Syncro."""
        return self.row.writes

    def resolve(self, results: Mapping[str, Mapping[str, Json]]) -> "Call":
        """The call with every reference replaced by what the named step yielded; raises KeyError if one is missing."""
        return Call(
            self.operation,
            resolved(self.path, results),
            resolved(self.query, results),
            resolved(self.body, results),
        )


def from_step(step: str, name: str = "id") -> dict[str, str]:
    """A reference to field `name` of the record that step `step` makes."""
    return {REF: step, "field": name}


def is_reference(value: Json) -> bool:
    """True for a value made by `from_step`."""
    return isinstance(value, dict) and REF in value


def _shown(value: Json) -> str:
    return f"{{{value[REF]}.{value['field']}}}" if is_reference(value) else str(value)


def resolved(value: Any, results: Mapping[str, Mapping[str, Json]]) -> Any:
    """The value with every reference inside it replaced; raises KeyError for a step or field that isn't there."""
    if is_reference(value):
        return results[value[REF]][value["field"]]
    if isinstance(value, dict):
        return {key: resolved(item, results) for key, item in value.items()}
    if isinstance(value, list):
        return [resolved(item, results) for item in value]
    return value

"""Which records a request names, so that two plans about one of them wait for each other. Pure."""

from collections.abc import Iterator

from syncro.calls import Call
from syncro.catalog.groups import LOCKS, named_with
from syncro.jsonio import Json


def named_in(call: Call) -> Iterator[str]:
    """`tickets 12` for each; what an earlier step is still to make has no name yet."""
    for name, value in call.path.items():
        if _is_id(value):
            yield f"{call.row.group if name == 'id' else _group(name)} {value}"
    for name in named_with(LOCKS):
        value = (call.body or {}).get(name)
        if _is_id(value):
            yield f"{_group(name)} {value}"


def _group(name: str) -> str:
    return f"{name.removesuffix('_id')}s"


def _is_id(value: Json) -> bool:
    return isinstance(value, int | str) and not isinstance(value, bool) and bool(str(value).strip())

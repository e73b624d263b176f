"""Is the answer about what was asked? Every reply is held against its request, of a read as of a write (design §3.5)."""

from collections.abc import Iterator, Mapping
from typing import Any

from syncro.calls import Call
from syncro.catalog import Shape
from syncro.catalog.groups import KEPT, named_with
from syncro.jsonio import Json


def another(call: Call, value: Json) -> str:
    """What tells that the answer is about another record; empty when nothing does."""
    if call.row.reply.shape is Shape.MANY:
        records = [row for row in value or [] if isinstance(row, dict)] if isinstance(value, list) else []
        return next((told for row in records for told in _differences(call, row)), "")
    return next(_differences(call, value), "") if isinstance(value, dict) else ""


def _differences(call: Call, record: Mapping[str, Any]) -> Iterator[str]:
    for field, wanted in _wanted(call):
        found = record.get(field)
        accepted = {str(found), str(record.get("number"))} if call.row.belief.by_number else {str(found)}
        if found is not None and str(wanted) not in accepted:
            yield f"the answer is about {_what(field)} {found}, not {wanted}"


def _what(field: str) -> str:
    return field.removesuffix("_id").replace("_", " ") if field != "id" else "record"


def _wanted(call: Call) -> Iterator[tuple[str, Json]]:
    for field, name in call.row.echoes:
        if name in call.path:
            yield field, call.path[name]
    if not call.writes:
        return
    body = call.body or {}
    for name in named_with(KEPT):
        if isinstance(body.get(name), int) and call.row.makes:
            yield name, body[name]
    inside = call.row.belief.inside
    if inside and inside.name in body and call.row.reply.shape in (Shape.ONE, Shape.FLAT):
        yield "id", body[inside.name]

"""A reply unwrapped to the record, list or value it carries. A success must never look like a failure (R-53)."""

from typing import Any

from msgspec import Struct

from syncro.api.bodies import Body, Kind, decode
from syncro.api.failures import missing, rejected, status_failure, unreadable, unusable
from syncro.api.identity import another
from syncro.api.wire import Reply
from syncro.api.words import quoted, words
from syncro.calls import Call
from syncro.catalog import Shape
from syncro.errors import SyncroError
from syncro.jsonio import Json
from syncro.secret import Secret

_BESIDE = ("success", "message", "meta")
_PAID = "already paid"
EIGHT_BYTES = 2**63
"""Ids are kept in eight bytes."""


class Answer(Struct, frozen=True):
    """What an operation answered: `value` is unwrapped (record, list of rows, text), `body` is everything, `size` its bytes."""

    status: int
    value: Json
    body: Json
    size: int = 0


def understand(call: Call, reply: Reply, key: Secret) -> Answer:
    """The answer, or the exception that it stands for: every shape of facts §2 and §3."""
    body = decode(reply)
    failure = status_failure(call, reply, body, key)
    if failure:
        raise failure
    value = _value(call, reply.status, body)
    complaint = _complaint(call, reply.status, body.value, value)
    if complaint:
        raise complaint
    other = another(call, value)
    if other:
        raise unusable(call, reply.status, other)
    return Answer(reply.status, value, body.value, len(reply.body))


def _value(call: Call, status: int, body: Body) -> Json:
    shape = call.row.reply.shape
    if shape is Shape.TEXT or (body.kind is Kind.EMPTY and (shape is Shape.NOTHING or _gone(call, status))):
        return body.value
    if body.kind is not Kind.JSON:
        raise unreadable(call, status, body)
    if body.value is None and call.row.reply.null_when_gone:
        raise missing(call)
    found = _found(call, body.value)
    if found is None:
        raise _without_value(call, status, body)
    return found


def _gone(call: Call, status: int) -> bool:
    """204 tells all there is to tell of a delete; any other operation owes a record (R-51)."""
    return status == 204 and call.method == "DELETE"


def _without_value(call: Call, status: int, body: Body) -> SyncroError:
    """A reply that is JSON and still carries nothing: a worded refusal, or something we can't use."""
    refusal = _refusal(call, body.value)
    if refusal is not None:
        return rejected(call, status, refusal)
    if body.value is None:
        return unreadable(call, status, body)
    spoken = words(body.value) if isinstance(body.value, dict) and "message" in body.value else ""
    wanted = call.row.reply.key or "record"
    return unusable(call, status, f"the reply carries no {wanted!r}" + (f": {quoted(spoken)}" if spoken else ""))


def _found(call: Call, body: Json) -> Json:
    match call.row.reply.shape:
        case Shape.MANY:
            return _list(call, body)
        case Shape.ONE:
            return _record(call, body)
        case Shape.FLAT:
            return _flat(call, body)
        case _:
            return body


def _list(call: Call, body: Json) -> list[Any] | None:
    rows = body if isinstance(body, list) else body.get(call.row.reply.key) if isinstance(body, dict) else None
    row_type = list if call.row.reply.pairs else dict
    if not isinstance(rows, list) or not all(isinstance(row, row_type) for row in rows):
        return None
    bare = [_bare(row) for row in rows]
    return bare if all(_may_be_id(row.get("id")) for row in bare if isinstance(row, dict)) else None


def _bare(row: Json) -> Json:
    """`{"appointment": {…}}` in a list is the appointment (C8)."""
    if isinstance(row, dict) and len(row) == 1:
        inner = next(iter(row.values()))
        return inner if isinstance(inner, dict) and "id" in inner else row
    return row


def _record(call: Call, body: Json) -> dict[str, Any] | None:
    if not isinstance(body, dict):
        return None
    key = call.row.reply.key
    if key in body:
        return _identified(call, body[key])
    if body.get("id") is not None:
        return _identified(call, body)
    akin = [value for name, value in body.items() if isinstance(value, dict) and (name in key or key in name)]
    return _identified(call, akin[0]) if len(akin) == 1 else None


def _flat(call: Call, body: Json) -> Json:
    if not isinstance(body, dict):
        return body if isinstance(body, list) and not call.writes else None
    wrapped = [value for name, value in body.items() if name not in _BESIDE]
    if len(wrapped) == 1 and isinstance(wrapped[0], dict) and wrapped[0].get("id") is not None:
        return _identified(call, wrapped[0])
    return _identified(call, body)


def _identified(call: Call, record: Json) -> dict[str, Any] | None:
    """The record, unless it is no object, or a write's record came without a usable id (R-51)."""
    if not isinstance(record, dict) or not _may_be_id(record.get("id")):
        return None
    is_id_less = not call.writes or call.row.reply.id != "id"
    return record if is_id_less or _is_id(record.get("id")) else None


def _is_id(value: Json) -> bool:
    """Ids are whole numbers above zero (facts §1); later steps name their records by them."""
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value < EIGHT_BYTES


def _may_be_id(value: Json) -> bool:
    """What a read may carry as its id: nothing, a number that is one, or a text, as devices have."""
    return value is None or isinstance(value, str) or _is_id(value)


def _complaint(call: Call, status: int, body: Json, value: Json) -> SyncroError | None:
    """200 and a failure all the same (facts §2)."""
    refusal = _refusal(call, body)
    if refusal is None:
        return None
    carries = isinstance(value, dict) and value is not body and value.get("id") is not None
    if not carries or _PAID in refusal.lower():
        return rejected(call, status, refusal)
    # A record and an error together: only reading back can tell.
    return (
        unusable(call, status, f"the reply carries a record and an error: {quoted(refusal)}") if call.writes else None
    )


def _refusal(call: Call, body: Json) -> str | None:
    if not isinstance(body, dict):
        return None
    flatly = str(body.get("success")).lower() == "false" or bool(body.get("error") or body.get("errors"))
    paid = call.writes and _PAID in str(body.get("message", "")).lower()
    return words(body) if flatly or paid else None

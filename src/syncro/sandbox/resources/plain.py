"""The plain kinds: records that are listed, read, made, changed and deleted without surprise, each by one row.

What the reply looks like comes from the catalog. Nothing special to one kind is decided here.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from msgspec import Struct

from syncro.catalog import Field, Shape
from syncro.catalog.operation import Reply
from syncro.jsonio import Json
from syncro.sandbox import casts, figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Handler, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs
from syncro.sandbox.wire import WireError, messages, not_found, record_errors

BLANK = "can't be blank"
Problem = inputs.Problem


class Refusal(Struct, frozen=True):
    """What a 422 has to say; `params` is the input of a create, None for an update unless the kind echoes those too."""

    problems: Sequence[Problem]
    record: Record
    params: Json

    @property
    def texts(self) -> list[str]:
        """See `full`."""
        return full(self.problems)


def said(refusal: Refusal) -> WireError:
    """`{"success": false, "message": ["…"]}`, with `params` on creates: what most kinds answer (facts §2)."""
    return messages(refusal.texts, refusal.params)


def recorded(refusal: Refusal) -> WireError:
    """`{"record": {…}, "errors": "a,b"}`."""
    return record_errors(refusal.record, refusal.texts)


def by_field(refusal: Refusal) -> WireError:
    """`{"date": ["can't be blank"]}`."""
    fields: dict[str, list[str]] = {}
    for field, text in refusal.problems:
        fields.setdefault(field, []).append(text)
    return WireError(422, fields)


def error_list(refusal: Refusal) -> WireError:
    """`{"error": ["a", "b"]}`."""
    return WireError(422, {"error": refusal.texts})


class Kind(Struct, frozen=True):
    """One plain kind.

    `fields` are those a body can set, written `name:kind` as in the catalog; beside its kinds there are `dec` (a decimal
    as text), `ids`, `time` and `day`. `links` are ids of other records: one that isn't there becomes null. `filters` are query
    parameters that must equal the field of that name; `searched` are the fields in which `query` looks for words. `parent` is
    the path value, equal to a field here, whose record of another kind all this hangs on. `check` finds what else is wrong
    with a record about to be kept; `view` joins what `shape` can't know.
    """

    name: str
    shape: Record
    fields: str
    required: tuple[str, ...] = ()
    refused: Callable[[Refusal], WireError] = said
    links: Mapping[str, str] = {}
    filters: str = ""
    searched: tuple[str, ...] = ()
    parent: tuple[str, str] | None = None
    newest_first: bool = False
    echoes_updates: bool = False
    check: Callable[[Context, Record], list[Problem]] | None = None
    view: Callable[[Context, Record], Record] | None = None


def list_(kind: Kind) -> Handler:
    """The handler that lists a kind, filtered and paged."""

    def handler(context: Context, request: Request) -> Json:
        rows = filtered(kind, request.query, rows_of(context, request, kind))
        return paging.page(context, request, rows, lambda row: shown(context, kind, row))

    return handler


def get(kind: Kind) -> Handler:
    """The handler that reads one."""

    def handler(context: Context, request: Request) -> Json:
        return wrapped(request.operation.reply, shown(context, kind, one(context, request, kind)))

    return handler


def create(kind: Kind) -> Handler:
    """The handler that makes one."""

    def handler(context: Context, request: Request) -> Json:
        return wrapped(request.operation.reply, shown(context, kind, keep_new(context, request, kind)))

    return handler


def update(kind: Kind) -> Handler:
    """The handler that overwrites what is sent and leaves the rest."""

    def handler(context: Context, request: Request) -> Json:
        row = one(context, request, kind)
        return wrapped(request.operation.reply, shown(context, kind, keep_changed(context, request, kind, row)))

    return handler


def delete(kind: Kind) -> Handler:
    """The handler that deletes one; a flat reply is the deleted record."""

    def handler(context: Context, request: Request) -> Json:
        row = one(context, request, kind)
        context.state.drop(kind.name, row["id"])
        reply = request.operation.reply
        if reply.shape is Shape.NOTHING:
            return None
        return {"success": True} if reply.shape is Shape.SUCCESS else wrapped(reply, shown(context, kind, row))

    return handler


def rows_of(context: Context, request: Request, kind: Kind) -> list[Record]:
    """All records of a kind, or those of the parent in the path, by id; raises WireError 404 for an unknown parent."""
    rows = sorted(context.state.all(kind.name), key=lambda row: row["id"], reverse=kind.newest_first)
    parent = _parent(context, request, kind)
    return rows if parent is None else [row for row in rows if row.get(parent[0]) == parent[1]]


def filtered(kind: Kind, query: Params, rows: list[Record]) -> list[Record]:
    """The rows that fit the kind's filters and hold every word of `query`; any other parameter does nothing."""
    for field in _spec(kind.filters):
        if query.word(field.name):
            wanted = _CASTS[field.kind](query, field.name)
            rows = [row for row in rows if row.get(field.name) == wanted]
    words = query.word("query").lower().split() if kind.searched else []
    return [row for row in rows if _holds(row, kind.searched, words)] if words else rows


def one(context: Context, request: Request, kind: Kind) -> Record:
    """The record the path names, which must hang on the parent that the path names; raises WireError 404."""
    row, parent = context.one(kind.name, request.id), _parent(context, request, kind)
    if parent is not None and row.get(parent[0]) != parent[1]:
        raise not_found()
    return row


def keep_new(context: Context, request: Request, kind: Kind, **more: Json) -> Record:
    """Check and store a new record; `more` are fields no body sets."""
    parent = _parent(context, request, kind)
    hangs = {} if parent is None else {parent[0]: parent[1]}
    fields = {**kind.shape, "id": None, **given(context, request.body, kind), **hangs, **more}
    _refuse(context, kind, fields, request.body, request.body.echo())
    return context.state.put(kind.name, context.born(kind.name, **without_identity(fields)))


def keep_changed(context: Context, request: Request, kind: Kind, row: Record, **more: Json) -> Record:
    """Check and store what the body changes of a record."""
    fields = {**row, **given(context, request.body, kind), **more}
    _refuse(context, kind, fields, request.body, request.body.echo() if kind.echoes_updates else None)
    return context.state.put(kind.name, {**fields, "updated_at": context.now()})


def given(context: Context, body: Params, kind: Kind) -> Record:
    """The fields that were sent, cast to their kinds; links that lead nowhere are null."""
    fields: Record = {}
    for field in _spec(kind.fields):
        if field.name in body:
            cast = _TIMES.get(field.kind)
            fields[field.name] = cast(context, body.raw(field.name)) if cast else _CASTS[field.kind](body, field.name)
    for name, other in kind.links.items():
        if fields.get(name) is not None and context.state.get(other, fields[name]) is None:
            fields[name] = None
    return fields


def shown(context: Context, kind: Kind, row: Record) -> Record:
    """A record as its kind shows it."""
    return kind.view(context, row) if kind.view else shapes.only(kind.shape, row)


def wrapped(reply: Reply, record: Json) -> Json:
    """The record under the reply's key, or flat."""
    return {reply.key: record} if reply.shape is Shape.ONE else record


def without_identity(fields: Record) -> Record:
    """The fields of a record less those that a new one gets by itself."""
    return {name: value for name, value in fields.items() if name not in {"id", "created_at", "updated_at"}}


def is_blank(value: Json) -> bool:
    """True for nothing and for text of blanks; zero and false are something."""
    return value is None or (isinstance(value, str) and not value.strip()) or value in ([], {})


def full(problems: Sequence[Problem]) -> list[str]:
    """`Customer can't be blank`, as Rails writes full messages."""
    return [f"{human(field)} {text}" for field, text in problems]


def human(field: str) -> str:
    """`customer_id` is `Customer`, `end_date` is `End date`."""
    return field.removesuffix("_id").replace("_", " ").capitalize()


def _refuse(context: Context, kind: Kind, fields: Record, body: Params, params: Json) -> None:
    problems = [(name, BLANK) for name in kind.required if is_blank(fields.get(name))]
    problems += kind.check(context, fields) if kind.check else []
    problems += inputs.not_numbers(context, body, inputs.numbers(_spec(kind.fields)))
    problems += inputs.product(context, body)[1] if "product_id" in kind.links else []
    if problems:
        raise kind.refused(Refusal(problems, shapes.only(kind.shape, fields), params))


def _parent(context: Context, request: Request, kind: Kind) -> tuple[str, int] | None:
    if kind.parent is None:
        return None
    field, other = kind.parent
    return field, context.one(other, request.path_id(field))["id"]


def _spec(text: str) -> list[Field]:
    words = (word.partition(":") for word in text.split())
    return [Field(name, kind or "str") for name, _, kind in words]


def _holds(row: Record, fields: Sequence[str], words: Sequence[str]) -> bool:
    text = " ".join(str(row.get(field) or "") for field in fields).lower()
    return all(word in text for word in words)


def _number(body: Params, name: str) -> Json:
    amount = body.amount(name)
    return None if amount is None else figures.number(amount)


def _decimal(body: Params, name: str) -> Json:
    amount = body.amount(name)
    return None if amount is None else figures.text(amount)


_CASTS: dict[str, Callable[[Params, str], Any]] = {
    "str": Params.text,
    "int": Params.integer,
    "bool": Params.flag,
    "num": _number,
    "dec": _decimal,
    "list": Params.items,
    "ids": lambda body, name: [casts.integer(id_) for id_ in body.items(name)],
    "map": Params.mapping,
}
_TIMES: dict[str, Callable[[Context, Json], Json]] = {"time": Context.moment, "day": Context.day}

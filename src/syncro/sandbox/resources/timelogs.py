"""Employees' clock-in and clock-out (facts §17): not labour on tickets, and no ids in the paths."""

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.wire import messages

SHAPE = shapes.blank(
    "id in_at out_at account_id user_id in_note out_note created_at updated_at lunch manually_updated",
    account_id=shapes.ACCOUNT_ID,
)


def list_(context: Context, request: Request) -> Json:
    """Timelogs, newest first: an admin's query sees anyone's, everyone else's only their own."""
    wanted = _whose(request) if request.query.word("user_id") or not _manages(request) else None
    rows = [row for row in _newest_first(context) if wanted in (None, row["user_id"])]
    return paging.page(context, request, rows, lambda row: shapes.only(SHAPE, row))


def last(context: Context, request: Request) -> Json:
    """The latest timelog, flat; `null` for someone who has none."""
    found = _latest(context, _whose(request))
    return shapes.only(SHAPE, found) if found else None


def update(context: Context, request: Request) -> Json:
    """Change the key owner's running timelog; without one, a time of arrival starts a new one."""
    body, owner = request.body, request.actor.user["id"]
    log = _latest(context, owner)
    if log is None or (log.get("out_at") and "in_at" in body):
        log = context.born("timelogs", user_id=owner, in_at=context.now(), out_at=None)
    log = {**log, **_fields(context, body), "updated_at": context.now()}
    _check(context, log, body)
    return shapes.only(SHAPE, context.state.put("timelogs", log))


def _fields(context: Context, body: Params) -> Record:
    fields: Record = {name: body.text(name) for name in ("in_note", "out_note") if name in body}
    if "lunch" in body:
        fields["lunch"] = body.boolean("lunch")
    times = {name: context.moment(body.raw(name)) for name in ("in_at", "out_at") if name in body}
    return {**fields, **times, **({"manually_updated": True} if times else {})}


def _check(context: Context, log: Record, body: Params) -> None:
    arrived, left = context.time(log.get("in_at")), context.time(log.get("out_at"))
    if arrived is None:
        raise messages(["In at can't be blank"], body.echo())
    if left is not None and left < arrived:
        raise messages(["Out at must be after in at"], body.echo())


def _manages(request: Request) -> bool:
    return bool(request.actor.user.get("admin"))


def _whose(request: Request) -> int:
    """The user asked for, if the key's owner may see others."""
    own = int(request.actor.user["id"])
    return (request.query.integer("user_id") or own) if _manages(request) else own


def _newest_first(context: Context) -> list[Record]:
    return sorted(context.state.all("timelogs"), key=lambda row: (row["in_at"], row["id"]), reverse=True)


def _latest(context: Context, user_id: int) -> Record | None:
    return next((row for row in _newest_first(context) if row["user_id"] == user_id), None)

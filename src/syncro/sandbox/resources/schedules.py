"""Schedules of recurring invoices (facts §8): list and detail, lines under `lines`."""

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record


def list_(context: Context, request: Request) -> Json:
    """Schedules by id; `customer_id` filters."""
    rows = sorted(context.state.all("schedules"), key=lambda row: row["id"])
    if request.query.word("customer_id"):
        rows = [row for row in rows if row.get("customer_id") == request.query.integer("customer_id")]
    return paging.page(context, request, rows, lambda row: _shown(context, row))


def get(context: Context, request: Request) -> Json:
    """One schedule."""
    return {"schedule": _shown(context, context.one("schedules", request.id))}


def _shown(context: Context, schedule: Record) -> Record:
    lines = shapes.ordered(context.state.where("schedule_lines", "schedule_id", schedule["id"]))
    return {
        **shapes.only(shapes.SCHEDULE, schedule),
        "lines": [shapes.only(shapes.SCHEDULE_LINE, line) for line in lines],
    }

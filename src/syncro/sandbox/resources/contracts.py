"""Contracts (facts §9): flat, no customer filter, `null` for one that isn't there."""

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes
from syncro.sandbox.context import Context, Request


def list_(context: Context, request: Request) -> Json:
    """All contracts by id."""
    rows = sorted(context.state.all("contracts"), key=lambda row: row["id"])
    return paging.page(context, request, rows, lambda row: shapes.only(shapes.CONTRACT, row))


def get(context: Context, request: Request) -> Json:
    """One contract, flat; a missing one is 200 with null."""
    found = context.state.get("contracts", request.id)
    return shapes.only(shapes.CONTRACT, found) if found else None

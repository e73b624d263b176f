"""Contracts (facts §9): flat, no customer filter, `null` for one that isn't there."""

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record

NEWER = ("product_price_overrides", "non_billable_product_ids")
"""What only newer replies carry (facts §9)."""


def list_(context: Context, request: Request) -> Json:
    """All contracts by id."""
    rows = sorted(context.state.all("contracts"), key=lambda row: row["id"])
    return paging.page(context, request, rows, _shown)


def get(context: Context, request: Request) -> Json:
    """One contract, flat; a missing one is 200 with null."""
    found = context.state.get("contracts", request.id)
    return _shown(found) if found else None


def _shown(contract: Record) -> Record:
    newer = {name: contract[name] for name in NEWER if name in contract}
    return {**shapes.only(shapes.CONTRACT, contract), **newer}

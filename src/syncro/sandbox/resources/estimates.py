"""Estimates (facts §7): list and detail."""

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record


def list_(context: Context, request: Request) -> Json:
    """Estimates newest first; `status` and `mine` filter, `customer_id` does not."""
    rows = sorted(context.state.all("estimates"), key=lambda row: (row["created_at"], row["id"]), reverse=True)
    if wanted := request.query.word("status").lower():
        rows = [row for row in rows if str(row.get("status") or "").lower() == wanted]
    if request.query.flag("mine"):
        rows = [row for row in rows if row.get("employee") == request.actor.user.get("full_name")]
    return paging.page(context, request, rows, lambda row: _short(context, row))


def get(context: Context, request: Request) -> Json:
    """One estimate by id or visible number, with customer and lines."""
    numbered = context.state.where("estimates", "number", request.path["id"])
    found = context.state.get("estimates", request.id) or (numbered[0] if numbered else None)
    estimate = found or context.one("estimates", None)
    lines = shapes.ordered(context.state.where("estimate_lines", "estimate_id", estimate["id"]))
    return {
        "estimate": {
            **_short(context, estimate),
            "customer": shapes.customer(context, estimate["customer_id"]),
            "line_items": [shapes.only(shapes.INVOICE_LINE, line) for line in lines],
        }
    }


def _short(context: Context, estimate: Record) -> Record:
    name = shapes.customer_name(context, estimate["customer_id"])
    return {**shapes.only(shapes.ESTIMATE, estimate), "customer_business_then_name": name}

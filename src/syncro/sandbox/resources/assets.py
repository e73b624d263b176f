"""Customers' assets (facts §12). No delete."""

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes
from syncro.sandbox.context import Context, Request


def list_(context: Context, request: Request) -> Json:
    """Assets by id; filters customer_id, asset_type_id, snmp_enabled, query."""
    query, rows = request.query, list(context.state.all("assets"))
    if query.word("customer_id"):
        rows = context.state.where("assets", "customer_id", query.integer("customer_id"))
    if query.word("asset_type_id"):
        rows = [row for row in rows if row.get("asset_type_id") == query.integer("asset_type_id")]
    if query.word("snmp_enabled"):
        rows = [row for row in rows if bool(row.get("snmp_enabled")) is query.flag("snmp_enabled")]
    if wanted := query.word("query").lower():
        rows = [row for row in rows if wanted in f"{row.get('name')} {row.get('asset_serial')}".lower()]
    rows.sort(key=lambda row: row["id"])
    return paging.page(context, request, rows, lambda row: shapes.asset(context, row))


def get(context: Context, request: Request) -> Json:
    """One asset."""
    return {"asset": shapes.asset(context, context.one("assets", request.id))}

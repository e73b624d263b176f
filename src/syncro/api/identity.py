"""Is the answer about what was asked? Every reply is held against its request, of a read as of a write (design §3.5)."""

from collections.abc import Iterator, Mapping
from typing import Any

from syncro.calls import Call
from syncro.catalog import Shape
from syncro.jsonio import Json

PARENTS = (
    "customer_id",
    "ticket_id",
    "invoice_id",
    "estimate_id",
    "schedule_id",
    "contact_id",
    "asset_id",
    "product_id",
    "vendor_id",
)
"""Fields of a body that a record keeps as they were sent, or not at all: a reply with another value is about another record."""
POINTED = {"timer_entry_id": "id", "ticket_line_item_id": "id"}
"""Fields of a body that name the record to change, and where its reply names it."""
NUMBERED = frozenset({"invoices.get", "estimates.get"})
"""Reads that take the visible number as well as the id (facts §5)."""


def another(call: Call, value: Json) -> str:
    """What tells that the answer is about another record; empty when nothing does."""
    if call.row.reply.shape is Shape.MANY:
        records = [row for row in value or [] if isinstance(row, dict)] if isinstance(value, list) else []
        return next((told for row in records for told in _differences(call, row)), "")
    return next(_differences(call, value), "") if isinstance(value, dict) else ""


def _differences(call: Call, record: Mapping[str, Any]) -> Iterator[str]:
    for field, wanted in _wanted(call):
        found = record.get(field)
        accepted = {str(found), str(record.get("number"))} if call.operation in NUMBERED else {str(found)}
        if found is not None and str(wanted) not in accepted:
            yield f"asked about {field} {wanted}, answered about {found}"


def _wanted(call: Call) -> Iterator[tuple[str, Json]]:
    for field, name in call.row.echoes:
        if name in call.path:
            yield field, call.path[name]
    if not call.writes:
        return
    body = call.body or {}
    for name in PARENTS:
        if isinstance(body.get(name), int) and call.row.makes:
            yield name, body[name]
    for name, field in POINTED.items():
        if name in body and call.row.reply.shape in (Shape.ONE, Shape.FLAT):
            yield field, body[name]

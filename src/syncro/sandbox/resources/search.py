"""The quick search over customers, tickets, invoices and assets (facts §15): only what the key may read."""

from collections.abc import Iterator

from syncro.jsonio import Json
from syncro.sandbox import shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record

MOST = 50
TABLES = (
    ("customers", "customer", "customer", "firstname lastname email business_name"),
    ("contacts", "contact", "customer", "name email customer_id"),
    ("tickets", "ticket", "ticket", "number subject status customer_id problem_type"),
    ("invoices", "invoice", "invoice", "number customer_id total"),
    ("assets", "asset", "asset", "name asset_serial customer_id asset_type"),
)
"""Kind, its name in a hit, the permission group it needs, the fields of a hit."""


def query(context: Context, request: Request) -> Json:
    """Hits that hold every word of the query in their visible fields."""
    words = request.query.word("query").lower().split()
    hits = list(_hits(context, request, words)) if words else []
    return {"quick_result": None, "results": hits[:MOST], "error": None}


def _hits(context: Context, request: Request, words: list[str]) -> Iterator[Json]:
    for kind, name, group, fields in TABLES:
        if not request.actor.may(group, "read"):
            continue
        for row in context.state.all(kind):
            source = {field: row.get(field) for field in fields.split()}
            text = " ".join(str(value) for value in source.values() if value is not None).lower()
            if all(word in text for word in words):
                shown = {**source, **_more(context, kind, row)}
                yield {"table": {"_id": row["id"], "_type": name, "_index": kind, "_source": {"table": shown}}}


def _more(context: Context, kind: str, row: Record) -> Record:
    if kind == "customers":
        phones = context.state.where("phones", "customer_id", row["id"])
        return {"phones": [shapes.only(shapes.PHONE, phone) for phone in phones]}
    if kind in {"tickets", "invoices"}:
        return {"customer_business_then_name": shapes.customer_name(context, row["customer_id"])}
    return {}

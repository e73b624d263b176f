"""One page of a list, in the shape the catalog gives it (facts §3, C6, C7). Sizes are per resource."""

from collections.abc import Callable, Iterable, Sequence
from operator import itemgetter

from syncro.catalog import Meta
from syncro.jsonio import Json
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record

DOCUMENTED = {"estimates": 50, "contracts": 50, "purchase_orders": 20, "items": 50, "comments": 10}
"""Page sizes in the vendor's text, where they are not 25 (facts §3)."""
DOCUMENTED |= dict.fromkeys(("vendors", "wiki_pages", "portal_users", "product_serials"), 100)
LARGEST_PAGE = 100


def page(
    context: Context, request: Request, rows: Sequence[Record], show: Callable[[Record], Json] | None = None
) -> Json:
    """The requested page of `rows`, each put through `show`, under the list's key with its meta."""
    reply = request.operation.reply
    size = _size(context, request)
    number = max(request.query.integer("page") or 1, 1)
    cut = rows[(number - 1) * size : number * size] if size else rows
    shown = [show(row) for row in cut] if show else list(cut)
    return {reply.key: shown, **_meta(reply.meta, len(rows), size, number)}


def newest_first(rows: Iterable[Record]) -> list[Record]:
    """By creation, then by id, the latest first."""
    # Two passes over plain keys cost a fifth of one over pairs: as they are stored, rows are nearly in order.
    found = sorted(rows, key=_ID)
    found.sort(key=_CREATED)
    found.reverse()
    return found


_ID, _CREATED = itemgetter("id"), itemgetter("created_at")


def _size(context: Context, request: Request) -> int:
    reply = request.operation.reply
    wanted = request.query.integer("per_page") or 0
    honoured = "per_page" in request.operation.query or context.quirks.on("per_page_honoured")
    if honoured and wanted > 0 and reply.page_size:
        return min(wanted, LARGEST_PAGE)
    if context.quirks.word("page_sizes") == "documented" and reply.page_size:
        return DOCUMENTED.get(reply.key, 25)
    return reply.page_size


def _meta(meta: Meta, total: int, size: int, number: int) -> dict[str, Json]:
    if meta is Meta.NONE:
        return {}
    facts = {
        "total_pages": -(-total // size) if size else 1,
        "total_entries": total,
        "per_page": size or total,
        "page": number,
    }
    return {"meta": {name: facts[name] for name in meta.value.split()}}

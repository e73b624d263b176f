"""Wiki pages (facts §17): plain, but for a slug made from the name and a visibility of unknown words."""

import re

from syncro.jsonio import Json
from syncro.sandbox import shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import Kind, Problem, Refusal
from syncro.sandbox.wire import WireError

SHAPE = shapes.blank("id account_id name slug body interpolated_body", account_id=shapes.ACCOUNT_ID)


def create(context: Context, request: Request) -> Json:
    """A new page; body and name are required, a slug comes from the name."""
    return {"wiki_page": _shown(context, plain.keep_new(context, request, KIND, slug=_slug(request.body)))}


def _slug(body: Params) -> str:
    words = re.findall(r"[a-z0-9]+", (body.word("slug") or body.word("name")).lower())
    return "-".join(words)


def _shown(context: Context, row: Record) -> Record:
    return {**shapes.only(SHAPE, row), "interpolated_body": row.get("body")}


def _unknown_visibility(context: Context, page: Record) -> list[Problem]:
    known = context.quirks.words("wiki_visibilities")
    return [] if page.get("visibility") in (None, "", *known) else [("visibility", "is not included in the list")]


def _refused(refusal: Refusal) -> WireError:
    return WireError(422, {"success": False, "errors": refusal.texts, "params": refusal.params})


KIND = Kind(
    "wiki_pages",
    SHAPE,
    "name slug body customer_id:int asset_id:int visibility",
    required=("body", "name"),
    refused=_refused,
    links={"customer_id": "customers", "asset_id": "assets"},
    echoes_updates=True,
    check=_unknown_visibility,
    view=_shown,
)
list_ = plain.list_(KIND)
get = plain.get(KIND)
update = plain.update(KIND)
delete = plain.delete(KIND)

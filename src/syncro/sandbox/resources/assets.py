"""Customers' assets (facts §12): types come from the account's settings, properties only by update. No delete."""

from syncro.jsonio import Json
from syncro.sandbox import casts, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import BLANK, Kind, Problem
from syncro.sandbox.wire import error

NO_TYPE = ("name", "You must have an asset type first, please go create one")
PATCHES_PER_PAGE = 50
INSTALLED = "Recently Installed"


def list_(context: Context, request: Request) -> Json:
    """Assets by id; filters customer_id, asset_type_id, snmp_enabled, query."""
    query, rows = request.query, plain.rows_of(context, request, ASSET)
    if query.word("customer_id"):
        rows = context.state.where("assets", "customer_id", query.integer("customer_id"))
    if query.word("snmp_enabled"):
        rows = [row for row in rows if bool(row.get("snmp_enabled")) is query.flag("snmp_enabled")]
    rows = sorted(plain.filtered(ASSET, query, rows), key=lambda row: row["id"])
    return paging.page(context, request, rows, lambda row: _read(context, row))


def get(context: Context, request: Request) -> Json:
    """One asset; like rows of the list it shows more than the reply to a write, but never its type's id (facts §12)."""
    return {"asset": _read(context, context.one("assets", request.id))}


def create(context: Context, request: Request) -> Json:
    """A new asset of a type that exists; `properties` are dropped until an update (facts §12)."""
    type_ = _type(context, request.body)
    more: Record = {"asset_type": type_.get("name"), "asset_type_id": type_.get("id")}
    if not context.quirks.on("asset_create_keeps_properties"):
        more["properties"] = {}
    return {"asset": shapes.asset(context, plain.keep_new(context, request, ASSET, **more))}


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent."""
    row, body, more = context.one("assets", request.id), request.body, {}
    if "asset_type_id" in body or "asset_type_name" in body:
        type_ = _type(context, body)
        more = {"asset_type": type_.get("name"), "asset_type_id": type_.get("id")}
    return {"asset": shapes.asset(context, plain.keep_changed(context, request, ASSET, row, **more))}


def chat_information(context: Context, request: Request) -> Json:
    """Of each named asset, whether it can be chatted with and whose it is."""
    ids = [casts.integer(word) for value in request.query.items("ids") for word in str(value).split(",")]
    rows = [row for id_ in ids if (row := context.state.get("assets", id_))]
    return {"assets": [_chat(context, row) for row in rows]}


def patches(context: Context, request: Request) -> Json:
    """A machine's Windows patches: all installed ones, and a page of the others."""
    asset = context.state.get("assets", request.id)
    if asset is None:
        raise error("Asset not found", 404)
    rows = [row for row in context.state.all("patches") if row["asset_id"] == asset["id"]]
    missing = [row for row in rows if row["status"] != INSTALLED]
    number = max(request.query.integer("page") or 1, 1)
    return {
        "installed_patches": [_patch(row) for row in rows if row["status"] == INSTALLED],
        "available_patches": [_patch(row) for row in missing[(number - 1) * PATCHES_PER_PAGE :][:PATCHES_PER_PAGE]],
        "available_patches_meta": {
            "page": number,
            "per_page": PATCHES_PER_PAGE,
            "total_pages": -(-len(missing) // PATCHES_PER_PAGE),
            "total_entries": len(missing),
        },
    }


def _read(context: Context, row: Record) -> Record:
    return {**shapes.asset(context, row), **shapes.only(shapes.ASSET_READ, row)}


def _chat(context: Context, row: Record) -> Record:
    owner = context.state.get("customers", row.get("customer_id")) or {}
    customer = {name: owner.get(name) for name in ("id", "fullname", "business_name")}
    live = bool(row.get("has_live_chat"))
    return {"id": row["id"], "name": row.get("name"), "customer": customer, "has_live_chat": live}


def _patch(row: Record) -> Record:
    hidden = {"id", "asset_id", "created_at", "updated_at"}
    return {name: value for name, value in row.items() if name not in hidden}


def _type(context: Context, body: Params) -> Record:
    """The account's asset type by id or by exact name; empty when there is none."""
    types = casts.items(casts.mapping(context.setting("account").get("assets")).get("asset_types"))
    wanted, name = body.integer("asset_type_id"), body.word("asset_type_name")
    fits = (row for row in map(casts.mapping, types) if row.get("id") == wanted or (name and row.get("name") == name))
    return next(fits, {})


def _check(context: Context, fields: Record) -> list[Problem]:
    problems: list[Problem] = []
    if not fields.get("asset_type"):
        problems.append(("asset_type", BLANK))
        problems += [NO_TYPE] if fields["id"] is None else []
    return [*problems, ("name", BLANK)] if plain.is_blank(fields.get("name")) else problems


ASSET = Kind(
    "assets",
    shapes.ASSET,
    "properties:map name customer_id:int asset_serial",
    links={"customer_id": "customers"},
    filters="asset_type_id:int",
    searched=("name", "asset_serial"),
    check=_check,
    view=shapes.asset,
)

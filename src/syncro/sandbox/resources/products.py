"""Products and their categories (facts §14). No delete; a PUT can lose what it doesn't name."""

from syncro.jsonio import Json
from syncro.sandbox import casts, figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.wire import messages, not_found

TEXTS = (
    "name",
    "description",
    "condition",
    "warranty",
    "product_category",
    "upc_code",
    "notes",
    "physical_location",
    "long_description",
)
AMOUNTS = ("price_cost", "price_retail", "price_wholesale")
INTEGERS = (
    "quantity",
    "sort_order",
    "reorder_at",
    "warranty_template_id",
    "qb_item_id",
    "desired_stock_level",
    "tax_rate_id",
)
FLAGS = ("disabled", "taxable", "serialized")


def list_(context: Context, request: Request) -> Json:
    """Products by name; `search` is no parameter (facts §14)."""
    rows = _filtered(context, request.query, list(context.state.all("products")))
    rows.sort(key=lambda row: (str(row.get("name") or "").lower(), row["id"]))
    return paging.page(context, request, rows, _shown)


def get(context: Context, request: Request) -> Json:
    """One product."""
    return {"product": _shown(context.one("products", request.id))}


def barcode(context: Context, request: Request) -> Json:
    """The product of a UPC code."""
    found = context.state.where("products", "upc_code", request.query.word("barcode") or object())
    if not found:
        raise not_found()
    return {"product": _shown(found[0])}


def categories(context: Context, request: Request) -> Json:
    """All product categories."""
    return {"categories": list(context.state.all("categories"))}


def create(context: Context, request: Request) -> Json:
    """A new product; name and description are required."""
    fields = {"taxable": True, "price_cost": 0, "price_retail": 0, "price_wholesale": 0, **_fields(request.body)}
    _check(fields, request.body)
    fields["maintain_stock"] = request.body.flag("maintain_stock")
    return {"product": _shown(context.state.put("products", context.born("products", **fields)))}


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent; `maintain_stock` falls back to false when it isn't (facts §14)."""
    product = context.one("products", request.id)
    fields = {**product, **_fields(request.body), "maintain_stock": request.body.flag("maintain_stock")}
    _check(fields, request.body)
    return {"product": _shown(context.state.put("products", {**fields, "updated_at": context.now()}))}


def _shown(product: Record) -> Record:
    return shapes.only(shapes.PRODUCT, product)


def _fields(body: Params) -> Record:
    fields: Record = {name: body.text(name) for name in TEXTS if name in body}
    amounts = {name: body.amount(name) for name in AMOUNTS}
    fields |= {name: figures.number(amount) for name, amount in amounts.items() if amount is not None}
    fields |= {name: body.integer(name) for name in INTEGERS if name in body}
    fields |= {name: flag for name in FLAGS if (flag := body.boolean(name)) is not None}
    if "vendor_ids" in body:
        fields["vendor_ids"] = [casts.integer(id_) for id_ in body.items("vendor_ids")]
    return fields


def _check(fields: Record, body: Params) -> None:
    blank = [name for name in ("name", "description") if not str(fields.get(name) or "").strip()]
    if blank:
        raise messages([f"{name.capitalize()} can't be blank" for name in blank], body.echo())


def _filtered(context: Context, query: Params, rows: list[Record]) -> list[Record]:
    for name in ("name", "upc_code"):
        if wanted := query.word(name).lower():
            rows = [row for row in rows if wanted in str(row.get(name) or "").lower()]
    if words := query.word("query").lower().split():
        rows = [row for row in rows if all(word in _searchable(row) for word in words)]
    if query.word("sku"):
        wanted = query.word("sku")
        rows = [row for row in rows if any(sku.get("sku") == wanted for sku in row.get("product_skus") or [])]
    if query.word("category_id"):
        category = context.state.get("categories", query.integer("category_id")) or {}
        rows = [row for row in rows if category and row.get("product_category") == category.get("name")]
    return _by_id(query, rows)


def _by_id(query: Params, rows: list[Record]) -> list[Record]:
    if "id" in query:
        ids = {casts.integer(id_) for id_ in query.items("id")}
        rows = [row for row in rows if row["id"] in ids]
    if "id_not" in query:
        ids = {casts.integer(id_) for id_ in query.items("id_not")}
        rows = [row for row in rows if row["id"] not in ids]
    return rows


def _searchable(product: Record) -> str:
    return f"{product.get('name')} {product.get('description')} {product.get('upc_code')}".lower()

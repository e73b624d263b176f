"""Products and their categories (facts §14). No delete; a PUT can lose what it doesn't name."""

from syncro.jsonio import Json
from syncro.sandbox import casts, figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs, plain, skus, stock
from syncro.sandbox.wire import messages, not_found

TEXTS = (
    "name",
    "description",
    "condition",
    "warranty",
    "upc_code",
    "notes",
    "physical_location",
    "long_description",
)
AMOUNTS = ("price_cost", "price_retail", "price_wholesale", "discount_percent")
INTEGERS = (
    "quantity",
    "sort_order",
    "reorder_at",
    "warranty_template_id",
    "qb_item_id",
    "desired_stock_level",
    "tax_rate_id",
)
COUNTED = (*AMOUNTS, *(name for name in INTEGERS if not name.endswith("_id")))
FLAGS = ("disabled", "taxable", "serialized")
NUMERIC = ("id", *AMOUNTS, *INTEGERS)
SORTABLE = (*TEXTS, *NUMERIC, "product_category", "created_at", "updated_at")
CATEGORY = shapes.blank(
    "id account_id ancestry name description device_product_id names_depth_cache",
    account_id=shapes.ACCOUNT_ID,
    description="",
)


def list_(context: Context, request: Request) -> Json:
    """Products by name or by `sort`, such as `price_retail DESC`; `search` is no parameter (facts §14)."""
    rows = _sorted(request.query, _filtered(context, request.query, list(context.state.all("products"))))
    return paging.page(context, request, rows, lambda row: _shown(context, row))


def get(context: Context, request: Request) -> Json:
    """One product."""
    return {"product": _shown(context, context.one("products", request.id))}


def barcode(context: Context, request: Request) -> Json:
    """The product of a UPC code."""
    found = context.state.where("products", "upc_code", request.query.word("barcode") or object())
    if not found:
        raise not_found()
    return {"product": _short(context, found[0])}


def categories(context: Context, request: Request) -> Json:
    """All product categories."""
    return {"categories": [shapes.only(CATEGORY, row) for row in context.state.all("categories")]}


def create(context: Context, request: Request) -> Json:
    """A new product; name and description are required. One that maintains stock gets a place for it."""
    blank = {"taxable": True, "quantity": 0, "price_cost": 0, "price_retail": 0, "price_wholesale": 0}
    fields = {**blank, **_fields(context, request.body)}
    _check(context, fields, request.body, request.body.echo())
    fields["maintain_stock"] = request.body.flag("maintain_stock")
    return _kept(context, context.born("products", **fields), request.body, counted=True)


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent; by default `maintain_stock` falls back to false when it isn't (facts §14)."""
    product, body = context.one("products", request.id), request.body
    fields = {**product, **_fields(context, body), "updated_at": context.now()}
    if "maintain_stock" in body or context.quirks.on("product_put_resets_maintain_stock"):
        fields["maintain_stock"] = body.flag("maintain_stock")
    _check(context, fields, body, None)
    return _kept(context, fields, body, counted="quantity" in body)


def _kept(context: Context, product: Record, body: Params, *, counted: bool) -> Json:
    context.state.put("products", product)
    if counted or product["maintain_stock"]:
        stock.follow(context, product)
    skus.add_all(context, product["id"], body.raw("product_skus_attributes"))
    return {"product": _short(context, product)}


def _shown(context: Context, product: Record) -> Record:
    more = {"product_skus": skus.of(context, product["id"]), "since_updated_at": product.get("updated_at")}
    return {**_short(context, product), **more}


def _short(context: Context, product: Record) -> Record:
    """A product as replies to writes and to a barcode show it: without SKUs and the change marker (facts §14)."""
    return {**shapes.only(shapes.PRODUCT, product), "location_quantities": stock.of(context, product["id"])}


def _fields(context: Context, body: Params) -> Record:
    fields: Record = {name: body.text(name) for name in TEXTS if name in body}
    amounts = {name: body.amount(name) for name in AMOUNTS}
    fields |= {name: figures.number(amount) for name, amount in amounts.items() if amount is not None}
    fields |= {name: body.integer(name) for name in INTEGERS if name in body}
    fields |= {name: flag for name in FLAGS if (flag := body.boolean(name)) is not None}
    if "vendor_ids" in body:
        ids = [casts.integer(id_) for id_ in body.items("vendor_ids")]
        fields["vendor_ids"] = [id_ for id_ in ids if context.state.get("vendors", id_)]
    return fields | _category(context, body)


def _category(context: Context, body: Params) -> Record:
    """The path shown follows from the category, which can also be named by the ids of the tree (the first that is known)."""
    known = (context.state.get("categories", casts.integer(id_)) for id_ in body.items("category_ids"))
    chosen = next((row["name"] for row in known if row), None)
    if chosen is None and "product_category" not in body:
        return {}
    name = chosen or body.text("product_category")
    return {"product_category": name, "category_path": name}


def _check(context: Context, fields: Record, body: Params, params: Json) -> None:
    blank = [(name, plain.BLANK) for name in ("name", "description") if not str(fields.get(name) or "").strip()]
    problems = [*blank, *inputs.not_numbers(context, body, COUNTED)]
    if problems:
        raise messages(plain.full(problems), params)


def _sorted(query: Params, rows: list[Record]) -> list[Record]:
    field, _, direction = query.word("sort").partition(" ")
    if field not in SORTABLE:
        return sorted(rows, key=lambda row: (str(row.get("name") or "").lower(), row["id"]))
    backwards = direction.strip().lower() == "desc"
    if field in NUMERIC:
        return sorted(rows, key=lambda row: (figures.decimal(row.get(field)), row["id"]), reverse=backwards)
    return sorted(rows, key=lambda row: (str(row.get(field) or "").lower(), row["id"]), reverse=backwards)


def _filtered(context: Context, query: Params, rows: list[Record]) -> list[Record]:
    for name in ("name", "upc_code"):
        if wanted := query.word(name).lower():
            rows = [row for row in rows if wanted in str(row.get(name) or "").lower()]
    if words := query.word("query").lower().split():
        rows = [row for row in rows if all(word in _searchable(row) for word in words)]
    if query.word("sku"):
        wanted = query.word("sku")
        rows = [row for row in rows if any(sku["sku"] == wanted for sku in skus.of(context, row["id"]))]
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

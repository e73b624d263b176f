"""Vendors' numbers for a product (facts §14): sent as `value` and `vendor_id`, shown as `sku` and `vendor_name`."""

from syncro.jsonio import Json
from syncro.sandbox import casts, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import Kind, Refusal
from syncro.sandbox.wire import WireError

SHAPE = shapes.blank("id vendor_name sku")


def of(context: Context, product_id: int) -> list[Record]:
    """What a product shows as its `product_skus`."""
    rows = context.state.where(KIND.name, "product_id", product_id)
    return [_shown(context, row) for row in sorted(rows, key=lambda row: row["id"])]


def add_all(context: Context, product_id: int, given: Json) -> None:
    """Keep what came as `product_skus_attributes`; entries that lack a vendor or a value are dropped."""
    for item in casts.items(given):
        values = Params(casts.mapping(item))
        vendor = context.state.get("vendors", values.integer("vendor_id"))
        if vendor and values.word("value"):
            about = {"product_id": product_id, "vendor_id": vendor["id"], "value": values.word("value")}
            context.state.put(KIND.name, context.born(KIND.name, **about))


def _shown(context: Context, row: Record) -> Record:
    vendor = context.state.get("vendors", row.get("vendor_id")) or {}
    return {"id": row["id"], "vendor_name": vendor.get("name"), "sku": row.get("value")}


def _refused(refusal: Refusal) -> WireError:
    """These errors are 400 (facts §2)."""
    return WireError(400, {"message": [f"{plain.human(field)} is blank" for field, _ in refusal.problems]})


KIND = Kind(
    "product_skus",
    SHAPE,
    "vendor_id:int value",
    required=("vendor_id", "value"),
    refused=_refused,
    links={"vendor_id": "vendors"},
    parent=("product_id", "products"),
    view=_shown,
)
list_ = plain.list_(KIND)
create = plain.create(KIND)
update = plain.update(KIND)

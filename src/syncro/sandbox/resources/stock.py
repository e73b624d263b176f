"""How many pieces of a product lie where (facts §14). A product's quantity is the sum over its locations."""

from syncro.jsonio import Json
from syncro.sandbox import shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs, plain
from syncro.sandbox.wire import messages, not_found

KIND = "location_quantities"
MAIN_LOCATION = 1
"""The one location of an account that has not enabled more."""
SHAPE = shapes.blank(
    "product_id id quantity price_cost_cents price_retail_cents location_id tax_rate_id created_at updated_at reorder_at "
    "desired_stock_level",
    quantity=0,
    desired_stock_level=0,
)


def set_at_location(context: Context, request: Request) -> Json:
    """Count a location anew; flat, and the product's quantity follows."""
    product = context.one("products", request.id)
    row = context.one(KIND, request.body.integer("location_quantity_id"))
    if row["product_id"] != product["id"]:
        raise not_found()
    if wrong := inputs.not_numbers(context, request.body, ["quantity"]):
        raise messages(plain.full(wrong))
    quantity = request.body.integer("quantity")
    changed = row if quantity is None else _count(context, row, quantity)
    _sum_up(context, product)
    return shapes.only(SHAPE, changed)


def of(context: Context, product_id: int) -> list[Record]:
    """What a product shows as its `location_quantities`."""
    return [shapes.only(SHAPE, row) for row in _rows(context, product_id)]


def follow(context: Context, product: Record) -> None:
    """Make the main location's count fit a product whose quantity was set, or that begins to maintain stock."""
    rows = _rows(context, product["id"])
    quantity = int(product.get("quantity") or 0)
    if rows:
        others = sum(int(row.get("quantity") or 0) for row in rows[1:])
        _count(context, rows[0], quantity - others)
    elif product.get("maintain_stock"):
        about = {"product_id": product["id"], "location_id": MAIN_LOCATION, "quantity": quantity}
        context.state.put(KIND, context.born(KIND, **about))


def add(context: Context, product: Record, pieces: int, location_id: object = None) -> None:
    """Put pieces on the shelf of a location, of the first one when there is no such."""
    rows = _rows(context, product["id"])
    if rows:
        row = next((row for row in rows if row.get("location_id") == location_id), rows[0])
        _count(context, row, int(row.get("quantity") or 0) + pieces)
        _sum_up(context, product)
    else:
        quantity = int(product.get("quantity") or 0) + pieces
        context.state.change("products", product, quantity=quantity, updated_at=context.now())


def _rows(context: Context, product_id: int) -> list[Record]:
    return sorted(context.state.where(KIND, "product_id", product_id), key=lambda row: row["id"])


def _count(context: Context, row: Record, quantity: int) -> Record:
    return context.state.change(KIND, row, quantity=quantity, updated_at=context.now())


def _sum_up(context: Context, product: Record) -> None:
    total = sum(int(row.get("quantity") or 0) for row in _rows(context, product["id"]))
    context.state.change("products", product, quantity=total, updated_at=context.now())

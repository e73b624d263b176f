"""Purchase orders (facts §17): made, filled with lines, received into stock; never changed or deleted."""

from decimal import Decimal
from itertools import count

from syncro import money
from syncro.jsonio import Json
from syncro.sandbox import figures, paging, shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs, plain, stock, vendors
from syncro.sandbox.resources.plain import Kind
from syncro.sandbox.wire import WireError, not_found

OPEN, ARRIVING, DONE = "Open", "Check-In", "Finished"
PREFIX_LETTERS = 3
MOST_PIECES = 1_000_000
NOT_STOCKED = (
    "Error adding that item  - please ensure that the item you are trying to add is set to \u2018Maintain Stock\u2019."
)
SHAPE = shapes.blank(
    "id account_subdomain created_at updated_at expected_date number other shipping shipping_notes status total user_id "
    "vendor_id location_id due_date paid_date delivery_tracking",
    account_subdomain="sandbox",
)
LINE = shapes.blank(
    "id purchase_order_id product_id quantity cost_cents total_cents created_at updated_at received position "
    "received_quantity parent_po_line_item_id old_cost_cents",
    received=False,
)


def create(context: Context, request: Request) -> Json:
    """A new order; its number comes from the vendor's name and the day. It belongs to the key's owner unless told."""
    vendor = context.state.get("vendors", request.body.integer("vendor_id"))
    user = context.state.get("users", request.body.integer("user_id")) or request.actor.user
    number = _number(context, vendor) if vendor else None
    order = plain.keep_new(context, request, KIND, user_id=user["id"], number=number, status=OPEN)
    return {"purchase_order": _shown(context, order)}


def add_line(context: Context, request: Request) -> Json:
    """A product to be ordered, at its cost; only one that maintains stock."""
    order, body = context.one("purchase_orders", request.id), request.body
    product = context.state.get("products", body.integer("product_id"))
    if product is None or not product.get("maintain_stock"):
        raise WireError(422, {"errors": NOT_STOCKED})
    if wrong := inputs.not_numbers(context, body, ["quantity"]):
        raise WireError(422, {"errors": ", ".join(plain.full(wrong))})
    quantity = max(1, min(body.integer("quantity") or 1, MOST_PIECES))
    cost = figures.to_cents(figures.decimal(product.get("price_cost")))
    line = context.born(
        "po_lines",
        purchase_order_id=order["id"],
        product_id=product["id"],
        quantity=quantity,
        cost_cents=cost,
        total_cents=cost * quantity,
        # The vendor's own sample shows the full quantity here on a line that has not been received.
        received_quantity=quantity,
    )
    context.touch("purchase_orders", order["id"])
    return {"po_line_item": shapes.only(LINE, context.state.put("po_lines", line))}


def receive(context: Context, request: Request) -> Json:
    """Put one line on the shelf, or all when none is named; a line that came in before stays as it is."""
    order = context.one("purchase_orders", request.id)
    lines, wanted = _lines(context, order), request.body.integer("line_item_id")
    chosen = [line for line in lines if wanted in (None, line["id"])]
    if wanted is not None and not chosen:
        raise not_found()
    for line in chosen:
        _take_in(context, order, line)
    arrived = [bool(line.get("received")) for line in _lines(context, order)]
    status = (DONE if all(arrived) else ARRIVING) if any(arrived) else order["status"]
    changed = context.state.change("purchase_orders", order, status=status, updated_at=context.now())
    return {"purchase_order": _shown(context, changed)}


def list_(context: Context, request: Request) -> Json:
    """Orders, newest first."""
    rows = plain.rows_of(context, request, KIND)
    return paging.page(context, request, rows, lambda row: _shown(context, row))


def _take_in(context: Context, order: Record, line: Record) -> None:
    if line.get("received"):
        return
    if product := context.state.get("products", line["product_id"]):
        stock.add(context, product, line["quantity"], order.get("location_id"))
    context.state.change("po_lines", line, received=True, updated_at=context.now())


def _number(context: Context, vendor: Record) -> str:
    """The vendor's capitals, the day, and which of the day's orders it is, the first one too: `CDW-20261120-1`."""
    name = str(vendor.get("name") or "")
    capitals = "".join(letter for letter in name if letter.isupper())
    letters = capitals or "".join(letter for letter in name if letter.isalnum()).upper()
    stem = f"{letters[:PREFIX_LETTERS]}-{context.clock.now():%Y%m%d}"
    taken = {row.get("number") for row in context.state.all("purchase_orders")}
    return next(number for turn in count(1) if (number := f"{stem}-{turn}") not in taken)


def _lines(context: Context, order: Record) -> list[Record]:
    rows = context.state.where("po_lines", "purchase_order_id", order["id"])
    return sorted(rows, key=lambda row: row["id"])


def _shown(context: Context, order: Record) -> Record:
    lines = [shapes.only(LINE, line) for line in _lines(context, order)]
    vendor = context.state.get("vendors", order.get("vendor_id"))
    return {
        **shapes.only(SHAPE, order),
        "other": _dollars(order, "other_cents"),
        "shipping": _dollars(order, "shipping_cents"),
        "total": figures.number(_total(order, lines)),
        "vendor": shapes.only(vendors.SHAPE, vendor) if vendor else None,
        "location": None,
        "line_items": lines,
    }


def _total(order: Record, lines: list[Record]) -> Decimal:
    goods = figures.from_cents(sum(line["total_cents"] for line in lines))
    off = max(0, min(order.get("discount_percent") or 0, 100))
    extra = figures.from_cents((order.get("other_cents") or 0) + (order.get("shipping_cents") or 0))
    return money.cents(goods * (100 - off) / 100) + extra


def _dollars(order: Record, name: str) -> Decimal:
    return figures.number(figures.from_cents(order.get(name) or 0))


KIND = Kind(
    "purchase_orders",
    SHAPE,
    (
        "discount_percent:int expected_date:time general_notes other_cents:int shipping_cents:int shipping_notes "
        "user_id:int vendor_id:int location_id:int due_date:time paid_date:time order_date:time delivery_tracking"
    ),
    required=("vendor_id",),
    links={"vendor_id": "vendors"},
    newest_first=True,
    view=_shown,
)
get = plain.get(KIND)

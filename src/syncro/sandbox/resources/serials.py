"""Serial numbers of a product (facts §14): what one is doing follows from the line it hangs on. No delete."""

import re

from syncro.jsonio import Json
from syncro.sandbox import casts, figures, paging, shapes
from syncro.sandbox.context import Actor, Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import Kind, Problem
from syncro.sandbox.wire import WireError, not_found, unauthorized

IN_STOCK, RESERVED, SOLD = "in_stock", "reserved", "sold"
USED = "One of the serial numbers has already been used. Please try again."
SCIENTIFIC = (
    "scientific-notation not allowed, may have been introduced by a spreadsheet program inferring Numerical from a csv."
)
_SCIENTIFIC = re.compile(r"\d+(?:\.\d+)?[eE]\+?\d+")
LINES = {"TicketLineItem": ("ticket_lines",), "LineItem": ("invoice_lines", "estimate_lines")}
"""Where lines of a `record_type` are kept; of transfers, returns and refurbs the API knows nothing else."""
EDITS = {"ticket_lines": "ticket", "invoice_lines": "invoice", "estimate_lines": "invoice"}
SHAPE = shapes.blank(
    "id created_at updated_at product_location_quantity_id line_item_id serial_number status instance_price_cost "
    "instance_price_retail location_id"
)


def list_(context: Context, request: Request) -> Json:
    """A product's serials, those of one status when it is given; without one, the quirk `serials_need_status` decides."""
    rows = plain.rows_of(context, request, KIND)
    wanted = request.query.word("status").lower()
    if wanted or context.quirks.on("serials_need_status"):
        rows = [row for row in rows if _state(context, row) == wanted]
    return paging.page(context, request, rows, lambda row: _shown(context, row))


def create(context: Context, request: Request) -> Json:
    """A new serial number; what isn't sent of its cost and price is the product's (seen live)."""
    product, body = context.one("products", request.path_id("product_id")), request.body
    prices = {
        f"price_{name}_cents": figures.to_cents(figures.decimal(product.get(f"price_{name}")))
        for name in ("cost", "retail")
        if not body.word(f"price_{name}_cents")
    }
    return plain.wrapped(request.operation.reply, _shown(context, plain.keep_new(context, request, KIND, **prices)))


def attach(context: Context, request: Request) -> Json:
    """Hang serials on a line item; refuse, with a status that lies, when one is not in stock (facts §2)."""
    product, body = context.one("products", request.path_id("product_id")), request.body
    kind, line = _line(context, body.word("record_type"), body.integer("line_item_id"))
    _allow(request.actor, kind)
    chosen = [context.one(KIND.name, casts.integer(id_)) for id_ in body.items("product_serial_ids")]
    if not chosen or any(row["product_id"] != product["id"] for row in chosen):
        raise not_found()
    if any(_state(context, row) != IN_STOCK for row in chosen):
        raise WireError(422, {"status": "attached", "errors": USED})
    for row in chosen:
        context.state.change(KIND.name, row, line_kind=kind, line_item_id=line["id"], updated_at=context.now())
    return {"status": "attached"}


def _line(context: Context, record_type: str, id_: int | None) -> tuple[str, Record]:
    for kind in LINES.get(record_type, ()):
        if found := context.state.get(kind, id_):
            return kind, found
    raise not_found()


def _allow(actor: Actor, kind: str) -> None:
    if not actor.may(EDITS[kind], "write"):
        raise unauthorized()


def _state(context: Context, row: Record) -> str:
    """In stock unless its line still stands: then reserved, or sold once that is on an invoice."""
    if not row.get("line_kind"):
        return str(row.get("state") or IN_STOCK)
    line = context.state.get(row["line_kind"], row["line_item_id"])
    if line is None:
        return IN_STOCK
    return SOLD if row["line_kind"] == "invoice_lines" or line.get("converted") else RESERVED


def _shown(context: Context, row: Record) -> Record:
    state = _state(context, row)
    return {
        **shapes.only(SHAPE, row),
        "line_item_id": None if state == IN_STOCK else row.get("line_item_id"),
        "status": state.replace("_", " ").title(),
        "instance_price_cost": _dollars(row.get("price_cost_cents")),
        "instance_price_retail": _dollars(row.get("price_retail_cents")),
    }


def _dollars(cents: int | None) -> Json:
    return None if cents is None else figures.number(figures.from_cents(cents))


def _check(context: Context, row: Record) -> list[Problem]:
    number = str(row.get("serial_number") or "").strip()
    if _SCIENTIFIC.fullmatch(number):
        return [("serial_number", SCIENTIFIC)]
    others = (other for other in context.state.all(KIND.name) if other["id"] != row["id"])
    taken = any(other["serial_number"] == number and other["product_id"] == row["product_id"] for other in others)
    return [("serial_number", "has already been taken")] if taken else []


KIND = Kind(
    "product_serials",
    SHAPE,
    "condition price_cost_cents:int price_retail_cents:int serial_number notes",
    required=("serial_number",),
    parent=("product_id", "products"),
    check=_check,
    view=_shown,
)
update = plain.update(KIND)

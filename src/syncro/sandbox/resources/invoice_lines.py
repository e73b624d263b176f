"""Lines of invoices (facts §5): copied from tickets, added by product, and taken back. Ticket lines keep their price."""

from collections.abc import Sequence
from decimal import Decimal

from syncro.jsonio import Json
from syncro.sandbox import billing, figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs, invoice_parts, plain
from syncro.sandbox.resources.inputs import Problem
from syncro.sandbox.wire import WireError, not_found

NUMBERS = ("quantity", "price", "cost", "discount_dollars", "line_discount_percent")
ALREADY_PAID: Json = {"message": "This invoice is already paid"}


def list_(context: Context, request: Request) -> Json:
    """Lines of all invoices and estimates at once (facts §17)."""
    rows = [*context.state.all("invoice_lines"), *context.state.all("estimate_lines")]
    for name in ("invoice_id", "estimate_id"):
        if request.query.word(name):
            wanted = request.query.integer(name)
            rows = [row for row in rows if row.get(name) == wanted]
        if request.query.flag(f"{name}_not_null"):
            rows = [row for row in rows if row.get(name) is not None]
    return paging.page(context, request, sorted(rows, key=lambda row: row["id"]), invoice_parts.line)


def copy_from_ticket(context: Context, invoice: Record, ticket: Record) -> None:
    """Put every line of the ticket that is on no invoice yet on this one, drawing prepay hours (facts §19)."""
    for line in shapes.ordered(context.state.where("ticket_lines", "ticket_id", ticket["id"])):
        if not line.get("converted"):
            _copy(context, invoice, line)


def _copy(context: Context, invoice: Record, line: Record) -> None:
    made = place(
        context,
        invoice,
        quantity=figures.decimal(line["quantity"]),
        price=figures.decimal(line["price_retail"]),
        item=line["name"],
        name=line["description"],
        cost=figures.text(figures.decimal(line.get("price_cost"))),
        product_id=line.get("product_id"),
        taxable=bool(line.get("taxable")),
        discount_percent=line.get("line_discount_percent"),
        discount_dollars=line.get("discount_dollars"),
        ticket_line_id=line["id"],
    )
    context.state.change("ticket_lines", line, converted=True, item_id=made[0]["id"], updated_at=context.now())


def place(context: Context, invoice: Record, *, quantity: Decimal, price: Decimal, **fields: Json) -> list[Record]:
    """Put a line on an invoice, as two where the block covers a part of its hours; the block is drawn (facts §19)."""
    draws = context.quirks.on("prepay_draws")
    category = billing.category_of(context, fields.get("product_id")) if draws else None
    block = billing.block_of(context, invoice["customer_id"])
    return [_from_part(context, invoice, part, fields) for part in billing.split(quantity, price, category, block)]


def _from_part(context: Context, invoice: Record, part: billing.Part, fields: Record) -> Record:
    billing.draw(context, invoice["customer_id"], part.drawn)
    amounts = {"price": part.price, "quantity": part.quantity, "drawn": part.drawn}
    # Covered hours cost nothing: a discount in dollars belongs to what is left of the line.
    free = {"discount_dollars": None} if part.drawn > 0 else {}
    return _keep(
        context, invoice, **{**fields, **free}, **{name: figures.text(amount) for name, amount in amounts.items()}
    )


def add(context: Context, request: Request) -> Json:
    """A new line; unlike on tickets, the product fills in what isn't sent (facts §5)."""
    invoice, body = invoice_parts.find(context, request), request.body
    if invoice_parts.is_paid(context, invoice):
        return ALREADY_PAID
    line = keep_new(context, invoice, body)
    changed = invoice_parts.retotal(context, invoice["id"])
    return {"invoice": invoice_parts.written(context, changed), "line_item": invoice_parts.line(line)}


def keep_new(context: Context, invoice: Record, body: Params) -> Record:
    """Check and store a line as it was sent; `item` is required unless a product brings it. Raises WireError 422."""
    product, unknown = inputs.product(context, body)
    fields = {**from_product(product), **sent(body)}
    if invoice_parts.believes(context):
        # The skill's lines have a name and no item (C23).
        fields["item"] = fields["item"] or fields["name"]
    refuse([*blank_item(fields), *inputs.not_numbers(context, body, NUMBERS), *unknown])
    quantity = body.amount("quantity")
    line = _keep(context, invoice, **fields, quantity=figures.text(Decimal(1) if quantity is None else quantity))
    _sell_hours(context, invoice, line)
    return line


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent; on a paid invoice nothing changes, and the answer is 200 all the same."""
    invoice = invoice_parts.find(context, request)
    line = _named(context, request, invoice)
    if invoice_parts.is_paid(context, invoice):
        return ALREADY_PAID
    quantity = request.body.amount("quantity")
    fields = sent(request.body) | ({} if quantity is None else {"quantity": figures.text(quantity)})
    product, unknown = inputs.product(context, request.body)
    refuse([*blank_item(fields), *inputs.not_numbers(context, request.body, NUMBERS), *unknown])
    fields |= {} if product is None else {"product_id": product["id"]}
    changed = context.state.change("invoice_lines", line, **fields, updated_at=context.now())
    invoice_parts.retotal(context, invoice["id"])
    return {"line_item": invoice_parts.line(changed)}


def remove(context: Context, request: Request) -> Json:
    """Delete the line; gives the invoice with its new sums."""
    invoice = invoice_parts.find(context, request)
    line = _named(context, request, invoice)
    if invoice_parts.is_paid(context, invoice):
        return ALREADY_PAID
    take_back(context, invoice, line)
    return {"invoice": invoice_parts.written(context, invoice_parts.retotal(context, invoice["id"]))}


def take_back(context: Context, invoice: Record, line: Record) -> None:
    """Delete a line, give back the hours it drew, and free its ticket line once no other line stands for it."""
    context.state.drop("invoice_lines", line["id"])
    billing.draw(context, invoice["customer_id"], -figures.decimal(line.get("drawn")))
    source = context.state.get("ticket_lines", line.get("ticket_line_id"))
    others = context.state.where("invoice_lines", "ticket_line_id", source["id"]) if source else []
    if source and not others and context.quirks.on("invoice_delete_unmarks_lines"):
        context.state.change("ticket_lines", source, converted=False, item_id=None, updated_at=context.now())


def _keep(context: Context, invoice: Record, **fields: Json) -> Record:
    positions = [row.get("position") or 0 for row in context.state.where("invoice_lines", "invoice_id", invoice["id"])]
    place = max(positions, default=0) + 1
    return context.state.put(
        "invoice_lines", context.born("invoice_lines", invoice_id=invoice["id"], position=place, **fields)
    )


def _sell_hours(context: Context, invoice: Record, line: Record) -> None:
    if context.quirks.on("prepay_draws") and billing.category_of(context, line["product_id"]) == billing.PREPAY:
        drawn = -figures.decimal(line["quantity"])
        billing.draw(context, invoice["customer_id"], drawn)
        context.state.change("invoice_lines", line, drawn=figures.text(drawn))


def from_product(product: Record | None) -> Record:
    """What a product fills in on a line of an invoice or an estimate; without one, blanks."""
    if product is None:
        blank = {"product_id": None, "item": "", "name": "", "taxable": True}
        return {**blank, "price": "0.0", "cost": "0.0", "drawn": "0.0"}
    return {
        "product_id": product["id"],
        "item": product.get("name") or "",
        "name": product.get("description") or "",
        "price": figures.text(figures.decimal(product.get("price_retail"))),
        "cost": figures.text(figures.decimal(product.get("price_cost"))),
        "taxable": bool(product.get("taxable")),
        "drawn": "0.0",
    }


def blank_item(fields: Record) -> list[Problem]:
    """The one text that no line of an invoice or an estimate is without."""
    return [("item", plain.BLANK)] if "item" in fields and plain.is_blank(fields["item"]) else []


def refuse(problems: Sequence[Problem]) -> None:
    """Raise WireError 422 for a line with problems, in the words documented for estimates (facts §2)."""
    if problems:
        raise WireError(422, {"errors": f"validation error: {', '.join(plain.full(problems))}"})


def sent(body: Params) -> Record:
    """The fields of a line that the body names, quantity aside."""
    fields: Record = {name: body.text(name) for name in ("item", "name") if name in body}
    amounts = {name: body.amount(name) for name in ("price", "cost", "discount_dollars")}
    fields |= {name: figures.text(amount) for name, amount in amounts.items() if amount is not None}
    if (percent := body.amount("line_discount_percent")) is not None:
        fields["discount_percent"] = figures.text(percent)
    if (taxable := body.boolean("taxable")) is not None:
        fields["taxable"] = taxable
    return fields


def _named(context: Context, request: Request, invoice: Record) -> Record:
    line = context.one("invoice_lines", request.path_id("line_item_id"))
    if line["invoice_id"] != invoice["id"]:
        raise not_found()
    return line

"""Ticket line items (facts §4.3): nothing is inherited from the product, and who wrote them hangs on the auth form (C2)."""

from collections.abc import Sequence
from decimal import Decimal

from syncro.jsonio import Json
from syncro.sandbox import billing, figures, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs, plain
from syncro.sandbox.wire import WireError, not_found

REQUIRED = ("name", "description")
NUMBERS = ("quantity", "price_retail", "price_cost")


def add(context: Context, request: Request) -> Json:
    """A new line, flat. No price is $0.00, no `taxable` is taxable, whatever the product says."""
    ticket, body = context.one("tickets", request.id), request.body
    product = _checked(context, body, REQUIRED)
    taxable = body.boolean("taxable")
    line = keep(
        context,
        request,
        ticket,
        name=body.text("name"),
        description=body.text("description"),
        product_id=product["id"] if product else None,
        quantity=_or(body.amount("quantity"), Decimal(1)),
        price=_or(body.amount("price_retail"), _default_price(context, product)),
        cost=_or(body.amount("price_cost"), figures.ZERO),
        taxable=context.quirks.on("ticket_line_taxable_default") if taxable is None else taxable,
        upc_code=body.text("upc_code"),
    )
    return shapes.only(shapes.TICKET_LINE, line)


def keep(
    context: Context,
    request: Request,
    ticket: Record,
    *,
    name: str | None,
    description: str | None,
    product_id: int | None,
    quantity: Decimal,
    price: Decimal,
    cost: Decimal,
    taxable: bool,
    upc_code: str | None = None,
) -> Record:
    """Store a line at the end of the ticket's lines, attributed to the owner of the key, or to nobody (C2)."""
    nobody = request.actor.form == "header" and context.quirks.on("header_auth_unattributed")
    positions = [row.get("position") or 0 for row in context.state.where("ticket_lines", "ticket_id", ticket["id"])]
    line = context.born(
        "ticket_lines",
        ticket_id=ticket["id"],
        user_id=None if nobody else request.actor.user["id"],
        product_id=product_id,
        name=name,
        description=description,
        quantity=figures.text(quantity),
        product_category=billing.category_of(context, product_id),
        upc_code=upc_code,
        taxable=taxable,
        converted=False,
        item_id=None,
        position=max(positions, default=0) + 1,
        **_money(price, cost),
    )
    context.touch("tickets", ticket["id"])
    return context.state.put("ticket_lines", line)


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent, except whose line it is; wrapped, unlike the reply to a new one."""
    line, body = _named(context, request), request.body
    fields: Record = {name: body.text(name) for name in ("name", "description", "upc_code") if name in body}
    product = _checked(context, body, [name for name in REQUIRED if name in body])
    fields |= _numbers(line, body)
    if product is not None:
        fields |= {"product_id": product["id"], "product_category": product.get("product_category")}
    changed = context.state.change("ticket_lines", line, **fields, updated_at=context.now())
    context.touch("tickets", line["ticket_id"])
    return {"ticket_line_item": shapes.only(shapes.TICKET_LINE, changed)}


def remove(context: Context, request: Request) -> Json:
    """Delete the line; a timer charged to it can be charged again."""
    line = _named(context, request)
    context.state.drop("ticket_lines", line["id"])
    for timer in context.state.where("timers", "ticket_line_item_id", line["id"]):
        context.state.change("timers", timer, recorded=False, ticket_line_item_id=None)
    context.touch("tickets", line["ticket_id"])
    return {"success": True, "message": ""}


def _numbers(line: Record, body: Params) -> Record:
    fields: Record = {}
    if (quantity := body.amount("quantity")) is not None:
        fields["quantity"] = figures.text(quantity)
    if (taxable := body.boolean("taxable")) is not None:
        fields["taxable"] = taxable
    price, cost = body.amount("price_retail"), body.amount("price_cost")
    old_price, old_cost = figures.decimal(line.get("price_retail")), figures.decimal(line.get("price_cost"))
    return {**fields, **_money(_or(price, old_price), _or(cost, old_cost))}


def _checked(context: Context, body: Params, required: Sequence[str]) -> Record | None:
    """The product named, if any; raises WireError 422 for all that is wrong."""
    product, unknown = inputs.product(context, body)
    problems = [(name, plain.BLANK) for name in required if not body.word(name)]
    problems += [*inputs.not_numbers(context, body, NUMBERS), *unknown]
    if problems:
        raise WireError(422, {"errors": ", ".join(plain.full(problems)), "params": {}})
    return product


def _named(context: Context, request: Request) -> Record:
    ticket = context.one("tickets", request.id)
    line = context.one("ticket_lines", request.body.integer("ticket_line_item_id"))
    if line["ticket_id"] != ticket["id"]:
        raise not_found()
    return line


def _money(price: Decimal, cost: Decimal) -> Record:
    """Syncro keeps cents and shows dollars as well."""
    price_cents, cost_cents = figures.to_cents(price), figures.to_cents(cost)
    return {
        "retail_cents": price_cents,
        "cost_cents": cost_cents,
        "price_retail": figures.number(figures.from_cents(price_cents)),
        "price_cost": figures.number(figures.from_cents(cost_cents)),
    }


def _default_price(context: Context, product: Record | None) -> Decimal:
    inherits = context.quirks.on("ticket_line_inherits_price")
    return figures.decimal(product.get("price_retail")) if product and inherits else figures.ZERO


def _or(amount: Decimal | None, default: Decimal) -> Decimal:
    return default if amount is None else amount

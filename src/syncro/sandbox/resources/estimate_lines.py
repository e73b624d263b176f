"""Lines of estimates (facts §7): filled in by their product, whose price wins over the one that was sent."""

from decimal import Decimal

from syncro.jsonio import Json
from syncro.sandbox import billing, figures, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import estimates, inputs, invoice_lines, plain
from syncro.sandbox.wire import not_found

NUMBERS = (*invoice_lines.NUMBERS, "discount_percent", "position")

RAW = shapes.blank(
    "account_id id updated_at customer_id employee payment_type number labor total subtotal tax paid date status_date "
    "status_changed_by notax ticket_id note category hardwarecost location_id pdf signature_data signature_name "
    "created_at invoice_id contact_id tax_rate_id converted_at last_emailed status disabled signature_date multi_tax name",
    account_id=shapes.ACCOUNT_ID,
    paid=False,
    notax=False,
    pdf={"url": None},
    disabled=False,
)
"""The estimate as the reply to a new line shows it, and nothing else does."""


def add(context: Context, request: Request) -> Json:
    """A new line beside the raw estimate; `item` is required unless a product brings it."""
    estimate, body = estimates.find(context, request), request.body
    product, unknown = inputs.product(context, body)
    fields = {**invoice_lines.from_product(product), **_sent(body)}
    if product is not None and context.quirks.on("estimate_line_price_ignored_with_product"):
        fields["price"] = figures.text(figures.decimal(product.get("price_retail")))
    wrong = inputs.not_numbers(context, body, NUMBERS)
    invoice_lines.refuse([*invoice_lines.blank_item(fields), *wrong, *unknown])
    line = _keep(context, estimate, body, fields)
    return {"estimate": _raw(context, estimates.retotal(context, estimate["id"])), "line_item": _shown(line)}


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent, price included."""
    estimate, body = estimates.find(context, request), request.body
    line, fields = _named(context, request, estimate), _sent(request.body)
    product, unknown = inputs.product(context, body)
    problems = [*invoice_lines.blank_item(fields), *inputs.not_numbers(context, body, NUMBERS), *unknown]
    if problems:
        raise plain.by_field(plain.Refusal(problems, {}, None))
    if product is not None:
        fields["product_id"] = product["id"]
    changed = context.state.change("estimate_lines", line, **fields, updated_at=context.now())
    estimates.retotal(context, estimate["id"])
    return {"line_item": _shown(changed)}


def remove(context: Context, request: Request) -> Json:
    """Delete the line; gives the estimate with its new sums."""
    estimate = estimates.find(context, request)
    context.state.drop("estimate_lines", _named(context, request, estimate)["id"])
    return {"estimate": estimates.short(context, estimates.retotal(context, estimate["id"]))}


def _keep(context: Context, estimate: Record, body: Params, fields: Record) -> Record:
    positions = [line.get("position") or 0 for line in estimates.lines(context, estimate)]
    place = {"position": max(positions, default=0) + 1, "quantity": figures.text(Decimal(1))}
    row = context.born("estimate_lines", **{**place, **fields, "estimate_id": estimate["id"], "invoice_id": None})
    return context.state.put("estimate_lines", row)


def _sent(body: Params) -> Record:
    fields = invoice_lines.sent(body)
    for field in ("quantity", "discount_percent"):
        if (amount := body.amount(field)) is not None:
            fields[field] = figures.text(amount)
    if (position := body.integer("position")) is not None:
        fields["position"] = position
    return fields


def _named(context: Context, request: Request, estimate: Record) -> Record:
    line = context.one("estimate_lines", request.path_id("line_item_id"))
    if line.get("estimate_id") != estimate["id"]:
        raise not_found()
    return line


def _shown(line: Record) -> Record:
    return shapes.only(shapes.INVOICE_LINE, line)


def _raw(context: Context, estimate: Record) -> Record:
    rows = estimates.lines(context, estimate)
    labor = [row for row in rows if billing.category_of(context, row.get("product_id")) == billing.LABOR]
    rest = [row for row in rows if row not in labor]
    customer = context.state.get("customers", estimate["customer_id"]) or {}
    return {
        **shapes.only(RAW, estimate),
        "labor": figures.text(billing.totals(labor, figures.ZERO).subtotal),
        "hardwarecost": figures.text(billing.totals(rest, figures.ZERO).subtotal),
        "tax_rate_id": customer.get("tax_rate_id"),
    }

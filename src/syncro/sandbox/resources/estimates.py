"""Estimates (facts §7): made, changed, mailed, turned into an invoice. Their lines are elsewhere."""

from collections.abc import Sequence

from syncro.jsonio import Json
from syncro.sandbox import billing, figures, paging, shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import invoice_lines, invoice_parts, plain
from syncro.sandbox.resources.plain import BLANK, Kind, Problem
from syncro.sandbox.wire import error, not_found

FIRST_NUMBER = 2_000
STATUSES = ("Fresh", "Draft", "Approved", "Declined")
QUEUED: Json = {"message": "We queued up a print job"}


def list_(context: Context, request: Request) -> Json:
    """Estimates newest first; `status` and `mine` filter, `customer_id` does not."""
    rows: Sequence[Record] = context.state.newest("estimates")
    if wanted := request.query.word("status").lower():
        rows = [row for row in rows if str(row.get("status") or "").lower() == wanted]
    if request.query.flag("mine"):
        rows = [row for row in rows if row.get("employee") == request.actor.user.get("full_name")]
    return paging.page(context, request, rows, lambda row: short(context, row))


def get(context: Context, request: Request) -> Json:
    """One estimate by id or visible number, with customer, contacts and lines; the note is never shown."""
    estimate = find(context, request)
    customer = shapes.customer(context, estimate["customer_id"])
    return {
        "estimate": {
            **short(context, estimate),
            "customer": customer,
            "contacts": customer["contacts"] if customer else [],
            "line_items": [shapes.only(shapes.INVOICE_LINE, line) for line in lines(context, estimate)],
        }
    }


def create(context: Context, request: Request) -> Json:
    """A new estimate; `line_items` in the body are ignored."""
    more: Record = {"employee": request.actor.user.get("full_name"), **billing.totals([], figures.ZERO).fields()}
    if not request.body.word("status"):
        more["status"] = context.quirks.word("estimate_default_status")
    if not request.body.word("number"):
        more["number"] = _number(context)
    return {"estimate": short(context, plain.keep_new(context, request, ESTIMATE, **more))}


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent; a change of status is dated."""
    estimate, more = find(context, request), {}
    if request.body.word("status") not in ("", estimate.get("status")):
        more = {"status_date": context.now(), "status_changed_by": request.actor.user.get("full_name")}
    changed = plain.keep_changed(context, request, ESTIMATE, estimate, **more)
    return {"estimate": short(context, retotal(context, changed["id"]))}


def delete(context: Context, request: Request) -> Json:
    """Delete it with its lines; an invoice made from it stays."""
    estimate = find(context, request)
    for line in lines(context, estimate):
        context.state.drop("estimate_lines", line["id"])
    context.state.drop("estimates", estimate["id"])
    return {"message": f"{estimate['id']}: We deleted # {estimate['number']}. "}


def print_(context: Context, request: Request) -> Json:
    """Say that it prints."""
    find(context, request)
    return QUEUED


def email(context: Context, request: Request) -> Json:
    """Mail it to the customer's own address."""
    estimate = find(context, request)
    customer = context.state.get("customers", estimate["customer_id"]) or {}
    context.mail(
        to=customer.get("email"),
        subject=f"Estimate {estimate['number']}",
        kind="estimate",
        estimate_id=estimate["id"],
        estimate_number=estimate["number"],
        total=estimate.get("total"),
    )
    context.state.change("estimates", estimate, last_emailed=context.now())
    return {"message": f"Estimate {estimate['number']} was e-mailed."}


def convert_to_invoice(context: Context, request: Request) -> Json:
    """Make an invoice of its lines, which draw on prepay hours like any others; raises WireError 422."""
    estimate = find(context, request)
    _refuse_conversion(context, estimate)
    fields = {"ticket_id": estimate.get("ticket_id"), "location_id": estimate.get("location_id")}
    user = request.actor.user["id"]
    invoice = invoice_parts.make(context, estimate["customer_id"], **fields, user_id=user, note=estimate.get("note"))
    for line in lines(context, estimate):
        _copy(context, invoice, line)
    context.touch("estimates", estimate["id"], invoice_id=invoice["id"], converted_at=context.now())
    return {"invoice": invoice_parts.short(context, invoice_parts.retotal(context, invoice["id"]))}


def find(context: Context, request: Request) -> Record:
    """The estimate the path names by id, then by number, or the query by `number`; raises WireError 404."""
    found = context.state.get("estimates", request.id)
    for number in (request.path["id"], request.query.word("number")):
        numbered = context.state.where("estimates", "number", number)
        found = found or (numbered[0] if numbered else None)
    if found is None:
        raise not_found()
    return found


def lines(context: Context, estimate: Record) -> list[Record]:
    """The stored lines in their order."""
    return shapes.ordered(context.state.where("estimate_lines", "estimate_id", estimate["id"]))


def short(context: Context, estimate: Record) -> Record:
    """An estimate as lists and most replies show it."""
    name = shapes.customer_name(context, estimate["customer_id"])
    return {**shapes.only(shapes.ESTIMATE, estimate), "customer_business_then_name": name}


def retotal(context: Context, estimate_id: int) -> Record:
    """Count the sums again; gives the changed estimate."""
    estimate = context.one("estimates", estimate_id)
    sums = billing.totals(lines(context, estimate), billing.tax_rate(context, estimate["customer_id"])).fields()
    return context.state.change("estimates", estimate, **sums, updated_at=context.now())


def _copy(context: Context, invoice: Record, line: Record) -> None:
    names = ("item", "name", "cost", "product_id", "taxable", "discount_percent", "discount_dollars")
    invoice_lines.place(
        context,
        invoice,
        quantity=figures.decimal(line.get("quantity")),
        price=figures.decimal(line.get("price")),
        **{name: line.get(name) for name in names},
    )


def _refuse_conversion(context: Context, estimate: Record) -> None:
    rows = lines(context, estimate)
    blank = [field for field in ("item", "name") if any(plain.is_blank(row.get(field)) for row in rows)]
    problems = [f"{plain.human(field)} {BLANK}" for field in blank]
    before = context.state.get("invoices", estimate.get("invoice_id"))
    if before is not None and not context.quirks.on("estimate_converts_again"):
        problems.append("Estimate has already been converted")
    if problems:
        raise error(f"Validation failed: {', '.join(problems)}")


def _number(context: Context) -> str:
    while True:
        # A number given by hand may be the counter's next.
        number = str(context.state.next_number("estimates", FIRST_NUMBER))
        if not context.state.where("estimates", "number", number):
            return number


def _check(context: Context, fields: Record) -> list[Problem]:
    return [] if fields.get("status") in STATUSES else [("status", "is not included in the list")]


ESTIMATE = Kind(
    "estimates",
    shapes.ESTIMATE,
    "number name date:day customer_id:int note status ticket_id:int location_id:int",
    required=("customer_id", "date"),
    refused=plain.by_field,
    links={"customer_id": "customers", "ticket_id": "tickets"},
    check=_check,
)

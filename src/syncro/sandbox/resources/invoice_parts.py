"""What an invoice is made of: its lines, payments, sums. Shared by what reads and what changes invoices (facts §5)."""

from decimal import Decimal

from syncro.jsonio import Json
from syncro.sandbox import billing, figures, shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.wire import not_found

FIRST_NUMBER = 66_000


def find(context: Context, request: Request) -> Record:
    """The invoice the path names: its id first, then its number; raises WireError 404."""
    found = context.state.get("invoices", request.id)
    by_number = context.state.where("invoices", "number", request.path["id"])
    if found is None and not by_number:
        raise not_found()
    return found or by_number[0]


def make(context: Context, customer_id: int, **fields: Json) -> Record:
    """Keep a new invoice without lines, dated today and due at once unless `fields` say otherwise."""
    today = context.clock.format(context.clock.day(context.clock.now()))
    known = {name: value for name, value in fields.items() if value not in (None, "")}
    blank = {"is_paid": False, "tech_marked_paid": False, "verified_paid": False, "ticket_id": None}
    dates = {"date": today, "due_date": known.get("date", today)}
    number = known.pop("number", None) or _number(context)
    row = context.born("invoices", **{**blank, **dates, **known, "customer_id": customer_id, "number": number})
    return context.state.put("invoices", row)


def _number(context: Context) -> str:
    while True:
        # A number given by hand may be the counter's next.
        number = str(context.state.next_number("invoices", FIRST_NUMBER))
        if not context.state.where("invoices", "number", number):
            return number


def detail(context: Context, invoice: Record) -> Record:
    """The invoice with all that belongs to it; `customer_id` stands in the customer only (C26)."""
    shown = _believed_line if believes(context) else line
    return {
        **shapes.without(short(context, invoice), frozenset() if believes(context) else {"customer_id"}),
        "date_received": invoice.get("date_received"),
        **({"schedule_id": invoice["schedule_id"]} if invoice.get("schedule_id") else {}),
        "customer": shapes.customer(context, invoice["customer_id"]),
        "line_items": [shown(row) for row in lines(context, invoice)],
        "payments": shapes.invoice_payments(context, invoice["id"]),
    }


def written(context: Context, invoice: Record) -> Record:
    """The invoice as replies to writes show it: short, or as the skill has it, which knows one form only (C23)."""
    return detail(context, invoice) if believes(context) else short(context, invoice)


def short(context: Context, invoice: Record) -> Record:
    """The invoice as lists and replies to writes show it."""
    name = shapes.customer_name(context, invoice["customer_id"])
    believed = _believed(context, invoice) if believes(context) else {}
    return {**shapes.only(shapes.INVOICE, invoice), "customer_business_then_name": name, **believed}


def believes(context: Context) -> bool:
    """True when what a public skill says of invoices holds (C23)."""
    return context.quirks.on("invoice_skill_routes")


def _believed(context: Context, invoice: Record) -> Record:
    """Fields that the API of record has not (C23)."""
    left = figures.number(balance(context, invoice))
    fields = {"sent_at": invoice.get("sent_at"), "notes": invoice.get("note"), "terms": invoice.get("terms")}
    return {"status": status(context, invoice), "balance": left, **fields}


def _believed_line(row: Record) -> Record:
    return {**line(row), "total": figures.number(billing.line_amount(row))}


def lines(context: Context, invoice: Record) -> list[Record]:
    """The stored lines of an invoice in their order."""
    return shapes.ordered(context.state.where("invoice_lines", "invoice_id", invoice["id"]))


def line(row: Record) -> Record:
    """A line without what only the sandbox knows of it."""
    return shapes.only(shapes.INVOICE_LINE, row)


def retotal(context: Context, invoice_id: int) -> Record:
    """Count the invoice's sums and whether it is paid again; gives the changed invoice."""
    invoice = context.one("invoices", invoice_id)
    rate = billing.tax_rate(context, invoice["customer_id"])
    sums = billing.totals(lines(context, invoice), rate).fields()
    paid = is_paid(context, {**invoice, **sums})
    return context.state.change("invoices", invoice, **sums, is_paid=paid, updated_at=context.now())


def is_paid(context: Context, invoice: Record) -> bool:
    """True when payments cover a total that isn't zero."""
    total = figures.decimal(invoice.get("total"))
    return total > 0 and applied(context, invoice["id"]) >= total


def is_void(invoice: Record) -> bool:
    """True after a void, which only the quirk `invoice_skill_routes` makes possible."""
    return invoice.get("voided_at") is not None


def balance(context: Context, invoice: Record) -> Decimal:
    """What payments have left open; nothing of a void invoice."""
    if is_void(invoice):
        return figures.ZERO
    return figures.decimal(invoice.get("total")) - applied(context, invoice["id"])


def status(context: Context, invoice: Record) -> str:
    """The word the API of record has not (C23): void, paid, partial, overdue, viewed, sent or draft, the first that fits."""
    due, today = context.time(invoice.get("due_date")), context.clock.day(context.clock.now())
    is_late = bool(invoice.get("sent_at")) and due is not None and due < today
    words = {
        "void": is_void(invoice),
        "paid": bool(invoice.get("is_paid")),
        "partial": applied(context, invoice["id"]) > 0,
        "overdue": is_late,
        "viewed": bool(invoice.get("viewed_at")),
        "sent": bool(invoice.get("sent_at")),
    }
    return next((word for word, fits in words.items() if fits), "draft")


def applied(context: Context, invoice_id: int) -> Decimal:
    """What payments have been applied to the invoice."""
    rows = context.state.where("payments", "invoice_ids", invoice_id)
    return sum((figures.decimal((row.get("applied") or {}).get(str(invoice_id))) for row in rows), figures.ZERO)

"""What a public skill about invoices believes in and the API of record has not: void, payments below an invoice (C23).

Only the quirk `invoice_skill_routes` brings it to life. Shapes beyond what is told there are a choice.
"""

from collections.abc import Sequence
from datetime import timedelta

from syncro.catalog.operation import MONEY, READ, SHORT, many, one, row
from syncro.jsonio import Json
from syncro.sandbox import figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import invoice_lines, invoice_parts, payments
from syncro.sandbox.wire import error, messages

QUIRK = "invoice_skill_routes"
ROWS = (
    row("invoices.payments", "GET /invoices/{id}/payments", READ, many("payments", 25, SHORT), facts="C23"),
    row("invoices.record_payment", "POST /invoices/{id}/payments", MONEY, one("payment"), facts="C23"),
)
STATUSES = ("draft", "sent", "partial", "paid", "overdue", "void")


def list_payments(context: Context, request: Request) -> Json:
    """The payments of an invoice, each with the part applied to it."""
    invoice = invoice_parts.find(context, request)
    rows = context.state.where("payments", "invoice_ids", invoice["id"])
    return paging.page(context, request, rows, lambda payment: _shown(context, payment, invoice))


def record_payment(context: Context, request: Request) -> Json:
    """Record `amount` dollars by `payment_method` with a `reference`; raises WireError 422 for more than the balance."""
    invoice, body = invoice_parts.find(context, request), request.body
    amount = body.amount("amount") or figures.ZERO
    balance = invoice_parts.balance(context, invoice)
    problems = [] if amount > 0 else ["Amount must be greater than 0"]
    problems += ["Amount is more than the balance"] if amount > balance else []
    if problems:
        raise messages(problems, body.echo())
    fields = {"ref_num": body.text("reference"), "payment_method": body.text("payment_method")}
    received = context.day(body.raw("received_at"))
    fields |= {"applied_at": received} if received else {}
    payment = payments.keep(context, invoice["customer_id"], amount, {invoice["id"]: amount}, **fields)
    return {"payment": _shown(context, payment, invoice)}


def set_status(context: Context, invoice: Record, body: Params) -> Record:
    """Void, or mark as sent or as draft; what follows from payments can't be set. Raises WireError 422."""
    if invoice_parts.is_void(invoice):
        raise error("A void invoice can't be changed")
    wanted = body.word("status").lower()
    if wanted == "void":
        return _void(context, invoice)
    if wanted in {"sent", "draft"}:
        return context.state.change("invoices", invoice, sent_at=context.now() if wanted == "sent" else None)
    if wanted not in {"", invoice_parts.status(context, invoice)}:
        raise error("Status is not included in the list")
    return invoice


def filtered(context: Context, query: Params, rows: Sequence[Record]) -> Sequence[Record]:
    """The invoices that fit `customer_id`, `status` (one or a comma list), `date_from` and `date_to`."""
    if query.word("customer_id"):
        rows = [invoice for invoice in rows if invoice["customer_id"] == query.integer("customer_id")]
    if wanted := {word.strip().lower() for word in query.word("status").split(",") if word.strip()}:
        rows = [invoice for invoice in rows if invoice_parts.status(context, invoice) in wanted]
    if low := context.time(query.raw("date_from")):
        rows = [invoice for invoice in rows if (at := context.time(invoice.get("date"))) and at >= low]
    if high := context.time(query.raw("date_to")):
        end = context.clock.day(high) + timedelta(days=1)
        rows = [invoice for invoice in rows if (at := context.time(invoice.get("date"))) and at < end]
    return rows


def _void(context: Context, invoice: Record) -> Record:
    """Keep the invoice and its lines for the record, but give back hours and ticket lines, so that they can be billed."""
    if context.state.where("payments", "invoice_ids", invoice["id"]):
        raise error("An invoice with payments can't be voided")
    for line in invoice_parts.lines(context, invoice):
        invoice_lines.take_back(context, invoice, line)
        context.state.put("invoice_lines", {**line, "drawn": "0.0", "ticket_line_id": None})
    return context.state.change("invoices", invoice, voided_at=context.now(), updated_at=context.now())


def _shown(context: Context, payment: Record, invoice: Record) -> Record:
    applied = (payment.get("applied") or {}).get(str(invoice["id"]))
    amount = figures.number(figures.decimal(applied))
    return {**shapes.payment(context, payment), "amount": amount, "reference": payment.get("ref_num")}

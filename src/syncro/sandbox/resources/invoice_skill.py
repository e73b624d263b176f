"""What a public skill about invoices believes in and the API of record has not: void, payments below an invoice (C23).

Only the quirk `invoice_skill_routes` brings it to life. Shapes beyond what is told there are a choice.
"""

from collections.abc import Sequence
from datetime import timedelta

from syncro.catalog.operation import MONEY, READ, SHORT, many, one, row
from syncro.jsonio import Json
from syncro.sandbox import casts, figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs, invoice_lines, invoice_parts, payments, plain
from syncro.sandbox.wire import error, messages

ROWS = (
    row("invoices.payments", "GET /invoices/{id}/payments", READ, many("payments", 25, SHORT), facts="C23"),
    row("invoices.record_payment", "POST /invoices/{id}/payments", MONEY, one("payment"), facts="C23"),
)
STAMPS = {"sent": "sent_at", "viewed": "viewed_at"}
"""The words that can be set, and what is noted for each; `draft` takes both away."""
UNPAID = frozenset({"sent", "viewed", "overdue"})
"""What `?status=sent` finds: the skill asks so for all that was sent and not paid."""
DAY = len("2026-11-20")
TEXTS = {"notes": "note", "terms": "terms"}


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
    problems += ["Payment exceeds balance"] if amount > balance else []
    wrong = plain.full(inputs.not_numbers(context, body, ["amount"]))
    problems = wrong or problems
    if problems:
        raise messages(problems, body.echo())
    fields = {"ref_num": body.text("reference"), "payment_method": body.text("payment_method")}
    fields["notes"] = body.text("notes")
    received = context.day(body.raw("date")) or context.day(body.raw("received_at"))
    fields |= {"applied_at": received} if received else {}
    payment = payments.keep(context, invoice["customer_id"], amount, {invoice["id"]: amount}, **fields)
    return {"payment": _shown(context, payment, invoice)}


def fill(context: Context, invoice: Record, body: Params) -> None:
    """Give a new invoice the lines and texts that its body brings; raises WireError 422."""
    context.state.change("invoices", invoice, **_texts(body))
    for item in body.items("line_items"):
        invoice_lines.keep_new(context, invoice, Params(casts.mapping(item)))


def change(context: Context, invoice: Record, body: Params) -> Record:
    """Set texts and status: void, sent, viewed or draft; what follows from payments can't be set.

    Raises WireError 422, for a void invoice always, for a paid one unless it is voided.
    """
    if invoice_parts.is_void(invoice):
        raise error("A void invoice can't be changed")
    wanted = body.word("status").lower()
    if wanted == "void":
        return _void(context, invoice)
    if invoice_parts.status(context, invoice) == "paid":
        raise error("Cannot modify paid invoice")
    if wanted not in {"", "draft", *STAMPS, invoice_parts.status(context, invoice)}:
        raise error("Status is not included in the list")
    stamps: Record = dict.fromkeys(STAMPS.values()) if wanted == "draft" else {}
    stamps |= {STAMPS[wanted]: context.now()} if wanted in STAMPS else {}
    return context.state.change("invoices", invoice, **stamps, **_texts(body))


def letter(body: Params) -> Record:
    """What the body says of the mail that takes an invoice away: `to`, `cc`, `subject`, `message`."""
    names = {"to": "to", "cc": "cc", "subject": "subject", "message": "body"}
    return {field: body.text(name) for name, field in names.items() if body.word(name)}


def filtered(context: Context, query: Params, rows: Sequence[Record]) -> Sequence[Record]:
    """The invoices that fit `customer_id`, `status` (one or a comma list), `date_from` and `date_to`."""
    if query.word("customer_id"):
        rows = [invoice for invoice in rows if invoice["customer_id"] == query.integer("customer_id")]
    if wanted := {word.strip().lower() for word in query.word("status").split(",") if word.strip()}:
        rows = [invoice for invoice in rows if _fits(invoice_parts.status(context, invoice), wanted)]
    if low := context.time(query.raw("date_from")):
        rows = [invoice for invoice in rows if (at := context.time(invoice.get("date"))) and at >= low]
    if high := context.time(query.raw("date_to")):
        end = context.clock.day(high) + timedelta(days=1)
        rows = [invoice for invoice in rows if (at := context.time(invoice.get("date"))) and at < end]
    return rows


def _fits(status: str, wanted: set[str]) -> bool:
    return status in wanted or ("sent" in wanted and status in UNPAID)


def _texts(body: Params) -> Record:
    return {field: body.text(name) for name, field in TEXTS.items() if name in body}


def _void(context: Context, invoice: Record) -> Record:
    """Keep the invoice and its lines for the record, but give back hours, ticket lines and what was paid.

    A paid invoice is to be voided instead of edited, says the skill; its payments become the customer's credit.
    """
    for payment in context.state.where("payments", "invoice_ids", invoice["id"]):
        _release(context, payment, invoice["id"])
    for line in invoice_parts.lines(context, invoice):
        invoice_lines.take_back(context, invoice, line)
        context.state.put("invoice_lines", {**line, "drawn": "0.0", "ticket_line_id": None})
    gone = {"voided_at": context.now(), "is_paid": False, "verified_paid": False}
    return context.state.change("invoices", invoice, **gone, updated_at=context.now())


def _release(context: Context, payment: Record, invoice_id: int) -> None:
    ids = [id_ for id_ in payment["invoice_ids"] if id_ != invoice_id]
    applied = shapes.without(payment.get("applied") or {}, {str(invoice_id)})
    context.state.change("payments", payment, invoice_ids=ids, applied=applied, updated_at=context.now())


def _shown(context: Context, payment: Record, invoice: Record) -> Record:
    applied = (payment.get("applied") or {}).get(str(invoice["id"]))
    believed = {
        "invoice_id": invoice["id"],
        "amount": figures.number(figures.decimal(applied)),
        "reference": payment.get("ref_num"),
        "date": str(payment.get("applied_at") or "")[:DAY] or None,
        "notes": payment.get("notes"),
    }
    return {**shapes.payment(context, payment), **believed}

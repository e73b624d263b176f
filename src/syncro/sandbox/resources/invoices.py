"""Invoices (facts §5): made from a ticket's lines, read by id or number, deleted with everything put back."""

from collections.abc import Sequence

from syncro.jsonio import Json
from syncro.sandbox import figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs, invoice_lines, invoice_parts, invoice_skill, plain, ticket_filters, tickets
from syncro.sandbox.wire import messages

TEXTS = ("number", "note", "po_number")
DATES = ("date", "due_date")
KEPT = ("number", "date")
"""What an invoice is never without: a blank leaves them as they are."""
LINKS = {"contact_id": "contacts", "ticket_id": "tickets"}
AMOUNTS = ("subtotal", "total", "tax", "hardwarecost")


def list_(context: Context, request: Request) -> Json:
    """Invoices newest first, without lines; by default rows hide `ticket_id` and `customer_id` filters nothing (C5)."""
    rows = _filtered(context, request.query)
    if invoice_parts.believes(context):
        rows = invoice_skill.filtered(context, request.query, rows)
    hidden = set() if context.quirks.on("invoice_list_has_ticket_id") else {"ticket_id"}
    return paging.page(context, request, rows, lambda row: shapes.without(invoice_parts.short(context, row), hidden))


def get(context: Context, request: Request) -> Json:
    """One invoice by id or visible number, with lines, payments and customer, without `customer_id` (C26)."""
    return {"invoice": invoice_parts.detail(context, invoice_parts.find(context, request))}


def create(context: Context, request: Request) -> Json:
    """A new invoice; with a ticket, of all its lines not yet invoiced, whatever their price. No lines in the reply."""
    body = request.body
    ticket = context.state.get("tickets", body.integer("ticket_id")) if body.word("ticket_id") else None
    customer = context.state.get("customers", body.integer("customer_id") or (ticket or {}).get("customer_id"))
    problems = [] if customer else ["Customer can't be blank"]
    problems += ["Ticket can't be found"] if body.word("ticket_id") and ticket is None else []
    problems += plain.full(inputs.not_numbers(context, body, AMOUNTS))
    if problems or customer is None:
        raise messages(problems, body.echo())
    invoice = _new(context, request, customer, ticket)
    if ticket is not None:
        invoice_lines.copy_from_ticket(context, invoice, ticket)
    if invoice_parts.believes(context):
        invoice_skill.fill(context, invoice, body)
    return {"invoice": invoice_parts.written(context, invoice_parts.retotal(context, invoice["id"]))}


def update(context: Context, request: Request) -> Json:
    """Overwrite whatever is sent, sums included; the reply is as short as a create's."""
    invoice, body = invoice_parts.find(context, request), request.body
    if invoice_parts.believes(context):
        invoice = invoice_skill.change(context, invoice, body)
    if wrong := inputs.not_numbers(context, body, AMOUNTS):
        raise messages(plain.full(wrong))
    fields: Record = {name: body.text(name) for name in TEXTS if name in body}
    fields |= {name: context.day(body.raw(name)) for name in DATES if name in body}
    fields = {name: value for name, value in fields.items() if value or name not in KEPT}
    fields |= {"location_id": body.integer("location_id")} if "location_id" in body else {}
    fields |= _links(context, body)
    amounts = {name: body.amount(name) for name in AMOUNTS if name in body}
    fields |= {name: figures.text(amount) for name, amount in amounts.items() if amount is not None}
    if context.state.get("customers", body.integer("customer_id")):
        fields["customer_id"] = body.integer("customer_id")
    changed = context.state.change("invoices", invoice, **fields, updated_at=context.now())
    return {"invoice": invoice_parts.written(context, changed)}


def delete(context: Context, request: Request) -> Json:
    """Answer 200 whatever happens (facts §2); when it works, prepay hours and ticket lines are as before."""
    found = context.state.get("invoices", request.id)
    by_number = context.state.where("invoices", "number", request.path["id"])
    invoice = found or (by_number[0] if by_number else None)
    if invoice is None:
        return {"message": "We could not find that invoice."}
    paid = context.state.where("payments", "invoice_ids", invoice["id"])
    if paid and context.quirks.on("paid_invoice_delete_fails"):
        return {"message": f"{invoice['id']}: We could not delete # {invoice['number']}. It has payments."}
    for line in invoice_parts.lines(context, invoice):
        invoice_lines.take_back(context, invoice, line)
    for estimate in [row for row in context.state.all("estimates") if row.get("invoice_id") == invoice["id"]]:
        context.state.change("estimates", estimate, invoice_id=None, converted_at=None)
    context.state.drop("invoices", invoice["id"])
    return {"message": f"{invoice['id']}: We deleted # {invoice['number']}. "}


def ticket(context: Context, request: Request) -> Json:
    """The invoice's ticket in full."""
    invoice = invoice_parts.find(context, request)
    return {"ticket": tickets.detail(context, context.one("tickets", invoice.get("ticket_id")))}


def print_(context: Context, request: Request) -> Json:
    """Say that it prints."""
    return {"message": f"Invoice {invoice_parts.find(context, request)['number']} was sent to the printer."}


def email(context: Context, request: Request) -> Json:
    """Mail the invoice to the customer's own address; by default the body is ignored (C23)."""
    invoice = invoice_parts.find(context, request)
    letter = invoice_skill.letter(request.body) if invoice_parts.believes(context) else {}
    mail(context, invoice, letter)
    return {"message": f"Invoice {invoice['number']} was e-mailed."}


def mail(context: Context, invoice: Record, letter: Record | None = None) -> None:
    """Put an invoice into the outbox, to the customer's own address and those for invoices unless `letter` says else."""
    customer = context.state.get("customers", invoice["customer_id"]) or {}
    usual = {
        "to": customer.get("email"),
        "cc": customer.get("invoice_cc_emails"),
        "subject": f"Invoice {invoice['number']}",
    }
    about = {"invoice_id": invoice["id"], "invoice_number": invoice["number"], "total": invoice.get("total")}
    context.mail(**{**usual, **(letter or {})}, kind="invoice", **about)
    context.state.change("invoices", context.one("invoices", invoice["id"]), sent_at=context.now())


def _links(context: Context, body: Params) -> Record:
    """The ids of other records that were sent: blank cuts the link, one that leads nowhere is dropped."""
    wanted = {name: body.integer(name) for name in LINKS if name in body}
    return {name: id_ for name, id_ in wanted.items() if not id_ or context.state.get(LINKS[name], id_)}


def _new(context: Context, request: Request, customer: Record, ticket_: Record | None) -> Record:
    body = request.body
    contact, hardware = context.state.get("contacts", body.integer("contact_id")), body.amount("hardwarecost")
    date = context.day(body.raw("date"))
    return invoice_parts.make(
        context,
        customer["id"],
        date=date,
        due_date=context.day(body.raw("due_date")) or date,
        number=body.word("number"),
        ticket_id=ticket_["id"] if ticket_ else None,
        note=body.text("note"),
        po_number=body.text("po_number"),
        contact_id=contact["id"] if contact else None,
        location_id=body.integer("location_id"),
        hardwarecost=None if hardware is None else figures.text(hardware),
        user_id=request.actor.user["id"],
    )


def _filtered(context: Context, query: Params) -> Sequence[Record]:
    """The invoices that pass the honoured filters, newest first."""
    filters = (("ticket_id", "invoice_ticket_filter"), ("customer_id", "invoice_customer_filter"))
    honoured = [name for name, quirk in filters if query.word(name) and context.quirks.on(quirk)]
    rows: Sequence[Record] = context.state.newest("invoices")
    if honoured:
        # An index answers for the first filter; the next one has only a few rows to look at.
        first, *others = honoured
        found = context.state.where("invoices", first, query.integer(first))
        fitting = [row for row in found if all(row.get(name) == query.integer(name) for name in others)]
        rows = paging.newest_first(fitting)
    if query.flag("paid"):
        rows = [row for row in rows if row.get("is_paid")]
    if query.flag("unpaid"):
        rows = [row for row in rows if not row.get("is_paid")]
    if query.word("since_updated_at"):
        later = ticket_filters.after(context, "updated_at", query.raw("since_updated_at"))
        rows = [row for row in rows if later(row)]
    return rows

"""Invoices: of whose ticket, over which lines, and what may still be changed once money has come. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from syncro import money
from syncro.records import Invoice, Product, Ticket, TicketLine
from syncro.rules import findings
from syncro.rules.by_hand import on_ticket, words
from syncro.rules.by_hand import sold as selling
from syncro.rules.by_hand.write import Check, Need, Rows, Write, record, whole
from syncro.rules.findings import Finding
from syncro.rules.plans import facts
from syncro.rules.plans.plan import Evidence
from syncro.rules.plans.preconditions import InvoiceState, Precondition
from syncro.rules.words.counts import counted

LOOKED_AT = 25
"""Invoices of the customer that are looked at for one of this ticket; a page of the list."""


def _create_reads(write: Write) -> Iterator[Need]:
    ticket_id, customer_id = whole(write.body.get("ticket_id")), whole(write.body.get("customer_id"))
    if write.body.get("number"):
        yield _numbered(write)
    if ticket_id is None or customer_id is None:
        return
    yield from on_ticket.reads(write)
    yield _listing(ticket_id)
    yield from (record("invoices.get", row["id"]) for row in _candidates(write, ticket_id, customer_id))
    ticket = write.ticket(ticket_id)
    for line in facts.uninvoiced(ticket) if ticket else ():
        if line.product_id is not None:
            # A product that was deleted since is no reason not to bill its line.
            yield Need("products.get", (("id", str(line.product_id)),), may_lack=True)


def _create(write: Write) -> Iterator[Finding]:
    yield from on_ticket.disabled(write.customer(write.body.get("customer_id")))
    yield from words.on_an_invoice(write.body.get("note") or None, where="invoice's note")
    yield from _number_taken(write)
    ticket_id = whole(write.body.get("ticket_id"))
    if ticket_id is None:
        text = "Without ticket_id the invoice is empty, for $0.00, until lines are added to it."
        yield findings.warning("invoice.empty", text, "`syncro bill` invoices a ticket.")
        return
    ticket = write.ticket(ticket_id)
    if ticket is not None:
        yield from _over(write, ticket)


def _number_taken(write: Write, own_id: int | None = None) -> Iterator[Finding]:
    """Two invoices of one number can't be told apart by those who pay them."""
    numbered = write.get(_numbered(write), Invoice) if write.body.get("number") else None
    if numbered is not None and numbered.id != own_id and numbered.number == str(write.body["number"]):
        text = f"There is an invoice {numbered.number} already."
        remedy = "Leave number out, and Syncro takes the next."
        yield findings.block("invoice.number", text, remedy, id=numbered.id)


def _over(write: Write, ticket: Ticket) -> Iterator[Finding]:
    """What the invoice would take from the ticket, and what it would leave."""
    waiting = facts.uninvoiced(ticket)
    if not waiting:
        text = f"Ticket #{ticket.number} has no line that isn't invoiced: the invoice would be empty, for $0.00."
        yield findings.block("invoice.nothing", text, "Add the line or charge the timer entry first.", id=ticket.id)
    for line in waiting:
        yield from _line(write, line)
    uncharged = [entry.id for entry in ticket.ticket_timers if not entry.recorded]
    if uncharged:
        told = ", ".join(map(str, uncharged))
        text = f"Timer entries that aren't charged stay off this invoice: {told}."
        yield findings.warning("timer.uncharged", text, "Charge them first if they belong on it.", ids=uncharged)
    yield from _there_already(write, ticket)


def _line(write: Write, line: TicketLine) -> Iterator[Finding]:
    what = f"Line {line.id} ({money.text(line.quantity)} × {line.name})"
    product = _product_of(write, line)
    if product is None:
        text = f"{what} has no product: its price and name can't be checked, and accounting can't place it."
        yield findings.warning("line.product", text, "Give it a product first.", id=line.id)
        if line.price_retail == 0:
            yield findings.warning("line.free", f"{what} costs nothing.", "Is that right?", id=line.id)
        return
    if line.price_retail <= 0 and selling.costs_something(write.policy, product):
        text = f"{what} is priced {money.text(line.price_retail)}, and {product.name} costs {money.text(product.price_retail)}."
        remedy = f"Set its price first: PUT /tickets/{line.ticket_id or 'ID'}/update_line_item."
        amount = money.text(money.line_total(line.quantity, product.price_retail))
        yield findings.block("line.free", text, remedy, money=amount, id=line.id)
    elif line.price_retail == 0 and write.policy.labor_of_product(product.id) is None:
        yield findings.warning("line.free", f"{what} costs nothing.", "Is that right?", id=line.id)
    if line.name != product.name and not selling.is_generic(write.policy, product):
        text = f"{what} has a different name from its product, {product.name!r}; accounting goes by the name."
        yield findings.warning("line.name", text, "Correct the line first.", id=line.id)
    if selling.is_labor(write.policy, product) and line.taxable is not write.policy.charging.labor_taxable:
        wanted = "taxable" if write.policy.charging.labor_taxable else "not taxable"
        text = f"{what} is {'' if line.taxable else 'not '}taxable; labor is {wanted} by policy {write.policy.name}."
        yield findings.warning("line.taxable", text, "Correct the line first.", id=line.id)


def _there_already(write: Write, ticket: Ticket) -> Iterator[Finding]:
    customer_id = whole(write.body.get("customer_id"))
    listing = write.get(_listing(ticket.id), Rows)
    if listing is None or customer_id is None:
        return
    details = [write.invoice(row["id"]) for row in _candidates(write, ticket.id, customer_id)]
    existing = [each for each in details if each is not None and each.ticket_id == ticket.id]
    if existing:
        told = ", ".join(f"{each.number} ({money.text(each.total)})" for each in existing)
        text = f"This ticket already has invoice {told}; a further one takes only what isn't invoiced yet."
        yield findings.warning(
            "ticket.has_invoice", text, "Make sure that this is other work.", ids=[each.id for each in existing]
        )
    if not listing.complete:
        text = f"Only the newest {LOOKED_AT} invoices were looked at: this account doesn't list them by ticket."
        yield findings.warning("invoices.unchecked", text, "Look in Syncro for others.", looked_at=LOOKED_AT)


def _create_shows(write: Write) -> Iterator[Evidence]:
    ticket = write.ticket(write.body.get("ticket_id")) if write.body.get("ticket_id") else None
    waiting = facts.uninvoiced(ticket) if ticket else []
    if ticket and waiting:
        total = sum((money.line_total(line.quantity, line.price_retail) for line in waiting), money.ZERO)
        text = f"{counted(len(waiting), 'line')}, {money.text(total)} before tax, discounts and prepay hours"
        yield Evidence("Invoice for", text, f"GET /tickets/{ticket.id}")


def _product_of(write: Write, line: TicketLine) -> Product | None:
    need = Need("products.get", (("id", str(line.product_id)),), may_lack=True)
    return write.get(need, Product) or write.product(line.product_id)


def _numbered(write: Write) -> Need:
    return Need("invoices.get", (("id", str(write.body["number"])),), may_lack=True)


def _listing(ticket_id: int) -> Need:
    return Need("invoices.list", query=(("ticket_id", str(ticket_id)),), rows=LOOKED_AT)


def _candidates(write: Write, ticket_id: int, customer_id: int) -> list[dict[str, object]]:
    """Rows that may be of this ticket: the account may ignore the filter, and a row proves nothing."""
    listing = write.get(_listing(ticket_id), Rows)
    return [row for row in listing.rows if whole(row.get("customer_id")) in (None, customer_id)] if listing else []


VOID = "Void or credit it in Syncro instead."


def is_paid(invoice: Invoice) -> bool:
    """Paid by mark, or by payments that cover the total."""
    marked = invoice.is_paid or invoice.verified_paid or invoice.tech_marked_paid
    return marked or (invoice.total > 0 and balance(invoice) <= 0)


def balance(invoice: Invoice) -> Decimal:
    """What payments have left open at least. One that covers several invoices may be shown whole."""
    return invoice.total - sum(
        (each.payment_amount for each in invoice.payments if each.success is not False), money.ZERO
    )


def refuse_paid(invoice: Invoice | None) -> Iterator[Finding]:
    """What is paid stays as it was paid."""
    if invoice is not None and is_paid(invoice):
        text = f"Invoice {invoice.number} is paid: it can't be changed."
        yield findings.block("invoice.paid", text, VOID, money=money.text(invoice.total), id=invoice.id)


def unchanged(write: Write) -> Iterator[Precondition]:
    """Total, payments and lines of the invoice are at the yes as they were shown."""
    invoice = write.invoice()
    if invoice is not None:
        yield InvoiceState(invoice.id, facts.invoice_facts(invoice))


def _update(write: Write) -> Iterator[Finding]:
    invoice = write.invoice()
    yield from refuse_paid(invoice)
    yield from _number_taken(write, invoice.id if invoice else None)
    yield from words.on_an_invoice(write.body.get("note") or None, where="invoice's note")
    if invoice is not None and invoice.payments and not is_paid(invoice):
        text = f"Invoice {invoice.number} is partly paid: the customer has paid on what it says now."
        yield findings.warning("invoice.part_paid", text, "Agree the change with the customer.", id=invoice.id)


def _update_reads(write: Write) -> Iterator[Need]:
    yield record("invoices.get", write.call.path["id"])
    if write.body.get("number"):
        yield _numbered(write)


def _delete(write: Write) -> Iterator[Finding]:
    invoice = write.invoice()
    if invoice is None:
        return
    if invoice.payments or is_paid(invoice):
        text = f"Invoice {invoice.number} has a payment: it can't be deleted."
        yield findings.block("invoice.paid", text, VOID, money=money.text(invoice.total), id=invoice.id)
        return
    text = f"Invoice {invoice.number} for {money.text(invoice.total)} is deleted permanently, and its number with it."
    remedy = "If the customer or accounting has it already, correct it there."
    yield findings.warning("invoice.deleted", text, remedy, money=money.text(invoice.total), id=invoice.id)


def _email_reads(write: Write) -> Iterator[Need]:
    invoice = write.invoice()
    if invoice is None:
        return
    if invoice.customer_ref is not None:
        yield record("customers.get", invoice.customer_ref)
    if invoice.contact_id is not None:
        yield record("contacts.get", invoice.contact_id)


def _email(write: Write) -> Iterator[Finding]:
    invoice = write.invoice()
    if invoice is None:
        return
    customer = write.customer(invoice.customer_ref)
    if customer is None:
        text = f"Invoice {invoice.number} doesn't say whose it is, so nobody can tell who would get it."
        yield findings.block("owner.unknown", text, "Look at the invoice in Syncro.", id=invoice.id)
        return
    if not _addresses(write, invoice):
        text = f"{customer.shown_name} has no e-mail address: nobody would get the invoice."
        yield findings.block("mail.nobody", text, "Add one in Syncro first.", id=customer.id)
    elif customer.no_email:
        text = f"{customer.shown_name} is marked as wanting no e-mail."
        yield findings.warning("mail.unwanted", text, "Tell them another way.", id=customer.id)
    if invoice.total == 0:
        yield findings.warning(
            "invoice.zero", f"Invoice {invoice.number} is for $0.00.", "Is that right?", id=invoice.id
        )


def _email_shows(write: Write) -> Iterator[Evidence]:
    invoice = write.invoice()
    if invoice is not None:
        source = f"GET /invoices/{invoice.id}"
        yield Evidence(
            "E-mail to", ", ".join(_addresses(write, invoice)) or "nobody", "the customer and contact of the invoice"
        )
        yield Evidence("Total", money.text(invoice.total), source)


def _addresses(write: Write, invoice: Invoice) -> list[str]:
    """Whom Syncro may mail it to: the API takes no recipient, so all who are set up for it."""
    customer = write.customer(invoice.customer_ref)
    contact = write.data("contacts.get", invoice.contact_id) or {}
    raw = customer.raw if customer else {}
    given = (raw.get("email"), raw.get("notification_email"), raw.get("invoice_cc_emails"), contact.get("email"))
    return list(dict.fromkeys(str(each).strip() for each in given if each and str(each).strip()))


CREATE = Check(_create, _create_reads, shows=_create_shows)
UPDATE = Check(_update, _update_reads, unchanged)
DELETE = Check(_delete, rests=unchanged)
EMAIL = Check(_email, _email_reads, unchanged, _email_shows)

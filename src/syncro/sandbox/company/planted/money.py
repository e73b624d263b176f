"""R19, R20: money that is on no invoice, and invoices nobody can have received."""

from decimal import Decimal

from syncro.sandbox.company import names
from syncro.sandbox.company.builder import Row
from syncro.sandbox.company.finished import finished
from syncro.sandbox.company.payments import pay
from syncro.sandbox.company.planted.desk import Desk

RECEIVED_DAYS_AGO = 4


def r19_unapplied(desk: Desk) -> None:
    """Payments left on account while invoices are open; right when nothing is open, or all is applied."""
    b = desk.b
    at = b.calendar.moment(RECEIVED_DAYS_AGO, 14)
    for _ in range(2):
        task = desk.task(minutes=90)
        _, invoice = finished(b, task)
        payment = pay(b, task.customer, at, [], Decimal(invoice["total"]))
        what = "Paid, but applied to nothing, while an invoice of that amount is open."
        desk.error("R19", "payment", payment, what, invoice_id=invoice["id"], amount=_text(invoice))
    first, second = _two_invoices(desk)
    payment = pay(b, _owner(desk, first), at, [(first, Decimal(first["total"]))], Decimal(50))
    what = "Paid 50.00 more than the invoice it is applied to, while another invoice is open."
    desk.error("R19", "payment", payment, what, invoice_id=second["id"], amount="50.00")

    prompt = next(client for client in names.ORDINARY if client.prompt)
    deposit = pay(b, desk.customer(prompt), at, [], Decimal(400))
    desk.fine("R19", "payment", deposit, "A deposit; the customer has no open invoice.")
    both = _two_invoices(desk)
    payment = pay(b, _owner(desk, both[0]), at, [(invoice, Decimal(invoice["total"])) for invoice in both])
    desk.fine("R19", "payment", payment, "One check for two invoices, all of it applied.")


def r20_not_sent(desk: Desk) -> None:
    """Invoices of customers with no mail address at all; right when sent by post or to a copy address."""
    for client in names.NO_ADDRESS:
        _, invoice = finished(desk.b, desk.task(client=client))
        desk.error("R20", "invoice", invoice, "Can't have been e-mailed: no address anywhere on file.")
    for client, what in ((names.BY_POST, "Goes out by post."), (names.BY_COPY, "Goes to the copy address.")):
        _, invoice = finished(desk.b, desk.task(client=client))
        desk.fine("R20", "invoice", invoice, what)


def _two_invoices(desk: Desk) -> tuple[Row, Row]:
    first = desk.task(minutes=60, days_ago=33)
    client = next(client for client in names.ORDINARY if client.name == first.customer["business_name"])
    second = desk.task(client=client, minutes=75, days_ago=21)
    return finished(desk.b, first)[1], finished(desk.b, second)[1]


def _owner(desk: Desk, invoice: Row) -> Row:
    return desk.customers[invoice["customer_business_then_name"]]


def _text(invoice: Row) -> str:
    return f"{Decimal(invoice['total']):.2f}"

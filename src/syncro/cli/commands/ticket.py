"""`syncro ticket NUMBER`: one ticket whole (R-02). Only reads; what it shows is laid out in `ticket_page`."""

from decimal import Decimal

import click
from msgspec import Struct

from syncro.api.together import together
from syncro.cli.command import NUMBER, Action, command
from syncro.cli.commands.ticket_page import FIELDS, Billing, data, page
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit
from syncro.errors import NotAuthorized
from syncro.records import Customer, Ticket
from syncro.workflows.reading import ticket_invoices


class Options(Struct, frozen=True):
    """`number` is the visible one, never the internal id (R-02)."""

    number: int


@command("ticket", example="syncro ticket 32164\nsyncro ticket 32164 --json status,billing")
@click.argument("number", type=NUMBER)
def parse(number: int) -> Action:
    """Show one ticket: people, dates, the last comments, time, line items and billing status."""
    return Action(run, Options(number))


def run(app: App, options: Options) -> None:
    """Find it by number, then read detail, invoices and names side by side."""
    check_fields(app, FIELDS)
    found = app.reader.ticket_numbered(options.number)
    detail, billing, names, customer = together(
        lambda: app.reader.ticket(found.id),
        lambda: billing_of(app, found),
        lambda: names_of(app),
        lambda: customer_of(app, found),
    )
    hours = prepay_hours(detail, customer)
    emit(app, data(detail, billing, names, hours), lambda: page(detail, billing, names, hours), fields=FIELDS)


def customer_of(app: App, ticket: Ticket) -> Customer | None:
    """The customer's detail, which alone tells the prepay hours (facts §10); None for a key that may not read it."""
    try:
        return None if ticket.customer_id is None else app.reader.customer(ticket.customer_id)
    except NotAuthorized:
        return None


def prepay_hours(ticket: Ticket, customer: Customer | None) -> Decimal | None:
    """What the customer has in prepay hours; None where Syncro doesn't tell this key."""
    found = customer if customer is not None and customer.id == ticket.customer_id else ticket.customer
    return found.prepay_hours if found else None


def billing_of(app: App, ticket: Ticket) -> Billing:
    """The invoices whose detail names this ticket; a row of the list proves nothing (C5, R-70)."""
    try:
        rows = ticket_invoices.invoice_rows(app.reader, ticket, app.session, app.session.account)
        found = ticket_invoices.proved(app.reader, ticket, rows)
    except NotAuthorized:
        return Billing((), complete=False)
    return Billing(found.invoices, complete=found.complete)


def names_of(app: App) -> dict[int, str]:
    """Names by user id; empty for a key that may not list users."""
    try:
        return {user.id: user.full_name for user in app.reader.users()}
    except NotAuthorized:
        return {}

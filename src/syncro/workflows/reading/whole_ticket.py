"""One ticket with what stands around it: its invoices, who people are, the customer's prepay hours (R-02). Reads only."""

from decimal import Decimal

from msgspec import Struct

from syncro.api import Reader, together
from syncro.errors import NotAuthorized
from syncro.records import Customer, Ticket
from syncro.workflows.reading.evidence import seen_customer
from syncro.workflows.reading.taxes import Memory
from syncro.workflows.reading.ticket_invoices import Proved, invoice_rows, proved


class Whole(Struct, frozen=True):
    """The ticket's detail, its billing, names by user id (none for a key that may not list users), and prepay hours.

    `prepay_hours` is None where Syncro doesn't tell this key.
    """

    ticket: Ticket
    billing: Proved
    names: dict[int, str]
    prepay_hours: Decimal | None


def whole_ticket(reader: Reader, number: int, memory: Memory, account: str) -> Whole:
    """Found by its visible number, then detail, invoices and names side by side. Raises NotFound."""
    found = reader.ticket_numbered(number)
    detail, billing, names, customer = together(
        lambda: reader.ticket(found.id),
        lambda: _billing(reader, found, memory, account),
        lambda: _names(reader),
        lambda: seen_customer(reader, found.customer_id),
    )
    return Whole(detail, billing, names, _prepay_hours(detail, customer))


def _billing(reader: Reader, ticket: Ticket, memory: Memory, account: str) -> Proved:
    """The invoices whose detail names this ticket; none that count as all for a key that may not read invoices."""
    try:
        return proved(reader, ticket, invoice_rows(reader, ticket, memory, account))
    except NotAuthorized:
        return Proved((), complete=False)


def _names(reader: Reader) -> dict[int, str]:
    try:
        return {user.id: user.full_name for user in reader.users()}
    except NotAuthorized:
        return {}


def _prepay_hours(ticket: Ticket, customer: Customer | None) -> Decimal | None:
    found = customer if customer is not None and customer.id == ticket.customer_id else ticket.customer
    return found.prepay_hours if found else None

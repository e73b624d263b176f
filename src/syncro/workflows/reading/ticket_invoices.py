"""What is read the same way wherever it is needed: a ticket's invoices, each proved by its own record. Reads only."""

from collections.abc import Callable

from msgspec import Struct

from syncro.api import Listing, Reader, together
from syncro.calls import Call
from syncro.records import Invoice, Ticket
from syncro.workflows.reading.probe import INVOICE_CUSTOMER, INVOICE_TICKET, learned
from syncro.workflows.reading.taxes import Memory

INVOICES_LOOKED_AT = 50
"""Rows of the list; more means that the account ignores the filter by ticket (C5)."""


class Proved(Struct, frozen=True):
    """A ticket's invoices; `complete` False: there may be more, for the account doesn't filter by ticket."""

    invoices: tuple[Invoice, ...]
    complete: bool


def invoice_rows(reader: Reader, ticket: Ticket, memory: Memory, account: str) -> Listing[Invoice]:
    """Rows that may be the ticket's invoices, asked for as the account was found to honour it."""
    query = {"ticket_id": ticket.id, **_by_customer(ticket, memory, account)}
    listing = reader.listing(Call("invoices.list", query=query), limit=INVOICES_LOOKED_AT)
    return Listing([Invoice.read(row) for row in listing.rows], listing.complete, listing.pages)


def proved(reader: Reader, ticket: Ticket, rows: Listing[Invoice]) -> Proved:
    """Of these rows, the invoices whose own record names the ticket; a row of a list proves nothing (C5, R-70)."""
    mine = [row for row in rows.rows if row.customer_id in (None, ticket.customer_id)]
    is_honoured = len(mine) == len(rows.rows)
    details = together(*[_detail(reader, row.id) for row in mine]) if mine else ()
    return Proved(tuple(each for each in details if each.ticket_id == ticket.id), is_honoured and rows.complete)


def _by_customer(ticket: Ticket, memory: Memory, account: str) -> dict[str, int | None]:
    """Where a probe found that invoices can't be asked for by ticket but can by customer, that finds all that matter (C5)."""
    if learned(memory, account, INVOICE_TICKET) is not False:
        return {}
    return {"customer_id": ticket.customer_id} if learned(memory, account, INVOICE_CUSTOMER) else {}


def _detail(reader: Reader, invoice_id: int) -> Callable[[], Invoice]:
    return lambda: reader.invoice(invoice_id)

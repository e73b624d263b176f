"""One bill, decided: what is billed, by whom, how. Values that steps and expectations are made of (R-31). Pure."""

from collections.abc import Mapping
from datetime import datetime

from msgspec import Struct

from syncro import invisible, money
from syncro.calls import Call
from syncro.jsonio import Json
from syncro.records import Customer, Ticket
from syncro.rules.billing.policy import Method
from syncro.rules.billing.work import Charge
from syncro.rules.tickets.comments import CommentMode
from syncro.rules.words import texts


class Bill(Struct, frozen=True):
    """One bill, decided. `owners` maps a tech's alias to user id and name of the key's owner (R-54)."""

    ticket: Ticket
    customer: Customer
    charges: tuple[Charge, ...]
    owners: Mapping[str, tuple[int, str]]
    tech: str
    text: str
    mode: CommentMode
    method: Method
    start: datetime
    invoice: bool
    invoiced_status: str
    known_invoices: tuple[int, ...]

    def owner(self, alias: str) -> str:
        """The name that lines will be attributed to."""
        return self.owners[alias][1]


def title(bill: Bill) -> str:
    """One line that says what the plan does."""
    what = "; ".join(f"{money.text(c.quantity)} × {c.name}" for c in bill.charges) or "nothing"
    return f"Bill ticket #{bill.ticket.number}: {what}"


def description(bill: Bill, charge: Charge | None = None) -> str:
    """The narrative of a line: the work in one line, else the ticket's subject; the tech's name when there are several.

    The customer reads it on the invoice, so words of an internal comment are kept out of it (R-81).
    """
    told = "" if bill.mode is CommentMode.INTERNAL else texts.one_line(bill.text)
    text = told or texts.one_line(invisible.removed(bill.ticket.subject)) or f"Ticket {bill.ticket.number}"
    several = len({each.tech for each in bill.charges}) > 1
    return f"{text} ({bill.owner(charge.tech)})" if several and charge else text


def line_fields(charge: Charge, text: str) -> dict[str, Json]:
    """The body of a line: name, price and tax are always sent, for Syncro takes none of them from the product (R-34)."""
    return {
        "product_id": charge.product_id,
        "name": charge.name,
        "description": text,
        "quantity": charge.quantity,
        "price_retail": charge.price,
        "taxable": charge.taxable,
    }


def ticket_call(bill: Bill) -> Call:
    """The read of the whole ticket."""
    return Call("tickets.get", {"id": bill.ticket.id})

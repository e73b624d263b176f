"""`syncro contacts CUSTOMER`: the people of one customer (R-14). Only reads."""

from collections.abc import Sequence
from typing import Any

import click
from msgspec import Struct

from syncro.cli import picking, text
from syncro.cli.command import Action, command
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note
from syncro.records import Contact
from syncro.rules.tickets.sites import joined
from syncro.workflows.reading.lookup import contacts_of

FIELDS = ("id", "customer_id", "customer", "name", "email", "phone", "mobile", "address", "notes")


class Options(Struct, frozen=True):
    """The customer's name or id."""

    customer: str


@command("contacts", example="syncro contacts dental\nsyncro contacts 'Example Dental' --json name,email")
@click.argument("customer", nargs=-1, required=True)
def parse(customer: tuple[str, ...]) -> Action:
    """List the contacts of a customer, found by name or internal id."""
    return Action(run, Options(" ".join(customer)))


def run(app: App, options: Options) -> None:
    """Find the customer, read the contacts."""
    check_fields(app, FIELDS)
    customer = picking.customer(app, options.customer)
    listing = contacts_of(app.reader, customer.id)
    rows = [_row(each, customer.shown_name) for each in listing.rows]
    emit(app, rows, lambda: _lines(listing.rows), fields=FIELDS, cut=True)
    more = "" if listing.complete else "; Syncro has more than were looked at"
    note(app, f"{customer.shown_name}: {text.counted(len(rows), 'contact')}{more}.")


def _row(contact: Contact, customer: str) -> dict[str, Any]:
    return {
        "id": contact.id,
        "customer_id": contact.customer_id,
        "customer": customer,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone,
        "mobile": contact.mobile,
        "address": _address(contact),
        "notes": contact.notes,
    }


def _lines(contacts: Sequence[Contact]) -> str:
    rows = ((each.id, each.name, each.email, each.phone or each.mobile, _address(each)) for each in contacts)
    return text.table(rows, heads=("ID", "NAME", "E-MAIL", "PHONE", "ADDRESS"))


def _address(contact: Contact) -> str:
    return joined(contact.address1, contact.address2, contact.city, contact.state, contact.zip)

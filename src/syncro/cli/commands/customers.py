"""`syncro customers QUERY`, `syncro customers show NAME`: customers, and one customer whole (R-09). Only reads."""

from collections.abc import Sequence
from typing import Any

import click
from msgspec import Struct

from syncro.api.together import together
from syncro.cli import picking, text
from syncro.cli.command import Action, Within, command
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note
from syncro.errors import NotFound, UsageError
from syncro.records import Contact, Customer
from syncro.rules.tickets.sites import Site, joined, sites_of
from syncro.workflows.reading.lookup import contacts_of, customers_called

FIELDS = ("id", "name", "email", "phone", "prepay_hours", "disabled", "address", "sites", "contacts", "notes")
SHOW = "show"


class Options(Struct, frozen=True):
    """Words of a name, or an id. `one`: exactly one customer is meant."""

    words: tuple[str, ...] = ()
    id: int | None = None
    one: bool = False


@command(
    "customers",
    example="syncro customers dental\nsyncro customers show 'Example Dental'\nsyncro customers --id 4711 --json",
)
@click.argument("words", nargs=-1)
@click.option("--id", "customer_id", type=Within(min=1), help="Internal id instead of a name.")
def parse(words: tuple[str, ...], customer_id: int | None) -> Action:
    """Find customers by name, e-mail or phone. A single match shows contacts, addresses and prepay hours.

    `customers show NAME` always shows one customer: several matches are a question.
    """
    one = words[:1] == (SHOW,) and len(words) > 1
    named = words[1:] if one else words
    return Action(run, Options(tuple(word for each in named for word in each.split()), customer_id, one))


def run(app: App, options: Options) -> None:
    """One customer is read whole; of several, the rows."""
    check_fields(app, FIELDS)
    if options.id is None and not options.words:
        raise UsageError("Which customer? A name or --id is missing.", hint="syncro customers dental")
    if options.id is not None:
        _emit_one(app, options.id)
        return
    if options.one:
        _emit_one(app, picking.customer(app, " ".join(options.words)).id)
        return
    listing = customers_called(app.reader, options.words)
    found = listing.rows
    if not found:
        raise NotFound(f"No customer matches {' '.join(options.words)!r}.", hint="Use fewer words of the name.")
    if len(found) == 1:
        _emit_one(app, found[0].id)
        return
    emit(app, [row(customer, None) for customer in found], lambda: _lines(found), fields=FIELDS, cut=True)
    note(
        app,
        text.counted(len(found), "customer") + ("." if listing.complete else "; Syncro has more than were looked at."),
    )


def row(customer: Customer, contacts: Sequence[Contact] | None) -> dict[str, Any]:
    """A customer as data; `prepay_hours` is null when Syncro didn't send it, which is not the same as none.

    `sites` is null in a list: only one customer's own record carries its addresses (facts §10).
    """
    return {
        "id": customer.id,
        "name": customer.shown_name,
        "email": customer.email,
        "phone": customer.phone or customer.mobile,
        "prepay_hours": customer.prepay_hours,
        "disabled": customer.disabled,
        "address": joined(customer.address, customer.address_2, customer.city, customer.state, customer.zip),
        "sites": None if contacts is None else [_site_row(each) for each in sites_of(customer, contacts)],
        "contacts": [_contact(each) for each in (customer.contacts if contacts is None else contacts)],
        "notes": customer.notes,
    }


def _emit_one(app: App, customer_id: int) -> None:
    customer, listing = together(
        lambda: app.reader.customer(customer_id),
        lambda: contacts_of(app.reader, customer_id),
    )
    own = listing.rows
    emit(app, [row(customer, own)], lambda: _page(customer, own), fields=FIELDS)


def _page(customer: Customer, contacts: Sequence[Contact]) -> str:
    hours = "not shown by Syncro" if customer.prepay_hours is None else f"{text.number(customer.prepay_hours)} h"
    head = text.pairs(
        [
            ("Id", customer.id),
            ("E-mail", customer.email),
            ("Phone", customer.phone or customer.mobile),
            ("Address", joined(customer.address, customer.address_2, customer.city, customer.state, customer.zip)),
            ("Prepay hours", hours),
            ("Disabled", "yes" if customer.disabled else None),
            ("Notes", customer.notes),
        ]
    )
    parts = [text.strong(text.one_line(customer.shown_name)), head]
    sites = [(site.id, site.name, site.address) for site in sites_of(customer, ()) if site.id is not None]
    if sites:
        parts.append(f"{text.strong('Sites')}\n{text.indented(text.table(sites), '  ')}")
    if contacts:
        people = text.table((each.name, each.email, each.phone or each.mobile, _site(each)) for each in contacts)
        parts.append(f"{text.strong('Contacts')}\n{text.indented(people, '  ')}")
    return "\n\n".join(parts)


def _lines(customers: Sequence[Customer]) -> str:
    rows = ((each.id, each.shown_name, each.email, each.phone or each.mobile, _state(each)) for each in customers)
    return text.table(rows, heads=("ID", "NAME", "E-MAIL", "PHONE", ""))


def _state(customer: Customer) -> str:
    return "disabled" if customer.disabled else ""


def _contact(contact: Contact) -> dict[str, Any]:
    return {
        "id": contact.id,
        "name": contact.name,
        "email": contact.email,
        "phone": contact.phone or contact.mobile,
        "address": _site(contact),
    }


def _site_row(site: Site) -> dict[str, Any]:
    return {"id": site.id, "name": site.name, "address": site.address}


def _site(contact: Contact) -> str:
    return joined(contact.address1, contact.address2, contact.city, contact.state, contact.zip)

"""`syncro customers QUERY`: customers; with one match, or by id, the whole customer (R-09). Only reads."""

from typing import Any

import click
from msgspec import Struct

from syncro.api.together import together
from syncro.calls import Call
from syncro.cli import text
from syncro.cli.command import Action, command
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note
from syncro.errors import NotFound, UsageError
from syncro.records import Contact, Customer

FIELDS = ("id", "name", "email", "phone", "prepay_hours", "disabled", "address", "contacts", "notes")
LISTED = 200
"""Customers taken from the list: an account that ignores the query would send all it has."""


class Options(Struct, frozen=True):
    """Words of a name, or an id."""

    words: tuple[str, ...] = ()
    id: int | None = None


@command("customers", example="syncro customers dental\nsyncro customers --id 4711 --json")
@click.argument("words", nargs=-1)
@click.option("--id", "customer_id", type=click.IntRange(min=1), help="Internal id instead of a name.")
def parse(words: tuple[str, ...], customer_id: int | None) -> Action:
    """Find customers by name, e-mail or phone. A single match shows contacts, addresses and prepay hours."""
    return Action(run, Options(tuple(word for each in words for word in each.split()), customer_id))


def run(app: App, options: Options) -> None:
    """One customer is read whole; of several, the rows."""
    check_fields(app, FIELDS)
    if options.id is None and not options.words:
        raise UsageError("Which customer? A name or --id is missing.", hint="syncro customers dental")
    if options.id is not None:
        _emit_one(app, options.id)
        return
    listing = app.reader.customers(" ".join(options.words), limit=LISTED)
    found = [customer for customer in listing if matches(customer, options.words)]
    if not found:
        raise NotFound(f"No customer matches {' '.join(options.words)!r}.", hint="syncro customers with fewer words")
    if len(found) == 1:
        _emit_one(app, found[0].id)
        return
    emit(app, [row(customer, None) for customer in found], lambda: _lines(found), fields=FIELDS, cut=True)
    note(app, f"{len(found)} customers" + ("." if listing.complete else "; Syncro has more than were looked at."))


def matches(customer: Customer, words: tuple[str, ...]) -> bool:
    """All words occur in the names, the addresses or the phone numbers: the account may ignore the query (facts §3)."""
    names = (customer.business_name, customer.fullname, customer.firstname, customer.lastname)
    known = (*names, customer.business_then_name, customer.email, customer.phone, customer.mobile)
    people = (part for contact in customer.contacts for part in (contact.name, contact.email))
    held = " ".join(part.casefold() for part in (*known, *people) if part)
    return all(word.casefold() in held for word in words)


def row(customer: Customer, contacts: list[Contact] | None) -> dict[str, Any]:
    """A customer as data; `prepay_hours` is null when Syncro didn't send it, which is not the same as none."""
    return {
        "id": customer.id,
        "name": customer.shown_name,
        "email": customer.email,
        "phone": customer.phone or customer.mobile,
        "prepay_hours": customer.prepay_hours,
        "disabled": customer.disabled,
        "address": _address(customer.address, customer.address_2, customer.city, customer.state, customer.zip),
        "contacts": [_contact(each) for each in (customer.contacts if contacts is None else contacts)],
        "notes": customer.notes,
    }


def _emit_one(app: App, customer_id: int) -> None:
    customer, listing = together(
        lambda: app.reader.customer(customer_id),
        lambda: app.reader.listing(Call("contacts.list", query={"customer_id": customer_id})),
    )
    read = [Contact.read(each) for each in listing.rows]
    own = [each for each in read if each.customer_id == customer_id]
    emit(app, [row(customer, own)], lambda: _page(customer, own), fields=FIELDS)


def _page(customer: Customer, contacts: list[Contact]) -> str:
    hours = "not told" if customer.prepay_hours is None else f"{text.number(customer.prepay_hours)} h"
    head = text.pairs(
        [
            ("Id", customer.id),
            ("E-mail", customer.email),
            ("Phone", customer.phone or customer.mobile),
            ("Address", _address(customer.address, customer.address_2, customer.city, customer.state, customer.zip)),
            ("Prepay hours", hours),
            ("Disabled", "yes" if customer.disabled else None),
            ("Notes", customer.notes),
        ]
    )
    parts = [text.strong(text.one_line(customer.shown_name)), head]
    if contacts:
        people = text.table((each.name, each.email, each.phone or each.mobile, _site(each)) for each in contacts)
        parts.append(f"{text.strong('Contacts')}\n{text.indented(people, '  ')}")
    return "\n\n".join(parts)


def _lines(customers: list[Customer]) -> str:
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


def _site(contact: Contact) -> str:
    return _address(contact.address1, contact.address2, contact.city, contact.state, contact.zip)


def _address(*parts: str | None) -> str:
    return ", ".join(part.strip() for part in parts if part and part.strip())

"""Finds customers by name, and what belongs to them. Reads only; several matches are the caller's question."""

from collections.abc import Iterable
from typing import Any

from syncro.api import Listing, Reader
from syncro.calls import Call
from syncro.errors import NotFound
from syncro.records import Contact, Customer

LOOKED_AT = 1000
"""Rows taken from a list: an account that ignores the filter would send all it has (facts §3)."""


def customers_called(reader: Reader, words: Iterable[str]) -> Listing[Customer]:
    """Customers that all the words fit; filtered here again, for the account may ignore the query (R-61, facts §3)."""
    wanted = tuple(words)
    listing = reader.customers(" ".join(wanted), limit=LOOKED_AT)
    return Listing([each for each in listing.rows if fits(each, wanted)], listing.complete, listing.pages)


def fits(customer: Customer, words: Iterable[str]) -> bool:
    """All words occur in the names, the addresses or the phone numbers."""
    names = (customer.business_name, customer.fullname, customer.firstname, customer.lastname)
    known = (*names, customer.business_then_name, customer.email, customer.phone, customer.mobile)
    people = (part for contact in customer.contacts for part in (contact.name, contact.email))
    held = " ".join(part.casefold() for part in (*known, *people) if part)
    return all(word.casefold() in held for word in words)


def exactly(customers: Iterable[Customer], name: str) -> list[Customer]:
    """Those whose whole name it is: `Plain Paper` is no question only because there is a `Plain Paper West` too."""
    wanted = " ".join(name.split()).casefold()
    return [each for each in customers if " ".join(each.shown_name.split()).casefold() == wanted]


def customer_with_id(reader: Reader, name: str) -> list[Customer]:
    """The customer whose internal id was typed instead of a name; none when it is no id."""
    if not (name.isascii() and name.isdigit() and int(name)):
        return []
    try:
        return [reader.customer(int(name))]
    except NotFound:
        return []


def contacts_of(reader: Reader, customer_id: int) -> Listing[Contact]:
    """The customer's contacts over all pages, filtered here again (facts §11)."""
    listing = reader.listing(Call("contacts.list", query={"customer_id": customer_id}), limit=LOOKED_AT)
    read = [Contact.read(each) for each in listing.rows]
    return Listing([each for each in read if each.customer_id == customer_id], listing.complete, listing.pages)


def assets_of(reader: Reader, customer_id: int, words: Iterable[str] = ()) -> Listing[dict[str, Any]]:
    """The customer's assets over all pages whose name, serial number or type the words fit (facts §12)."""
    wanted = tuple(words)
    listing = reader.listing(Call("customer_assets.list", query={"customer_id": customer_id}), limit=LOOKED_AT)
    rows = [row for row in listing.rows if owner_of(row) == customer_id and _asset_fits(row, wanted)]
    return Listing(rows, listing.complete, listing.pages)


def owner_of(row: dict[str, Any]) -> int | None:
    """The customer of a row, which some rows carry only as a record."""
    owner = row.get("customer_id") or (row.get("customer") or {}).get("id")
    return None if owner is None else int(owner)


def _asset_fits(row: dict[str, Any], words: tuple[str, ...]) -> bool:
    held = " ".join(str(row.get(name) or "") for name in ("name", "asset_serial", "asset_type")).casefold()
    return all(word.casefold() in held for word in words)

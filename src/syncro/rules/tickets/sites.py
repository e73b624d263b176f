"""The sites of a customer: its own addresses, those Syncro keeps by id and those of its people (R-20). Pure."""

from collections.abc import Iterable, Mapping
from typing import Any

from msgspec import Struct

from syncro.records import Contact, Customer

MAIN = "Main address"


class Site(Struct, frozen=True):
    """A place by its name. `id` is Syncro's, where it keeps the place as an address of the customer (facts §4, §10)."""

    name: str
    address: str
    id: int | None = None

    @property
    def label(self) -> str:
        """For a choice, and for people."""
        return f"{self.name}, {self.address}" if self.name and self.address else self.name or self.address


def sites_of(customer: Customer, contacts: Iterable[Contact]) -> list[Site]:
    """The customer's kept addresses, its main address, those of its contacts; each place once, the one with an id first."""
    rows = customer.raw.get("addresses")
    kept = [_kept(row) for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
    main = Site(MAIN, joined(customer.address, customer.address_2, customer.city, customer.state, customer.zip))
    people = [
        Site(each.name, joined(each.address1, each.address2, each.city, each.state, each.zip)) for each in contacts
    ]
    found: dict[str, Site] = {}
    for site in (*(each for each in kept if each.label), main, *people):
        if site.id is not None or site.address:
            found.setdefault(site.address.casefold() or site.label, site)
    return list(found.values())


def joined(*parts: Any) -> str:
    """The parts of an address on one line."""
    return ", ".join(str(part).strip() for part in parts if part and str(part).strip())


def _kept(row: Mapping[str, Any]) -> Site:
    """Nobody noted what such a row really holds (facts §10), so both spellings of the first line are taken."""
    street = (row.get("address1") or row.get("address"), row.get("address2") or row.get("address_2"))
    place = joined(*street, row.get("city"), row.get("state"), row.get("zip"))
    id_ = row.get("id")
    return Site(joined(row.get("name")), place, id_ if isinstance(id_, int) else None)

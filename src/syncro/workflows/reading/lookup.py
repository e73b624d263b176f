"""From a name that somebody typed to the one record or value meant. Reads only; several that fit are a question (R-20)."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeVar

from msgspec import Struct

from syncro.api import Listing, Reader
from syncro.calls import Call
from syncro.errors import Ambiguous, NotFound, Refused, UsageError
from syncro.records import Contact, Customer, id_in
from syncro.rules.findings import Finding, warning
from syncro.rules.tickets.sites import Site, sites_of
from syncro.rules.words.choices import closest, fitting

T = TypeVar("T")
LOOKED_AT = 1000
"""Rows taken from a list: an account that ignores the filter would send all it has (facts §3)."""
NAMED_IN_ERRORS = 8
Chooser = Callable[[str, str, Sequence[str]], int]
"""Asked with what is wanted, what was typed and the labels; gives the place of the chosen one."""


class Named(Struct, frozen=True):
    """A record by its id, its name, and what tells it from others of that name."""

    id: int
    name: str
    about: str = ""

    @property
    def label(self) -> str:
        """For a choice."""
        return f"{self.name} (id {self.id}){f', {self.about}' if self.about else ''}"


def refuse_to_guess(what: str, typed: str, labels: Sequence[str], *, hint: str = "name one, or give its id") -> int:
    """The chooser for where nobody can be asked. Raises Ambiguous listing what fits."""
    more = f"; and {len(labels) - NAMED_IN_ERRORS} more" if len(labels) > NAMED_IN_ERRORS else ""
    listed = "; ".join(labels[:NAMED_IN_ERRORS])
    raise Ambiguous(f"{typed!r} matches {len(labels)} {many(what)}: {listed}{more}.", hint=hint)


def many(what: str) -> str:
    """The word for several: statuses, priorities, customers."""
    if what.endswith("y"):
        return f"{what[:-1]}ies"
    return f"{what}es" if what.endswith("s") else f"{what}s"


def the_one(what: str, typed: str, fits: Sequence[T], label: Callable[[T], str], choose: Chooser) -> T:
    """The only one of those that fit, or the chosen one."""
    return fits[0] if len(fits) == 1 else fits[choose(what, typed, [label(each) for each in fits])]


def one_of(what: str, typed: str, existing: Sequence[Named], choose: Chooser) -> Named:
    """The one of all there are that is meant, by id or by name. Raises NotFound listing them, Ambiguous by the chooser.

    A number that is the name of one and the id of another fits both.
    """
    whole = [each for each in existing if typed.strip().casefold() in (str(each.id), each.name.strip().casefold())]
    fits = whole or [existing[place] for place in fitting(typed, [f"{each.name} {each.about}" for each in existing])]
    if not fits:
        raise NotFound(f"No {what} matches {typed!r}{_choices(', ', [each.name for each in existing])}.")
    return the_one(what, typed, fits, _label, choose)


def customer_named(reader: Reader, typed: str, choose: Chooser) -> Customer:
    """The customer of that name or internal id; a number that is the one's name and the other's id fits both.

    Raises NotFound, UsageError for no name at all, Ambiguous by the chooser, Refused where not all customers could be
    looked at.
    """
    if not typed.strip():
        raise UsageError("The customer's name is empty.", hint="syncro customers dental")
    listing = customers_called(reader, typed.split())
    # An id may be a part of somebody's phone number: whole it means more than as a part.
    named, numbered = exactly(listing.rows, typed), customer_with_id(reader, typed.strip())
    found = [*named, *(each for each in numbered if each.id not in {one.id for one in named})] or listing.rows
    if not found:
        raise NotFound(f"No customer matches {typed!r}.", hint="Use fewer words of the name.")
    if not listing.complete and not numbered:
        raise Refused(
            f"The account has more customers than were looked at, so {typed!r} may mean another one.",
            hint="Give the internal id instead of the name.",
        )
    return the_one("customer", typed, found, _customer_label, choose)


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
    text = " ".join(part.casefold() for part in (*known, *people) if part)
    return all(word.casefold() in text for word in words)


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
    customer = row.get("customer")
    if row.get("customer_id") is not None:
        return id_in(row, "customer_id")
    return id_in(customer) if isinstance(customer, dict) and customer.get("id") is not None else None


def _asset_fits(row: dict[str, Any], words: tuple[str, ...]) -> bool:
    text = " ".join(str(row.get(name) or "") for name in ("name", "asset_serial", "asset_type")).casefold()
    return all(word.casefold() in text for word in words)


def contact_named(reader: Reader, customer_id: int, typed: str, choose: Chooser) -> Contact:
    """One of the customer's own contacts, by name, e-mail or id; raises NotFound listing them."""
    own = contacts_of(reader, customer_id).rows
    found = [Named(each.id, each.name, each.email or each.phone or "") for each in own]
    chosen = one_of("contact", typed, found, choose)
    return next(each for each in own if each.id == chosen.id)


def asset_named(reader: Reader, customer_id: int, typed: str, choose: Chooser) -> Named:
    """One of the customer's own assets, by name, serial number or id; raises NotFound listing them."""
    return one_of("asset", typed, [_asset(row) for row in assets_of(reader, customer_id).rows], choose)


def site_named(reader: Reader, customer: Customer, typed: str, choose: Chooser) -> Site:
    """One of the customer's own addresses, by name, street or id; raises NotFound listing them."""
    existing = sites_of(customer, contacts_of(reader, customer.id).rows)
    wanted = typed.strip().casefold()
    fits = [each for each in existing if wanted in (str(each.id or ""), each.name.strip().casefold())]
    fits = fits or [existing[place] for place in fitting(typed, [each.label for each in existing])]
    if not fits:
        told = _choices("; ", [each.label for each in existing])
        raise NotFound(f"No site of {customer.shown_name} matches {typed!r}{told}.")
    return the_one("site", typed, fits, _site_label, choose)


UNCHECKED = {"status": "status.unchecked", "priority": "priority.unchecked", "problem type": "problem_type.unchecked"}
CLOSEST = {"status": "status.closest", "priority": "priority.closest", "problem type": "problem_type.closest"}
"""Codes for a value of the account's lists that wasn't found in it."""


def listed_value(
    what: str, typed: str, allowed: Sequence[str], choose: Chooser, *, nearest: bool = False
) -> tuple[str, list[Finding]]:
    """The account's own spelling of a status, priority or problem type.

    Free text with a warning when the account's list can't be read (facts C18, C19). A name of which not all words were
    typed whole is told with a warning, and so is the closest match, which `nearest` takes instead of a refusal. Raises
    UsageError listing what there is.
    """
    if not allowed:
        text = f"The account's list of {many(what)} can't be read: {typed!r} is sent as typed."
        return typed.strip(), [warning(UNCHECKED[what], text, "Make sure it is spelled as in Syncro.", typed=typed)]
    fits = [allowed[place] for place in fitting(typed, allowed)]
    near = the_one(what, typed, fits, str, choose) if fits else closest(typed, allowed) if nearest else None
    if near is not None and (len(fits) > 1 or set(typed.casefold().split()) <= set(near.casefold().split())):
        return near, []
    if near is None:
        raise UsageError(f"No {what} matches {typed!r}. Choose one of: {', '.join(allowed)}.")
    text = f"{typed!r} isn't a {what}; using {near!r}."
    return near, [warning(CLOSEST[what], text, "Name another one if it isn't right.", typed=typed, taken=near)]


def _choices(between: str, names: Sequence[str]) -> str:
    return f". Choose one of: {between.join(names[:NAMED_IN_ERRORS])}" if names else ": there is none"


def _label(each: Named) -> str:
    return each.label


def _customer_label(each: Customer) -> str:
    parts = ("disabled" if each.disabled else "", each.city, each.email, each.phone or each.mobile)
    return Named(each.id, each.shown_name, ", ".join(part for part in parts if part)).label


def _site_label(each: Site) -> str:
    return each.label if each.id is None else Named(each.id, each.name, each.address).label


def _asset(row: dict[str, Any]) -> Named:
    return Named(id_in(row), str(row.get("name") or ""), str(row.get("asset_serial") or row.get("asset_type") or ""))

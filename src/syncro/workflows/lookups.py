"""Names that people type, found among the account's records and lists. Reads only; several that fit are a question (R-20)."""

from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct

from syncro.api import Reader
from syncro.errors import Ambiguous, NotFound, UsageError
from syncro.records import Contact
from syncro.rules.choices import closest, fitting
from syncro.rules.findings import Finding, warning
from syncro.workflows.lookup import assets_of, contacts_of

SHOWN = 8


class Named(Struct, frozen=True):
    """A record by its id, its name, and what tells it from others of that name."""

    id: int
    name: str
    about: str = ""

    @property
    def label(self) -> str:
        """For a choice."""
        return " · ".join(part for part in (self.name, self.about, f"id {self.id}") if part)


Chooser = Callable[[str, str, Sequence[str]], int]
"""Asked with what is wanted, what was typed and the labels; gives the place of the chosen one."""


def refuse_to_guess(what: str, typed: str, labels: Sequence[str]) -> int:
    """The chooser for where nobody can be asked. Raises Ambiguous listing what fits."""
    more = f"; and {len(labels) - SHOWN} more" if len(labels) > SHOWN else ""
    raise Ambiguous(
        f"{typed!r} fits {len(labels)} {what}s: {'; '.join(labels[:SHOWN])}{more}.", hint="name one, or give its id"
    )


def one_of(what: str, typed: str, found: Sequence[Named], choose: Chooser) -> Named:
    """The one that is meant, by id or by name. Raises NotFound listing what there is, Ambiguous through the chooser."""
    same_id = [each for each in found if typed.strip() == str(each.id)]
    fits = same_id or [found[place] for place in fitting(typed, [f"{each.name} {each.about}" for each in found])]
    exact = [each for each in fits if each.name.casefold() == typed.strip().casefold()]
    fits = exact or fits
    if not fits:
        there = ", ".join(each.name for each in found[:SHOWN]) or "none"
        raise NotFound(f"No {what} fits {typed!r}; there is: {there}.")
    return fits[0] if len(fits) == 1 else fits[choose(what, typed, [each.label for each in fits])]


def contact_named(reader: Reader, customer_id: int, typed: str, choose: Chooser) -> Contact:
    """One of the customer's own contacts, by name, e-mail or id; raises NotFound listing them."""
    own = contacts_of(reader, customer_id).rows
    found = [Named(each.id, each.name, each.email or each.phone or "") for each in own]
    chosen = one_of("contact", typed, found, choose)
    return next(each for each in own if each.id == chosen.id)


def asset_named(reader: Reader, customer_id: int, typed: str, choose: Chooser) -> Named:
    """One of the customer's own assets, by name, serial number or id; raises NotFound listing them."""
    return one_of("asset", typed, [_asset(row) for row in assets_of(reader, customer_id).rows], choose)


def listed_value(
    what: str, typed: str, allowed: Sequence[str], choose: Chooser, *, nearest: bool = False
) -> tuple[str, list[Finding]]:
    """The account's own spelling of a status, priority or problem type.

    Free text with a warning when the account's list can't be read (facts C18, C19). `nearest`: the closest match, with
    a warning, instead of a refusal. Raises UsageError listing what there is.
    """
    if not allowed:
        said = f"The account's list of {what}s can't be read: {typed!r} is sent as typed."
        return typed.strip(), [warning(f"{what.replace(' ', '_')}.unchecked", said)]
    places = fitting(typed, allowed)
    if len(places) == 1:
        return allowed[places[0]], []
    if places:
        return allowed[places[choose(what, typed, [allowed[place] for place in places])]], []
    near = closest(typed, allowed) if nearest else None
    if near is None:
        raise UsageError(f"No {what} fits {typed!r}; there is: {', '.join(allowed)}.")
    said = f"No {what} is called {typed!r}: {near!r} is taken as the closest."
    return near, [warning(f"{what.replace(' ', '_')}.closest", said)]


def _asset(row: dict[str, Any]) -> Named:
    return Named(
        int(row["id"]), str(row.get("name") or ""), str(row.get("asset_serial") or row.get("asset_type") or "")
    )

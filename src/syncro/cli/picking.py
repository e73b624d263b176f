"""From a name that somebody typed to the one record meant: several are a question, never a guess (R-20)."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from syncro.cli import text
from syncro.cli.context import App
from syncro.cli.output import choose
from syncro.errors import NotFound, Refused, UsageError
from syncro.records import Customer
from syncro.workflows.lookup import customer_with_id, customers_called, exactly

T = TypeVar("T")
NAMED_IN_ERRORS = 10


def customer(app: App, name: str) -> Customer:
    """The customer of that name or internal id.

    Several are asked about in a terminal; elsewhere UsageError lists them. NotFound when there is none.
    """
    listing = customers_called(app.reader, name.split())
    found = exactly(listing.rows, name) or listing.rows or customer_with_id(app.reader, name.strip())
    if not found:
        raise NotFound(f"No customer matches {name!r}.", hint="syncro customers with fewer words")
    if not listing.complete:
        raise Refused(
            f"The account has more customers than were looked at, so {name!r} may mean another one.",
            hint="give the internal id instead of the name",
        )
    return one_of(app, found, shown_customer, f"Which customer is {name!r}", hint="give more of the name, or the id")


def one_of(app: App, found: Sequence[T], shown: Callable[[T], str], question: str, *, hint: str) -> T:
    """The only one, or the one picked. Raises UsageError that lists them where nobody can be asked."""
    if len(found) == 1:
        return found[0]
    if not app.is_interactive:
        names = "; ".join(text.one_line(shown(each)) for each in found[:NAMED_IN_ERRORS])
        more = f"; and {len(found) - NAMED_IN_ERRORS} more" if len(found) > NAMED_IN_ERRORS else ""
        raise UsageError(f"{question}? There are {len(found)}: {names}{more}.", hint=hint)
    return found[choose(app, question, [shown(each) for each in found], missing="the choice")]


def shown_customer(each: Customer) -> str:
    """A customer on one line."""
    place = ", ".join(part for part in (each.city, each.email, each.phone or each.mobile) if part)
    state = ", disabled" if each.disabled else ""
    return f"{each.shown_name} (id {each.id}{state}){f', {place}' if place else ''}"

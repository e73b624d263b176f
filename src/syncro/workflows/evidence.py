"""What planners read of a ticket and a key, in the comparable form that a plan rests on. Reads only."""

from collections.abc import Iterable, Mapping

from syncro.api import Reader
from syncro.errors import NotAuthorized
from syncro.records import Customer, Me, Ticket
from syncro.rules import facts
from syncro.rules.preconditions import KeyOwner, Precondition, TicketHead


def customer_of(reader: Reader, ticket: Ticket) -> Customer:
    """The ticket's customer with prepay hours: embedded in the detail when it carries them, else read (R-40)."""
    embedded = ticket.customer
    if embedded is not None and embedded.prepay_hours is not None:
        return embedded
    if ticket.customer_id is None:
        raise ValueError(f"ticket {ticket.number} has no customer")
    return reader.customer(ticket.customer_id)


def state_of(ticket: Ticket, customer: Customer, *, without: facts.Own = facts.NOTHING) -> facts.Facts:
    """Everything about a ticket that a bill rests on."""
    return facts.ticket_facts(ticket, without=without) | facts.customer_facts(customer)


def key_of(reader: Reader, tech: str, me: Me) -> Precondition:
    """The tech's key must still be its owner's: everything is written in their name (R-54)."""
    return KeyOwner(tech, reader.key_mark, owner_of(me))


def refuse_lacking(me: Me, *groups: str) -> None:
    """Raises NotAuthorized when the key may not write in one of these groups of records (R-54)."""
    for group in groups:
        granted: Mapping[str, bool] = me.permissions.get(group) or {}
        if granted and not granted.get("write", True):
            raise NotAuthorized(
                f"{me.user_name}'s key has no permission to write {group}s.",
                status=401,
                hint="give the key that permission in Syncro, or use another tech's key with --tech",
            )


def head_of(ticket: Ticket, fields: Iterable[str]) -> Precondition:
    """The named fields of a ticket must be as they were shown; `facts.head_facts` lists them."""
    wanted = sorted(fields)
    held = facts.head_facts(ticket)
    return TicketHead(ticket.id, {name: held[name] for name in wanted})


def owner_of(me: Me) -> str:
    """Whose a key is, by name and id."""
    return f"{me.user_name} (user {me.user_id})"

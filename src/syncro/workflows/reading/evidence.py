"""What planners read of a ticket and a key, in the comparable form that a plan rests on. Reads only."""

from collections.abc import Iterable, Mapping

from msgspec.structs import replace

from syncro.api import Reader
from syncro.errors import CheckFailed, NotAuthorized, Unusable
from syncro.records import Customer, Me, Ticket
from syncro.rules.plans import facts
from syncro.rules.plans.preconditions import KeyOwner, Precondition, TicketHead, TicketInvoices, TicketState

INVOICES_LISTED = 50
"""Rows of the list of a ticket's invoices that are looked at; an account that ignores the filter shows others there."""


def customer_of(reader: Reader, ticket: Ticket) -> Customer:
    """The ticket's customer with prepay hours and tax: embedded in the ticket where it carries both, else read (R-40).

    What the detail doesn't tell either stays None: it isn't known. Raises CheckFailed for a ticket without a customer.
    """
    embedded = _embedded(ticket)
    if embedded is not None and embedded.prepay_hours is not None and embedded.shows("tax_rate_id"):
        return embedded
    return _in_detail(reader, ticket, embedded)


def named_customer_of(reader: Reader, ticket: Ticket) -> Customer:
    """The ticket's customer by name and address: whoever asks nothing about money needs no further read."""
    embedded = _embedded(ticket)
    return embedded if embedded is not None else _in_detail(reader, ticket, None)


def seen_customer(reader: Reader, customer_id: int | None) -> Customer | None:
    """A customer's detail, read beside the ticket; None where the key may not read customers."""
    try:
        return None if customer_id is None else reader.customer(customer_id)
    except NotAuthorized:
        return None


def _embedded(ticket: Ticket) -> Customer | None:
    """The customer inside the ticket, if it is the ticket's own."""
    embedded = ticket.customer
    return embedded if embedded is not None and ticket.customer_id in (None, embedded.id) else None


def _in_detail(reader: Reader, ticket: Ticket, embedded: Customer | None) -> Customer:
    customer_id = ticket.customer_id or (embedded.id if embedded else None)
    if customer_id is None:
        raise CheckFailed(f"Ticket #{ticket.number} has no customer.", hint="give it one in Syncro")
    try:
        return reader.customer(customer_id)
    except NotAuthorized:
        if embedded is None:
            raise
        return embedded


def state_of(ticket: Ticket, customer: Customer, *, without: facts.Own = facts.NOTHING) -> facts.Facts:
    """Everything about a ticket that a bill rests on."""
    return facts.ticket_facts(ticket, without=without) | facts.customer_facts(customer)


def refuse_partial(ticket: Ticket) -> None:
    """A ticket that doesn't tell what is on it is no empty one, nor one that names two customers anybody's. Raises Unusable."""
    refuse_two_customers(ticket)
    for name, words in (("line_items", "lines"), ("ticket_timers", "timer entries")):
        if not isinstance(ticket.raw.get(name), list):
            raise Unusable(f"Ticket #{ticket.number} came without its {words}", status=200)


def refuse_two_customers(ticket: Ticket, row: Ticket | None = None) -> None:
    """Whose a ticket is must be said in one way: by its detail, the customer inside it, and the list's `row`. Raises Unusable."""
    told_by = (ticket.customer_id, ticket.customer.id if ticket.customer else None, row.customer_id if row else None)
    named = {id_ for id_ in told_by if id_ is not None}
    if len(named) > 1 or (ticket.customer_id is None and named):
        told = " and ".join(map(str, sorted(named))) if len(named) > 1 else "none"
        raise Unusable(f"Ticket #{ticket.number} names customer {told}", status=200)


def ticket_state(ticket: Ticket, customer: Customer) -> Precondition:
    """Ticket and customer must be as they were shown; both are read again side by side."""
    embedded = ticket.customer
    told = embedded is not None and embedded.prepay_hours is not None
    return TicketState(ticket.id, state_of(ticket, customer), None if told else customer.id)


def invoices_of(reader: Reader, ticket_id: int) -> TicketInvoices:
    """The ticket's invoices as its list names them now: one made meanwhile by somebody else is seen."""
    condition = TicketInvoices(ticket_id, {})
    rows = reader.listing(condition.read, limit=INVOICES_LISTED).rows
    return replace(condition, facts=facts.invoices_fact(row["id"] for row in rows))


def key_owner(reader: Reader, *groups: str) -> Me:
    """Who owns the key that will write. Every planner learns it here.

    Raises NotAuthorized when the configuration knows the key as somebody else's, or when it may not write in one of
    these groups of records (R-54).
    """
    me = reader.me()
    refuse_stranger(reader, me)
    refuse_lacking(me, *groups)
    return replace(me, user_name=me.shown_name)


def refuse_stranger(reader: Reader, me: Me) -> None:
    """Raises NotAuthorized when the key is another person's than the configuration says: all would go out in a wrong name."""
    wanted = reader.holder
    if wanted is None or wanted.is_held_by(me.user_id, me.user_name):
        return
    raise NotAuthorized(
        f"The key of {wanted.alias} belongs to {owner_of(me)}; the configuration says {wanted.words}.",
        status=401,
        hint=f"syncro login --as {wanted.alias}",
    )


def key_of(reader: Reader, tech: str, me: Me) -> Precondition:
    """The tech's key must still be its owner's: everything is written in their name (R-54). Raises NotAuthorized as `key_owner`."""
    refuse_stranger(reader, me)
    return KeyOwner(tech, reader.key_mark, owner_of(me))


def refuse_lacking(me: Me, *groups: str) -> None:
    """Raises NotAuthorized when the key may not write in one of these groups of records (R-54)."""
    for group in groups:
        granted = me.permissions.get(group)
        if isinstance(granted, Mapping) and not granted.get("write", True):
            raise NotAuthorized(
                f"{me.shown_name}'s key has no permission to write {group}s.",
                status=401,
                hint="give the key that permission in Syncro, or use another tech's key with --tech",
            )


def head_of(ticket: Ticket, fields: Iterable[str]) -> Precondition:
    """The named fields of a ticket must be as they were shown; `facts.head_facts` lists them."""
    wanted = sorted(fields)
    shown = facts.head_facts(ticket)
    return TicketHead(ticket.id, {name: shown[name] for name in wanted})


def owner_of(me: Me) -> str:
    """Whose a key is, by name and id."""
    number = f"user {me.user_id}"
    return number if me.shown_name == number else f"{me.shown_name} ({number})"

"""Reads again what a plan rests on, in the comparable form of `rules.facts`. Reads only."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from msgspec.structs import replace

from syncro.api import Reader, together
from syncro.calls import Call
from syncro.errors import CheckFailed, NotAuthorized, Unusable
from syncro.jsonio import Json
from syncro.records import Customer, Me, Ticket
from syncro.rules import facts
from syncro.rules.plan import Precondition


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


def state_of(ticket: Ticket, customer: Customer, *, without: tuple[int, ...] = ()) -> facts.Facts:
    """Everything about a ticket that a bill rests on."""
    return facts.ticket_facts(ticket, without=without) | facts.customer_facts(customer)


def refuse_partial(ticket: Ticket) -> None:
    """A ticket that doesn't tell what is on it is no empty one. Raises Unusable."""
    for name in ("line_items", "ticket_timers"):
        if not isinstance(ticket.raw.get(name), list):
            raise Unusable(f"tickets.get: ticket #{ticket.number} came without its {name}", status=200)


def ticket_state(ticket: Ticket, customer: Customer) -> Precondition:
    """Ticket and customer must be as they were shown; both are read again side by side."""
    args: dict[str, Json] = {"id": ticket.id, "customer": customer.id}
    return Precondition("ticket", args, state_of(ticket, customer))


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
        f"The key of {wanted.alias} belongs to {_owner(me)}; the configuration says {wanted.words}.",
        status=401,
        hint=f"syncro login --as {wanted.alias}",
    )


def key_of(reader: Reader, tech: str, me: Me) -> Precondition:
    """The tech's key must still be its owner's: everything is written in their name (R-54). Raises NotAuthorized as `key_owner`."""
    refuse_stranger(reader, me)
    return Precondition("key", {"tech": tech, "mark": reader.key_mark, "owner": _owner(me)}, {"owner": _owner(me)})


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
    held = facts.head_facts(ticket)
    return Precondition("head", {"id": ticket.id, "fields": wanted}, {name: held[name] for name in wanted})


class Seen:
    """What the preconditions read, kept so that nothing is asked twice within one execution. `readers`: by tech."""

    def __init__(self, readers: Mapping[str, Reader]) -> None:
        self.readers = readers
        self.tickets: dict[int, Ticket] = {}


def read_again(
    reader: Reader, preconditions: tuple[Precondition, ...], *, own: tuple[int, ...], seen: Seen
) -> list[str]:
    """One sentence per changed fact; empty when all is as it was. `own`: ids of records this plan made."""
    thunks = [_thunk(reader, precondition, own, seen) for precondition in preconditions]
    states = together(*thunks) if thunks else []
    return [
        change
        for precondition, now in zip(preconditions, states, strict=True)
        for change in facts.changes(facts.leaving_out(precondition.facts, own), now, _name(precondition))
    ]


def _thunk(reader: Reader, precondition: Precondition, own: tuple[int, ...], seen: Seen) -> Callable[[], facts.Facts]:
    read = READS[precondition.reads]
    return lambda: read(reader, precondition.args, own, seen)


def _ticket(reader: Reader, args: Mapping[str, Json], own: tuple[int, ...], seen: Seen) -> facts.Facts:
    ticket, customer = together(lambda: reader.ticket(args["id"]), lambda: seen_customer(reader, args.get("customer")))
    refuse_partial(ticket)
    seen.tickets[ticket.id] = ticket
    if customer is None or customer.id != ticket.customer_id:
        customer = customer_of(reader, ticket)
    return state_of(ticket, customer, without=own)


def _head(reader: Reader, args: Mapping[str, Json], _own: tuple[int, ...], seen: Seen) -> facts.Facts:
    ticket = reader.ticket(args["id"])
    seen.tickets[ticket.id] = ticket
    held = facts.head_facts(ticket)
    return {name: held[name] for name in args["fields"]}


def _products(reader: Reader, args: Mapping[str, Json], _own: tuple[int, ...], _seen: Seen) -> facts.Facts:
    return facts.products_facts(reader.products(args["ids"]).values())


def _invoice(reader: Reader, args: Mapping[str, Json], _own: tuple[int, ...], _seen: Seen) -> facts.Facts:
    return facts.invoice_facts(reader.invoice(args["id"]))


def _estimate(reader: Reader, args: Mapping[str, Json], own: tuple[int, ...], _seen: Seen) -> facts.Facts:
    return facts.estimate_facts(reader.estimate(args["id"]), without=own)


def _contents(reader: Reader, args: Mapping[str, Json], own: tuple[int, ...], _seen: Seen) -> facts.Facts:
    return facts.contents_facts(reader.ticket(args["id"]).raw, without=own)


def _record(reader: Reader, args: Mapping[str, Json], _own: tuple[int, ...], _seen: Seen) -> facts.Facts:
    found: Any = reader.read(Call(args["operation"], args["path"]))
    return {name: found.get(name) for name in args["fields"]}


def _key(_reader: Reader, args: Mapping[str, Json], _own: tuple[int, ...], seen: Seen) -> facts.Facts:
    """The same key has the same owner, so Syncro is asked only about another one; who writes nothing doesn't matter."""
    mine = seen.readers.get(args["tech"])
    if mine is None or mine.key_mark == args["mark"]:
        return {"owner": args["owner"]}
    return {"owner": _owner(mine.me())}


def _owner(me: Me) -> str:
    number = f"user {me.user_id}"
    return number if me.shown_name == number else f"{me.shown_name} ({number})"


READS: dict[str, Callable[[Reader, Mapping[str, Json], tuple[int, ...], Seen], facts.Facts]] = {
    "ticket": _ticket,
    "head": _head,
    "products": _products,
    "invoice": _invoice,
    "estimate": _estimate,
    "record": _record,
    "contents": _contents,
    "key": _key,
}


NAMES = {
    "ticket": "Ticket",
    "head": "Ticket",
    "products": "Product",
    "invoice": "Invoice",
    "estimate": "Estimate",
    "record": "Record",
    "contents": "Ticket",
}


def _name(precondition: Precondition) -> str:
    if precondition.reads == "key":
        return f"Key of {precondition.args['tech']}"
    return NAMES[precondition.reads]

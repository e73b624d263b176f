"""Reads again what a plan rests on, in the comparable form of `rules.facts`. Reads only."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from syncro.api import Reader, together
from syncro.calls import Call
from syncro.errors import NotAuthorized
from syncro.jsonio import Json
from syncro.records import Customer, Me, Ticket
from syncro.rules import facts
from syncro.rules.plan import Precondition


def customer_of(reader: Reader, ticket: Ticket) -> Customer:
    """The ticket's customer with prepay hours: embedded in the detail when it carries them, else read (R-40)."""
    embedded = ticket.customer
    if embedded is not None and embedded.prepay_hours is not None:
        return embedded
    if ticket.customer_id is None:
        raise ValueError(f"ticket {ticket.number} has no customer")
    return reader.customer(ticket.customer_id)


def state_of(ticket: Ticket, customer: Customer, *, without: tuple[int, ...] = ()) -> facts.Facts:
    """Everything about a ticket that a bill rests on."""
    return facts.ticket_facts(ticket, without=without) | facts.customer_facts(customer)


def key_of(reader: Reader, tech: str, me: Me) -> Precondition:
    """The tech's key must still be its owner's: everything is written in their name (R-54)."""
    return Precondition("key", {"tech": tech, "mark": reader.key_mark, "owner": _owner(me)}, {"owner": _owner(me)})


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
    ticket = reader.ticket(args["id"])
    seen.tickets[ticket.id] = ticket
    return state_of(ticket, customer_of(reader, ticket), without=own)


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
    return f"{me.user_name} (user {me.user_id})"


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

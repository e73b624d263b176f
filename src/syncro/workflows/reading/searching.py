"""Finds tickets by number, subject, customer and comment text (R-08). Trusts no filter (facts §3): every ticket is looked at here."""

from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Any

from msgspec import Struct

from syncro.api import Reader, together
from syncro.errors import ApiError, NotFound
from syncro.records import Ticket, id_in

LISTED = 200
"""Tickets taken from the list: an account that ignores the query would send all it has."""
READ_WHOLE = 20
"""Tickets read with all their comments, when nothing in the list row explains the hit."""


class Hit(Struct, frozen=True):
    """A ticket and the place where all the words are: number, subject, customer, comment, or several."""

    ticket: Ticket
    place: str


class Searched(Struct, frozen=True):
    """The hits, newest first, and how far the search went: tickets that Syncro offered, the latest ones, those left unread.

    `complete` False: Syncro offered more tickets than were looked at.
    """

    hits: tuple[Hit, ...]
    offered: int
    latest: int
    unread: int
    complete: bool


def search(reader: Reader, words: Sequence[str], latest: int) -> Searched:
    """Ask both searches of the account and look through the `latest` tickets with their comments; then check every one here."""
    query = " ".join(words)
    offered, ids, newest = together(
        lambda: reader.tickets(query=query, limit=LISTED),
        lambda: _ids_found(reader, query),
        lambda: _latest(reader, latest),
    )
    # The latest rows come second: they may carry more comments than the same ticket among the offered ones.
    known = {ticket.id: ticket for ticket in (*offered, *newest)}
    hits, others = sort_out(known.values(), words)
    named = {*(ticket.id for ticket in offered), *ids}
    unread = [*(ticket.id for ticket in others if ticket.id in named), *(each for each in ids if each not in known)]
    whole = together(*[_reading(reader, each) for each in islice(unread, READ_WHOLE)])
    hits += sort_out((ticket for ticket in whole if ticket), words)[0]
    hits.sort(key=lambda hit: hit.ticket.number, reverse=True)
    return Searched(tuple(hits), len(offered), len(newest), len(unread) - len(whole), offered.complete)


def sort_out(found: Iterable[Ticket], words: Sequence[str]) -> tuple[list[Hit], list[Ticket]]:
    """Hits, and the tickets in which the words were not seen: they may be in a comment that a list row lacks."""
    hits, doubtful = [], []
    for ticket in found:
        place = place_of(ticket, words)
        if place:
            hits.append(Hit(ticket, place))
        else:
            doubtful.append(ticket)
    return hits, doubtful


def place_of(ticket: Ticket, words: Sequence[str]) -> str:
    """Where all the words occur together, else `several` if each occurs somewhere, else empty."""
    places = [
        ("number", f"#{ticket.number}"),
        ("subject", ticket.subject),
        ("customer", ticket.customer_business_then_name),
        *(("comment", f"{comment.subject} {comment.body}") for comment in ticket.comments),
    ]
    wanted = [word.casefold() for word in words]
    together_in = next((name for name, text in places if _has_all(text, wanted)), "")
    return together_in or ("several" if _has_all("\n".join(text for _, text in places), wanted) else "")


def _has_all(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _latest(reader: Reader, count: int) -> list[Ticket]:
    """The newest tickets with all their comments, as far as the account still sends those with a list (facts §4)."""
    return list(reader.tickets(all_comments=True, limit=count)) if count else []


def _ids_found(reader: Reader, query: str) -> list[int]:
    """Tickets that the account's general search finds; it is an extra, so a key without it searches less."""
    try:
        return [id_in(hit) for hit in reader.search(query) if _is_ticket(hit)]
    except ApiError:
        return []


def _is_ticket(hit: dict[str, Any]) -> bool:
    return str(hit.get("type") or "").casefold() in {"ticket", "tickets"}


def _reading(reader: Reader, ticket_id: int) -> Callable[[], Ticket | None]:
    def read() -> Ticket | None:
        try:
            return reader.ticket(ticket_id)
        except NotFound:
            # The search index may still name a ticket that was deleted.
            return None

    return read

"""`syncro search QUERY`: tickets by subject, customer and comment text (R-08). Only reads; trusts no filter (facts §3)."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import click
from msgspec import Struct

from syncro.api.together import together
from syncro.cli import text
from syncro.cli.command import Action, command
from syncro.cli.commands import tickets
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note
from syncro.errors import ApiError
from syncro.records import Ticket

FIELDS = (*tickets.FIELDS, "matched_in")
LISTED = 200
"""Tickets taken from the list: an account that ignores the query would send all it has."""
READ_WHOLE = 20
"""Tickets read with all their comments, when nothing in the list row explains the hit."""


class Options(Struct, frozen=True):
    """Words that must all occur, in one of the places."""

    words: tuple[str, ...]


class Hit(Struct, frozen=True):
    """A ticket and the place where all the words are: number, subject, customer or comment."""

    ticket: Ticket
    place: str


@command("search", example='syncro search printer offline\nsyncro search "Example Dental" --json number,matched_in')
@click.argument("words", nargs=-1, required=True)
def parse(words: tuple[str, ...]) -> Action:
    """Find tickets by number, subject, customer or comment text. All words must occur."""
    return Action(run, Options(tuple(word for text in words for word in text.split())))


def run(app: App, options: Options) -> None:
    """Ask both searches of the account, then check every ticket here."""
    check_fields(app, FIELDS)
    query = " ".join(options.words)
    listing, ids = together(
        lambda: app.reader.tickets(query=query, limit=LISTED),
        lambda: _ids_found(app, query),
    )
    hits, doubtful = sort_out(listing.rows, options.words)
    known = {ticket.id for ticket in listing.rows}
    unread = [*(ticket.id for ticket in doubtful), *(each for each in ids if each not in known)]
    whole = together(*[_reading(app, each) for each in islice(unread, READ_WHOLE)])
    hits += sort_out((ticket for ticket in whole if ticket), options.words)[0]
    hits.sort(key=lambda hit: hit.ticket.number, reverse=True)
    emit(app, [_row(hit) for hit in hits], lambda: _lines(hits), fields=FIELDS, cut=True)
    note(app, _searched(len(hits), len(known), len(whole), len(unread) - len(whole), complete=listing.complete))


def sort_out(found: Iterable[Ticket], words: tuple[str, ...]) -> tuple[list[Hit], list[Ticket]]:
    """Hits, and the tickets in which the words were not seen: they may be in a comment that a list row lacks."""
    hits, doubtful = [], []
    for ticket in found:
        place = place_of(ticket, words)
        if place:
            hits.append(Hit(ticket, place))
        else:
            doubtful.append(ticket)
    return hits, doubtful


def place_of(ticket: Ticket, words: tuple[str, ...]) -> str:
    """Where all the words occur together; empty if nowhere in what the record holds."""
    places = [
        ("number", f"#{ticket.number}"),
        ("subject", ticket.subject),
        ("customer", ticket.customer_business_then_name),
        *(("comment", f"{comment.subject} {comment.body}") for comment in ticket.comments),
    ]
    wanted = [word.casefold() for word in words]
    return next((name for name, held in places if all(word in held.casefold() for word in wanted)), "")


def _ids_found(app: App, query: str) -> list[int]:
    """Tickets that the account's general search finds; it is an extra, so a key without it searches less."""
    try:
        found = app.reader.search(query)
    except ApiError:
        return []
    return [int(hit["id"]) for hit in found if _is_ticket(hit) and str(hit["id"]).isdigit()]


def _is_ticket(hit: dict[str, Any]) -> bool:
    return str(hit.get("type") or "").casefold() in {"ticket", "tickets"}


def _reading(app: App, ticket_id: int) -> Callable[[], Ticket | None]:
    from syncro.errors import NotFound

    def read() -> Ticket | None:
        try:
            return app.reader.ticket(ticket_id)
        except NotFound:
            # The search index may still name a ticket that was deleted.
            return None

    return read


def _row(hit: Hit) -> dict[str, Any]:
    return {**tickets.row(hit.ticket), "matched_in": hit.place}


def _lines(hits: list[Hit]) -> str:
    return text.table(
        (
            f"#{hit.ticket.number}",
            hit.ticket.status,
            hit.ticket.customer_business_then_name,
            hit.ticket.subject,
            hit.place,
        )
        for hit in hits
    )


def _searched(hits: int, listed: int, whole: int, left: int, *, complete: bool) -> str:
    said = (
        f"{hits} found. Searched: number, subject, customer and first comment of {listed} tickets that Syncro offered"
    )
    said += f", all comments of {whole} of them." if whole else "."
    if left:
        said += f" The comments of {left} more were not read; use more words."
    if not complete:
        said += " Syncro offered more tickets than were looked at."
    return said

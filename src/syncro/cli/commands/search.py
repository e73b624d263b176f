"""`syncro search QUERY`: tickets by subject, customer and comment text (R-08). Only reads; trusts no filter (facts §3)."""

from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

import click
from msgspec import Struct

from syncro.api.together import together
from syncro.cli import text
from syncro.cli.command import Action, Within, command
from syncro.cli.commands import tickets
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note
from syncro.errors import ApiError, UsageError
from syncro.records import Ticket, id_in

FIELDS = (*tickets.FIELDS, "matched_in")
LISTED = 200
"""Tickets taken from the list: an account that ignores the query would send all it has."""
READ_WHOLE = 20
"""Tickets read with all their comments, when nothing in the list row explains the hit."""
LATEST = 300
"""Tickets whose comments are looked through: no search of the API is known to cover comments (R-08)."""


class Options(Struct, frozen=True):
    """Words that must all occur; `latest` tickets are looked through for comments."""

    words: tuple[str, ...]
    latest: int = LATEST


class Hit(Struct, frozen=True):
    """A ticket and the place where all the words are: number, subject, customer, comment, or several."""

    ticket: Ticket
    place: str


@command("search", example='syncro search printer offline\nsyncro search "Example Dental" --json number,matched_in')
@click.argument("words", nargs=-1, required=True)
@click.option(
    "--comments",
    "latest",
    type=Within(0, 5000),
    default=LATEST,
    show_default=True,
    help="Look through the comments of the latest N tickets, 50 a request.",
)
def parse(words: tuple[str, ...], latest: int) -> Action:
    """Find tickets by number, subject, customer or comment text. All words must occur."""
    wanted = tuple(word for text in words for word in text.split())
    if not wanted:
        raise UsageError("There is nothing to search for.", hint="syncro search printer")
    return Action(run, Options(wanted, latest))


def run(app: App, options: Options) -> None:
    """Ask both searches of the account and look through the latest tickets; then check every ticket here."""
    check_fields(app, FIELDS)
    query = " ".join(options.words)
    offered, ids, latest = together(
        lambda: app.reader.tickets(query=query, limit=LISTED),
        lambda: _ids_found(app, query),
        lambda: _latest(app, options.latest),
    )
    # The latest rows come second: they may carry more comments than the same ticket among the offered ones.
    known = {ticket.id: ticket for ticket in (*offered, *latest)}
    hits, others = sort_out(known.values(), options.words)
    named = {*(ticket.id for ticket in offered), *ids}
    unread = [*(ticket.id for ticket in others if ticket.id in named), *(each for each in ids if each not in known)]
    whole = together(*[_reading(app, each) for each in islice(unread, READ_WHOLE)])
    hits += sort_out((ticket for ticket in whole if ticket), options.words)[0]
    hits.sort(key=lambda hit: hit.ticket.number, reverse=True)
    emit(app, [_row(hit) for hit in hits], lambda: _lines(hits), fields=FIELDS, cut=True)
    note(app, _searched(len(hits), len(offered), len(latest), len(unread) - len(whole), complete=offered.complete))


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
    """Where all the words occur together, else `several` if each occurs somewhere, else empty."""
    places = [
        ("number", f"#{ticket.number}"),
        ("subject", ticket.subject),
        ("customer", ticket.customer_business_then_name),
        *(("comment", f"{comment.subject} {comment.body}") for comment in ticket.comments),
    ]
    wanted = [word.casefold() for word in words]
    together_in = next((name for name, kept in places if _holds(kept, wanted)), "")
    return together_in or ("several" if _holds("\n".join(kept for _, kept in places), wanted) else "")


def _holds(text: str, words: list[str]) -> bool:
    folded = text.casefold()
    return all(word in folded for word in words)


def _latest(app: App, count: int) -> list[Ticket]:
    """The newest tickets with all their comments, as far as the account still sends those with a list (facts §4)."""
    return list(app.reader.tickets(all_comments=True, limit=count)) if count else []


def _ids_found(app: App, query: str) -> list[int]:
    """Tickets that the account's general search finds; it is an extra, so a key without it searches less."""
    try:
        return [id_in(hit) for hit in app.reader.search(query) if _is_ticket(hit)]
    except ApiError:
        return []


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


def _searched(hits: int, offered: int, latest: int, unread: int, *, complete: bool) -> str:
    words = f"{text.counted(hits, 'ticket')} found. Syncro's search returned {offered}; "
    words += f"the comments of the latest {text.counted(latest, 'ticket')} were" if latest else "no comments were"
    words += " searched too." if latest else " searched."
    if unread:
        words += f" {unread} more that it returned were not read in full; use more words."
    if not complete:
        words += " It returned more tickets than were looked at."
    return words

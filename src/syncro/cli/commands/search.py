"""`syncro search QUERY`: tickets by subject, customer and comment text (R-08). Only reads."""

from collections.abc import Iterable
from typing import Any

import click
from msgspec import Struct

from syncro.cli import text
from syncro.cli.command import Action, Within, command
from syncro.cli.commands import tickets
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note
from syncro.errors import UsageError
from syncro.workflows.reading.searching import Hit, Searched, search

FIELDS = (*tickets.FIELDS, "matched_in")
LATEST = 300
"""Tickets whose comments are looked through: no search of the API is known to cover comments (R-08)."""


class Options(Struct, frozen=True):
    """Words that must all occur; `latest` tickets are looked through for comments."""

    words: tuple[str, ...]
    latest: int = LATEST


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
    """Search and print, and say how far the search went."""
    check_fields(app, FIELDS)
    searched = search(app.reader, options.words, options.latest)
    emit(app, [_row(hit) for hit in searched.hits], lambda: _lines(searched.hits), fields=FIELDS, cut=True)
    note(app, _extent(searched))


def _row(hit: Hit) -> dict[str, Any]:
    return {**tickets.row(hit.ticket), "matched_in": hit.place}


def _lines(hits: Iterable[Hit]) -> str:
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


def _extent(searched: Searched) -> str:
    latest = searched.latest
    words = f"{text.counted(len(searched.hits), 'ticket')} found. Syncro's search returned {searched.offered}; "
    words += f"the comments of the latest {text.counted(latest, 'ticket')} were" if latest else "no comments were"
    words += " searched too." if latest else " searched."
    if searched.unread:
        words += f" {searched.unread} more that it returned were not read in full; use more words."
    if not searched.complete:
        words += " It returned more tickets than were looked at."
    return words

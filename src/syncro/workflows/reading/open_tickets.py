"""The tickets of a list: the open ones, or those of one status, of all or of the key's owner (R-01). Reads only."""

from typing import Any

from syncro.api import Listing, Reader
from syncro.records import Ticket

NOT_OPEN = frozenset({"resolved", "closed", "invoiced"})


def tickets_of(reader: Reader, *, mine: bool, status: str) -> Listing[Ticket]:
    """Those that are wanted, filtered here again because Syncro may ignore a filter (facts §3). `status` empty: the open ones."""
    filters: dict[str, Any] = {"status": status or "Not Closed", **({"mine": True} if mine else {})}
    listing = reader.tickets(**filters)
    wanted = [ticket for ticket in listing if _is_wanted(ticket, status)]
    if mine:
        wanted = _owned(wanted, reader.me().user_id)
    return Listing(wanted, listing.complete, listing.pages)


def _is_wanted(ticket: Ticket, status: str) -> bool:
    shown = ticket.status.strip().casefold()
    return shown == status.strip().casefold() if status else shown not in NOT_OPEN


def _owned(tickets: list[Ticket], user_id: int) -> list[Ticket]:
    return [ticket for ticket in tickets if (ticket.user_id or (ticket.user and ticket.user.id)) == user_id]

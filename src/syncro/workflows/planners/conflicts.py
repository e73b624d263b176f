"""What else a tech has at the time of a new appointment (R-10, R-20). Reads only; shows, never decides."""

from collections.abc import Sequence
from datetime import tzinfo

from msgspec.structs import replace

from syncro.api import Listing, Reader
from syncro.records import Appointment
from syncro.rules.findings import Finding
from syncro.rules.plans.plan import Evidence
from syncro.rules.tickets import moving
from syncro.rules.tickets.moving import Slot
from syncro.rules.words.counts import counted
from syncro.workflows.reading.appointments import MARGIN, Window, appointments_in


def conflicts_of(
    reader: Reader, slot: Slot, zone: tzinfo, *, tech: tuple[int, str], own_id: int
) -> tuple[list[Finding], Evidence]:
    """Appointments of this tech (user id, name) that share a moment with the slot, and what was looked at for that.

    `own_id` is the user whose key reads: where Syncro names nobody, `mine` tells which are theirs (facts §13).
    """
    # A long appointment of the day before may reach into the slot.
    days = Window(slot.start.date() - MARGIN, slot.end.date(), zone)
    listing = appointments_in(reader, days)
    is_own = tech[0] == own_id
    rows = _with_owner(reader, listing, days, own_id) if is_own else listing.rows
    found = moving.conflicts(None, slot, rows, frozenset({tech[0]}), zone, who=tech[1])
    # What names nobody and isn't among `mine` is somebody else's; of another tech that can't be told.
    unclear = [] if is_own else [each for each in rows if moving.overlapping(each, slot)]
    found += moving.nobodys(unclear, complete=listing.complete)
    return found, Evidence(
        "Looked at", f"{counted(len(listing), 'appointment')} from {days.words}", "GET /appointments"
    )


def _with_owner(reader: Reader, listing: Listing[Appointment], days: Window, own_id: int) -> Sequence[Appointment]:
    """Rows that name nobody carry the key's owner where `mine` lists them."""
    if all(moving.people_of(each) for each in listing):
        return listing.rows
    mine = {each.id for each in appointments_in(reader, days, mine=True)}
    return [
        replace(each, user_id=own_id) if each.id in mine and not moving.people_of(each) else each for each in listing
    ]

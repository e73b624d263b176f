"""Finds a customer's appointments and plans to move one (R-10). Reads only.

The list of appointments honours dates and nothing else (facts §13), so a window of days is read whole, over all
pages, and filtered here.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from syncro.api import Listing, Reader, together
from syncro.errors import UsageError
from syncro.records import Appointment, Customer, Me
from syncro.rules import dates, moving
from syncro.rules.findings import Finding
from syncro.rules.moving import Slot
from syncro.rules.plan import Evidence, Plan, Subject
from syncro.workflows.billing import EXPIRES, Surroundings
from syncro.workflows.evidence import key_of, key_owner
from syncro.workflows.lookup import owner_of

BACK, AHEAD = 1, 60
"""Days before and after today that are looked through when no date is given."""
MARGIN = timedelta(days=1)
"""Asked for on either side: the server's day may begin at another hour than the account's."""
READ_AT_MOST = 2000


class Window(Struct, frozen=True):
    """Whole days, the last one included, in the account's zone."""

    first: date
    last: date
    zone: tzinfo

    def holds(self, moment: datetime) -> bool:
        """True for a moment on one of the days."""
        return self.first <= moment.astimezone(self.zone).date() <= self.last

    @property
    def words(self) -> str:
        """For messages."""
        days = [self.first] if self.first == self.last else [self.first, self.last]
        return " to ".join(f"{day:%a %Y-%m-%d}" for day in days)


class MoveRequest(Struct, frozen=True):
    """What a person asks for: this appointment, to this slot, by this tech's key; `said` is about the typed times."""

    appointment: Appointment
    customer: Customer
    slot: Slot
    window: Window
    tech: str
    said: tuple[Finding, ...] = ()


def usual_window(today: date, zone: tzinfo) -> Window:
    """Yesterday to 60 days ahead."""
    return Window(today - timedelta(days=BACK), today + timedelta(days=AHEAD), zone)


def appointments_in(reader: Reader, window: Window, *, mine: bool = False) -> Listing[Appointment]:
    """All appointments on these days, by start; filtered here again, for a filter may be ignored (R-61)."""
    query = {"date_from": (window.first - MARGIN).isoformat(), "date_to": (window.last + MARGIN).isoformat()}
    listing = reader.appointments(limit=READ_AT_MOST, **query, **({"mine": True} if mine else {}))
    here = [each for each in listing if each.start_at and window.holds(each.start_at)]
    return Listing(sorted(here, key=_start), listing.complete, listing.pages)


def of_customer(appointments: Iterable[Appointment], customer_id: int) -> list[Appointment]:
    """Those of the customer, also where a row says so only through its customer or ticket."""
    return [each for each in appointments if customer_id in (owner_of(each.raw), _through_ticket(each))]


def plan_move(request: MoveRequest, around: Surroundings) -> Plan:
    """The plan of the move. Raises UsageError for a slot that is none, or where it already is."""
    appointment, slot, window = request.appointment, request.slot, request.window
    _check(appointment, slot)
    reader = around.reader(request.tech)
    days = Window(slot.start.date(), max(slot.start, slot.end).date(), window.zone)
    fresh, me, there = together(
        lambda: reader.appointment(appointment.id),
        lambda: key_owner(reader),
        # A long appointment of the day before may reach into the new slot.
        lambda: appointments_in(reader, Window(days.first - MARGIN, days.last, days.zone)),
    )
    others, people = _with_people(reader, fresh, there, days, me)
    before = moving.slot_of(fresh)
    return Plan(
        kind="move_appointment",
        title=f"Move {fresh.summary or 'the appointment'} of {request.customer.shown_name}",
        account=around.account,
        subject=Subject("appointment", fresh.id, str(fresh.id), fresh.summary or "", request.customer.shown_name),
        steps=(moving.step(fresh, slot, tech=request.tech, owner=me.user_name),),
        made_at=around.now,
        expires_at=around.now + EXPIRES,
        made_by=me.user_name,
        preconditions=(moving.precondition(fresh), key_of(reader, request.tech, me)),
        expectations=(moving.expectation(fresh, slot),),
        evidence=(
            Evidence("Now", before.within(window.zone).words if before else "?", f"GET /appointments/{fresh.id}"),
            Evidence("New", slot.words, "asked for"),
            Evidence("Looked at", f"{len(there)} appointments from {days.words}", "GET /appointments"),
        ),
        findings=(
            *request.said,
            *moving.doubts(slot, around.now, people),
            *moving.conflicts(fresh.id, slot, others, people, window.zone),
        ),
    )


def _with_people(
    reader: Reader, appointment: Appointment, there: Iterable[Appointment], days: Window, me: Me
) -> tuple[list[Appointment], frozenset[int]]:
    """The others at that time and whose they are. Where Syncro names no tech, `mine` tells about the key's owner."""
    people = moving.people_of(appointment)
    if people:
        return list(there), people
    slot = moving.slot_of(appointment)
    if slot is None:
        return [], frozenset()
    old = slot.start.astimezone(days.zone).date()
    mine = appointments_in(reader, Window(min(old, days.first - MARGIN), max(old, days.last), days.zone), mine=True)
    if appointment.id not in {each.id for each in mine}:
        return [], frozenset()
    return [_owned(each, me.user_id) for each in mine], frozenset({me.user_id})


def _owned(appointment: Appointment, user_id: int) -> Appointment:
    from msgspec.structs import replace

    return replace(appointment, user_id=user_id)


def _check(appointment: Appointment, slot: Slot) -> None:
    if dates.length(slot.start, slot.end) <= timedelta(0):
        raise UsageError(f"The end isn't after the start: {slot.words}.", hint="give --start and --end")
    if moving.slot_of(appointment) == slot:
        raise UsageError(f"The appointment is already there: {slot.words}.")


def _through_ticket(appointment: Appointment) -> int | None:
    ticket = appointment.raw.get("ticket") or {}
    return ticket.get("customer_id") if isinstance(ticket, dict) else None


def _start(appointment: Appointment) -> tuple[datetime, int]:
    assert appointment.start_at is not None  # noqa: S101 - only those with a start are sorted
    return appointment.start_at, appointment.id

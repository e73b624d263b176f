"""Finds a customer's appointment and plans to move it (R-10). Reads only."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta, tzinfo

from msgspec import Struct
from msgspec.structs import replace

from syncro.api import Reader, together
from syncro.errors import CheckFailed, NotFound, Refused, UsageError
from syncro.records import Appointment, Customer, Me
from syncro.rules.plans.plan import Evidence, Plan, Subject
from syncro.rules.tickets import moving
from syncro.rules.tickets.moving import Slot
from syncro.rules.words import dates
from syncro.rules.words.counts import counted
from syncro.workflows.planning import Does, Surroundings, Workflow
from syncro.workflows.reading.account import Account, read_account
from syncro.workflows.reading.appointments import MARGIN, Window, appointments_in, of_customer, usual_window
from syncro.workflows.reading.evidence import key_of, key_owner
from syncro.workflows.reading.lookup import customer_named, the_one

LAST_MINUTE = time(23, 59)


class MoveRequest(Struct, frozen=True):
    """What a person asks for: whose appointment, on which day it is now or which of them, and from when to when it will be.

    Names and times as typed; empty means left out. `customer_id`: whom `customer` was found to mean already.
    """

    customer: str
    tech: str = ""
    start: str = ""
    end: str = ""
    day: str = ""
    id: int | None = None
    customer_id: int | None = None


class Found(Struct, frozen=True):
    """The appointment that is meant, whose it is, where it was looked for, and what the account is."""

    appointment: Appointment
    customer: Customer
    window: Window
    account: Account

    @property
    def before(self) -> Slot:
        """Where it is now, on the account's clock. Raises CheckFailed for one without times."""
        slot = moving.slot_of(self.appointment)
        if slot is None:
            raise CheckFailed(f"Appointment {self.appointment.id} has no start or no end.", hint="set them in Syncro")
        return slot.within(self.account.zone)

    @property
    def words(self) -> str:
        """The appointment in a line."""
        return _line(self.appointment, self.account)


def find(request: MoveRequest, around: Surroundings) -> Found:
    """The appointment that is meant. Raises NotFound, Ambiguous, and Refused where not all could be looked at."""
    reader = around.reader(request.tech)
    customer = (
        reader.customer(request.customer_id)
        if request.customer_id
        else customer_named(reader, request.customer, around.choose)
    )
    account = read_account(reader, around.now)
    window = _window(request.day, around.now.astimezone(account.zone), account.zone)
    listing = appointments_in(reader, window)
    own = [each for each in of_customer(listing, customer.id) if request.id in (None, each.id)]
    if not listing.complete:
        raise Refused(f"More appointments from {window.words} than were looked at.", hint="give --date")
    if not own:
        which = f" with id {request.id}" if request.id else ""
        raise NotFound(
            f"{customer.shown_name} has no appointment{which} from {window.words} (looked at: {len(listing)}).",
            hint="give another --date",
        )
    picked = the_one("appointment", request.customer, own, lambda each: _line(each, account), around.choose)
    return Found(picked, customer, window, account)


def slot_for(found: Found, start: str, end: str, now: datetime) -> Slot:
    """From when to when it will be: without an end as long as before; a time alone is on the appointment's own day."""
    now, before = now.astimezone(found.account.zone), found.before
    begins = dates.parse_on(start, now, before.start)
    if end:
        return Slot(begins, dates.parse_on(end, now, begins))
    return Slot(begins, dates.later(begins, dates.length(before.start, before.end)))


def plan_move(request: MoveRequest, around: Surroundings) -> Plan:
    """The plan of the move. Raises UsageError for a slot that is none, or where it already is, and as `find`."""
    if not request.start:
        raise UsageError("When does it start now?", hint="add --start TIME")
    found = find(request, around)
    appointment, window = found.appointment, found.window
    slot = slot_for(found, request.start, request.end, around.now)
    _check(appointment, slot)
    reader = around.reader(request.tech)
    days = Window(slot.start.date(), max(slot.start, slot.end).date(), window.zone)
    fresh, me, existing = together(
        lambda: reader.appointment(appointment.id),
        lambda: key_owner(reader),
        # A long appointment of the day before may reach into the new slot.
        lambda: appointments_in(reader, Window(days.first - MARGIN, days.last, days.zone)),
    )
    others, people = _with_people(reader, fresh, existing, days, me)
    before = moving.slot_of(fresh)
    return around.plan(
        kind="move_appointment",
        title=f"Move {fresh.summary or 'the appointment'} of {found.customer.shown_name}",
        subject=Subject("appointment", fresh.id, str(fresh.id), fresh.summary or "", found.customer.shown_name),
        steps=(moving.step(fresh, slot, tech=request.tech, owner=me.user_name),),
        made_by=me.user_name,
        preconditions=(moving.precondition(fresh), key_of(reader, request.tech, me)),
        expectations=(moving.expectation(fresh, slot),),
        evidence=(
            Evidence("Now", before.within(window.zone).words if before else "?", f"GET /appointments/{fresh.id}"),
            Evidence("New", slot.words, "asked for"),
            Evidence("Looked at", f"{counted(len(existing), 'appointment')} from {days.words}", "GET /appointments"),
        ),
        findings=(
            *found.account.findings(),
            *moving.doubts(slot, around.now, people),
            *moving.conflicts(fresh.id, slot, others, people, window.zone),
        ),
    )


def _with_people(
    reader: Reader, appointment: Appointment, existing: Iterable[Appointment], days: Window, me: Me
) -> tuple[list[Appointment], frozenset[int]]:
    """The others at that time and whose they are. Where Syncro names no tech, `mine` tells about the key's owner."""
    people = moving.people_of(appointment)
    if people:
        return list(existing), people
    slot = moving.slot_of(appointment)
    if slot is None:
        return [], frozenset()
    old = slot.start.astimezone(days.zone).date()
    mine = appointments_in(reader, Window(min(old, days.first - MARGIN), max(old, days.last), days.zone), mine=True)
    if appointment.id not in {each.id for each in mine}:
        return [], frozenset()
    return [_owned(each, me.user_id) for each in mine], frozenset({me.user_id})


def _owned(appointment: Appointment, user_id: int) -> Appointment:
    return replace(appointment, user_id=user_id)


def _check(appointment: Appointment, slot: Slot) -> None:
    if dates.length(slot.start, slot.end) <= timedelta(0):
        raise UsageError(f"The end isn't after the start: {slot.words}.", hint="give --start and --end")
    if moving.slot_of(appointment) == slot:
        raise UsageError(f"The appointment is already there: {slot.words}.")


def _window(day: str, now: datetime, zone: tzinfo) -> Window:
    if not day:
        return usual_window(now.date(), zone)
    meant = dates.parse(day, now, at=LAST_MINUTE).date()
    return Window(meant, meant, zone)


def _line(appointment: Appointment, account: Account) -> str:
    names = {user.id: user.name for user in account.users}
    slot = moving.slot_of(appointment)
    when = slot.within(account.zone).words if slot else "at no time"
    techs = ", ".join(names.get(each, f"user {each}") for each in sorted(moving.people_of(appointment)))
    return f"{when}: {appointment.summary or 'no summary'}, {techs or 'tech not named'} (id {appointment.id})"


MOVE = Workflow(
    "move-appointment",
    MoveRequest,
    plan_move,
    "Move a customer's appointment to another time, in the account's time zone. Conflicts of its tech are shown.",
    frozenset({Does.WRITE}),
)

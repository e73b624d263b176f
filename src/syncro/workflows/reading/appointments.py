"""Appointments on whole days: the list honours dates and nothing else (facts §13), so it is read over all pages and filtered here."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta, tzinfo

from msgspec import Struct

from syncro.api import Listing, Reader
from syncro.records import Appointment
from syncro.workflows.reading.lookup import owner_of

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


def _through_ticket(appointment: Appointment) -> int | None:
    ticket = appointment.raw.get("ticket") or {}
    return ticket.get("customer_id") if isinstance(ticket, dict) else None


def _start(appointment: Appointment) -> tuple[datetime, int]:
    assert appointment.start_at is not None  # noqa: S101 - only those with a start are sorted
    return appointment.start_at, appointment.id

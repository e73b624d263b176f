"""Appointments (facts §13). A past one on a ticket always has labour beside it here; gaps are made in `planted`."""

from datetime import datetime, timedelta

from syncro.money import hours
from syncro.sandbox.company.amounts import num
from syncro.sandbox.company.builder import Builder, Row
from syncro.sandbox.company.calendar import label, stamp
from syncro.sandbox.company.settings import APPOINTMENT_TYPES, IN_SHOP, ONSITE, PHONE_CALL, REMINDER, REMOTE
from syncro.sandbox.company.staff import TECHS, Person

MEETINGS = (
    ("Quarterly review", PHONE_CALL, 45),
    ("Ask about the new branch", REMINDER, 15),
    ("Pick up of loaner laptop", IN_SHOP, 30),
    ("Call about the contract", PHONE_CALL, 30),
)
"""Appointments that are no billable work: summary, type, minutes."""


def book(b: Builder, ticket: Row, kind: int, start: datetime, minutes: int, tech: Person) -> Row:
    """An appointment on a ticket, made one or more days before."""
    return _add(b, ticket, ticket["id"], ticket["subject"], kind, start, minutes, tech)


def meet(b: Builder, customer: Row, summary: str, kind: int, start: datetime, minutes: int, tech: Person) -> Row:
    """An appointment with a customer that belongs to no ticket."""
    return _add(b, {"customer_id": customer["id"]}, None, summary, kind, start, minutes, tech)


def _add(
    b: Builder, owner: Row, ticket_id: int | None, summary: str, kind: int, start: datetime, minutes: int, tech: Person
) -> Row:
    name, place = APPOINTMENT_TYPES[kind]
    end = start + timedelta(minutes=minutes)
    made = min(start - timedelta(days=2), b.calendar.moment(1, 15))
    fields = {
        "summary": summary,
        "description": None,
        "customer_id": owner["customer_id"],
        "start_at": stamp(start),
        "end_at": stamp(end),
        "duration": num(hours(minutes)),
        "location": name if kind != ONSITE else "At the customer's",
        "ticket_id": ticket_id,
        "appointment_location_type": place,
        "start_at_label": label(start),
        "all_day": None,
        "do_not_email": "1",
        "appointment_type_id": kind,
        "user_id": tech.id,
        "user_ids": [tech.id],
        "email_customer": False,
    }
    return b.add("appointments", made, fields)


def type_for(channel: str) -> int:
    """The appointment type that fits how the work is done."""
    return {"onsite": ONSITE, "remote": REMOTE}.get(channel, PHONE_CALL)


def add_meetings(b: Builder, customers: list[Row]) -> None:
    """Calls, reviews and reminders without a ticket, from 20 days back to 20 days ahead, some of them today."""
    for index, days in enumerate((-20, -16, -13, -9, -6, -2, 0, 0, 0, 1, 2, 5, 8, 12, 15, 20)):
        summary, kind, minutes = MEETINGS[index % len(MEETINGS)]
        start = b.calendar.moment(-days, 8 + index % 8, 30)
        meet(b, customers[index % len(customers)], summary, kind, start, minutes, TECHS[index % len(TECHS)])

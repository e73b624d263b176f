"""R17, R18: schedules that did not fire or count wrongly (R-65)."""

from syncro.sandbox.company import assets, names
from syncro.sandbox.company.builder import Row
from syncro.sandbox.company.calendar import stamp
from syncro.sandbox.company.catalogue import MANAGED_BACKUP, MANAGED_WORKSTATION
from syncro.sandbox.company.planted.desk import Desk
from syncro.sandbox.company.recurring import add_schedule, add_schedule_line, fire, managed
from syncro.sandbox.company.settings import WORKSTATION

MISSED_DAYS_AGO = (20, 5)
MONTH_DAYS = 30
UNSCHEDULED = names.ORDINARY[15:]
"""Customers who have no other schedule."""


def r17_did_not_fire(desk: Desk) -> None:
    """Runs that are overdue, and pauses nobody explained; right when explained, or not due yet."""
    b = desk.b
    for client, days_ago in zip(UNSCHEDULED, MISSED_DAYS_AGO, strict=False):
        customer = desk.customer(client)
        schedule = managed(b, customer)
        fire(b, customer, schedule, b.calendar.moment(days_ago + MONTH_DAYS))
        schedule |= {"next_run": stamp(b.calendar.moment(days_ago)), "stuck": True}
        desk.error("R17", "schedule", schedule, f"Due {days_ago} days ago and did not fire.")
    forgotten = managed(b, desk.customer(UNSCHEDULED[2]), paused=True)
    desk.error("R17", "schedule", forgotten, "Paused, and nothing says why.")
    explained = managed(b, desk.customer(UNSCHEDULED[3]), paused=True)
    explained["name"] = "Managed services (paused: customer moves, goes on when the new office is open)"
    desk.fine("R17", "schedule", explained, "Paused, and the name says why.")
    yearly = next(row for row in b.records["schedules"] if row["frequency"] == "Annually")
    desk.fine("R17", "schedule", yearly, "Runs once a year and isn't due yet.")


def r18_quantity(desk: Desk) -> None:
    """Per-device lines that count wrongly; right for flat lines and exact counts."""
    b = desk.b
    for client, difference in zip(UNSCHEDULED[4:], (-2, 1), strict=False):
        customer = desk.customer(client)
        devices = assets.count(b, customer, WORKSTATION)
        schedule = add_schedule(b, customer, "Managed services", "Monthly", b.calendar.month_start(1))
        line = add_schedule_line(b, schedule, MANAGED_WORKSTATION, devices + difference, asset_type_id=WORKSTATION)
        what = f"Charges {devices + difference} workstations, the customer has {devices}."
        desk.error("R18", "schedule", schedule, what, line_id=line["id"])
    customer = desk.customer(UNSCHEDULED[6])
    flat = add_schedule(b, customer, "Backup, flat", "Monthly", b.calendar.month_start(1))
    add_schedule_line(b, flat, MANAGED_BACKUP, 1)
    desk.fine("R18", "schedule", flat, "A flat line: it doesn't count devices.")
    desk.fine("R18", "schedule", _counted(desk), "Charges exactly as many workstations as there are.")


def _counted(desk: Desk) -> Row:
    return desk.b.records["schedules"][1]

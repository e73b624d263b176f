"""Schedules of recurring invoices (facts §8): made, changed, deleted for good. When they run is decided elsewhere."""

import calendar
from datetime import datetime, timedelta

from syncro import money
from syncro.jsonio import Json
from syncro.sandbox import figures, shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import BLANK, Kind, Problem

DAYS = {"Daily": 1, "Weekly": 7, "Biweekly": 14}
MONTHS = {"Monthly": 1, "Quarterly": 3, "Semi-Annually": 6, "Annually": 12, "Biennially": 24, "Triennially": 36}
FREQUENCIES = (*DAYS, *MONTHS)


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent; a new `next_run` brings one that is stuck back to life."""
    schedule = context.one("schedules", request.id)
    more = {"stuck": False} if "next_run" in request.body and schedule.get("stuck") else {}
    return {"schedule": _shown(context, plain.keep_changed(context, request, SCHEDULE, schedule, **more))}


def delete(context: Context, request: Request) -> Json:
    """Delete it with its lines: future billing stops, invoices it made stay."""
    schedule = context.one("schedules", request.id)
    for line in lines(context, schedule):
        context.state.drop("schedule_lines", line["id"])
    context.state.drop("schedules", schedule["id"])
    return {"success": True}


def lines(context: Context, schedule: Record) -> list[Record]:
    """The stored lines in their order."""
    return shapes.ordered(context.state.where("schedule_lines", "schedule_id", schedule["id"]))


def step(at: datetime, frequency: str) -> datetime:
    """The run after this one; the 31st of a month becomes the last day of a shorter one, as Rails counts."""
    if frequency in DAYS:
        return at + timedelta(days=DAYS[frequency])
    months = at.year * 12 + at.month - 1 + MONTHS[frequency]
    year, month = months // 12, months % 12 + 1
    return at.replace(year=year, month=month, day=min(at.day, calendar.monthrange(year, month)[1]))


def _shown(context: Context, schedule: Record) -> Record:
    rows = lines(context, schedule)
    made = context.state.where("invoices", "schedule_id", schedule["id"])
    paid = made[-1].get("is_paid") if made else schedule.get("last_invoice_paid")
    return {
        **shapes.only(shapes.SCHEDULE, schedule),
        "subtotal": _subtotal(rows),
        "last_invoice_paid": paid,
        "lines": [shapes.only(shapes.SCHEDULE_LINE, line) for line in rows],
    }


def _subtotal(rows: list[Record]) -> Json:
    cents = (figures.decimal(row.get("quantity")) * (row.get("retail_cents") or 0) for row in rows)
    return figures.number(money.cents(sum(cents, figures.ZERO) / 100))


def _check(context: Context, fields: Record) -> list[Problem]:
    known = fields.get("frequency") in FREQUENCIES
    problems: list[Problem] = [] if known else [("frequency", "Must be a valid selection")]
    required = ("frequency", "next_run", "name", "customer_id")
    return [*problems, *((name, BLANK) for name in required if plain.is_blank(fields.get(name)))]


SCHEDULE = Kind(
    "schedules",
    shapes.SCHEDULE,
    "customer_id:int email_customer:bool frequency name next_run:day snail_mail:bool charge_mop:bool "
    "invoice_unbilled_ticket_charges:bool paused:bool",
    refused=plain.error_list,
    links={"customer_id": "customers"},
    filters="customer_id:int",
    check=_check,
    view=_shown,
)
list_, get, create = plain.list_(SCHEDULE), plain.get(SCHEDULE), plain.create(SCHEDULE)

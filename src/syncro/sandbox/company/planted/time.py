"""R01, R02, R15, R22: work without time, time without a charge, and charges that don't fit the time."""

from datetime import timedelta
from decimal import Decimal

from syncro.sandbox.company import names
from syncro.sandbox.company.catalogue import INTERNAL, ONSITE, REMOTE
from syncro.sandbox.company.diary import book, meet
from syncro.sandbox.company.finished import close_and_bill, finished, opened, summary
from syncro.sandbox.company.history import internal_ticket
from syncro.sandbox.company.phrases import NO_TIME
from syncro.sandbox.company.planted.desk import Desk
from syncro.sandbox.company.settings import ONSITE as VISIT
from syncro.sandbox.company.settings import REMINDER
from syncro.sandbox.company.staff import BLAKE
from syncro.sandbox.company.stories import INTERNAL_STORIES
from syncro.sandbox.company.work import charge, log_time, resolve, say

TWENTY_MINUTES, FIFTY_MINUTES = 20, 50


def r01_no_time(desk: Desk) -> None:
    """Finished tickets with neither time nor lines; right when a comment says why."""
    for status in ("Resolved", "Closed", "Resolved"):
        ticket = desk.done(desk.task(), status=status)
        desk.error("R01", "ticket", ticket, f"{status} after real work, with no time and no lines.")
    for reason, hidden in ((NO_TIME[0], False), (NO_TIME[3], True)):
        task = desk.task(turns=1)
        ticket, at = opened(desk.b, task)
        say(desk.b, ticket, at, task.tech, "No time", reason, hidden=hidden)
        ticket |= {"status": "Resolved", "resolved_at": ticket["updated_at"]}
        desk.fine("R01", "ticket", ticket, "Resolved without time, and a comment says why.")
    task = desk.task(client=names.HOUSE, story=INTERNAL_STORIES[3])
    desk.fine("R01", "ticket", internal_ticket(desk.b, task, status="Closed"), "Internal work with its internal line.")


def r02_uncharged(desk: Desk) -> None:
    """Timers nobody charged; right when running, not billable, or charged."""
    b = desk.b
    task = desk.task(minutes=45)
    ticket, start = opened(b, task)
    timer = log_time(b, ticket, REMOTE, start, 45, task.tech, summary(task.story))
    resolve(b, ticket, start + timedelta(minutes=50), task.tech, task.story.done)
    desk.error("R02", "ticket", ticket, "Resolved with 45 minutes logged and never charged.", timer_id=timer["id"])

    task = desk.task(minutes=60)
    ticket, start = opened(b, task)
    charge(b, ticket, log_time(b, ticket, REMOTE, start, 60, task.tech, summary(task.story)), task.tech)
    second = start + timedelta(hours=2)
    timer = log_time(b, ticket, REMOTE, second, 30, task.tech, "Checked again after the restart")
    close_and_bill(b, task, ticket, second + timedelta(minutes=30))
    desk.error("R02", "ticket", ticket, "Invoiced with one timer charged and one forgotten.", timer_id=timer["id"])

    _uncharged_and_right(desk)


def r15_quantity(desk: Desk) -> None:
    """Charged timers whose line has another quantity; right when only rounding is between them."""
    b = desk.b
    for minutes, quantity in ((60, "2.0"), (90, "1.0")):
        task = desk.task(minutes=minutes)
        ticket, start = opened(b, task)
        timer = log_time(b, ticket, REMOTE, start, minutes, task.tech, summary(task.story))
        line = charge(b, ticket, timer, task.tech, quantity=Decimal(quantity))
        close_and_bill(b, task, ticket, start + timedelta(minutes=minutes))
        what = f"The timer ran {minutes} minutes, its line charges {quantity} hours."
        desk.error("R15", "ticket", ticket, what, line_id=line["id"], timer_id=timer["id"])
    for minutes in (TWENTY_MINUTES, FIFTY_MINUTES):
        ticket, _ = finished(b, desk.task(minutes=minutes, by_timer=True))
        desk.fine("R15", "ticket", ticket, f"{minutes} minutes, rounded half up to two decimals of an hour.")


def r22_gap(desk: Desk) -> None:
    """Visits that took place and left no time; right when a comment says why, or there was no ticket to bill."""
    b = desk.b
    for days_ago in (6, 13):
        task = desk.task(channel="onsite", days_ago=days_ago + 2)
        ticket, _ = opened(b, task)
        visit = book(b, ticket, VISIT, b.calendar.moment(b.calendar.workday(days_ago), 14), 90, task.tech)
        desk.error("R22", "ticket", ticket, "A 90 minute visit took place, no time since.", appointment_id=visit["id"])

    task = desk.task(channel="onsite", days_ago=10)
    ticket, _ = opened(b, task)
    start = b.calendar.moment(b.calendar.workday(7), 9)
    visit = book(b, ticket, VISIT, start, 60, task.tech)
    say(
        b,
        ticket,
        start + timedelta(minutes=20),
        task.tech,
        "No time",
        "No time because nobody was there. New visit soon.",
    )
    desk.fine("R22", "ticket", ticket, "Nobody was there, and a comment says so.", appointment_id=visit["id"])

    start = b.calendar.moment(b.calendar.workday(5), 11)
    reminder = meet(b, desk.customer(), "Remember to order toner", REMINDER, start, 15, BLAKE)
    desk.fine("R22", "appointment", reminder, "A reminder without a ticket, no work to bill.")
    ticket, _ = finished(b, desk.task(channel="onsite", minutes=90))
    desk.fine("R22", "ticket", ticket, "A visit with its onsite line.", product_id=ONSITE.id)


def _uncharged_and_right(desk: Desk) -> None:
    b = desk.b
    task = desk.task(days_ago=6)
    ticket, _ = opened(b, task)
    timer = log_time(b, ticket, REMOTE, b.calendar.moment(1, 16, 40), None, task.tech, "Watching the restore")
    desk.fine(
        "R02", "ticket", ticket, "The timer is still running, there is nothing to charge yet.", timer_id=timer["id"]
    )

    task = desk.task(client=names.HOUSE, story=INTERNAL_STORIES[2])
    ticket, start = opened(b, task)
    timer = log_time(b, ticket, INTERNAL, start, 120, task.tech, "Own training")
    timer["billable"] = False
    resolve(b, ticket, start + timedelta(hours=2), task.tech, task.story.done, status="Closed")
    desk.fine("R02", "ticket", ticket, "Internal time, marked not billable.", timer_id=timer["id"])

    ticket, _ = finished(b, desk.task(by_timer=True))
    desk.fine("R02", "ticket", ticket, "The timer was charged and its line invoiced.")

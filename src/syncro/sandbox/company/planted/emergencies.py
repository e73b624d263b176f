"""R08, R09: time and a half, applied once, in the right place (R-40, R-41)."""

from datetime import timedelta
from decimal import Decimal

from syncro.money import hours
from syncro.sandbox.company.builder import Row
from syncro.sandbox.company.catalogue import EMERGENCY, ONSITE, REMOTE
from syncro.sandbox.company.diary import book, type_for
from syncro.sandbox.company.finished import (
    PREMIUM,
    Task,
    called_out,
    close_and_bill,
    emergency,
    opened,
    summary,
    told,
)
from syncro.sandbox.company.planted.blocks import draw_down, stage
from syncro.sandbox.company.planted.desk import Desk
from syncro.sandbox.company.stories import EMERGENCIES, Story
from syncro.sandbox.company.work import add_line, charge, log_time

ON_SITE_STORY, OFF_SITE_STORY = EMERGENCIES[0], EMERGENCIES[2]
TWO_HOURS, NINETY = 120, 90


def r08_two_products(desk: Desk) -> None:
    """Regular and emergency product for the same hours; right for different hours."""
    b = desk.b
    task = desk.task(story=OFF_SITE_STORY, minutes=60)
    ticket, start = called_out(b, task)
    end, what = start + timedelta(minutes=60), told(task, start)
    add_line(b, ticket, EMERGENCY, Decimal(1), what, end, task.tech, price=REMOTE.price * PREMIUM)
    add_line(b, ticket, REMOTE, Decimal(1), what, end, task.tech)
    close_and_bill(b, task, ticket, end)
    desk.error("R08", "ticket", ticket, "One hour is charged as emergency and as remote labour.", amount="150.00")

    task = desk.task(story=ON_SITE_STORY, minutes=NINETY)
    ticket, start = called_out(b, task)
    for product, what in ((EMERGENCY, told(task, start)), (ONSITE, summary(task.story))):
        charge(b, ticket, log_time(b, ticket, product, start, NINETY, task.tech, what), task.tech)
    close_and_bill(b, task, ticket, start + timedelta(minutes=NINETY))
    desk.error("R08", "ticket", ticket, "Two timers of the same 90 minutes, both charged.", amount="262.50")
    _into_the_evening(desk)
    _two_days(desk)


def r09_premium(desk: Desk) -> None:
    """The premium twice, or not at all; right in the hours of a block, or in the price without one."""
    customer = desk.customer()
    ticket = _two_hour_visit(desk, customer, [Decimal(3)])
    desk.error("R09", "ticket", ticket, "No prepay hours: 3 hours at $262.50 for a 2 hour visit.", amount="262.50")
    ticket = _two_hour_visit(desk, stage(desk, "emergency_short"), [Decimal(2)])
    desk.error("R09", "ticket", ticket, "With prepay hours, 2 emergency hours have to draw 3; only 2 were drawn.")
    customer = stage(desk, "premium_twice")
    draw_down(desk, customer, Decimal(1))
    ticket = _two_hour_visit(desk, customer, [Decimal(3)])
    what = "Prepay covered 1 of 3 multiplied hours; the other 2 were billed at the premium price too."
    desk.error("R09", "ticket", ticket, what, amount="175.00")

    customer = stage(desk, "emergency_right")
    ticket, _ = emergency(desk.b, Task(customer, OFF_SITE_STORY, 20, desk.task().tech, NINETY))
    desk.fine("R09", "ticket", ticket, "1.5 hours on prepay are 2.25 drawn hours; the invoice nets to $0.00.")
    ticket = _two_hour_visit(desk, desk.customer(), [Decimal(2)])
    desk.fine("R09", "ticket", ticket, "No prepay hours, on site: 2.0 x 262.50.")
    customer = stage(desk, "premium_split")
    draw_down(desk, customer, PREMIUM)
    ticket = _two_hour_visit(desk, customer, [PREMIUM, Decimal(1)])
    what = "One prepay hour as 1.5, the other at the premium price: two lines for different hours."
    desk.fine("R09", "ticket", ticket, what)
    _multiplied_timer(desk)


def _two_hour_visit(desk: Desk, customer: Row, quantities: list[Decimal]) -> Row:
    task = Task(customer, ON_SITE_STORY, 18, desk.task().tech, TWO_HOURS)
    ticket, start = called_out(desk.b, task)
    end = start + timedelta(minutes=TWO_HOURS)
    shares = [""] if len(quantities) == 1 else [", from prepay", ", beyond prepay"]
    for quantity, share in zip(quantities, shares, strict=True):
        add_line(desk.b, ticket, EMERGENCY, quantity, told(task, start) + share, end, task.tech)
    close_and_bill(desk.b, task, ticket, end)
    return ticket


def _multiplied_timer(desk: Desk) -> None:
    customer = stage(desk, "emergency_timer")
    task = Task(customer, ON_SITE_STORY, 16, desk.task().tech, TWO_HOURS)
    ticket, start = called_out(desk.b, task)
    minutes = int(TWO_HOURS * PREMIUM)
    charge(desk.b, ticket, log_time(desk.b, ticket, EMERGENCY, start, minutes, task.tech, told(task, start)), task.tech)
    close_and_bill(desk.b, task, ticket, start + timedelta(minutes=minutes))
    what = "With prepay hours the timer itself is multiplied: 3 hours for a 2 hour visit."
    for rule in ("R09", "R15"):
        desk.fine(rule, "ticket", ticket, what)


def _into_the_evening(desk: Desk) -> None:
    b, task = desk.b, desk.task(channel="onsite", minutes=NINETY)
    ticket, day = opened(b, task)
    start = day.replace(hour=15, minute=30)
    evening = start + timedelta(minutes=NINETY + 60)
    book(b, ticket, type_for("onsite"), start, NINETY, task.tech)
    book(b, ticket, type_for("onsite"), evening, 60, task.tech)
    for product, begin, minutes, when in (
        (ONSITE, start, NINETY, "15:30 to 17:00"),
        (EMERGENCY, evening, 60, "after hours 18:00 to 19:00"),
    ):
        what = f"{summary(task.story)}, {when}"
        charge(b, ticket, log_time(b, ticket, product, begin, minutes, task.tech, what), task.tech)
    close_and_bill(b, task, ticket, evening + timedelta(minutes=60))
    desk.fine("R08", "ticket", ticket, "Regular until 17:00, emergency from 18:00: different hours.")


def _two_days(desk: Desk) -> None:
    b, task = desk.b, desk.task(story=ON_SITE_STORY, minutes=60, days_ago=23)
    ticket, start = called_out(b, task)
    end = start + timedelta(minutes=60)
    add_line(b, ticket, EMERGENCY, hours(60), told(task, start), end, task.tech)
    morning = b.calendar.on_workday(start + timedelta(days=1)).replace(hour=10, minute=0)
    book(b, ticket, type_for("onsite"), morning, 30, task.tech)
    finished_at = morning + timedelta(minutes=30)
    add_line(b, ticket, ONSITE, hours(30), _next_morning(task.story), finished_at, task.tech)
    close_and_bill(b, task, ticket, finished_at)
    desk.fine("R08", "ticket", ticket, "Emergency in the evening, regular work the next working day.")


def _next_morning(story: Story) -> str:
    return f"Next working day, 10:00 to 10:30: checked again after '{story.subject}'"

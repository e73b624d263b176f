"""A ticket from its opening to its invoice, done the way the shop wants it (R-31 to R-46)."""

from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct

from syncro.money import hours
from syncro.sandbox.company.builder import Builder, Row
from syncro.sandbox.company.catalogue import (
    EMERGENCY,
    IN_SHOP,
    ONSITE,
    REMOTE,
    TRAVEL,
    WEBSITE,
    Product,
)
from syncro.sandbox.company.conversation import talk
from syncro.sandbox.company.diary import book, type_for
from syncro.sandbox.company.invoicing import invoice_ticket
from syncro.sandbox.company.staff import Person
from syncro.sandbox.company.stories import ONSITE as AT_CUSTOMER
from syncro.sandbox.company.stories import Story
from syncro.sandbox.company.work import add_labour, add_line, charge, log_time, open_ticket, resolve

CHANNEL_PRODUCT = {"remote": REMOTE, "onsite": ONSITE, "in_shop": IN_SHOP, "website": WEBSITE}
PREMIUM = Decimal("1.5")
"""Emergency work is time and a half, applied once: in the hours with a block, in the price without (R-40)."""
FEW_DAYS = 8
EVENING = 18


class Task(Struct, frozen=True):
    """Who does what for whom, and how many days ago the ticket was opened."""

    customer: Row
    story: Story
    days_ago: int
    tech: Person
    minutes: int
    turns: int = 2
    by_timer: bool = False
    hardware: Product | None = None
    travel: bool = False
    rate: str | None = None


def opened(b: Builder, task: Task, *, priority: str = "2 Normal") -> tuple[Row, datetime]:
    """The ticket with its conversation; returns it and the start of the work, on the next working day."""
    at = b.calendar.moment(task.days_ago, b.rng.randrange(8, 12), b.rng.randrange(60))
    ticket = open_ticket(b, task.customer, task.story, at, task.tech, status="In Progress", priority=priority)
    turns = task.turns if task.days_ago > FEW_DAYS else min(task.turns, 3)
    last = talk(b, ticket, at + timedelta(minutes=1), task.tech, turns)
    next_day = b.calendar.on_workday(last + timedelta(days=1))
    return ticket, next_day.replace(hour=b.rng.randrange(8, 14), minute=b.rng.choice((0, 15, 30, 45)))


def worked(b: Builder, task: Task) -> tuple[Row, datetime]:
    """The ticket with labour, travel and hardware on it, not resolved; returns it and the end of the work."""
    ticket, start = opened(b, task)
    end = start + timedelta(minutes=task.minutes)
    product = CHANNEL_PRODUCT[task.story.channel]
    what = summary(task.story)
    if task.story.channel == AT_CUSTOMER:
        book(b, ticket, type_for(AT_CUSTOMER), start, task.minutes, task.tech)
    if task.by_timer:
        charge(b, ticket, log_time(b, ticket, product, start, task.minutes, task.tech, what), task.tech)
    else:
        price = task.rate or product.retail
        add_labour(b, ticket, product, task.minutes, what, end, task.tech, price=price)
    if task.travel:
        add_line(b, ticket, TRAVEL, Decimal(1), "Trip to the customer and back", end, task.tech)
    if task.hardware:
        add_line(b, ticket, task.hardware, Decimal(1), f"{task.hardware.name}, supplied", end, task.tech)
    return ticket, end


def finished(b: Builder, task: Task) -> tuple[Row, Row]:
    """The ticket resolved and invoiced; returns ticket and invoice."""
    ticket, end = worked(b, task)
    return ticket, close_and_bill(b, task, ticket, end)


def emergency(b: Builder, task: Task) -> tuple[Row, Row]:
    """An evening's emergency, charged once and a half (R-40, policy 2026-06); returns ticket and invoice."""
    ticket, start = called_out(b, task)
    end = start + timedelta(minutes=task.minutes)
    has_block = b.block[task.customer["id"]] > 0
    quantity = hours(task.minutes) * (PREMIUM if has_block else 1)
    price = EMERGENCY.price
    if not has_block and task.story.channel != AT_CUSTOMER:
        price = CHANNEL_PRODUCT[task.story.channel].price * PREMIUM
    add_line(b, ticket, EMERGENCY, quantity, told(task, start), end, task.tech, price=price)
    return ticket, close_and_bill(b, task, ticket, end)


def called_out(b: Builder, task: Task) -> tuple[Row, datetime]:
    """An urgent ticket opened late in the day with the evening's appointment; returns it and the start of the work."""
    at = b.calendar.moment(task.days_ago, EVENING - 1, b.rng.randrange(60))
    ticket = open_ticket(b, task.customer, task.story, at, task.tech, status="In Progress", priority="4 Urgent")
    start = b.calendar.moment(task.days_ago, EVENING, b.rng.choice((15, 30)))
    book(b, ticket, type_for(task.story.channel), start, task.minutes, task.tech)
    return ticket, start


def told(task: Task, start: datetime) -> str:
    """An emergency line's narrative: where, and from when to when, in clock time."""
    where = "On site" if task.story.channel == AT_CUSTOMER else "Remote"
    end = start + timedelta(minutes=task.minutes)
    return f"{where}, after hours {start:%H:%M} to {end:%H:%M}: {task.story.subject}"


def close_and_bill(b: Builder, task: Task, ticket: Row, end: datetime) -> Row:
    """Resolution comment, then the invoice of all open lines a day later."""
    resolve(b, ticket, end + timedelta(minutes=10), task.tech, task.story.done)
    billed_at = min((end + timedelta(days=1)).replace(hour=16, minute=20), b.calendar.moment(1, 17, 30))
    return invoice_ticket(b, task.customer, ticket, max(billed_at, end + timedelta(minutes=20)), task.tech)


def summary(story: Story) -> str:
    """One line for the customer: the subject and the first sentence of what was done."""
    return f"{story.subject}: {story.done.partition('. ')[0].rstrip('.')}"

"""Half a year of finished work, all of it right: what an audit must find nothing in."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from itertools import cycle

from syncro.sandbox.company import names
from syncro.sandbox.company.builder import Builder, Row
from syncro.sandbox.company.catalogue import (
    BLOCK_10,
    BLOCK_20,
    DOCK,
    GOODS,
    INTERNAL,
    MONITOR,
    SSD,
    WARRANTY,
    Product,
)
from syncro.sandbox.company.finished import Task, close_and_bill, emergency, finished, opened
from syncro.sandbox.company.invoicing import buy_block
from syncro.sandbox.company.names import Client
from syncro.sandbox.company.payments import pay_in_full, settle
from syncro.sandbox.company.phrases import NO_TIME
from syncro.sandbox.company.staff import OLIVE, TECHS
from syncro.sandbox.company.stories import EMERGENCIES, INTERNAL_STORIES, ONSITE, STORIES, WARRANTY_STORY, Story
from syncro.sandbox.company.work import add_labour, resolve

OLDEST, NEWEST = 168, 6
"""Finished tickets were opened between so many days ago."""
BLOCK_BOUGHT = 175
BIG_BLOCK = 20
CHUNKS = (30, 45, 60, 75, 90)
LAST_CHUNK = 90
EMERGENCY_MINUTES = 60
EMERGENCY_ROOM = 240
UNCOVERED_MINUTES = 45
TURNS = (1, 2, 2, 3, 4, 5, 12)
AUDITED_NO_TIME = (9, 22)
AUDITED_TICKETS = 31
HARDWARE_PIECES = (MONITOR, DOCK, SSD, *GOODS)
BY_TIMER, WITH_HARDWARE, WITH_TRAVEL = 0.3, 0.22, 0.5
"""Shares of tickets."""


def add_history(b: Builder, customers: dict[str, Row]) -> None:
    """Finished tickets, blocks bought and drawn, invoices and payments of every background customer."""
    for client in (*names.FULL_BLOCK, *names.NEARLY_EMPTY, *names.USED_UP):
        _block_customer(b, client, customers[client.name])
    for index, client in enumerate(names.ORDINARY):
        _ordinary_customer(b, client, customers[client.name], index)
    for client in (names.BY_POST, names.BY_COPY, names.DISABLED):
        _run(b, client, customers[client.name], 3)
    _audited(b, customers[names.AUDITED.name])
    _internal(b, customers[names.HOUSE.name])


def days(count: int, newest: int = NEWEST) -> list[int]:
    """`count` days ago, evenly from the oldest to the newest."""
    step = (OLDEST - newest) / max(1, count - 1)
    return [round(OLDEST - index * step) for index in range(count)]


def _block_customer(b: Builder, client: Client, customer: Row) -> None:
    product = BLOCK_20 if client.bought >= BIG_BLOCK else BLOCK_10
    bought = b.calendar.moment(b.calendar.workday(BLOCK_BOUGHT), 10)
    pay_in_full(b, customer, buy_block(b, customer, product, client.bought, bought, OLIVE), 6)
    to_draw = int((client.bought - Decimal(client.left)) * 60)
    chunks = list(_chunks(b, to_draw))
    overrun = client in names.USED_UP
    if overrun:
        chunks = [*chunks[:-1], chunks[-1] + UNCOVERED_MINUTES, *CHUNKS[:2]]
    stories = _stories(b)
    for minutes, days_ago in zip(chunks, days(len(chunks)), strict=True):
        urgent = minutes < 0
        story = b.rng.choice(EMERGENCIES) if urgent else next(stories)
        task = _task(b, customer, story, days_ago, abs(minutes))
        _, invoice = emergency(b, task) if urgent else finished(b, task)
        settle(b, customer, invoice)


def _chunks(b: Builder, to_draw: int) -> Iterator[int]:
    """Minutes per ticket that together draw exactly `to_draw`; a negative one is an emergency, drawing 1.5 times."""
    left = to_draw
    if left >= EMERGENCY_ROOM:
        yield -EMERGENCY_MINUTES
        left -= EMERGENCY_MINUTES * 3 // 2
    while left > LAST_CHUNK:
        minutes = b.rng.choice(CHUNKS)
        yield minutes
        left -= minutes
    if left:
        yield left


def _ordinary_customer(b: Builder, client: Client, customer: Row, index: int) -> None:
    _run(b, client, customer, b.rng.randint(5, 8))
    if index % 2:
        _billed_emergency(b, client, customer)
    if index % 3 == 0:
        _warranty(b, customer)
    if index % 3 == 1:
        _without_time(b, customer, ("Resolved", "Closed")[index % 2])


def _run(b: Builder, client: Client, customer: Row, count: int) -> None:
    stories = _stories(b)
    for days_ago in days(count, NEWEST + b.rng.randrange(9)):
        _, invoice = finished(b, _task(b, customer, next(stories), days_ago, 0))
        settle(b, customer, invoice, prompt=client.prompt)


def _billed_emergency(b: Builder, client: Client, customer: Row) -> None:
    story = b.rng.choice(EMERGENCIES)
    task = Task(customer, story, b.rng.randrange(12, 150), b.rng.choice(TECHS), b.rng.choice(story.minutes))
    settle(b, customer, emergency(b, task)[1], prompt=client.prompt)


def _warranty(b: Builder, customer: Row) -> None:
    task = Task(customer, WARRANTY_STORY, b.calendar.workday(b.rng.randrange(12, 90)), b.rng.choice(TECHS), 45)
    warranty_ticket(b, task)


def warranty_ticket(b: Builder, task: Task) -> tuple[Row, Row]:
    """Redone work on the $0 warranty product, invoiced at nothing (R-38)."""
    ticket, start = opened(b, task)
    end = start + timedelta(minutes=task.minutes)
    add_labour(b, ticket, WARRANTY, task.minutes, "Repair done again under warranty, no charge", end, task.tech)
    return ticket, close_and_bill(b, task, ticket, end)


def _without_time(b: Builder, customer: Row, status: str) -> Row:
    tech, story = b.rng.choice(TECHS), b.rng.choice(STORIES)
    task = Task(customer, story, b.calendar.workday(b.rng.randrange(10, 150)), tech, 0, turns=1)
    ticket, at = opened(b, task)
    resolve(b, ticket, at, tech, b.rng.choice(NO_TIME), status=status)
    return ticket


def _audited(b: Builder, customer: Row) -> None:
    stories = _stories(b)
    for index, days_ago in enumerate(days(AUDITED_TICKETS)):
        if index in AUDITED_NO_TIME:
            _without_time(b, customer, "Resolved" if index == AUDITED_NO_TIME[0] else "Closed")
        else:
            settle(b, customer, finished(b, _task(b, customer, next(stories), days_ago, 0))[1])


def _internal(b: Builder, customer: Row) -> None:
    for index, days_ago in enumerate(days(15)):
        story, tech = INTERNAL_STORIES[index % len(INTERNAL_STORIES)], TECHS[index % len(TECHS)]
        task = Task(customer, story, b.calendar.workday(days_ago), tech, b.rng.choice(story.minutes), turns=0)
        internal_ticket(b, task, status=("Closed", "Resolved")[index % 3 == 0])


def internal_ticket(b: Builder, task: Task, *, status: str) -> Row:
    """The shop's own work on the internal product; it never gets an invoice (R-39)."""
    ticket, start = opened(b, task)
    end = start + timedelta(minutes=task.minutes)
    add_labour(b, ticket, INTERNAL, task.minutes, task.story.subject, end, task.tech)
    resolve(b, ticket, end, task.tech, task.story.done, status=status)
    return ticket


def _stories(b: Builder) -> Iterator[Story]:
    return cycle(b.rng.sample(STORIES, len(STORIES)))


def _task(b: Builder, customer: Row, story: Story, days_ago: int, minutes: int) -> Task:
    at_customer = story.channel == ONSITE
    return Task(
        customer,
        story,
        b.calendar.workday(days_ago),
        b.rng.choice(TECHS),
        minutes or b.rng.choice(story.minutes),
        b.rng.choice(TURNS),
        b.rng.random() < BY_TIMER,
        _hardware(b, story),
        at_customer and b.rng.random() < WITH_TRAVEL,
    )


def _hardware(b: Builder, story: Story) -> Product | None:
    wanted = story.problem in ("Hardware", "New User / Workstation Deployment") or b.rng.random() < WITH_HARDWARE / 4
    return b.rng.choice(HARDWARE_PIECES) if wanted and b.rng.random() < WITH_HARDWARE * 3 else None

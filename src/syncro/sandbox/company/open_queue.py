"""Today's open tickets: nothing billed yet, so that a bill can be tried on any of them at once."""

from datetime import timedelta

from syncro.sandbox.company import names
from syncro.sandbox.company.builder import Builder, Row
from syncro.sandbox.company.conversation import talk
from syncro.sandbox.company.diary import book, type_for
from syncro.sandbox.company.staff import TECHS
from syncro.sandbox.company.stories import STORIES
from syncro.sandbox.company.work import open_ticket

BLOCK_CLIENTS = (*names.FULL_BLOCK, *names.NEARLY_EMPTY, *names.USED_UP)
STATUS_DAYS = {
    "New": (1, 3),
    "In Progress": (2, 8),
    "Waiting on Customer": (4, 20),
    "Waiting on Vendor": (5, 25),
    "Scheduled": (3, 9),
}
"""How many days ago a ticket in this status was opened, from and to."""
TURNS = {"New": 0, "In Progress": 3, "Waiting on Customer": 4, "Waiting on Vendor": 13, "Scheduled": 2}
MIX = ("New", "In Progress", "Waiting on Customer", "New", "Scheduled", "In Progress", "Waiting on Vendor")
PRIORITIES = ("2 Normal", "2 Normal", "3 Low", "2 Normal", "1 High")
ROUNDS_OF_ORDINARY = 2


def add_open_tickets(b: Builder, customers: dict[str, Row]) -> None:
    """Open tickets in every open status, for customers with a block, with next to none, and without."""
    for client in BLOCK_CLIENTS:
        for status in ("New", "In Progress"):
            _add(b, customers[client.name], status)
    places = names.ORDINARY * ROUNDS_OF_ORDINARY
    for index, client in enumerate(places):
        _add(b, customers[client.name], MIX[index % len(MIX)])


def _add(b: Builder, customer: Row, status: str) -> None:
    first, last = STATUS_DAYS[status]
    days_ago = b.calendar.workday(b.rng.randint(first, last))
    at = b.calendar.moment(days_ago, b.rng.randrange(8, 12), b.rng.randrange(60))
    tech = b.rng.choice(TECHS)
    story = b.rng.choice(STORIES)
    ticket = open_ticket(b, customer, story, at, tech, status=status, priority=b.rng.choice(PRIORITIES))
    ticket["user_id"] = None if status == "New" and b.rng.random() < 1 / 3 else tech.id
    turns = TURNS[status]
    talk(b, ticket, at + timedelta(minutes=2), tech, b.rng.randint(turns // 2, turns))
    ticket["customer_reply"] = status == "In Progress" and b.rng.random() < 1 / 4
    if status == "Scheduled":
        start = b.calendar.moment(b.calendar.next_workday(b.rng.randint(1, 18)), b.rng.randrange(8, 16), 0)
        book(b, ticket, type_for(story.channel), start, 90, tech)

"""What the planting functions share: whose turn it is, and tickets to put a case on."""

from collections.abc import Iterator
from datetime import datetime
from itertools import cycle
from typing import Any

from syncro.sandbox.company import names
from syncro.sandbox.company.builder import Builder, Row
from syncro.sandbox.company.catalogue import Product
from syncro.sandbox.company.finished import Task, opened
from syncro.sandbox.company.names import Client
from syncro.sandbox.company.settings import STANDARD_TAX
from syncro.sandbox.company.staff import TECHS, Person
from syncro.sandbox.company.stories import STORIES, Story
from syncro.sandbox.company.work import add_labour, resolve

CUSTOMERS = tuple(
    client
    for client in names.ORDINARY
    if client.tax_rate_id == STANDARD_TAX.id and not client.prompt and client not in names.SIMILAR
)
"""Who gets planted tickets: taxed, without a block, not known by a name that is easily confused."""


class Desk:
    """Hands out customers, techs, stories and days in turn, so that cases are spread."""

    def __init__(self, b: Builder, customers: dict[str, Row]) -> None:
        self.b = b
        self.customers = customers
        self._clients = cycle(CUSTOMERS)
        self._techs = cycle(TECHS)
        self._days = cycle(range(11, 60, 3))
        self._stories = {channel: self._of(channel) for channel in ("remote", "onsite", "in_shop")}

    def customer(self, client: Client | None = None) -> Row:
        """The record of `client`, or of the next ordinary one."""
        return self.customers[(client or next(self._clients)).name]

    def task(
        self, *, client: Client | None = None, channel: str = "remote", days_ago: int | None = None, **more: Any
    ) -> Task:
        """Ordinary work for somebody, some days ago."""
        day = self.b.calendar.workday(next(self._days) if days_ago is None else days_ago)
        story, tech = (
            more.pop("story", None) or next(self._stories[channel]),
            more.pop("tech", None) or next(self._techs),
        )
        return Task(self.customer(client), story, day, tech, more.pop("minutes", 60), **more)

    def done(self, task: Task, *, status: str = "Resolved") -> Row:
        """A ticket that was worked on and resolved, with neither time nor lines."""
        ticket, at = opened(self.b, task)
        resolve(self.b, ticket, at, task.tech, task.story.done, status=status)
        return ticket

    def labour(self, ticket: Row, product: Product, minutes: int, at: datetime, tech: Person, **changes: Any) -> Row:
        """A labour line whose narrative is the ticket's subject."""
        what = changes.pop("what", ticket["subject"])
        return add_labour(self.b, ticket, product, minutes, what, at, tech, **changes)

    def error(self, rule: str, kind: str, row: Row, what: str, **more: Any) -> None:
        """Note a planted mistake."""
        self.b.plant(rule, True, kind, row, what, **more)

    def fine(self, rule: str, kind: str, row: Row, what: str, **more: Any) -> None:
        """Note a look-alike that is right."""
        self.b.plant(rule, False, kind, row, what, **more)

    def _of(self, channel: str) -> Iterator[Story]:
        return cycle([story for story in STORIES if story.channel == channel])

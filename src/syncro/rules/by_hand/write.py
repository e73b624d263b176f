"""One write by hand, what is wanted to judge it, and what was read. Values only."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

from msgspec import Struct, field

from syncro import money
from syncro.calls import Call
from syncro.records import Customer, Estimate, Invoice, Me, Product, Ticket, TicketLine, TimerEntry
from syncro.rules.billing.policy import Policy
from syncro.rules.findings import Finding
from syncro.rules.plans.expectations import Expectation
from syncro.rules.plans.plan import Evidence
from syncro.rules.plans.preconditions import Precondition

R = TypeVar("R")
_AMOUNT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


class Need(Struct, frozen=True):
    """A record or a list that must be read. `rows` limits a list; `may_lack`: its absence is an answer too."""

    operation: str
    path: tuple[tuple[str, str], ...] = ()
    query: tuple[tuple[str, str], ...] = ()
    rows: int = 0
    may_lack: bool = False

    @property
    def call(self) -> Call:
        """The request that reads it."""
        return Call(self.operation, dict(self.path), dict(self.query))

    @property
    def id(self) -> str:
        """The id it names; empty for a list."""
        return dict(self.path).get("id", "")


class Rows(Struct, frozen=True):
    """The rows of a list that were read, and whether that is all of them."""

    rows: tuple[Any, ...]
    complete: bool


def record(operation: str, id_: object) -> Need:
    """A record by its id."""
    return Need(operation, (("id", str(id_)),))


class Write(Struct, frozen=True):
    """A write as it would be sent, and what is known about it.

    `moment` is now, on Syncro's clock. `found` holds what was read: a typed record where there is a type, a dict elsewhere,
    Rows for a list, None for what isn't there.
    """

    call: Call
    me: Me
    policy: Policy
    moment: datetime
    found: Mapping[Need, Any] = field(default_factory=dict)
    allow_repeat: str = ""
    allow_project: bool = False

    @property
    def operation(self) -> str:
        """Which operation of the API."""
        return self.call.operation

    @property
    def body(self) -> Mapping[str, Any]:
        """The fields as they would be sent."""
        return self.call.body or {}

    def get(self, need: Need, kind: type[R]) -> R | None:
        """What was read for a need; None when it isn't there, or wasn't read yet."""
        value = self.found.get(need)
        return value if isinstance(value, kind) else None

    def ticket(self, id_: object = None) -> Ticket | None:
        """A ticket; by default the one in the path."""
        return self.get(record("tickets.get", self._id(id_)), Ticket)

    def invoice(self, id_: object = None) -> Invoice | None:
        """An invoice; by default the one in the path."""
        return self.get(record("invoices.get", self._id(id_)), Invoice)

    def estimate(self) -> Estimate | None:
        """The estimate in the path."""
        return self.get(record("estimates.get", self._id(None)), Estimate)

    def customer(self, id_: object) -> Customer | None:
        """A customer."""
        return self.get(record("customers.get", id_), Customer)

    def product(self, id_: object) -> Product | None:
        """A product with its live price."""
        return self.get(record("products.get", id_), Product)

    def data(self, operation: str, id_: object) -> Mapping[str, Any] | None:
        """A record that has no type of its own."""
        return self.get(record(operation, id_), dict)

    def customer_of(self, ticket: Ticket) -> Customer | None:
        """The ticket's customer: read for itself where that was wanted, else the one that the ticket carries."""
        return self.customer(ticket.customer_id) or ticket.customer

    def line(self) -> TicketLine | None:
        """The line of the path's ticket that the body names."""
        ticket, wanted = self.ticket(), whole(self.body.get("ticket_line_item_id"))
        return next((line for line in ticket.line_items if line.id == wanted), None) if ticket else None

    def timer(self) -> TimerEntry | None:
        """The timer entry of the path's ticket that the body names."""
        ticket, wanted = self.ticket(), whole(self.body.get("timer_entry_id"))
        return next((entry for entry in ticket.ticket_timers if entry.id == wanted), None) if ticket else None

    def _id(self, id_: object) -> object:
        return self.call.path.get("id") if id_ is None else id_


def nothing(_: Write) -> Iterable[Any]:
    """For a check that reads, shows or rests on nothing."""
    return ()


def nothing_more(_write: Write, _step: str) -> tuple[Expectation, ...]:
    """What was sent is all there is to prove."""
    return ()


class Check(Struct, frozen=True):
    """One check. `reads` is asked again with what was read, until it wants nothing more; `rests` is read again at the yes.

    `proves`: what must be readable after the step of that name, besides what was sent.
    """

    finds: Callable[[Write], Iterable[Finding]]
    reads: Callable[[Write], Iterable[Need]] = nothing
    rests: Callable[[Write], Iterable[Precondition]] = nothing
    shows: Callable[[Write], Iterable[Evidence]] = nothing
    proves: Callable[[Write, str], Iterable[Expectation]] = nothing_more


def whole(value: object) -> int | None:
    """An id or a count in a body; None for anything else."""
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() else None


def flag(value: object) -> bool | None:
    """True or false in a body; None for anything else."""
    return value if isinstance(value, bool) else None


def amount(value: object) -> Decimal | None:
    """An amount in a body; None for anything that another reader could take for another number."""
    if isinstance(value, bool | Mapping | list) or value is None:
        return None
    if isinstance(value, Decimal):
        return value if value.is_finite() else None
    return money.parse(str(value)) if _AMOUNT.fullmatch(str(value)) else None

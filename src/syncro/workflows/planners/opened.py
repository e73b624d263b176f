"""A ticket opened for a change: found by its visible number, with its customer and the owner of the key. Reads only."""

from collections.abc import Sequence
from typing import Any

from msgspec import Struct

from syncro.api import together
from syncro.records import Customer, Me, Ticket
from syncro.rules.plans.plan import Plan, Step, Subject
from syncro.rules.plans.preconditions import Precondition
from syncro.workflows.planning import Surroundings
from syncro.workflows.reading.evidence import head_of, key_of, key_owner, named_customer_of, refuse_two_customers


class Opened(Struct, frozen=True):
    """The ticket's detail, its customer, and whose key acts."""

    ticket: Ticket
    customer: Customer
    tech: str
    me: Me

    @property
    def subject(self) -> Subject:
        """What a plan about it says it is about."""
        return Subject("ticket", self.ticket.id, str(self.ticket.number), self.ticket.subject, self.customer.shown_name)


def open_ticket(number: int, tech: str, around: Surroundings) -> Opened:
    """Two rounds of overlapped reads. Raises NotFound, and NotAuthorized for a key that isn't the tech's or can't write tickets (R-54)."""
    reader = around.reader(tech)
    row, me = together(lambda: reader.ticket_numbered(number), lambda: key_owner(reader, "ticket"))
    ticket, _ = together(lambda: reader.ticket(row.id), around.meanwhile)
    refuse_two_customers(ticket, row)
    return Opened(ticket, named_customer_of(reader, ticket), tech, me)


def resting_on(opened: Opened, around: Surroundings, fields: Sequence[str]) -> tuple[Precondition, ...]:
    """The ticket's fields that must not change meanwhile, and the key's owner."""
    reader = around.reader(opened.tech)
    return (head_of(opened.ticket, ("number", "customer_id", *fields)), key_of(reader, opened.tech, opened.me))


def plan_about(
    opened: Opened, around: Surroundings, *, kind: str, title: str, steps: Sequence[Step], **more: Any
) -> Plan:
    """A plan about this ticket, made now by the owner of the key; `more` are further fields of the plan."""
    return around.plan(kind=kind, title=title, subject=opened.subject, steps=steps, made_by=opened.me.user_name, **more)

"""What a plan rests on, kind by kind: read again before anything is sent, and right before steps that rest on more (design §3.4)."""

from typing import Any

from msgspec import Struct

from syncro.calls import Call
from syncro.jsonio import Json


class _ById(Struct, frozen=True):
    """A record by its id, and the facts about it that a plan rests on."""

    id: int
    facts: dict[str, Json]


class TicketState(_ById, frozen=True, tag_field="reads", tag="ticket"):
    """Status, customer, lines and timer entries of a ticket, and its customer's prepay hours (`facts.ticket_facts`, `customer_facts`).

    `customer`: the id whose own record tells the hours, where the ticket doesn't carry them.
    """

    customer: int | None = None


class TicketWork(_ById, frozen=True, tag_field="reads", tag="work"):
    """What stands on a ticket between two steps, without what the plan itself made (`facts.work_facts`)."""


class TicketInvoices(_ById, frozen=True, tag_field="reads", tag="invoices"):
    """The ids of a ticket's invoices, without those that the plan itself made or deleted."""

    @property
    def read(self) -> Call:
        """The list that names them."""
        return Call("invoices.list", query={"ticket_id": self.id})


class TicketHead(Struct, frozen=True, tag_field="reads", tag="head"):
    """The named fields of a ticket, wherever the reply carries them (`facts.head_facts`)."""

    id: Any
    facts: dict[str, Json]


class TicketContents(_ById, frozen=True, tag_field="reads", tag="contents"):
    """All that a ticket holds: what a delete would take with it (`facts.contents_facts`)."""


class ProductFacts(Struct, frozen=True, tag_field="reads", tag="products"):
    """Live price, name and category of products (R-33)."""

    ids: tuple[int, ...]
    facts: dict[str, Json]


class InvoiceState(_ById, frozen=True, tag_field="reads", tag="invoice"):
    """Total, payments and lines of an invoice."""


class EstimateState(_ById, frozen=True, tag_field="reads", tag="estimate"):
    """Status, customer and lines of an estimate."""


class RecordFields(Struct, frozen=True, tag_field="reads", tag="record"):
    """Fields of any record as a read shows them."""

    read: Call
    facts: dict[str, Json]


class KeyOwner(Struct, frozen=True, tag_field="reads", tag="key"):
    """The tech's key is still its owner's: everything is written in their name (R-54). `mark` tells one key from another."""

    tech: str
    mark: str
    owner: str

    @property
    def facts(self) -> dict[str, Json]:
        """In the form that changes are told from."""
        return {"owner": self.owner}


Precondition = (
    TicketState
    | TicketWork
    | TicketInvoices
    | TicketHead
    | TicketContents
    | ProductFacts
    | InvoiceState
    | EstimateState
    | RecordFields
    | KeyOwner
)

NAMES: dict[type, str] = {
    ProductFacts: "Product",
    InvoiceState: "Invoice",
    EstimateState: "Estimate",
    RecordFields: "Record",
}


def name_of(condition: Precondition) -> str:
    """What a change of it is told of."""
    if isinstance(condition, KeyOwner):
        return f"Key of {condition.tech}"
    return NAMES.get(type(condition), "Ticket")

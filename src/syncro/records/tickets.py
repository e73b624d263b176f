"""Tickets and what hangs on them: comments, timer entries, ticket lines, appointments. Values only."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from msgspec import field

from syncro import money
from syncro.records.base import Record
from syncro.records.customers import Contact, Customer
from syncro.records.people import User

_CENTS = Decimal(100)
_FLAGS = {"1": True, "0": False}
"""`do_not_email` of an appointment is text (facts §1); no other yes or no is."""


class Comment(Record, frozen=True, kw_only=True):
    """A comment (facts §4.1). `user_id` None: the customer wrote it. `body` is plain text unless asked for otherwise."""

    id: int
    ticket_id: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    subject: str = ""
    body: str = ""
    tech: str | None = None
    hidden: bool = False
    user_id: int | None = None


class TimerEntry(Record, frozen=True, kw_only=True):
    """Work time on a ticket (facts §4.2). Durations are seconds; `recorded` means charged."""

    id: int
    ticket_id: int | None = None
    user_id: int | None = None
    start_time: datetime | None = None
    end_time: datetime | None = None
    recorded: bool = False
    billable: bool = True
    notes: str | None = None
    product_id: int | None = None
    comment_id: int | None = None
    ticket_line_item_id: int | None = None
    active_duration: int | None = None
    billable_time: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class TicketLine(Record, frozen=True, kw_only=True):
    """A line item of a ticket (facts §4.3). `converted`: an invoice has taken it, `item_id` is the invoice's line.

    `taxable` and `converted` are None where the reply doesn't say.
    """

    id: int
    ticket_id: int | None = None
    product_id: int | None = None
    name: str = ""
    description: str = ""
    quantity: Decimal
    price_retail: Decimal
    price_cost: Decimal | None = None
    line_discount_percent: Decimal | None = None
    discount_dollars: Decimal | None = None
    taxable: bool | None = None
    user_id: int | None = None
    product_category: str | None = None
    converted: bool | None = None
    item_id: int | None = None
    position: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @classmethod
    def understood(cls, data: dict[str, Any]) -> dict[str, Any]:
        """A line without a price in dollars has one in cents; a line without either can't be read.

        One that names the invoice's line was taken by it, whether it says so or not.
        """
        if data.get("converted") is None and data.get("item_id") is not None:
            data = {**data, "converted": True}
        if data.get("price_retail") is not None or data.get("retail_cents") is None:
            return data
        return {**data, "price_retail": money.parse(data["retail_cents"]) / _CENTS}


class Appointment(Record, frozen=True, kw_only=True):
    """An appointment (facts §13). `duration` is hours."""

    id: int
    summary: str | None = None
    description: str | None = None
    customer_id: int | None = None
    ticket_id: int | None = None
    user_id: int | None = None
    user_ids: list[int] = field(default_factory=list)
    start_at: datetime | None = None
    end_at: datetime | None = None
    duration: Decimal | None = None
    location: str | None = None
    appointment_type_id: int | None = None
    appointment_location_type: str | None = None
    all_day: bool = False
    do_not_email: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None

    @classmethod
    def understood(cls, data: dict[str, Any]) -> dict[str, Any]:
        """`do_not_email` as the yes or no that it means."""
        sent = data.get("do_not_email")
        return {**data, "do_not_email": _FLAGS[sent]} if isinstance(sent, str) and sent in _FLAGS else data


class Ticket(Record, frozen=True, kw_only=True):
    """A ticket (facts §4). A row of a list carries only the first comment and none of the embedded records."""

    id: int
    number: int
    subject: str = ""
    status: str = ""
    priority: str | None = None
    problem_type: str | None = None
    customer_id: int | None = None
    customer_business_then_name: str = ""
    contact_id: int | None = None
    contact_fullname: str | None = None
    contract_id: int | None = None
    address_id: int | None = None
    user_id: int | None = None
    billing_status: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    due_date: datetime | None = None
    start_at: datetime | None = None
    end_at: datetime | None = None
    resolved_at: datetime | None = None
    asset_ids: list[int] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    ticket_timers: list[TimerEntry] = field(default_factory=list)
    line_items: list[TicketLine] = field(default_factory=list)
    appointments: list[Appointment] = field(default_factory=list)
    customer: Customer | None = None
    contact: Contact | None = None
    user: User | None = None

"""Customers and their contacts. Values only."""

from datetime import datetime
from decimal import Decimal

from msgspec import field

from syncro.records.base import Record


class Contact(Record, frozen=True, kw_only=True):
    """A person at a customer (facts §11)."""

    id: int
    customer_id: int | None = None
    name: str = ""
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    address1: str | None = None
    address2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    notes: str | None = None


class Customer(Record, frozen=True, kw_only=True):
    """A customer (facts §10). `prepay_hours` is None where the reply doesn't tell them, which isn't the same as none.

    `tax_rate_id` None is no tax only where the reply `shows` the field.
    """

    id: int
    business_name: str | None = None
    firstname: str | None = None
    lastname: str | None = None
    fullname: str | None = None
    business_then_name: str | None = None
    business_and_full_name: str | None = None
    email: str | None = None
    phone: str | None = None
    mobile: str | None = None
    address: str | None = None
    address_2: str | None = None
    city: str | None = None
    state: str | None = None
    zip: str | None = None
    notes: str | None = None
    disabled: bool = False
    no_email: bool = False
    tax_rate_id: int | None = None
    prepay_hours: Decimal | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    contacts: list[Contact] = field(default_factory=list)

    @property
    def shown_name(self) -> str:
        """The name people know the customer by: the business, else the person, else the number."""
        named = (self.business_then_name, self.business_name, self.fullname, self.business_and_full_name)
        return next((name.strip() for name in named if name and name.strip()), f"customer {self.id}")

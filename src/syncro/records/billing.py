"""Invoices, payments and products. Values only; amounts are dollars, and a missing amount is never taken for zero."""

from datetime import date as day
from datetime import datetime
from decimal import Decimal

from msgspec import field

from syncro.records.base import Record
from syncro.records.customers import Customer


class Product(Record, frozen=True, kw_only=True):
    """A product, labour included (facts §14). `taxable` is None where the reply doesn't say."""

    id: int
    name: str = ""
    description: str | None = None
    price_retail: Decimal
    price_cost: Decimal | None = None
    taxable: bool | None = None
    product_category: str | None = None
    category_path: str | None = None
    disabled: bool = False


class InvoiceLine(Record, frozen=True, kw_only=True):
    """A line item of an invoice (facts §5): `item` is the product's name, `name` the narrative; `taxable` None: not told."""

    id: int
    invoice_id: int | None = None
    item: str = ""
    name: str = ""
    price: Decimal
    quantity: Decimal
    cost: Decimal | None = None
    product_id: int | None = None
    taxable: bool | None = None
    user_id: int | None = None
    product_category: str | None = None
    discount_percent: Decimal | None = None
    discount_dollars: Decimal | None = None
    position: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Payment(Record, frozen=True, kw_only=True):
    """A payment (facts §6). `payment_amount` is dollars, though payments are sent in cents."""

    id: int
    payment_amount: Decimal
    success: bool | None = None
    payment_method: str | None = None
    ref_num: str | None = None
    invoice_ids: list[int] = field(default_factory=list)
    applied_at: datetime | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    customer: Customer | None = None


class Estimate(Record, frozen=True, kw_only=True):
    """An estimate (facts §7). Rows of the list carry neither lines nor the whole customer."""

    id: int
    number: str = ""
    name: str | None = None
    status: str = ""
    customer_id: int | None = None
    customer_business_then_name: str = ""
    ticket_id: int | None = None
    invoice_id: int | None = None
    date: day | None = None
    subtotal: Decimal
    tax: Decimal
    total: Decimal
    employee: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    line_items: list[InvoiceLine] = field(default_factory=list)
    customer: Customer | None = None

    @property
    def customer_ref(self) -> int | None:
        """The customer's id, which a detail may carry only inside `customer`."""
        return self.customer_id or (self.customer.id if self.customer else None)


class Invoice(Record, frozen=True, kw_only=True):
    """An invoice (facts §5). `ticket_id` proves a link only in the detail, never in a row of a list (C5)."""

    id: int
    number: str = ""
    customer_id: int | None = None
    customer_business_then_name: str = ""
    ticket_id: int | None = None
    contact_id: int | None = None
    date: day | None = None
    due_date: day | None = None
    subtotal: Decimal
    tax: Decimal
    total: Decimal
    is_paid: bool = False
    verified_paid: bool = False
    tech_marked_paid: bool = False
    note: str | None = None
    po_number: str | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    line_items: list[InvoiceLine] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    customer: Customer | None = None

    @property
    def customer_ref(self) -> int | None:
        """The customer's id; the detail carries it only inside `customer` (C26)."""
        return self.customer_id or (self.customer.id if self.customer else None)

"""Finds the tax rate of a customer: from the policy, from memory, or read off an invoice that was made with it (facts §5)."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from syncro import money
from syncro.api import Reader
from syncro.calls import Call
from syncro.jsonio import Json
from syncro.records import Customer, Invoice
from syncro.rules.billing.forecast import BillLine
from syncro.rules.billing.policy import Policy
from syncro.rules.billing.tax import rate_for
from syncro.rules.plans.plan import Evidence

DETAILS_READ = 8
ROWS_READ = 500


class Memory(Protocol):
    """Where learned facts about an account are kept."""

    def remember(self, account: str, name: str, value: Json, *, at: datetime, source: str) -> None:
        """Keep a fact."""

    def recall(self, account: str, name: str) -> tuple[Json, str] | None:
        """A kept fact and its source."""


class Unchanging:
    """A memory that may be read and keeps nothing: for a dry run, which stores nothing and must show what a real one shows."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory

    def remember(self, account: str, name: str, value: Json, *, at: datetime, source: str) -> None:
        """Nothing is kept."""

    def recall(self, account: str, name: str) -> tuple[Json, str] | None:
        """What was kept before."""
        return self._memory.recall(account, name)


def tax_of(
    reader: Reader, customer: Customer, lines: Iterable[BillLine], policy: Policy, memory: Memory, now: datetime
) -> tuple[Decimal | None, list[Evidence]]:
    """The customer's rate, looked up only where a line may need it; None where nothing tells it.

    A customer whose rate is shown as none pays none; one that is shown without the field may pay any.
    """
    if all(line.taxable is False for line in lines):
        return money.ZERO, []
    if not customer.shows("tax_rate_id"):
        return None, [Evidence("Tax rate", "unknown", f"GET /customers/{customer.id} shows none")]
    if customer.tax_rate_id is None:
        return money.ZERO, []
    return tax_percent(reader, customer.tax_rate_id, policy, memory, now)


def tax_percent(
    reader: Reader, tax_rate_id: int, policy: Policy, memory: Memory, now: datetime
) -> tuple[Decimal | None, list[Evidence]]:
    """The percentage and where it is known from; None when nothing shows it."""
    if str(tax_rate_id) in policy.tax_rates:
        rate = policy.tax_rates[str(tax_rate_id)]
        return rate, [Evidence("Tax rate", f"{rate}%", f"policy {policy.name}")]
    name, account = f"tax_rate {tax_rate_id}", reader.base_url
    known = memory.recall(account, name)
    if known:
        return money.parse(str(known[0])), [Evidence("Tax rate", f"{known[0]}%", known[1])]
    seen = _read_off(reader, tax_rate_id)
    if seen is None:
        return None, [Evidence("Tax rate", "unknown", f"no recent invoice shows rate {tax_rate_id}")]
    rate, invoice = seen
    source = f"read off invoice {invoice.number}"
    memory.remember(account, name, str(rate), at=now, source=source)
    return rate, [Evidence("Tax rate", f"{rate}%", source)]


def _read_off(reader: Reader, tax_rate_id: int) -> tuple[Decimal, Invoice] | None:
    """From the taxed invoices of customers with this rate; the largest tax pins the rate down best."""
    customers = {row.get("id") for row in reader.rows(Call("customers.list")) if row.get("tax_rate_id") == tax_rate_id}
    rows = (Invoice.read(row) for row in reader.rows(Call("invoices.list"), limit=ROWS_READ))
    taxed = sorted((row for row in rows if row.tax > 0 and row.customer_id in customers), key=_tax_of, reverse=True)
    # Read one by one, and only until one rate is left.
    return rate_for(tax_rate_id, (reader.invoice(row.id) for row in taxed[:DETAILS_READ]))


def _tax_of(invoice: Invoice) -> Decimal:
    return invoice.tax

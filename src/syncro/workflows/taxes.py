"""Finds the tax rate of a customer: from the policy, from memory, or read off an invoice that was made with it (facts §5)."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from syncro.api import Reader
from syncro.calls import Call
from syncro.jsonio import Json
from syncro.records import Invoice
from syncro.rules.plan import Evidence
from syncro.rules.policy import Policy
from syncro.rules.tax import rate_for

DETAILS_READ = 8
ROWS_READ = 50


class Memory(Protocol):
    """Where learned facts about an account are kept."""

    def remember(self, account: str, name: str, value: Json, *, at: datetime, source: str) -> None:
        """Keep a fact."""

    def recall(self, account: str, name: str) -> tuple[Json, str] | None:
        """A kept fact and its source."""


class Forgetful:
    """A memory that keeps nothing: for a dry run, which stores nothing."""

    def remember(self, account: str, name: str, value: Json, *, at: datetime, source: str) -> None:
        """Nothing is kept."""

    def recall(self, account: str, name: str) -> tuple[Json, str] | None:
        """Nothing was kept."""
        _ = account, name
        return None


def tax_percent(
    reader: Reader, tax_rate_id: int, policy: Policy, memory: Memory, now: datetime
) -> tuple[Decimal | None, list[Evidence]]:
    """The percentage and where it is known from; None when nothing shows it."""
    if str(tax_rate_id) in policy.tax_rates:
        rate = policy.tax_rates[str(tax_rate_id)]
        return rate, [Evidence("Tax rate", f"{rate} %", f"policy {policy.name}")]
    name, account = f"tax_rate {tax_rate_id}", reader.base_url
    known = memory.recall(account, name)
    if known:
        return Decimal(str(known[0])), [Evidence("Tax rate", f"{known[0]} %", known[1])]
    seen = rate_for(tax_rate_id, _taxed_invoices(reader))
    if seen is None:
        return None, [Evidence("Tax rate", "unknown", f"no recent invoice shows rate {tax_rate_id}")]
    rate, invoice = seen
    source = f"read off invoice {invoice.number}"
    memory.remember(account, name, str(rate), at=now, source=source)
    return rate, [Evidence("Tax rate", f"{rate} %", source)]


def _taxed_invoices(reader: Reader) -> list[Invoice]:
    rows = reader.listing(Call("invoices.list"), limit=ROWS_READ).rows
    taxed = [row for row in map(Invoice.read, rows) if row.tax > 0]
    # A larger tax pins the rate down to more decimals.
    taxed.sort(key=_by_tax, reverse=True)
    return [reader.invoice(row.id) for row in taxed[:DETAILS_READ]]


_by_tax: Callable[[Invoice], Decimal] = lambda row: row.tax  # noqa: E731

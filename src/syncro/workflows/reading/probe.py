"""Finds out by reading which filters and fields an account honours, and remembers it (C5, C6, C7). Writes nothing to Syncro."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from syncro.api import Reader
from syncro.calls import Call
from syncro.errors import SyncroError
from syncro.records import Invoice, id_in
from syncro.rules import doctor
from syncro.rules.doctor import Check
from syncro.rules.words.counts import counted
from syncro.workflows.reading.taxes import Memory

NOBODY = 2_147_483_647
"""An id that no record has."""
DETAILS_READ = 5
INVOICE_TICKET = "honours invoices.ticket_id"
INVOICE_CUSTOMER = "honours invoices.customer_id"
ROWS_CARRY_TICKET = "invoice rows carry ticket_id"
PRODUCT_IDS = "honours products.id[]"
PER_PAGE = "honours comments.per_page"
ALL_COMMENTS = "ticket detail carries all comments"
LABELS = {
    INVOICE_TICKET: "filters invoices by ticket",
    INVOICE_CUSTOMER: "filters invoices by customer",
    ROWS_CARRY_TICKET: "lists invoices with their ticket",
    PRODUCT_IDS: "filters products by several ids",
    PER_PAGE: "limits comments per page",
    ALL_COMMENTS: "shows all comments with the ticket",
}
"""What people read; the facts keep the names under which they were remembered."""
SOURCE = "syncro doctor --probe"

Answer = tuple[bool | None, str]
"""Whether it is so, None when the account's records can't show it; and how that is known."""


def probe(reader: Reader, account: str, memory: Memory, now: datetime) -> Iterator[Check]:
    """One check for each question, remembered as a fact about the account unless it stayed open. Raises SyncroError."""
    sample = _Sample(reader)
    for name, look in _QUESTIONS.items():
        try:
            value, how = look(sample)
        except SyncroError as error:
            yield doctor.unknown("doctor.probe", f"Not known: {error.message}", error.hint, check=LABELS[name])
            continue
        if value is None:
            yield doctor.unknown("doctor.probe", f"Not known: {how}.", check=LABELS[name])
            continue
        memory.remember(account, name, value, at=now, source=f"{SOURCE}: {how}")
        yield doctor.ok("doctor.probe", f"{'Yes' if value else 'No'}: {how}.", check=LABELS[name])


def learned(memory: Memory, account: str, name: str) -> bool | None:
    """What a probe found out; None when none did."""
    found = memory.recall(account, name)
    return found[0] if found and isinstance(found[0], bool) else None


class _Sample:
    """Records to ask about, read once."""

    def __init__(self, reader: Reader) -> None:
        self.reader = reader
        self._invoices: list[dict[str, Any]] | None = None
        self._details: list[Invoice] | None = None

    def first_page(self, operation: str, ticket: int | None = None, **query: Any) -> list[dict[str, Any]]:
        """The rows of one page; of a ticket's own list when one is given."""
        path = {} if ticket is None else {"id": ticket}
        rows: list[dict[str, Any]] = self.reader.read(Call(operation, path, query))
        return rows

    @property
    def invoices(self) -> list[dict[str, Any]]:
        """A page of invoices without any filter."""
        if self._invoices is None:
            self._invoices = self.first_page("invoices.list")
        return self._invoices

    @property
    def details(self) -> list[Invoice]:
        """The details of a few of them; only these prove anything (C5)."""
        if self._details is None:
            self._details = [self.reader.invoice(id_in(row)) for row in self.invoices[:DETAILS_READ]]
        return self._details


def _invoice_ticket(sample: _Sample) -> Answer:
    linked = next((each for each in sample.details if each.ticket_id), None)
    if linked is None:
        return None, "no invoice looked at belongs to a ticket"
    return _filtered(sample, "ticket_id", linked.ticket_id, linked.id)


def _invoice_customer(sample: _Sample) -> Answer:
    owned = next((each for each in sample.details if each.customer_ref), None)
    if owned is None:
        return None, "there is no invoice with a customer"
    return _filtered(sample, "customer_id", owned.customer_ref, owned.id)


def _filtered(sample: _Sample, name: str, value: int | None, wanted: int) -> Answer:
    """A filter is honoured when it finds what is there and finds nothing for nobody; an empty answer alone proves nothing (R-70)."""
    ask = "invoices.list"
    nobodys = sample.first_page(ask, None, **{name: NOBODY})
    if nobodys:
        return False, f"{name}={NOBODY}, which nobody has, still gives {counted(len(nobodys), 'invoice')}"
    found = sample.first_page(ask, None, **{name: value})
    if wanted in [row.get("id") for row in found]:
        return True, f"{name}={value} finds invoice {wanted}, and nobody's id finds none"
    return False, f"{name}={value} doesn't find invoice {wanted}"


def _rows_carry_ticket(sample: _Sample) -> Answer:
    linked = {each.id: each.ticket_id for each in sample.details if each.ticket_id}
    rows = [row for row in sample.invoices if row.get("id") in linked]
    if not rows:
        return None, "no invoice looked at belongs to a ticket"
    right = [row for row in rows if row.get("ticket_id") == linked[row["id"]]]
    return len(right) == len(rows), f"{len(right)} of {len(rows)} rows of linked invoices name their ticket"


def _product_ids(sample: _Sample) -> Answer:
    ids = [id_in(row) for row in sample.first_page("products.list")]
    if len(ids) < 3:
        return None, "there are fewer than three products"
    found = [id_in(row) for row in sample.first_page("products.list", id=ids[:2])]
    return sorted(found) == sorted(ids[:2]), f"asked for 2 of {len(ids)}, got {len(found)}"


def _per_page(sample: _Sample) -> Answer:
    ticket = _talkative(sample)
    if ticket is None:
        return None, "no ticket looked at has two comments"
    found = sample.first_page("tickets.comments", ticket, per_page=1)
    return len(found) == 1, f"per_page=1 gives {counted(len(found), 'comment')}"


def _all_comments(sample: _Sample) -> Answer:
    ticket = _talkative(sample)
    if ticket is None:
        return None, "no ticket looked at has two comments"
    carried, listed = len(sample.reader.ticket(ticket).comments), len(sample.reader.comments(ticket).rows)
    return carried == listed, f"{carried} of {listed}"


def _talkative(sample: _Sample) -> int | None:
    """A ticket with two comments; one that was invoiced most likely has them."""
    listed = [id_in(row) for row in sample.first_page("tickets.list")[:DETAILS_READ]]
    linked = [each.ticket_id for each in sample.details if each.ticket_id]
    return next((each for each in [*linked[:2], *listed] if len(sample.first_page("tickets.comments", each)) > 1), None)


_QUESTIONS: dict[str, Callable[[_Sample], Answer]] = {
    INVOICE_TICKET: _invoice_ticket,
    INVOICE_CUSTOMER: _invoice_customer,
    ROWS_CARRY_TICKET: _rows_carry_ticket,
    PRODUCT_IDS: _product_ids,
    PER_PAGE: _per_page,
    ALL_COMMENTS: _all_comments,
}

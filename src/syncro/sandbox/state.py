"""The pretend account's records: read from memory, written to disk before anyone hears of it. No HTTP, no behaviour.

Kinds, each with the scalar fields of its shape in the facts; what is embedded or computed is joined when answering:

users, customers (+ prepay_hours "4.0", tax_rate_id), tax_rates {id, name, rate: percent as text}, contacts, phones,
products (product_category as text), categories, tickets, comments {ticket_id, …, body as typed}, timers {ticket_id, …},
ticket_lines {ticket_id, …}, invoices, invoice_lines {invoice_id, …, ticket_line_id, drawn: prepay hours this line took,
negative for hours it added}, payments {…, invoice_ids, applied: {"<invoice id>": "amount"}}, payment_methods,
appointments, appointment_types, assets, schedules, schedule_lines {schedule_id, …}, estimates,
estimate_lines {estimate_id, …}, contracts, rmm_alerts, vendors, purchase_orders (amounts in cents),
po_lines {purchase_order_id, …}, location_quantities {product_id, …}, product_skus {product_id, vendor_id, value},
product_serials {product_id, price_*_cents, state, line_kind and line_item_id of what it hangs on},
part_orders (the API's items), worksheet_templates {name, public, required, fields}, worksheet_results {ticket_id, …},
ticket_forms, canned_responses, canned_response_categories, wiki_pages, timelogs, user_devices {device_uuid, …},
leads, portal_users, payment_profiles {customer_id, …}, patches {asset_id, kb, status, …}.
Not shown as such: schedules.stuck (it does not run), rmm_alerts.muted_until, invoices.sent_at and voided_at.
Attachments are part of their ticket, photos of their product.

The sandbox's own: keys {id: the key, user_id, permissions, expired, denied, two_factor_code, failed_codes},
sessions {id: the token, key, expires_at}, settings {id: account | tickets, value}, counters {id, value}, outbox, planted.
"""

from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol
from zlib import crc32

from syncro import jsonio
from syncro.jsonio import Json
from syncro.sandbox.clock import monotonic
from syncro.sandbox.database import Database, Id, Record
from syncro.sandbox.tables import Tables

HISTORY = 20_000
"""How many past changes a lagging list can look behind."""


class Company(Protocol):
    """What an account starts with."""

    @property
    def records(self) -> dict[str, list[Record]]: ...
    @property
    def keys(self) -> list[Record]: ...
    @property
    def settings(self) -> Record: ...
    @property
    def ticket_settings(self) -> Record: ...
    @property
    def planted(self) -> list[Record]: ...


class State:
    """All records; without a path they live only as long as the process."""

    def __init__(self, path: str | None = None, tables: Tables | None = None) -> None:
        self._database = Database(path or ":memory:") if tables is None else None
        self._tables = tables or Tables()
        self._changes: dict[tuple[str, Id], Record | None] = {}
        self._undo: list[tuple[str, Id, Record | None]] | None = None
        self._history: deque[tuple[float, str, Id, Record | None]] = deque(maxlen=HISTORY)
        for kind, record in self._database.load() if self._database else ():
            self._tables.put(kind, record)
        self._reach(self._tables)

    @property
    def is_empty(self) -> bool:
        """True before a company was loaded."""
        return not self.all("users")

    def load(self, company: Company) -> None:
        """Forget everything and start with this company."""
        rows = list(_rows(company))
        if self._database:
            self._database.replace(rows)
        tables = Tables()
        for kind, _, text in rows:
            tables.put(kind, jsonio.loads(text))
        self._tables = tables
        self._history.clear()
        self._reach(tables)

    def _reach(self, tables: Tables) -> None:
        """Reads go straight to the tables: one call less for each."""
        self.get, self.all, self.where, self.newest = tables.get, tables.all, tables.where, tables.newest

    def counts(self) -> dict[str, int]:
        """How many records there are of each kind that has any."""
        return self._tables.counts()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of what is put inside, on disk, or nothing of it, in memory neither."""
        self._undo, self._changes = [], {}
        try:
            yield
            if self._database and self._changes:
                self._database.commit(self._changes)
        except BaseException:
            self._revert(self._undo)
            raise
        else:
            now = monotonic()
            self._history.extend((now, *entry) for entry in self._undo)
        finally:
            self._undo = None

    def put(self, kind: str, record: Record) -> Record:
        """Create or replace a record; only inside a transaction."""
        self._note(kind, record["id"], self._tables.put(kind, record), record)
        return record

    def change(self, kind: str, record: Record, **fields: Json) -> Record:
        """Replace a record by one with some fields changed."""
        return self.put(kind, {**record, **fields})

    def drop(self, kind: str, id_: Id) -> None:
        """Delete a record; only inside a transaction."""
        self._note(kind, id_, self._tables.drop(kind, id_), None)

    def next_id(self, kind: str) -> int:
        """An id never used before, not even by a deleted record."""
        counter = self.get("counters", kind)
        last = counter["value"] if counter else self._highest(kind)
        self.put("counters", {"id": kind, "value": last + 1})
        return int(last) + 1

    def next_number(self, kind: str, start: int) -> int:
        """The next visible number of tickets, invoices or estimates."""
        name = f"{kind}.number"
        counter = self.get("counters", name)
        last = counter["value"] if counter else max(_numbers(self.all(kind)), default=start - 1)
        self.put("counters", {"id": name, "value": last + 1})
        return int(last) + 1

    def as_of(self, moment: float) -> "State":
        """The records as they were at a monotonic moment, for reading only."""
        if not self._history or self._history[-1][0] <= moment:
            return self
        tables = self._tables.copy()
        for at, kind, id_, before in reversed(self._history):
            if at <= moment:
                break
            _restore(tables, kind, id_, before)
        return State(tables=tables)

    def close(self) -> None:
        """Give the file back."""
        if self._database:
            self._database.close()

    def _note(self, kind: str, id_: Id, before: Record | None, after: Record | None) -> None:
        if self._undo is None:
            raise RuntimeError("a record can only change inside a transaction")
        self._undo.append((kind, id_, before))
        self._changes[kind, id_] = after

    def _revert(self, undo: list[tuple[str, Id, Record | None]]) -> None:
        for kind, id_, before in reversed(undo):
            _restore(self._tables, kind, id_, before)

    def _highest(self, kind: str) -> int:
        # Kinds start far apart, so that an id of one is not by accident an id of another.
        start = 1_000_000 + crc32(kind.encode()) % 80_000_000
        return max((id_ for id_ in self._tables.ids(kind) if isinstance(id_, int)), default=start)


def _restore(tables: Tables, kind: str, id_: Id, before: Record | None) -> None:
    if before is None:
        tables.drop(kind, id_)
    else:
        tables.put(kind, before)


def _numbers(records: object) -> Iterator[int]:
    for record in records:  # type: ignore[attr-defined]
        if str(record.get("number")).isdecimal():
            yield int(record["number"])


def _rows(company: Company) -> Iterator[tuple[str, Id, str]]:
    for kind, records in company.records.items():
        for record in records:
            yield kind, record["id"], jsonio.dumps(record)
    for key in company.keys:
        yield "keys", key["key"], jsonio.dumps({**key, "id": key["key"]})
    for name, value in (("account", company.settings), ("tickets", company.ticket_settings)):
        yield "settings", name, jsonio.dumps({"id": name, "value": value})
    for number, row in enumerate(company.planted, 1):
        yield "planted", number, jsonio.dumps({"id": number, "row": row})

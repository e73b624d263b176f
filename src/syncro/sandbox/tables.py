"""Records in memory, found by id and by the fields that are asked for. No disk, no transactions.

A record is never changed in place: a change puts a new one. So a copy of the tables is a copy of dictionaries.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import overload

from syncro.sandbox.database import Id, Record

INDEXED: dict[str, tuple[str, ...]] = {
    "addresses": ("customer_id",),
    "appointments": ("ticket_id", "customer_id"),
    "assets": ("customer_id",),
    "comments": ("ticket_id",),
    "contacts": ("customer_id",),
    "contracts": ("customer_id",),
    "estimate_lines": ("estimate_id",),
    "estimates": ("number",),
    "invoice_lines": ("invoice_id", "ticket_line_id"),
    "invoices": ("ticket_id", "customer_id", "number", "schedule_id"),
    "location_quantities": ("product_id",),
    "payments": ("invoice_ids",),
    "phones": ("customer_id",),
    "po_lines": ("purchase_order_id",),
    "product_skus": ("product_id",),
    "products": ("upc_code",),
    "schedule_lines": ("schedule_id",),
    "ticket_lines": ("ticket_id",),
    "tickets": ("customer_id", "number"),
    "timers": ("ticket_id", "ticket_line_item_id"),
    "user_devices": ("device_uuid",),
    "worksheet_results": ("ticket_id",),
}

Index = dict[object, dict[Id, None]]


class Newest(Sequence[Record]):
    """A kind's records, the latest created first. Nothing is copied before a page is cut out."""

    def __init__(self, rows: dict[Id, Record], order: list[Id]) -> None:
        self._rows = rows
        self._order = order

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> Record: ...
    @overload
    def __getitem__(self, place: slice) -> list[Record]: ...
    def __getitem__(self, place: int | slice) -> Record | list[Record]:
        if isinstance(place, int):
            return self._rows[self._order[-1 - place]]
        start, stop, _ = place.indices(len(self._order))
        count = len(self._order)
        return [self._rows[id_] for id_ in reversed(self._order[max(count - stop, 0) : count - start])]


class Tables:
    """All records of one moment."""

    def __init__(self) -> None:
        self._rows: dict[str, dict[Id, Record]] = defaultdict(dict)
        self._orders: dict[str, list[Id]] = {}
        self._indexes: dict[str, dict[str, Index]] = {
            kind: {field: {} for field in fields} for kind, fields in INDEXED.items()
        }

    def get(self, kind: str, id_: object) -> Record | None:
        """The record of this id, if there is one."""
        return self._rows[kind].get(id_)  # type: ignore[call-overload, no-any-return]

    def all(self, kind: str) -> Collection[Record]:
        """Every record of a kind, oldest id first as loaded, then in order of arrival."""
        return self._rows[kind].values()

    def ids(self, kind: str) -> Collection[Id]:
        """The ids of a kind."""
        return self._rows[kind].keys()

    def counts(self) -> dict[str, int]:
        """How many records there are of each kind that has any."""
        return {kind: len(rows) for kind, rows in self._rows.items() if rows}

    def where(self, kind: str, field: str, value: object) -> list[Record]:
        """The records whose indexed field has (or, for a list, contains) the value."""
        rows = self._rows[kind]
        return [rows[id_] for id_ in self._indexes[kind][field].get(value, ())]

    def newest(self, kind: str) -> Newest:
        """The records of a kind by creation, then by id, the latest first."""
        rows = self._rows[kind]
        order = self._orders.get(kind)
        if order is None:
            order = self._orders[kind] = sorted(rows, key=lambda id_: _age(rows[id_]))
        return Newest(rows, order)

    def put(self, kind: str, record: Record) -> Record | None:
        """Keep a record under its `id`; gives what it replaces."""
        id_ = record["id"]
        before = self._rows[kind].get(id_)
        if before is not None:
            self._unindex(kind, before)
        self._rows[kind][id_] = record
        self._reorder(kind, before, record)
        for field, index in self._indexes.get(kind, {}).items():
            for value in _values(record.get(field)):
                index.setdefault(value, {})[id_] = None
        return before

    def drop(self, kind: str, id_: Id) -> Record | None:
        """Forget a record; gives it, or None when there was none."""
        before = self._rows[kind].pop(id_, None)
        if before is not None:
            self._unindex(kind, before)
            self._orders.pop(kind, None)
        return before

    def copy(self) -> "Tables":
        """Tables with the same records that no later change reaches."""
        twin = Tables()
        for kind, rows in self._rows.items():
            for record in rows.values():
                twin.put(kind, record)
        return twin

    def _reorder(self, kind: str, before: Record | None, record: Record) -> None:
        """Keep the order where that is free: nothing moved, or the new record is the latest."""
        order = self._orders.get(kind)
        if order is None or (before is not None and _age(before) == _age(record)):
            return
        if before is None and (not order or _age(self._rows[kind][order[-1]]) <= _age(record)):
            order.append(record["id"])
        else:
            del self._orders[kind]

    def _unindex(self, kind: str, record: Record) -> None:
        for field, index in self._indexes.get(kind, {}).items():
            for value in _values(record.get(field)):
                if value in index:
                    index[value].pop(record["id"], None)


def _age(record: Record) -> tuple[str, Id]:
    return str(record.get("created_at") or ""), record["id"]


def _values(value: object) -> Collection[object]:
    return value if isinstance(value, list) else (value,)

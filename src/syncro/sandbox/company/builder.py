"""Where the company's records are collected while it is built. Knows ids and time; knows no shop rules."""

from collections import defaultdict
from datetime import datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

from syncro.sandbox import shapes
from syncro.sandbox.company.calendar import Calendar, stamp

Row = dict[str, Any]
"""One stored record as plain data."""

ACCOUNT_ID = shapes.ACCOUNT_ID
HISTORY = timedelta(days=900)
ID_BASE = {
    "users": 41_000,
    "customers": 20_000_000,
    "tax_rates": 61_000,
    "contacts": 3_000_000,
    "addresses": 1_200_000,
    "phones": 28_000_000,
    "products": 9_300_000,
    "tickets": 93_000_000,
    "comments": 410_000_000,
    "timers": 17_000_000,
    "ticket_lines": 55_000_000,
    "invoices": 71_000_000,
    "invoice_lines": 240_000_000,
    "payments": 36_000_000,
    "payment_methods": 52_000,
    "appointments": 44_000_000,
    "assets": 8_000_000,
    "schedules": 610_000,
    "schedule_lines": 5_100_000,
    "estimates": 13_000_000,
    "estimate_lines": 66_000_000,
    "contracts": 720_000,
    "rmm_alerts": 150_000_000,
    "leads": 19_000_000,
    "portal_users": 2_400_000,
    "payment_profiles": 880_000,
    "patches": 330_000_000,
    "categories": 310_000,
    "vendors": 92_000,
    "purchase_orders": 640_000,
    "po_lines": 2_700_000,
    "product_skus": 1_900_000,
    "location_quantities": 5_800_000,
    "product_serials": 3_600_000,
    "part_orders": 880_000,
    "wiki_pages": 270_000,
    "canned_responses": 140_000,
    "canned_response_categories": 15_000,
    "timelogs": 4_400_000,
    "worksheet_results": 6_200_000,
    "user_devices": 230_000,
}
"""First id of each kind: large, and unrelated to the visible numbers (facts §1)."""


PARENT = {
    "contacts": "customer_id",
    "addresses": "customer_id",
    "assets": "customer_id",
    "invoices": "customer_id",
    "comments": "ticket_id",
    "timers": "ticket_id",
    "ticket_lines": "ticket_id",
    "invoice_lines": "invoice_id",
    "schedule_lines": "schedule_id",
    "estimate_lines": "estimate_id",
}
"""Field by which the records of a kind are found again while building."""


class Builder:
    """The company under construction: records, keys, planted cases, random numbers, today."""

    def __init__(self, seed: int, now: datetime) -> None:
        self.rng = Random(seed)  # noqa: S311  no secret depends on it
        self.calendar = Calendar.at(now)
        self.records: dict[str, list[Row]] = defaultdict(list)
        self.planted: list[Row] = []
        self.block: dict[int, Decimal] = defaultdict(Decimal)
        self.invoiced: set[tuple[int, str, str]] = set()
        self.words: dict[int, dict[str, str]] = {}
        self._children: dict[tuple[str, int], list[Row]] = defaultdict(list)
        self._ids: dict[str, set[int]] = defaultdict(set)
        self._start = self.calendar.moment(0) - HISTORY

    def id(self, kind: str, created: datetime) -> int:
        """A free id that grows with the time of creation, as Syncro's do."""
        minutes = max(0, int((created - self._start).total_seconds() // 60))
        number = ID_BASE[kind] + minutes * 7
        while number in self._ids[kind]:
            number += 1
        self._ids[kind].add(number)
        return number

    def add(self, kind: str, created: datetime, fields: Row, *, fixed_id: int | None = None) -> Row:
        """Store a record of `kind` with its id and both time stamps; returns it for changes."""
        number = fixed_id if fixed_id is not None else self.id(kind, created)
        self._ids[kind].add(number)
        row = {"id": number, **fields, "created_at": stamp(created), "updated_at": stamp(created)}
        self.records[kind].append(row)
        if kind in PARENT:
            self._children[kind, row[PARENT[kind]]].append(row)
        return row

    def children(self, kind: str, parent: Row) -> list[Row]:
        """Records of `kind` that belong to `parent`, in the order they were added."""
        return self._children[kind, parent["id"]]

    def plant(self, rule: str, error: bool, kind: str, row: Row, what: str, **more: Any) -> None:
        """Note a case for `rule`: an error, or a look-alike that isn't one. Numbers follow at the end."""
        customer = row["id"] if kind == "customer" else row.get("customer_id")
        extra = {"customer_id": customer} if customer is not None else {}
        case = {"rule": rule, "error": error, "kind": kind, "id": row["id"], "number": None, "what": what}
        self.planted.append(case | extra | more)


def touch(row: Row, at: datetime) -> None:
    """Move `updated_at` forward to `at`; never back."""
    row["updated_at"] = max(row["updated_at"], stamp(at))

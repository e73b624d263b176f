"""What the sandbox holds in the end, compared with what was intended and with what was claimed. Sends only reads."""

import http.client
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from html import unescape
from typing import Any, Self
from urllib.parse import urlsplit

from msgspec import Struct, field

from storm.ground import filled
from storm.journals import CHARGE, MARKER, Told
from storm.pieces import Want
from storm.worker import Done

KINDS = (
    *("comments", "ticket_lines", "timers", "invoices", "tickets", "appointments", "payments", "estimates"),
    *("estimate_lines", "contacts", "invoice_lines"),
)
MADE_BY = {
    "tickets.comment": "comments",
    "tickets.add_line_item": "ticket_lines",
    "tickets.timer_entry": "timers",
    CHARGE: "ticket_lines",
    "invoices.create": "invoices",
    "tickets.create": "tickets",
    "appointments.create": "appointments",
    "payments.create": "payments",
    "estimates.create": "estimates",
    "contacts.create": "contacts",
}
IDENTITY = ("subject", "user_id", "product_id")
"""Fields that say which record it is; the others say whether it is right."""
TEXTS = ("body", "subject", "summary", "ref_num", "name", "notes", "description")

Row = dict[str, Any]


class Verdict(Struct):
    """One piece in figures, and what is wrong with it in words."""

    intended: int = 0
    landed: int = 0
    missing: int = 0
    duplicates: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    false: list[str] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    shared: list[str] = field(default_factory=list)

    @property
    def violations(self) -> list[str]:
        """What must never be."""
        return [*self.duplicates, *self.lost, *self.false]


class State:
    """All records, found by place or by the words of a piece."""

    def __init__(self, records: Mapping[str, list[Row]]) -> None:
        self.records = {kind: records.get(kind, []) for kind in KINDS}
        self._by_id = {kind: {row["id"]: row for row in rows} for kind, rows in self.records.items()}
        self._by_piece: dict[tuple[str, int], list[Row]] = defaultdict(list)
        self._by_ticket: dict[tuple[str, int], list[Row]] = defaultdict(list)
        for kind, rows in self.records.items():
            for row in rows:
                if row.get("ticket_id"):
                    self._by_ticket[kind, row["ticket_id"]].append(row)
                for number in {int(each) for name in TEXTS for each in MARKER.findall(str(row.get(name) or ""))}:
                    self._by_piece[kind, number].append(row)

    @classmethod
    def read(cls, base_url: str) -> Self:
        """As the sandbox holds them now."""
        return cls({kind: _records(base_url, kind) for kind in KINDS})

    def found(self, done: Done, want: Want) -> list[Row]:
        """The records that are this want: made for it by a tech of ours, right or not."""
        place, fields = filled(want.place, done.ids), filled(want.fields, done.ids)
        if want.is_state:
            row = self._by_id[want.kind].get(place["id"])
            return [row] if row and not differences(row, fields) else []
        rows = self._by_piece[want.kind, done.piece.number]
        if not want.text:
            rows = self._by_ticket[want.kind, place["ticket_id"]]
        others = {*done.others, *done.ids.get("@equal", ())}
        named = {name: fields[name] for name in IDENTITY if name in fields}
        return [
            row
            for row in rows
            if row["id"] not in others
            and (not want.text or done.piece.marker in str(row.get(want.text)))
            and not differences(row, place)
            and not differences(row, named)
        ]


def differences(row: Mapping[str, Any], fields: Mapping[str, Any]) -> list[str]:
    """Fields that aren't as wanted, in words."""
    return [
        f"{name} is {row.get(name)!r}, not {value!r}"
        for name, value in fields.items()
        if not _same(row.get(name), value)
    ]


def judge(state: State, done: Done, told: Iterable[Told]) -> Verdict:
    """Everything about one piece."""
    verdict = Verdict(intended=done.piece.intended)
    plans = list(told)
    is_claimed_done = _is_claimed_done(done, plans)
    rows_by_kind: dict[str, dict[int, Row]] = defaultdict(dict)
    for want in done.piece.wants:
        rows = state.found(done, want)
        rows_by_kind[want.kind] |= {} if want.is_state else {row["id"]: row for row in rows}
        _count(verdict, done, want, rows, is_claimed_done=is_claimed_done)
    _check_ids(verdict, rows_by_kind, plans)
    _check_words(verdict, done, plans, rows_by_kind)
    for plan in plans:
        verdict.unknown += [f"{plan.plan_id} {step} ({plan.last[step]})" for step in plan.open_steps]
    return verdict


def _is_claimed_done(done: Done, plans: list[Told]) -> bool:
    """As many plans as rounds are claimed done, by a command or by the journal."""
    said = {claim.plan_id for claim in done.claims if claim.is_done}
    return len(said | {plan.plan_id for plan in plans if plan.is_verified}) >= done.piece.rounds


def _count(verdict: Verdict, done: Done, want: Want, rows: list[Row], *, is_claimed_done: bool) -> None:
    found = len(rows)
    verdict.landed += min(found, want.times)
    absent = max(want.times - found, 0)
    if found > want.times:
        ids = ", ".join(str(row["id"]) for row in rows)
        verdict.duplicates += [f"duplicate {want.name}: {ids}"] * (found - want.times)
    if absent and is_claimed_done:
        verdict.lost += [f"lost {want.name}: claimed done, and it isn't there"] * absent
    verdict.missing += absent
    fields = filled(want.fields, done.ids)
    wrong = [f"{want.name} {row['id']}: {said}" for row in rows for said in differences(row, fields)]
    if wrong and is_claimed_done:
        verdict.false += [f"claimed done, but {each}" for each in wrong]


def _check_ids(verdict: Verdict, rows: Mapping[str, Mapping[int, Row]], plans: list[Told]) -> None:
    """Each `done` of the journal names a record that is really this piece's, and no two of a journal name the same."""
    seen: dict[tuple[str, Any], int] = {}
    for plan in plans:
        for step, id_ in plan.ids.items():
            kind = MADE_BY.get(plan.operations[step])
            if kind is None or plan.last[step] != "done":
                continue
            if id_ not in rows[kind]:
                verdict.false.append(f"{plan.plan_id} says {step} is {id_}, which isn't that record")
            elif seen.get((kind, id_)) == plan.home:
                verdict.false.append(f"{plan.plan_id} says {step} is {id_}, which another step of this journal made")
            elif (kind, id_) in seen:
                # Two agents with one key and one wish: neither's journal knows the other's, and Syncro shows one record.
                verdict.shared.append(f"{kind} {id_}")
            seen[kind, id_] = plan.home
    waiting = {MADE_BY.get(plan.operations[step]) for plan in plans for step in plan.open_steps}
    for kind in set(MADE_BY.values()) & set(rows):
        for id_ in set(rows[kind]) - {each for name, each in seen if name == kind}:
            if kind not in waiting:
                verdict.false.append(f"{kind} {id_} landed, and no plan says so")


def _check_words(verdict: Verdict, done: Done, plans: list[Told], rows: Mapping[str, Mapping[int, Row]]) -> None:
    """The last word on each plan agrees with the journal and with the records."""
    last = {claim.plan_id: claim for claim in done.claims if claim.code >= 0 and claim.plan_id}
    for plan in plans:
        claim = last.get(plan.plan_id)
        if claim is None:
            continue
        wrote = any(event == "done" for event in plan.last.values())
        if claim.wrote == "no" and wrote:
            verdict.false.append(f"{plan.plan_id}: {claim.stage} says nothing was written, and the journal says it was")
        if claim.wrote == "yes" and not wrote:
            verdict.false.append(f"{plan.plan_id}: {claim.stage} says it was written, and the journal doesn't")
        if claim.code == 0 and not claim.is_done:
            verdict.false.append(f"{plan.plan_id}: {claim.stage} exits 0 and isn't done and verified")
        if claim.said.get("status") == "done" and not plan.is_complete:
            verdict.false.append(f"{plan.plan_id}: {claim.stage} says done, and the journal has open steps")
        for receipt in claim.said.get("receipts") or ():
            kind = MADE_BY.get(receipt["operation"]) if receipt["operation"] != CHARGE else None
            if kind and receipt["outcome"] == "done" and receipt["id"] not in rows[kind]:
                verdict.false.append(f"{plan.plan_id}: the receipt of {receipt['step']} names {receipt['id']}")


def _same(found: Any, wanted: Any) -> bool:
    if isinstance(wanted, bool) or wanted is None:
        return found is wanted
    if isinstance(wanted, int | Decimal):
        try:
            return Decimal(str(found)) == wanted
        except InvalidOperation:
            return False
    if isinstance(wanted, str) and wanted[10:11] == "T":
        return found is not None and datetime.fromisoformat(str(found)) == datetime.fromisoformat(wanted)
    return unescape(str(found)) == str(wanted)


def _records(base_url: str, kind: str) -> list[Row]:
    connection = http.client.HTTPConnection(urlsplit(base_url).netloc, timeout=120)
    try:
        connection.request("GET", f"/sandbox/records/{kind}")
        rows: list[Row] = json.loads(connection.getresponse().read(), parse_float=Decimal)["records"]
    finally:
        connection.close()
    return rows

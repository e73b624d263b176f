"""Every create that the product makes, and every one by hand, each with what it needs and where it lands."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

import httpx2
from msgspec import Struct, field

import shop
from desk import Desk, Syncro
from syncro import jsonio
from syncro.calls import Call
from syncro.catalog import Operation
from syncro.rules.billing.estimates import Hardware
from syncro.rules.billing.policy import Method
from syncro.rules.plans.plan import Plan
from syncro.rules.tickets.comments import CommentMode
from syncro.store.journal import StoredPlan
from syncro.workflows.engine.executing import Execution, plan_of, progress_of
from syncro.workflows.planners.adhoc import CallRequest, plan_call
from syncro.workflows.planners.closing import CloseRequest, plan_close
from syncro.workflows.planners.commenting import CommentRequest, plan_comment
from syncro.workflows.planners.creating import CreateRequest, plan_create
from syncro.workflows.planners.estimating import EstimateLineRequest, EstimateRequest, plan_estimate, plan_estimate_line

TICKET = shop.TICKETS[shop.PLAIN]
WORDS = "Rebuilt R&D's profile: a < b, then rebooted"
ME, OTHER = "sandbox-tech-1", "sandbox-owner"
AUTHORS = {ME: "Avery Stone", OTHER: "Olive Hart"}
WORKSHEET = ("add", "manage", "delete")
MANY = 105
"""More than one page of any list."""

Make = Callable[[Syncro], Any]
Planner = Callable[[Desk, Any, str], Plan]


class Case(Struct, frozen=True):
    """One create. `operation` is what is sent, `kind` where it lands; `text` the stored field that holds words.

    `make` puts there what it hangs on, `again` what a further one needs; `attributed`: Syncro says who made it. `fresh`: it hangs on
    a record
    that the same plan makes. `sure`: it shows in a record of its own, so that no list that lags hides it. `twin`: an
    equal one can be made.
    """

    name: str
    operation: str
    kind: str
    plan: Planner
    text: str = ""
    make: Make = lambda _: None
    again: Make = lambda _: None
    attributed: bool = False
    fresh: bool = False
    sure: bool = False
    twin: bool = True

    def __str__(self) -> str:
        return self.name


def _create(desk: Desk, _: Any, repeat: str) -> Plan:
    more = {"start": "2031-12-01 2pm", "visit_type": "onsite", "allow_repeat": repeat}
    return plan_create(CreateRequest(str(shop.PLAIN), desk.session.tech.alias, WORDS, WORDS, **more), desk.around())


def _comment(desk: Desk, _: Any, repeat: str) -> Plan:
    alias = desk.session.tech.alias
    request = CommentRequest(shop.number(TICKET), WORDS, alias, mode=CommentMode.INTERNAL, allow_repeat=repeat)
    return plan_comment(request, desk.around())


def _close(desk: Desk, _: Any, repeat: str) -> Plan:
    request = CloseRequest(shop.number(TICKET), desk.session.tech.alias, WORDS, no_time="a gift", allow_repeat=repeat)
    return plan_close(request, desk.around())


def _bill(method: Method) -> Planner:
    return lambda desk, _, repeat: desk.plan(shop.number(TICKET), work=WORDS, method=method, allow_repeat=repeat)


def _estimate(desk: Desk, _: Any, repeat: str) -> Plan:
    request = EstimateRequest(shop.PLAIN, WORDS, date(2026, 11, 20), desk.session.tech.alias, allow_repeat=repeat)
    return plan_estimate(request, desk.around())


def _an_estimate(side: Syncro) -> dict[str, Any]:
    body = {"customer_id": shop.PLAIN, "date": "2026-11-20", "name": "Front desk"}
    made: dict[str, Any] = side.someone("POST", "estimates", body)["estimate"]
    return made


def _estimate_line(desk: Desk, made: Any, repeat: str) -> Plan:
    thing = Hardware(WORDS, Decimal(1249), Decimal(2))
    return plan_estimate_line(
        EstimateLineRequest(str(made["number"]), thing, desk.session.tech.alias, repeat), desk.around()
    )


PRODUCT = [
    Case("ticket", "tickets.create", "tickets", _create, "subject", attributed=True),
    Case("initial-issue", "tickets.comment", "comments", _create, "body", attributed=True, fresh=True),
    Case("visit", "appointments.create", "appointments", _create, "summary", fresh=True, sure=True),
    Case("comment", "tickets.comment", "comments", _comment, "body", attributed=True, sure=True),
    Case("resolution", "tickets.comment", "comments", _bill(Method.LINE_ITEM), "body", attributed=True, sure=True),
    Case("closing-comment", "tickets.comment", "comments", _close, "body", attributed=True, sure=True),
    Case(
        "line",
        "tickets.add_line_item",
        "ticket_lines",
        _bill(Method.LINE_ITEM),
        "description",
        attributed=True,
        sure=True,
    ),
    Case("timer", "tickets.timer_entry", "timers", _bill(Method.TIMER), "notes", attributed=True, sure=True),
    Case(
        "charge",
        "tickets.charge_timer_entry",
        "ticket_lines",
        _bill(Method.TIMER),
        "",
        sure=True,
        fresh=True,
        twin=False,
    ),
    Case("invoice", "invoices.create", "invoices", _bill(Method.LINE_ITEM), attributed=True),
    Case("timer-invoice", "invoices.create", "invoices", _bill(Method.TIMER), attributed=True),
    Case("estimate", "estimates.create", "estimates", _estimate, "name", attributed=True),
    Case("estimate-line", "estimates.add_line_item", "estimate_lines", _estimate_line, "name", _an_estimate, sure=True),
]


def by_hand(
    operation: str, kind: str, text: str, body: dict[str, Any], path: dict[str, Any] | None = None, **more: Any
) -> Case:
    """A create through `syncro api`. `make` may give more of path and body, as a pair."""

    def planned(desk: Desk, made: Any, repeat: str) -> Plan:
        on, with_ = made or ({}, {})
        call = Call(operation, (path or {}) | on, body=body | with_)
        return plan_call(CallRequest(call, desk.session.tech.alias, repeat), desk.around())

    return Case(f"api-{operation}", operation, kind, planned, text, **more)


def _on(path: str, body: dict[str, Any], key: str) -> Make:
    """What somebody made before, for the create to hang on."""

    def make(side: Syncro) -> tuple[dict[str, Any], dict[str, Any]]:
        made = side.someone("POST", path, body)
        return {"id": (made.get(key) or made)["id"]}, {}

    return make


def _vendor(side: Syncro) -> int:
    made = side.someone("POST", "vendors", {"name": "Cable Depot"})
    return int((made.get("vendor") or made)["id"])


def _order(side: Syncro) -> tuple[dict[str, Any], dict[str, Any]]:
    side.someone("PUT", f"products/{shop.HARDWARE}", {"maintain_stock": True})
    made = side.someone("POST", "purchase_orders", {"vendor_id": _vendor(side)})
    return {"id": (made.get("purchase_order") or made)["id"]}, {}


def _asset_types(side: Syncro) -> None:
    account = side.control("GET", "settings")["account"]
    types = {"asset_types": [{"id": 5, "name": "Laptop"}]}
    side.control("PUT", "settings", {"account": account | {"assets": types}})


def _worksheets(side: Syncro) -> None:
    side.store("worksheet_templates", [{"id": 1, "name": "Intake", "fields": []}])
    for key in (ME, OTHER):
        side.control("PUT", "keys", {"key": key, "permissions": {"worksheet": dict.fromkeys(WORKSHEET, True)}})


def _invoice(side: Syncro) -> tuple[dict[str, Any], dict[str, Any]]:
    return {"id": side.someone("POST", "invoices", {"customer_id": shop.PLAIN})["invoice"]["id"]}, {}


def _billable(side: Syncro) -> tuple[dict[str, Any], dict[str, Any]]:
    side.someone("POST", f"tickets/{TICKET}/add_line_item", LINE | {"description": "Dock", "price_retail": 30})
    return {}, {}


def _owed(side: Syncro) -> tuple[dict[str, Any], dict[str, Any]]:
    _billable(side)
    made = side.someone("POST", "invoices", {"customer_id": shop.PLAIN, "ticket_id": TICKET})["invoice"]
    return {}, {"invoice_id": made["id"]}


P = {"customer_id": shop.PLAIN}
LINE = {"product_id": shop.HARDWARE, "name": "Hardware", "description": WORDS, "quantity": 1}
LINE |= {"price_retail": 5, "taxable": True}
PART = {"product_id": shop.REMOTE, "quantity": 2}
PAID = P | {"amount_cents": 500, "payment_method": "Check", "ref_num": "CHK-1187"}
VISIT = P | {"summary": WORDS, "start_at": "2026-05-04T14:00:00-07:00", "end_at": "2026-05-04T15:00:00-07:00"}
ON, MADE = {"id": TICKET}, {"attributed": True}
BY_HAND = [
    by_hand("tickets.create", "tickets", "subject", P | {"subject": WORDS}, **MADE),
    by_hand(
        "tickets.comment", "comments", "body", {"subject": "Note", "body": WORDS, "hidden": True}, ON, sure=True, **MADE
    ),
    by_hand("tickets.add_line_item", "ticket_lines", "description", LINE, ON, sure=True, **MADE),
    by_hand(
        *("tickets.timer_entry", "timers", "notes"),
        *(
            {
                "start_at": "2026-11-19T10:00:00-07:00",
                "duration_minutes": 30,
                "notes": WORDS,
                "product_id": shop.REMOTE,
            },
            ON,
        ),
        sure=True,
        **MADE,
    ),
    by_hand(
        "worksheet_results.create",
        "worksheet_results",
        "name",
        {"title": WORDS, "worksheet_template_id": 1},
        {"ticket_id": TICKET},
        make=_worksheets,
    ),
    by_hand("canned_responses.create", "canned_responses", "title", {"title": WORDS, "body": "We are on it"}),
    by_hand("invoices.create", "invoices", "", P | {"ticket_id": TICKET}, make=_billable, again=_billable, **MADE),
    by_hand("invoices.add_line_item", "invoice_lines", "", PART, make=_invoice, sure=True),
    by_hand("payments.create", "payments", "", PAID),
    by_hand("estimates.create", "estimates", "name", P | {"date": "2026-11-20", "name": WORDS}, **MADE),
    by_hand(
        "estimates.add_line_item",
        "estimate_lines",
        "",
        PART,
        make=lambda side: ({"id": _an_estimate(side)["id"]}, {}),
        sure=True,
    ),
    by_hand(
        "schedules.create", "schedules", "name", P | {"name": WORDS, "frequency": "Monthly", "next_run": "2026-12-01"}
    ),
    by_hand(
        *("schedules.add_line_item", "schedule_lines", "description"),
        {"product_id": shop.HARDWARE, "quantity": 2, "name": "Care", "description": WORDS, "retail_cents": 500},
        make=_on("schedules", P | {"name": "Care", "frequency": "Monthly", "next_run": "2026-12-01"}, "schedule"),
        sure=True,
    ),
    by_hand("contracts.create", "contracts", "name", P | {"name": WORDS}),
    by_hand("customers.create", "customers", "business_name", {"business_name": WORDS, "email": "Ann@new.example"}),
    by_hand(
        "phones.create", "phones", "", {"number": "(555) 555-0100", "label": "Office"}, {"customer_id": shop.PLAIN}
    ),
    by_hand("contacts.create", "contacts", "name", P | {"name": WORDS, "email": "Pat.Page@c101.example"}),
    by_hand(
        "portal_users.create",
        "portal_users",
        "",
        P
        | {
            "email": "pat@c101.example",
            "contact_id": shop.PAT,
            "password": "long-enough-1",
            "password_confirmation": "long-enough-1",
        },
        twin=False,
    ),
    by_hand(
        "customer_assets.create", "assets", "name", P | {"name": WORDS, "asset_type_name": "Laptop"}, make=_asset_types
    ),
    by_hand(
        "leads.create", "leads", "ticket_subject", {"first_name": "Lee", "last_name": "Lane", "ticket_subject": WORDS}
    ),
    by_hand("rmm_alerts.create", "rmm_alerts", "description", P | {"asset_id": 601, "description": WORDS}),
    by_hand("products.create", "products", "name", {"name": WORDS, "description": "A cable", "price_retail": 5.5}),
    by_hand(
        "product_serials.create",
        "product_serials",
        "",
        {"serial_number": "SN-77"},
        {"product_id": shop.HARDWARE},
        twin=False,
    ),
    by_hand(
        "product_skus.create",
        "product_skus",
        "",
        {"value": "SKU-77"},
        {"product_id": shop.HARDWARE},
        make=lambda side: ({}, {"vendor_id": _vendor(side)}),
    ),
    by_hand(
        "purchase_orders.create",
        "purchase_orders",
        "",
        {},
        make=lambda side: ({}, {"vendor_id": _vendor(side)}),
        **MADE,
    ),
    by_hand(
        "purchase_orders.add_line_item",
        "po_lines",
        "",
        {"product_id": shop.HARDWARE, "quantity": 2},
        make=_order,
        sure=True,
    ),
    by_hand("vendors.create", "vendors", "name", {"name": WORDS}),
    by_hand("appointments.create", "appointments", "summary", VISIT | {"ticket_id": TICKET}, sure=True),
    by_hand("appointment_types.create", "appointment_types", "name", {"name": WORDS, "location_type": 0}),
    by_hand("wiki_pages.create", "wiki_pages", "name", {"name": WORDS, "body": "How to"}),
]
LINKED = [
    Case(f"{each.name}-on-invoice", each.operation, each.kind, each.plan, make=_owed, sure=True)
    for each in BY_HAND
    if each.operation == "payments.create"
]


def acted_on(side: Syncro, row: Operation) -> tuple[dict[str, Any], dict[str, Any]]:
    """A record for each name in the path of what is done to something, and what the body says of it."""
    known = {"customer_id": shop.PLAIN, "product_id": shop.HARDWARE}
    path: dict[str, Any] = {name: known[name] for name in row.path_names if name in known}
    if "id" not in row.path_names:
        return path, {}
    id_, more = ACTED_ON[row.group](side)
    return path | {"id": id_}, more if row.id.endswith("line_item") else {}


def _form(side: Syncro) -> tuple[int, dict[str, Any]]:
    side.store("ticket_forms", [{"id": 1, "name": "Intake", "data": {}}])
    return 1, {}


def _sent_estimate(side: Syncro) -> tuple[int, dict[str, Any]]:
    made = _an_estimate(side)["id"]
    side.someone("POST", f"estimates/{made}/line_items", PART)
    return made, {}


def _running(side: Syncro) -> tuple[int, dict[str, Any]]:
    body = P | {"name": "Care", "frequency": "Monthly", "next_run": "2026-12-01"}
    made = side.someone("POST", "schedules", body)["schedule"]["id"]
    line = side.someone("POST", f"schedules/{made}/add_line_item", {"name": "Care", "quantity": 1})
    return made, {"line_item_id": line["schedule_line_item"]["id"]}


ACTED_ON: dict[str, Callable[[Syncro], tuple[int, dict[str, Any]]]] = {
    "tickets": lambda _: (TICKET, {}),
    "new_ticket_forms": _form,
    "invoices": lambda side: (_owed(side)[1]["invoice_id"], {}),
    "estimates": _sent_estimate,
    "schedules": _running,
    "rmm_alerts": lambda side: (side.someone("POST", "rmm_alerts", P | {"asset_id": 601})["alert"]["id"], {}),
    "products": lambda _: (shop.HARDWARE, {}),
    "purchase_orders": lambda side: (_order(side)[0]["id"], {}),
}
"""Group of operations → a record to act on, and the fields that name a line of it."""


TELLING = {
    "invoices": "ticket_id",
    "payments": "ref_num",
    "phones": "number",
    "portal_users": "email",
    "product_serials": "serial_number",
    "product_skus": "value",
    "purchase_orders": "vendor_id",
}
"""Stored field that tells one record from another, where it isn't its text."""
CASES = [*PRODUCT, *BY_HAND, *LINKED]


class Scene:
    """One case in progress: both sides, the plan, and what is there."""

    def __init__(self, case: Case, desk: Desk, side: Syncro) -> None:
        self.case, self.desk, self.side = case, desk, side
        self.made = case.make(side)
        desk.sleep = lambda _: None
        self.twins: set[int] = set()
        self._before = self._ids()
        side.forget_requests()

    def keep(self, *, repeat: str = "") -> StoredPlan:
        """A new plan, stored."""
        if repeat:
            self.case.again(self.side)
        self.plan = plan = self.case.plan(self.desk, self.made, repeat)
        self.step = next(step for step in plan.steps if step.call.operation == self.case.operation)
        return self.desk.keep(plan)

    def equal(self, stored: StoredPlan, key: str = OTHER) -> int:
        """An equal record, made by the owner of this key."""
        progress = progress_of(self.desk.session, stored, plan_of(stored))
        call = self.step.call.resolve(progress.results)
        there = self._ids()
        answer = httpx2.request(
            call.method,
            f"{self.side.base_url}{call.url_path}",
            params={"api_key": key},
            content=jsonio.dumps(call.body or {}),
            headers={"Content-Type": "application/json"},
        )
        assert answer.status_code < 300, answer.text
        [made] = self._ids() - there
        self.twins.add(made)
        return made

    def ours(self) -> list[int]:
        """Records of that kind that came since the beginning and that nobody else made."""
        return sorted(self._ids() - self._before - self.twins - self._known_kin())

    def sent(self) -> int:
        """How often we sent the create."""
        ours = [each for each in self.side.writes(self.case.operation) if each["key_owner"] == AUTHORS[ME]]
        return len(ours) - len(self._known_kin() - self._before - self.twins)

    def claimed(self, done: Execution) -> int | None:
        """The id that the receipt of the step claims, if it claims any."""
        [receipt] = [each for each in done.receipts if each.step == self.step.name]
        if receipt.outcome != "done":
            return None
        record = progress_of(self.desk.session, self._stored(done), done.plan).results[self.step.name]
        return int(record["ticket_line_item_id" if self.case.name == "charge" else "id"])

    def outcome(self, done: Execution) -> str:
        return next(each.outcome for each in done.receipts if each.step == self.step.name)

    def change(self, **fields: Any) -> None:
        """Syncro changes the record that just landed."""
        [ours] = self.ours()
        self.side.store(self.case.kind, [self.side.record(self.case.kind, ours) | fields])

    def crowd(self, like: int) -> None:
        """Other records of that kind, older and newer than this one, more than a page of each."""
        row, kind = self.side.record(self.case.kind, like), self.case.kind
        told = TELLING.get(kind, self.case.text)
        taken = {each["id"] for each in self.side.records(kind)}
        older = islice((each for each in range(like - 1, 0, -1) if each not in taken), MANY)
        newer = islice((each for each in range(like + MANY, like + 3 * MANY) if each not in taken), MANY)
        others: list[dict[str, Any]] = []
        for place, id_ in enumerate((*older, *newer)):
            at = f"{'2001' if id_ < like else '2031'}-01-01T08:00:00.000-07:00"
            value = shop.OTHER_TICKET if told == "ticket_id" else 0 if told == "vendor_id" else f"Other {place}"
            others.append(row | {"id": id_, "created_at": at, "updated_at": at, told: value})
        self.side.store(kind, others)
        self.twins |= {each["id"] for each in others}

    def _stored(self, done: Execution) -> StoredPlan:
        return self.desk.session.journal.plan(done.plan_id)

    def _ids(self) -> set[int]:
        return {each["id"] for each in self.side.records(self.case.kind)}

    def _known_kin(self) -> set[int]:
        """Records of the same kind that other steps of the plan make: the comments beside this one."""
        if self.case.kind != "comments":
            return set()
        subject = (self.step.call.body or {}).get("subject")
        return {each["id"] for each in self.side.records("comments") if each["subject"] != subject}


class Once(Struct):
    """A nap in which something happens, the first time."""

    act: Callable[[], object]
    naps: list[float] = field(default_factory=list)

    def __call__(self, seconds: float) -> None:
        self.naps.append(seconds)
        if len(self.naps) == 1:
            self.act()

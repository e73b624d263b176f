"""Writes by hand, planned in process: what stops them, what only warns, and what they come to."""

from collections.abc import Iterable
from typing import Any

import pytest
from msgspec.structs import replace

import shop
from desk import Desk, Syncro
from syncro.calls import Call
from syncro.errors import CheckFailed
from syncro.rules.billing.policy import Policy
from syncro.rules.findings import Severity
from syncro.rules.plans.plan import Plan
from syncro.workflows.engine.executing import Execution
from syncro.workflows.planners.adhoc import CallRequest, plan_call

TICKET = shop.TICKETS[shop.PLAIN]
THEIRS = shop.TICKETS[shop.BLOCK]
"""A ticket of another customer."""
NOBODY = 424_242
"""An id that nothing has."""
LINE: dict[str, Any] = {
    "product_id": shop.ONSITE,
    "name": "Labor - Onsite Business",
    "description": "Replaced the feed rollers",
    "quantity": 1.5,
    "price_retail": 175,
    "taxable": False,
}
TIMER: dict[str, Any] = {
    "start_at": "2026-10-05T10:00:00-07:00",
    "end_at": "2026-10-05T10:45:00-07:00",
    "product_id": shop.REMOTE,
    "notes": "Cleaned the feed",
}


def by_hand(desk: Desk, operation: str, path: dict[str, Any] | None = None, **body: Any) -> Plan:
    """The plan of one request. `query`, `repeat`, `project` and `policy` are no fields of the body."""
    more = {"allow_repeat": body.pop("repeat", ""), "allow_project": body.pop("project", False)}
    wanted = body.pop("policy", None)
    around = desk.around(None if isinstance(wanted, Policy) else wanted)
    around = replace(around, rules=lambda: wanted) if isinstance(wanted, Policy) else around
    call = Call(operation, path or {}, body.pop("query", {}), body or None)
    return plan_call(CallRequest(call, desk.session.tech.alias, **more), around)


def said(plan: Plan, severity: Severity) -> set[str]:
    """The codes of the findings of one severity."""
    return {finding.code for finding in plan.findings if finding.severity is severity}


def stops(plan: Plan) -> set[str]:
    """What stops it."""
    return said(plan, Severity.BLOCK)


def warns(plan: Plan) -> set[str]:
    """What a person should look at."""
    return said(plan, Severity.WARNING)


def refused(desk: Desk, side: Syncro, code: str, operation: str, path: Any = None, **body: Any) -> Plan:
    """Stopped for this reason and no other, in words, and never stored or sent."""
    side.forget_requests()
    plan = by_hand(desk, operation, path, **body)
    assert stops(plan) == {code}, plan.findings
    with pytest.raises(CheckFailed):
        desk.keep(plan)
    assert side.writes() == []
    assert all(each.text.endswith((".", "?", "REASON.")) for each in plan.findings), plan.findings
    return plan


def done(desk: Desk, operation: str, path: dict[str, Any] | None = None, **body: Any) -> Execution:
    """Planned, confirmed, executed, and read back."""
    ended = desk.execute(desk.keep(by_hand(desk, operation, path, **body)))
    assert ended.status.value == "done", ended
    return ended


def without(body: dict[str, Any], *names: str) -> dict[str, Any]:
    """The body less some fields."""
    return {name: value for name, value in body.items() if name not in names}


def line_on(side: Syncro, ticket: int = TICKET, **changes: Any) -> int:
    """A line that somebody put there."""
    return int(side.someone("POST", f"tickets/{ticket}/add_line_item", LINE | changes)["id"])


def timer_on(side: Syncro, ticket: int = TICKET, **changes: Any) -> int:
    """A timer entry of the acting tech that somebody put there."""
    body = TIMER | {"user_id": shop.AVERY} | changes
    return int(side.someone("POST", f"tickets/{ticket}/timer_entry", body)["id"])


def charged(side: Syncro, timer: int, ticket: int = TICKET) -> int:
    """The line that charging it made."""
    made = side.someone("POST", f"tickets/{ticket}/charge_timer_entry", {"timer_entry_id": timer})
    return int(made["ticket_line_item_id"])


def invoice_on(side: Syncro, ticket: int = TICKET, customer: int = shop.PLAIN) -> dict[str, Any]:
    """An invoice over what the ticket holds."""
    made: dict[str, Any] = side.someone("POST", "invoices", {"customer_id": customer, "ticket_id": ticket})
    return side.someone("GET", f"invoices/{made['invoice']['id']}")["invoice"] | {"customer_id": customer}


def pay(side: Syncro, invoice: dict[str, Any], cents: int, **more: Any) -> None:
    """Money that somebody recorded."""
    body = {"customer_id": invoice["customer_id"], "amount_cents": cents, "payment_method": "Check", "ref_num": "c-1"}
    side.someone("POST", "payments", body | {"invoice_id": invoice["id"]} | more)


def messages(plan: Plan) -> str:
    """All that is said, as one text."""
    return " ".join(finding.text for finding in plan.findings)


def labels(plan: Plan) -> dict[str, str]:
    """What is shown of what was read."""
    return {each.label: each.value for each in plan.evidence}


def ids(cases: Iterable[tuple[Any, ...]]) -> list[str]:
    """A readable name for each case."""
    return [f"{case[0]}-{place}" for place, case in enumerate(cases)]

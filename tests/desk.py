"""Both sides of a write: `Syncro`, what the sandbox holds and was sent; `Desk`, a tech who plans and executes in process."""

import time
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import httpx2
import pytest

from serving import Served
from syncro.config import settings
from syncro.rules.billing.policy import Channel
from syncro.rules.billing.work import Work
from syncro.rules.plans.plan import Plan
from syncro.rules.tickets.comments import RESOLUTION
from syncro.store.journal import StoredPlan
from syncro.workflows.engine import executing, plans
from syncro.workflows.engine.executing import Execution
from syncro.workflows.planners.billing import BillRequest, plan_bill
from syncro.workflows.planning import Surroundings
from syncro.workflows.session import Session
from syncro.workflows.surroundings import surroundings_of

TECH = "tech-1"
PATIENCE = 10.0
"""Seconds after which a thing that should happen counts as not happening."""


class Syncro:
    """The sandbox from the outside (control plane, another user's requests) and its records as they are stored."""

    def __init__(self, server: Served) -> None:
        self.base_url = server.base_url
        self._root = server.root_url
        self._server = server
        self._http = httpx2.Client(timeout=10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def reset(self) -> None:
        self.control("POST", "reset", {})

    def control(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._http.request(method, f"{self._root}/sandbox/{path}", json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def fault(self, fault: str, operation: str, **more: Any) -> None:
        """This fault and no other."""
        self.control("PUT", "faults", {"fault": fault, "operation": operation, **more})

    def faults(self, *faults: Mapping[str, Any]) -> None:
        self.control("PUT", "faults", list(faults))

    def calm(self) -> None:
        self.control("DELETE", "faults")

    def struck(self) -> int:
        """How many requests the present faults have hit."""
        return sum(fault["struck"] for fault in self.control("GET", "faults")["faults"])

    def quirk(self, name: str, value: Any) -> None:
        self.control("PUT", "quirks", {name: value})

    def someone(self, method: str, path: str, body: Any = None) -> Any:
        """What another user does meanwhile."""
        params = {"api_key": "sandbox-owner"}
        answer = self._http.request(method, f"{self._root}/api/v1/{path}", params=params, json=body)
        assert answer.status_code < 300, answer.text
        return answer.json()

    def requests(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.control("GET", "requests")["requests"]
        return found

    def writes(self, operation: str = "") -> list[dict[str, Any]]:
        """Requests that write, of all or of one operation, that were not answered 429."""
        return [
            each
            for each in self.requests()
            if each["method"] != "GET" and each["status"] != 429 and operation in ("", each["operation"])
        ]

    def forget_requests(self) -> None:
        self.control("DELETE", "requests")

    def record(self, kind: str, id_: int) -> dict[str, Any]:
        return next((each for each in self.records(kind) if each["id"] == id_), {})

    def records(self, kind: str) -> list[dict[str, Any]]:
        """All of a kind, as they are stored."""
        return self._server.records(kind)

    def of_ticket(self, kind: str, ticket_id: int) -> list[dict[str, Any]]:
        return [each for each in self.records(kind) if each["ticket_id"] == ticket_id]

    def resolutions(self, ticket_id: int) -> list[dict[str, Any]]:
        return [each for each in self.of_ticket("comments", ticket_id) if each["subject"] == RESOLUTION]

    def invoice_lines(self, invoice_id: int) -> list[dict[str, Any]]:
        return [each for each in self.records("invoice_lines") if each["invoice_id"] == invoice_id]

    def counts(self, ticket_id: int) -> dict[str, Any]:
        """How much of each stands on a ticket, and its status."""
        counts: dict[str, Any] = {
            "comments": len(self.resolutions(ticket_id)),
            "lines": len(self.of_ticket("ticket_lines", ticket_id)),
            "timers": len(self.of_ticket("timers", ticket_id)),
            "invoices": len(self.of_ticket("invoices", ticket_id)),
        }
        return counts | {"status": self.record("tickets", ticket_id)["status"]}

    def block(self, customer_id: int) -> str:
        return str(self.record("customers", customer_id)["prepay_hours"])

    def swap_ticket_settings(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Change the account's ticket settings, for which the API has no call; gives the former ones."""
        before: dict[str, Any] = self.control("GET", "settings")["tickets"]
        self.control("PUT", "settings", {"tickets": dict(values)})
        return before

    def store(self, kind: str, rows: Iterable[Mapping[str, Any]]) -> None:
        """Put records past the API; skips the test where the sandbox is a process of its own."""
        account = self._server.account
        if account is None:
            pytest.skip("records can be put past the API only in this process")
        with account.state.transaction():
            for row in rows:
                account.state.put(kind, dict(row))

    def wait_for(self, told: Callable[[], bool]) -> None:
        until = time.monotonic() + PATIENCE
        while not told():
            assert time.monotonic() < until, "it never happened"
            time.sleep(0.005)


def environment(base_url: str, home: Path, **more: str) -> dict[str, str]:
    """The variables of a command line at the shop: quick to settle, patient enough for a slow machine."""
    return {
        "SYNCRO_HOME": str(home),
        "SYNCRO_PROFILE": "sandbox",
        "SYNCRO_BASE_URL": base_url,
        "SYNCRO_REQUESTS_PER_MINUTE": "0",
        "SYNCRO_SETTLE": "0,0.03,0.06",
        "SYNCRO_RESEND_AFTER": "0.18",
        **more,
    }


def short_nap(seconds: float) -> None:
    """Waits as asked, but never long: the pauses between tries of a read are of no interest here."""
    time.sleep(min(seconds, 0.03))


class Desk:
    """A tech of the shop. Every request goes over HTTP; clock and naps can be changed."""

    def __init__(self, base_url: str, home: Path) -> None:
        self.base_url = base_url
        self.home = home
        self.now: Callable[[], datetime] = lambda: datetime.now().astimezone()
        self.sleep: Callable[[float], None] = short_nap
        self.told: list[str] = []
        self._opened: list[Session] = []
        self._env: dict[str, str] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.leave()

    def set(self, **variables: str) -> None:
        """Environment variables from the next session on: `set(TIMEOUT="0.3")` is SYNCRO_TIMEOUT."""
        self._env |= {f"SYNCRO_{name}": value for name, value in variables.items()}
        self.leave()

    def leave(self) -> None:
        """Close the session; the next word opens another, as another process would."""
        for session in self._opened:
            session.close()
        self._opened.clear()

    @property
    def session(self) -> Session:
        if not self._opened:
            env = environment(self.base_url, self.home) | self._env
            config = settings.load(profile=None, tech=None, env={k: v for k, v in env.items() if v})
            self._opened.append(Session(config, now=self._now, sleep=self._sleep, tell=self.told.append))
        return self._opened[0]

    def _now(self) -> datetime:
        return self.now()

    def _sleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def around(self, policy: str | None = None) -> Surroundings:
        return surroundings_of(self.session, now=self.now(), policy=policy or "")

    def plan(
        self,
        number: int,
        minutes: int = 45,
        labor: str = "remote",
        *,
        work: str = "Rebuilt the mail profile",
        channel: Channel | None = None,
        emergency: bool = False,
        policy: str | None = None,
        works: tuple[Work, ...] = (),
        **more: Any,
    ) -> Plan:
        """The plan of a bill; `more` are fields of the request."""
        done = works or (Work(minutes, labor, self.session.tech.alias, channel, emergency),)
        return plan_bill(BillRequest(number, done, self.session.tech.alias, text=work, **more), self.around(policy))

    def keep(self, plan: Plan) -> StoredPlan:
        return plans.store(self.session, plan)

    def execute(self, stored: StoredPlan) -> Execution:
        return executing.execute(self.session, stored.id, stored.digest)

    def resume(self, stored: StoredPlan) -> Execution:
        return executing.resume(self.session, stored.id)

    def bill(self, number: int, minutes: int = 45, labor: str = "remote", **more: Any) -> Execution:
        """Planned, confirmed, executed."""
        return self.execute(self.keep(self.plan(number, minutes, labor, **more)))

    def events(self, stored: StoredPlan) -> list[str]:
        """The journal in words: `sending line-1`."""
        return [f"{row.event} {row.step}".strip() for row in self.session.journal.entries(stored.id)]


def outcomes(done: Execution) -> dict[str, str]:
    """Step → outcome."""
    return {receipt.step: receipt.outcome for receipt in done.receipts}


def codes(done: Plan | Execution) -> set[str]:
    """The codes of the findings."""
    return {finding.code for finding in done.findings}

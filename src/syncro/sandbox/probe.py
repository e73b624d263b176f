"""A running sandbox as a test sees it: where it is, what it is told, what it was sent. Talks to it over HTTP only."""

import http.client
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from urllib.parse import urlsplit

from syncro import jsonio
from syncro.jsonio import Json

API = "/api/v1"
TIMEOUT = 30


class Sandbox:
    """`base_url` is what a client takes for Syncro; the methods are the control plane in words."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.root_url = base_url.removesuffix(API)

    def reset(self, company: str | None = None, seed: int | None = None) -> None:
        """Back to how it started, or on to another company: `demo` or `empty`."""
        given = {"company": company, "seed": seed}
        self.control("POST", "reset", {name: value for name, value in given.items() if value is not None})

    def fault(self, fault: str, operation: str = "*", **more: Json) -> None:
        """One more fault, such as `fault("drop_after", "invoices.create", count=2)`; `reset` ends it."""
        self.control("POST", "faults", {"fault": fault, "operation": operation, **more})

    def calm(self) -> None:
        """No faults any more."""
        self.control("DELETE", "faults")

    def quirk(self, name: str, value: Json) -> None:
        """Switch a quirk; raises ValueError for an unknown name or a wrong value."""
        self.control("PUT", "quirks", {name: value})

    def requests(self) -> list[dict[str, Json]]:
        """What clients sent since the reset, oldest first; never a key."""
        found: list[dict[str, Json]] = self.control("GET", "requests")["requests"]
        return found

    def outbox(self) -> list[dict[str, Json]]:
        """The mails that would have gone out since the reset."""
        found: list[dict[str, Json]] = self.control("GET", "outbox")["outbox"]
        return found

    def records(self, kind: str) -> list[dict[str, Json]]:
        """What is stored of a kind, as it is stored: `tickets`, `ticket_lines`, `comments` …"""
        found: list[dict[str, Json]] = self.control("GET", f"records/{kind}")["records"]
        return found

    def control(self, method: str, path: str, body: Json = None) -> Json:
        """Any route of the control plane; raises ValueError with its reason when it refuses."""
        connection = http.client.HTTPConnection(urlsplit(self.root_url).netloc, timeout=TIMEOUT)
        try:
            content = None if body is None else jsonio.dumps(body)
            connection.request(method, f"/sandbox/{path}", content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            reply = jsonio.loads(answer.read())
        finally:
            connection.close()
        if answer.status != 200:
            raise ValueError(reply.get("error", reply))
        return reply


@contextmanager
def serving(company: str, quirks: Mapping[str, Json]) -> Iterator[Sandbox]:
    """A sandbox in a thread; a named company is built once, so that a reset takes hundredths of a second."""
    from syncro.sandbox import company as companies
    from syncro.sandbox.account import COMPANIES, SEED
    from syncro.sandbox.clock import Clock
    from syncro.sandbox.server import ThreadedSandbox

    if company not in COMPANIES:
        raise ValueError(f"no company {company!r}; there are: {', '.join(COMPANIES)}")
    now = Clock().now()
    built = companies.build(SEED, now) if company == "demo" else companies.empty(now)
    with ThreadedSandbox(company=built, quirks=dict(quirks)) as server:
        yield Sandbox(server.base_url)

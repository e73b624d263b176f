"""A small HTTP proxy on loopback between command lines and the sandbox. What becomes of a request, its sluice decides.

Each piece has an address of its own, `http://127.0.0.1:PORT/NAME/api/v1`; a request without a name goes straight through.
"""

import http.client
import json
import socketserver
import threading
import time
from collections.abc import Callable
from email.utils import formatdate
from http import HTTPStatus
from io import BufferedIOBase
from typing import Any, Protocol, Self
from urllib.parse import urlsplit

from msgspec import Struct, field

PREFIX = "/api/v1"
PASSED_ON = ("authorization", "content-type", "accept", "user-agent")
IDLE = 2.0
"""Seconds after which a connection to the sandbox isn't used again: it may be closed at the other end, and nothing is sent twice."""
JSON = "application/json; charset=utf-8"


class Request(Struct, frozen=True):
    """One request as it came, without its piece's name; `path` begins with /api/v1."""

    method: str
    path: str
    query: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    @property
    def route(self) -> str:
        """`/tickets/7/comment`."""
        return self.path.removeprefix(PREFIX)

    @property
    def writes(self) -> bool:
        """True when it changes something."""
        return self.method != "GET"

    @property
    def fields(self) -> dict[str, Any]:
        """The body as an object; empty when it is none."""
        try:
            read = json.loads(self.body or b"null")
        except ValueError:
            return {}
        return read if isinstance(read, dict) else {}


class Reply(Struct, frozen=True):
    """One answer. With `is_cut` the connection ends after half of the body."""

    status: int
    body: bytes
    kind: str = JSON
    date: str = ""
    wait: str = ""
    is_cut: bool = False

    @property
    def read(self) -> Any:
        """The body as JSON, None when it is none."""
        try:
            return json.loads(self.body or b"null")
        except ValueError:
            return None


Forward = Callable[[Request], Reply]


class Sluice(Protocol):
    """Decides what becomes of each request of one piece."""

    def handle(self, request: Request, forward: Forward) -> Reply | None:
        """The answer; None closes the connection without one."""


def answered(status: int, body: Any, *, wait: str = "") -> Reply:
    """An answer of our own making, dated now."""
    return Reply(status, json.dumps(body).encode(), date=formatdate(usegmt=True), wait=wait)


class Upstream:
    """One connection to the sandbox; the request that it is given it sends once."""

    def __init__(self, netloc: str) -> None:
        self._netloc = netloc
        self._open: http.client.HTTPConnection | None = None
        self._used = 0.0

    def forward(self, request: Request) -> Reply:
        """The sandbox's own answer. Raises OSError or HTTPException when there is none."""
        if self._open is None or time.monotonic() - self._used > IDLE:
            self.close()
            self._open = http.client.HTTPConnection(self._netloc, timeout=30)
        path = f"{request.path}?{request.query}" if request.query else request.path
        self._open.request(request.method, path, request.body or None, request.headers)
        answer = self._open.getresponse()
        body = answer.read()
        self._used = time.monotonic()
        named = answer.headers
        return Reply(
            answer.status, body, named.get("content-type", ""), named.get("date", ""), named.get("retry-after", "")
        )

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._open is not None:
            self._open.close()
        self._open = None


class Proxy:
    """Listens on loopback; `address` says where a piece's command lines go, `watch` who decides about them."""

    def __init__(self, base_url: str) -> None:
        self.netloc = urlsplit(base_url).netloc
        self._sluices: dict[str, Sluice] = {}
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.proxy = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def address(self, name: str) -> str:
        """The base URL of one piece."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/{name}{PREFIX}"

    def watch(self, name: str, sluice: Sluice) -> None:
        """From now on this sluice decides about requests under this name."""
        self._sluices[name] = sluice

    def forget(self, name: str) -> None:
        """Requests under this name go straight through again."""
        self._sluices.pop(name, None)

    def decided(self, request: Request, forward: Forward) -> Reply | None:
        """The answer to a request as it came, with its piece's name."""
        name, _, rest = request.path.removeprefix("/").partition("/")
        sluice = self._sluices.get(name)
        if sluice is None:
            is_named = not request.path.startswith((f"{PREFIX}/", "/sandbox"))
            path = f"/{rest}" if is_named else request.path
            return forward(Request(request.method, path, request.query, request.headers, request.body))
        inner = Request(request.method, f"/{rest}", request.query, request.headers, request.body)
        return sluice.handle(inner, forward)


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    request_queue_size = 256
    proxy: Proxy

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that is killed leaves broken pipes behind; they say nothing."""


class _Handler(socketserver.StreamRequestHandler):
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120

    def handle(self) -> None:
        assert isinstance(self.server, _Server)
        upstream = Upstream(self.server.proxy.netloc)
        try:
            while (request := _request(self.rfile)) is not None:
                reply = self.server.proxy.decided(request, upstream.forward)
                if reply is None or not self._written(reply):
                    return
        except (OSError, http.client.HTTPException):
            return
        finally:
            upstream.close()

    def _written(self, reply: Reply) -> bool:
        """Send it; False when the connection ends here."""
        head = [f"HTTP/1.1 {reply.status} {_phrase(reply.status)}", f"Content-Length: {len(reply.body)}"]
        named = (("Content-Type", reply.kind), ("Date", reply.date), ("Retry-After", reply.wait))
        head += [f"{name}: {value}" for name, value in named if value]
        body = reply.body[: len(reply.body) // 2] if reply.is_cut else reply.body
        self.wfile.write("\r\n".join((*head, "", "")).encode() + body)
        self.wfile.flush()
        return not reply.is_cut


def _request(lines: BufferedIOBase) -> Request | None:
    """The next request of a connection; None at its end."""
    words = lines.readline(65536).decode("latin-1").split()
    if len(words) != 3:
        return None
    headers: dict[str, str] = {}
    while line := lines.readline(65536).strip():
        name, _, value = line.decode("latin-1").partition(":")
        headers[name.strip().lower()] = value.strip()
    body = lines.read(int(headers.get("content-length", 0)))
    path, _, query = words[1].partition("?")
    return Request(words[0], path, query, {name: headers[name] for name in PASSED_ON if name in headers}, body)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "Answer"

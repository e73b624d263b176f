"""HTTP in and out, in one place: host, limit, key, body, fault, log, JSON. What an operation does is decided elsewhere."""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, MutableMapping
from contextlib import nullcontext
from typing import Any

from msgspec import Struct, json

from syncro import jsonio
from syncro.catalog import Operation
from syncro.jsonio import Json
from syncro.sandbox import auth, bodies, control, hosts, page, proving, routes, wire
from syncro.sandbox.account import Account
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Actor, Context, Handler, Request
from syncro.sandbox.faults import Fault
from syncro.sandbox.wire import RememberedError, WireError

PREFIX = "/api/v1"
CONTROL = "/sandbox"
JSON_TYPE = b"application/json; charset=utf-8"
DRAINED = 16 * bodies.LIMIT
ABORT = "syncro.sandbox.abort"
"""Where the server's protocol puts the function that drops the connection (an ASGI extension)."""

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_ENCODER = json.Encoder(decimal_format="number")
_SLASHES = re.compile("//+")
_LOGGER = logging.getLogger("syncro.sandbox")


class Answer(Struct, frozen=True):
    """What goes back."""

    status: int
    body: bytes
    content_type: bytes = JSON_TYPE
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Exchange:
    """One request on its way through; what the log needs is noted as it becomes known."""

    __slots__ = ("actor", "address", "body", "fault", "headers", "method", "operation", "path", "query")

    def __init__(self, scope: Scope) -> None:
        self.method: str = scope["method"]
        self.path: str = scope["path"] if "//" not in scope["path"] else _SLASHES.sub("/", scope["path"])
        self.headers: dict[bytes, bytes] = dict(scope["headers"])
        self.address: str = scope["client"][0] if scope.get("client") else ""
        self.query: dict[str, Json] = {}
        self.body = b""
        self.operation: Operation | None = None
        self.actor: Actor | None = None
        self.fault: Fault | None = None

    def header(self, name: bytes) -> str:
        """A header's text, empty when absent."""
        return self.headers.get(name, b"").decode("latin-1")


class App:
    """The ASGI application around one account."""

    def __init__(self, account: Account, bound_host: str = "") -> None:
        self._account = account
        self._bound_host = bound_host
        self._later: set[asyncio.TimerHandle] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request, or drop its connection."""
        if scope["type"] != "http":
            return
        exchange = Exchange(scope)
        answer = await self._answer(exchange, scope, receive)
        if answer is None:
            await _drop(scope)
        else:
            await _send(send, answer, self._account.clock.http_date())

    async def _answer(self, exchange: Exchange, scope: Scope, receive: Receive) -> Answer | None:
        try:
            hosts.check(exchange.header(b"host"), exchange.header(b"origin"), self._bound_host, scope.get("server"))
            exchange.body = await _read(receive)
            if exchange.path == CONTROL or exchange.path.startswith(f"{CONTROL}/"):
                hosts.check_control(exchange.method, exchange.headers, exchange.address)
                return self._control(exchange, scope)
        except WireError as refusal:
            return _refusal(refusal)
        return await self._logged(exchange, scope)

    def _control(self, exchange: Exchange, scope: Scope) -> Answer:
        try:
            body = jsonio.loads(exchange.body) if exchange.body.strip() else None
        except (ValueError, RecursionError) as problem:
            raise wire.error(f"the body is not JSON: {problem}") from problem
        if (exchange.method, exchange.path) == ("POST", f"{CONTROL}/{proving.ROUTE}"):
            return _answer(200, proving.answer(self._account.setup.secret, body, (scope.get("server") or ("", 0))[1]))
        reply = control.answer(self._account, _asked(exchange.method), exchange.path[len(CONTROL) :], body)
        if exchange.path.strip("/") == CONTROL.strip("/") and b"text/html" in exchange.headers.get(b"accept", b""):
            return Answer(200, page.render(reply).encode(), wire.HTML.encode(), page.HEADERS)
        return _answer(200, reply)

    async def _logged(self, exchange: Exchange, scope: Scope) -> Answer | None:
        answer, before = None, self._account.context
        try:
            answer = await self._api(exchange, scope)
        finally:
            # A slow answer can outlast a reset; then it belongs to what was before.
            if self._account.context is before:
                self._log(exchange, answer)
        return answer

    def _log(self, exchange: Exchange, answer: Answer | None) -> None:
        self._account.log.add(
            exchange.method,
            exchange.path,
            exchange.query,
            operation=exchange.operation.id if exchange.operation else None,
            status=answer.status if answer else None,
            actor=exchange.actor,
            fault=exchange.fault.kind if exchange.fault else None,
        )

    async def _api(self, exchange: Exchange, scope: Scope) -> Answer | None:
        try:
            request = self._request(exchange, scope["query_string"].decode("latin-1"))
        except WireError as refusal:
            return _refusal(refusal)
        self._account.catch_up()
        path = exchange.path[len(PREFIX) :]
        sent = scope["query_string"] + b"\n" + exchange.body
        exchange.fault = self._account.faults.pick(request.operation, exchange.method, path, sent)
        if exchange.fault is None:
            return self._play(self._account.context, request)
        return await self._struck(exchange.fault, request)

    def _request(self, exchange: Exchange, query: str) -> Request:
        """The authorised request; raises WireError 400, 401, 404 or 429."""
        if not exchange.path.startswith(f"{PREFIX}/"):
            raise wire.not_found()
        exchange.query = bodies.parse_query(query) if query else {}
        self._limit(exchange)
        with_skill = self._account.quirks.on("invoice_skill_routes")
        found = routes.find(_asked(exchange.method), exchange.path[len(PREFIX) :], with_skill=with_skill)
        if found is None:
            raise wire.not_found()
        exchange.operation, values = found
        quirks, state = self._account.quirks, self._account.state
        strict = quirks.on("html_on_bad_content_type")
        body = bodies.parse_body(exchange.body, exchange.header(b"content-type"), strict=strict)
        key, form = auth.key_of(quirks, exchange.header(b"authorization"), exchange.query, body)
        exchange.actor = auth.actor_of(state, key, form)
        token = exchange.header(auth.TWO_FACTOR_HEADER)
        auth.check_second_factor(state, self._account.clock, exchange.actor, exchange.operation, token)
        auth.check(exchange.actor, exchange.operation)
        sent = _together(exchange.query, body)
        asked = Params(exchange.query if exchange.operation.writes else sent)
        return Request(exchange.operation, values, asked, Params(sent), exchange.actor)

    def _limit(self, exchange: Exchange) -> None:
        if not self._account.limit.allows(exchange.address, self._account.quirks.number("rate_limit")):
            raise WireError(429, wire.RATE_LIMITED, wait=self._wait(exchange.address))

    def _wait(self, address: str) -> int | None:
        return self._account.limit.wait(address) if self._account.quirks.on("retry_after_header") else None

    def _play(self, context: Context, request: Request) -> Answer:
        """Do it, and have it on disk before anyone hears of it."""
        handler = routes.handler_of(request.operation)
        try:
            with context.state.transaction() if request.operation.writes else nullcontext():
                return self._done(handler, context, request)
        except WireError as refusal:
            return _refusal(refusal)
        except Exception:
            _LOGGER.exception("%s failed; nothing was stored", request.operation.id)
            return _answer(500, {"error": "Internal Server Error"})

    def _done(self, handler: Handler, context: Context, request: Request) -> Answer:
        if request.operation.group == "schedules":
            self._account.runs.forget()
        try:
            return _answer(request.operation.success, handler(context, request))
        except RememberedError as refusal:
            return _refusal(refusal)

    async def _struck(self, fault: Fault, request: Request) -> Answer | None:
        context = self._account.context
        if fault.kind in BEFORE:
            return BEFORE[fault.kind](fault)
        if fault.kind == "stale_read":
            return self._play(context.with_state(context.state.as_of(fault.as_of())), request)
        if fault.kind == "late_commit":
            self._play_later(fault.seconds, context, request)
            return None
        answer = self._play(context, request)
        if fault.kind == "slow_after":
            await asyncio.sleep(fault.seconds)
            return answer
        return AFTER[fault.kind](fault)

    def _play_later(self, seconds: float, context: Context, request: Request) -> None:
        def play() -> None:
            self._later.discard(handle)
            # A reset in between took the account away that this was written to.
            if self._account.context is context:
                self._play(context, request)

        handle = asyncio.get_running_loop().call_later(seconds, play)
        self._later.add(handle)


def _asked(method: str) -> str:
    # The server leaves the body of an answer to HEAD away.
    return "GET" if method == "HEAD" else method


def _together(query: dict[str, Json], body: dict[str, Json]) -> dict[str, Json]:
    """What Rails calls params: the query and the body as one, the body first."""
    return {**query, **body} if query and body else query or body


def _answer(status: int, body: Json) -> Answer:
    return Answer(status, b"" if status == 204 else _ENCODER.encode(body))


def _refusal(refusal: WireError) -> Answer:
    is_text = isinstance(refusal.body, str)
    body = refusal.body.encode() if is_text else _ENCODER.encode(refusal.body)
    headers = () if refusal.wait is None else ((b"retry-after", str(refusal.wait).encode()),)
    return Answer(refusal.status, body, refusal.content_type.encode(), headers)


def _nothing(fault: Fault) -> None:
    return None


def _failure(fault: Fault) -> Answer:
    return _refusal(wire.html_page(fault.status(), f"{fault.status()} Server Error"))


def _limited(fault: Fault) -> Answer:
    return _answer(429, wire.RATE_LIMITED)


def _html(fault: Fault) -> Answer:
    return _refusal(wire.html_page(200, "One moment, please"))


def _null(fault: Fault) -> Answer:
    return _answer(200, None)


BEFORE: dict[str, Callable[[Fault], Answer | None]] = {
    "drop_before": _nothing,
    "error_before": _failure,
    "rate_limit": _limited,
}
AFTER: dict[str, Callable[[Fault], Answer | None]] = {
    "drop_after": _nothing,
    "error_after": _failure,
    "html_200": _html,
    "null_body": _null,
}


async def _read(receive: Receive) -> bytes:
    """The whole body; raises WireError 413 after draining (up to a point) one that is too long."""
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= DRAINED:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        part = message.get("body", b"")
        size, more = size + len(part), message.get("more_body", False)
        if size <= bodies.LIMIT:
            parts.append(part)
    if size > bodies.LIMIT:
        raise wire.error("The request is too large", 413)
    return b"".join(parts)


async def _send(send: Send, answer: Answer, date: bytes) -> None:
    length = str(len(answer.body)).encode()
    headers = [
        (b"date", date),
        (b"content-type", answer.content_type),
        (b"content-length", length),
        *answer.headers,
    ]
    await send({"type": "http.response.start", "status": answer.status, "headers": headers})
    await send({"type": "http.response.body", "body": answer.body})


async def _drop(scope: Scope) -> None:
    scope["extensions"][ABORT]()
    # The protocol hears of it in the next round; only then may the application return without an answer.
    await asyncio.sleep(0)

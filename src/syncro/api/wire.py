"""One HTTP exchange: a Call out, status and bytes back. Never retries, never judges an answer."""

import logging
import re
import time
from collections import Counter
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import quote, urlsplit

from msgspec import Struct

from syncro import invisible
from syncro.api.words import doing
from syncro.calls import Call, is_reference
from syncro.catalog import Shape
from syncro.errors import AnswerLost, ConfigError, Refused, SyncroError, Unreachable, Wrote
from syncro.jsonio import dumps
from syncro.secret import Secret, redact

if TYPE_CHECKING:
    import httpx2

MAX_BODY = 16 * 1024 * 1024
LOOPBACK = ("localhost", "127.0.0.1", "::1")
AGENT = "syncro-psa"
_NUMBERED = re.compile(r"\[[A-Z][^\]]*\]|\(_ssl\.c:\d+\)")


class Timeouts(NamedTuple):
    """Seconds to connect, and to wait for the next bytes; a whole exchange may take four times `read`."""

    connect: float = 5.0
    read: float = 30.0

    @property
    def total(self) -> float:
        """Seconds after which an exchange that isn't over counts as lost: names, handshake, headers and body trickle alike."""
        return self.read * 4


class Reply(Struct, frozen=True):
    """What came back, unread. `cut` means that the body was longer than we take."""

    status: int
    content_type: str
    body: bytes
    retry_after: str = ""
    cut: bool = False

    def __repr__(self) -> str:
        """Without the bytes: a server may echo the key, and a traceback may show this."""
        return f"Reply({self.status}, {self.content_type!r}, {len(self.body)} bytes)"


class Wire:
    """A keep-alive connection pool to one account with one key; safe to share between threads.

    Reads carry the key in the `Authorization` header, writes in `?api_key=`, because only then are billing writes
    attributed to the key's owner (R-54, C1, C2).
    """

    def __init__(self, base_url: str, key: Secret, timeouts: Timeouts) -> None:
        self.base_url = base_url.rstrip("/")
        self.key = key
        self.timeouts = timeouts
        self.host = urlsplit(self.base_url).netloc.rpartition("@")[2]
        self.date, self.heard = "", 0.0
        self._lock = Lock()
        self._pool: httpx2.Client | None = None
        self._users: Counter[int] = Counter()

    def exchange(self, call: Call) -> Reply:
        """Send once. Raises Unreachable when nothing left, AnswerLost when something did and no answer came."""
        import httpx2

        failure: SyncroError
        try:
            return self._in_time(call)
        except _never_left() as error:
            failure = Unreachable(
                f"Can't reach {self.host}: {_reason(error)}", hint="Check the network and the base URL."
            )
        except (httpx2.HTTPError, httpx2.StreamError, _TooSlow) as error:
            wrote = Wrote.UNKNOWN if call.writes else Wrote.NO
            failure = AnswerLost(f"No answer from {self.host} while {doing(call.row)}: {_reason(error)}", wrote=wrote)
        # Raised out here: the library's exception holds the request, whose URL may carry the key.
        raise failure

    def close(self) -> None:
        """Close the connections; the next exchange opens new ones."""
        with self._lock:
            pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def _in_time(self, call: Call) -> Reply:
        """The reply, if the exchange is over in time.

        The library bounds each wait for bytes, not their sum; so it works in a thread that is left behind when it takes
        too long, with its connections. What hasn't begun to leave by then never will.
        """
        done: SimpleQueue[tuple[Reply | None, Exception | None]] = SimpleQueue()
        pool, departure = self._taken(), _Departure()

        def work() -> None:
            try:
                result: tuple[Reply | None, Exception | None] = (self._send(call, pool, departure), None)
            except Exception as error:
                result = (None, error)
            self._given_back(pool)
            done.put(result)

        Thread(target=work, name="syncro-exchange", daemon=True).start()
        try:
            reply, error = done.get(timeout=self.timeouts.total)
        except Empty:
            self._forget(pool)
            if departure.cancelled():
                raise Unreachable(f"Can't reach {self.host}: connecting takes too long") from None
            raise _TooSlow("the answer trickles in too slowly") from None
        if reply is None:
            raise error or _TooSlow("no answer")
        return reply

    def _forget(self, pool: "httpx2.Client") -> None:
        """Use it no more; whoever uses it last closes it."""
        with self._lock:
            if self._pool is pool:
                self._pool = None

    def _taken(self) -> "httpx2.Client":
        with self._lock:
            if self._pool is None:
                self._pool = self._open()
            self._users[id(self._pool)] += 1
            return self._pool

    def _given_back(self, pool: "httpx2.Client") -> None:
        with self._lock:
            self._users[id(pool)] -= 1
            is_last = self._pool is not pool and not self._users[id(pool)]
        if is_last:
            pool.close()

    def _send(self, call: Call, pool: "httpx2.Client", departure: "_Departure") -> Reply:
        body = None if call.body is None else dumps(call.body).encode()
        request = pool.build_request(
            call.method,
            self.base_url + path_of(call),
            params=query_of(call) or None,
            content=body,
            headers={"Content-Type": "application/json"} if body is not None else None,
            extensions={"trace": departure.watch},
        )
        answer = pool.send(request, auth=_signer(self.key, in_query=call.writes), stream=True)
        try:
            return self._received(answer)
        finally:
            answer.close()

    def _received(self, answer: "httpx2.Response") -> Reply:
        chunks, size = [], 0
        for chunk in answer.iter_bytes():
            size += len(chunk)
            if size > MAX_BODY:
                break
            chunks.append(chunk)
        headers = answer.headers
        self.date, self.heard = headers.get("date", ""), time.monotonic()
        return Reply(
            answer.status_code,
            headers.get("content-type", ""),
            b"".join(chunks),
            headers.get("retry-after", ""),
            cut=size > MAX_BODY,
        )

    def _open(self) -> "httpx2.Client":
        _hush()
        try:
            return self._built()
        except ImportError:
            raise ConfigError(
                "A SOCKS proxy is set in the environment, and its support isn't installed.",
                hint="Unset ALL_PROXY, or install it. Try: pip install socksio",
            ) from None

    def _built(self) -> "httpx2.Client":
        import httpx2

        plain = self.base_url.startswith("http://")
        return httpx2.Client(
            timeout=httpx2.Timeout(self.timeouts.read, connect=self.timeouts.connect, pool=self.timeouts.read),
            limits=httpx2.Limits(max_connections=8, max_keepalive_connections=8, keepalive_expiry=4.0),
            headers={"Accept": "application/json", "User-Agent": AGENT},
            # No proxy between us and a server on this machine: the proxy would see the key.
            trust_env=urlsplit(self.base_url).hostname not in LOOPBACK,
            # Loading the certificates takes time; without TLS they serve nothing.
            verify=not plain,
        )


def path_of(call: Call) -> str:
    """The path with every value made safe; raises ValueError for a value that is missing, blank or still a reference."""
    return call.row.render({name: _segment(name, call.path.get(name)) for name in call.row.path_names})


def query_of(call: Call) -> dict[str, Any]:
    """The query as sent: lists become `name[]`, a None is left out.

    Raises ValueError for a name that the catalog doesn't list: Syncro ignores it silently and answers something else (facts §3).
    """
    known = {*call.row.query, *(("page",) if call.row.reply.shape is Shape.MANY else ())}
    for name in call.query:
        if name.removesuffix("[]") not in known:
            raise ValueError(
                f"{call.operation} has no query {name!r}; Syncro would ignore it. Known: {', '.join(sorted(known))}"
            )
    return {_list_name(name, value): value for name, value in call.query.items() if value is not None}


def refuse_references(call: Call) -> None:
    """Raises ValueError when a value of the call is still to come from an earlier step."""
    if _has_reference([call.path, call.query, call.body]):
        raise ValueError(f"{call.operation} still refers to an earlier step; resolve it first")


def refuse_invisible(call: Call) -> None:
    """Raises Refused when the call holds characters that can't be shown; plans are held to it earlier, reads are here."""
    for part, value in (("path", call.path), ("query", call.query), ("body", call.body)):
        for where, words in invisible.in_value(value, part):
            raise Refused(f"{doing(call.row)}: the {where} contains {words}, which can't be shown.", hint="Remove it.")


def _has_reference(value: Any) -> bool:
    if isinstance(value, dict):
        return is_reference(value) or any(_has_reference(item) for item in value.values())
    return isinstance(value, list) and any(_has_reference(item) for item in value)


def _segment(name: str, value: Any) -> str:
    text = quote(str(value), safe="") if isinstance(value, str | int) else ""
    if not text or not text.strip("."):
        raise ValueError(f"{value!r} is no value for {{{name}}} of a path")
    return text


def _list_name(name: str, value: Any) -> str:
    return f"{name}[]" if isinstance(value, list | tuple) and not name.endswith("[]") else name


class _Departure:
    """Whether a request has begun to leave; one that was given up before that doesn't leave any more."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left = self._cancelled = False

    def watch(self, event: str, _info: object) -> None:
        """The library tells what it is about to do. Raises _TooSlow to keep it from sending."""
        if not event.endswith("send_request_headers.started"):
            return
        with self._lock:
            if self._cancelled:
                raise _TooSlow("given up before it left")
            self._left = True

    def cancelled(self) -> bool:
        """Give it up; True when nothing has left, and nothing will."""
        with self._lock:
            self._cancelled = not self._left
            return self._cancelled


class _TooSlow(Exception):
    """The answer's bytes come, but not in any useful time."""


def _never_left() -> tuple[type[Exception], ...]:
    import httpx2

    return (
        httpx2.ConnectError,
        httpx2.ConnectTimeout,
        httpx2.PoolTimeout,
        httpx2.ProxyError,
        httpx2.UnsupportedProtocol,
        httpx2.InvalidURL,
    )


def _reason(error: Exception) -> str:
    known = {
        "ConnectTimeout": "connecting took too long",
        "PoolTimeout": "no free connection",
        "ReadTimeout": "no answer in time",
        "WriteTimeout": "sending took too long",
        "RemoteProtocolError": "the server closed the connection",
        "ReadError": "the connection broke",
        "WriteError": "the connection broke while sending",
    }
    return known.get(type(error).__name__) or _plain(redact(str(error))) or "the connection failed"


def _plain(text: str) -> str:
    """`connection refused` for `[Errno 111] Connection refused`: the system's words without its numbers."""
    words = _NUMBERED.sub("", text).strip(" .")
    return f"{words[:1].lower()}{words[1:]}" if words[1:2].islower() else words


def _signer(key: Secret, *, in_query: bool) -> "httpx2.Auth":
    import httpx2

    def in_header(request: httpx2.Request) -> httpx2.Request:
        request.headers["Authorization"] = key.reveal()
        return request

    def in_url(request: httpx2.Request) -> httpx2.Request:
        request.url = request.url.copy_merge_params({"api_key": key.reveal()})
        return request

    return httpx2.FunctionAuth(in_url if in_query else in_header)


class _WithoutKeys(logging.Filter):
    """Takes keys out of what the HTTP library logs: its INFO line prints whole URLs."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = redact(record.getMessage()), ()
        return True


_FILTER = _WithoutKeys()


def _hush() -> None:
    for name in ("httpx2", *(f"httpcore2.{part}" for part in ("connection", "http11", "http2", "proxy", "socks"))):
        logging.getLogger(name).addFilter(_FILTER)

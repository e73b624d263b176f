"""A real HTTP server that plays one reply after the other."""

import json
import socket
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import canary

KEY = canary.key("stage")
JSON = "application/json"
TRICKLES = {
    "trickle": (b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n", b" "),
    "header trickle": (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"x"),
    "header lines": (b"HTTP/1.1 200 OK\r\n", b"X-Slow: x\r\n"),
    "interim answers": (b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"),
}
"""What comes first, and then again and again: an answer that never is one."""


@dataclass
class Reply:
    """What the server does with one request."""

    body: Any = None
    status: int = 200
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""

    def encoded(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Request:
    """What arrived."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    body: bytes


class Stage(ThreadingHTTPServer):
    """Plays `script` (the last reply again and again), or whatever `play` answers."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.script: list[Reply] = [Reply({})]
        self.requests: list[Request] = []
        self.play: Callable[[Request], Reply] = self._next
        self.hurry = Event()

    @property
    def base_url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/api/v1"

    def will(self, *replies: Reply) -> None:
        self.script = list(replies)

    def _next(self, request: Request) -> Reply:
        return self.script.pop(0) if len(self.script) > 1 else self.script[0]

    def handle_error(self, *_: object) -> None:
        """A client that hangs up is part of the play."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Stage

    def _any(self) -> None:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path.removeprefix("/api/v1"), parse_qsl(parts.query), headers, body)
        self.server.requests.append(request)
        reply = self.server.play(request)
        if reply.fault:
            self._fail(reply.fault)
        else:
            self._answer(reply)

    def _answer(self, reply: Reply) -> None:
        body = b"" if reply.status == 204 else reply.encoded()
        # Not `send_response`: that would tell a `Date` of its own.
        self.send_response_only(reply.status)
        for name, value in {"Content-Type": reply.content_type, **reply.headers}.items():
            self.send_header(name, value)
        if reply.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _fail(self, fault: str) -> None:
        self.close_connection = True
        if fault == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()
        elif fault == "hang":
            self.server.hurry.wait(10)
        elif fault == "flood":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
            while not self.server.hurry.is_set():
                self.wfile.write(b" " * 4096)
        elif fault in TRICKLES:
            head, drop = TRICKLES[fault]
            self.wfile.write(head)
            while not self.server.hurry.wait(0.02):
                self.wfile.write(drop)
        elif fault == "half":
            self.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{")

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _any  # noqa: N815  the names that the server looks for

    def log_message(self, *_: Any) -> None:
        """Nothing on the terminal."""

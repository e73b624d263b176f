"""A sandbox as a running server: in a thread for tests, or blocking for the command line. Loopback unless told otherwise."""

import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType
from typing import Any

import uvicorn
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from syncro.sandbox.account import Account, Setup
from syncro.sandbox.app import ABORT, PREFIX, App

LOOPBACK = "127.0.0.1"
BACKLOG = 256
GRACE = 1
PATIENCE = 10.0


class _Protocol(HttpToolsProtocol):
    """Tells the application how to drop its connection for real."""

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self.scope["extensions"] = {ABORT: self.transport.abort}  # type: ignore[dict-item]


class _Server(uvicorn.Server):
    """Says when it is ready, and takes a signal as a wish to end, not as a death."""

    def __init__(self, config: uvicorn.Config, on_ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._on_ready = on_ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets=sockets)
        self._on_ready()

    @contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self._end) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    def _end(self, _number: int, _frame: FrameType | None) -> None:
        self.should_exit = True


class ThreadedSandbox:
    """A sandbox in a thread of this process: `with ThreadedSandbox() as sandbox: … sandbox.base_url`."""

    def __init__(self, *, host: str = LOOPBACK, port: int = 0, **setup: Any) -> None:
        """`setup` as in `Setup`: company, seed, quirks, faults, database."""
        self._account = Account(Setup(**setup))
        self._socket = _bind(host, port)
        self._host = host
        self._ready = threading.Event()
        self._server = _Server(_config(self._account, host), self._ready.set)
        self._thread = threading.Thread(target=self._run, name="syncro-sandbox", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on."""
        return int(self._socket.getsockname()[1])

    @property
    def root_url(self) -> str:
        """`http://127.0.0.1:PORT`; the control plane is below it at `/sandbox/`."""
        return _url(self._host, self.port)

    @property
    def base_url(self) -> str:
        """What a client takes for Syncro: `http://127.0.0.1:PORT/api/v1`."""
        return f"{self.root_url}{PREFIX}"

    def start(self) -> "ThreadedSandbox":
        """Serve; returns when requests are answered. Raises RuntimeError when that takes too long."""
        self._thread.start()
        if not self._ready.wait(PATIENCE):
            raise RuntimeError("the sandbox did not start")
        return self

    def stop(self) -> None:
        """End, and give port and database back."""
        self._server.should_exit = True
        self._thread.join(PATIENCE)
        self._account.close()

    def __enter__(self) -> "ThreadedSandbox":
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _run(self) -> None:
        self._server.run(sockets=[self._socket])


def run(setup: Setup, *, host: str = LOOPBACK, port: int = 0) -> None:
    """Serve until a signal ends it; one line on stdout says when it is ready.

    Raises OSError when the port is taken, sqlite3.Error when the database can't be used.
    """
    listener = _bind(host, port)
    account = Account(setup)
    line = f"Syncro sandbox ready at {_url(host, listener.getsockname()[1])}{PREFIX}\n"
    try:
        _Server(_config(account, host), lambda: _say(line)).run(sockets=[listener])
    finally:
        account.close()


def _say(line: str) -> None:
    sys.stdout.write(line)
    sys.stdout.flush()


def _bind(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # Only a socket that says it is TCP gets TCP_NODELAY from asyncio; without it each answer waits 40 ms for an ACK.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    try:
        if os.name == "posix":
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        listener.listen(BACKLOG)
    except OSError:
        listener.close()
        raise
    except OverflowError as problem:
        listener.close()
        raise OSError(str(problem)) from problem
    return listener


def _url(host: str, port: int) -> str:
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _config(account: Account, host: str) -> uvicorn.Config:
    # Uvicorn's own log would say "error" about connections that a fault drops on purpose.
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    return uvicorn.Config(
        App(account, host),
        http=_Protocol,
        ws="none",
        loop="asyncio",
        lifespan="off",
        log_config=None,
        access_log=False,
        server_header=False,
        date_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=GRACE,
    )

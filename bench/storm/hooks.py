"""What happens inside the forked command line: it counts its requests, dies at a point, loses its disk or its clock.

Knows the product only by `Journal.append` and `add_plan`, `App.now`, and the HTTP library's own methods.
"""

import os
import resource
import signal
import sqlite3
import tempfile
from collections.abc import Callable
from datetime import timedelta
from sqlite3 import dbapi2
from typing import Any

from httpcore2 import ConnectError, ReadError
from httpcore2._sync.http11 import HTTP11Connection

from syncro.cli.context import App
from syncro.store.journal import Journal

WRITES = (b"POST", b"PUT", b"PATCH", b"DELETE")
UNSENT, SENT, ANSWERED = "unsent", "sent", "answered"
"""Points of a request: before its first byte, after its last, after the answer's head."""
FULL, BROKEN, READ_ONLY = "full", "broken", "read_only"
"""What becomes of the journal's disk."""


def prepare(given: dict[str, Any]) -> None:
    """`kill`: {point, place, nth}; `journal`: {how, after}; `clock`: {seconds, after}; `cut`: {point, nth};
    `notes` and `calls`: files.
    """
    # The process that forks may have asked already; TMPDIR is this command line's own.
    tempfile.tempdir = None
    notes = _Notes(given.get("notes", ""), given.get("calls", ""))
    entries = [0]
    _watch_requests(notes, given.get("kill") or {}, given.get("cut") or {})
    _watch_journal(notes, given.get("kill") or {}, given.get("journal") or {}, entries)
    if clock := given.get("clock"):
        _move_clock(clock, entries)


class _Notes:
    """Files that outlive a kill: one line per kill, one byte per request."""

    def __init__(self, notes: str, calls: str) -> None:
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
        self._kills = os.open(notes, flags, 0o600) if notes else None
        self._calls = os.open(calls, flags, 0o600) if calls else None

    def call(self) -> None:
        if self._calls is not None:
            os.write(self._calls, b"r")

    def die(self, point: str, place: str) -> None:
        if self._kills is not None:
            os.write(self._kills, f"{point} {place}\n".encode())
        os.kill(os.getpid(), signal.SIGKILL)


def _watch_requests(notes: _Notes, kill: dict[str, Any], cut: dict[str, Any]) -> None:
    send, receive = HTTP11Connection._send_request_headers, HTTP11Connection._receive_response_headers
    writes, is_gone = [0], [False]

    def reached(plan: dict[str, Any], point: str, request: Any) -> bool:
        return bool(request.method in WRITES and plan.get("point") == point and writes[0] == plan.get("nth", 1))

    def sending(self: Any, request: Any) -> None:
        notes.call()
        writes[0] += request.method in WRITES
        if reached(kill, UNSENT, request):
            notes.die(UNSENT, "request")
        if is_gone[0] or reached(cut, UNSENT, request):
            is_gone[0] = True
            raise ConnectError("no network")
        send(self, request)

    def receiving(self: Any, request: Any) -> Any:
        if reached(kill, SENT, request):
            notes.die(SENT, "request")
        if is_gone[0] or reached(cut, SENT, request):
            is_gone[0] = True
            raise ReadError("no network")
        head = receive(self, request)
        if reached(kill, ANSWERED, request):
            notes.die(ANSWERED, "request")
        return head

    HTTP11Connection._send_request_headers = sending  # type: ignore[method-assign]
    HTTP11Connection._receive_response_headers = receiving  # type: ignore[method-assign]


def _watch_journal(notes: _Notes, kill: dict[str, Any], disk: dict[str, Any], entries: list[int]) -> None:
    matched = [0]

    def around(write: Callable[..., None], event_of: Callable[..., str]) -> Callable[..., None]:
        def writing(self: Any, *args: Any, **named: Any) -> None:
            entries[0] += 1
            event = event_of(*args, **named)
            matched[0] += event == kill.get("point")
            mine = event == kill.get("point") and matched[0] == kill.get("nth", 1)
            if mine and kill["place"] == "before":
                notes.die(event, "before")
            _written(lambda: write(self, *args, **named), disk, entries[0])
            if mine:
                notes.die(event, "after")

        return writing

    Journal.append = around(Journal.append, _event)  # type: ignore[method-assign]
    Journal.add_plan = around(Journal.add_plan, lambda *_, **__: "planned")  # type: ignore[method-assign]
    if disk.get("how") in (FULL, READ_ONLY):
        _ruin_connections(disk, entries)


def _event(*args: Any, **named: Any) -> str:
    return str(named["event"] if "event" in named else args[1])


def _written(write: Callable[[], None], disk: dict[str, Any], entry: int) -> None:
    """With a broken disk the system refuses every byte beyond a file's present end, as a full quota does."""
    if disk.get("how") != BROKEN or entry <= disk["after"]:
        write()
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        write()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _ruin_connections(disk: dict[str, Any], entries: list[int]) -> None:
    """From the given entry on, every connection to a database finds it full, or may only read."""
    connect = dbapi2.connect

    def connecting(*args: Any, **named: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = connect(*args, **named)
        if entries[0] > disk["after"] and "journal" in str(args[:1]):
            (pages,) = connection.execute("PRAGMA page_count").fetchone()
            limit = f"max_page_count = {pages}" if disk["how"] == FULL else "query_only = ON"
            connection.execute(f"PRAGMA {limit}").fetchall()
        return connection

    dbapi2.connect = connecting  # type: ignore[assignment]


def _move_clock(clock: dict[str, Any], entries: list[int]) -> None:
    now = App.now

    def moved(self: App) -> Any:
        jump = timedelta(seconds=clock["seconds"]) if entries[0] >= clock["after"] else timedelta(0)
        return now(self) + jump

    App.now = moved  # type: ignore[method-assign]

"""The sandbox behind `--profile sandbox`: started detached when none runs, found again by its note. Never stops one."""

import sys
import time
from pathlib import Path

from msgspec import DecodeError, Struct, json

from syncro.config.files import private_folder, write_private
from syncro.errors import SyncroError

START_LIMIT = 15.0
"""Seconds a sandbox may take to say that it is ready."""
_LOCK_WAIT = START_LIMIT + 5
_POLL = 0.02
_READY = "ready at "


class Running(Struct, frozen=True):
    """What the note beside the sandbox's data says."""

    pid: int
    base_url: str


def ensure(home: Path) -> str:
    """The base URL of the running sandbox, after starting it if need be. Raises SyncroError if that fails.

    Its data lies in HOME/sandbox/company.db, so a restart goes on where the last one was. A lock keeps two
    commands from starting two.
    """
    folder = private_folder(home / "sandbox")
    running = _noted(folder)
    if running and is_alive(running):
        return running.base_url
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / "start.lock", timeout=_LOCK_WAIT):
            running = _noted(folder)
            if running is None or not is_alive(running):
                running = _start(folder)
                write_private(folder / "running.json", json.encode(running).decode())
    except Timeout:
        raise SyncroError("Another command is starting the sandbox and doesn't finish.") from None
    return running.base_url


def is_alive(running: Running) -> bool:
    """True when a Syncro sandbox answers there; the port may belong to something else by now."""
    import http.client
    from urllib.parse import urlsplit

    parts = urlsplit(running.base_url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=2)
    try:
        connection.request("GET", "/sandbox/quirks")
        reply = connection.getresponse()
        return reply.status == 200 and b'"quirks"' in reply.read(1 << 20)
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _noted(folder: Path) -> Running | None:
    try:
        return json.decode((folder / "running.json").read_bytes(), type=Running)
    except (OSError, DecodeError):
        return None


def _start(folder: Path) -> Running:
    import subprocess

    said = folder / "output.txt"
    command = [sys.executable, "-m", "syncro.sandbox", "--port", "0", "--db", str(folder / "company.db")]
    with said.open("wb") as output:
        said.chmod(0o600)
        process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd=folder,
            start_new_session=True,
            creationflags=getattr(subprocess, "DETACHED_PROCESS", 0),
        )
    until = time.monotonic() + START_LIMIT
    while time.monotonic() < until:
        base_url = _announced(said)
        if base_url:
            # The process outlives this one on purpose; without this Python would warn about that.
            process.returncode = 0
            return Running(process.pid, base_url)
        if process.poll() is not None:
            raise SyncroError(f"The sandbox ended at once; see {said}.")
        time.sleep(_POLL)
    process.kill()
    process.wait()
    raise SyncroError(f"The sandbox was not ready after {START_LIMIT:g} s; see {said}.")


def _announced(said: Path) -> str:
    first, complete, _ = said.read_text(encoding="utf-8", errors="replace").partition("\n")
    return first.partition(_READY)[2].strip() if complete else ""

"""The sandbox behind `--profile sandbox`: started detached when none runs, found again by its note and its proof. Never stops one."""

import hmac
import sys
import time
from hashlib import sha256
from pathlib import Path
from secrets import token_hex

from msgspec import DecodeError, Struct, json

from syncro.config import address
from syncro.config.files import private_folder, private_writer, read_text, refuse_links, write_private
from syncro.errors import SyncroError

START_LIMIT = 15.0
"""Seconds a sandbox may take to say that it is ready."""
_LOCK_WAIT = START_LIMIT + 5
_POLL = 0.02
_READY = "ready at "
PROOF = "proof.key"
"""The file beside its data that only its owner can read: who knows what it holds is our sandbox."""


class Running(Struct, frozen=True):
    """What the note beside the sandbox's data says."""

    pid: int
    base_url: str


def ensure(home: Path) -> str:
    """The base URL of the running sandbox, after starting it if need be. Raises SyncroError if that fails.

    Its data lies in HOME/sandbox/company.db, so a restart goes on where the last one was. A lock keeps two
    commands from starting two.
    """
    folder = private_folder(home, "sandbox")
    running = _noted(folder)
    if running and is_alive(running, _secret(folder)):
        return running.base_url
    from filelock import FileLock, Timeout

    try:
        with FileLock(folder / "start.lock", timeout=_LOCK_WAIT):
            running = _noted(folder)
            if running is None or not is_alive(running, _secret(folder)):
                write_private(folder / PROOF, token_hex(32))
                running = _start(folder)
                write_private(folder / "running.json", json.encode(running).decode())
    except Timeout:
        raise SyncroError("Another command is starting the sandbox and doesn't finish.") from None
    return running.base_url


def is_alive(running: Running, secret: str = "") -> bool:
    """True when our own sandbox answers there: it proves to know the secret. The port may belong to something else by now."""
    from urllib.parse import urlsplit

    nonce = token_hex(16)
    try:
        parts = urlsplit(running.base_url)
        told = f"{parts.port}\n{nonce}"
    except ValueError:
        return False
    if not secret or not address.is_loopback(running.base_url):
        return False
    wanted = hmac.new(secret.encode(), told.encode(), sha256).hexdigest()
    return hmac.compare_digest(_proof(parts.hostname or "", parts.port or 0, nonce).encode(), wanted.encode())


def _proof(host: str, port: int, nonce: str) -> str:
    """What the server there answers to a challenge; empty for anything that is no answer to one."""
    import http.client

    connection = http.client.HTTPConnection(host, port, timeout=2)
    try:
        body, kind = json.encode({"nonce": nonce}), {"Content-Type": "application/json"}
        connection.request("POST", "/sandbox/proof", body, kind)
        reply = connection.getresponse()
        told = json.decode(reply.read(1024), type=dict[str, str]) if reply.status == 200 else {}
    except (OSError, http.client.HTTPException, DecodeError):
        return ""
    finally:
        connection.close()
    return told.get("proof", "")


def _noted(folder: Path) -> Running | None:
    try:
        return json.decode(read_text(folder / "running.json", own=True) or "", type=Running)
    except DecodeError:
        return None


def _secret(folder: Path) -> str:
    return read_text(folder / PROOF, own=True) or ""


def _start(folder: Path) -> Running:
    import subprocess

    found = folder / "output.txt"
    refuse_links(folder / "company.db")
    command = [sys.executable, "-m", "syncro.sandbox", "--port", "0", "--db", str(folder / "company.db")]
    command += ["--secret-file", str(folder / PROOF)]
    with private_writer(found) as output:
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
        base_url = _announced(found)
        if base_url:
            # The process outlives this one on purpose; without this Python would warn about that.
            process.returncode = 0
            return Running(process.pid, base_url)
        if process.poll() is not None:
            raise SyncroError(f"The sandbox ended at once; see {found}.")
        time.sleep(_POLL)
    process.kill()
    process.wait()
    raise SyncroError(f"The sandbox was not ready after {START_LIMIT:g} s; see {found}.")


def _announced(text: Path) -> str:
    first, complete, _ = text.read_text(encoding="utf-8", errors="replace").partition("\n")
    return first.partition(_READY)[2].strip() if complete else ""

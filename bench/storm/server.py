"""The sandbox as a process that is killed and started again on the same port, and its control plane."""

import http.client
import json
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, Self
from urllib.parse import urlsplit

OWNER = "sandbox-owner"
PATIENCE = 60.0
ZERO_RATES = 0.2
"""Share of charged timer entries whose line comes out at $0.00, so that the repair has something to do."""


class Line:
    """One kept-alive connection to the sandbox, for the harness's own requests. Tries again while the sandbox restarts."""

    def __init__(self, base_url: str) -> None:
        self._netloc = urlsplit(base_url).netloc
        self._open: http.client.HTTPConnection | None = None

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A route of the control plane."""
        return self._asked(method, f"/sandbox/{path}", body)

    def api(self, method: str, path: str, body: Any = None, key: str = OWNER) -> Any:
        """A request as somebody else."""
        joint = "&" if "?" in path else "?"
        return self._asked(method, f"/api/v1{path}{joint}api_key={key}", body)

    def once(self, method: str, path: str, body: Any = None, key: str = OWNER) -> Any:
        """As `api`, sent once; None when it was lost or refused: a fault may hit this one too."""
        try:
            status, reply = self._exchange(method, f"/api/v1{path}?api_key={key}", body)
        except (OSError, http.client.HTTPException, ValueError):
            self._drop()
            return None
        return reply if status < 300 else None

    def _asked(self, method: str, path: str, body: Any) -> Any:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                status, reply = self._exchange(method, path, body)
                break
            except (OSError, http.client.HTTPException):
                self._drop()
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
        if status >= 300:
            raise RuntimeError(f"{method} {path}: {status} {reply}")
        return reply

    def _exchange(self, method: str, path: str, body: Any) -> tuple[int, Any]:
        if self._open is None:
            self._open = http.client.HTTPConnection(self._netloc, timeout=30)
        content = None if body is None else json.dumps(body)
        self._open.request(method, path, content, {"Content-Type": "application/json"})
        answer = self._open.getresponse()
        return answer.status, json.loads(answer.read() or b"null")

    def _drop(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open = None


class Server:
    """`python -m syncro.sandbox`, the demo company in a file."""

    def __init__(self, folder: Path) -> None:
        self._database = folder / "company.db"
        self._port = 0
        self._mutex = threading.Lock()
        self.restarts = 0
        self.base_url = ""
        self._process = self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        self._process.wait()

    def kill(self) -> None:
        """`kill -9`, and start again on the same port with what it had on disk."""
        with self._mutex:
            self._process.kill()
            self._process.wait()
            self.restarts += 1
            self._process = self._start()

    def _start(self) -> "subprocess.Popen[str]":
        quirks = ("--quirk", "rate_limit=0", "--quirk", f"zero_rate_charges={ZERO_RATES}")
        command = [sys.executable, "-m", "syncro.sandbox", *quirks, "--port", str(self._port)]
        until = time.monotonic() + PATIENCE
        while True:
            process = subprocess.Popen(
                [*command, "--db", str(self._database)],
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            assert process.stdout
            said = process.stdout.readline()
            process.stdout.close()
            if said:
                self.base_url = said.split()[-1]
                self._port = urlsplit(self.base_url).port or 0
                return process
            process.wait()
            if time.monotonic() > until:
                raise RuntimeError("the sandbox did not start")
            time.sleep(0.1)

"""Command lines as a tech types them: a process each, forked with the piece's injury; what each one claimed."""

import json
import os
import signal
import sys
import time
from collections.abc import Mapping
from itertools import count
from pathlib import Path
from typing import Any, Self

from msgspec import Struct, field

TESTS = Path(__file__).parents[2] / "tests"
sys.path.insert(0, str(TESTS))

from storm.injuries import RESEND_AFTER, SETTLE  # noqa: E402
from zygote import Child, Zygote  # noqa: E402  # beside the tests, which it serves too

TALK = 2000
"""Characters kept of what a command line said on stderr, the last ones."""
HOOKS = Path(__file__).with_name("hooks.py")


class Claim(Struct, frozen=True):
    """What one command line said: its exit code (negative: killed) and the JSON it printed."""

    stage: str
    plan_id: str
    code: int
    said: dict[str, Any] = field(default_factory=dict)
    talk: str = ""

    @property
    def wrote(self) -> str:
        """`no`, `yes`, `unknown`; empty when it said nothing."""
        return str(self.said.get("wrote") or self.said.get("error", {}).get("wrote") or "")

    @property
    def status(self) -> str:
        """The plan's status as told; empty when it said nothing of it."""
        return str(self.said.get("status") or "")

    @property
    def is_done(self) -> bool:
        """True when it claims that all is written and verified."""
        return self.code == 0 and self.status == "done" and self.said.get("verified") is True


class Client:
    """Runs command lines of one worker, one after the other or several at once."""

    def __init__(self, folder: Path, base_url: str) -> None:
        self._folder = folder
        self._base_url = base_url
        self._numbers = count(1)
        folder.mkdir(parents=True, exist_ok=True)
        # The locks that all homes of a machine share lie below the temporary folder.
        locks = folder.parent / "tmp"
        locks.mkdir(exist_ok=True)
        self._zygote = Zygote(HOOKS, {"TMPDIR": str(locks)})
        self.notes = folder / "kills.txt"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._zygote.__exit__()

    def home(self, number: int) -> Path:
        """A tech's SYNCRO_HOME; all workers have the same ones."""
        return self._folder.parent / f"home-{number}"

    def start(
        self, words: list[str], tech: str, home: int, env: Mapping[str, str], given: Mapping[str, Any], calls: Path
    ) -> Child:
        """Start `syncro WORDS` as this tech."""
        variables = {
            "SYNCRO_HOME": str(self.home(home)),
            "SYNCRO_PROFILE": "sandbox",
            "SYNCRO_BASE_URL": self._base_url,
            "SYNCRO_REQUESTS_PER_MINUTE": "0",
            "SYNCRO_SETTLE": SETTLE,
            "SYNCRO_RESEND_AFTER": RESEND_AFTER,
            **env,
        }
        full = ["--tech", tech, "--no-input", "--json", *words]
        hooked = {**given, "notes": str(self.notes), "calls": str(calls)}
        return self._zygote.start(full, variables, self._folder / str(next(self._numbers)), given=hooked)

    def kill_after(self, child: Child, seconds: float) -> None:
        """`kill -9` at a random time, if it still runs then."""
        time.sleep(seconds)
        os.kill(child.pid, signal.SIGKILL)


def claim_of(child: Child, stage: str, plan_id: str = "") -> Claim:
    """Wait for it, and take what it said."""
    code = child.wait()
    out, talk = _taken(child.folder / "out.txt"), _taken(child.folder / "err.txt")
    child.folder.rmdir()
    try:
        read = json.loads(out or "null")
    except ValueError:
        read = {"cut": out[-200:]}
    said = read if isinstance(read, dict) else {}
    return Claim(stage, plan_id or str(said.get("plan_id", "")), code, said, talk[-TALK:])


def _taken(path: Path) -> str:
    """The text of a file that a killed process may not have come to open; the file is gone then."""
    text = path.read_text(errors="replace") if path.exists() else ""
    path.unlink(missing_ok=True)
    return text

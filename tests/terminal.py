"""A command on a real (pseudo-)terminal, with somebody who reads and types."""

import os
import select
import subprocess
import sys
import time

import pytest

import canary
from desk import PATIENCE

pty = pytest.importorskip("pty")


class Terminal:
    """A command on a terminal of its own, with somebody who reads and types."""

    def __init__(self, words: list[str], env: dict[str, str]) -> None:
        self.ours, theirs = pty.openpty()
        self.said = ""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "syncro.cli.main", *words],
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, **env, "TERM": "dumb"},
            start_new_session=True,
        )
        os.close(theirs)

    def answer(self, question: str, typed: str) -> None:
        """Wait for the question, then type."""
        self.wait_for(question)
        self.type(typed)

    def wait_for(self, question: str) -> None:
        """Wait until this is asked from now on."""
        seen = len(self.said)
        until = time.monotonic() + PATIENCE
        while question not in self.said[seen:]:
            assert time.monotonic() < until, self.said
            assert self._read(), self.said

    def type(self, typed: str) -> None:
        """Type, and press the return key."""
        os.write(self.ours, f"{typed}\n".encode())

    def end(self) -> int:
        while self._read():
            pass
        os.close(self.ours)
        assert not canary.is_in(self.said)
        return self.process.wait(PATIENCE)

    def _read(self) -> bool:
        if not select.select([self.ours], [], [], PATIENCE)[0]:
            return False
        try:
            got = os.read(self.ours, 65536)
        except OSError:  # how Linux says that the other end is closed
            return False
        self.said += got.decode(errors="replace")
        return bool(got)

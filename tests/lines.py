"""One command line run in this process: what it came to, with no key in what it said."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

import canary
from syncro import jsonio
from syncro.cli.main import run


class Ended(NamedTuple):
    """What one command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return jsonio.loads(self.out)


def runner(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ended]:
    """`runner(capsys)("ticket", "5")`."""

    def call(*words: str) -> Ended:
        capsys.readouterr()
        code = run(words)
        done = Ended(code, *capsys.readouterr())
        assert not canary.is_in(done.out, done.err)
        return done

    return call

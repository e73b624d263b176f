"""The sandbox that the client's tests talk to: a thread of this process, or (`--sandbox=process`) one of its own behind a socket."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import shop
from syncro.sandbox.account import Account
from syncro.sandbox.probe import Sandbox
from syncro.sandbox.server import ThreadedSandbox

OPTION = "--sandbox"
THREAD, PROCESS = "thread", "process"
DEMO = [sys.executable, "-m", "syncro.sandbox", "--quirk", "rate_limit=0"]
SHOP = """
import sys
sys.path.insert(0, {here!r})
import shop
from syncro.sandbox.account import Setup
from syncro.sandbox.server import run
run(Setup(company=shop.company(), quirks={{"rate_limit": 0}}))
"""


class Served(Sandbox):
    """A running sandbox; `account` is what it serves, where that is in this process."""

    account: Account | None = None


@contextmanager
def demo(how: str) -> Iterator[Served]:
    """The demo company."""
    if how == PROCESS:
        with _process(DEMO) as served:
            yield served
    else:
        with ThreadedSandbox(quirks={"rate_limit": 0}) as server:
            yield Served(server.base_url)


@contextmanager
def small_shop(how: str) -> Iterator[Served]:
    """The small shop on its first day."""
    if how == PROCESS:
        with _process([sys.executable, "-c", SHOP.format(here=str(Path(__file__).parent))]) as served:
            yield served
    else:
        with ThreadedSandbox(company=shop.company(), quirks={"rate_limit": 0}) as server:
            served = Served(server.base_url)
            served.account = server._account
            yield served


@contextmanager
def _process(command: list[str]) -> Iterator[Served]:
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout
            line = running.stdout.readline().strip()
            assert line.startswith("Syncro sandbox ready at "), line
            yield Served(line.rpartition(" ")[2])
        finally:
            running.terminate()

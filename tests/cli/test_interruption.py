"""Ctrl-C says what happened to the data, from the first moment of the program to its last (R-90)."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import PATIENCE, Syncro, environment

Line = Callable[..., Any]
NUMBER = str(shop.number(shop.TICKETS[shop.PLAIN]))
NOTHING = "syncro: Stopped. Nothing was written.\n"


def started(base_url: str, home: Path, *words: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "syncro.cli.entry", *words]
    env = os.environ | environment(base_url, home)
    pipe = subprocess.PIPE
    return subprocess.Popen(command, env=env, stdin=subprocess.DEVNULL, stdout=pipe, stderr=pipe, text=True)


def interrupted(running: subprocess.Popen[str]) -> tuple[int, str]:
    running.send_signal(signal.SIGINT)
    _, said = running.communicate(timeout=PATIENCE)
    return running.returncode, said


def executing(line: Line, syncro_side: Syncro, home: Path, fault: str, operation: str) -> subprocess.Popen[str]:
    """A comment being written, at the moment when the fault strikes."""
    plan = line("comment", NUMBER, "The disk has arrived", "--json").json
    syncro_side.fault(fault, operation, seconds=PATIENCE, count=None)
    running = started(syncro_side.base_url, home, "plan", "execute", plan["plan_id"], "--confirm", plan["digest"])
    syncro_side.wait_for(lambda: syncro_side.struck() > 0)
    return running


def test_before_anything_was_sent_nothing_was_written(line: Line, syncro_side: Syncro, tmp_path: Path) -> None:
    running = executing(line, syncro_side, tmp_path / "home", "slow_after", "GET *")
    assert interrupted(running) == (130, NOTHING)
    assert syncro_side.writes() == []


def test_once_the_request_has_left_nothing_is_promised(line: Line, syncro_side: Syncro, tmp_path: Path) -> None:
    running = executing(line, syncro_side, tmp_path / "home", "slow_after", "tickets.comment")
    code, said = interrupted(running)
    assert code == 130
    assert "It may have been written." in said
    assert "Traceback" not in said
    again = started(syncro_side.base_url, tmp_path / "home", "plan", "list")
    assert "unknown" in again.communicate(timeout=PATIENCE)[0]


@pytest.mark.parametrize("module", ["syncro.cli.main", "syncro.cli.streams", "syncro.cli.context", "syncro.cli.exits"])
def test_while_the_program_is_being_loaded_it_is_one_line_too(module: str) -> None:
    code = (
        "import os, signal, sys\n"
        "class Interrupting:\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}: os.kill(os.getpid(), signal.SIGINT)\n"
        "from syncro.cli import entry\n"
        "sys.meta_path.insert(0, Interrupting())\n"
        "sys.argv = ['syncro', 'tickets']\n"
        "entry.run()\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (130, "", NOTHING)

"""`--profile sandbox` on a fresh machine: one sandbox, started once, found again, started anew when it died."""

import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from syncro import jsonio
from syncro.cli import background

Syncro = Callable[..., Any]


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home whose sandbox is ended after the test."""
    yield tmp_path / "home"
    for note in tmp_path.rglob("running.json"):
        end(note)


def end(note: Path) -> None:
    pid = jsonio.loads(note.read_bytes())["pid"]
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass


def test_one_sandbox_is_started_for_all_and_another_only_after_it_died(bare: Syncro, home: Path) -> None:
    first = bare("--profile", "sandbox")
    assert first.code == 0
    assert first.out.startswith("#")
    note = home / "sandbox" / "running.json"
    before = note.read_bytes()
    with ThreadPoolExecutor(4) as pool:
        urls = set(pool.map(lambda _: background.ensure(home), range(4)))
    assert urls == {jsonio.loads(before)["base_url"]}
    end(note)
    again = bare("--profile", "sandbox")
    assert (again.code, again.out) == (0, first.out)
    assert note.read_bytes() != before


def test_a_note_that_names_somebody_elses_port_is_not_trusted(home: Path) -> None:
    assert background.is_alive(background.Running(1, "http://127.0.0.1:9/api/v1")) is False


def test_two_starts_at_the_same_time_make_one_sandbox(home: Path) -> None:
    with ThreadPoolExecutor(3) as pool:
        assert len(set(pool.map(lambda _: background.ensure(home), range(3)))) == 1


def test_sandbox_serve_says_where_it_is_and_ends_cleanly(tmp_path: Path) -> None:
    import subprocess
    import sys

    code = "import sys; from syncro.cli.main import run; sys.exit(run(sys.argv[1:]))"
    words = [sys.executable, "-c", code, "sandbox", "serve", "--company", "empty", "--quirk", "rate_limit=0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        line = process.stdout.readline()
        process.terminate()
    assert line.startswith("Syncro sandbox ready at http://127.0.0.1:")
    assert process.returncode == 0


def test_sandbox_serve_refuses_an_unknown_quirk(bare: Syncro) -> None:
    assert bare("sandbox", "serve", "--quirk", "nosuch=1").code == 2

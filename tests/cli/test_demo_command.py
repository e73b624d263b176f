"""`syncro demo`: two bills on a pretend company, one with a lost answer; leaves nothing behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from syncro import jsonio


def demo(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A demo in a process of its own, whose temporary folder is ours."""
    (tmp_path / "tmp").mkdir()
    env = {name: value for name, value in os.environ.items() if not name.startswith("SYNCRO_")}
    env |= {"TMPDIR": str(tmp_path / "tmp"), "HOME": str(tmp_path), "SYNCRO_HOME": str(tmp_path / "home")}
    # A proxy for the world outside has no business between the demo and its own server.
    env |= dict.fromkeys(("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"), "http://127.0.0.1:9")
    command = [sys.executable, "-m", "syncro.cli.main", "demo", *words]
    return subprocess.run(command, env=env, text=True, capture_output=True, timeout=60, check=False)


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[subprocess.CompletedProcess[str], Path]:
    folder = tmp_path_factory.mktemp("demo")
    return demo(folder), folder


def test_the_demo_ends_well_and_leaves_nothing(shown: tuple[subprocess.CompletedProcess[str], Path]) -> None:
    done, folder = shown
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert "Warning" not in done.stderr
    assert list((folder / "tmp").iterdir()) == []
    assert not (folder / "home").exists()


def test_the_demo_shows_preview_receipts_and_a_lost_answer(
    shown: tuple[subprocess.CompletedProcess[str], Path],
) -> None:
    said = shown[0].stdout
    first, _, second = said.partition("Again, and now the network fails")
    for part in (first, second):
        assert "[y/N] y" in part
        assert "Verified" in part
    assert "found by reading back" in second
    assert "at Syncro now: 1." in second
    assert "sandbox-tech" not in said


def test_the_demo_as_json_is_two_verified_executions(tmp_path: Path) -> None:
    done = demo(tmp_path, "--json")
    assert done.returncode == 0
    executions = jsonio.loads(done.stdout)
    assert [(each["status"], each["verified"]) for each in executions] == [("done", True), ("done", True)]

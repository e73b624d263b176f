"""The search for keys after a run finds them where they are, and lets those be that are kept on purpose."""

import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import canary

LEAKING = """
import canary

def test_it_stores(tmp_path):
    file = tmp_path / "{path}"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch()
    file.chmod({mode})
    file.write_text(canary.key("leak"))
"""


def run(test: str) -> "subprocess.CompletedProcess[str]":
    """A run of its own, in a folder that this one doesn't search."""
    with TemporaryDirectory() as folder:
        (Path(folder) / "test_leak.py").write_text(test)
        words = ["-p", "canary", "-p", "no:cacheprovider", "--basetemp", f"{folder}/base", "-c", "/dev/null", folder]
        code = f"import sys; sys.path.insert(0, {str(Path(__file__).parent)!r}); import pytest; sys.exit(pytest.main({words!r}))"
        # Plugins that this run brings have no part in that one; to load them is most of its time.
        env = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
        return subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)


def test_a_key_in_a_file_fails_a_run_that_passed_and_the_file_is_named() -> None:
    done = run(LEAKING.format(path="home/journal.db", mode="0o600"))
    assert done.returncode == 1
    assert "1 passed" in done.stdout
    assert "A KEY WAS SEEN" in done.stdout
    assert "home/journal.db" in done.stdout


def test_a_key_that_is_printed_fails_the_run() -> None:
    done = run("import canary\n\ndef test_it_talks():\n    print(canary.key('x'))\n")
    assert done.returncode == 1
    assert "the report of test_leak.py::test_it_talks" in done.stdout


def test_a_key_kept_on_purpose_passes_only_where_nobody_else_reads_it() -> None:
    assert run(LEAKING.format(path="home/keys/shop/avery", mode="0o600")).returncode == 0
    assert run(LEAKING.format(path="home/keys/shop/avery", mode="0o644")).returncode == 1


def test_half_a_key_is_enough() -> None:
    whole = canary.key("half")
    assert canary.is_in(whole[: len(whole) // 2])
    assert canary.is_in(whole[len(whole) // 2 :])
    assert not canary.is_in(whole[-4:], "coffee")

"""A small seeded run of bench/chaos.py: injured command lines write at most once, and its judge can tell who doesn't."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")

ROOT = Path(__file__).parents[1]


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "bench" / "chaos.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=110)


def figure(said: str, name: str) -> int:
    found = re.search(rf"^{re.escape(name)} +(\d+)", said, re.MULTILINE)
    assert found, said
    return int(found[1])


def test_injured_pieces_of_work_leave_no_duplicate_no_silent_loss_and_no_false_claim() -> None:
    ended = run("--seed", "7", "--writes", "120", "--workers", "4")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert figure(ended.stdout, "intended writes") >= 120
    for never in ("duplicates", "lost silently", "claims that were false"):
        assert figure(ended.stdout, never) == 0
    assert figure(ended.stdout, "landed") > 100
    assert sum(map(int, re.findall(r"(?:before|after|request) \w+ (\d+)", ended.stdout))) > 20


def test_the_same_faults_make_other_clients_write_twice() -> None:
    ended = run("--seed", "8", "--writes", "300", "--workers", "4", "--faults-only", "--peers")
    rows = re.findall(r"^(.{28}) +\d+ +\d+ +(\d+) +\d+ +\d+ +\d+$", ended.stdout, re.MULTILINE)
    duplicates = {name.strip(): int(count) for name, count in rows}
    assert duplicates.pop("syncro") == 0, ended.stdout
    assert len(duplicates) == 2
    assert all(count > 0 for count in duplicates.values()), ended.stdout

"""A small seeded run of bench/chaos.py: injured command lines write at most once. And its judge can tell who doesn't."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from storm.client import Claim  # noqa: E402  # bench is no package
from storm.injuries import Case, Injury, cases  # noqa: E402
from storm.journals import Told  # noqa: E402
from storm.pieces import Piece, Want  # noqa: E402
from storm.truth import State, Verdict, judge  # noqa: E402
from storm.worker import Done  # noqa: E402

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")


def run(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, str(ROOT / "bench" / "chaos.py"), *words]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=110)


def figure(said: str, name: str) -> int:
    found = re.search(rf"^{re.escape(name)} +(\d+)", said, re.MULTILINE)
    assert found, said
    return int(found[1])


def test_injured_pieces_of_work_leave_no_duplicate_no_silent_loss_and_no_false_claim() -> None:
    ended = run("--seed", "7", "--writes", "80", "--workers", "8")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert figure(ended.stdout, "intended writes") >= 80
    for never in ("duplicates", "lost silently", "claims that were false"):
        assert figure(ended.stdout, never) == 0
    assert figure(ended.stdout, "landed") > 60
    assert sum(map(int, re.findall(r"(?:before|after|request) \w+ (\d+)", ended.stdout))) > 12


def test_the_same_faults_make_other_clients_write_twice() -> None:
    ended = run("--seed", "8", "--writes", "220", "--workers", "8", "--faults-only", "--peers")
    rows = re.findall(r"^(.{28}) +\d+ +\d+ +(\d+) +\d+ +\d+ +\d+$", ended.stdout, re.MULTILINE)
    duplicates = {name.strip(): int(count) for name, count in rows}
    assert duplicates.pop("syncro") == 0, ended.stdout
    assert len(duplicates) == 2
    assert all(count > 0 for count in duplicates.values()), ended.stdout


COMMENT = {"id": 71, "ticket_id": 7, "user_id": 3, "subject": "Update", "body": "Piece 00001: done", "hidden": False}
WANT = Want("comment", "comments", {"ticket_id": 7}, {"user_id": 3, "hidden": False}, "body")
RECEIPT = {"step": "comment", "operation": "tickets.comment", "outcome": "done", "id": 71}
SAID = {"status": "done", "wrote": "yes", "verified": True, "receipts": [RECEIPT]}


def judged(
    rows: list[dict[str, Any]], *, event: str = "done", id_: int = 71, code: int = 0, said: dict[str, Any] = SAID
) -> Verdict:
    """The verdict on one comment, given what is there, what the journal says and what the command said."""
    piece = Piece(1, "comment", "comment", "tech-1", 0, ("comment",), (WANT,), (), ())
    done = Done(Case(piece, Injury("")), {}, Path("calls"), [Claim("execute", "p", code, said)])
    told = Told("p", "d", 0, 1, {"comment": "tickets.comment"}, "tech-1", True, event == "done", {"comment": event})
    told.ids = {"comment": id_} if event == "done" else {}
    return judge(State({"comments": rows}), done, [told])


def test_a_record_that_is_there_and_claimed_is_landed_and_nothing_else() -> None:
    verdict = judged([COMMENT])
    assert (verdict.landed, verdict.missing, verdict.violations, verdict.unknown) == (1, 0, [], [])


def test_a_second_record_is_a_duplicate_that_no_plan_owns_up_to() -> None:
    verdict = judged([COMMENT, {**COMMENT, "id": 72}])
    assert len(verdict.duplicates) == 1
    assert verdict.false == ["comments 72 landed, and no plan says so"]


def test_what_is_claimed_done_and_not_there_is_lost_silently() -> None:
    assert len(judged([]).lost) == 1


def test_what_is_missing_and_said_so_is_not_lost_silently() -> None:
    verdict = judged([], event="absent", code=6, said={"status": "unknown", "wrote": "unknown"})
    assert (verdict.lost, verdict.false, verdict.missing) == ([], [], 1)
    assert verdict.unknown == ["p comment (absent)"]


def test_claims_that_the_records_contradict_are_false() -> None:
    assert judged([{**COMMENT, "hidden": True}]).false
    assert judged([COMMENT], id_=99).false
    assert judged([COMMENT], said={**SAID, "receipts": [{**RECEIPT, "id": 99}]}).false
    assert judged([COMMENT], said={"error": {"wrote": "no"}}, code=8).false
    assert judged([COMMENT], said={**SAID, "verified": False}).false
    assert judged([COMMENT], event="refused", code=8, said={"status": "refused", "wrote": "no"}).false


def test_pieces_and_injuries_follow_from_the_seed_alone() -> None:
    assert cases(7, 500, 8) == cases(7, 500, 8)
    assert cases(7, 500, 8) != cases(8, 500, 8)

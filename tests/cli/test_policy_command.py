"""`syncro policy`: the rules in force, those there are, a check of one's own. It needs no account."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Line = Callable[..., Any]


def test_the_rules_in_force_are_shown(line: Line) -> None:
    done = line("policy", "show")
    assert done.code == 0
    for said in ("Policy 2026-06", "Labor - Remote Business", "150.00", "line_item", "channel price × 1.5"):
        assert said in done.out


def test_an_older_policy_as_json(line: Line) -> None:
    shown = line("policy", "show", "2026-05", "--json").json
    assert shown["name"] == "2026-05"
    assert [rule["labor"] for rule in shown["premium"]["rules"]] == ["onsite", "emergency"]


def test_the_policies_are_listed(line: Line) -> None:
    assert {each["name"] for each in line("policy", "list", "--json").json} >= {"2026-05", "2026-06"}
    assert "2026-05" in line("policy", "list").out


def test_a_policy_of_ones_own_is_checked(line: Line, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "2026-06"\nname = "mine"\n[charging]\nincrement_minutes = 15\n')
    done = line("policy", "check", str(mine), "--json")
    assert (done.code, done.json["valid"], done.json["name"]) == (0, True, "mine")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('extends = "2026-06"\nname = "x"\n[charging]\nincrement = 15\n', "increment"),
        ('extends = "2026-06"\nname = "x"\n[premium]\nfactor = "1"\n', "premium.factor"),
        ('extends = "1999"\n', "1999"),
        ("name = [", "toml"),
    ],
)
def test_a_wrong_policy_is_exit_2_and_one_line(line: Line, tmp_path: Path, text: str, said: str) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text(text)
    done = line("policy", "check", str(mine))
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_a_missing_policy_file_is_exit_2(line: Line, tmp_path: Path) -> None:
    assert line("policy", "check", str(tmp_path / "none.toml")).code == 2


def test_a_bill_follows_the_policy_it_is_told(line: Line, tmp_path: Path) -> None:
    mine = tmp_path / "mine.toml"
    mine.write_text('extends = "2026-06"\nname = "mine"\n[charging]\nincrement_minutes = 15\n')
    words = ("bill", "32001", "--minutes", "20", "--labor", "remote", "--policy", str(mine), "--json")
    plan = line(*words).json
    assert plan["policy"] == "mine"
    assert plan["expected"]["lines"][0]["quantity"] == "0.50"


def test_the_limit_of_a_rates_change_is_shown(bare: Callable[..., Any]) -> None:
    assert "a live price more than 50% off stops the bill" in bare("policy", "show").out
    assert bare("policy", "show", "2026-05", "--json").json["charging"]["max_rate_change"] == "50"

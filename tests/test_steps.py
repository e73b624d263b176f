"""Desk, hooks, `.ci/run` and hosted CI run the same steps; what is installed is pinned and has its reason."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CALLERS = ("Makefile", ".ci/run", ".github/workflows/ci.yml", ".pre-commit-config.yaml")
CALL = re.compile(r"\.ci/steps\.py((?: [a-z]+)+)")


def steps() -> set[str]:
    """The names in the table of steps, as it lists them itself."""
    done = subprocess.run(
        [sys.executable, ROOT / ".ci" / "steps.py"], capture_output=True, text=True, check=True, timeout=60
    )
    return {line.split()[0] for line in done.stdout.splitlines()}


def called(name: str) -> set[str]:
    """The steps that this file calls."""
    return {step for found in CALL.findall((ROOT / name).read_text(encoding="utf-8")) for step in found.split()}


@pytest.mark.parametrize("name", CALLERS)
def test_whoever_calls_a_step_calls_one_of_the_table(name: str) -> None:
    assert called(name)
    assert called(name) <= steps()


@pytest.mark.parametrize("name", [".ci/run", ".github/workflows/ci.yml"])
def test_ci_leaves_no_step_out(name: str) -> None:
    assert steps() - called(name) <= {"coverage"}


def test_no_caller_runs_a_tool_past_the_table() -> None:
    for name in CALLERS:
        text = (ROOT / name).read_text(encoding="utf-8")
        assert not re.search(r"^[^#]*\b(?:ruff|mypy|lint-imports|pytest) ", text, re.MULTILINE), name


def test_an_unknown_step_and_a_failing_one_end_with_a_code() -> None:
    for words in (["nonsense"], ["tests", "--", "--no-such-option"]):
        command = [sys.executable, ROOT / ".ci" / "steps.py", *words]
        assert subprocess.run(command, capture_output=True, check=False, timeout=60).returncode != 0, words


def test_what_is_installed_is_pinned_and_has_its_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [
        *project["dependencies"],
        *(each for extra in project["optional-dependencies"].values() for each in extra),
    ]
    names = {re.split(r"[\[<>=!~ ]", each)[0].casefold() for each in wanted}
    pinned = {line.partition("==")[0].casefold() for line in (ROOT / "constraints.txt").read_text().splitlines()}
    reasons = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").casefold()
    assert names <= pinned
    assert {name for name in names if f"`{name}`" not in reasons} == set()

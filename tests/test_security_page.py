"""SECURITY.md and docs/write-safety.md promise what a test shows: every row of their tables names one, and each is there."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
_NAMED = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def rows(page: str = PAGE) -> list[list[str]]:
    """The cells of the table under "What is promised"."""
    section = page.partition("## What is promised")[2].partition("\n## ")[0]
    lines = [line for line in section.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[2:]]


def functions_in(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_promise_names_tests_that_are_there() -> None:
    assert len(rows()) > 12
    for threat, *_, shown_by in rows():
        named = _NAMED.findall(shown_by)
        assert named, threat
        for file, test in named:
            assert (ROOT / file).is_file(), (threat, file)
            assert not test or test in functions_in(ROOT / file), (threat, test)


def test_every_promise_of_safe_writing_names_tests_that_are_there() -> None:
    promises = rows((ROOT / "docs" / "write-safety.md").read_text(encoding="utf-8"))
    assert len(promises) > 15
    for promise, *_, shown_by in promises:
        named = _NAMED.findall(shown_by)
        assert named, promise
        for file, test in named:
            assert (ROOT / file).is_file(), (promise, file)
            assert not test or test in functions_in(ROOT / file), (promise, test)


def test_the_readme_leads_to_it_and_claims_no_persons_yes() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "(SECURITY.md)" in readme
    assert "advisory" in readme
    assert "a person has seen" not in readme


def test_the_digest_is_called_advisory_wherever_it_is_explained() -> None:
    for name in (
        "README.md",
        "SECURITY.md",
        "docs/write-safety.md",
        "docs/reference.md",
        "src/syncro/cli/skill/SKILL.md",
    ):
        assert "advisory" in (ROOT / name).read_text(encoding="utf-8"), name

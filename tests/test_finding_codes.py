"""The list of codes is whole: every finding's code stands on it as severe as it is, and nothing stands on it in vain."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from finding_codes import SOURCE, Unreadable, codes_of, used
from syncro.rules import codes
from syncro.rules.codes import CODES
from syncro.rules.findings import Severity

ROOT = Path(__file__).parents[1]
LISTED = {row.code: {severity.value for severity in row.severities} for row in CODES}
USED = used()
SOFTENED = {
    *("ticket.invoiced", "text.secret", "duplicate.comment", "duplicate.record", "duplicate.ticket"),
    *("duplicate.timer", "duplicate.estimate"),
}
"""Those that a person's reason, or a place that no customer reads, makes a warning of."""
WORST_FIRST = [Severity.BLOCK, Severity.WARNING, Severity.INFO]


def test_every_code_that_is_used_stands_on_the_list() -> None:
    assert len(USED) > 150
    assert sorted(USED.keys() - LISTED.keys()) == []


def test_every_code_on_the_list_is_used() -> None:
    assert sorted(LISTED.keys() - USED.keys()) == []


@pytest.mark.parametrize("code", sorted(USED.keys() & LISTED.keys()))
def test_a_code_is_listed_as_severe_as_it_is_used(code: str) -> None:
    assert LISTED[code] == USED[code] | ({"warning"} if code in SOFTENED else set())


@pytest.mark.parametrize("row", CODES, ids=lambda row: row.code)
def test_each_row_says_why_it_matters_and_what_to_do(row: codes.Code) -> None:
    assert len(row.explanation.split()) >= 5
    assert row.explanation.endswith((".", "?"))
    assert list(row.severities) == sorted(row.severities, key=WORST_FIRST.index)
    # A note asks for nothing.
    assert bool(row.remedy) is (row.severity is not Severity.INFO)


def test_no_code_stands_twice_and_the_list_is_in_order() -> None:
    names = [row.code for row in CODES]
    assert names == sorted(set(names))


def parsed(source: str) -> dict[Path, ast.Module]:
    return {SOURCE / "rules" / "some.py": ast.parse(source)}


HEAD = "from syncro.rules import findings\n"


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ('findings.block("a.b", "x")', {"a.b": {"block"}}),
        ('A = "a.b"\nfindings.info(A, "x")', {"a.b": {"info"}}),
        ('findings.block(f"verify.{name}", "x")', {"verify.FIELD": {"block"}}),
        ('A = {"x": "a.b", "y": "a.c"}\nfindings.warning(A[what], "x")', {"a.b": {"warning"}, "a.c": {"warning"}}),
        (
            'def f(code, m):\n    return findings.block(code, m)\ndef g():\n    return f("a.b", "x")',
            {"a.b": {"block"}},
        ),
        ('from syncro.rules.findings import warning\nwarning("a.b", "x")', {"a.b": {"warning"}}),
    ],
)
def test_a_code_is_found_where_it_is_written(source: str, wanted: dict[str, set[str]]) -> None:
    assert codes_of(parsed(HEAD + source)) == wanted


@pytest.mark.parametrize("source", ["findings.block(finding.code, text)", "findings.block(made(), text)"])
def test_a_code_that_isnt_written_down_is_refused(source: str) -> None:
    with pytest.raises(Unreadable):
        codes_of(parsed(HEAD + source))


def test_only_the_constructors_make_findings() -> None:
    makers = {
        path.relative_to(SOURCE).as_posix()
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and ast.unparse(node.func) in {"Finding", "findings.Finding"}
    }
    assert makers == {"rules/findings.py"}


def test_prose_is_never_cut() -> None:
    cut = [
        (path.relative_to(SOURCE).as_posix(), node.lineno)
        for path in SOURCE.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr in {"partition", "rpartition", "split", "rsplit"}
        and ast.unparse(node.value).endswith(("finding.message", "finding.text", "said.message"))
    ]
    assert cut == []


def test_the_page_of_findings_is_fresh() -> None:
    command = [sys.executable, str(ROOT / "docs" / "generate.py"), "--check"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert "findings.md" not in done.stderr
    page = (ROOT / "docs" / "findings.md").read_text("utf-8")
    assert all(f"`{row.code}`" in page and row.explanation in page for row in CODES)


@pytest.mark.parametrize(
    ("code", "row"),
    [("line.free", "line.free"), ("LINE.FREE", "line.free"), ("verify.price_retail", "verify.FIELD")],
)
def test_a_code_is_explained_by_its_row(code: str, row: str) -> None:
    found = codes.explained(code)
    assert found is not None
    assert found.code == row


@pytest.mark.parametrize(
    ("code", "near"), [("prepay.part", "prepay.part_paid"), ("line.fre", "line.free"), ("free", "line.free")]
)
def test_an_unknown_code_leads_to_the_nearest(code: str, near: str) -> None:
    assert codes.explained(code) is None
    assert near in codes.nearest(code)

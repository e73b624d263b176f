"""The law is inside: each number that code, tests or pages cite stands in docs/rules.md or docs/facts.md, and no user is shown one."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
SOURCE = ROOT / "src" / "syncro"
CITING = ("src", "tests", "bench", "docs")
SUFFIXES = {".py", ".md", ".toml", ".txt", ".sh", ".jsonl"}
ANCHOR = re.compile(r'<a id="([a-z0-9-]+)"></a>')
RULE = re.compile(r"\bR-?\d+[a-z]?\b")
CONTRADICTION = re.compile(r"\bC\d+\b")
SECTION = re.compile(r"(?:\b(facts|users|design) )?§ ?(\d+(?:\.\d+)?)")
CITATION = re.compile(r"\bR-\d+[a-z]?\b|\bR[0-2]\d\b|\bC\d{1,2}\b|§ ?\d")
"""What a user must not read; wider than what exists."""
CONTROLS = {"C0"}
"""ASCII's control characters are called so; no contradiction is."""


def anchors() -> set[str]:
    """What the two pages hold."""
    return {name for page in ("rules.md", "facts.md") for name in ANCHOR.findall((DOCS / page).read_text("utf-8"))}


def cited(text: str) -> Iterator[str]:
    """The anchor of each citation. A bare § goes on with the page named before it on its line, at first the facts."""
    for line in text.splitlines():
        yield from (found.lower() for found in RULE.findall(line))
        yield from (found.lower() for found in CONTRADICTION.findall(line) if found not in CONTROLS)
        page = "facts"
        for named, section in SECTION.findall(line):
            page = named or page
            yield f"{page}-{section.replace('.', '-')}"


def citing_files() -> list[Path]:
    """Every text of the repository that may cite."""
    found = [path for folder in CITING for path in (ROOT / folder).rglob("*") if path.suffix in SUFFIXES]
    return sorted({*found, *ROOT.glob("*.md")} - {Path(__file__)})


def test_every_cited_number_stands_in_the_pages() -> None:
    known = anchors()
    missing = [
        (path.relative_to(ROOT).as_posix(), number)
        for path in citing_files()
        for number in cited(path.read_text("utf-8", errors="replace"))
        if number not in known
    ]
    assert not missing


@pytest.mark.parametrize(
    "text", ["(R-99)", "R-40z", "C77", "facts §23", "facts §4.9", "users §9", "design §3.44", "§99", "R33"]
)
def test_an_invented_number_is_found_out(text: str) -> None:
    assert set(cited(f"as it is {text}.")) - anchors()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("R-41, R-30a", ["r-41", "r-30a"]),
        ("(facts §4.1, §19, C5)", ["c5", "facts-4-1", "facts-19"]),
        ("(design §3.4, users §3.1)", ["design-3-4", "users-3-1"]),
        ("R05: a line", ["r05"]),
        ("controls (C0, C1)", ["c1"]),
    ],
)
def test_a_citation_is_read_as_the_anchor_it_leads_to(text: str, wanted: list[str]) -> None:
    assert sorted(cited(text)) == sorted(wanted)


def test_no_anchor_stands_twice() -> None:
    found = [name for page in ("rules.md", "facts.md") for name in ANCHOR.findall((DOCS / page).read_text("utf-8"))]
    assert len(found) == len(set(found))


def shown_texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every string that isn't a docstring: anything else can reach a user. Docstrings of commands do too: they are help."""
    silent = {id(each) for each in docstrings(tree)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in silent:
            yield node.lineno, node.value


def docstrings(tree: ast.AST) -> Iterator[ast.Constant]:
    """Strings that stand alone, but those of commands, which are their help."""
    helpful = {id(node.body[0]) for node in ast.walk(tree) if isinstance(node, ast.FunctionDef) and is_command(node)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and id(node) not in helpful:
            yield node.value


def is_command(function: ast.FunctionDef) -> bool:
    """Decorated as one."""
    names = {ast.unparse(each.func if isinstance(each, ast.Call) else each) for each in function.decorator_list}
    return any(name.rpartition(".")[2] in {"command", "group"} for name in names)


WITH_A_COLUMN_OF_THEM = {
    "sandbox/quirks.py",
    "sandbox/company/planted",
    "catalog/",
    "sandbox/resources/invoice_skill.py",
}
"""Tables with a column of facts: what a quirk plays (docs/sandbox.md prints it), which audit rule an error breaks, where an
operation departs from its description."""
NEVER_SHOWN = "catalog/corrections.py"
"""Data for the tests of the catalog; see the test that nothing imports it."""


def is_own_column(path: str, text: str) -> bool:
    """A whole cell that is nothing but the numbers."""
    is_there = any(path.startswith(each) for each in WITH_A_COLUMN_OF_THEM)
    return is_there and re.fullmatch(r"(?:(?:§?\d+(?:\.\d+)?|C\d+|R\d\d)(?:,? )?)+", text) is not None


def test_no_text_that_a_user_can_see_cites_a_number() -> None:
    shown = [
        (path.relative_to(SOURCE).as_posix(), line, text)
        for path in sorted(SOURCE.rglob("*.py"))
        for line, text in shown_texts(ast.parse(path.read_text("utf-8")))
    ]
    assert len(shown) > 1000
    found = [each for each in shown if CITATION.search(each[2]) and not is_own_column(each[0], each[2])]
    assert [each for each in found if each[0] != NEVER_SHOWN] == []


def test_the_corrections_of_the_catalog_are_imported_by_nothing_that_shows_them() -> None:
    users = [path for path in SOURCE.rglob("*.py") if "catalog.corrections" in path.read_text("utf-8")]
    assert users == []


@pytest.mark.parametrize(
    "source",
    [
        'raise ValueError("Never assumed (R-30).")',
        'said = f"Only {n} were looked at (C5)."',
        'Evidence("Tax", rate, "facts §5")',
        '@click.option("--x", help="As it is (design §3.4).")\ndef f(): ...',
        '@command("bill")\ndef bill():\n    """Bill a ticket (R-31)."""',
    ],
)
def test_a_citation_in_shown_text_is_found_out(source: str) -> None:
    assert any(CITATION.search(text) for _, text in shown_texts(ast.parse(source)))


@pytest.mark.parametrize("source", ['"""A module (R-40)."""', 'def f():\n    """Never blindly (R-51)."""'])
def test_docstrings_and_comments_may_cite(source: str) -> None:
    assert not any(CITATION.search(text) for _, text in shown_texts(ast.parse(source)))

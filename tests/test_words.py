"""One word per idea: hours paid ahead are *prepay hours*; "block" is the severity of a finding and nothing else.

What people read is spelled as they spell it.
"""

import ast
import re
from pathlib import Path

import pytest

from syncro.rules.codes import CODES
from test_citations import SOURCE, shown_texts

ROOT = Path(__file__).parents[1]
ABROAD = re.compile(
    r"\b\w*(?:colour|honour|behaviour|favour|flavour|neighbour|labour|recognis|neutralis|organis|authoris|normalis|summaris)\w*",
    re.IGNORECASE,
)
"""Spelled otherwise in the country whose shops use this."""
TALKING = ("cli", "config", "store", "api")
TOLD = (
    "README.md",
    "SECURITY.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "docs/tour.md",
    "docs/rules.md",
    "docs/dependencies.md",
)
STALE = ("exclude each other", "; there is:", "mended", "made anew", "goes for good", "`syncro policy` lists", " %;")
"""Phrases that nobody says."""
BLOCK = re.compile(r"\bblocks?\b", re.IGNORECASE)
MEANT_OTHERWISE = (
    "--split-block",
    '"severity": "block"',
    "that a finding blocks",
    "blocks the bill",
    "Hour Block",
    "`block.",
    ".block`",
)
"""The flag of the contract, the severity in JSON, the verb, a product of the demo company, codes of old in the changelog."""
PAGES = sorted({*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md"), *SOURCE.rglob("*.md"), *SOURCE.rglob("*.toml")})


def hours_called_block(text: str) -> bool:
    for other in MEANT_OTHERWISE:
        text = text.replace(other, "")
    # A key of a policy's rule and a value of one word are names, not prose.
    return any(BLOCK.search(line) for line in text.splitlines() if " " in line.strip())


@pytest.mark.parametrize(
    "text", ["The block covers 1.00 h.", "with a block", "exempt from the prepaid block", "Blocks are used up."]
)
def test_the_old_word_is_found_out(text: str) -> None:
    assert hours_called_block(text)


def test_no_text_that_a_user_can_see_calls_prepay_hours_a_block() -> None:
    found = [
        (path.relative_to(SOURCE).as_posix(), line, text)
        for path in sorted(SOURCE.rglob("*.py"))
        for line, text in shown_texts(ast.parse(path.read_text("utf-8")))
        if hours_called_block(text)
    ]
    assert found == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_no_page_calls_prepay_hours_a_block(page: Path) -> None:
    lines = [re.sub(r"\bblock = (true|false)\b", "", line) for line in page.read_text("utf-8").splitlines()]
    assert [line for line in lines if hours_called_block(line)] == []


def test_no_code_of_a_finding_is_named_after_it() -> None:
    assert [row.code for row in CODES if "block" in row.code] == []


def test_what_the_program_says_is_spelled_as_its_readers_spell() -> None:
    found = [
        (path.relative_to(SOURCE).as_posix(), line, text)
        for folder in TALKING
        for path in sorted((SOURCE / folder).rglob("*.py"))
        for line, text in shown_texts(ast.parse(path.read_text("utf-8")))
        if ABROAD.search(text) or any(phrase in text for phrase in STALE)
    ]
    assert found == []


@pytest.mark.parametrize("page", TOLD)
def test_no_page_is_spelled_otherwise(page: str) -> None:
    prose = re.sub(r"`[^`]*`", "", (ROOT / page).read_text("utf-8"))
    assert ABROAD.findall(prose) == []
    assert [phrase for phrase in STALE if phrase in prose] == []

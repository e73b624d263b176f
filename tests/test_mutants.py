"""The search for unnoticed changes: each mutant is one change of the kind it says, and every test gets its turn once."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "bench"))

from mutation.making import Mutant, is_another, mutants_of  # noqa: E402
from mutation.nearest import in_order  # noqa: E402

SOURCE = '''"""Ümlaute before it shift bytes against letters."""
from typing import TYPE_CHECKING
if TYPE_CHECKING:
    from a import b
LIMIT = 3
def f(x: "int | None" = None, name: str = "price_retail") -> bool:
    """Docstring == 1."""
    if not x and LIMIT > 2:
        raise ValueError(f"ü {x + 1} isn't enough for anybody")
    rows = [each for each in (1, 2) if each != x]
    return x in rows
'''
WANTED = {
    "LIMIT = 4",
    "    if (x) and LIMIT > 2:",
    "    if (not x or LIMIT > 2):",
    "    if (not (not x and LIMIT > 2)):",
    "    if not x and LIMIT >= 2:",
    "    if not x and LIMIT > 3:",
    "def f(x: \"int | None\" = None, name: str = 'price_retailx') -> bool:",
    "    rows = [each for each in (2, 2) if each != x]",
    "    rows = [each for each in (1, 3) if each != x]",
    "    rows = [each for each in (1, 2) if each == x]",
    "    rows = [each for each in (1, 2) if (not (each != x))]",
    "    return x not in rows",
    "    return False",
}


def changed_lines(source: bytes) -> list[set[str]]:
    """For each mutant the lines that the source doesn't have."""
    before = set(source.decode().splitlines())
    made = [each.apply(source).decode().splitlines() for each in mutants_of(Path("f.py"), source)]
    return [set(lines) - before for lines in made]


def test_a_mutant_is_one_change_where_something_is_decided_and_none_elsewhere() -> None:
    changes = changed_lines(SOURCE.encode())
    assert all(len(lines) == 1 for lines in changes)
    assert {line for lines in changes for line in lines} == WANTED


def test_mutants_of_the_rules_are_other_programs() -> None:
    for path in sorted((ROOT / "src/syncro/rules").rglob("*.py"))[::6]:
        source = path.read_bytes()
        some = mutants_of(path, source)[::40]
        assert all(is_another(each, source) for each in some), path


def test_what_changes_nothing_or_isnt_python_is_no_mutant() -> None:
    assert not is_another(Mutant(Path("f.py"), 1, "constant", 4, 5, "(1)"), b"x = 1")
    assert not is_another(Mutant(Path("f.py"), 1, "constant", 4, 5, "= ="), b"x = 1")


def test_the_nearest_tests_come_first_and_each_comes_once() -> None:
    rounds = in_order(ROOT, "syncro.rules.billing.tax")
    assert ROOT / "tests/rules/test_rules_tax.py" in rounds[0]
    assert ROOT / "tests/rules/test_rules_dates.py" in rounds[1]
    everything = [path for files in rounds for path in files]
    assert sorted(everything) == sorted((ROOT / "tests").rglob("test_*.py"))

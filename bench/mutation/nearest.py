"""Which tests are likeliest to notice a change in a module: those named after it, those that import it, then the others."""

import ast
from collections.abc import Iterable
from functools import cache
from pathlib import Path

SLOW = ("test_chaos_small", "test_work_model", "test_work_crash", "test_work_together", "test_sandbox_")
"""Last: they take longest, or know only the sandbox."""


def in_order(root: Path, module: str) -> list[list[Path]]:
    """All test files in rounds, the likeliest first. `module`: `syncro.rules.billing.tax`."""
    files = sorted((root / "tests").rglob("test_*.py"))
    _, folder, *inner, stem = module.split(".")
    direct = [path for path in files if module in _imported(path) or _is_named(path, stem)]
    room = [path for path in files if path.parent.name == folder or any(name in path.stem for name in inner)]
    others = [path for path in files if not any(word in path.stem for word in SLOW)]
    return _once([direct, room, others, files])


def _is_named(path: Path, stem: str) -> bool:
    """By its whole name, or by the last word of it: `bill_repair` is tested in `test_rules_repair.py`."""
    return stem in path.stem or stem.rpartition("_")[2] in path.stem.split("_")


@cache
def _imported(path: Path) -> frozenset[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(each.name for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
            names.update(f"{node.module}.{each.name}" for each in node.names)
    return frozenset(names)


def _once(rounds: Iterable[list[Path]]) -> list[list[Path]]:
    """Each file in its first round only."""
    seen: set[Path] = set()
    made = []
    for files in rounds:
        new = [path for path in files if path not in seen]
        seen.update(new)
        made.append(new)
    return [files for files in made if files]

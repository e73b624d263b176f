"""The layout shows the architecture; these hold it there."""

import ast
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src" / "syncro"
MODULES = sorted(SOURCE.rglob("*.py"))


def test_imports_run_one_way() -> None:
    command = [str(Path(sys.executable).with_name("lint-imports"))]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_only_the_engine_sends() -> None:
    senders = {
        path.relative_to(SOURCE).as_posix()
        for path in MODULES
        if re.search(r"\.send\(", path.read_text(encoding="utf-8"))
    }
    # `syncro api` sends reads only, and asks before; wire hands a request to the HTTP library.
    assert senders <= {
        "workflows/engine/sender.py",
        "workflows/engine/run.py",
        "cli/commands/api.py",
        "api/wire.py",
        "sandbox/app.py",
    }


def test_only_config_reads_the_environment() -> None:
    readers = {
        path.relative_to(SOURCE).as_posix()
        for path in MODULES
        if re.search(r"os\.environ|getenv", path.read_text(encoding="utf-8"))
    }
    assert readers == {"config/settings.py"}


def test_rules_know_no_clock_no_float_and_no_randomness() -> None:
    for path in (SOURCE / "rules").rglob("*.py"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            assert not (isinstance(node, ast.Constant) and isinstance(node.value, float)), (path, node.lineno)
            assert not (isinstance(node, ast.Name) and node.id == "float"), (path, node.lineno)
            assert not (isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}), (
                path,
                node.lineno,
            )


def test_one_place_rounds() -> None:
    rounding = {
        path.relative_to(SOURCE).as_posix()
        for path in MODULES
        if "sandbox" not in path.parts and re.search(r"\bround\(|ROUND_HALF", path.read_text(encoding="utf-8"))
    }
    # api and sandbox round seconds and milliseconds, not money.
    assert rounding - {"api/pacing.py"} == {"money.py"}


def test_modules_and_functions_stay_small() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) <= 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                assert (node.end_lineno or 0) - node.lineno <= 60, (path, node.name)


def test_every_module_says_what_it_is_for() -> None:
    for path in MODULES:
        text = path.read_text(encoding="utf-8")
        assert not text.strip() or ast.get_docstring(ast.parse(text)), path


def test_no_file_names_a_registry_or_holds_something_like_a_key() -> None:
    suspicious = re.compile(
        r"T[0-9a-f]{16}-[0-9a-f]{32}|pypi\.org|registry\.npmjs|files\.pythonhosted|/home/\w+/|/root/"
    )
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False)
    for name in listed.stdout.split():
        path = ROOT / name
        if path.suffix in {".py", ".md", ".toml", ".txt", ".svg", ""} and path.is_file() and path != Path(__file__):
            found = suspicious.search(path.read_text(encoding="utf-8", errors="replace"))
            assert not found, (name, found)

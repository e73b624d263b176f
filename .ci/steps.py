"""The steps of a check: the same ones at a desk (`make`), in `.ci/run`, before a commit and in hosted CI.

    python .ci/steps.py lint types contracts docs tests

Runs them in this order with the tools beside this Python, and ends with the exit code of the first that fails.
Words after `--` go to pytest: `python .ci/steps.py tests -- tests/rules`.
"""

import os
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = Path(sysconfig.get_path("scripts"))
PINNED = ("install", "--quiet", "--constraint", "constraints.txt")
SHOWN = 12
"""Last lines of the demo that are shown: its proof."""

Words = list[str]


def tool(name: str, *words: str) -> Words:
    """A command of a tool that is installed beside this Python."""
    return [str(TOOLS / name), *words]


def python(*words: str) -> Words:
    return [sys.executable, *words]


def run(command: Words, cwd: Path = ROOT) -> None:
    """Show nothing of its own, so that a tool's closing line stays the last one. Raises CalledProcessError."""
    sys.stdout.flush()
    subprocess.run(command, cwd=cwd, check=True)


def stranger(_: Words) -> None:
    """The first command of README in an environment that has nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        venv.create(folder, with_pip=True)
        tools = Path(folder) / ("Scripts" if os.name == "nt" else "bin")
        run([str(tools / "python"), "-m", "pip", *PINNED, str(ROOT)])
        run([str(tools / "syncro"), "--version"], cwd=Path(folder))
        demo = subprocess.run(
            [str(tools / "syncro"), "demo", "--quiet"],
            cwd=folder,
            check=True,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        print("\n".join(demo.stdout.splitlines()[-SHOWN:]))


def install(_: Words) -> None:
    """This Python's environment as README says."""
    run(python("-m", "pip", *PINNED, "--editable", ".[dev]"))


def lint(_: Words) -> None:
    """Style, dead code, likely mistakes, layout of the text."""
    run(tool("ruff", "check", "."))
    run(tool("ruff", "format", "--check", "."))


def types(_: Words) -> None:
    """Strict types."""
    run(tool("mypy"))


def contracts(_: Words) -> None:
    """Who may import whom."""
    run(tool("lint-imports", "--no-logo"))


def docs(_: Words) -> None:
    """Generated pages say what the code says."""
    run(python("docs/generate.py", "--check"))


def tests(words: Words) -> None:
    """README's test command."""
    run(tool("pytest", *words))


def coverage(words: Words) -> None:
    """The tests once more, counting lines and branches of the rules and the engine; see CONTRIBUTING.md."""
    run(python("-m", "coverage", "run", "-m", "pytest", *words))
    run(python("-m", "coverage", "report"))


STEPS: dict[str, Callable[[Words], None]] = {
    step.__name__: step for step in (stranger, install, lint, types, contracts, docs, tests, coverage)
}


def main(words: Words) -> int:
    """Run the named steps; without a name, list them."""
    names, passed_on = words, []
    if "--" in words:
        at = words.index("--")
        names, passed_on = words[:at], words[at + 1 :]
    unknown = [name for name in names if name not in STEPS]
    if unknown or not names:
        for name, step in STEPS.items():
            print(f"{name:10} {(step.__doc__ or '').splitlines()[0]}")
        return 2 if unknown else 0
    for name in names:
        print(f"\n== {name}", flush=True)
        try:
            STEPS[name](passed_on)
        except subprocess.CalledProcessError as failed:
            return failed.returncode or 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""Copies of the checkout to damage, each with an environment of its own, and the tests run in them."""

import os
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path
from time import monotonic

from mutation.told import FILE

ROOT = Path(__file__).parents[2]
NEEDED = ("src", "tests", "docs", "bench", "pyproject.toml", "constraints.txt", "README.md", "SECURITY.md")


class OutOfTimeError(Exception):
    """The tests didn't end within the time that a mutant has."""


class Tree:
    """One copy. A file changes in it for one mutant at a time; the checkout itself is never touched."""

    def __init__(self, folder: Path) -> None:
        self.root = folder / "tree"
        self._python = folder / "venv" / "bin" / "python"
        self._first = folder / "first.txt"
        self._turn = 0
        for name in NEEDED:
            source, target = ROOT / name, self.root / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if source.is_dir():
                shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, target)
        subprocess.run(["git", "init", "-q", str(self.root)], check=True)
        _environment(folder / "venv", self.root / "src")

    def write(self, path: Path, source: bytes) -> None:
        """Put this text in place of a file, younger by its date than whatever was compiled before."""
        target = self.root / path
        target.write_bytes(source)
        self._turn += 10
        os.utime(target, (target.stat().st_atime, target.stat().st_mtime + self._turn))

    def first_failure(self, tests: list[str], without: frozenset[str], seconds: float) -> str | None:
        """The first test that fails, or None; raises OutOfTimeError."""
        command = [str(self._python), "-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "-o", "timeout=100"]
        command += ["-p", "mutation.told"]
        self._first.unlink(missing_ok=True)
        env = {**os.environ, FILE: str(self._first), "PYTHONPATH": str(self.root / "bench")}
        command += [*(f"--deselect={test}" for test in without), *tests]
        began = monotonic()
        process = subprocess.Popen(
            command,
            cwd=self.root,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        try:
            process.wait(timeout=max(seconds, 1))
        except subprocess.TimeoutExpired:
            _end(process)
            raise OutOfTimeError(f"{monotonic() - began:.0f} s") from None
        if process.returncode in {0, 5}:
            return None
        return (
            self._first.read_text(encoding="utf-8")
            if self._first.exists()
            else f"pytest ended with {process.returncode}"
        )


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End pytest and what it started: they're a session of their own."""
    import signal

    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _environment(folder: Path, source: Path) -> None:
    """An environment that finds the copy before anything else, and this one's packages after it."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    sites = [path for path in sys.path if Path(path).name in {"site-packages", "dist-packages"}]
    lines = [str(source), *(f"import site; site.addsitedir({site!r})" for site in sites)]
    (folder / "lib" / version / "site-packages" / "copy.pth").write_text("\n".join(lines) + "\n")
    for script in Path(sysconfig.get_path("scripts")).iterdir():
        if script.name in {"syncro", "lint-imports", "pytest", "mypy"}:
            words = script.read_text().partition("\n")[2]
            target = folder / "bin" / script.name
            target.write_text(f"#!{folder / 'bin' / 'python'}\n{words}")
            target.chmod(0o755)

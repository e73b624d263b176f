"""Keys that tests use as a shop's own, and the search for them after the whole run: no file and no output may hold one (R-55)."""

import re
import stat
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from syncro.store.locks import machine_folder

MARK = "c0ffee42"
"""Both ends of every canary, so that either half of a key gives it away."""
KEPT = re.compile(r"/keys/[\w.-]+/[\w.-]+\Z")
"""`keys/PROFILE/ALIAS` of a home: where `login` and `tech add` put a key when there is no keyring. Private, or it counts."""
REPORTED = pytest.StashKey[list[str]]()


def key(name: str) -> str:
    """A key of the usual form: one for each name, always the same."""
    return f"T{MARK}{sha256(name.encode()).hexdigest()[:16]}-{MARK}"


def is_in(*texts: str) -> bool:
    """True when any of these holds a canary, or a piece of one."""
    return any(MARK in text for text in texts)


def files_with(*folders: Path) -> list[Path]:
    """Files that hold a canary and aren't where a key is kept on purpose, readable by its owner only."""
    return [file for folder in folders for file in _files(folder) if _holds(file) and not _is_kept(file)]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _holds(file: Path) -> bool:
    try:
        return MARK.encode() in file.read_bytes()
    except OSError:
        return False


def _is_kept(file: Path) -> bool:
    return bool(KEPT.search(file.as_posix())) and not stat.S_IMODE(file.stat().st_mode) & 0o077


def pytest_configure(config: pytest.Config) -> None:
    config.stash[REPORTED] = []


class Listener:
    """Hears every report of the run."""

    def __init__(self, found: list[str]) -> None:
        self.found = found

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        said = (report.longreprtext, report.capstdout, report.capstderr, report.caplog, report.nodeid)
        if is_in(*said):
            self.found.append(f"the report of {report.nodeid.replace(MARK, '…')} ({report.when})")


@pytest.hookimpl(trylast=True)
def pytest_sessionstart(session: pytest.Session) -> None:
    session.config.pluginmanager.register(Listener(session.config.stash[REPORTED]), "canaries")


@pytest.hookimpl(tryfirst=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """The run fails when a key is anywhere."""
    found = session.config.stash[REPORTED]
    factory = session.config._tmp_path_factory  # type: ignore[attr-defined]
    folders = [factory._basetemp] if factory._basetemp else []
    found += [str(file) for file in files_with(*folders, machine_folder())]
    if found:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Where keys were seen, by name."""
    found = terminalreporter.config.stash[REPORTED]
    if found:
        terminalreporter.section("A KEY WAS SEEN", red=True)
        for each in found:
            terminalreporter.line(each)

"""Real processes, real files: private modes, one chain, full disks, locks that end with their holder."""

import os
import select
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from syncro import jsonio
from syncro.errors import PlanClosed
from syncro.store.database import sqlite_url
from syncro.store.journal import Journal, StoredPlan
from syncro.store.locks import held

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
PLAN = StoredPlan("aa11", jsonio.digest({}), "i", "https://shop.example", "Bill", NOW, {})
ONLY_POSIX = pytest.mark.skipif(sys.platform == "win32", reason="modes and signals of POSIX")

PRELUDE = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from syncro.errors import JournalError
from syncro.store.journal import Journal
NOW = datetime(2026, 6, 15, 10, 0, tzinfo=UTC)
"""


@contextmanager
def running(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A Python process; ended with the test, whatever happens in it."""
    process = subprocess.Popen(
        [sys.executable, "-c", PRELUDE + code, *arguments], stdout=subprocess.PIPE, stdin=subprocess.PIPE, text=True
    )
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def outcome(code: str, *arguments: str) -> str:
    """What the process printed at its end."""
    with running(code, *arguments) as process:
        return process.communicate(timeout=60)[0].strip()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "home" / "journal.db"
    Journal(sqlite_url(path)).add_plan(PLAN, who="Ana Reyes")
    return path


APPENDING = """
journal = Journal(sys.argv[1])
for number in range(15):
    journal.append("aa11", "sending", at=NOW, who=sys.argv[2], data={"n": number})
"""


def test_several_processes_append_to_one_unforked_chain(file: Path) -> None:
    names = ("ana", "bo", "cy")
    with ExitStack() as stack:
        writers = [stack.enter_context(running(APPENDING, sqlite_url(file), name)) for name in names]
        assert [writer.wait(60) for writer in writers] == [0, 0, 0]
    rows = Journal(sqlite_url(file)).all_entries()
    assert Journal(sqlite_url(file)).breaks() == []
    for name in names:
        assert [row.data["n"] for row in rows if row.who == name] == list(range(15))


@ONLY_POSIX
def test_the_journal_is_readable_by_its_owner_only_from_its_first_byte(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        path = tmp_path / "home" / "journal.db"
        journal = Journal(sqlite_url(path))
        journal.add_plan(PLAN, who="Ana Reyes")
        with journal._reading():
            files = list(path.parent.iterdir())
            assert {stat.S_IMODE(each.stat().st_mode) for each in files} == {0o600}
            assert len(files) == 3  # the write-ahead log and its index too
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    finally:
        os.umask(before)


FULL_DISK = """
import resource
journal = Journal(sys.argv[1])
size = Path(sys.argv[2]).stat().st_size
resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
try:
    for number in range(50):
        journal.append("aa11", "sending", at=NOW, who="ana", data={"text": "x" * 9000})
except JournalError as error:
    print(type(error).__name__, error.message)
"""


@ONLY_POSIX
def test_a_full_disk_is_an_error_of_the_journal_and_leaves_it_whole(file: Path) -> None:
    assert outcome(FULL_DISK, sqlite_url(file), str(file)).startswith("JournalError The journal can't be used: ")
    rows = Journal(sqlite_url(file)).all_entries()
    assert Journal(sqlite_url(file)).breaks() == []
    Journal(sqlite_url(file)).append("aa11", "done", at=NOW, who="ana")
    assert len(Journal(sqlite_url(file)).all_entries()) == len(rows) + 1


READ_ONLY = """
import os
journal = Journal(sys.argv[1])
os.chdir("/")
if os.getuid() == 0:
    os.setgroups([])
    os.setgid(65534)
    os.setuid(65534)
try:
    journal.append("aa11", "sending", at=NOW, who="ana")
except JournalError as error:
    print(type(error).__name__, error.message)
"""


@ONLY_POSIX
def test_a_journal_that_can_not_be_written_is_an_error_before_anything_is_sent(file: Path) -> None:
    file.chmod(0o444)
    file.parent.chmod(0o555)
    try:
        assert outcome(READ_ONLY, sqlite_url(file)).startswith("JournalError The journal can't be used: ")
    finally:
        file.parent.chmod(0o700)
        file.chmod(0o600)
    assert len(Journal(sqlite_url(file)).all_entries()) == 1


KILLED_WHILE_WRITING = """
journal = Journal(sys.argv[1])
journal.append("aa11", "sending", at=NOW, who="ana")
with journal._writing() as connection:
    connection.exec_driver_sql("DELETE FROM entries")
    print("in the middle", flush=True)
    sys.stdin.read()
"""


@ONLY_POSIX
def test_a_process_killed_while_writing_leaves_what_was_committed(file: Path) -> None:
    with running(KILLED_WHILE_WRITING, sqlite_url(file)) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "in the middle\n"
        process.send_signal(signal.SIGKILL)
        process.wait(30)
    assert [row.event for row in Journal(sqlite_url(file)).all_entries()] == ["planned", "sending"]


# Locks.

HOLDING = """
from syncro.store.locks import held
with held(Path(sys.argv[1]), "plan aa11"):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def holder(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that has the lock."""
    with running(HOLDING, str(folder)) as process:
        assert process.stdout is not None
        assert select.select([process.stdout], [], [], 30)[0]
        assert process.stdout.readline() == "held\n"
        yield process


@ONLY_POSIX
def test_a_second_holder_is_refused_until_the_first_is_gone_even_by_kill(tmp_path: Path) -> None:
    with holder(tmp_path) as process:
        with pytest.raises(PlanClosed, match="Another process is executing plan aa11"), held(tmp_path, "plan aa11"):
            pytest.fail("two holders")
        with held(tmp_path, "plan bb22"):
            pass
        process.send_signal(signal.SIGKILL)
        process.wait(30)
        with held(tmp_path, "plan aa11"):
            pass


def test_a_lock_is_free_again_after_an_error_inside(tmp_path: Path) -> None:
    with pytest.raises(RuntimeError), held(tmp_path, "plan aa11", "ticket 900"):
        raise RuntimeError
    with held(tmp_path, "plan aa11", "ticket 900"):
        pass


def test_when_the_second_lock_is_taken_the_first_is_given_back(tmp_path: Path) -> None:
    with held(tmp_path, "ticket 900"):
        with pytest.raises(PlanClosed, match="ticket 900"), held(tmp_path, "plan aa11", "ticket 900"):
            pytest.fail("two holders")
        with held(tmp_path, "plan aa11"):
            pass


def test_the_same_process_does_not_hold_a_lock_twice_either(tmp_path: Path) -> None:
    with held(tmp_path, "plan aa11"), pytest.raises(PlanClosed), held(tmp_path, "plan aa11"):
        pytest.fail("two holders")


@ONLY_POSIX
def test_lock_files_are_private(tmp_path: Path) -> None:
    folder = tmp_path / "locks"
    with held(folder, "plan aa11"):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert [stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()] == [0o600]

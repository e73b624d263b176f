"""One executor per plan and per record, across processes. A lock ends with its process, however that ends."""

import hashlib
import os
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from syncro.errors import JournalError, PlanClosed

FOLDER = "syncro-locks"
SHARED = 0o022
"""Bits of a folder that others may write to."""


def machine_folder() -> Path:
    """The one folder that all homes of this user on this machine share, whatever the environment says.

    Two agents with homes of their own bill the same ticket one after the other, so the second sees the first's lines. Raises
    JournalError when it can't be made, or isn't this user's alone: without locks nothing is written.
    """
    folder = _place()
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError as error:
        raise _unusable(folder, error.strerror or str(error)) from None
    if not stat.S_ISDIR(found.st_mode):
        raise _unusable(folder, "it isn't a folder")
    if hasattr(os, "getuid"):
        if found.st_uid != os.getuid():
            raise _unusable(folder, "it belongs to somebody else")
        if found.st_mode & SHARED:
            raise _unusable(folder, "it can be changed by other users: chmod 700 it")
    return folder


def _place() -> Path:
    """By who the user is, not by variables that two processes may hold differently."""
    if sys.platform == "win32":
        from platformdirs import user_data_path

        return user_data_path("syncro", appauthor=False) / FOLDER
    import pwd

    user = os.getuid()
    try:
        home = Path(pwd.getpwuid(user).pw_dir)
    except KeyError:
        home = Path("/nonexistent")
    if _is_own(home, user):
        return home / ".local" / "state" / "syncro" / FOLDER
    # A user without a home of their own, such as a service's.
    return Path("/tmp") / f"{FOLDER}-{user}"  # noqa: S108 - a fixed place, and a foreign one there is refused


def _is_own(home: Path, user: int) -> bool:
    try:
        found = home.stat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == user


def _unusable(folder: Path, why: str) -> JournalError:
    return JournalError(f"The folder for locks {folder} can't be used: {why}", hint="Nothing is sent without it.")


@contextmanager
def held(folder: Path, *names: str, wait: float = 0) -> Iterator[None]:
    """Hold the named locks; raises PlanClosed when another process has one longer than `wait` seconds."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ExitStack() as stack:
        for name in names:
            lock = FileLock(folder / f"{hashlib.sha256(name.encode()).hexdigest()[:24]}.lock", timeout=wait, mode=0o600)
            try:
                stack.enter_context(lock)
            except Timeout:
                raise PlanClosed(f"Another process is executing {name}.", hint="syncro plan show ID") from None
            except OSError as error:
                raise _unusable(folder, error.strerror or str(error)) from None
        yield

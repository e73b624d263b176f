"""One executor per plan and per ticket, across processes. A lock ends with its process, however that ends."""

import hashlib
import os
import stat
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from syncro.errors import PlanClosed


def machine_folder() -> Path | None:
    """A folder that all homes of this user on this machine share; None where it can't be private.

    Two agents with homes of their own bill the same ticket one after the other, so the second sees the first's lines.
    """
    whose = os.getuid() if hasattr(os, "getuid") else "me"
    folder = Path(tempfile.gettempdir()) / f"syncro-locks-{whose}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return None
    mine = stat.S_ISDIR(found.st_mode) and (not isinstance(whose, int) or found.st_uid == whose)
    return folder if mine and (os.name == "nt" or not found.st_mode & 0o077) else None


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
        yield

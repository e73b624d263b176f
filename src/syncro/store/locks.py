"""One executor per plan and per ticket, across processes. A lock ends with its process, however that ends."""

import hashlib
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from syncro.errors import PlanClosed


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

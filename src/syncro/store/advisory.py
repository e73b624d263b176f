"""Locks that several machines share, in PostgreSQL. A lock ends with its connection, however that ends."""

import hashlib
import time
from collections.abc import Sequence

from sqlalchemy import Connection, text

from syncro.errors import PlanClosed

PAUSE = 0.2
"""Seconds between two tries."""


def take(connection: Connection, names: Sequence[str], wait: float) -> None:
    """Take the named locks for as long as this connection lives; raises PlanClosed after `wait` seconds for one."""
    connection.execution_options(isolation_level="AUTOCOMMIT")
    until = time.monotonic() + wait
    for name in names:
        while not _taken(connection, name):
            if time.monotonic() >= until:
                raise PlanClosed(f"Another machine is executing {name}.", hint="syncro plan list")
            time.sleep(PAUSE)


def _taken(connection: Connection, name: str) -> bool:
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    return bool(connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar())

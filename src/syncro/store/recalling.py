"""What was learned about accounts, read without opening the journal for writing: for a read, and for a dry run. Writes nothing."""

import sqlite3
from contextlib import closing
from pathlib import Path

from syncro import jsonio
from syncro.jsonio import Json

PREFIX = "sqlite:///"


def recall(url: str, account: str, name: str) -> tuple[Json, str] | None:
    """What was learned, and from what; None where nothing was, or the journal can't be read so."""
    path = Path(url.removeprefix(PREFIX))
    if not url.startswith(PREFIX) or not path.is_file():
        return None
    # A reader of a database in write-ahead mode would leave files beside it; where nobody writes, it needs none.
    how = "mode=ro" if path.with_name(f"{path.name}-wal").exists() else "immutable=1"
    query = "SELECT value, source FROM facts WHERE account = ? AND name = ?"
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, timeout=5)) as connection:
            row = connection.execute(query, (account, name)).fetchone()
        return None if row is None else (jsonio.loads(row[0]), str(row[1]))
    except (sqlite3.Error, ValueError):
        return None

"""Records on disk: one SQLite table of (kind, id, json). It knows nothing of what they mean."""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping

from syncro import jsonio
from syncro.jsonio import Json

Id = int | str
Record = dict[str, Json]
Changes = Mapping[tuple[str, Id], Record | None]

SCHEMA = (
    "CREATE TABLE IF NOT EXISTS record (kind TEXT NOT NULL, id NOT NULL, json TEXT NOT NULL, PRIMARY KEY (kind, id))"
)


class Database:
    """One file, one writer: the lock is held as long as it is open."""

    def __init__(self, path: str) -> None:
        # The server's thread is not the one that opens it; only one of them is ever at work.
        self._connection = sqlite3.connect(path, timeout=1, isolation_level=None, check_same_thread=False)
        self._connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute(SCHEMA)

    def load(self) -> Iterator[tuple[str, Record]]:
        """Every record with its kind, in the order of their ids."""
        for kind, text in self._connection.execute("SELECT kind, json FROM record ORDER BY kind, id"):
            yield kind, jsonio.loads(text)

    def commit(self, changes: Changes) -> None:
        """Write all changes or none; None deletes. On return they survive the end of the process."""
        kept = [(kind, id_, jsonio.dumps(record)) for (kind, id_), record in changes.items() if record is not None]
        gone = [key for key, record in changes.items() if record is None]
        with self._transaction():
            self._connection.executemany("INSERT OR REPLACE INTO record VALUES (?, ?, ?)", kept)
            self._connection.executemany("DELETE FROM record WHERE kind = ? AND id = ?", gone)

    def replace(self, records: Iterable[tuple[str, Id, str]]) -> None:
        """Forget everything and keep these (kind, id, JSON text) instead, in one transaction."""
        with self._transaction():
            self._connection.execute("DELETE FROM record")
            self._connection.executemany("INSERT INTO record VALUES (?, ?, ?)", records)

    def close(self) -> None:
        """Give the file back."""
        self._connection.close()

    def _transaction(self) -> "_Transaction":
        return _Transaction(self._connection)


class _Transaction:
    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def __enter__(self) -> None:
        self._connection.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        self._connection.execute("COMMIT" if kind is None else "ROLLBACK")

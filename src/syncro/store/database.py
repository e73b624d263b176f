"""Opens the database that the journal lives in: SQLite by default, PostgreSQL by URL. Creates and migrates its tables; knows no rules."""

import os
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    DateTime,
    Engine,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    inspect,
    select,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

from syncro.config.files import folders_below, make_private, new_private, refuse_links
from syncro.errors import ConfigError, JournalError
from syncro.store import columns

SCHEMA_VERSION = 3
GENESIS = "0" * 64
"""What the first entry's hash is chained to."""
READS = "syncro_reads"
"""Execution option of a connection that only reads."""
MIGRATING = 0x73796E63
"""Advisory lock of PostgreSQL while tables are made."""
METADATA = MetaData()

PLANS = Table(
    "plans",
    METADATA,
    Column("id", String(32), primary_key=True),
    Column("digest", String(64), nullable=False),
    Column("intent", String(64), nullable=False),
    Column("account", String(255), nullable=False),
    Column("title", Text, nullable=False),
    Column("made_at", DateTime(timezone=True), nullable=False),
    Column("document", Text, nullable=False),
    # What the plan is about, told again from the document, to be found by.
    Column("subject_kind", String(64), nullable=False, server_default=""),
    Column("subject_id", BigInteger),
    Index("plans_by_subject", "account", "subject_kind", "subject_id"),
)

ENTRIES = Table(
    "entries",
    METADATA,
    # SQLite numbers rows by itself only when the key is INTEGER.
    Column("seq", BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=True),
    Column("plan_id", ForeignKey("plans.id"), nullable=False),
    Column("step", String(64), nullable=False),
    Column("event", String(32), nullable=False),
    Column("at", String(40), nullable=False),
    Column("who", Text, nullable=False),
    Column("data", Text, nullable=False),
    Column("previous", String(64), nullable=False),
    Column("hash", String(64), nullable=False),
    # The id of the record that the entry tells of, told again from `data`, to be found by.
    Column("record_id", BigInteger),
    Index("entries_by_plan", "plan_id", "seq"),
    Index("entries_by_record", "record_id", "event"),
)

HEAD = Table(
    "head",
    METADATA,
    # One row: the newest entry. Kept beside the entries, so that cutting the newest ones shows.
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("entries", BigInteger, nullable=False),
    Column("hash", String(64), nullable=False),
)

VERSIONS = Table("schema_version", METADATA, Column("version", Integer, primary_key=True))

FACTS = Table(
    "facts",
    METADATA,
    Column("account", String(255), primary_key=True),
    Column("name", String(255), primary_key=True),
    Column("value", Text, nullable=False),
    Column("learned_at", String(40), nullable=False),
    Column("source", Text, nullable=False),
)


def open_database(url: str) -> Engine:
    """An engine with all tables in place; raises JournalError when it can't be opened or is from a newer version."""
    try:
        engine = _sqlite(url) if url.startswith("sqlite") else create_engine(url, poolclass=NullPool)
        _migrate(engine)
    except ConfigError as error:
        raise JournalError(f"The journal can't be opened: {error.message}", hint=error.hint) from None
    except (SQLAlchemyError, OSError) as error:
        raise JournalError(
            f"The journal can't be opened: {_reason(error)}", hint="Nothing is sent without it."
        ) from None
    return engine


def sqlite_url(path: Path) -> str:
    """The URL of a SQLite file."""
    return f"sqlite:///{path}"


def _sqlite(url: str) -> Engine:
    path = Path(url.removeprefix("sqlite:///"))
    folders_below(path.parent)
    refuse_links(path)
    # Created empty first, so that it is private from its first byte.
    with suppress(FileExistsError):
        os.close(new_private(path))
    make_private(path)
    engine = create_engine(url, poolclass=NullPool, connect_args={"timeout": 30})
    event.listen(engine, "connect", _pragmas)
    event.listen(engine, "begin", _begin)
    return engine


def _pragmas(connection: Any, _record: object) -> None:
    # The driver must not open transactions by itself: a reader that turns writer could meet a busy database.
    connection.isolation_level = None
    # FULL: an entry that says `sending` must be on the disk before the request leaves, also when power fails.
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Any) -> None:
    # A writer takes the lock at once, for one that begins as a reader may find the database changed. Readers wait for nobody.
    is_reader = connection.get_execution_options().get(READS, False)
    connection.exec_driver_sql("BEGIN" if is_reader else "BEGIN IMMEDIATE")


def _migrate(engine: Engine) -> None:
    if _version(engine) == SCHEMA_VERSION:
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            # Two machines that start at once would both create the tables.
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({MIGRATING})")
        found = _known_version(connection)
        if found is None:
            METADATA.create_all(connection)
        if found is not None and found > SCHEMA_VERSION:
            raise JournalError(
                f"The journal was written by a newer version (schema {found}, this one knows {SCHEMA_VERSION}).",
                hint="Update syncro-psa.",
            )
        for version in range(found or SCHEMA_VERSION, SCHEMA_VERSION):
            MIGRATIONS[version](connection)
        if found is None:
            _set_head(connection)
        connection.execute(VERSIONS.delete())
        connection.execute(VERSIONS.insert().values(version=SCHEMA_VERSION))


def _known_version(connection: Connection) -> int | None:
    """The schema that is there; None for a database without any. The first version had no number."""
    tables = set(inspect(connection).get_table_names())
    if "plans" not in tables:
        return None
    found = connection.execute(VERSIONS.select()).scalar() if "schema_version" in tables else None
    return 1 if found is None else int(found)


def _add_head(connection: Connection) -> None:
    """From 1 to 2: the head is the newest entry that is there."""
    METADATA.create_all(connection, tables=[HEAD, VERSIONS, FACTS])
    _set_head(connection)


def _set_head(connection: Connection) -> None:
    if connection.execute(HEAD.select()).first() is not None:
        return
    entries = connection.execute(select(ENTRIES.c.seq, ENTRIES.c.hash).order_by(ENTRIES.c.seq)).all()
    seq, newest = entries[-1] if entries else (0, GENESIS)
    connection.execute(HEAD.insert().values(id=1, seq=seq, entries=len(entries), hash=newest))


def _add_columns(connection: Connection) -> None:
    """From 2 to 3: columns for what plans and entries are found by, filled from what they say."""
    for table, names in ((PLANS, ("subject_kind", "subject_id")), (ENTRIES, ("record_id",))):
        existing = {column["name"] for column in inspect(connection).get_columns(table.name)}
        for name in names:
            if name not in existing:
                kind = table.c[name].type.compile(connection.dialect)
                default = " NOT NULL DEFAULT ''" if name == "subject_kind" else ""
                connection.exec_driver_sql(f"ALTER TABLE {table.name} ADD COLUMN {name} {kind}{default}")
    for row in connection.execute(select(PLANS.c.id, PLANS.c.document)).all():
        kind, id_ = columns.subject(row.document)
        connection.execute(PLANS.update().where(PLANS.c.id == row.id).values(subject_kind=kind, subject_id=id_))
    for row in connection.execute(select(ENTRIES.c.seq, ENTRIES.c.data)).all():
        found = columns.record(row.data)
        if found is not None:
            connection.execute(ENTRIES.update().where(ENTRIES.c.seq == row.seq).values(record_id=found))
    for table in (PLANS, ENTRIES):
        for index in table.indexes:
            index.create(connection, checkfirst=True)


MIGRATIONS: dict[int, Callable[[Connection], None]] = {1: _add_head, 2: _add_columns}
"""What brings a journal from that version to the next."""


def _version(engine: Engine) -> int | None:
    with engine.connect().execution_options(**{READS: True}) as connection:
        if not inspect(connection).has_table("schema_version"):
            return None
        return connection.execute(VERSIONS.select()).scalar()


def _reason(error: Exception) -> str:
    """The database's own words, without the statement that was tried."""
    return str(getattr(error, "orig", None) or error).splitlines()[0] + (
        f" ({os.strerror(error.errno)})" if isinstance(error, OSError) and error.errno else ""
    )

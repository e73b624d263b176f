"""What was planned, sent and found: append-only and hash-chained. Intent is on disk before a request leaves (R-52, R-83)."""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from syncro import jsonio
from syncro.errors import JournalError, NotFound, PlanMissing
from syncro.jsonio import Json
from syncro.store import columns
from syncro.store.chain import Break, Head, Held, Row, breaks, hash_of
from syncro.store.database import ENTRIES, FACTS, HEAD, PLANS, READS, open_database

TIME = "%Y-%m-%dT%H:%M:%S.%f%z"


class StoredPlan(Struct, frozen=True):
    """A plan as the journal keeps it; `document` is plain data."""

    id: str
    digest: str
    intent: str
    account: str
    title: str
    made_at: datetime
    document: dict[str, Any]


class Maker(Struct, frozen=True):
    """The step of a plan that a record is the effect of."""

    plan_id: str
    step: str
    record_id: int


class Journal:
    """The journal of one database. Every `append` is one committed transaction; rows are never changed."""

    def __init__(self, url: str) -> None:
        self._engine: Engine = open_database(url)

    def add_plan(self, plan: StoredPlan, *, who: str) -> None:
        """Store a plan and its first entry, `planned`, together."""
        row: dict[str, Any] = {
            "id": plan.id,
            "digest": plan.digest,
            "intent": plan.intent,
            "account": plan.account,
            "title": plan.title,
            "made_at": plan.made_at.astimezone(UTC),
            "document": jsonio.dumps(plan.document),
        }
        row["subject_kind"], row["subject_id"] = columns.subject(plan.document)
        with self._writing() as connection:
            connection.execute(PLANS.insert().values(**row))
            data = {"digest": plan.digest, "intent": plan.intent}
            _append(connection, plan.id, "", "planned", plan.made_at, who, data)

    def append(
        self, plan_id: str, event: str, *, at: datetime, who: str, step: str = "", data: dict[str, Any] | None = None
    ) -> None:
        """Commit one entry; raises JournalError when that isn't certain."""
        with self._writing() as connection:
            _append(connection, plan_id, step, event, at, who, data or {})

    def plan(self, plan_id: str) -> StoredPlan:
        """The plan of that id, or of the only id that begins so; NotFound otherwise."""
        with self._reading() as connection:
            query = select(PLANS).where(PLANS.c.id.startswith(plan_id, autoescape=True)).limit(2)
            rows = connection.execute(query).all()
            exact = [_plan(row) for row in rows if row.id == plan_id] or [_plan(row) for row in rows]
        if len(exact) > 1 and plan_id:
            raise NotFound(f"Several plans begin with {plan_id!r}: type more of the id.", hint="syncro plan list")
        if len(exact) != 1 or not plan_id:
            raise PlanMissing(plan_id)
        return exact[0]

    def plans(self, *, limit: int = 50) -> list[StoredPlan]:
        """The newest plans first."""
        with self._reading() as connection:
            query = select(PLANS).order_by(PLANS.c.made_at.desc(), PLANS.c.id).limit(limit)
            return [_plan(row) for row in connection.execute(query)]

    def plans_with_intent(self, intent: str) -> list[StoredPlan]:
        """Plans that would write exactly the same, newest first."""
        with self._reading() as connection:
            query = select(PLANS).where(PLANS.c.intent == intent).order_by(PLANS.c.made_at.desc())
            return [_plan(row) for row in connection.execute(query)]

    def plans_about(self, account: str, kind: str, id_: int) -> list[StoredPlan]:
        """All plans of this account whose subject is that record, oldest first."""
        where = (PLANS.c.account == account) & (PLANS.c.subject_kind == kind) & (PLANS.c.subject_id == id_)
        with self._reading() as connection:
            return [
                _plan(row)
                for row in connection.execute(select(PLANS).where(where).order_by(PLANS.c.made_at, PLANS.c.id))
            ]

    def entries(self, plan_id: str) -> list[Row]:
        """All entries of a plan, oldest first."""
        with self._reading() as connection:
            query = select(ENTRIES).where(ENTRIES.c.plan_id == plan_id).order_by(ENTRIES.c.seq)
            return [_row(row) for row in connection.execute(query)]

    def makers(self, ids: Iterable[int], *, besides: str) -> list[Maker]:
        """Which steps of other plans are done with one of these records; ids are unique only among records of a kind."""
        made = (ENTRIES.c.event == "done") & (ENTRIES.c.plan_id != besides) & ENTRIES.c.record_id.in_(list(ids))
        query = select(ENTRIES.c.plan_id, ENTRIES.c.step, ENTRIES.c.record_id).where(made).order_by(ENTRIES.c.seq)
        with self._reading() as connection:
            return [Maker(row.plan_id, row.step, row.record_id) for row in connection.execute(query)]

    def all_entries(self) -> list[Row]:
        """Every entry, oldest first."""
        with self._reading() as connection:
            return _all_entries(connection)

    def newest(self, limit: int) -> list[Row]:
        """The newest entries, oldest of them first."""
        with self._reading() as connection:
            query = select(ENTRIES).order_by(ENTRIES.c.seq.desc()).limit(limit)
            return [_row(row) for row in connection.execute(query)][::-1]

    def everything(self) -> Iterator[StoredPlan | Row]:
        """All plans in the order they were stored, each before the entries that follow it, one at a time."""
        with self._reading() as connection:
            plans = {row.id: row for row in connection.execute(select(PLANS))}
            for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq)):
                first = plans.pop(row.plan_id, None)
                if first is not None:
                    yield _plan(first)
                yield _row(row)

    def head(self) -> Head:
        """The newest entry, as the journal keeps it beside the entries. Raises JournalError when it is gone."""
        with self._reading() as connection:
            return _head(connection)

    def breaks(self, *, noted: str = "") -> list[Break]:
        """Whatever was changed, cut, put in or moved since it was written; empty when the journal is whole.

        `noted`: the hash of a head that somebody wrote down; it must still be in the chain.
        """
        with self._reading() as connection:
            rows = [_row(row, strict=False) for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq))]
            head = _head(connection)
            plans = {row.id: _held(row) for row in connection.execute(select(PLANS))}
        return breaks(rows, head, plans, noted=noted)

    @contextmanager
    def held(self, *names: str, wait: float = 0) -> Iterator[None]:
        """Hold the named locks in a database that several machines share; raises PlanClosed after `wait` seconds.

        A file has no need of it: all who use it are on this machine, where `locks.held` holds them apart.
        """
        with ExitStack() as stack:
            if self._engine.dialect.name == "postgresql":
                from syncro.store.advisory import take

                with _as_journal_error():
                    take(stack.enter_context(self._engine.connect()), names, wait)
            yield

    def remember(self, account: str, name: str, value: Json, *, at: datetime, source: str) -> None:
        """Keep something learned about an account, such as a tax rate."""
        row = {"value": jsonio.dumps(value), "learned_at": at.strftime(TIME), "source": source}
        with self._writing() as connection:
            where = (FACTS.c.account == account) & (FACTS.c.name == name)
            if connection.execute(FACTS.update().where(where).values(**row)).rowcount == 0:
                connection.execute(FACTS.insert().values(account=account, name=name, **row))

    def recall(self, account: str, name: str) -> tuple[Json, str] | None:
        """What was learned, and from what."""
        with self._reading() as connection:
            where = (FACTS.c.account == account) & (FACTS.c.name == name)
            row = connection.execute(select(FACTS.c.value, FACTS.c.source).where(where)).first()
        return None if row is None else (jsonio.loads(row.value), row.source)

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        with _as_journal_error(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _reading(self) -> Iterator[Connection]:
        with _as_journal_error(), self._engine.connect().execution_options(**{READS: True}) as connection:
            yield connection


def _append(
    connection: Connection, plan_id: str, step: str, event: str, at: datetime, who: str, data: dict[str, Any]
) -> None:
    # The lock on the head (SQLite: BEGIN IMMEDIATE) holds until the commit, so the chain can't fork. It is chained to
    # the head and not to the newest row: where rows were cut, the gap stays to be seen.
    head = _head(connection, lock=True)
    moment, text = at.strftime(TIME), jsonio.dumps(data)
    chained = hash_of(head.hash, plan_id, step, event, moment, who, text)
    values = {"plan_id": plan_id, "step": step, "event": event, "at": moment, "who": who, "data": text}
    insert = (
        ENTRIES.insert()
        .values(**values, record_id=columns.record(data), previous=head.hash, hash=chained)
        .returning(ENTRIES.c.seq)
    )
    seq = connection.execute(insert).scalar_one()
    connection.execute(HEAD.update().values(seq=seq, entries=head.entries + 1, hash=chained))


def _head(connection: Connection, *, lock: bool = False) -> Head:
    query = select(HEAD.c.seq, HEAD.c.entries, HEAD.c.hash)
    row = connection.execute(query.with_for_update() if lock else query).first()
    if row is None:
        raise ValueError("its head is gone")
    return Head(*row)


def _all_entries(connection: Connection) -> list[Row]:
    return [_row(row) for row in connection.execute(select(ENTRIES).order_by(ENTRIES.c.seq))]


def _plan(row: Any) -> StoredPlan:
    made_at = row.made_at if row.made_at.tzinfo else row.made_at.replace(tzinfo=UTC)
    return StoredPlan(row.id, row.digest, row.intent, row.account, row.title, made_at, jsonio.loads(row.document))


def _held(row: Any) -> Held:
    """A plan's row, and whether it still agrees with the document that its digest is of."""
    try:
        document = jsonio.loads(row.document)
        told = {"account": row.account, "title": row.title}
        is_found_by = (row.subject_kind, row.subject_id) == columns.subject(document)
        agrees = is_found_by and all(document.get(name, value) == value for name, value in told.items())
        return Held(row.digest, row.intent, jsonio.digest(document), agrees)
    except (ValueError, TypeError, AttributeError):
        return Held(row.digest, row.intent, "", agrees=False)


def _row(row: Any, *, strict: bool = True) -> Row:
    """An entry. Raises ValueError for one that can't be read; not `strict`, it is one that isn't whole."""
    texts = (row.previous, row.plan_id, row.step, row.event, row.at, row.who, row.data)
    try:
        if not all(isinstance(each, str) for each in texts):
            raise ValueError("it holds something that is no text")
        at, data = datetime.fromisoformat(row.at), jsonio.loads(row.data)
        is_whole = isinstance(data, dict) and hash_of(*texts) == row.hash and columns.record(data) == row.record_id
    except ValueError as error:
        if strict:
            raise ValueError(f"entry {row.seq} of plan {row.plan_id} can't be read ({error})") from None
        at, data, is_whole = datetime.fromtimestamp(0, UTC), {}, False
    known = data if isinstance(data, dict) else {}
    return Row(row.seq, row.plan_id, row.step, row.event, at, row.who, known, row.previous, row.hash, is_whole)


@contextmanager
def _as_journal_error() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        reason = str(getattr(error, "orig", None) or error).splitlines()[0]
        raise JournalError(f"The journal can't be used: {reason}", hint="Nothing is sent without it.") from None
    except ValueError as error:
        raise JournalError(f"The journal is damaged: {error}", hint="Nothing is sent without it.") from None

"""What a handler is given: the account as it stands, and the request as plain values. No HTTP, no decisions."""

from collections.abc import Callable
from datetime import datetime
from functools import cached_property
from random import Random

from msgspec import Struct, structs

from syncro.catalog import Operation
from syncro.jsonio import Json
from syncro.sandbox import casts
from syncro.sandbox.casts import Params
from syncro.sandbox.clock import Clock
from syncro.sandbox.database import Record
from syncro.sandbox.quirks import Quirks
from syncro.sandbox.state import State
from syncro.sandbox.wire import not_found


class Actor(Struct, frozen=True):
    """Whose key it is, what the key may do, and where it was sent: `header`, `query` or `body`.

    `denied` are operations and groups of them that need a permission which /me doesn't show and this key hasn't;
    `two_factor` keys are no good without a session token.
    """

    key: str
    user: Record
    permissions: dict[str, dict[str, bool]]
    form: str
    denied: frozenset[str] = frozenset()
    two_factor: bool = False

    def may(self, group: str, action: str) -> bool:
        """True when the key has the permission."""
        return bool(self.permissions.get(group, {}).get(action))

    @property
    def is_global_admin(self) -> bool:
        """True for a key that nothing is denied to: what the vendor calls the Global Admin permission."""
        return not self.denied and all(all(actions.values()) for actions in self.permissions.values())


class Request(Struct, frozen=True, dict=True):
    """One authorised request."""

    operation: Operation
    path: dict[str, str]
    query: Params
    body: Params
    actor: Actor

    @cached_property
    def id(self) -> int:
        """The id in the path, cast: `12abc` is 12, `abc` is 0."""
        return self.path_id("id")

    def path_id(self, name: str) -> int:
        """Another id in the path, cast alike."""
        return casts.integer(self.path[name]) or 0


class Context(Struct, frozen=True):
    """The account and its surroundings. `rng` is seeded, so that coins fall the same way every time."""

    state: State
    clock: Clock
    quirks: Quirks
    rng: Random

    def one(self, kind: str, id_: object) -> Record:
        """The record of this id; raises WireError 404."""
        record = self.state.get(kind, id_)
        if record is None:
            raise not_found()
        return record

    def setting(self, name: str) -> Record:
        """The account's settings: `account` or `tickets`."""
        found = self.state.get("settings", name)
        return dict(found["value"]) if found else {}

    def now(self) -> str:
        """The present moment as Syncro writes it."""
        return self.clock.stamp()

    def moment(self, value: Json) -> str | None:
        """A given time in the account's offset; None when it can't be read."""
        parsed = self.clock.parse(value)
        return self.clock.format(parsed) if parsed else None

    def day(self, value: Json) -> str | None:
        """Midnight of a given day in the account's offset; None when it can't be read."""
        parsed = self.clock.parse(value)
        return self.clock.format(self.clock.day(parsed)) if parsed else None

    def time(self, value: Json) -> datetime | None:
        """A given or stored time as a moment."""
        return self.clock.parse(value)

    def touch(self, kind: str, id_: object, **fields: Json) -> None:
        """Set `updated_at` (and more) of a record that something hanging on it changed."""
        record = self.state.get(kind, id_)
        if record is not None:
            self.state.change(kind, record, updated_at=self.now(), **fields)

    def born(self, kind: str, **fields: Json) -> Record:
        """A new record with id and times, not yet kept."""
        now = self.now()
        return {"id": self.state.next_id(kind), "created_at": now, "updated_at": now, **fields}

    def mail(self, *, to: str | None, subject: str, kind: str, **about: Json) -> None:
        """Put a mail into the outbox; without an address nothing is sent."""
        if to:
            letter = {"id": self.state.next_id("outbox"), "at": self.now(), "to": to, "subject": subject, "kind": kind}
            self.state.put("outbox", {**letter, **about})

    def at(self, moment: datetime) -> "Context":
        """The same account at another moment."""
        return structs.replace(self, clock=self.clock.stopped(moment))

    def with_state(self, state: State) -> "Context":
        """The same surroundings around other records."""
        return structs.replace(self, state=state)


Handler = Callable[[Context, Request], Json]

"""What one row of the catalog says. Values only; no HTTP."""

import re
from enum import StrEnum
from functools import cached_property

from msgspec import Struct

from syncro.catalog.belief import NEVER_SHOWN, NO_BELIEF, Belief
from syncro.catalog.groups import Group, group_of


class Effect(StrEnum):
    """What sending an operation can change. Anything but `read` needs a plan."""

    READ = "read"
    WRITE = "write"
    MONEY = "money"
    MAIL = "mail"


class Shape(StrEnum):
    """The outermost form of a successful reply (facts §2, §3)."""

    ONE = "one"  # {"ticket": {...}}
    MANY = "many"  # {"tickets": [...], "meta": {...}}
    FLAT = "flat"  # the object itself
    MESSAGE = "message"  # {"message": "..."}
    SUCCESS = "success"  # {"success": true}
    NOTHING = "nothing"  # empty body
    TEXT = "text"  # bare text, even with status 200


class Meta(StrEnum):
    """Which paging facts a list reply carries (facts §3)."""

    FULL = "total_pages total_entries per_page page"
    SHORT = "total_pages page"
    SHORT_PER_PAGE = "total_pages page per_page"
    NONE = ""


class Reply(Struct, frozen=True):
    """Shape of a reply; `key` is the wrapper, `page_size` rows of a full page (0: all rows at once).

    `id` is the field that names the record, empty where a write may be answered without; `pairs`: the rows are `[id, "name"]`;
    `null_when_gone`: a deleted record is answered with `null`, and 200.
    """

    shape: Shape
    key: str = ""
    page_size: int = 0
    meta: Meta = Meta.NONE
    id: str = "id"
    pairs: bool = False
    null_when_gone: bool = False


class Field(Struct, frozen=True):
    """One documented field of a request body. `kind` is str, int, num, bool, list or map."""

    name: str
    kind: str = "str"
    required: bool = False


class Operation(Struct, frozen=True, dict=True):
    """One operation of the vendor's API.

    `query` and `body` are what the vendor documents or a numbered fact adds; anything else
    Syncro ignores without a word (facts §3), so a client must not send it. `belief` is what a client goes by, and so is `resource`;
    all else is the API's.
    """

    id: str
    method: str
    path: str
    effect: Effect
    reply: Reply
    query: tuple[str, ...] = ()
    body_spec: str = ""
    success: int = 200
    facts: tuple[str, ...] = ()
    belief: Belief = NO_BELIEF

    @property
    def group(self) -> str:
        """The resource it belongs to: `tickets` for `tickets.comment`."""
        return self.id.partition(".")[0]

    @property
    def resource(self) -> Group:
        """What a client goes by of all records of that resource."""
        return group_of(self.group)

    @property
    def unseen(self) -> frozenset[str]:
        """Body fields that a client can't find again in the record, so they prove nothing."""
        return NEVER_SHOWN | {*self.belief.unseen}

    @property
    def creates(self) -> bool:
        """True for the operation that makes a record of its resource."""
        return self.id == f"{self.group}.create"

    @property
    def writes(self) -> bool:
        """True when sending it can change anything outside."""
        return self.effect is not Effect.READ

    @property
    def makes(self) -> str:
        """The kind of record that a POST makes, by the name its reply gives it; empty for anything else."""
        return self.reply.key if self.method == "POST" else ""

    @cached_property
    def echoes(self) -> tuple[tuple[str, str], ...]:
        """Which field of the reply's record must equal which value of the request: `(field, name)`, by the path and then the body.

        The record that a path ends in has that id; one made or listed inside another names it by `ticket_id` and the like.
        """
        if self.reply.shape not in (Shape.ONE, Shape.FLAT, Shape.MANY):
            return ()
        return tuple(pair for name in self.path_names if (pair := self._echo(name)))

    def _echo(self, name: str) -> tuple[str, str] | None:
        is_last = self.path.endswith("{" + name + "}")
        if self.reply.id not in ("", "id"):
            return (self.reply.id, name)
        if name != "id" and not is_last:
            return (name, name)
        parent = self.resource.one
        if is_last:
            # A line that is taken away is answered with what it was taken from.
            return None if name != "id" and self.reply.key == parent else ("id", name)
        is_inside = self.reply.key != parent and self.reply.shape is not Shape.MANY
        return (f"{parent}_id", name) if is_inside or self.reply.shape is Shape.MANY else ("id", name)

    @cached_property
    def path_names(self) -> tuple[str, ...]:
        """Names of the placeholders in the path, in order."""
        return tuple(re.findall(r"\{(\w+)\}", self.path))

    @cached_property
    def body(self) -> tuple[Field, ...]:
        """The documented body fields, in the vendor's order."""
        return tuple(_field(word) for word in self.body_spec.split())

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """Matches a real path such as `/tickets/12/comment` and captures its placeholders."""
        return re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.path) + r"\Z")

    def render(self, values: dict[str, object]) -> str:
        """The path with its placeholders filled; raises KeyError for a missing one."""
        return re.sub(r"\{(\w+)\}", lambda found: str(values[found[1]]), self.path)


READ, WRITE, MONEY, MAIL = Effect.READ, Effect.WRITE, Effect.MONEY, Effect.MAIL
FULL, SHORT, SHORT_PER_PAGE = Meta.FULL, Meta.SHORT, Meta.SHORT_PER_PAGE
FLAT, MESSAGE = Reply(Shape.FLAT), Reply(Shape.MESSAGE)
BARE = Reply(Shape.FLAT, id="")
"""A flat reply whose record may come without an id."""
SUCCESS, NOTHING, TEXT = Reply(Shape.SUCCESS), Reply(Shape.NOTHING), Reply(Shape.TEXT)


def one(key: str) -> Reply:
    """A reply of one record under `key`."""
    return Reply(Shape.ONE, key)


def many(key: str, page_size: int = 0, meta: Meta = Meta.NONE, *, pairs: bool = False) -> Reply:
    """A list reply under `key`; page sizes are the observed ones (C6), not the documented ones."""
    return Reply(Shape.MANY, key, page_size, meta, pairs=pairs)


def row(
    name: str,
    route: str,
    effect: Effect,
    reply: Reply,
    *,
    query: str = "",
    body: str = "",
    success: int = 200,
    facts: str = "",
    belief: Belief = NO_BELIEF,
) -> Operation:
    """One line of the catalog.

    `body` is written `name!:kind`: `!` marks what the API refuses to do without, the kind is
    left out for plain text. `facts` lists C-numbers and sections of the fact catalogue.
    `belief` is left out where there is nothing but the route to go by.
    """
    method, path = route.split(" ")
    return Operation(
        *(name, method, path, effect, reply, tuple(query.split()), body, success, tuple(facts.split())), belief=belief
    )


def _field(word: str) -> Field:
    name, _, kind = word.partition(":")
    return Field(name.rstrip("!"), kind or "str", name.endswith("!"))

"""A plan: ordered steps as plain data, with what must hold before and after. Its digest is what a person says yes to."""

from collections.abc import Iterator
from datetime import datetime
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct, field

from syncro import jsonio
from syncro.calls import REF, Call
from syncro.jsonio import Json
from syncro.rules.findings import Finding, blocking
from syncro.rules.plans import earlier
from syncro.rules.plans.expectations import Expectation
from syncro.rules.plans.preconditions import Precondition

GOES_ALONG = "goes with its line"
"""Undo of a step that only put right what an earlier step made."""
BY_HAND = "request"
"""What a step is called that was given as a request of the API."""
UNDO = "undo-"
"""Begins the name of a step that takes another one back."""


def called(name: str, group: str = "") -> str:
    """A step's name in words: `line 1` for `line-1`; one by hand, named after its operation, is a request to that group."""
    own = name.removeprefix(UNDO)
    told = BY_HAND if group and own.startswith(f"{group}-") else own.replace("-", " ")
    return told if own == name else f"undo {told}"


class Kind(StrEnum):
    """How the effect of a step shows at Syncro."""

    NEW = "new"  # a record that wasn't there before
    STATE = "state"  # a record has these values now; sending it again changes nothing more
    GONE = "gone"  # a record isn't there any more


class Recogniser(Struct, frozen=True):
    """How to find a step's effect when its answer is lost (facts §18).

    `read` is the request to look with, `within` the list in its reply that holds the record ("" when the reply
    is the record itself, or rows of a list), `match` the fields it must have. For `new` records, ids known
    from before the send are not the effect: `known` holds the equal ones that were there when it was planned.
    `details`: a row of the list proves nothing, its own record must match (C5). `also`: another request whose
    `within` holds the same records, for a list may lag behind the record it belongs to. `doubts`: fields that our
    record has too, where Syncro shows them, above all who made it; a record with another value there may be
    somebody else's, and nobody can tell by reading.
    """

    kind: Kind
    read: Call
    within: str = ""
    match: dict[str, Json] = field(default_factory=dict)
    known: tuple[int, ...] = ()
    details: str = ""
    witness: "Look | None" = None
    also: Call | None = None
    doubts: dict[str, Json] = field(default_factory=dict)


class Look(Struct, frozen=True):
    """A record in a reply, and fields it may have. As a witness: if it has them, the effect is there though it can't be seen."""

    read: Call
    within: str
    where: dict[str, Json]
    fields: dict[str, Json]


class Step(Struct, frozen=True):
    """One request of a plan. `as_tech` is the alias of the key's owner, `owner` their name.

    Without a recogniser a lost answer leaves the step unknown. `unless`: skip it if that record already has these
    fields (the repair of a generated line, R-43). `inverse` takes the effect back, `undo` says it in words; without
    an inverse `undo` says why it can't be taken back. `before`: what is read right before it is sent, and must be so.
    `supersedes`: once it is done, later steps rest on their own `before` and no longer on the plan's preconditions.
    `unproved`: why no read can show its effect; such a step is never called verified.
    """

    name: str
    call: Call
    as_tech: str
    owner: str
    reason: str
    undo: str
    recogniser: Recogniser | None = None
    unless: Look | None = None
    inverse: Call | None = None
    before: tuple[Precondition, ...] = ()
    supersedes: bool = False
    unproved: str = ""

    @property
    def label(self) -> str:
        """What people call it: `Line 1`."""
        return called(self.name, self.call.row.group).capitalize()


class Evidence(Struct, frozen=True):
    """One thing that was read, and where."""

    label: str
    value: str
    source: str


class ExpectedLine(Struct, frozen=True):
    """A line the invoice will take; money and quantity as text with two decimals."""

    product_id: int | None
    name: str
    quantity: str
    price: str
    taxable: bool
    total: str
    new: bool = True


class Expected(Struct, frozen=True):
    """What will come out. Amounts are text with two decimals; None where it can't be known before.

    `prepay_drawn`: the hours that this invoice takes, `prepay_saved` the dollars that they would have cost.
    """

    total: str | None = None
    subtotal: str | None = None
    tax: str | None = None
    lines: tuple[ExpectedLine, ...] = ()
    prepay_before: str | None = None
    prepay_after: str | None = None
    prepay_drawn: str | None = None
    prepay_saved: str | None = None


class Subject(Struct, frozen=True):
    """What the plan is about, as people name it: a ticket, its number, its customer."""

    kind: str
    id: int
    number: str
    name: str
    customer: str = ""


class Plan(Struct, frozen=True):
    """What would be written, in order. Made for one account; it expires."""

    kind: str
    title: str
    account: str
    subject: Subject | None
    steps: tuple[Step, ...]
    made_at: datetime
    expires_at: datetime
    made_by: str
    policy: str = ""
    preconditions: tuple[Precondition, ...] = ()
    expectations: tuple[Expectation, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    expected: Expected = Expected()
    existing: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    repeat_reason: str = ""
    tombstone: dict[str, Json] = field(default_factory=dict)

    @property
    def is_blocked(self) -> bool:
        """True when a finding forbids it; such a plan is shown and never stored."""
        return bool(blocking(self.findings))

    def step(self, name: str) -> Step:
        """The step of that name; raises KeyError."""
        return {step.name: step for step in self.steps}[name]


def needed_of(plan: Plan, step: Step) -> frozenset[str]:
    """Fields of the step's record that something else of the plan refers to: without them its reply is no answer."""
    return frozenset(name for made_by, name in _references(to_document(plan)) if made_by == step.name)


def made_by_others(call: Call) -> frozenset[str]:
    """Names of the steps whose records a request names."""
    return frozenset(made_by for made_by, _ in _references([call.path, call.query, call.body]))


def _references(value: Json) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        if REF in value:
            yield value[REF], value["field"]
        else:
            for each in value.values():
                yield from _references(each)
    elif isinstance(value, list):
        for each in value:
            yield from _references(each)


def to_document(plan: Plan) -> dict[str, Any]:
    """Plain data that `from_document` reads back; prices in request bodies stay exact numbers."""
    document: dict[str, Any] = jsonio.loads(jsonio.dumps(plan))
    return document


def from_document(document: dict[str, Any]) -> Plan:
    """The plan in a document, also one that an earlier version stored; raises ValueError when it isn't one."""
    try:
        return msgspec.convert(earlier.brought_up(document), Plan)
    except msgspec.ValidationError as error:
        raise ValueError(f"not a plan: {error}") from None


def digest(plan: Plan) -> str:
    """SHA-256 over the canonical form of the whole plan. Another plan has another digest."""
    return jsonio.digest(to_document(plan))


def intent(plan: Plan) -> str:
    """SHA-256 over what would be written, whenever it was planned: two equal intents are one wish made twice."""
    wishes = [[step.call, step.as_tech] for step in plan.steps]
    return jsonio.digest([plan.account, plan.kind, wishes])

"""What every workflow is: a request as plain data and its surroundings go in, a plan comes out. Nothing is written."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Protocol

from msgspec import Struct

from syncro.api import Reader
from syncro.drafting import Drafter
from syncro.rules.billing.policy import Policy
from syncro.rules.plans.plan import Plan, Step, Subject
from syncro.rules.plans.progress import Progress
from syncro.rules.words.credentials import Secrets
from syncro.workflows.reading.lookup import Chooser, refuse_to_guess
from syncro.workflows.reading.taxes import Memory

EXPIRES = timedelta(hours=24)
"""How long a plan may wait for its yes."""


class Does(StrEnum):
    """What executing a workflow's plan can do to the account; `undeletable` is what nothing takes back."""

    WRITE = "write"
    MONEY = "money"
    MAIL = "mail"
    UNDELETABLE = "undeletable"


class Written(Struct, frozen=True):
    """A plan of this journal and how far it came."""

    id: str
    plan: Plan
    progress: Progress


def nothing() -> None:
    """Nothing is to be done while answers are waited for."""


def no_drafter() -> Drafter | None:
    """Nobody drafts: the words go out as typed."""
    return None


class Surroundings(Struct, frozen=True):
    """What planning needs besides the request: who reads, which rules, what time it is, what is remembered.

    `rules` gives the policy in force, which a workflow without money never asks for. `secrets` tells what no text may hold,
    `drafter` who drafts where a request asks for it, `choose` which of several is meant. `written` finds a plan of the
    journal and raises PlanMissing. `meanwhile` is done while answers are waited for.
    """

    reader: Callable[[str], Reader]
    rules: Callable[[], Policy]
    account: str
    now: datetime
    memory: Memory
    written: Callable[[str], Written]
    secrets: Callable[[], Secrets] = Secrets
    drafter: Callable[[], Drafter | None] = no_drafter
    choose: Chooser = refuse_to_guess
    meanwhile: Callable[[], None] = nothing

    @property
    def policy(self) -> Policy:
        """The billing rules. Raises ConfigError where they can't be read."""
        return self.rules()

    def theirs(self, tech: str) -> datetime:
        """This moment on Syncro's clock, once it has answered: what it has stamped is compared with no other (R-52)."""
        return self.reader(tech).theirs(self.now)

    def plan(
        self, *, kind: str, title: str, subject: Subject | None, steps: Sequence[Step], made_by: str, **more: Any
    ) -> Plan:
        """A plan made now for this account; `more` are further fields of it."""
        return Plan(
            kind=kind,
            title=title,
            account=self.account,
            subject=subject,
            steps=tuple(steps),
            made_at=self.now,
            expires_at=self.now + EXPIRES,
            made_by=made_by,
            **more,
        )


class Planner(Protocol):
    """Reads what it needs and decides by the rules. Writes nothing; raises UsageError for an impossible request."""

    def __call__(self, request: Any, around: Surroundings, /) -> Plan:
        """The plan; blocking findings are in it, and such a plan is shown and never stored."""


class Workflow(Struct, frozen=True):
    """One row of the table: what it is called, what it is asked with, who plans it, what it does, in a line."""

    name: str
    request: type[Struct]
    plan: Planner
    summary: str
    does: frozenset[Does]

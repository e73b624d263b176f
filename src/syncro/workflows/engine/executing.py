"""Executes confirmed plans and resumes them, one executor at a time (design §3.3, §3.6). What it sends, `run` sends."""

import contextlib
from collections.abc import Iterator
from typing import TYPE_CHECKING

from syncro import jsonio
from syncro.errors import CheckFailed, PlanClosed, WrongDigest
from syncro.rules.plans import names
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.progress import Channel, Status
from syncro.workflows.engine.entries import plan_of, progress_of
from syncro.workflows.engine.run import Execution, Run
from syncro.workflows.session import Session

if TYPE_CHECKING:
    from syncro.store.journal import StoredPlan

OTHER_EXECUTOR = 120.0
"""Seconds to wait while another plan about the same record is executed."""


def execute(session: Session, plan_id: str, digest: str, *, channel: Channel = Channel.DIGEST) -> Execution:
    """Execute a stored plan that a person said yes to; `channel` is how, and the journal keeps it.

    Raises WrongDigest, PlanClosed or NotFound before anything is sent; everything after is in the Execution.
    """
    stored, plan = load(session, plan_id)
    if digest.strip().lower() != stored.digest:
        raise WrongDigest(
            f"Digest doesn't match plan {stored.id}.",
            hint=f"syncro plan show {stored.id}",
        )
    with _exclusive(session, stored, plan):
        _check_open(session, stored, plan)
        run = Run(session, stored, plan)
        run.confirm(stored.digest, channel.value)
        return run.go()


def resume(session: Session, plan_id: str) -> Execution:
    """Go on with a plan that was confirmed and interrupted: read back first, then send what is still absent."""
    stored, plan = load(session, plan_id)
    with _exclusive(session, stored, plan):
        progress = progress_of(session, stored, plan)
        if not progress.confirmed:
            raise PlanClosed(
                f"Plan {stored.id} was never confirmed.", hint=f"syncro plan execute {stored.id} --confirm DIGEST"
            )
        if progress.discarded or (progress.stale and not progress.started):
            raise PlanClosed(f"Plan {stored.id} is {progress.status.value}.", hint="Plan it again.")
        return Run(session, stored, plan).resume()


def load(session: Session, plan_id: str) -> "tuple[StoredPlan, Plan]":
    """A stored plan of this account; raises NotFound, PlanClosed when it is of another account or was tampered with."""
    stored = session.journal.plan(plan_id)
    plan = plan_of(stored)
    if jsonio.digest(stored.document) != stored.digest:
        raise PlanClosed(
            f"Plan {stored.id} isn't what was stored: its digest doesn't match any more.", hint="Plan it again."
        )
    if plan.account != session.account:
        raise PlanClosed(
            f"Plan {stored.id} was made for {plan.account}, and this is {session.account}.",
            hint="Use that account's profile.",
        )
    return stored, plan


def _about(plan: Plan) -> list[str]:
    """What only one plan at a time is executed about, in an order that all plans share: every record that it names.

    Where it names none yet, the kind of records that it makes.
    """
    named = {each for step in plan.steps for each in names.named_in(step.call)}
    kinds = {f"new {step.call.row.group}" for step in plan.steps}
    return [f"{plan.account} {each}" for each in sorted(named or kinds)]


@contextlib.contextmanager
def _exclusive(session: Session, stored: "StoredPlan", plan: Plan) -> Iterator[None]:
    """One executor per plan, and one at a time for all plans about the same record: on this machine, and on all that share the journal."""
    from syncro.store.locks import held

    this = f"plan {stored.id}"
    about = _about(plan)
    with (
        held(session.lock_folder, this),
        session.journal.held(this),
        held(session.record_lock_folder, *about, wait=OTHER_EXECUTOR),
        session.journal.held(*about, wait=OTHER_EXECUTOR),
    ):
        yield


def refuse_twin(session: Session, intent: str, *, besides: str = "") -> None:
    """The same requests sent before with an unknown end must be settled first, or they could land twice (R-52).

    Raises CheckFailed that names the plan.
    """
    for twin in session.journal.plans_with_intent(intent):
        if twin.id != besides and progress_of(session, twin, plan_of(twin)).status is Status.UNKNOWN:
            raise CheckFailed(
                f"Plan {twin.id} would write the same and its end is open.", hint=f"syncro plan resume {twin.id}"
            )


def _check_open(session: Session, stored: "StoredPlan", plan: Plan) -> None:
    progress = progress_of(session, stored, plan)
    if progress.started and progress.status is not Status.DONE:
        raise PlanClosed(
            f"Plan {stored.id} was already started.",
            hint=f"syncro plan resume {stored.id}",
            wrote=progress.wrote,
        )
    if progress.status not in (Status.NEEDS_CONFIRMATION, Status.CONFIRMED):
        is_done = progress.status is Status.DONE
        raise PlanClosed(
            f"Plan {stored.id} was already carried out."
            if is_done
            else f"Plan {stored.id} is {progress.status.value}: it can't be executed any more.",
            hint=f"syncro plan show {stored.id}" if is_done else "Plan it again.",
            wrote=progress.wrote,
        )
    if session.now() > plan.expires_at:
        raise PlanClosed(f"Plan {stored.id} expired at {plan.expires_at:%Y-%m-%d %H:%M}.", hint="Plan it again.")
    refuse_twin(session, stored.intent, besides=stored.id)


__all__ = ["Execution", "execute", "load", "plan_of", "progress_of", "refuse_twin", "resume"]

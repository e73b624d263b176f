"""Plans in the journal: store, find, show as plain data, discard. Executing is the engine's."""

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import Struct

from syncro import jsonio, money
from syncro.calls import Call
from syncro.errors import CheckFailed, JournalError, NotFound, PlanClosed, Wrote
from syncro.rules import findings
from syncro.rules.findings import Finding, blocking
from syncro.rules.findings import document as document_of
from syncro.rules.plans import elapsed
from syncro.rules.plans import plan as planning
from syncro.rules.plans.plan import Plan, Step
from syncro.rules.plans.preview import body_text
from syncro.rules.plans.progress import OPEN, Event, Outcome, Progress, Status, StepState
from syncro.workflows.engine.entries import plan_of, progress_of
from syncro.workflows.engine.executing import Execution, load, refuse_twin
from syncro.workflows.engine.sendable import sendable
from syncro.workflows.session import Session

if TYPE_CHECKING:
    from syncro.store.journal import StoredPlan

EXECUTION_FIELDS = ("plan_id", "status", "wrote", "verified", "receipts", "invoice", "findings", "message")
PLAN_FIELDS = (
    *(
        "plan_id",
        "digest",
        "status",
        "title",
        "kind",
        "account",
        "policy",
        "subject",
        "made_by",
        "made_at",
        "expires_at",
    ),
    *("steps", "expected", "existing", "evidence", "findings", "wrote"),
)


class Listed(Struct, frozen=True):
    """One plan in a list."""

    plan_id: str
    title: str
    status: str
    wrote: str
    made_at: datetime
    account: str


def refuse_blocked(plan: Plan) -> None:
    """Raises CheckFailed with every reason when findings forbid the plan; such a plan is never stored.

    NotFound where all that stands in its way is that the record which it writes on isn't there.
    """
    reasons = blocking(plan.findings)
    if reasons:
        told = findings.together(reasons)
        raise NotFound(told) if all(_is_of_target(plan, reason) for reason in reasons) else CheckFailed(told)


def _is_of_target(plan: Plan, reason: Finding) -> bool:
    targets = {str(value) for step in plan.steps for value in step.call.path.values()}
    return reason.code == findings.MISSING_RECORD and str(reason.evidence.get("id")) in targets


def store(session: Session, plan: Plan) -> "StoredPlan":
    """Keep a plan, waiting for a yes. Raises CheckFailed for a blocked one, or when the same wish hangs in the air."""
    from syncro.store.journal import StoredPlan

    refuse_blocked(sendable(session, plan))
    intent = planning.intent(plan)
    refuse_twin(session, intent)
    stored = StoredPlan(
        id=session.new_plan_id(),
        digest=planning.digest(plan),
        intent=intent,
        account=plan.account,
        title=plan.title,
        made_at=plan.made_at,
        document=planning.to_document(plan),
    )
    session.journal.add_plan(stored, who=session.tech.name)
    return stored


def listed(session: Session, *, limit: int = 50) -> list[Listed]:
    """The newest plans with their state."""
    found = []
    for stored in session.journal.plans(limit=limit):
        status, wrote = _standing(session, stored)
        found.append(Listed(stored.id, stored.title, status, wrote.value, stored.made_at, stored.account))
    return found


def _standing(session: Session, stored: "StoredPlan") -> tuple[str, Wrote]:
    """Status and what is known of the data; one damaged plan doesn't hide the others."""
    try:
        plan = plan_of(stored)
        progress = progress_of(session, stored, plan)
    except JournalError:
        return "damaged", Wrote.UNKNOWN
    return _status(progress, plan, session.now()), progress.wrote


def shown(session: Session, plan_id: str) -> "tuple[StoredPlan, Plan, Progress, str]":
    """A stored plan with its progress and its status in a word."""
    stored, plan = load(session, plan_id)
    progress = progress_of(session, stored, plan)
    return stored, plan, progress, _status(progress, plan, session.now())


def discard(session: Session, plan_id: str) -> "tuple[StoredPlan, Wrote]":
    """Close a plan, so that it can't be executed any more; gives what is known of the data. What it wrote stays.

    Not while something of it may still be under way: resuming finds that out. Then only a person can tell, or the rest
    of it rests on what has changed.
    """
    stored, plan = load(session, plan_id)
    progress = progress_of(session, stored, plan)
    if progress.status is Status.DONE or not all(_is_settled(session, state) for state in progress.steps.values()):
        is_done = progress.status is Status.DONE
        raise PlanClosed(
            f"Plan {stored.id} has already been carried out, so it can't be discarded."
            if is_done
            else f"Plan {stored.id} has been started and one step is still unclear, so it can't be discarded yet.",
            hint=f"To reverse it: syncro plan undo {stored.id}" if is_done else f"syncro plan resume {stored.id}",
            wrote=progress.wrote,
        )
    session.journal.append(stored.id, Event.DISCARDED.value, at=session.now(), who=session.tech.name)
    return stored, progress.wrote


def _is_settled(session: Session, state: StepState) -> bool:
    """Nothing of this step is under way: not sent, ended, undecidable, or not there long after it was sent."""
    if state.outcome is Outcome.ABSENT:
        return elapsed.at_least(state.sent, session.moment()) / 1000 >= session.resend_after
    return state.outcome not in OPEN or state.only_a_person


def document(plan: Plan, *, status: str, stored: "StoredPlan | None" = None) -> dict[str, Any]:
    """A plan for `--json` (design §4): stable keys, money as text, times with offset."""
    head = {"plan_id": stored.id, "digest": stored.digest} if stored else {}
    subject = msgspec.to_builtins(plan.subject) if plan.subject else None
    return head | {
        "status": status,
        "title": plan.title,
        "kind": plan.kind,
        "account": plan.account,
        "policy": plan.policy,
        "subject": subject,
        "made_by": plan.made_by,
        "made_at": plan.made_at,
        "expires_at": plan.expires_at,
        "steps": [_step(step) for step in plan.steps],
        "expected": msgspec.to_builtins(plan.expected),
        "existing": list(plan.existing),
        "evidence": msgspec.to_builtins(plan.evidence),
        "findings": [document_of(each) for each in plan.findings],
    }


def execution_document(execution: Execution) -> dict[str, Any]:
    """An execution for `--json` (design §4)."""
    return {
        "plan_id": execution.plan_id,
        "status": execution.status.value,
        "wrote": execution.wrote.value,
        "verified": execution.verified,
        "receipts": [msgspec.to_builtins(receipt) for receipt in execution.receipts],
        "invoice": _invoice(execution.invoice),
        "findings": [document_of(each) for each in execution.findings],
        "message": execution.message,
    }


def progress_document(progress: Progress) -> dict[str, Any]:
    """How far a plan has come, for `--json`."""
    return {
        "wrote": progress.wrote.value,
        "verified": progress.verified,
        "last_check": list(progress.told),
        "progress": {
            name: {"outcome": state.outcome.value, "id": state.record.get("id"), "how": state.how or state.message}
            for name, state in progress.steps.items()
        },
    }


def _invoice(record: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not record:
        return None
    total = money.readable(record.get("total"))
    return {
        "id": record.get("id"),
        "number": record.get("number"),
        "total": None if total is None else money.text(total),
    }


def _step(step: Step) -> dict[str, Any]:
    call: Call = step.call
    return {
        "name": step.name,
        "operation": call.operation,
        "method": call.method,
        "path": call.url_path,
        "body": jsonio.loads(body_text(call.body)) if call.body is not None else None,
        "as_tech": step.owner,
        "reason": step.reason,
        "undo": step.undo,
        "conditional": step.unless is not None,
    }


def _status(progress: Progress, plan: Plan, now: datetime) -> str:
    waiting = progress.status in (Status.NEEDS_CONFIRMATION, Status.CONFIRMED) and not progress.started
    return "expired" if waiting and now > plan.expires_at else progress.status.value

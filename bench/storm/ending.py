"""After the storm: every begun plan is resumed, what was never confirmed is executed, without any injury."""

from collections.abc import Iterable

from storm.client import claim_of
from storm.journals import Told
from storm.worker import REPEAT, Done, Planned, Worker

RESUMES = 3
REFUSED = 8


def end(worker: Worker, done: Done, told: Iterable[Told]) -> None:
    """Bring one piece to its end, as far as commands can."""
    plans = sorted(told, key=lambda plan: not plan.is_confirmed)
    for plan in plans:
        planned = Planned(plan.plan_id, plan.digest, plan.tech, plan.home)
        if plan.is_confirmed:
            _resumed(worker, done, planned)
        else:
            # When another plan of the piece is done, this one must find that out and write nothing.
            child = worker.execute(done, planned, {}, {})
            done.claims.append(claim_of(child, "execute at last", planned.plan_id))
            if done.claims[-1].code not in (0, REFUSED):
                _resumed(worker, done, planned)
    if len(plans) < done.piece.rounds:
        _planned_anew(worker, done, is_first=not plans)


def _resumed(worker: Worker, done: Done, planned: Planned) -> None:
    last = next((claim for claim in reversed(done.claims) if claim.plan_id == planned.plan_id), None)
    if last and (last.is_done or last.status == "stale"):
        return
    for _ in range(RESUMES):
        claim = worker.resume(done, planned, {})
        if claim.is_done or claim.code == REFUSED:
            return


def _planned_anew(worker: Worker, done: Done, *, is_first: bool) -> None:
    """This was never stored: a person would simply do it."""
    extra = () if is_first and not done.piece.is_equal_before else REPEAT
    if worker.plan(done, done.piece.tech, done.piece.home, extra, None):
        child = worker.execute(done, done.plans[-1], {}, {})
        done.claims.append(claim_of(child, "execute at last", done.plans[-1].plan_id))

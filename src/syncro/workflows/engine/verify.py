"""What is there now: every step's effect read back after it was sent, compared, and counted (R-46). Never trusts a reply, never writes."""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from syncro.calls import resolved
from syncro.errors import SyncroError, Unusable
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans import verification
from syncro.rules.plans.expectations import Absent, Expectation, Fields, Sent
from syncro.rules.plans.facts import Own
from syncro.rules.plans.plan import Kind, Plan, Step
from syncro.rules.plans.progress import Outcome, Progress, place_of
from syncro.rules.plans.recognise import doubts, found
from syncro.rules.plans.verification import UNPROVED
from syncro.workflows.engine.preflight import reading, rows_of
from syncro.workflows.engine.readback import Results
from syncro.workflows.engine.snapshot import Snapshot, Want, key_of


class Count(Struct, frozen=True):
    """That a step made exactly one record: none that equals it came with it."""

    step: Step


Proof = Expectation | Count
Explained = Callable[[Step, Collection[int]], Collection[int]]
TWICE = "verify.twice"
OVERTAKEN = "verify.overtaken"
INVOICE = "invoice"


def proofs(plan: Plan, progress: Progress) -> list[Proof]:
    """All that reading can show of what was done so far; what a skipped step would have made right counts as its own."""
    closed = {name for name, state in progress.steps.items() if state.outcome in (Outcome.DONE, Outcome.SKIPPED)}
    shown = [each for each in plan.expectations if each.proves in closed and _applies(each, progress.results)]
    made = [
        Count(step)
        for step in plan.steps
        if progress.steps[step.name].outcome is Outcome.DONE and step.recogniser and step.recogniser.kind is Kind.NEW
    ]
    return [*shown, *made]


def of_steps(all_proofs: Iterable[Proof], names: Iterable[str]) -> list[Proof]:
    """The proofs of these steps."""
    wanted = set(names)
    return [each for each in all_proofs if step_of(each) in wanted]


def unowned(plan: Plan, results: Results) -> list[Proof]:
    """What must be so at the end without any step of the plan having made it so."""
    names = {step.name for step in plan.steps}
    return [each for each in plan.expectations if each.proves not in names and _applies(each, results)]


class Judged(Struct, frozen=True):
    """A finding, the step whose effect isn't as planned by it, and the request that showed it."""

    step: str
    finding: Finding
    reads: str = ""


def check(
    snapshot: Snapshot, wanted: Iterable[Proof], progress: Progress, own: Own, explained: Explained
) -> list[Judged]:
    """What isn't as planned. `explained`: records that other plans have made. Raises what reading raised."""
    snapshot.fetch(wants(snapshot, wanted := list(wanted), progress))
    wanted = [_resolved(each, progress.results) for each in wanted]
    return [
        Judged(step_of(each), finding, "" if isinstance(each, Count) else key_of(each.read))
        for each in wanted
        for finding in _judged(snapshot, each, progress, own, explained)
    ]


def wants(snapshot: Snapshot, wanted: Iterable[Proof], progress: Progress, rests: Iterable[Want] = ()) -> list[Want]:
    """`rests` and the reads that tell; what one of them shows as well isn't asked for."""
    results = progress.results
    resolved_ = [_resolved(each, results) for each in wanted]
    plain = [*rests, *(each.read for each in resolved_ if not isinstance(each, Count))]
    asked = {key_of(want) for want in plain}
    counted = [
        want
        for each in resolved_
        if isinstance(each, Count)
        for want in _wants(lambda call: snapshot.holds(call) or key_of(call) in asked, each, results)
    ]
    return [*plain, *counted]


def shown_again(snapshot: Snapshot, wanted: Iterable[Proof], progress: Progress) -> list[Proof]:
    """Of these proofs, those that what was read already shows once more."""
    results = progress.results
    return [
        each
        for each in wanted
        if all(snapshot.holds(want) for want in _wants(snapshot.holds, _resolved(each, results), results))
    ]


def invoice_read(snapshot: Snapshot, wanted: Iterable[Proof], plan: Plan, progress: Progress) -> dict[str, Any] | None:
    """The invoice that the plan made, as these proofs read it; None when they read none."""
    making = {step.name for step in plan.steps if step.call.row.makes == INVOICE}
    reads = [
        _resolved(each, progress.results).read
        for each in wanted
        if not isinstance(each, Count) and each.proves in making and each.read.row.reply.key == INVOICE
    ]
    records = [snapshot.record(read) for read in reads]
    return next((record for record in reversed(records) if isinstance(record, dict)), None)


def unproved(plan: Plan, progress: Progress) -> list[Finding]:
    """Steps that were sent and accepted, and whose effect no read can show."""
    proved = {each.proves for each in plan.expectations}
    return [
        findings.warning(
            UNPROVED,
            f"{step.label}: sent and accepted, not proved: {step.unproved or 'no read shows it'}.",
            "Look at it in Syncro.",
            step=step.name,
        )
        for step in plan.steps
        if progress.steps[step.name].outcome is Outcome.DONE and step.name not in proved
    ]


def _judged(snapshot: Snapshot, proof: Proof, progress: Progress, own: Own, explained: Explained) -> list[Finding]:
    if isinstance(proof, Count):
        return _counted(snapshot, proof.step, progress, own, explained)
    return verification.check(proof, _seen(snapshot, proof))


def _counted(snapshot: Snapshot, step: Step, progress: Progress, own: Own, explained: Explained) -> list[Finding]:
    """Exactly one new equal record, else all of them are named."""
    recogniser, state = step.recogniser, progress.steps[step.name]
    if recogniser is None:
        return []
    match = resolved(recogniser.match, progress.results)
    known = {*state.known, *recogniser.known, *own.get(place_of(step), ())}
    try:
        rows = rows_of(snapshot, recogniser, progress.results)
    except (SyncroError, KeyError) as error:
        reason = error.message if isinstance(error, SyncroError) else "its parent has no id"
        return [
            findings.info(
                "verify.uncounted",
                f"{step.reason}: whether it is there only once wasn't counted ({reason}).",
                step=step.name,
            )
        ]
    telling = resolved(recogniser.doubts, progress.results)
    others = [int(row["id"]) for row in found(rows, match, known) if not doubts(row, telling)]
    others = [id_ for id_ in others if id_ not in explained(step, others)]
    if not others:
        return []
    ids = sorted({*others, int(state.record["id"])})
    named = ", ".join(map(str, ids))
    message = f"{step.reason}: it is there {len(ids)} times ({named})."
    return [findings.block(TWICE, message, "Remove all but one in Syncro.", ids=list(ids))]


def _wants(is_read: Callable[[Want], bool], proof: Proof, results: Results) -> list[Want]:
    if not isinstance(proof, Count):
        return [proof.read]
    recogniser = proof.step.recogniser
    try:
        return [reading(is_read, recogniser, results)] if recogniser else []
    except KeyError:
        return []


def _seen(snapshot: Snapshot, expectation: Expectation) -> Any:
    if expectation.read.row.reply.shape.value != "many":
        return snapshot.record(expectation.read)
    listing = snapshot.listing(expectation.read)
    if not listing.complete and isinstance(expectation, Absent):
        raise Unusable("the list isn't whole", status=200, operation=expectation.read.operation)
    return list(listing.rows)


def step_of(proof: Proof) -> str:
    """The step whose effect it shows."""
    return proof.step.name if isinstance(proof, Count) else proof.proves


def _applies(expectation: Expectation, results: Results) -> bool:
    """What refers to a step that was skipped has nothing to look for."""
    try:
        _resolved(expectation, results)
    except KeyError:
        return False
    return True


def _resolved(proof: Any, results: Results) -> Any:
    if isinstance(proof, Count):
        return proof
    read = proof.read.resolve(results)
    if isinstance(proof, Fields | Sent):
        return replace(proof, read=read, where=resolved(proof.where, results), fields=resolved(proof.fields, results))
    if isinstance(proof, Absent):
        return replace(proof, read=read, where=resolved(proof.where, results))
    return replace(proof, read=read)

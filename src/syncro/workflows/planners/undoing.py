"""Plans taking an executed plan back: reads what stands of it now, and says what stays (R-83). Writes nothing."""

from collections.abc import Mapping
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from syncro import jsonio, money
from syncro.api import Reader, together
from syncro.calls import Call
from syncro.errors import NotFound, PlanClosed, Refused, Wrote
from syncro.records import Estimate, Invoice, Me, Ticket
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans import facts, undoing
from syncro.rules.plans.plan import Evidence, Kind, Plan, Step
from syncro.rules.plans.preconditions import (
    EstimateState,
    InvoiceState,
    Precondition,
    RecordFields,
    TicketContents,
    TicketWork,
)
from syncro.rules.plans.progress import OPEN, Progress
from syncro.rules.plans.undoing import Undo
from syncro.workflows.planning import Does, Surroundings, Workflow, Written
from syncro.workflows.reading.evidence import customer_of, head_of, invoices_of, key_of, ticket_state

Now = Mapping[str, Any]


class UndoRequest(Struct, frozen=True):
    """Which plan is taken back, and who asks."""

    plan_id: str
    tech: str


def plan_undo(request: UndoRequest, around: Surroundings) -> Plan:
    """The plan that takes back what can be taken back, in the names of those who wrote it.

    Raises PlanClosed while the plan's end is open, Refused when nothing of it can be undone.
    """
    written = around.written(request.plan_id)
    plan, progress = written.plan, written.progress
    _refuse_unfinished(written)
    wished = undoing.undos(plan, progress)
    reader = around.reader(wished[0].step.as_tech if wished else request.tech)
    now = _read(reader, wished)
    undos, found = _needed(wished, now)
    undos, partly = _reduced(undos, now)
    found += partly
    found += _obstacles(undos, now, plan, progress) + undoing.left(plan, progress, wished)
    if not undos:
        reasons = " ".join(finding.text for finding in found)
        raise Refused(f"Nothing of plan {written.id} can be undone. {reasons}", hint=f"syncro plan show {written.id}")
    owners = _owners(around, undos)
    return around.plan(
        kind="undo",
        title=f"Undo of plan {written.id}: {plan.title}",
        subject=plan.subject,
        steps=tuple(_guarded(reader, undo, undos, now) for undo in undos),
        made_by=owners[request.tech].user_name if request.tech in owners else undos[0].step.owner,
        preconditions=(
            *_rests_on(reader, undos, now),
            *(key_of(around.reader(tech), tech, me) for tech, me in owners.items()),
        ),
        expectations=undoing.expectations(undos),
        evidence=_evidence(plan),
        findings=(*found, *_prepay_findings(plan, undos)),
        tombstone={undo.step.name: _record(undo, now) for undo in undos if undo.step.call.method == "DELETE"},
    )


def _refuse_unfinished(written: Written) -> None:
    progress = written.progress
    if any(state.outcome in OPEN for state in progress.steps.values()) and not progress.discarded:
        raise PlanClosed(
            f"Part of plan {written.id} was written, and one step is still unclear."
            if progress.wrote is Wrote.YES
            else f"Whether plan {written.id} was written is still unclear.",
            hint=f"Find that out first. Try: syncro plan resume {written.id}",
            wrote=progress.wrote,
        )
    if progress.wrote is Wrote.NO:
        raise PlanClosed(f"Plan {written.id} has written nothing: there is nothing to undo.")


def _read(reader: Reader, undos: list[Undo]) -> dict[str, Any]:
    """The records as they stand, by the request that reads them; None for what is gone."""
    reads = {_key(undo.recogniser.read): undo.recogniser.read for undo in undos}
    answers = together(*[lambda call=call: _or_none(reader, call) for call in reads.values()]) if reads else []
    return dict(zip(reads, answers, strict=True))


def _or_none(reader: Reader, call: Call) -> Any:
    try:
        found = reader.read(call)
    except NotFound:
        return None
    # An id that is gone may be the number of another invoice (facts §5).
    return found if str(found.get("id")) == str(call.path["id"]) else None


def _key(call: Call) -> str:
    return jsonio.canonical([call.operation, {name: str(value) for name, value in call.path.items()}]).decode()


def _record(undo: Undo, now: Now) -> Any:
    """The record itself, inside its ticket or estimate where it lives there."""
    found, within = now[_key(undo.recogniser.read)], undo.recogniser.within
    if found is None or not within:
        return found
    wanted = undo.recogniser.match["id"]
    return next((row for row in found.get(within) or [] if row.get("id") == wanted), None)


def _needed(wished: list[Undo], now: Now) -> tuple[list[Undo], list[Finding]]:
    reasons = {undo.step.name: undoing.drop_reason(undo, _record(undo, now)) for undo in wished}
    found = [
        findings.info(
            "undo.not_needed",
            f"{undo.forward.label} ({undo.forward.reason}) {reasons[undo.step.name]}.",
            step=undo.forward.name,
        )
        for undo in wished
        if reasons[undo.step.name]
    ]
    return [undo for undo in wished if not reasons[undo.step.name]], found


def _reduced(undos: list[Undo], now: Now) -> tuple[list[Undo], list[Finding]]:
    """Fields that somebody else has changed since are left, and named."""
    pairs = [undoing.reduced(undo, _record(undo, now)) for undo in undos]
    found = [
        findings.warning(
            "undo.changed",
            f"{undo.forward.label}: {', '.join(each.replace('_', ' ') for each in names)} "
            "changed since by somebody else and left as it is.",
            fields=list(names),
        )
        for undo, names in pairs
        if names
    ]
    return [undo for undo, _ in pairs], found


def _obstacles(undos: list[Undo], now: Now, plan: Plan, progress: Progress) -> list[Finding]:
    invoices = {undo.step.call.path["id"] for undo in undos if undo.step.call.operation == "invoices.delete"}
    return [
        found
        for undo in undos
        for found in undoing.obstacles(
            undo, _record(undo, now), plan, _own(plan, progress, undo.step.call.row.group), invoices
        )
    ]


def _own(plan: Plan, progress: Progress, group: str) -> dict[str, set[int]]:
    """Ids of what the plan made inside records of this group, by the list that holds them."""
    own: dict[str, set[int]] = {}
    for step in plan.steps:
        made, shows = progress.results.get(step.name, {}).get("id"), step.call.row.belief.shows
        if made is not None and shows and shows.holder == group:
            own.setdefault(shows.within, set()).add(made)
    return own


def _owners(around: Surroundings, undos: list[Undo]) -> dict[str, Me]:
    """Who holds the keys that will write now: the same people who wrote (R-54)."""
    techs = list(dict.fromkeys(undo.step.as_tech for undo in undos))
    return dict(zip(techs, together(*[around.reader(tech).me for tech in techs]), strict=True))


def _rests_on(reader: Reader, undos: list[Undo], now: Now) -> list[Precondition]:
    """Each record once, as it stands now."""
    wanted: dict[str, list[Undo]] = {}
    for undo in undos:
        wanted.setdefault(_key(undo.recogniser.read), []).append(undo)
    return [_precondition(reader, group, now[key]) for key, group in wanted.items()]


def _precondition(reader: Reader, group: list[Undo], found: dict[str, Any]) -> Precondition:
    read = group[0].recogniser.read
    id_ = read.path["id"]
    match read.operation:
        case "tickets.get" if any(undo.recogniser.within for undo in group):
            ticket = Ticket.read(found)
            return ticket_state(ticket, customer_of(reader, ticket))
        case "tickets.get" if any(undo.step.call.method == "DELETE" for undo in group):
            return TicketContents(id_, facts.contents_facts(found))
        case "tickets.get":
            return _head(Ticket.read(found), {name for undo in group for name in undo.step.call.body or {}})
        case "invoices.get":
            return InvoiceState(id_, facts.invoice_facts(Invoice.read(found)))
        case "estimates.get":
            return EstimateState(id_, facts.estimate_facts(Estimate.read(found)))
    names = [name for name in ("id", "updated_at", *group[0].recogniser.match) if name in found]
    return RecordFields(read, {name: found[name] for name in names})


def _head(ticket: Ticket, names: set[str]) -> Precondition:
    return head_of(ticket, ("number", *(names & facts.HEAD)))


def _guarded(reader: Reader, undo: Undo, undos: list[Undo], now: Now) -> Step:
    """The step, resting right before it is sent on what the ticket holds besides what this undo takes away."""
    found, read = now[_key(undo.recogniser.read)], undo.recogniser.read
    told = undoing.reason_of(undo.forward, undo.step.call, {**undo.record, **(_record(undo, now) or {})})
    step = replace(undo.step, reason=told)
    if read.operation != "tickets.get" or found is None:
        return step
    if step.call.method == "DELETE":
        return replace(step, before=(TicketContents(read.path["id"], facts.contents_facts(found)),))
    ticket = Ticket.read(found)
    taken = {
        line.get("id") for each in undos if _is_invoice(each) for line in _record(each, now).get("line_items") or []
    }
    stands = facts.work_facts(ticket)
    stands["waiting"] = [str(line.id) for line in ticket.line_items if not line.converted or line.item_id in taken]
    names = (*facts.STANDING, "waiting")
    work = TicketWork(ticket.id, {name: stands[name] for name in names})
    is_last = undo.recogniser.kind is Kind.STATE and not undo.recogniser.within
    return replace(step, before=(work, *([invoices_of(reader, ticket.id)] if is_last else [])))


def _is_invoice(undo: Undo) -> bool:
    return undo.step.call.operation == "invoices.delete"


def _evidence(plan: Plan) -> tuple[Evidence, ...]:
    return (Evidence("Written by", plan.made_by, f"{plan.title}, planned {plan.made_at:%a %Y-%m-%d %H:%M}"),)


def _prepay_findings(plan: Plan, undos: list[Undo]) -> list[Finding]:
    """Prepay hours that an invoice drew come back only if Syncro gives it back (facts §19: inferred)."""
    before, after = plan.expected.prepay_before, plan.expected.prepay_after
    deletes = any(undo.step.call.operation == "invoices.delete" for undo in undos)
    if not (deletes and before and after) or before == after:
        return []
    drawn = money.text(money.parse(before) - money.parse(after))
    text = f"The invoice drew {drawn} prepay hours, and Syncro should give them back."
    return [findings.warning("undo.prepay", text, "Look at the customer's prepay hours afterwards.", hours=drawn)]


UNDO = Workflow(
    "plan undo",
    UndoRequest,
    plan_undo,
    "Plan taking a written plan back: what can be undone is shown and waits for a yes, what can't is named.",
    frozenset({Does.WRITE, Does.MONEY, Does.UNDELETABLE}),
)

"""Taking a plan's effects back: which steps have an inverse, what stands against sending it, what can't be undone (R-83). Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from syncro.calls import Call
from syncro.catalog import BY_ID
from syncro.jsonio import Json
from syncro.records import Ticket
from syncro.rules import facts, findings
from syncro.rules.findings import Finding
from syncro.rules.plan import GOES_ALONG, Expectation, Kind, Plan, Recogniser, Step
from syncro.rules.progress import Outcome, Progress
from syncro.rules.recognise import matches

INSIDE = {
    "tickets.remove_line_item": ("line_items", "ticket_line_item_id"),
    "tickets.update_line_item": ("line_items", "ticket_line_item_id"),
    "tickets.delete_timer_entry": ("ticket_timers", "timer_entry_id"),
    "estimates.remove_line_item": ("line_items", "line_item_id"),
    "invoices.remove_line_item": ("line_items", "line_item_id"),
}
"""Operations on a record inside another: the list that holds it, and what its id is called in the request."""
HELD = ("comments", "line_items", "ticket_timers", "appointments", "attachments")
"""What is lost with a ticket that is deleted."""


class Undo(Struct, frozen=True):
    """One step's inverse, ready to send, beside the step that it takes back."""

    forward: Step
    step: Step
    record: Mapping[str, Json]

    @property
    def recogniser(self) -> Recogniser:
        """An inverse is never without one: it is a delete or a change of a record that can be read."""
        if self.step.recogniser is None:
            raise ValueError(f"{self.step.name} has no recogniser")
        return self.step.recogniser


def undos(plan: Plan, progress: Progress) -> list[Undo]:
    """The inverses of all that was done: deletes first, the last made first, then former values."""
    results = progress.results
    found = [
        Undo(step, _undo_step(step, step.inverse.resolve(results)), results[step.name])
        for step in reversed(plan.steps)
        if progress.steps[step.name].outcome is Outcome.DONE and step.inverse
    ]
    return sorted(found, key=lambda undo: undo.recogniser.kind is Kind.STATE)


def left(plan: Plan, progress: Progress, undone: Sequence[Undo]) -> list[Finding]:
    """What was done and can't be taken back, or goes along with something that is."""
    ticket_goes = any(undo.step.call.operation == "tickets.delete" for undo in undone)
    said = []
    for step in plan.steps:
        if progress.steps[step.name].outcome is not Outcome.DONE or step.inverse:
            continue
        if step.undo == GOES_ALONG or (ticket_goes and step.call.row.group == "tickets"):
            said.append(findings.info("undo.goes_along", f"{step.name} ({step.reason}) goes along with the rest."))
        else:
            said.append(findings.warning("undo.impossible", f"{step.name} ({step.reason}) stays: {step.undo}."))
    return said


def drop_reason(undo: Undo, now: Mapping[str, Any] | None) -> str:
    """Why this inverse isn't needed or isn't safe any more; empty when it is. `now`: the record as it stands, None if gone."""
    recogniser = undo.recogniser
    if now is None:
        return "is gone already"
    if recogniser.kind is Kind.GONE:
        return ""
    held = (
        facts.head_facts(Ticket.read(now))
        if recogniser.read.operation == "tickets.get" and not recogniser.within
        else now
    )
    if matches(held, recogniser.match):
        return "is as it was before already"
    ours = {name: value for name, value in (undo.forward.call.body or {}).items() if name in recogniser.match}
    return "" if matches(held, ours) else "was changed since by somebody else, and is left as it is"


def obstacles(undo: Undo, now: Mapping[str, Any], own: Mapping[str, set[int]], invoices: set[int]) -> list[Finding]:
    """What forbids it. `own`: ids of what the plan made, by list; `invoices`: those that are deleted before."""
    match undo.step.call.operation:
        case "invoices.delete" if now.get("payments"):
            said = f"Invoice {now.get('number')} has a payment: it can't be deleted. Credit it instead."
            return [findings.block("invoice.paid", said)]
        case "tickets.remove_line_item" if now.get("converted") and not invoices:
            said = f"Line {now.get('id')} is on an invoice: delete that invoice first."
            return [findings.block("undo.invoiced", said)]
        case "tickets.delete":
            return _worked_on(now, own)
    return []


def expectations(undos: Sequence[Undo]) -> tuple[Expectation, ...]:
    """Former values are there again. What is deleted is proved by its absence as it is sent."""
    return tuple(_expectation(undo) for undo in undos if undo.recogniser.kind is Kind.STATE)


def _expectation(undo: Undo) -> Expectation:
    seen = undo.recogniser
    fields = {name: value for name, value in seen.match.items() if name != "id"}
    check = "head" if _is_ticket(seen) and fields.keys() <= facts.HEAD else "fields"
    where = {"id": seen.match["id"]} if seen.within else {}
    return Expectation(check, seen.read, undo.forward.name, seen.within, where, fields)


def _is_ticket(recogniser: Recogniser) -> bool:
    return recogniser.read.operation == "tickets.get" and not recogniser.within


def _undo_step(step: Step, call: Call) -> Step:
    return Step(
        name=f"undo-{step.name}",
        call=call,
        as_tech=step.as_tech,
        owner=step.owner,
        reason=f"takes back: {step.reason}",
        undo="can't be undone; plan it anew",
        recogniser=_recogniser(call),
    )


def _recogniser(call: Call) -> Recogniser:
    group, body = call.row.group, call.body or {}
    within, id_name = INSIDE.get(call.operation, ("", ""))
    read = Call(
        f"{group}.get", {name: value for name, value in call.path.items() if name in BY_ID[f"{group}.get"].path_names}
    )
    inner = {"id": body.get(id_name, call.path.get(id_name))} if within else {}
    if call.method in ("PUT", "PATCH"):
        wanted = {name: value for name, value in body.items() if name != id_name and not isinstance(value, dict | list)}
        return Recogniser(Kind.STATE, read, within, inner | wanted)
    return Recogniser(Kind.GONE, read, within, inner or {"id": call.path["id"]})


def _worked_on(now: Mapping[str, Any], own: Mapping[str, set[int]]) -> list[Finding]:
    """A ticket takes all it holds with it, so it is deleted only while it holds nothing of others."""
    others = {
        name: len([row for row in now.get(name) or [] if row.get("id") not in own.get(name, set())]) for name in HELD
    }
    more = ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in others.items() if count)
    if not more:
        return []
    said = f"Ticket #{now.get('number')} has been worked on since ({more}), and a delete would take that with it."
    return [findings.block("undo.worked_on", said)]

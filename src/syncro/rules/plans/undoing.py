"""Taking a plan's effects back: which steps have an inverse, what stands against sending it, what can't be undone (R-83). Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct

from syncro import money
from syncro.calls import REF, Call, is_reference
from syncro.catalog import read_of
from syncro.catalog.groups import FREES, WHOLE
from syncro.jsonio import Json
from syncro.records import Ticket
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans import facts
from syncro.rules.plans.expectations import Absent, Expectation, Fields, Head
from syncro.rules.plans.plan import GOES_ALONG, UNDO, Kind, Plan, Recogniser, Step
from syncro.rules.plans.progress import OPEN, Outcome, Progress
from syncro.rules.plans.recognise import matches, same, says_the_same

BY_HAND = "Take it back by hand."
AGAIN = "repeat it with a new plan"
DELETED = "stays deleted; a new plan can create it again"
CHANGES = ("PUT", "PATCH")
PARTS = {"tickets.remove_line_item": "line", "tickets.delete_timer_entry": "timer entry"}
"""Deletes of what has no name of its own: what it was made of says it."""
NO_RECORD: Mapping[str, Json] = {}
NOT_THE_WORK = frozenset({"user_id", "recorded", "converted"})
"""Fields that say whose a record is or how far it has come, not what it is."""


class Undo(Struct, frozen=True):
    """One step's inverse, ready to send, beside the step that it takes back."""

    forward: Step
    step: Step
    record: Mapping[str, Json]

    @property
    def recogniser(self) -> Recogniser:
        """An inverse is never without one: it is a delete or a change of a record that can be read."""
        if self.step.recogniser is None:
            raise ValueError(f"{self.step.name} has no recognizer")
        return self.step.recogniser


def undos(plan: Plan, progress: Progress) -> list[Undo]:
    """The inverses of all that was done: deletes first, the last made first, then former values."""
    results = progress.results
    found = [
        Undo(step, _undo_step(step, inverse.resolve(results), results[step.name]), results[step.name])
        for step in reversed(plan.steps)
        if progress.steps[step.name].outcome is Outcome.DONE and (inverse := _inverse(step))
    ]
    return sorted(found, key=lambda undo: undo.recogniser.kind is Kind.STATE)


def _inverse(step: Step) -> Call | None:
    """What takes the step back; None where nothing does, or no read of the record could tell what stands of it."""
    return step.inverse if step.inverse and read_of(step.inverse.row) else None


def left(plan: Plan, progress: Progress, undone: Sequence[Undo]) -> list[Finding]:
    """What was done and can't be taken back, or goes along with something that is."""
    ticket_goes = any(undo.step.call.operation == "tickets.delete" for undo in undone)
    found = []
    for step in plan.steps:
        if progress.steps[step.name].outcome in OPEN:
            told = f"{step.label}: it isn't known whether this was written ({step.reason})."
            found.append(findings.warning("undo.unknown", told, "Look in Syncro.", step=step.name))
        if progress.steps[step.name].outcome is not Outcome.DONE or _inverse(step):
            continue
        if step.undo == GOES_ALONG or (ticket_goes and step.call.row.group == "tickets"):
            found.append(
                findings.info(
                    "undo.goes_along", f"{step.label} ({step.reason}) is undone with the rest.", step=step.name
                )
            )
        else:
            found.append(findings.warning("undo.impossible", _stays(step), step=step.name))
    return found


def _stays(step: Step) -> str:
    if step.call.operation == "tickets.comment":
        return "The comment stays; comments can't be deleted."
    if step.undo.startswith("can't"):
        return f"{step.label} stays ({step.reason}); it {step.undo}."
    return f"{step.label} stays ({step.reason}). To undo: {step.undo}."


def drop_reason(undo: Undo, now: Mapping[str, Any] | None) -> str:
    """Why this inverse isn't needed or isn't safe any more; empty when it is. `now`: the record as it stands, None if gone."""
    recogniser = undo.recogniser
    if now is None:
        return "is already gone"
    if recogniser.kind is Kind.GONE:
        return ""
    record = _held(recogniser, now)
    if matches(record, recogniser.match):
        return "already is as it was before"
    ours = {name: value for name, value in (undo.forward.call.body or {}).items() if name in recogniser.match}
    still = [same(name, value, record.get(name)) for name, value in ours.items()]
    return (
        ""
        if all(still) or (any(still) and _is_divisible(undo))
        else "was changed since by somebody else and is left as it is"
    )


def _held(recogniser: Recogniser, now: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record's values, wherever a ticket's detail carries them (facts §4)."""
    return {**now, **facts.head_facts(Ticket.read(now))} if _is_ticket(recogniser) else now


def _is_divisible(undo: Undo) -> bool:
    """Each field of a record of its own can be put back alone; a line's and an appointment's belong together."""
    return not undo.recogniser.within and WHOLE not in undo.step.call.row.resource.traits


def reduced(undo: Undo, now: Mapping[str, Any]) -> tuple[Undo, tuple[str, ...]]:
    """A change of several fields without those that somebody else has changed since, and their names."""
    recogniser, body = undo.recogniser, undo.step.call.body or {}
    if recogniser.kind is not Kind.STATE or not _is_divisible(undo):
        return undo, ()
    kept, ours = _held(recogniser, now), undo.forward.call.body or {}
    others = tuple(
        name for name in body if not any(same(name, each, kept.get(name)) for each in (ours.get(name), body[name]))
    )
    if not others or len(others) == len(body):
        return undo, ()
    call = Call(
        undo.step.call.operation, undo.step.call.path, body={name: body[name] for name in body if name not in others}
    )
    return Undo(undo.forward, _undo_step(undo.forward, call, undo.record), undo.record), others


def obstacles(
    undo: Undo, now: Mapping[str, Any], plan: Plan, own: Mapping[str, set[int]], invoices: set[int]
) -> list[Finding]:
    """What forbids it. `own`: ids of what the plan made, by list; `invoices`: those that are deleted before."""
    return [*_changed(undo, now, plan), *_in_the_way(undo, now, plan, own, invoices)]


def _changed(undo: Undo, now: Mapping[str, Any], plan: Plan) -> list[Finding]:
    """What is taken away must still be what was written, or somebody else's work goes with it."""
    if undo.recogniser.kind is not Kind.GONE:
        return []
    wanted = _written(undo, plan)
    if undo.step.call.operation == "tickets.delete":
        wanted |= {name: undo.record[name] for name in facts.SAID if name in undo.record}
    changed = {name: value for name, value in wanted.items() if not says_the_same(name, value, now.get(name))}
    if not changed:
        return []
    what = ", ".join(f"{name.replace('_', ' ')} is {now.get(name)}, was {value}" for name, value in changed.items())
    text = f"{undo.forward.label} (id {now.get('id')}) was changed since ({what})."
    return [findings.block("undo.changed", text, BY_HAND, id=now.get("id"), fields=list(changed))]


def _written(undo: Undo, plan: Plan) -> dict[str, Json]:
    """What the record was found to be when it was proved, else what it was recognised by."""
    wanted = next(
        (
            each.fields
            for each in plan.expectations
            if isinstance(each, Fields) and any(is_from(value, undo.forward.name) for value in each.where.values())
        ),
        undo.forward.recogniser.match if undo.forward.recogniser and undo.forward.recogniser.kind is Kind.NEW else {},
    )
    return {name: value for name, value in wanted.items() if not isinstance(value, dict) and name not in NOT_THE_WORK}


def is_from(value: Json, step: str) -> bool:
    """True for a reference to that step."""
    return is_reference(value) and value[REF] == step


def _in_the_way(
    undo: Undo, now: Mapping[str, Any], plan: Plan, own: Mapping[str, set[int]], invoices: set[int]
) -> list[Finding]:
    match undo.step.call.operation:
        case "invoices.delete" if now.get("payments"):
            text = f"Invoice {now.get('number')} has a payment: it can't be deleted."
            return [findings.block("invoice.paid", text, "Credit it instead.", id=now.get("id"))]
        case "invoices.delete" if _other_sum(now, plan):
            text = f"Invoice {now.get('number')} was changed since: its subtotal is {now.get('subtotal')}, was {plan.expected.subtotal}."
            return [findings.block("undo.changed", text, BY_HAND, id=now.get("id"))]
        case "estimates.delete" if now.get("line_items"):
            text = f"Estimate {now.get('number')} has lines ({len(now['line_items'])}), and a delete would take them with it."
            return [findings.block("undo.worked_on", text, "Take those back first.", id=now.get("id"))]
        case "tickets.remove_line_item" if now.get("converted") and not invoices:
            text = f"Line {now.get('id')} is on an invoice."
            return [findings.block("undo.invoiced", text, "Delete that invoice first.", id=now.get("id"))]
        case "tickets.delete":
            return _worked_on(now, own)
    return []


def _other_sum(now: Mapping[str, Any], plan: Plan) -> bool:
    """True when the invoice no longer comes to what was proved."""
    expected, found = plan.expected.subtotal, money.readable(now.get("subtotal"))
    return expected is not None and (found is None or money.cents(found) != money.cents(money.parse(expected)))


def expectations(undos: Sequence[Undo]) -> tuple[Expectation, ...]:
    """Former values are there again; what was deleted is there no more."""
    return tuple(map(_expectation, undos))


def _expectation(undo: Undo) -> Expectation:
    seen, says, proves = undo.recogniser, undo.forward.label, undo.step.name
    if seen.kind is Kind.GONE:
        return Absent(seen.read, says, seen.within, seen.match, proves=proves)
    fields = {name: value for name, value in seen.match.items() if name != "id"}
    if _is_ticket(seen) and fields.keys() <= facts.HEAD:
        return Head(seen.read, says, fields, proves=proves)
    where = {"id": seen.match["id"]} if seen.within else {}
    return Fields(seen.read, says, fields, seen.within, where, proves=proves)


def _is_ticket(recogniser: Recogniser) -> bool:
    return recogniser.read.operation == "tickets.get" and not recogniser.within


def reason_of(step: Step, call: Call, record: Mapping[str, Any]) -> str:
    """What the inverse of a step does, in words: of the record that it deletes as much as is known."""
    if call.operation == "tickets.update":
        back = (f"{name.replace('_', ' ')} back to {value or 'none'}" for name, value in (call.body or {}).items())
        return f"sets {', '.join(back)}"
    if call.method in CHANGES:
        return f"restores the values from before: {step.reason}"
    if call.operation in PARTS:
        return f"deletes the {PARTS[call.operation]}: {step.reason}"
    name = record.get("number") or ""
    total = money.readable(record.get("total")) if name else None
    told = f"deletes {call.row.resource.word} {name or record.get('id') or ''}".rstrip()
    return told if total is None else f"{told} ({money.text(total)})"


def _undo_step(step: Step, call: Call, record: Mapping[str, Json]) -> Step:
    return Step(
        name=f"{UNDO}{step.name}",
        call=call,
        as_tech=step.as_tech,
        owner=step.owner,
        reason=reason_of(step, call, record),
        undo=AGAIN if call.method in CHANGES else DELETED,
        recogniser=recogniser_of(call, record),
        # What an invoice took comes free with it: what was read of the lines before no longer holds.
        supersedes=FREES in call.row.resource.traits,
    )


def recogniser_of(call: Call, record: Mapping[str, Json] = NO_RECORD) -> Recogniser:
    """How a change or a delete of this record shows. `record`: what is known of it, for the list that would still show it."""
    body, inside, reading = call.body or {}, call.row.belief.inside, read_of(call.row)
    if reading is None:
        raise ValueError(f"no read shows what {call.operation} does")
    within, id_name = (inside.list, inside.name) if inside else ("", "")
    read = Call(reading.id, {name: call.path[name] for name in reading.path_names})
    inner = {"id": body.get(id_name, call.path.get(id_name))} if within else {}
    if call.method in CHANGES:
        wanted = {name: value for name, value in body.items() if name != id_name and not isinstance(value, dict | list)}
        return Recogniser(Kind.STATE, read, within, inner | wanted)
    return Recogniser(Kind.GONE, read, within, inner or {"id": call.path["id"]}, also=listing(call, record))


def listing(call: Call, record: Mapping[str, Json]) -> Call | None:
    """The list that would still show a record that a delete should have taken away; None where no list is about it."""
    name = call.row.belief.still_listed
    if record.get(name) is None:
        return None
    return Call(f"{call.row.group}.list", query={name: record[name]})


def _worked_on(now: Mapping[str, Any], own: Mapping[str, set[int]]) -> list[Finding]:
    """A ticket takes all it holds with it, so it is deleted only while it holds nothing of others."""
    others = {
        name: len([row for row in now.get(within) or [] if row.get("id") not in own.get(within, set())])
        for name, within in facts.CONTENTS.items()
    }
    more = ", ".join(f"{name.replace('_', ' ')}: {count}" for name, count in others.items() if count)
    if not more:
        return []
    text = f"Ticket #{now.get('number')} has been worked on since ({more}), and a delete would take that with it."
    return [findings.block("undo.worked_on", text, "Take those back first.", id=now.get("id"), others=others)]

"""A change of a ticket's own fields as a step: what becomes what, how to recognise and undo it (R-04). Pure."""

from collections.abc import Mapping

from syncro.calls import Call
from syncro.jsonio import Json
from syncro.records import Ticket
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans import facts
from syncro.rules.plans.expectations import Expectation, Head
from syncro.rules.plans.plan import Kind, Recogniser, Step
from syncro.rules.plans.recognise import same
from syncro.rules.words import dates
from syncro.rules.words.counts import counted

UPDATE = "update"
FINAL = frozenset({"resolved", "closed", "invoiced"})
"""Statuses after which nobody looks for unbilled time any more."""


def real(ticket: Ticket, wanted: Mapping[str, Json]) -> dict[str, Json]:
    """The wanted fields that aren't so already."""
    shown = facts.head_facts(ticket)
    return {name: value for name, value in wanted.items() if not same(name, value, shown[name])}


def step(ticket: Ticket, change: Mapping[str, Json], *, tech: str, owner: str, words: Mapping[str, str]) -> Step:
    """The request. `words`: a value as people say it, where it isn't what is sent."""
    shown = facts.head_facts(ticket)
    was = {name: _named(ticket).get(name) or _shown(shown[name]) for name in change}
    told = "; ".join(f"{label(name)} {was[name]} → {words.get(name, value)}" for name, value in change.items())
    before = ", ".join(f"{name} {shown[name]!r}" for name in change)
    call = Call("tickets.update", {"id": ticket.id}, body=dict(change))
    seen = Recogniser(Kind.STATE, Call("tickets.get", {"id": ticket.id}), match=_match(change))
    undo = f"PUT /tickets/{ticket.id} with {before}"
    back = Call("tickets.update", {"id": ticket.id}, body={name: shown[name] for name in change})
    return Step(UPDATE, call, tech, owner, told, undo, seen, inverse=back)


def _match(change: Mapping[str, Json]) -> dict[str, Json]:
    """The change as a reply shows it. What is none must not be there as a record either (facts §4)."""
    records = {"user_id": "user", "contact_id": "contact"}
    return {**change, **{records[name]: None for name, value in change.items() if value is None and name in records}}


def expectation(ticket: Ticket, change: Mapping[str, Json], *, proves: str = UPDATE) -> Expectation:
    """The ticket has the new values."""
    return Head(Call("tickets.get", {"id": ticket.id}), "Ticket", dict(change), proves=proves)


def label(name: str) -> str:
    """A field as people call it."""
    return {"user_id": "assignee", "contact_id": "contact"}.get(name, name.replace("_", " "))


def status_findings(ticket: Ticket, status: Json) -> list[Finding]:
    """A ticket isn't closed by the way: without time it can't be, and the rest has its own command (R-05)."""
    if str(status).casefold() not in FINAL:
        return []
    if not ticket.ticket_timers and not ticket.line_items:
        return [
            findings.block(
                "ticket.no_time",
                f"Ticket #{ticket.number} has no time and no line.",
                f"Use `syncro close {ticket.number}`, which asks for either.",
                id=ticket.id,
            )
        ]
    waiting = [line.id for line in ticket.line_items if not line.converted]
    waiting += [entry.id for entry in ticket.ticket_timers if not entry.recorded]
    what = counted(len(waiting), "line or timer entry", "lines or timer entries")
    verb = "isn't" if len(waiting) == 1 else "aren't"
    text = f"Nothing is billed by this: {what} on this ticket {verb} invoiced or charged yet."
    return (
        [findings.warning("ticket.unbilled", text, f"Bill it first: `syncro bill {ticket.number}`.", ids=waiting)]
        if waiting
        else []
    )


def _named(ticket: Ticket) -> dict[str, str]:
    """People as the ticket names them, where it does, and when it is due."""
    user, contact = ticket.user, ticket.contact
    due = dates.shown(ticket.due_date) if ticket.due_date else ""
    return {"user_id": user.full_name if user else "", "contact_id": contact.name if contact else "", "due_date": due}


def _shown(value: Json) -> str:
    return "none" if value is None else str(value)

"""A new ticket as steps: the ticket, its "Initial Issue", its appointment; and whether it is there already (R-20). Pure."""

from collections.abc import Iterable
from datetime import datetime
from difflib import get_close_matches

from msgspec import Struct

from syncro.calls import Call, from_step
from syncro.jsonio import Json
from syncro.records import Ticket
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans.expectations import Expectation, Fields, Head
from syncro.rules.plans.plan import Kind, Recogniser, Step
from syncro.rules.plans.recognise import looks_like
from syncro.rules.tickets import duplicates, moving
from syncro.rules.tickets.moving import Slot
from syncro.rules.words import dates
from syncro.rules.words.texts import same_words

INITIAL_ISSUE = "Initial Issue"
"""Subject of the comment that holds the description (R-20, facts §4.1)."""
TELLING = 4
"""Letters from which a word tells one subject from another."""


class Visit(Struct, frozen=True):
    """An appointment to be: `type_id` and `location` may be left out; `tech_id` is whose it is."""

    start: datetime
    end: datetime
    tech_id: int
    tech: str
    type_id: int | None = None
    type_name: str = ""
    location: str = ""


def ticket_step(
    fields: dict[str, Json], *, since: datetime, existing: Iterable[Ticket], tech: str, owner: str, email: str = ""
) -> Step:
    """The ticket. `existing`: tickets of this customer created after `since`, so that an equal one isn't taken for it.

    `email` is the owner's: Syncro shows a ticket's creator by name or by address.
    """
    match = {"customer_id": fields["customer_id"], "subject": fields["subject"]}
    query = {"customer_id": fields["customer_id"], "created_after": since.isoformat()}
    known = tuple(ticket.id for ticket in existing if looks_like(ticket.raw, match))
    return Step(
        name="ticket",
        call=Call("tickets.create", body=fields),
        as_tech=tech,
        owner=owner,
        reason="the ticket",
        undo="DELETE /tickets/{id}",
        recogniser=Recogniser(
            Kind.NEW,
            Call("tickets.list", query=query),
            match=match,
            known=known,
            doubts={"creator_name_or_email": [each for each in (owner, email) if each]},
        ),
        inverse=Call("tickets.delete", {"id": from_step("ticket")}),
    )


def visit_step(visit: Visit, *, customer_id: int, subject: str, mails: bool, tech: str, owner: str) -> Step:
    """The appointment, linked to the ticket that the first step makes (facts §13)."""
    body: dict[str, Json] = {
        "ticket_id": from_step("ticket"),
        "customer_id": customer_id,
        "summary": subject,
        "start_at": visit.start.isoformat(),
        "end_at": visit.end.isoformat(),
        "user_ids": [visit.tech_id],
        "appointment_type_id": visit.type_id,
        "location": visit.location or None,
    }
    body |= {"email_customer": True} if mails else {"do_not_email": True}
    match = {name: body[name] for name in ("start_at", "end_at")}
    return Step(
        name="appointment",
        call=Call("appointments.create", body={name: value for name, value in body.items() if value is not None}),
        as_tech=tech,
        owner=owner,
        reason=f"{visit.type_name or 'appointment'} with {visit.tech}, {span(visit)}",
        undo="DELETE /appointments/{id}",
        recogniser=Recogniser(Kind.NEW, Call("tickets.get", {"id": from_step("ticket")}), "appointments", match),
        inverse=Call("appointments.delete", {"id": from_step("appointment")}),
    )


def span(visit: Visit) -> str:
    """From when to when, with the weekday."""
    return f"{dates.shown(visit.start)} to {dates.shown(visit.end)}"


def expectations(fields: dict[str, Json], visit: Visit | None) -> list[Expectation]:
    """The ticket is as sent, and the appointment hangs on it."""
    read = Call("tickets.get", {"id": from_step("ticket")})
    head = {name: value for name, value in fields.items() if name != "asset_ids"}
    wanted: list[Expectation] = [Head(read, "Ticket", head, proves="ticket")]
    if "asset_ids" in fields:
        wanted.append(Fields(read, "Ticket", {"asset_ids": fields["asset_ids"]}, proves="ticket"))
    if visit:
        times: dict[str, Json] = {"start_at": visit.start.isoformat(), "end_at": visit.end.isoformat()}
        where = {"id": from_step("appointment")}
        wanted.append(Fields(read, "Appointment", times, "appointments", where, proves="appointment"))
    return wanted


def visit_findings(visit: Visit | None, now: datetime) -> list[Finding]:
    """An appointment that is over already, or that takes longer than anybody works, looks like a typing error."""
    if visit is None:
        return []
    found = moving.too_long(Slot(visit.start, visit.end))
    if visit.start > now:
        return found
    return [
        *found,
        findings.warning(
            "visit.past",
            f"The appointment starts in the past: {dates.shown(visit.start)}.",
            "Is that right?",
            start=visit.start.isoformat(),
        ),
    ]


def mail_findings(visit: Visit | None, *, mails: bool) -> list[Finding]:
    """Syncro mails the Initial Issue and the appointment each by itself (facts §4.1, §13)."""
    if visit is None or not mails:
        return []
    return [findings.info("mail.twice", "Two e-mails go out: the Initial Issue, and the appointment.")]


def alike(subject: str, open_ones: Iterable[Ticket], lately: Iterable[Ticket], now: datetime) -> list[Finding]:
    """Open tickets with a similar subject are shown; an equal one made within the hour stops the plan (R-20, R-52)."""
    found, told = [], set()
    for ticket in lately:
        made = ticket.created_at
        if made and now - made <= duplicates.MOMENTS_AGO and same_words(ticket.subject, subject):
            told.add(ticket.id)
            found.append(
                findings.block(
                    "duplicate.ticket",
                    f"Ticket #{ticket.number} has this subject and was made at {made:%H:%M}.",
                    "To create another anyway: --allow-repeat REASON.",
                    id=ticket.id,
                )
            )
    return found + [
        _similar(ticket) for ticket in open_ones if ticket.id not in told and similar(ticket.subject, subject)
    ]


def similar(one: str, other: str) -> bool:
    """Spelled alike, or half of the telling words of the shorter one in common."""
    first, second = " ".join(one.casefold().split()), " ".join(other.casefold().split())
    if not first or not second:
        return False
    words, others = _telling(first), _telling(second)
    shared = words & others
    return bool(get_close_matches(first, [second])) or len(shared) * 2 >= min(len(words), len(others)) > 0


def _telling(text: str) -> set[str]:
    return {word.strip(".,:;!?()\"'") for word in text.split() if len(word) >= TELLING}


def _similar(ticket: Ticket) -> Finding:
    made = f", made {dates.shown(ticket.created_at)}" if ticket.created_at else ""
    text = f"Open already for this customer: #{ticket.number} {ticket.subject!r} ({ticket.status}{made})."
    return findings.warning("ticket.similar", text, "Is it the same? Then add a comment there.", id=ticket.id)

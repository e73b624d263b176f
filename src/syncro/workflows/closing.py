"""Plans closing a ticket: resolution comment, time or a reason why there is none, status (R-05). Writes nothing."""

from msgspec import Struct
from msgspec.structs import replace

from syncro.api import Reader, together
from syncro.drafting import Drafter, Kind
from syncro.errors import UsageError
from syncro.records import Ticket
from syncro.rules import changes, comments, findings, texts
from syncro.rules.bill import RESOLUTION, CommentMode
from syncro.rules.bill_steps import standing
from syncro.rules.findings import Finding, blocking
from syncro.rules.plan import Plan, Step
from syncro.workflows.account import Account, read_account
from syncro.workflows.billing import Request, Surroundings, plan_bill
from syncro.workflows.commenting import commented, draft_by
from syncro.workflows.evidence import invoices_of
from syncro.workflows.lookup import listed_value, refuse_to_guess
from syncro.workflows.opened import Opened, open_ticket, plan_about
from syncro.workflows.wording import worded

RESOLVED = "Resolved"
RESOLVE = "resolve"
NO_TIME = "close.no_time"
"""Code of the finding that asks for time or for a reason."""


class CloseRequest(Struct, frozen=True):
    """What a person asks for: the resolution in words, and why there is no time if there is none."""

    number: int
    tech: str
    text: str
    mode: CommentMode = CommentMode.PUBLIC
    no_time: str = ""
    allow_repeat: str = ""
    drafter: Drafter | None = None


def plan_close(request: CloseRequest, around: Surroundings) -> Plan:
    """The plan of closing without billing. A ticket without time and without a reason is blocked by `close.no_time`."""
    reader = around.reader(request.tech)
    opened, account = together(
        lambda: open_ticket(request.number, request.tech, around), lambda: read_account(reader, around.now)
    )
    status, said = listed_value("status", RESOLVED, account.statuses, refuse_to_guess)
    ticket = opened.ticket
    timed = _time_findings(request, ticket)
    # No model is asked for the words of a ticket that can't be closed yet.
    drafter = None if blocking(timed) else request.drafter
    words = worded(drafter, Kind.RESOLUTION, request.text, subject=ticket.subject, secrets=around.secrets)
    drafts = _drafts(replace(request, text=words.text), opened)
    made = commented(drafts, opened, around, words, reason=request.allow_repeat, rests_on=("status", "worked"))
    change = changes.real(ticket, {"status": status})
    resolving = [_resolve(reader, ticket, status, request.tech, opened.me.user_name)] if change else []
    return plan_about(
        opened,
        around,
        kind="close",
        title=f"Close ticket #{ticket.number}: {ticket.status} → {status}",
        steps=(*made.steps, *resolving),
        preconditions=made.preconditions,
        expectations=(*made.expectations, changes.expectation(ticket, {"status": status}, proves=RESOLVE)),
        evidence=made.evidence,
        findings=(
            *said,
            *timed,
            *_state_findings(ticket, changed=bool(change)),
            *made.findings,
            *texts.reason_findings(request.no_time, around.secrets()),
        ),
        repeat_reason=request.allow_repeat,
    )


def plan_billed_close(request: Request, around: Surroundings) -> Plan:
    """Closing with time: the whole bill in one plan, then Invoiced; without an invoice, Resolved (R-05, R-31)."""
    if not request.text:
        raise UsageError("What was the resolution?", hint="add TEXT")
    plan = plan_bill(request, around)
    subject = plan.subject
    if subject is None:
        raise ValueError("a bill is about a ticket")
    if request.invoice:
        return replace(plan, kind="close", title=f"Close and {plan.title[:1].lower()}{plan.title[1:]}")
    reader = around.reader(request.tech)
    ticket, account = together(lambda: reader.ticket(subject.id), lambda: read_account(reader, around.now))
    return _also_resolved(plan, reader, request.tech, ticket, account)


def _also_resolved(plan: Plan, reader: Reader, tech: str, ticket: Ticket, account: Account) -> Plan:
    status, said = listed_value("status", RESOLVED, account.statuses, refuse_to_guess)
    change = changes.real(ticket, {"status": status})
    return replace(
        plan,
        kind="close",
        title=f"Close without an invoice: {plan.title}",
        steps=(*plan.steps, *([_resolve(reader, ticket, status, tech, plan.made_by)] if change else [])),
        expectations=(*plan.expectations, changes.expectation(ticket, {"status": status}, proves=RESOLVE)),
        findings=(*plan.findings, *said),
    )


def _resolve(reader: Reader, ticket: Ticket, status: str, tech: str, owner: str) -> Step:
    step = changes.step(ticket, {"status": status}, tech=tech, owner=owner, words={})
    return replace(step, name=RESOLVE, before=(standing(ticket), invoices_of(reader, ticket.id)))


def _drafts(request: CloseRequest, opened: Opened) -> list[comments.Draft]:
    resolution = draft_by(opened, subject=RESOLUTION, text=request.text, mode=request.mode, what="the resolution")
    if texts.is_blank(request.no_time):
        return [resolution]
    because = replace(
        resolution,
        name="no-time",
        subject="No time",
        text=f"No time because: {request.no_time.strip()}",
        mode=CommentMode.INTERNAL,
        what="why there is no time",
    )
    return [resolution, because]


def _time_findings(request: CloseRequest, ticket: Ticket) -> list[Finding]:
    """Time is a timer entry or a line; closing without either needs a reason, and a reason needs there to be none."""
    has_time = bool(ticket.ticket_timers or ticket.line_items)
    if has_time and request.no_time:
        said = (
            f"Ticket #{ticket.number} has {len(ticket.ticket_timers)} timer entries and {len(ticket.line_items)} lines."
        )
        return [findings.block("close.has_time", f"{said} Leave --no-time out.")]
    if has_time or not texts.is_blank(request.no_time):
        return []
    return [
        findings.block(
            NO_TIME,
            f"Ticket #{ticket.number} has no time: add --minutes N --labor KEY to bill it, or --no-time REASON (R-05).",
        )
    ]


def _state_findings(ticket: Ticket, *, changed: bool) -> list[Finding]:
    if not changed or ticket.status.casefold() in changes.FINAL:
        said = f"Ticket #{ticket.number} is {ticket.status} already; `syncro comment` adds to it."
        return [findings.block("close.already", said)]
    return changes.status_findings(ticket, RESOLVED) if ticket.ticket_timers or ticket.line_items else []

"""Plans closing a ticket: resolution comment, time or a reason why there is none, status (R-05). Writes nothing."""

from msgspec import Struct
from msgspec.structs import replace

from syncro.api import Reader, together
from syncro.drafting import Kind
from syncro.errors import UsageError
from syncro.records import Ticket
from syncro.rules import findings
from syncro.rules.billing.bill_steps import standing
from syncro.rules.billing.work import Work
from syncro.rules.findings import Finding, blocking
from syncro.rules.plans.plan import Plan, Step
from syncro.rules.tickets import comments, updating
from syncro.rules.tickets.comments import RESOLUTION, CommentMode
from syncro.rules.words import texts
from syncro.rules.words.counts import counted
from syncro.workflows.planners.billing import BillRequest, plan_bill
from syncro.workflows.planners.commenting import commented, draft_by
from syncro.workflows.planners.opened import Opened, open_ticket, plan_about
from syncro.workflows.planners.wording import worded
from syncro.workflows.planning import Does, Surroundings, Workflow
from syncro.workflows.reading.account import Account, read_account
from syncro.workflows.reading.evidence import invoices_of
from syncro.workflows.reading.lookup import listed_value, refuse_to_guess

RESOLVED = "Resolved"
RESOLVE = "resolve"
NO_TIME = "close.no_time"
"""Code of the finding that asks for time or for a reason."""


class CloseRequest(Struct, frozen=True):
    """What a person asks for: the resolution in words, and the time as it is billed, or why there is none.

    The fields from `works` on are those of a bill, and mean something only with time.
    """

    number: int
    tech: str
    text: str
    mode: CommentMode = CommentMode.PUBLIC
    no_time: str = ""
    allow_repeat: str = ""
    draft: bool = False
    works: tuple[Work, ...] = ()
    invoice: bool = True
    allow_project: bool = False
    split_prepay: bool = False
    policy: str = ""


def plan_close(request: CloseRequest, around: Surroundings) -> Plan:
    """With time the whole bill in one plan, then Invoiced; without, or without an invoice, Resolved (R-05, R-31).

    A ticket without time and without a reason is blocked by `close.no_time`.
    """
    return _billed(request, around) if request.works else _unbilled(request, around)


def _unbilled(request: CloseRequest, around: Surroundings) -> Plan:
    reader = around.reader(request.tech)
    opened, account = together(
        lambda: open_ticket(request.number, request.tech, around), lambda: read_account(reader, around.now)
    )
    status, found = listed_value("status", RESOLVED, account.statuses, refuse_to_guess)
    ticket = opened.ticket
    timed = _time_findings(request, ticket)
    # No model is asked for the words of a ticket that can't be closed yet.
    drafter = around.drafter() if request.draft and not blocking(timed) else None
    words = worded(drafter, Kind.RESOLUTION, request.text, subject=ticket.subject, secrets=around.secrets)
    drafts = _drafts(replace(request, text=words.text), opened)
    made = commented(drafts, opened, around, words, reason=request.allow_repeat, rests_on=("status", "worked"))
    change = updating.real(ticket, {"status": status})
    resolving = [_resolve(reader, ticket, status, request.tech, opened.me.user_name)] if change else []
    return plan_about(
        opened,
        around,
        kind="close",
        title=f"Close ticket #{ticket.number}: {ticket.status} → {status}",
        steps=(*made.steps, *resolving),
        preconditions=made.preconditions,
        expectations=(*made.expectations, updating.expectation(ticket, {"status": status}, proves=RESOLVE)),
        evidence=made.evidence,
        findings=(
            *found,
            *timed,
            *_state_findings(ticket, changed=bool(change)),
            *made.findings,
            *texts.reason_findings(request.no_time, around.secrets()),
        ),
        repeat_reason=request.allow_repeat,
    )


def _billed(request: CloseRequest, around: Surroundings) -> Plan:
    if request.no_time:
        raise UsageError("Use either --minutes or --no-time, not both.", hint="leave one of them out")
    if not request.text:
        raise UsageError("What was the resolution?", hint="add TEXT")
    plan = plan_bill(_bill_of(request), around)
    subject = plan.subject
    if subject is None:
        raise ValueError("a bill is about a ticket")
    if request.invoice:
        return replace(plan, kind="close", title=f"Close and {plan.title[:1].lower()}{plan.title[1:]}")
    reader = around.reader(request.tech)
    ticket, account = together(lambda: reader.ticket(subject.id), lambda: read_account(reader, around.now))
    return _also_resolved(plan, reader, request.tech, ticket, account)


def _bill_of(request: CloseRequest) -> BillRequest:
    return BillRequest(
        request.number,
        request.works,
        request.tech,
        text=request.text,
        comment=request.mode,
        invoice=request.invoice,
        allow_project=request.allow_project,
        allow_repeat=request.allow_repeat,
        split_prepay=request.split_prepay,
        draft=request.draft,
        policy=request.policy,
    )


def _also_resolved(plan: Plan, reader: Reader, tech: str, ticket: Ticket, account: Account) -> Plan:
    status, found = listed_value("status", RESOLVED, account.statuses, refuse_to_guess)
    change = updating.real(ticket, {"status": status})
    return replace(
        plan,
        kind="close",
        title=f"Close without an invoice: {plan.title}",
        steps=(*plan.steps, *([_resolve(reader, ticket, status, tech, plan.made_by)] if change else [])),
        expectations=(*plan.expectations, updating.expectation(ticket, {"status": status}, proves=RESOLVE)),
        findings=(*plan.findings, *found),
    )


def _resolve(reader: Reader, ticket: Ticket, status: str, tech: str, owner: str) -> Step:
    step = updating.step(ticket, {"status": status}, tech=tech, owner=owner, words={})
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
        text = (
            f"Ticket #{ticket.number} has {counted(len(ticket.ticket_timers), 'timer entry', 'timer entries')} "
            f"and {counted(len(ticket.line_items), 'line')}."
        )
        return [findings.block("close.has_time", text, "Leave --no-time out.", id=ticket.id)]
    if has_time or not texts.is_blank(request.no_time):
        return []
    return [
        findings.block(
            NO_TIME,
            f"Ticket #{ticket.number} has no time.",
            "Add --minutes N --labor KEY to bill it, or --no-time REASON.",
            id=ticket.id,
        )
    ]


def _state_findings(ticket: Ticket, *, changed: bool) -> list[Finding]:
    if not changed or ticket.status.casefold() in updating.FINAL:
        text = f"Ticket #{ticket.number} is {ticket.status} already."
        return [findings.block("close.already", text, "Add to it with `syncro comment`.", id=ticket.id)]
    return updating.status_findings(ticket, RESOLVED) if ticket.ticket_timers or ticket.line_items else []


CLOSE = Workflow(
    "close",
    CloseRequest,
    plan_close,
    "Close a ticket. TEXT is the resolution, or - to read it from the input; a ticket without time needs a reason.",
    frozenset({Does.WRITE, Does.MONEY, Does.MAIL, Does.UNDELETABLE}),
)

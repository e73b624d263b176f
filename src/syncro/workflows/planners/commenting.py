"""Plans a comment: e-mailed, public or internal (R-06); and what comments are to any plan. Writes nothing."""

from collections.abc import Sequence

from msgspec import Struct
from msgspec.structs import replace

from syncro.drafting import Kind
from syncro.rules.findings import Finding
from syncro.rules.plans.expectations import Expectation
from syncro.rules.plans.plan import Evidence, Plan, Step
from syncro.rules.plans.preconditions import Precondition
from syncro.rules.tickets import comments
from syncro.rules.tickets.comments import CommentMode
from syncro.rules.words import texts
from syncro.workflows.planners.opened import Opened, open_ticket, plan_about, resting_on
from syncro.workflows.planners.wording import Worded, loading_checks, worded
from syncro.workflows.planning import Does, Surroundings, Workflow

SUBJECTS = {CommentMode.EMAIL: "Update", CommentMode.PUBLIC: "Update", CommentMode.INTERNAL: "Internal note"}
"""Syncro wants a subject on every comment (facts §4.1)."""
MAILED_BY = ("contact_id", "contact_email", "customer_email", "no_email")


class CommentRequest(Struct, frozen=True):
    """What a person asks for; `tech` is the alias whose key writes. With `draft`, `text` is notes for the drafter (R-80)."""

    number: int
    text: str
    tech: str
    mode: CommentMode = CommentMode.INTERNAL
    subject: str = ""
    allow_repeat: str = ""
    draft: bool = False


class Commented(Struct, frozen=True):
    """What comments on an open ticket are to a plan. The first one is the one that may be mailed."""

    steps: tuple[Step, ...]
    preconditions: tuple[Precondition, ...]
    expectations: tuple[Expectation, ...]
    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...]


def plan_comment(request: CommentRequest, around: Surroundings) -> Plan:
    """The plan of one comment. Text that mustn't go out, or that went out moments ago, blocks it (R-52, R-81)."""
    waiting = replace(around, meanwhile=loading_checks(around.meanwhile))
    opened = open_ticket(request.number, request.tech, waiting)
    ticket = opened.ticket
    drafter = around.drafter() if request.draft else None
    words = worded(drafter, Kind.COMMENT, request.text, subject=ticket.subject, secrets=around.secrets)
    subject = request.subject.strip() or SUBJECTS[request.mode]
    draft = draft_by(opened, subject=subject, text=words.text, mode=request.mode, what="a comment")
    made = commented([draft], opened, around, words, reason=request.allow_repeat)
    return plan_about(
        opened,
        around,
        kind="comment",
        title=f"Comment on ticket #{ticket.number}, {comments.MODE_WORDS[request.mode]}",
        steps=made.steps,
        preconditions=made.preconditions,
        expectations=made.expectations,
        evidence=made.evidence,
        findings=made.findings,
        repeat_reason=request.allow_repeat,
    )


def draft_by(opened: Opened, *, subject: str, text: str, mode: CommentMode, what: str) -> comments.Draft:
    """A comment on this ticket by the owner of the key."""
    return comments.Draft(
        name="comment",
        ticket=opened.ticket.id,
        subject=subject,
        text=text,
        mode=mode,
        tech=opened.tech,
        owner=opened.me.user_name,
        owner_id=opened.me.user_id,
        what=what,
    )


def commented(
    drafts: Sequence[comments.Draft],
    opened: Opened,
    around: Surroundings,
    words: Worded,
    *,
    reason: str,
    rests_on: Sequence[str] = (),
) -> Commented:
    """Steps, proofs and checks of these comments. `words`: where the first one's text comes from; `reason`: to repeat."""
    existing, mode = opened.ticket.comments, drafts[0].mode
    to = comments.addressee(opened.customer, opened.ticket.contact, mode)
    mailed = MAILED_BY if mode is CommentMode.EMAIL else ()
    checked = [
        finding
        for draft in drafts
        for finding in (
            *comments.text_findings(draft, around.secrets(), existing),
            *comments.repeats(draft, existing, around.theirs(opened.tech), reason),
        )
    ]
    return Commented(
        steps=tuple(comments.step(draft, existing) for draft in drafts),
        preconditions=resting_on(opened, around, (*rests_on, *mailed)),
        expectations=tuple(map(comments.expectation, drafts)),
        evidence=(comments.mail_evidence(to), *words.evidence),
        findings=(
            *comments.mail_findings(to, mode),
            *checked,
            *texts.reason_findings(reason, around.secrets()),
        ),
    )


COMMENT = Workflow(
    "comment",
    CommentRequest,
    plan_comment,
    "Comment on a ticket. TEXT may be - to read it from the input. Comments can't be changed or deleted.",
    frozenset({Does.WRITE, Does.MAIL, Does.UNDELETABLE}),
)

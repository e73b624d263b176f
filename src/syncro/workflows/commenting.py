"""Plans a comment: e-mailed, public or internal (R-06). Writes nothing."""

from msgspec import Struct
from msgspec.structs import replace

from syncro.drafting import Drafter, Kind
from syncro.rules import comments
from syncro.rules.bill import CommentMode
from syncro.rules.plan import Plan
from syncro.workflows.billing import Surroundings
from syncro.workflows.opened import Opened, open_ticket, plan_about, resting_on
from syncro.workflows.wording import Worded, loading_checks, worded

SUBJECTS = {CommentMode.EMAIL: "Update", CommentMode.PUBLIC: "Update", CommentMode.INTERNAL: "Internal note"}
"""Syncro wants a subject on every comment (facts §4.1)."""
MAILED_BY = ("contact_id", "contact_email", "customer_email", "no_email")


class CommentRequest(Struct, frozen=True):
    """What a person asks for; `tech` is the alias whose key writes. With a `drafter`, `text` is notes for it (R-80)."""

    number: int
    text: str
    tech: str
    mode: CommentMode = CommentMode.INTERNAL
    subject: str = ""
    allow_repeat: str = ""
    drafter: Drafter | None = None


def plan_comment(request: CommentRequest, around: Surroundings) -> Plan:
    """The plan of one comment. Text that mustn't go out, or that went out moments ago, blocks it (R-52, R-81)."""
    waiting = replace(around, meanwhile=loading_checks(around.meanwhile))
    opened = open_ticket(request.number, request.tech, waiting)
    ticket = opened.ticket
    words = _worded(request, opened, around)
    draft = _draft(request, opened, words.text)
    to = comments.addressee(opened.customer, ticket.contact, request.mode)
    rests_on = MAILED_BY if request.mode is CommentMode.EMAIL else ()
    return plan_about(
        opened,
        around,
        kind="comment",
        title=f"Comment on ticket #{ticket.number}, {comments.MODE_WORDS[request.mode]}",
        steps=(comments.step(draft, ticket.comments),),
        preconditions=resting_on(opened, around, rests_on),
        expectations=(comments.expectation(draft),),
        evidence=(comments.mail_evidence(to), *words.evidence),
        findings=(
            *comments.text_findings(draft, around.secrets(), ticket.comments),
            *comments.mail_findings(to, request.mode),
            *comments.repeats(draft, ticket.comments, around.now, request.allow_repeat),
        ),
        repeat_reason=request.allow_repeat,
    )


def _worded(request: CommentRequest, opened: Opened, around: Surroundings) -> Worded:
    if request.drafter is None:
        return Worded(request.text)
    subject = opened.ticket.subject
    return worded(request.drafter, Kind.COMMENT, request.text, subject=subject, secrets=around.secrets)


def _draft(request: CommentRequest, opened: Opened, text: str) -> comments.Draft:
    return comments.Draft(
        name="comment",
        ticket=opened.ticket.id,
        subject=request.subject.strip() or SUBJECTS[request.mode],
        text=text,
        mode=request.mode,
        tech=request.tech,
        owner=opened.me.user_name,
        owner_id=opened.me.user_id,
    )

"""A comment as a step: who will read it, who gets mail, how to recognise it (R-06, facts §4.1). Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from syncro.calls import Call, from_step
from syncro.jsonio import Json
from syncro.records import Comment, Contact, Customer
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans.expectations import Expectation, Fields
from syncro.rules.plans.plan import Evidence, Kind, Recogniser, Step
from syncro.rules.plans.recognise import looks_like
from syncro.rules.tickets import duplicates
from syncro.rules.words import audience, texts
from syncro.rules.words.credentials import Secrets

RESOLUTION = "Resolution"
"""Subject of the comment that describes the work."""


class CommentMode(StrEnum):
    """Who reads a comment: the customer by e-mail, the customer in the portal, or the shop alone (facts §4.1)."""

    EMAIL = "email"
    PUBLIC = "public"
    INTERNAL = "internal"


MODE_WORDS = {
    CommentMode.EMAIL: "e-mailed to the customer",
    CommentMode.PUBLIC: "visible to the customer, not e-mailed",
    CommentMode.INTERNAL: "internal",
}
UNDO = "can't be undone; comments can't be deleted"


GIVE = "Give the contact an address."


class Draft(Struct, frozen=True):
    """A comment to be: `name` is the step's, `text` as typed, `ticket` an id or a reference to the step that makes it."""

    name: str
    ticket: Json
    subject: str
    text: str
    mode: CommentMode
    tech: str
    owner: str
    owner_id: int
    what: str = "a comment"

    @property
    def body(self) -> str:
        """The text in the form that Syncro shows as typed."""
        return texts.body_of(self.text)


class Addressee(Struct, frozen=True):
    """Who gets mail when a comment is e-mailed: an address, or nobody, why, and what to do about it."""

    address: str
    why: str
    remedy: str = ""

    @property
    def words(self) -> str:
        """For people."""
        return f"{self.address} ({self.why})" if self.address else f"nobody: {self.why}"


def step(draft: Draft, existing: Iterable[Comment] = ()) -> Step:
    """The request. `existing`: comments that stand on the ticket, so that an equal one isn't taken for this one."""
    hidden, quiet = draft.mode is CommentMode.INTERNAL, draft.mode is not CommentMode.EMAIL
    match: dict[str, Json] = {
        "subject": draft.subject,
        "body": draft.body,
        "hidden": hidden,
        "user_id": draft.owner_id,
    }
    body = {"subject": draft.subject, "body": draft.body, "hidden": hidden, "do_not_email": quiet}
    return Step(
        name=draft.name,
        call=Call("tickets.comment", {"id": draft.ticket}, body=body),
        as_tech=draft.tech,
        owner=draft.owner,
        reason=f"{draft.what}, {MODE_WORDS[draft.mode]}",
        undo=UNDO,
        recogniser=Recogniser(
            Kind.NEW,
            Call("tickets.comments", {"id": draft.ticket}),
            "comments",
            match,
            _known(existing, match),
            also=Call("tickets.get", {"id": draft.ticket}),
        ),
    )


def expectation(draft: Draft) -> Expectation:
    """The comment stands on the ticket as sent, in the name of its writer."""
    fields: dict[str, Json] = {
        "subject": draft.subject,
        "body": draft.body,
        "hidden": draft.mode is CommentMode.INTERNAL,
        "user_id": draft.owner_id,
    }
    where: dict[str, Json] = {"id": from_step(draft.name)}
    return Fields(Call("tickets.get", {"id": draft.ticket}), "Comment", fields, "comments", where, proves=draft.name)


def addressee(customer: Customer, contact: Contact | None, mode: CommentMode) -> Addressee:
    """Whom Syncro mails: the ticket's contact, else the customer (facts §4.1)."""
    if mode is not CommentMode.EMAIL:
        return Addressee("", f"the comment is {MODE_WORDS[mode]}")
    if customer.no_email:
        return Addressee("", f"{customer.shown_name} is marked as wanting no e-mail", "Tell them another way.")
    if contact and contact.email:
        return Addressee(contact.email, f"{contact.name or 'the contact'}, the ticket's contact")
    if customer.email:
        whose = "the contact has no address" if contact else "the ticket has no contact"
        return Addressee(customer.email, f"{customer.shown_name}; {whose}")
    return Addressee("", f"neither the ticket's contact nor {customer.shown_name} has an e-mail address", GIVE)


def mail_evidence(to: Addressee) -> Evidence:
    """Who would be e-mailed, for the preview."""
    return Evidence("E-mail to", to.words, "the ticket's contact and customer")


def mail_findings(to: Addressee, mode: CommentMode) -> list[Finding]:
    """An e-mail that reaches nobody is said before, not found out later."""
    if mode is not CommentMode.EMAIL or to.address:
        return []
    return [
        findings.warning(
            "mail.nobody",
            f"Nobody would be e-mailed: {to.why}. The comment is visible all the same.",
            to.remedy or GIVE,
            why=to.why,
        )
    ]


def text_findings(draft: Draft, secrets: Secrets, existing: Iterable[Comment] = ()) -> list[Finding]:
    """What is wrong with the words, whoever wrote them (R-81). `existing`: comments whose internal ones must not be repeated."""
    visible = draft.mode is not CommentMode.INTERNAL
    found = texts.check(draft.text, where="comment", visible=visible, secrets=secrets)
    if visible:
        found += audience.meant_for(draft.text, [each.body for each in existing if each.hidden], where="comment")
    return [*found, *texts.check(draft.subject, where="subject of the comment", visible=visible, secrets=secrets)]


def repeats(draft: Draft, existing: Iterable[Comment], now: datetime, reason: str) -> list[Finding]:
    """An equal comment made moments ago stops the plan, unless there is a reason (R-52)."""
    return duplicates.allowed(duplicates.equal_comments(existing, draft.subject, draft.body, now), reason)


def _known(existing: Iterable[Comment], match: Mapping[str, Any]) -> tuple[int, ...]:
    wanted = {name: value for name, value in match.items() if name != "user_id"}
    return tuple(comment.id for comment in existing if looks_like(comment.raw, wanted))

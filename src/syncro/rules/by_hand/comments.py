"""Comments can't be changed or deleted: the words, who reads them, and who gets mail. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from syncro.records import Comment, Contact, Customer
from syncro.rules import findings
from syncro.rules.by_hand import on_ticket
from syncro.rules.by_hand.words import without_secrets
from syncro.rules.by_hand.write import Check, Need, Write, record, whole
from syncro.rules.findings import Finding
from syncro.rules.plans import facts
from syncro.rules.plans.plan import Evidence
from syncro.rules.plans.preconditions import Precondition, TicketHead
from syncro.rules.tickets import comments
from syncro.rules.tickets.comments import MODE_WORDS, Addressee, CommentMode, Draft
from syncro.rules.words.credentials import NONE

MAILED_BY = ("contact_id", "contact_email", "customer_email", "customer_id", "no_email", "number")
"""Who gets a mail, as a ticket says it."""
KNOWN = frozenset({"subject", "body", "tech", "hidden", "sms_body", "do_not_email"})
NESTED = "comments_attributes"


def mode_of(body: Mapping[str, Any]) -> CommentMode:
    """What Syncro makes of the two flags: without either, it mails."""
    if body.get("hidden") is True:
        return CommentMode.INTERNAL
    return CommentMode.PUBLIC if body.get("do_not_email") is True else CommentMode.EMAIL


def _finds(write: Write) -> Iterator[Finding]:
    ticket = write.ticket()
    existing = ticket.comments if ticket else []
    yield from _words(write, write.body, existing)
    mode = mode_of(write.body)
    # One of the same kind is looked for over all pages already; here the same words to other readers.
    others = [each for each in existing if each.hidden is not (mode is CommentMode.INTERNAL)]
    yield from comments.repeats(_draft(write, write.body), others, write.moment, write.allow_repeat)
    to = _addressee(write)
    if to is not None:
        yield from comments.mail_findings(to, mode)


def _words(write: Write, body: Mapping[str, Any], existing: list[Comment]) -> Iterator[Finding]:
    """What is wrong with one comment. `existing`: those on the ticket, whose internal ones mustn't be repeated."""
    yield from without_secrets(comments.text_findings(_draft(write, body), NONE, existing))
    tech = body.get("tech")
    if tech and str(tech) != write.me.user_name:
        text = f"The comment would show the name {str(tech)!r}, and Syncro records it as {write.me.user_name}'s."
        yield findings.warning("comment.tech", text, "Leave tech out, or use --tech.", tech=str(tech))
    if body.get("sms_body"):
        yield findings.warning(
            "mail.sms",
            "This comment sends a text message to the customer's phone.",
            "Leave sms_body out if it shouldn't.",
            field="sms_body",
        )


def _draft(write: Write, body: Mapping[str, Any]) -> Draft:
    return Draft(
        name="comment",
        ticket=write.call.path.get("id"),
        subject=str(body.get("subject") or ""),
        text=str(body.get("body") or ""),
        mode=mode_of(body),
        tech=write.me.user_name,
        owner=write.me.user_name,
        owner_id=write.me.user_id,
    )


def _addressee(write: Write) -> Addressee | None:
    ticket = write.ticket()
    customer = write.customer_of(ticket) if ticket else None
    return comments.addressee(customer, ticket.contact, mode_of(write.body)) if ticket and customer else None


def _reads(write: Write) -> Iterator[Need]:
    ticket = write.ticket()
    if ticket and ticket.customer is None and ticket.customer_id:
        yield record("customers.get", ticket.customer_id)


def _shows(write: Write) -> Iterator[Evidence]:
    yield Evidence("Comment", MODE_WORDS[mode_of(write.body)], "hidden and do_not_email of the request")
    to = _addressee(write)
    if to is not None:
        yield comments.mail_evidence(to)


def _rests(write: Write) -> Iterator[Precondition]:
    """Who gets the mail is at the yes who was shown."""
    ticket = write.ticket()
    if ticket is not None and mode_of(write.body) is CommentMode.EMAIL:
        shown = facts.head_facts(ticket)
        yield TicketHead(ticket.id, {name: shown[name] for name in sorted(MAILED_BY)})


def nested(write: Write) -> Iterator[Finding]:
    """Comments that come along with a ticket meet the same checks."""
    ticket = write.ticket()
    for each in _nested(write):
        yield from _incomplete(each)
        if each.get("body") or each.get("subject"):
            filled = {"subject": "-", "body": "-", **{name: value for name, value in each.items() if value}}
            yield from _words(write, filled, ticket.comments if ticket else [])


def nested_shows(write: Write) -> Iterator[Evidence]:
    """Who reads the comments that come along."""
    for each in _nested(write):
        mode = mode_of(each)
        yield Evidence("Comment", MODE_WORDS[mode], f"{NESTED} of the request")
        customer = _customer(write)
        if customer is not None:
            yield comments.mail_evidence(comments.addressee(customer, _contact(write), mode))


def nested_reads(write: Write) -> Iterator[Need]:
    """The ticket whose comments they join."""
    if _nested(write) and write.operation == "tickets.update":
        yield record("tickets.get", write.call.path["id"])
        yield from on_ticket.reads(write)


def _nested(write: Write) -> list[Mapping[str, Any]]:
    given = write.body.get(NESTED)
    return [each for each in given if isinstance(each, Mapping)] if isinstance(given, list) else []


def _incomplete(each: Mapping[str, Any]) -> Iterator[Finding]:
    for name in sorted(each.keys() - KNOWN):
        text = f"Syncro would drop {name!r} of the comment without a word."
        yield findings.block("field.unknown", text, f"It takes {', '.join(sorted(KNOWN))}.", field=name)
    missing = [name for name in ("subject", "body") if not each.get(name)]
    if missing:
        text = f"A comment without {' and '.join(missing)} isn't stored."
        yield findings.warning("comment.incomplete", text, f"Send {' and '.join(missing)}.", missing=missing)


def _customer(write: Write) -> Customer | None:
    ticket = write.ticket()
    return write.customer_of(ticket) if ticket else write.customer(write.body.get("customer_id"))


def _contact(write: Write) -> Contact | None:
    ticket = write.ticket()
    raw = write.data("contacts.get", whole(write.body.get("contact_id")))
    return Contact.read(raw) if raw else ticket.contact if ticket else None


CREATE = Check(_finds, _reads, _rests, _shows)
NESTED_ONES = Check(nested, nested_reads, shows=nested_shows)

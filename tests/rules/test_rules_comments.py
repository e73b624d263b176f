"""Who gets mail, and what a comment is recognised by (R-06, facts §4.1)."""

from datetime import timedelta

import pytest
from rules_stage import NOW

from syncro.calls import from_step
from syncro.records import Comment, Contact, Customer
from syncro.rules.tickets.comments import CommentMode, Draft, addressee, mail_findings, repeats, step, text_findings
from syncro.rules.words.credentials import Secrets

EMAIL = CommentMode.EMAIL
OFFICE = Customer(id=5, business_name="Oak Office", email="office@oak.example")
ANN = Contact(id=6, name="Ann Oak", email="ann@oak.example")


def draft(text: str = "It is ready", mode: CommentMode = EMAIL, **more: object) -> Draft:
    fields = {"name": "comment", "ticket": 900, "subject": "Update", "tech": "a", "owner": "Ana", "owner_id": 7}
    return Draft(text=text, mode=mode, **{**fields, **more})  # type: ignore[arg-type]


def comment(**more: object) -> Comment:
    made = (NOW - timedelta(minutes=5)).isoformat()
    body = {"id": 1, "subject": "Update", "body": "It is ready", "hidden": False, "user_id": 7, "created_at": made}
    return Comment.read({**body, **more})


@pytest.mark.parametrize(
    ("contact", "customer", "said"),
    [
        (ANN, OFFICE, "ann@oak.example (Ann Oak, the ticket's contact)"),
        (None, OFFICE, "office@oak.example (Oak Office; the ticket has no contact)"),
        (Contact(id=6), OFFICE, "office@oak.example (Oak Office; the contact has no address)"),
        (None, Customer(id=5), "nobody: neither the ticket's contact nor customer 5 has an e-mail address"),
        (ANN, Customer(id=5, no_email=True), "nobody: customer 5 is marked as wanting no e-mail"),
    ],
)
def test_the_contact_is_mailed_else_the_customer_else_nobody_and_why(
    contact: Contact | None, customer: Customer, said: str
) -> None:
    to = addressee(customer, contact, EMAIL)
    assert to.words == said
    assert [each.code for each in mail_findings(to, EMAIL)] == ([] if to.address else ["mail.nobody"])


def test_who_opted_out_of_email_is_told_another_way_and_who_has_no_address_is_given_one() -> None:
    [unwanted] = mail_findings(addressee(Customer(id=5, no_email=True), ANN, EMAIL), EMAIL)
    [unknown] = mail_findings(addressee(Customer(id=5), None, EMAIL), EMAIL)
    assert (unwanted.remedy, unknown.remedy) == ("Tell them another way.", "Give the contact an address.")


@pytest.mark.parametrize("mode", [CommentMode.PUBLIC, CommentMode.INTERNAL])
def test_only_the_email_mode_mails_anybody(mode: CommentMode) -> None:
    to = addressee(OFFICE, ANN, mode)
    assert not to.address
    assert mail_findings(to, mode) == []


@pytest.mark.parametrize(
    ("mode", "hidden", "quiet"),
    [(EMAIL, False, False), (CommentMode.PUBLIC, False, True), (CommentMode.INTERNAL, True, True)],
)
def test_the_three_modes_are_hidden_and_do_not_email(mode: CommentMode, hidden: bool, quiet: bool) -> None:
    body = step(draft(mode=mode)).call.body
    assert body == {"subject": "Update", "body": "It is ready", "hidden": hidden, "do_not_email": quiet}


def test_an_equal_comment_that_is_there_is_not_this_one_and_another_is_no_hindrance() -> None:
    found = step(draft(), [comment(), comment(id=2, body="Something else")]).recogniser
    assert found
    assert found.known == (1,)


def test_a_ticket_that_is_still_to_be_made_is_a_reference_wherever_the_comment_is_looked_for() -> None:
    found = step(draft(ticket=from_step("ticket"))).recogniser
    assert found
    assert found.read.path == {"id": from_step("ticket")}
    assert found.also
    assert found.also.path == {"id": from_step("ticket")}


@pytest.mark.parametrize(
    ("there", "reason", "severities"),
    [
        (comment(), "", ["block"]),
        (comment(), "asked for twice", ["warning"]),
        (comment(body="Something else"), "", []),
        (comment(subject="Resolution"), "", []),
        (comment(created_at=(NOW - timedelta(days=1)).isoformat()), "", []),
    ],
)
def test_an_equal_comment_of_moments_ago_stops_unless_there_is_a_reason(
    there: Comment, reason: str, severities: list[str]
) -> None:
    assert [each.severity for each in repeats(draft(), [there], NOW, reason)] == severities


def test_a_password_is_stopped_where_the_customer_reads_it_and_let_be_inside_the_shop() -> None:
    told = "the password is hunter2x"
    assert "text.secret" in {each.code for each in text_findings(draft(told), Secrets())}
    assert text_findings(draft(told, CommentMode.INTERNAL), Secrets()) == []
    assert "text.key" in {
        each.code for each in text_findings(draft("k-123", CommentMode.INTERNAL), Secrets(("k-123",)))
    }

"""A text agrees with the plan it goes out with, and is meant for those who will read it (R-81)."""

from decimal import Decimal

import pytest
from rules_stage import codes, decided, lines_of, policy, work

from syncro.rules.billing.forecast import forecast
from syncro.rules.billing.text_claims import Billed, agree, billed, corrected
from syncro.rules.words.audience import meant_for
from syncro.rules.words.credentials import Secrets
from syncro.rules.words.texts import check
from syncro.workflows.vendors import kinds_in

BILLED = Billed(frozenset({Decimal("150.00"), Decimal("112.50")}), frozenset({Decimal("0.75")}), is_emergency=False)
EMERGENCY = Billed(frozenset({Decimal("225.00")}), frozenset({Decimal("1.00")}), is_emergency=True)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Billed $100.00 for the work.", "text.amount"),
        ("The total is 1,112.50 USD", "text.amount"),
        ("Labor at USD 175", "text.amount"),
        ("Fixed it. Charged 2 hours.", "text.quantity"),
        ("Invoiced 90 minutes of work", "text.quantity"),
        ("Worked at time-and-a-half", "text.emergency"),
        ("Used the after-hours rate", "text.emergency"),
        ("It is 1.5x today", "text.emergency"),
        ("Swapped a $20 cable", "text.amount"),
    ],
)
def test_what_the_plan_contradicts_is_found_by_name(text: str, code: str) -> None:
    assert codes(agree(text, BILLED, where="comment")) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Billed 45 minutes at $150.00, total $112.50",
        "Labor: 0.75 h",
        "Waited 2 hours for the vendor, then rebooted",
        "An emergency: the server was down after hours",
        "Cost $HOME and $(date)",
        "ext. 1500, room 12",
    ],
)
def test_what_agrees_or_is_about_something_else_raises_nothing(text: str) -> None:
    assert codes(agree(text, BILLED, where="comment")) == []


def test_a_number_outside_a_sentence_about_billing_is_only_worth_a_look() -> None:
    for text in ("Swapped a $20 cable. Charged 45 min.", "Charged the battery for 2 hours"):
        [finding] = agree(text, BILLED, where="comment")
        assert finding.severity.value == "warning"
    [finding] = agree("Billed 2 hours", BILLED, where="comment")
    assert finding.severity.value == "block"


@pytest.mark.parametrize(
    "text",
    [
        "Fixed it in 3 hours",
        "It took me about 2 h",
        "Worked for 90 minutes on the feed",
        "Spent over 2 hrs with the vendor",
        "2 hours of work",
        "Rebooted. 3 hours onsite.",
    ],
)
def test_a_time_that_the_work_is_said_to_have_taken_is_a_question(text: str) -> None:
    [finding] = agree(text, BILLED, where="comment")
    assert (finding.code, finding.severity.value) == ("text.quantity", "warning")
    assert agree(text.replace(finding.evidence["words"], "45 min"), BILLED, where="comment") == []


def test_an_emergency_bill_isnt_described_as_ordinary() -> None:
    assert codes(agree("Billed at the regular rate", EMERGENCY, where="comment")) == ["text.emergency"]
    assert codes(agree("Emergency labor, time and a half", EMERGENCY, where="comment")) == []


def test_the_numbers_a_text_may_name_are_those_of_the_bill() -> None:
    done = work(45, "remote")
    decision = decided(done)
    lines = lines_of(decision.charges)
    expected = forecast(lines, prepay=Decimal(0), tax_percent=Decimal(0))
    said = billed([done], policy(), decision.charges, lines, expected, Decimal(0))
    assert agree("Billed 45 min, 0.75 h at $150, total $112.50", said, where="comment") == []
    assert codes(agree("Billed $112.51", said, where="comment")) == ["text.amount"]
    assert not said.is_emergency


@pytest.mark.parametrize(
    "text",
    [
        "Internal note: the owner is slow to pay",
        "Internal: check the contract",
        "Restored mail. [internal] ask Blake",
        "Don't tell the customer about the outage",
        "This is not for the client",
    ],
)
def test_a_text_that_says_it_is_internal_doesnt_go_to_the_customer(text: str) -> None:
    assert codes(meant_for(text, [], where="comment")) == ["text.internal"]


def test_an_internal_comment_isnt_repeated_to_the_customer() -> None:
    hidden = ["<p>The owner never pays before the third reminder.</p>", "ok"]
    said = meant_for("Restored mail. the owner never pays before the third reminder", hidden, where="comment")
    assert codes(said) == ["text.internal"]


@pytest.mark.parametrize(
    "text", ["Moved the internal drive to the new case", "Told the customer. ok", "Internal mail works"]
)
def test_ordinary_words_arent_taken_for_an_internal_note(text: str) -> None:
    assert meant_for(text, ["ok"], where="comment") == []


def test_a_description_of_several_lines_is_put_in_one_and_said() -> None:
    assert codes(corrected("one\ntwo")) == ["text.one_line"]
    assert corrected(" one two ") == []


TOKEN = "0123456789abcdefABCD"


@pytest.mark.parametrize(
    "text",
    [
        "mail at https://mia:hunter2x@mail.shop.example/",
        "used glpat-" + TOKEN,
        "key sk_live_" + TOKEN + "abcd",
        "AKIAABCDEFGHIJKLMNOP",
        "SG." + "a" * 22 + "." + "b" * 43,
    ],
)
def test_vendors_credentials_are_known_by_their_form(text: str) -> None:
    said = check(text, where="comment", visible=True, secrets=Secrets(detect=kinds_in))
    assert codes(said) == ["text.secret"]
    assert TOKEN not in said[0].message
    assert check(text, where="note", visible=False) == []


@pytest.mark.parametrize(
    "text",
    [
        "Serial 5CG1234XYZ, asset 9f86d081884c7d65",
        "10.0.0.1 answers",
        "order ab12-cd34-ef56",
        "https://shop.example/a@b",
    ],
)
def test_serial_numbers_and_addresses_are_no_credentials(text: str) -> None:
    assert check(text, where="comment", visible=True) == []


@pytest.mark.parametrize(
    ("labor", "emergency", "is_premium"), [("emergency", False, True), ("onsite", True, True), ("onsite", False, False)]
)
def test_emergency_is_what_the_policy_says_it_is(labor: str, emergency: bool, is_premium: bool) -> None:
    done = work(60, labor, "onsite", emergency=emergency)
    decision = decided(done)
    lines = lines_of(decision.charges)
    expected = forecast(lines, prepay=Decimal(0), tax_percent=Decimal(0))
    said = billed([done], policy(), decision.charges, lines, expected, Decimal(0))
    assert said.is_emergency is is_premium
    assert codes(agree("at time and a half", said, where="comment")) == ([] if is_premium else ["text.emergency"])

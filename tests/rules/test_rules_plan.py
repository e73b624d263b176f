"""A plan's digest is what a person says yes to: any change changes it, and keeping it doesn't (design §3)."""

import json
from datetime import timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from rules_stage import NOW, plan

from syncro import jsonio
from syncro.calls import Call
from syncro.rules import findings
from syncro.rules.plans.expectations import Fields
from syncro.rules.plans.plan import (
    Evidence,
    Expected,
    Kind,
    Look,
    Plan,
    Recogniser,
    digest,
    from_document,
    intent,
    to_document,
)
from syncro.rules.plans.preconditions import TicketState

D = Decimal
FULL = plan(
    policy="2026-06",
    title="Größe “🎉” $5 \\ \" '",
    preconditions=(TicketState(900, {"status": "New", "lines": ["a"], "none": None}),),
    expectations=(
        Fields(Call("tickets.get", {"id": 900}), "Line", {"q": D("2.250")}, "line_items", {"id": 5}, proves="line-1"),
    ),
    evidence=(Evidence("Rate", "150.00", "GET /products/1190473"),),
    existing=("Line 1",),
    findings=(findings.warning("x", "said", amount=D("150.00"), ids=[1, 2], nested={"a": None}, yes=True),),
    repeat_reason="two mailboxes",
    tombstone={"total": D("0.00"), "big": D("12345678901234567890.12")},
)


def kept(made: Plan) -> Plan:
    """The plan after it was stored as text and read again."""
    return from_document(jsonio.loads(jsonio.dumps(to_document(made))))


def test_a_stored_plan_reads_back_equal_with_the_same_digest() -> None:
    for made in (FULL, plan(), plan(subject=None, steps=())):
        assert kept(made) == made
        assert digest(kept(made)) == digest(made)
        assert digest(kept(kept(made))) == digest(made)


def test_amounts_keep_their_digits() -> None:
    document = to_document(FULL)
    assert str(document["steps"][1]["call"]["body"]["price_retail"]) == "150.00"
    assert str(document["findings"][0]["evidence"]["amount"]) == "150.00"
    assert str(document["tombstone"]["big"]) == "12345678901234567890.12"


def test_a_plan_is_plain_json() -> None:
    assert json.loads(jsonio.dumps(to_document(FULL)))["title"] == FULL.title


FIELDS: dict[str, Any] = {
    "kind": "repair",
    "title": "Other",
    "account": "https://other.example/api/v1",
    "subject": None,
    "steps": FULL.steps[:1],
    "made_at": NOW + timedelta(seconds=1),
    "expires_at": NOW,
    "made_by": "Bo Lind",
    "policy": "2026-05",
    "preconditions": (),
    "expectations": (),
    "evidence": (),
    "expected": Expected(total="0.00"),
    "existing": (),
    "findings": (),
    "repeat_reason": "",
    "tombstone": {},
}


def test_the_list_of_fields_below_is_complete() -> None:
    assert set(FIELDS) == set(Plan.__struct_fields__)


@pytest.mark.parametrize("name", sorted(FIELDS))
def test_any_changed_field_changes_the_digest(name: str) -> None:
    assert digest(msgspec.structs.replace(FULL, **{name: FIELDS[name]})) != digest(FULL)


LOOK = Look(Call("tickets.get", {"id": 900}), "line_items", {"id": 1}, {"converted": True})


@pytest.mark.parametrize(
    "change",
    [
        {"name": "other"},
        {"as_tech": "bo"},
        {"owner": "Bo Lind"},
        {"reason": "other"},
        {"undo": "other"},
        {"recogniser": None},
        {"recogniser": Recogniser(Kind.NEW, Call("tickets.get", {"id": 900}), "comments", {}, (4,))},
        {"unless": LOOK},
        {"call": Call("tickets.comment", {"id": 901}, body={"subject": "Resolution", "body": "a<br>b"})},
        {"call": Call("tickets.comment", {"id": 900}, body={"subject": "Resolution", "body": "a<br>b "})},
        {"call": Call("tickets.comment", {"id": 900}, {"x": 1}, {"subject": "Resolution", "body": "a<br>b"})},
    ],
)
def test_any_changed_part_of_a_step_changes_the_digest(change: dict[str, Any]) -> None:
    first, second = FULL.steps
    steps = (msgspec.structs.replace(first, **change), second)
    assert digest(msgspec.structs.replace(FULL, steps=steps)) != digest(FULL)


def test_steps_in_another_order_are_another_plan() -> None:
    assert digest(msgspec.structs.replace(FULL, steps=FULL.steps[::-1])) != digest(FULL)


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    first, second = (plan(tombstone=each) for each in ({"a": 1, "b": 2}, {"b": 2, "a": 1}))
    assert digest(first) == digest(second)


def test_equal_wishes_have_one_intent_whenever_they_were_planned() -> None:
    later = plan(made_at=NOW + timedelta(days=1), findings=(findings.info("x", "y"),))
    assert intent(later) == intent(plan())
    assert digest(later) != digest(plan())


@pytest.mark.parametrize("change", [{"account": "https://other.example"}, {"kind": "other"}, {"steps": ()}])
def test_another_account_or_other_requests_are_another_intent(change: dict[str, Any]) -> None:
    assert intent(plan(**change)) != intent(plan())


def test_another_tech_is_another_intent() -> None:
    first, second = plan().steps
    other = plan(steps=(msgspec.structs.replace(first, as_tech="bo"), second))
    assert intent(other) != intent(plan())


@pytest.mark.parametrize("document", [{}, {"kind": 5}, {**to_document(plan()), "steps": [{"name": "x"}]}])
def test_what_is_not_a_plan_is_refused(document: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not a plan"):
        from_document(document)


def test_a_plan_is_blocked_by_one_finding_that_stops() -> None:
    assert plan(findings=(findings.info("a", "b"), findings.block("c", "d"))).is_blocked
    assert not plan(findings=(findings.info("a", "b"), findings.warning("c", "d"))).is_blocked


def test_a_step_is_found_by_name() -> None:
    assert plan().step("line").reason == "0.75 × 150.00"
    with pytest.raises(KeyError):
        plan().step("nothing")

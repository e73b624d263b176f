"""`GET /sandbox/planted`: what is wrong on purpose, each case on a record that a client can read (R-73, issue rules R01 to R22)."""

import httpx2
import pytest

from syncro.sandbox.server import ThreadedSandbox

RULES = [f"R{number:02}" for number in range(1, 23)]
PATHS = {"ticket": "tickets", "invoice": "invoices", "estimate": "estimates", "schedule": "schedules"}
PATHS |= {"payment": "payments", "appointment": "appointments"}


@pytest.fixture(scope="module")
def demo():
    with (
        ThreadedSandbox(quirks={"rate_limit": 0}) as sandbox,
        httpx2.Client(base_url=sandbox.root_url, params={"api_key": "sandbox-owner"}) as client,
    ):
        yield client


@pytest.fixture(scope="module")
def planted(demo):
    return demo.get("/sandbox/planted").json()["planted"]


def test_exactly_the_rules_are_planted(planted):
    assert sorted({case["rule"] for case in planted}) == RULES


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_two_errors_and_two_look_alikes_that_are_different_records(planted, rule):
    for error in (True, False):
        cases = {(case["kind"], case["id"]) for case in planted if (case["rule"], case["error"]) == (rule, error)}
        assert len(cases) >= 2


def test_every_case_says_what_it_is_and_can_be_read_through_the_api(demo, planted):
    for case in planted:
        assert case["what"].endswith(".")
        path = f"/api/v1/{PATHS[case['kind']]}/{case['id']}"
        record = demo.get(path).json()[case["kind"]]
        assert record["id"] == case["id"], case
        owner = record["customer_id"] if "customer_id" in record else record["customer"]["id"]
        assert owner == case["customer_id"], case


def fine(planted, rule, words):
    return [case for case in planted if (case["rule"], case["error"]) == (rule, False) and words in case["what"]]


@pytest.mark.parametrize(
    ("rule", "words"), [("R04", "arranty"), ("R05", "contract rate"), ("R12", "comments that differ")]
)
def test_the_look_alikes_of_a_shop_are_among_them(planted, rule, words):
    assert fine(planted, rule, words)


def test_a_fully_prepaid_invoice_is_zero_and_no_error(demo, planted):
    case = fine(planted, "R04", "Prepay hours paid")[0]
    invoices = demo.get("/api/v1/invoices", params={"ticket_id": case["id"]}).json()["invoices"]
    assert [invoice["total"] for invoice in invoices] == ["0.0"]

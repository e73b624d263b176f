"""Every rule is planted both ways, and nothing but the planted cases is wrong."""

import re
from datetime import datetime

import company_audit as audit
import pytest

from syncro.sandbox.company import Company, build

DAYS = {
    "an ordinary Friday": "2026-11-20T10:00:00-07:00",
    "a Sunday, first of the month": "2026-03-01T07:30:00-07:00",
    "a leap day": "2028-02-29T23:00:00-07:00",
    "New Year": "2027-01-01T00:30:00-07:00",
}


@pytest.fixture(
    scope="module", params=[(1, day) for day in DAYS] + [(seed, "an ordinary Friday") for seed in (2, 7, 4711)]
)
def played(request: pytest.FixtureRequest) -> tuple[Company, audit.Books]:
    seed, day = request.param
    now = datetime.fromisoformat(DAYS[day])
    company = build(seed, now)
    return company, audit.Books(company, now)


@pytest.mark.parametrize("rule", audit.RULES)
def test_an_audit_that_sees_everything_finds_exactly_the_planted_errors(
    played: tuple[Company, audit.Books], rule: str
) -> None:
    company, books = played
    errors = [case for case in company.planted if case["error"]]
    expected = {(case["kind"], case["id"]) for case in errors if rule in (case["rule"], *case.get("also", ()))}
    assert audit.RULES[rule](books) == expected


@pytest.mark.parametrize("rule", [f"R{number:02d}" for number in range(1, 23)])
def test_every_rule_has_two_errors_and_as_many_look_alikes(played: tuple[Company, audit.Books], rule: str) -> None:
    cases = [case["error"] for case in played[0].planted if case["rule"] == rule]
    assert cases.count(True) >= 2
    assert cases.count(False) >= 2


def test_every_case_points_at_a_record_with_its_number(played: tuple[Company, audit.Books]) -> None:
    company, _ = played
    for case in company.planted:
        row = next(row for row in company.records[f"{case['kind']}s"] if row["id"] == case["id"])
        assert case["number"] == row.get("number")
        assert case["customer_id"] == row["customer_id"]
        assert case["what"].endswith(".")
        assert re.fullmatch(r"\d+\.\d\d", case.get("amount", "0.00"))


def test_no_look_alike_is_an_error_of_the_same_rule(played: tuple[Company, audit.Books]) -> None:
    cases = played[0].planted
    wrong = {(case["rule"], case["kind"], case["id"]) for case in cases if case["error"]}
    assert not wrong & {(case["rule"], case["kind"], case["id"]) for case in cases if not case["error"]}

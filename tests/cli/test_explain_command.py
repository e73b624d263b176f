"""`syncro explain`: what a code means, for people and for programs; and findings that carry all they know."""

from collections.abc import Callable
from typing import Any

import shop
from desk import Syncro
from syncro.rules.codes import CODES

Line = Callable[..., Any]
LOW_NUMBER = str(shop.number(shop.TICKETS[shop.LOW]))
NUMBER = str(shop.number(shop.TICKETS[shop.PLAIN]))
KEYS = ["code", "severity", "message", "remedy", "evidence", "money"]


def test_a_code_is_explained_without_any_account(bare: Line) -> None:
    done = bare("explain", "prepay.partly_covered")
    assert done.code == 0
    assert done.out.startswith("prepay.partly_covered  blocked")
    assert "What to do:" in done.out
    assert "--split-prepay" in done.out


def test_a_code_is_explained_as_json(bare: Line) -> None:
    told = bare("explain", "ticket.invoiced", "--json").json
    assert list(told) == ["code", "severity", "severities", "explanation", "remedy"]
    assert (told["code"], told["severity"], told["severities"]) == ("ticket.invoiced", "block", ["block", "warning"])


def test_without_a_code_all_are_listed(bare: Line) -> None:
    assert [row["code"] for row in bare("explain", "--json").json] == [row.code for row in CODES]
    lines = bare("explain").out.splitlines()
    assert len(lines) == len(CODES)


def test_an_unknown_code_is_not_found_and_leads_to_the_nearest(bare: Line) -> None:
    done = bare("explain", "block.partly_covered", "--json")
    assert done.code == 3
    assert "prepay.partly_covered" in done.err


def test_findings_in_json_carry_remedy_evidence_and_money(line: Line) -> None:
    plan = line("bill", LOW_NUMBER, "--minutes", "90", "--labor", "remote", "--json").json
    [found] = [each for each in plan["findings"] if each["code"] == "prepay.part_paid"]
    assert list(found) == KEYS
    assert found["severity"] == "warning"
    assert found["money"] == "75.00"
    assert found["evidence"] == {"covered": "1.00", "charged": "0.50"}
    assert found["remedy"]
    assert found["remedy"] not in found["message"]


def test_findings_of_an_execution_carry_as_much(line: Line, syncro_side: Syncro) -> None:
    syncro_side.quirk("prepay_draws", False)
    plan = line("bill", LOW_NUMBER, "--minutes", "30", "--labor", "remote", "--json").json
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json").json
    [found] = [each for each in done["findings"] if each["code"] == "verify.prepay"]
    assert list(found) == KEYS
    assert found["evidence"] == {"expected": "0.50", "found": "1.00"}


def test_what_is_shown_says_what_to_do(line: Line) -> None:
    done = line("bill", LOW_NUMBER, "--minutes", "120", "--labor", "onsite", "--emergency", "--json")
    assert done.code == 8
    assert "Plan that with --split-prepay." in done.err


def test_a_check_of_doctor_is_a_finding_with_a_name_and_a_state(line: Line) -> None:
    rows = line("doctor", "--json").json
    assert all(list(row)[:2] == ["check", "state"] and set(KEYS) < set(row) for row in rows)
    assert {row["code"] for row in rows} <= {code.code for code in CODES}
    [rate] = [row for row in rows if row["check"] == "rate limit"]
    assert rate["code"] == "doctor.rate_limit"


def test_a_stop_that_a_reason_lifts_keeps_its_message_whole(line: Line) -> None:
    words = ("bill", NUMBER, "--minutes", "60", "--labor", "remote", "--json")
    plan = line(*words).json
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
    again = line(*words, "--allow-repeat", "Two visits. To be billed apart.").json
    [found] = [each for each in again["findings"] if each["code"] == "ticket.invoiced"]
    assert found["severity"] == "warning"
    assert found["message"].endswith("Billed again knowingly: Two visits. To be billed apart.")
    assert found["remedy"] == ""

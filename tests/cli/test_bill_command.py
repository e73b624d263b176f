"""`syncro bill` as people and programs use it: shapes, exit codes, one line for each mistake, nothing written unasked."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import Syncro

Line = Callable[..., Any]
TICKET, BLOCK_TICKET = shop.TICKETS[shop.PLAIN], shop.TICKETS[shop.BLOCK]
NUMBER, BLOCK_NUMBER, LOW_NUMBER = (str(shop.number(shop.TICKETS[each])) for each in (shop.PLAIN, shop.BLOCK, shop.LOW))
BILL = ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", "Rebuilt the mail profile")


def executed(line: Line, *bill: str) -> tuple[Any, Any]:
    """The plan and the execution of a bill, both as JSON."""
    planned = line(*bill, "--json")
    assert planned.code == 7, planned.err
    plan = planned.json
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    return plan, done


def test_a_plan_as_json_has_the_keys_that_programs_rely_on(line: Line, syncro_side: Syncro) -> None:
    done = line("bill", BLOCK_NUMBER, "--minutes", "90", "--labor", "onsite", "--emergency", "--no-input", "--json")
    assert done.code == 7
    plan = done.json
    assert plan.keys() >= {"plan_id", "digest", "status", "steps", "expected", "findings"}
    assert plan["status"] == "needs_confirmation"
    assert len(plan["digest"]) == 64
    first = plan["steps"][0]
    assert first.keys() >= {"operation", "method", "path", "body", "as_tech"}
    assert (first["operation"], first["method"], first["path"], first["as_tech"]) == (
        *("tickets.add_line_item", "POST", f"/tickets/{BLOCK_TICKET}/add_line_item"),
        "Avery Stone",
    )
    expected = plan["expected"]
    assert expected.items() >= {"total": "0.00", "prepay_before": "20.00", "prepay_after": "17.75"}.items()
    assert (
        expected["lines"][0].items()
        >= {
            "product_id": shop.EMERGENCY,
            "name": "Labor - Emergency or After Hours Business",
            "quantity": "2.25",
            "price": "262.50",
            "taxable": False,
        }.items()
    )
    assert all(finding.keys() == {"code", "severity", "message"} for finding in plan["findings"])
    assert f"syncro plan execute {plan['plan_id']} --confirm {plan['digest']}" in done.err
    assert "Nothing was written." in done.err
    assert syncro_side.writes() == []


def test_an_execution_as_json_has_the_keys_that_programs_rely_on(line: Line, syncro_side: Syncro) -> None:
    plan, done = executed(line, *BILL)
    assert done.code == 0, done.err
    said = done.json
    assert said.items() >= {"plan_id": plan["plan_id"], "status": "done", "wrote": "yes", "verified": True}.items()
    assert all(receipt.keys() >= {"operation", "outcome", "id"} for receipt in said["receipts"])
    assert {receipt["outcome"] for receipt in said["receipts"]} == {"done"}
    [invoice] = syncro_side.of_ticket("invoices", TICKET)
    assert said["invoice"] == {"id": invoice["id"], "number": invoice["number"], "total": "112.50"}


def test_a_stale_plan_is_exit_8_and_says_so(line: Line, syncro_side: Syncro) -> None:
    plan = line(*BILL, "--json").json
    syncro_side.someone("PUT", f"products/{shop.REMOTE}", {"price_retail": 160})
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert done.code == 8
    assert done.json.items() >= {"status": "stale", "wrote": "no", "verified": False}.items()
    assert "Nothing was written." in done.err
    assert len(done.err.splitlines()) == 1


def test_a_lost_answer_that_cant_be_settled_is_exit_6_and_names_resume(line: Line, syncro_side: Syncro) -> None:
    plan = line(*BILL, "--json").json
    syncro_side.fault("drop_before", "tickets.comment")
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["status"], done.json["wrote"]) == (6, "unknown", "unknown")
    assert f"syncro plan resume {plan['plan_id']}" in done.err
    again = line("plan", "resume", plan["plan_id"], "--json")
    assert (again.code, again.json["status"], again.json["verified"]) == (0, "done", True)


def test_what_was_written_and_isnt_as_planned_is_exit_1(line: Line, syncro_side: Syncro) -> None:
    syncro_side.quirk("prepay_draws", False)
    _, done = executed(line, "bill", BLOCK_NUMBER, "--minutes", "60", "--labor", "remote")
    assert (done.code, done.json["status"], done.json["verified"]) == (1, "done", False)
    assert "It was written." in done.err
    assert "verify.prepay" in {finding["code"] for finding in done.json["findings"]}


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "unknown ticket": (("bill", "99999", "--minutes", "5", "--labor", "remote"), 3, "99999"),
    "no number": (("bill", "printer", "--minutes", "5", "--labor", "remote"), 2, "printer"),
    "nothing at all": (("bill",), 2, "NUMBER"),
    "unknown labor": (("bill", NUMBER, "--minutes", "5", "--labor", "magic"), 2, "magic"),
    "0 minutes": (("bill", NUMBER, "--minutes", "0", "--labor", "remote"), 2, "0 minutes"),
    "-5 minutes": (("bill", NUMBER, "--minutes", "-5", "--labor", "remote"), 2, "-5"),
    "100000 minutes": (("bill", NUMBER, "--minutes", "100000", "--labor", "remote"), 2, "100000"),
    "abc minutes": (("bill", NUMBER, "--minutes", "abc", "--labor", "remote"), 2, "abc"),
    "half a minute": (("bill", NUMBER, "--minutes", "7.5", "--labor", "remote"), 2, "7.5"),
    "no minutes": (("bill", NUMBER, "--labor", "remote"), 2, "--minutes"),
    "no labor": (("bill", NUMBER, "--minutes", "5"), 2, "--labor"),
    "no channel": (("bill", NUMBER, "--minutes", "5", "--labor", "emergency"), 2, "--channel"),
    "unknown channel": (("bill", NUMBER, "--minutes", "5", "--labor", "remote", "--channel", "phone"), 2, "phone"),
    "two modes": (
        ("bill", NUMBER, "--minutes", "5", "--labor", "remote", "--email", "--internal"),
        2,
        "Use either --email or --internal, not both.",
    ),
    "unknown method": (("bill", NUMBER, "--minutes", "5", "--labor", "remote", "--method", "both"), 2, "both"),
    "unknown policy": (("bill", NUMBER, "--minutes", "5", "--labor", "remote", "--policy", "1999"), 2, "1999"),
    "unknown tech": (("bill", NUMBER, "--labor", "remote", "--split", "nobody=5"), 2, "nobody"),
    "bad split": (("bill", NUMBER, "--labor", "remote", "--split", "tech-1"), 2, "NAME=MINUTES"),
    "split that differs": (
        ("bill", NUMBER, "--minutes", "9", "--labor", "remote", "--split", "tech-1=5"),
        *(2, "5 minutes"),
    ),
    "bad start": (("bill", NUMBER, "--minutes", "5", "--labor", "remote", "--start", "noon"), 2, "noon"),
    "unknown option": (("bill", NUMBER, "--minutes", "5", "--labor", "remote", "--yes"), 2, "--yes"),
    "disabled customer": (
        ("bill", str(shop.number(shop.TICKETS[shop.DISABLED])), "--minutes", "5", "--labor", "remote"),
        *(8, "disabled"),
    ),
    "already Invoiced": (
        ("bill", str(shop.number(shop.DONE_TICKET)), "--minutes", "5", "--labor", "remote"),
        *(8, "already Invoiced"),
    ),
    "wrong channel": (("bill", NUMBER, "--minutes", "5", "--labor", "remote", "--channel", "onsite"), 8, "onsite"),
    "project labor": (("bill", NUMBER, "--minutes", "5", "--labor", "project"), 8, "--allow-project"),
    "partial block": (
        ("bill", LOW_NUMBER, "--minutes", "120", "--labor", "onsite", "--emergency"),
        *(8, "--split-prepay"),
    ),
    "nothing to repair": (("bill", NUMBER, "--repair"), 8, "no wrong $0 invoice"),
}


@pytest.mark.parametrize("as_json", [False, True], ids=["text", "json"])
@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_one_line_with_its_exit_code(line: Line, syncro_side: Syncro, name: str, as_json: bool) -> None:
    words, code, said = WRONG[name]
    done = line(*words, *(["--json"] if as_json else []))
    assert done.code == code, done.err
    assert said in done.err
    assert "Nothing was written." in done.err
    assert len(done.err.splitlines()) == 1, done.err
    assert "Traceback" not in done.err
    assert syncro_side.writes() == []
    if as_json:
        assert done.json.get("status") == "refused" or done.json["error"]["exit_code"] == code
    else:
        assert done.out == ""


def test_a_refused_plan_as_json_is_whole_and_wasnt_stored(line: Line, syncro_side: Syncro) -> None:
    done = line("bill", NUMBER, "--minutes", "5", "--labor", "project", "--json")
    assert (done.code, done.json["status"], done.json["wrote"]) == (8, "refused", "no")
    assert "plan_id" not in done.json
    assert "labor.exempt" in {finding["code"] for finding in done.json["findings"]}
    assert line("plan", "list", "--json").json == []


def test_picked_fields_of_a_refused_plan_still_exit_8_and_say_why(line: Line) -> None:
    done = line("bill", NUMBER, "--minutes", "5", "--labor", "project", "--json", "plan_id,status")
    assert (done.code, done.json) == (8, {"plan_id": None, "status": "refused"})
    assert "--allow-project" in done.err


def test_a_dry_run_takes_the_same_fields_as_a_stored_plan(line: Line) -> None:
    done = line(*BILL, "--dry-run", "--json", "plan_id,status")
    assert (done.code, done.json) == (0, {"plan_id": None, "status": "dry_run"})


def test_a_key_without_the_permission_is_exit_4_and_names_it(
    line: Line, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", "no-invoice")
    done = line(*BILL)
    assert done.code == 4
    assert "invoice" in done.err
    assert "Nothing was written." in done.err


@pytest.mark.parametrize("key", ["expired", "never-heard-of"])
def test_a_key_that_isnt_valid_is_exit_4(
    line: Line, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", key)
    done = line(*BILL)
    assert done.code == 4
    assert len(done.err.splitlines()) == 1


def test_a_dry_run_shows_the_plan_and_stores_nothing(line: Line, syncro_side: Syncro, tmp_path: Path) -> None:
    done = line(*BILL, "--dry-run")
    assert done.code == 0
    assert "Labor - Remote Business" in done.out
    assert "112.50" in done.out
    data = line(*BILL, "--dry-run", "--json").json
    assert data["status"] == "dry_run"
    assert "plan_id" not in data
    assert not list((tmp_path / "home").rglob("journal*"))
    assert syncro_side.writes() == []


def test_without_a_terminal_the_preview_is_shown_and_the_way_to_go_on(line: Line, syncro_side: Syncro) -> None:
    done = line(*BILL)
    assert done.code == 7
    for shown in ("Labor - Remote Business", "0.75", "150.00", "112.50", "Rebuilt the mail profile", "POST /invoices"):
        assert shown in done.out
    assert "PUT /tickets/9001" in done.out
    assert "Avery Stone" in done.out
    assert "syncro plan execute" in done.err
    assert syncro_side.writes() == []


def test_two_techs_are_two_lines_each_with_the_own_key(line: Line, syncro_side: Syncro) -> None:
    words = ("bill", NUMBER, "--labor", "remote", "--split", "tech-1=60", "--split", "Blake Rivers=30")
    plan, done = executed(line, *words)
    assert [step["as_tech"] for step in plan["steps"]][:2] == ["Avery Stone", "Blake Rivers"]
    assert done.code == 0, done.err
    owners = [each["key_owner"] for each in syncro_side.writes("tickets.add_line_item")]
    assert owners == ["Avery Stone", "Blake Rivers"]
    assert [each["user_id"] for each in syncro_side.of_ticket("ticket_lines", TICKET)] == [shop.AVERY, shop.BLAKE]


def test_the_acting_tech_is_chosen_by_a_flag(line: Line, syncro_side: Syncro) -> None:
    _, done = executed(line, *BILL, "--tech", "tech-2")
    assert done.code == 0
    assert {each["key_owner"] for each in syncro_side.writes()} == {"Blake Rivers"}


def test_who_executes_doesnt_change_whose_key_is_used(line: Line, syncro_side: Syncro) -> None:
    plan = line(*BILL, "--json").json
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--tech", "tech-3", "--json")
    assert done.code == 0
    assert {each["key_owner"] for each in syncro_side.writes()} == {"Avery Stone"}


@pytest.mark.parametrize(
    ("flag", "hidden", "mails"), [("--email", False, 1), ("--public", False, 0), ("--internal", True, 0)]
)
def test_the_comment_has_three_modes(line: Line, syncro_side: Syncro, flag: str, hidden: bool, mails: int) -> None:
    assert executed(line, *BILL, flag)[1].code == 0
    assert syncro_side.resolutions(TICKET)[0]["hidden"] is hidden
    assert len(syncro_side.control("GET", "outbox")["outbox"]) == mails


def test_the_timer_method_and_a_start_from_the_command_line(line: Line, syncro_side: Syncro) -> None:
    _, done = executed(line, *BILL, "--method", "timer", "--start", "2026-11-02T14:30:00-07:00")
    assert done.code == 0, done.err
    assert syncro_side.of_ticket("timers", TICKET)[0]["start_time"].startswith("2026-11-02T14:30")


def test_labor_with_emergency_means_the_same_as_emergency_with_its_channel(line: Line, syncro_side: Syncro) -> None:
    one = line("bill", NUMBER, "--minutes", "60", "--labor", "remote", "--emergency", "--json").json
    other = line("bill", NUMBER, "--minutes", "60", "--labor", "emergency", "--channel", "remote", "--json").json
    assert one["expected"] == other["expected"]
    assert [step["body"] for step in one["steps"]] == [step["body"] for step in other["steps"]]


def test_a_whole_bill_from_a_cold_start_costs_few_requests(line: Line, syncro_side: Syncro) -> None:
    _, done = executed(line, "bill", BLOCK_NUMBER, "--minutes", "60", "--labor", "remote", "--work", "Call")
    assert done.code == 0
    assert len(syncro_side.requests()) <= 19
    syncro_side.forget_requests()
    _, done = executed(line, *BILL)
    assert done.code == 0
    assert len(syncro_side.requests()) <= 18


def test_fields_and_jq_pick_from_plan_and_execution(line: Line, syncro_side: Syncro) -> None:
    picked = line(*BILL, "--json", "plan_id,digest")
    assert picked.code == 7
    assert picked.json.keys() == {"plan_id", "digest"}
    words = ("plan", "execute", picked.json["plan_id"], "--confirm", picked.json["digest"])
    wrong = line(*words, "--json", "plan_id,nonsense")
    assert wrong.code == 2
    assert "nonsense" in wrong.err
    assert syncro_side.writes() == [], "a mistyped field is found before anything is sent"
    assert line(*words, "--jq", ".invoice.total").out.strip().strip('"') == "112.50"

"""`--draft` of `bill`, `comment`, `close` and `create`: the words are drafted, the numbers never are (R-80)."""

import json
from pathlib import Path
from typing import Any

import pytest
from ollama_stage import Ollama

import shop
from desk import Syncro

BILL = ("bill", str(shop.number(shop.TICKETS[shop.PLAIN])), "--minutes", "45", "--labor", "remote")


CREATE = ("create", "plain paper", "Mail asks again", "--description", "outlook asks again, since monday")


def configured(home: Path, *urls: str) -> None:
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(f"[drafting]\nurls = {json.dumps(urls)}\ntimeout = 5\n")


def drafted_by(plan: dict[str, Any]) -> list[str]:
    return [each["value"] for each in plan["evidence"] if each["label"] == "Text drafted by"]


def test_a_draft_goes_out_after_the_same_yes(line: Any, model: Ollama, tmp_path: Path, syncro_side: Syncro) -> None:
    configured(tmp_path / "home", model.url)
    plan = line(*BILL, "--work", "rebuilt profile", "--draft", "--json").json
    assert plan["steps"][0]["body"]["body"] == "The mail profile was rebuilt."
    assert drafted_by(plan) == [f"qwen3:14b at {model.url}"]
    assert plan["expected"]["total"] == "112.50"
    assert syncro_side.writes() == []
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"])
    assert done.code == 0, done.err
    assert syncro_side.resolutions(shop.TICKETS[shop.PLAIN])[0]["body"] == "The mail profile was rebuilt."


def test_without_ollama_the_template_is_used_and_the_preview_says_so(line: Any, nobody: str, tmp_path: Path) -> None:
    configured(tmp_path / "home", nobody)
    plan = line(*BILL, "--work", "rebuilt profile", "--draft", "--json").json
    assert plan["steps"][0]["body"]["body"] == "Reported: Trouble 9001.<br>Resolved: Rebuilt profile."
    assert "plain template" in drafted_by(plan)[0]


def test_without_draft_nobody_is_asked_and_words_stay_as_typed(line: Any, model: Ollama, tmp_path: Path) -> None:
    configured(tmp_path / "home", model.url)
    plan = line(*BILL, "--work", "rebuilt profile", "--json").json
    assert plan["steps"][0]["body"]["body"] == "rebuilt profile"
    assert model.asked == []


def test_a_draft_needs_notes(line: Any) -> None:
    done = line(*BILL, "--draft")
    assert done.code == 2
    assert "--work" in done.err


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("urls = 5", "urls"),
        ('urls = ["ftp://x"]', "urls"),
        ("model = 5", "model"),
        ("timeout = 0", "timeout"),
        ("url = 'x'", "'url' is not a setting"),
    ],
)
def test_a_broken_drafting_table_is_named_in_one_line(line: Any, tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text(f"[drafting]\n{written}\n")
    done = line(*BILL)
    assert done.code == 2
    assert said in done.err
    assert done.err.count("\n") == 1


def test_a_comment_is_drafted_the_same_way(line: Any, model: Ollama, tmp_path: Path) -> None:
    configured(tmp_path / "home", model.url)
    plan = line("comment", BILL[1], "rebuilt profile", "--public", "--draft", "--json").json
    assert plan["steps"][0]["body"]["body"] == "The mail profile was rebuilt."
    assert drafted_by(plan) == [f"qwen3:14b at {model.url}"]


def test_a_draft_is_checked_like_any_other_text(line: Any, model: Ollama, tmp_path: Path, syncro_side: Syncro) -> None:
    configured(tmp_path / "home", model.url)
    for text, code in {
        "It was done at the after-hours rate.": "text.emergency",
        "Internal note: the owner is slow to pay.": "text.internal",
    }.items():
        model.says = json.dumps({"text": text})
        refused = line(*BILL, "--work", "rebuilt profile", "--draft", "--json")
        assert refused.code == 8
        assert code in {each["code"] for each in refused.json["findings"]}
    assert syncro_side.writes() == []


def test_a_comment_doesnt_repeat_an_internal_one_to_the_customer(line: Any, syncro_side: Syncro) -> None:
    told = "The owner never pays before the third reminder"
    plan = line("comment", BILL[1], told, "--json").json
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
    refused = line("comment", BILL[1], f"Fixed. {told}!", "--public", "--json")
    assert refused.code == 8
    assert "text.internal" in {each["code"] for each in refused.json["findings"]}


@pytest.mark.parametrize("how", [("--no-time", "phone call"), ("--minutes", "30", "--labor", "remote")])
def test_a_resolution_is_drafted_the_same_way(line: Any, model: Ollama, tmp_path: Path, how: tuple[str, ...]) -> None:
    configured(tmp_path / "home", model.url)
    plan = line("close", BILL[1], "rebuilt profile", *how, "--draft", "--json").json
    assert plan["steps"][0]["body"]["body"] == "The mail profile was rebuilt."
    assert drafted_by(plan) == [f"qwen3:14b at {model.url}"]


def test_an_initial_issue_is_drafted_the_same_way(
    line: Any, model: Ollama, tmp_path: Path, syncro_side: Syncro
) -> None:
    configured(tmp_path / "home", model.url)
    model.says = json.dumps({"text": "Outlook asks for the password again, since Monday."})
    plan = line(*CREATE, "--draft", "--json").json
    assert plan["steps"][1]["body"]["body"] == "Outlook asks for the password again, since Monday."
    assert drafted_by(plan) == [f"qwen3:14b at {model.url}"]
    [_, (_, body)] = model.asked
    assert "Mail asks again" in body["messages"][1]["content"]
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
    assert "Outlook asks for the password again, since Monday." in [
        each["body"] for each in syncro_side.records("comments") if each["subject"] == "Initial Issue"
    ]


def test_an_initial_issue_without_ollama_is_the_template_and_without_draft_as_typed(
    line: Any, nobody: str, tmp_path: Path
) -> None:
    configured(tmp_path / "home", nobody)
    plan = line(*CREATE, "--draft", "--json").json
    assert "Outlook asks again, since monday." in plan["steps"][1]["body"]["body"]
    assert "plain template" in drafted_by(plan)[0]
    plain = line(*CREATE, "--json").json
    assert plain["steps"][1]["body"]["body"] == CREATE[-1]
    assert drafted_by(plain) == []


def test_no_model_is_asked_for_a_ticket_that_cant_be_closed_yet(line: Any, model: Ollama, tmp_path: Path) -> None:
    configured(tmp_path / "home", model.url)
    assert line("close", BILL[1], "rebuilt profile", "--draft").code == 8
    assert model.asked == []

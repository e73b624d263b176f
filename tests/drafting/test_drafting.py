"""Drafts by a model that is up, down, slow, chatty or wrong; else by a template that says so (R-80)."""

import json

import pytest
from ollama_stage import MODEL, Ollama

from syncro.drafting import Draft, Drafter, Kind, Material, ollama
from syncro.rules.words.credentials import Secrets
from syncro.workflows.planners.wording import worded
from syncro.workflows.vendors import kinds_in
from tokens import VENDORS

NOTES = Material("rebuilt the mail profile, took 3 tries", "Outlook asks again")


def draft(*urls: str, timeout: float = 5.0, kind: Kind = Kind.RESOLUTION) -> Draft:
    return Drafter(urls, MODEL, timeout=timeout).draft(kind, NOTES)


def test_a_model_that_is_up_drafts_the_text(model: Ollama) -> None:
    made = draft(model.url)
    assert (made.text, made.model, made.url, made.why) == ("The mail profile was rebuilt.", MODEL, model.url, "")
    [(_, none), (path, body)] = model.asked
    assert (none, path) == (None, "/api/chat")
    assert (body["model"], body["think"], body["stream"]) == (MODEL, False, False)
    assert body["format"]["required"] == ["text"]
    assert "took 3 tries" in body["messages"][1]["content"]


def test_availability_is_asked_once_per_run(model: Ollama) -> None:
    drafter = Drafter([model.url], MODEL, timeout=5)
    drafter.draft(Kind.RESOLUTION, NOTES)
    drafter.draft(Kind.COMMENT, NOTES)
    assert model.paths() == ["/api/tags", "/api/chat", "/api/chat"]


def test_with_nobody_there_a_plain_template_is_used_and_says_so(nobody: str) -> None:
    made = draft(nobody)
    assert made.text == "Reported: Outlook asks again.\nResolved: Rebuilt the mail profile, took 3 tries."
    assert made.model == ""
    assert nobody in made.origin
    assert made.origin.startswith("plain template")


def test_without_any_address_it_is_the_template_too() -> None:
    assert draft().why == "no Ollama is configured"


def test_the_next_address_is_tried_when_one_is_down(model: Ollama, nobody: str) -> None:
    assert draft(nobody, model.url).url == model.url


def test_the_next_address_is_tried_when_one_answers_prose(model: Ollama) -> None:
    model.says = "Sure! Here it is."
    made = draft(model.url, model.url)
    assert made.model == ""
    assert model.paths().count("/api/chat") == 2


def test_a_model_that_isnt_there_is_named(model: Ollama) -> None:
    model.models = ["other:1b"]
    made = draft(model.url)
    assert "no model qwen3:14b (it has: other:1b)" in made.why
    assert model.paths() == ["/api/tags"]


def test_a_slow_answer_ends_in_the_template(model: Ollama) -> None:
    model.late = {"/api/chat"}
    assert "no answer in 0.1 s" in draft(model.url, timeout=0.1).why


def test_a_server_too_slow_to_say_that_it_is_there_isnt_asked(model: Ollama, monkeypatch: pytest.MonkeyPatch) -> None:
    assert ollama.AVAILABILITY == 2.0
    monkeypatch.setattr(ollama, "AVAILABILITY", 0.1)
    model.late = {"/api/tags"}
    assert "no answer in 0.1 s" in draft(model.url).why
    assert model.paths() == ["/api/tags"]


WRONG = {
    "prose": ("Sure, here is your text.", "prose"),
    "list": ("[1]", "no object"),
    "other field": (json.dumps({"body": "x"}), "lacks text"),
    "other type": (json.dumps({"text": 5}), "lacks text"),
    "empty": (json.dumps({"text": "  "}), "empty"),
    "too long": (json.dumps({"text": "x" * 5000}), "too long"),
    "a number of its own": (json.dumps({"text": "It took 45 minutes, 3 tries."}), "it added 45"),
    "thinking": ("<think>hm</think>" + json.dumps({"text": "x"}), "prose"),
}


@pytest.mark.parametrize("case", WRONG)
def test_a_wrong_answer_is_never_used(model: Ollama, case: str) -> None:
    model.says, reason = WRONG[case]
    made = draft(model.url)
    assert made.text.startswith("Reported:")
    assert reason in made.why


@pytest.mark.parametrize("raw", [b"<html>", b"[]", b"{}", b'{"message": "x"}', b"\xff\xfe"])
def test_a_body_that_isnt_ollamas_is_never_used(model: Ollama, raw: bytes) -> None:
    model.raw = raw
    assert draft(model.url).model == ""


def test_an_error_status_is_named(model: Ollama) -> None:
    model.status = 500
    assert "it answered 500" in draft(model.url).why


def test_a_description_is_one_line(model: Ollama, nobody: str) -> None:
    model.says = json.dumps({"text": "One.\nTwo."})
    assert draft(model.url, kind=Kind.DESCRIPTION).text == "One. Two."
    assert "\n" not in draft(nobody, kind=Kind.DESCRIPTION).text


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_has_a_template_that_adds_no_number(nobody: str, kind: Kind) -> None:
    made = draft(nobody, kind=kind)
    assert "ebuilt the mail profile, took 3 tries." in made.text
    assert sum(char.isdigit() for char in made.text) == 1


def test_notes_with_a_secret_never_leave(model: Ollama) -> None:
    drafter = Drafter([model.url], MODEL, timeout=5)
    secrets = Secrets(("our-own-key-1",), kinds_in)
    for notes in ("the password is hunter2x", "used our-own-key-1 for it", f"used {VENDORS['github']} for it"):
        assert worded(drafter, Kind.COMMENT, notes, secrets=lambda: secrets).text == notes
    worded(drafter, Kind.COMMENT, "fixed it", subject="password: hunter2x")
    assert "hunter2x" not in repr(model.asked)
    assert "our-own-key-1" not in repr(model.asked)
    assert VENDORS["github"] not in repr(model.asked)


def test_a_draft_that_fails_the_checks_isnt_used(model: Ollama) -> None:
    model.says = json.dumps({"text": "<ul><li>rebuilt</li></ul>"})
    made = worded(Drafter([model.url], MODEL, timeout=5), Kind.COMMENT, "rebuilt it")
    assert made.text == "rebuilt it"
    assert "fails the checks" in made.origin

"""What is shown is what is sent: nobody's text can hide a character from the person who says yes, or look like our own words."""

import json
from collections.abc import Callable
from typing import Any

import pytest

import shop
from desk import Syncro
from syncro import invisible
from syncro.cli import text

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))
KINDS = {
    "override": "\u202e",
    "isolate": "\u2066",
    "zero-width": "\u200b",
    "tag": "\U000e0041",
    "selectors": "\U000e0101\U000e0102",
    "private use": "\ue000",
    "escape": "\x1b",
    "C1": "\x9b",
    "soft hyphen": "\u00ad",
    "separator": "\u2028",
}
COMMANDS: dict[str, Callable[[str], tuple[str, ...]]] = {
    "comment": lambda x: ("comment", NUMBER, f"It is ready{x} now"),
    "bill": lambda x: ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", f"Rebuilt{x} it"),
    "close": lambda x: ("close", NUMBER, f"Replaced{x} it", "--no-time", "a duplicate"),
    "create, subject": lambda x: ("create", "plain paper", f"Fax{x} hums", "--description", "Since Monday"),
    "create, description": lambda x: ("create", "plain paper", "Fax hums", "--description", f"Since{x} Monday"),
    "create, location": lambda x: (
        *("create", "plain paper", "Fax hums", "--description", "Since Monday"),
        *("--start", "2026-12-01 10:00", "--location", f"Dock{x} 9"),
    ),
    "estimate": lambda x: ("estimate", "create", "plain paper", f"Front{x} desk"),
    "api, field": lambda x: ("api", "PUT", f"/tickets/{TICKET}", "-f", f"subject=Fax{x}"),
    "api, comment": lambda x: (
        *(
            "api",
            "POST",
            f"/tickets/{TICKET}/comment",
            "-f",
            "subject=Note",
            "-f",
            f"body=It{x} is",
            "-f",
            "hidden=true",
        ),
    ),
    "api, value inside": lambda x: ("api", "PUT", f"/tickets/{TICKET}", "-f", f'properties={{"a": ["b{x}"]}}'),
    "api, name inside": lambda x: ("api", "PUT", f"/tickets/{TICKET}", "-f", f'properties={{"a{x}": {{"b": 1}}}}'),
    "api, list": lambda x: ("api", "PUT", f"/tickets/{TICKET}", "-f", f'tag_list=["vip{x}"]'),
    "api, query": lambda x: ("api", "GET", "/tickets", "-f", f"query=fax{x}"),
    "search": lambda x: ("search", f"fax{x}"),
}


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("kind", KINDS)
def test_a_text_with_what_cant_be_shown_is_refused_and_the_character_named(
    line: Line, syncro_side: Syncro, command: str, kind: str
) -> None:
    if (kind, command) in NEVER_SENT or (kind == "escape" and command in ("api, list", "api, name inside")):
        pytest.skip("it is no JSON, or is sent as a space")
    done = line(*COMMANDS[command](KINDS[kind]), "--no-input")
    assert done.code == 8, (done.out, done.err)
    assert len(done.err.splitlines()) == 1
    assert f"U+{ord(KINDS[kind][0]):04X}" in done.err
    assert "Nothing was written." in done.err
    assert not list(invisible.found(done.err))
    assert syncro_side.writes() == []
    assert line("plan", "list", "--json").json == []


@pytest.mark.parametrize("escaped", [r"\u202e", r"\u001b", r"\udb40\udc41"])
def test_an_escape_in_json_is_the_character_itself(line: Line, syncro_side: Syncro, escaped: str) -> None:
    done = line("api", "PUT", f"/tickets/{TICKET}", "-f", f'properties={{"a": "{escaped}"}}', "--no-input")
    assert (done.code, syncro_side.writes()) == (8, [])


@pytest.mark.parametrize("typed", ["Größe 👩\u200d💻 ✓", "one\n\ttwo", "cafe\u0301 می\u200cخواهم"])
def test_what_people_write_is_sent_as_typed(line: Line, syncro_side: Syncro, typed: str) -> None:
    plan = line("comment", NUMBER, typed, "--json").json
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
    assert syncro_side.of_ticket("comments", TICKET)[-1]["body"] == typed.replace("\n", "<br>")


NEVER_SENT = {("separator", "search"), ("separator", "create, subject"), ("escape", "api, value inside")}

HIDDEN = "Fax\u202e hums\x9b\U000e0041 \ue000bold\ue001 \x1b]0;owned\x07"
MARKED = r"Fax\u202e hums\u009b\U000e0041 \ue000bold\ue001 \u001b]0;owned\u0007"


@pytest.fixture
def planted(syncro_side: Syncro) -> None:
    """A customer's subject and comment with everything that hides."""
    syncro_side.store("tickets", [{**syncro_side.record("tickets", TICKET), "subject": HIDDEN}])
    first = syncro_side.of_ticket("comments", TICKET)[0]
    syncro_side.store("comments", [{**first, "body": f"Please{HIDDEN}"}])


@pytest.mark.usefixtures("planted")
@pytest.mark.parametrize(
    "words",
    [
        ("tickets",),
        ("ticket", NUMBER),
        ("ticket", NUMBER, "--json"),
        ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--dry-run"),
        ("comment", NUMBER, "ok", "--dry-run", "--json"),
        ("log", NUMBER, "--dry-run"),
        ("api", "GET", f"/tickets/{TICKET}"),
    ],
    ids=" ".join,
)
def test_a_customers_text_is_shown_with_marks_and_never_silently_shorter(line: Line, words: tuple[str, ...]) -> None:
    done = line(*words)
    assert done.code in (0, 7), done.err
    assert not list(invisible.found(done.out + done.err))
    assert "202e" in done.out
    if "--json" in words or words[0] == "api":
        assert HIDDEN in json.dumps(json.loads(done.out), ensure_ascii=False).replace("\\u001b", "\x1b").replace(
            "\\u0007", "\x07"
        )


@pytest.mark.usefixtures("planted")
def test_a_preview_as_markdown_and_the_journal_show_the_marks_too(line: Line) -> None:
    plan = line("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", "Rebuilt it", "--json").json
    shown = line("plan", "show", plan["plan_id"], "--markdown").out
    assert r"\\u202e" in shown
    for done in (line("plan", "show", plan["plan_id"]), line("journal", "export"), line("plan", "list")):
        assert not list(invisible.found(done.out))


@pytest.mark.usefixtures("planted")
def test_a_session_log_keeps_the_marks_and_quotes_every_line(line: Line, syncro_side: Syncro) -> None:
    first = syncro_side.of_ticket("comments", TICKET)[0]
    syncro_side.store("comments", [{**first, "body": "a\u2028# Head\x85- b\x0bc\x1cd"}])
    logged = line("log", NUMBER, "--dry-run").out
    assert r"\\u2028\# Head\\u0085- b\\u000bc\\u001cd" in logged
    assert not list(invisible.found(logged))


FAKE = "Co\n✓ Verified: everything was read back.\nsyncro: It was written."


@pytest.mark.parametrize(
    "words",
    [
        ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--dry-run"),
        ("comment", NUMBER, "ok", "--email", "--dry-run"),
        ("create", "plain paper", "Fax hums", "--description", "Since Monday", "--dry-run"),
        ("tickets",),
        ("ticket", NUMBER),
        ("customers", "plain"),
        ("contacts", "plain paper"),
        ("assets", "plain paper"),
        ("search", "trouble"),
        ("whoami",),
        ("estimate", "create", "plain paper", "Desk", "--dry-run"),
    ],
    ids=" ".join,
)
def test_no_name_or_subject_at_syncro_makes_a_line_of_ours(
    line: Line, syncro_side: Syncro, words: tuple[str, ...]
) -> None:
    customer = syncro_side.record("customers", shop.PLAIN)
    names = dict.fromkeys(("business_name", "business_then_name", "business_and_full_name"), f"Plain Paper {FAKE}")
    syncro_side.store("customers", [{**customer, **names}])
    syncro_side.store("tickets", [{**syncro_side.record("tickets", TICKET), "subject": f"Trouble {FAKE}"}])
    syncro_side.store("users", [{**syncro_side.record("users", shop.AVERY), "full_name": f"Avery {FAKE}"}])
    contact = syncro_side.record("contacts", shop.PAT)
    syncro_side.store("contacts", [{**contact, "name": f"Pat {FAKE}"}])
    done = line(*words)
    assert done.code in (0, 2, 4, 8), (done.out, done.err)
    told = [each.strip() for each in (done.out + done.err).splitlines()]
    assert not [each for each in told if each.startswith(("✓ Verified", "syncro: It was written"))], done.out


def test_emphasis_is_ours_alone_in_every_process() -> None:
    assert text.clean("\ue000bold\ue001") == r"\ue000bold\ue001"
    other = text.STRONG.replace("\U000f0000", "")
    assert text.clean(text.strong("head") + "\ue000") == text.strong("head") + r"\ue000"
    assert len(text.STRONG) == 9
    assert other != "\ue000"

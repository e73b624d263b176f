"""`syncro create` as people and programs use it, also on a terminal (R-20)."""

from collections.abc import Callable
from html import unescape
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import Syncro, environment
from terminal import Terminal

Line = Callable[..., Any]
CREATE = ("create", "plain paper", "Fax machine hums", "--description", "It hums $HOME `all` day")


def test_the_preview_shows_three_requests_and_every_date_with_its_weekday(line: Line, syncro_side: Syncro) -> None:
    done = line(*CREATE, "--start", "2031-12-01 2pm", "--due", "2031-12-05")
    assert done.code == 7, done.err
    for shown in (
        *("POST /tickets ", "POST /tickets/{ticket.id}/comment", "POST /appointments", "It hums $HOME `all` day"),
        *("Mon 2031-12-01 14:00 (-07:00) to Mon 2031-12-01 15:30 (-07:00)", "Fri 2031-12-05 17:00 (-07:00)"),
    ):
        assert shown in done.out
    assert syncro_side.writes() == []


def test_it_is_written_after_the_digest(line: Line, syncro_side: Syncro) -> None:
    plan = line(*CREATE, "--start", "2031-12-01 2pm", "--json").json
    assert plan["steps"][1]["path"] == "/tickets/{ticket.id}/comment"
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True), done.err
    assert len(syncro_side.writes()) == 3


def test_what_the_tech_has_at_that_time_is_shown_and_nothing_else(line: Line, syncro_side: Syncro) -> None:
    syncro_side.quirk("appointments_show_ids", True)
    for summary, start, user in (
        *(
            ("Own conflict", "2031-12-01T15:00:00-07:00", shop.BLAKE),
            ("Just after", "2031-12-01T15:30:00-07:00", shop.BLAKE),
        ),
        *(
            ("Of another tech", "2031-12-01T14:00:00-07:00", shop.AVERY),
            ("Next day", "2031-12-02T14:00:00-07:00", shop.BLAKE),
        ),
    ):
        body = {"start_at": start, "summary": summary, "user_ids": [user], "customer_id": shop.BLOCK}
        syncro_side.someone("POST", "appointments", body)
    syncro_side.forget_requests()
    done = line(*CREATE, "--start", "2031-12-01 2pm", "--assign", "blake", "--json")
    said = [each for each in done.json["findings"] if each["code"].startswith("appointment")]
    assert [each["severity"] for each in said] == ["warning"]
    assert "Blake Rivers already has Own conflict: Mon 2031-12-01 15:00 to 16:00 (-07:00)." in said[0]["message"]
    assert done.code == 7, "a conflict is shown, a person decides"
    assert "Own conflict" in line(*CREATE, "--start", "2031-12-01 2pm", "--assign", "blake").out
    assert syncro_side.writes() == []


def test_a_kept_address_becomes_the_tickets_and_the_appointments_and_is_proved(line: Line, syncro_side: Syncro) -> None:
    plan = line(*CREATE, "--site", "warehouse", "--start", "2031-12-01 2pm", "--json").json
    assert plan["steps"][0]["body"]["address_id"] == shop.WAREHOUSE
    assert plan["steps"][1]["body"]["body"] == CREATE[-1], "what the ticket's own field says isn't said twice"
    assert plan["steps"][2]["body"]["location"] == "9 Dock Road, Mesa, AZ, 85201"
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True), done.err
    [ticket] = [each for each in syncro_side.records("tickets") if each["subject"] == CREATE[2]]
    assert ticket["address_id"] == shop.WAREHOUSE


def test_an_address_without_an_id_is_written_into_the_initial_issue(line: Line, syncro_side: Syncro) -> None:
    plan = line(*CREATE, "--site", "pam", "--start", "2031-12-01 2pm", "--location", "Garage", "--json").json
    assert "address_id" not in plan["steps"][0]["body"]
    site = f"Site: Pam Paper, {shop.PAM} Paper Lane, Tempe"
    assert plan["steps"][1]["body"]["body"] == f"{CREATE[-1]}<br><br>{site}"
    assert plan["steps"][2]["body"]["location"] == "Garage", "what is said goes before the site"
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True), done.err


def test_an_open_ticket_that_looks_the_same_is_shown_first_and_only_another_customers_isnt(
    line: Line, syncro_side: Syncro
) -> None:
    done = line("create", "plain paper", "trouble 9001 again", "--description", "x")
    assert done.code == 7
    assert f"Open already for this customer: #{shop.number(shop.TICKETS[shop.PLAIN])} 'Trouble 9001' (New" in done.out
    assert f"#{shop.number(shop.TICKETS[shop.BLOCK])}" not in done.out
    assert syncro_side.writes() == []


TEXTS = {
    "dollars and backticks": "Costs $HOME $(whoami) `id` $5",
    "quotes": "It's \"quoted\" and 'so' \\ \\n",
    "lines": "one\ntwo\n\nfour",
    "emoji and letters": "Größe ½ – 🎉 中文 👩\u200d💻",
    "less than": "a < b && c > d; <not a tag",
}


@pytest.mark.parametrize("text", TEXTS)
def test_subject_and_description_arrive_exactly_as_typed(line: Line, syncro_side: Syncro, text: str) -> None:
    typed = TEXTS[text]
    plan = line("create", "plain paper", f"Fax {typed.splitlines()[0]}", "--description", typed, "--json").json
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True), done.err
    ticket = next(each for each in syncro_side.records("tickets") if each["subject"].startswith("Fax "))
    assert ticket["subject"] == f"Fax {typed.splitlines()[0]}".strip()
    [comment] = syncro_side.of_ticket("comments", ticket["id"])
    assert unescape(comment["body"].replace("<br>", "\n")) == typed, "as a browser shows it"


def test_a_customer_of_whom_there_are_several_is_asked_about_on_a_terminal(syncro_side: Syncro, tmp_path: Path) -> None:
    words = ["create", "e", "Fax", "--description", "x"]
    terminal = Terminal(words, environment(syncro_side.base_url, tmp_path / "home"))
    terminal.answer("Which customer is 'e'? [1-4]", "2")
    terminal.answer("[y/N]", "y")
    assert terminal.end() == 0, terminal.said
    [ticket] = [each for each in syncro_side.records("tickets") if each["subject"] == "Fax"]
    assert ticket["customer_id"] == shop.LOW


WRONG: dict[str, tuple[tuple[str, ...], int, str]] = {
    "nothing": ((), 2, "CUSTOMER"),
    "no subject": (("plain",), 2, "SUBJECT"),
    "no description": (("plain", "Fax"), 2, "--description"),
    "several customers": (("e", "Fax", "--description", "x"), 2, "Block Bakery"),
    "no such customer": (("zebra", "Fax", "--description", "x"), 3, "zebra"),
    "several sites": (
        ("plain", "Fax", "--description", "x", "--site", "paper lane"),
        2,
        "Main office (id 801), 1 Paper Lane",
    ),
    "no such site": (("plain", "Fax", "--description", "x", "--site", "moon"), 3, "Warehouse, 9 Dock Road"),
    "no such contact": (("plain", "Fax", "--description", "x", "--contact", "zoe"), 3, "Pat Paper"),
    "several contacts": (("plain", "Fax", "--description", "x", "--contact", "pa"), 2, "Pam Paper (id 502)"),
    "no such asset": (("plain", "Fax", "--description", "x", "--asset", "moon"), 3, "PLAIN-LT-01"),
    "no such tech": (("plain", "Fax", "--description", "x", "--assign", "zoe"), 3, "Blake Rivers"),
    "no such priority": (("plain", "Fax", "--description", "x", "--priority", "moon"), 2, "4 Urgent"),
    "no such type": (("plain", "Fax", "--description", "x", "--start", "fri 9am", "--type", "moon"), 3, "Onsite"),
    "no such day": (("plain", "Fax", "--description", "x", "--due", "someday"), 2, "someday"),
    "end before start": (("plain", "Fax", "--description", "x", "--start", "fri 9am", "--end", "8am"), 2, "after"),
    "password": (("plain", "Fax", "--description", "password: hunter2x"), 8, "password"),
    "list": (("plain", "Fax", "--description", "<ul><li>x</li></ul>"), 8, "<ul>"),
    "disabled": ((str(shop.DISABLED), "Fax", "--description", "x"), 8, "disabled"),
    "end without start": (("plain", "Fax", "--description", "x", "--end", "3pm"), 2, "--start"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_one_line_with_its_exit_code(line: Line, syncro_side: Syncro, name: str) -> None:
    words, code, said = WRONG[name]
    done = line("create", *words)
    assert (done.code, len(done.err.splitlines())) == (code, 1), done.err
    assert said in done.err
    assert syncro_side.writes() == []


@pytest.mark.parametrize(("typed", "writes"), [("n", 0), ("y", 3)])
def test_on_a_terminal_one_pass_of_questions_then_the_preview_then_only_a_yes_writes(
    syncro_side: Syncro, tmp_path: Path, typed: str, writes: int
) -> None:
    terminal = Terminal(["create"], environment(syncro_side.base_url, tmp_path / "home"))
    for question, answer in (
        *(("Customer", "plain paper"), ("Subject", "Fax machine hums"), ("Description", "All day")),
        *(("Problem type", ""), ("Priority", "high"), ("Due", "2031-12-05"), ("Assign to", "me"), ("Contact", "pa")),
        *(
            ("Asset", ""),
            ("Site", ""),
            ("Appointment start", "2031-12-01 2pm"),
            ("Appointment end", ""),
            ("Appointment type", ""),
        ),
        *(("Location", ""), ("Which contact is 'pa'? [1-2]", "2"), ("[y/N]", typed)),
    ):
        terminal.answer(question, answer)
    assert terminal.end() == 0, terminal.said
    assert terminal.said.index("Mon 2031-12-01 14:00") < terminal.said.index("[y/N]")
    assert len(syncro_side.writes()) == writes
    found = [each for each in syncro_side.records("tickets") if each["subject"] == "Fax machine hums"]
    assert [each["contact_id"] for each in found] == ([shop.PAT] if writes else [])


def test_the_customers_own_are_shown_to_choose_from_by_number_or_by_name(syncro_side: Syncro, tmp_path: Path) -> None:
    terminal = Terminal(["create"], environment(syncro_side.base_url, tmp_path / "home"))
    for question, answer in (
        *(("Customer", "e"), ("Which customer is 'e'? [1-4]", "plain")),
        *(("Subject", "Fax machine hums"), ("Description", "All day"), ("Problem type", "Remote"), ("Priority", "1")),
        *(("Due", ""), ("Assign to", "blake"), ("Contact", "2"), ("Asset", "1"), ("Site", "warehouse")),
        *(("Appointment start", "2031-12-01 2pm"), ("Appointment end", ""), ("Appointment type", "onsite")),
        *(("Location", ""), ("[y/N]", "y")),
    ):
        terminal.answer(question, answer)
    assert terminal.end() == 0, terminal.said
    places = ["Which customer", "Subject:", "Pat Paper, pat@c101.example", "Contact", "PLAIN-LT-01, SN-601", "Asset"]
    places += ["Warehouse, 9 Dock Road", "Site"]
    assert sorted(places, key=terminal.said.index) == places
    [ticket] = [each for each in syncro_side.records("tickets") if each["subject"] == "Fax machine hums"]
    wanted = {"customer_id": shop.PLAIN, "contact_id": shop.PAT, "asset_ids": [601], "address_id": shop.WAREHOUSE}
    wanted |= {"problem_type": "Remote", "user_id": shop.BLAKE, "priority": "1 High"}
    assert {name: ticket[name] for name in wanted} == wanted


def test_the_customer_is_settled_before_anything_else_is_asked(syncro_side: Syncro, tmp_path: Path) -> None:
    terminal = Terminal(["create"], environment(syncro_side.base_url, tmp_path / "home"))
    terminal.answer("Customer", "nobody at all")
    assert terminal.end() == 3
    assert "Subject" not in terminal.said


def test_two_mails_are_said_to_be_two(line: Line, syncro_side: Syncro) -> None:
    visit = ("--start", "2031-12-01 2pm")
    plan = line(*CREATE, *visit, "--email", "--json").json
    assert "mail.twice" in {each["code"] for each in plan["findings"]}
    assert "Two e-mails go out" in line(*CREATE, *visit, "--email").out
    for words in ((*CREATE, "--email"), (*CREATE, *visit)):
        assert "Two e-mails" not in line(*words).out
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"])
    assert done.code == 0, done.err
    assert len(syncro_side.control("GET", "outbox")["outbox"]) == 2

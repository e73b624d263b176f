"""A person sees the whole plan before saying yes, and customers' text can't become markup (design §3.2, §7)."""

import re
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from rules_stage import plan

from syncro.calls import Call
from syncro.rules import findings
from syncro.rules.plans.markdown import render
from syncro.rules.plans.plan import Evidence, Expected, Plan, Step, Subject, called
from syncro.rules.plans.preview import Section, body_text, sections
from syncro.rules.words.texts import body_of

HOSTILE = (
    "**pay** [here](http://x.example) <img src=x onerror=a()> | `code` ~~no~~ # h {a} \\* _u_\n# heading\n| a | b |"
)


def section(made: Plan, title: str) -> Section | None:
    return next((each for each in sections(made) if each.title == title), None)


def rows(made: Plan, title: str) -> list[str]:
    found = section(made, title)
    return [" ".join(row) for row in found.rows] if found else []


def test_every_request_is_shown_with_method_path_body_and_owner() -> None:
    shown = rows(plan(), "Requests")
    assert shown[0] == "1. POST /tickets/900/comment as Ana Reyes the work in words"
    assert shown[1] == ' {"subject":"Resolution","body":"a<br>b"}'
    assert shown[2].startswith("2. POST /tickets/900/add_line_item")
    assert '"price_retail":150.00' in shown[3]


def test_a_value_that_an_earlier_step_yields_is_shown_as_such() -> None:
    assert '"after":"{id of comment}"' in rows(plan(), "Requests")[3]


def test_a_request_without_a_body_is_one_row() -> None:
    step = Step("delete", Call("invoices.delete", {"id": 50}), "ana", "Ana Reyes", "it goes", "can't be undone")
    assert rows(plan(steps=(step,)), "Requests") == ["1. DELETE /invoices/50 as Ana Reyes it goes"]


def test_the_comment_is_shown_as_it_will_be_read() -> None:
    first, second = plan().steps
    body = body_of("1 < 2 & <b>R&D</b>\n&amp; done")
    first = msgspec.structs.replace(first, call=Call("tickets.comment", {"id": 900}, body={"body": body}))
    shown = rows(plan(steps=(first, second)), "Comment")
    assert shown == ["the work in words:", "  1 < 2 & <b>R&D</b>", "  &amp; done"]


def test_lines_show_real_name_quantity_rate_tax_and_amount() -> None:
    assert rows(plan(), "Lines") == ["Labor - Remote Business 0.75 150.00 no 112.50 "]


def test_a_line_already_there_is_told_from_a_new_one() -> None:
    made = plan()
    (line,) = made.expected.lines
    old = msgspec.structs.replace(line, new=False, taxable=True)
    shown = rows(plan(expected=Expected(lines=(old,))), "Lines")
    assert shown == ["Labor - Remote Business 0.75 150.00 yes 112.50 already there"]


@pytest.mark.parametrize(
    ("expected", "shown"),
    [
        (
            Expected(total="108.00", subtotal="100.00", tax="8.00"),
            ["Subtotal 100.00", "Tax 8.00", "Total 108.00"],
        ),
        (
            Expected(subtotal="100.00"),
            ["Subtotal 100.00", "Tax as Syncro computes it", "Total not known before"],
        ),
        (Expected(), []),
    ],
)
def test_the_result_says_what_is_known_and_what_is_not(expected: Expected, shown: list[str]) -> None:
    assert rows(plan(expected=expected), "Result") == shown


def test_the_block_is_shown_before_and_after() -> None:
    expected = Expected(subtotal="0.00", tax="0.00", total="0.00", prepay_before="3.00", prepay_after="0.75")
    assert rows(plan(expected=expected), "Result")[0] == "Prepay hours 3.00 → 0.75"
    same = Expected(subtotal="1.00", prepay_before="10.75", prepay_after="10.75")
    assert rows(plan(expected=same), "Result")[0] == "Prepay hours 10.75 (unchanged)"
    drawn = Expected(subtotal="0.00", tax="0.00", total="0.00", prepay_drawn="0.75", prepay_saved="112.50")
    assert rows(plan(expected=drawn), "Result")[0] == "Covered by prepay 0.75 h  \N{MINUS SIGN}112.50"
    none = Expected(subtotal="1.00", prepay_before="0.00", prepay_after="0.00")
    assert not any("Prepay" in row for row in rows(plan(expected=none), "Result"))


def test_findings_evidence_existing_and_undo_are_shown() -> None:
    said = (findings.info("a", "one"), findings.warning("b", "two"), findings.block("c", "three"))
    made = plan(findings=said, evidence=(Evidence("Rate", "150.00", "GET /products/1"),), existing=("Line 1",))
    assert rows(made, "Checks") == ["· one", "! two", "✗ three"]
    assert rows(made, "Based on") == ["Rate 150.00 GET /products/1"]
    assert rows(made, "Already on the ticket") == ["Line 1"]
    assert rows(made, "To undo") == ["Comment can't be undone", "Line remove it"]


@pytest.mark.parametrize(
    ("name", "group", "words"),
    [
        ("line-1", "tickets", "line 1"),
        ("comment", "tickets", "comment"),
        ("undo-line-1", "tickets", "undo line 1"),
        ("tickets-timer_entry", "tickets", "request"),
        ("undo-customer_assets-create", "customer_assets", "undo request"),
    ],
)
def test_a_step_is_called_in_words(name: str, group: str, words: str) -> None:
    assert called(name, group) == words


def test_what_the_plan_is_about_comes_first_and_empty_parts_are_left_out() -> None:
    assert rows(plan(policy="2026-06"), "") == [
        "Ticket #32164 Mail is slow",
        "Customer Copper Kettle Cafe",
        "Account https://shop.example/api/v1",
        "Policy 2026-06",
        "Will be written as Ana Reyes",
    ]
    assert rows(plan(subject=None), "") == ["Account https://shop.example/api/v1", "Will be written as Ana Reyes"]
    assert section(plan(), "Checks") is None


def test_each_owner_is_named_once() -> None:
    first, second = plan().steps
    steps = (first, msgspec.structs.replace(second, owner="Bo Lind"), first)
    assert rows(plan(steps=steps), "")[-1] == "Will be written as Ana Reyes, Bo Lind"


def test_the_body_is_the_json_that_is_sent() -> None:
    assert body_text({"price_retail": Decimal("150.00"), "n": None}) == '{"price_retail":150.00,"n":null}'


# Markdown.


def hostile_plan() -> Plan:
    first, second = plan().steps
    first = msgspec.structs.replace(
        first, reason=HOSTILE, call=Call("tickets.comment", {"id": 900}, body={"body": HOSTILE})
    )
    (line,) = plan().expected.lines
    return plan(
        title=HOSTILE,
        subject=Subject("ticket", 1, "1", HOSTILE, HOSTILE),
        steps=(first, second),
        existing=(HOSTILE,),
        findings=(findings.warning("a", HOSTILE),),
        expected=Expected(lines=(msgspec.structs.replace(line, name=HOSTILE),)),
    )


def unescaped(text: str, chars: str) -> Any:
    return re.search(rf"(?<!\\)(?:\\\\)*[{re.escape(chars)}]", text)


def test_hostile_text_becomes_no_markup() -> None:
    lines = render(hostile_plan().title, sections(hostile_plan())).splitlines()
    for line in lines:
        assert not unescaped(line.lstrip("# "), "<>[]*`~_{}#")
        assert line.startswith(("# ", "## ", "- ", "| ")) or not line


def test_a_hostile_name_can_not_break_its_table() -> None:
    lines = render("t", sections(hostile_plan())).splitlines()
    table = [line for line in lines if line.startswith("| ")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in table} == {7}


def test_markdown_has_a_heading_a_table_and_lists() -> None:
    text = render("Bill", [Section("Lines", (("a", "1"), ("", "-")), ("Name", "Qty"), (1,)), Section("", (("x", ""),))])
    assert text == "# Bill\n\n## Lines\n\n| Name | Qty |\n| --- | ---: |\n| a | 1 |\n|  | - |\n\n- x\n"

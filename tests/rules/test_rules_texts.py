"""What is typed arrives as it was typed, and what must not be in a text is found (R-57, R-81)."""

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rules_stage import codes

from syncro.rules.words.credentials import Secrets
from syncro.rules.words.texts import body_of, check, one_line, plain

TYPED = [
    "It costs $150 and ${HOME} stays",
    "He said \"no\", she said 'yes'",
    "ran `rm -rf /tmp/x` on the box",
    "Grüße, 東京, 🎉 done",
    "<b>bold</b> is not markup here",
    "a < b and b > c",
    "1<2",
    "R&D and AT&T",
    "typed &amp; as it stands",
    "typed &lt;b&gt; as it stands",
    "https://shop.example/?a=1&copy=2&notify=3",
    "&#65; and &#x41; and &#66",
    "</3 broken heart",
    "<!-- hidden? -->",
    "<?php ?>",
    "C:\\Users\\ana\\",
    "<script>alert(1)</script>",
]


def browser(body: str) -> str:
    """How a browser reads a body, told without the code under test: breaks, then no tag may be left, then entities."""
    lines = body.split("<br>")
    assert not any(re.search(r"<[a-zA-Z/!?]", line) for line in lines)
    return "\n".join(html.unescape(line) for line in lines)


@pytest.mark.parametrize("text", TYPED)
def test_typed_text_is_read_as_typed(text: str) -> None:
    assert browser(body_of(text)) == text
    assert plain(body_of(text)) == text


@given(st.text(st.sampled_from("ab <>&;#/!?$`\"'x4\n\rBRbr🎉é=-"), max_size=30))
def test_any_text_is_read_as_typed_but_for_space_and_breaks(text: str) -> None:
    wanted = " ".join(re.sub(r"<br\s*/?>", "\n", text, flags=re.IGNORECASE).split())
    assert " ".join(browser(body_of(text)).split()) == wanted
    assert plain(body_of(text)) == wanted


def test_lines_become_breaks_whatever_system_they_were_typed_on() -> None:
    assert body_of("  one \r\ntwo\n\nthree\n") == "one<br>two<br><br>three"


@pytest.mark.parametrize("typed", ["a<br>b", "a<BR/>b", "a<br />b", "a\nb"])
def test_a_typed_break_is_a_break(typed: str) -> None:
    assert body_of(typed) == "a<br>b"


@pytest.mark.parametrize(
    "returned", ["one\ntwo", "one<br>two", "<p>one</p><p>two</p>", "one<br />\n two", "<div>one<br/>two</div>"]
)
def test_what_comes_back_equals_what_was_sent_in_any_format(returned: str) -> None:
    assert plain(returned) == plain(body_of("one\ntwo"))


def test_words_that_a_break_divides_do_not_run_together() -> None:
    assert plain("one<br>two") != plain("onetwo")


def test_a_line_items_narrative_is_one_line() -> None:
    assert one_line(" Cleaned\nthe<br>mailbox \t of R&D ") == "Cleaned the mailbox of R&D"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "text.empty"),
        (" \n ", "text.empty"),
        ("<ul><li>one</li></ul>", "text.list"),
        ("<OL>", "text.list"),
        ("key abc123", "text.key"),
        ("T" + "0123456789abcdef-" + "0123456789abcdef" * 2, "text.secret"),
        ("-----BEGIN RSA PRIVATE KEY-----", "text.secret"),
        ("Password: Hunter2!", "text.secret"),
        ("the new password is correcthorse", "text.secret"),
        ("pwd=abcd", "text.secret"),
        ("ghp_0123456789abcdefghij", "text.secret"),
        ("bell \x07", "text.control"),
        ("escape \x1b[31m", "text.control"),
        ("half a character \ud800", "text.control"),
    ],
)
def test_each_forbidden_thing_is_found_by_name(text: str, code: str) -> None:
    assert codes(check(text, where="comment", visible=True, secrets=Secrets(("abc123", "")))) == [code]


@pytest.mark.parametrize(
    "text",
    [
        "Reset the password for the front desk",
        "The password was reset and works",
        "Her password is locked, unlocked it",
        "passwords: none given",
        "a < b, <b>bold</b>, list of users, <link>",
        "tab\tand\nline\r\nbreaks",
    ],
)
def test_ordinary_words_about_work_raise_nothing(text: str) -> None:
    assert codes(check(text, where="comment", visible=True)) == []


def test_an_internal_note_may_hold_what_a_customer_must_not_see_but_never_our_key() -> None:
    note = "password is correcthorse, key abc123"
    assert codes(check(note, where="note", visible=False, secrets=Secrets(("abc123",)))) == ["text.key"]

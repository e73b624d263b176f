"""What reaches the terminal and what goes into a pipe; questions, and nobody there to answer them."""

import io
from typing import Any

import pytest

from syncro.cli.context import App
from syncro.cli.options import Options
from syncro.cli.output import ask_text, ask_yes, check_fields, choose, emit, note, warn
from syncro.cli.text import strong
from syncro.config.settings import Environment
from syncro.errors import UsageError, Wrote


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def app(*, typed: str = "", terminal: bool = True, env: dict[str, str] | None = None, **options: Any) -> App:
    kind = Terminal if terminal else io.StringIO
    streams = {"stdin": kind(typed), "stdout": kind(), "stderr": kind()}
    return App(Options(**options), env=Environment(env or {}), **streams)


def printed(of: App) -> str:
    return of.stdout.getvalue()  # type: ignore[attr-defined]


def said(of: App) -> str:
    return of.stderr.getvalue()  # type: ignore[attr-defined]


def test_what_a_customer_wrote_cannot_steer_the_terminal() -> None:
    run = app()
    emit(run, None, lambda: "subject \x1b]0;owned\x07\x1b[2Jhere")
    warn(run, "server said \x1b[31mno")
    assert printed(run) == "subject \\u001b]0;owned\\u0007\\u001b[2Jhere\n"
    assert said(run) == "server said \\u001b[31mno\n"


def test_our_own_emphasis_shows_on_a_terminal_only_and_not_with_no_color() -> None:
    for run, expected in [
        (app(), "\x1b[1mhead\x1b[0m\n"),
        (app(env={"NO_COLOR": "1"}), "head\n"),
        (app(env={"TERM": "dumb"}), "head\n"),
        (app(terminal=False), "head\n"),
    ]:
        emit(run, None, lambda: strong("head"))
        assert printed(run) == expected


def test_json_escapes_what_would_steer_a_terminal_and_keeps_the_value() -> None:
    run = app(terminal=False, json=())
    emit(run, {"a": "x\x9b\u202ey\x1bz"}, lambda: "")
    assert printed(run) == '{"a":"x\\u009b\\u202ey\\u001bz"}\n'


def test_a_bare_jq_string_is_cleaned_for_a_terminal_and_exact_in_a_pipe() -> None:
    for terminal, expected in [(True, "\\u001b[31mred\n"), (False, "\x1b[31mred\n")]:
        run = app(terminal=terminal, jq=".a")
        emit(run, {"a": "\x1b[31mred"}, lambda: "")
        assert printed(run) == expected


def test_a_field_that_does_not_exist_is_refused_before_anything_is_sent() -> None:
    run = app(json=("nope",))
    with pytest.raises(UsageError, match="Choose one of: id, total"):
        check_fields(run, ("id", "total"))
    with pytest.raises(UsageError) as caught:
        emit(run, {"id": 1}, lambda: "", wrote=Wrote.YES)
    assert caught.value.wrote is Wrote.YES


def test_a_jq_filter_that_is_wrong_is_refused_before_anything_is_sent() -> None:
    with pytest.raises(UsageError):
        check_fields(app(jq=".["), ())
    with pytest.raises(UsageError, match="--jq failed"):
        emit(app(jq=".a.b"), {"a": "text"}, lambda: "")


def test_quiet_silences_notes_and_not_warnings() -> None:
    run = app(quiet=True)
    note(run, "reading")
    warn(run, "may be incomplete")
    assert said(run) == "may be incomplete\n"


@pytest.mark.parametrize(
    ("typed", "answer"), [("y\n", True), ("YES\n", True), ("\n", False), ("n\n", False), ("yep\n", False)]
)
def test_only_y_or_yes_is_a_yes(typed: str, answer: bool) -> None:
    run = app(typed=typed)
    assert ask_yes(run, "Write this?", missing="--confirm") is answer
    assert said(run) == "Write this? [y/N] "
    assert printed(run) == ""


def test_a_choice_is_asked_until_it_is_one_of_the_numbers_or_means_one() -> None:
    run = app(typed="0\nabc\nexample\n3\n2\n")
    assert choose(run, "Which customer?", ["Example A", "Example B"], missing="CUSTOMER") == 1
    assert "  2  Example B" in said(run)
    assert "'abc' matches none of these" in said(run)
    assert "'example' matches 2 of these" in said(run)


@pytest.mark.parametrize(
    ("typed", "meant"), [("remote", 0), ("Emergency", 2), ("onsite", 1), ("prepaid", 3), ("labor - onsite", 1)]
)
def test_a_choice_may_be_named_by_its_key_or_by_words_that_fit_no_other(typed: str, meant: int) -> None:
    labor = ["remote: Labor - Remote", "onsite: Labor - Onsite", "emergency: Labor - Emergency or remote", "x: Prepaid"]
    assert choose(app(typed=f"{typed}\n"), "Labor", labor, missing="--labor") == meant


def test_a_text_has_a_default_or_is_asked_again() -> None:
    assert ask_text(app(typed="\n"), "Status", missing="--status", default="New") == "New"
    assert ask_text(app(typed="\n \nwork\n"), "Work", missing="--work") == "work"


@pytest.mark.parametrize("options", [{"terminal": False}, {"no_input": True}])
def test_with_nobody_to_ask_the_missing_input_is_named(options: dict[str, Any]) -> None:
    run = app(typed="y\n", **options)
    for ask in (
        lambda: ask_yes(run, "Sure?", missing="--minutes"),
        lambda: ask_text(run, "How long?", missing="--minutes"),
        lambda: choose(run, "Which?", ["a"], missing="--minutes"),
    ):
        with pytest.raises(UsageError, match="--minutes is missing"):
            ask()
    assert said(run) == ""


def test_an_input_that_ends_is_a_usage_error_and_no_yes() -> None:
    with pytest.raises(UsageError, match="input ended"):
        ask_yes(app(typed=""), "Sure?", missing="--confirm")

"""What a person reads: one line that ends well, commands that can be pasted, help that fits 80 columns."""

import ast
import io
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import click
import pytest

from syncro import errors
from syncro.api.words import doing
from syncro.catalog import OPERATIONS
from syncro.cli import exits, labor, text
from syncro.cli.command import Within
from syncro.cli.commands import doctor as doctor_command
from syncro.cli.labor import Labor
from syncro.cli.root import load
from syncro.cli.table import COMMANDS
from syncro.config.settings import Environment, home_of
from syncro.errors import UsageError, Wrote
from syncro.rules.doctor import fail, ok
from syncro.workflows.reading.policies import read_policy
from syncro.workflows.session import Session
from test_citations import SOURCE

WIDTH = 80
OURS = ("cli", "config", "store", "api", "errors.py")
PROSE = {"with", "then", "and", "or", "lists", "takes", "once", "where"}


@pytest.mark.parametrize(
    ("hint", "end"),
    [
        ("syncro plan show 7k3m9xq2", "Try: syncro plan show 7k3m9xq2"),
        ("chmod go-w here", "Try: chmod go-w here"),
        ("plan it again", "Plan it again."),
        ("Name one, or give its id.", "Name one, or give its id."),
        ("Make a new key. Try: syncro login", "Make a new key. Try: syncro login"),
        ("To reverse it: syncro plan undo 7k3m9xq2", "To reverse it: syncro plan undo 7k3m9xq2"),
        ("", "Nothing was written."),
    ],
)
def test_try_is_followed_by_a_command_alone_and_advice_is_a_sentence(hint: str, end: str) -> None:
    assert exits.failure(errors.Refused("It is so", hint=hint)).line.endswith(f". {end}")


@pytest.mark.parametrize("words", ["it may still", "nothing was written", "nothing was written. It may still"])
@pytest.mark.parametrize(("wrote", "told"), [(each, told) for each, told in exits.WORDS.items()])
def test_no_words_of_a_server_take_away_what_is_said_of_the_data(words: str, wrote: Wrote, told: str) -> None:
    refused = errors.Rejected(words, status=422, wrote=wrote, is_quoted=True)
    assert told in exits.failure(refused).line, exits.failure(refused).line
    stopped = errors.Stale(f"Stopped before the invoice: the subject is now {words!r}", wrote=wrote)
    assert told in exits.failure(stopped).line


def test_an_end_that_says_so_itself_is_not_said_twice() -> None:
    assert exits.failure(errors.Refused("It is there already: nothing was written")).line.count("written") == 1


def hints_in(tree: ast.AST) -> list[str]:
    """Every hint as written, an x where a value comes in."""
    written = [
        each.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        for each in node.keywords
        if each.arg == "hint"
    ]
    return [
        "".join(str(part.value) if isinstance(part, ast.Constant) else "x" for part in getattr(hint, "values", [hint]))
        for hint in written
        if isinstance(hint, ast.Constant | ast.JoinedStr)
    ]


def test_every_hint_that_begins_with_our_name_can_be_pasted_as_it_is() -> None:
    files = [
        path for name in OURS for path in ([SOURCE / name] if name.endswith(".py") else (SOURCE / name).rglob("*.py"))
    ]
    found = [hint for path in files for hint in hints_in(ast.parse(path.read_text("utf-8")))]
    assert len(found) > 50
    ours = [hint.split() for hint in found if hint.startswith("syncro ")]
    assert [words for words in ours if PROSE & set(words) or any(word.endswith((",", ";")) for word in words)] == []
    assert [words for words in ours if words[1] not in COMMANDS and not words[1].startswith(("-", "x"))] == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("the key is gone", "syncro: The key is gone."),
        ("can't reach it", "syncro: Can't reach it."),
        ("--tech needs a value", "syncro: --tech needs a value."),
        ("'abc' is not a number", "syncro: 'abc' is not a number."),
    ],
)
def test_an_error_begins_with_a_capital_unless_with_something_typed(said: str, shown: str) -> None:
    assert exits.failure(errors.UsageError(said)).line.startswith(shown)


@pytest.mark.parametrize(
    "words", ["bill 5", "bil 5", "api DELETE /tickets/5", "plan execute x", "ticket 5", "tiket 5", "", "plan list"]
)
def test_every_error_says_once_what_happened_to_the_data(bare: Callable[..., Any], words: str) -> None:
    assert bare(*words.split(), "--bogus").err.count("othing was written") == 1


def test_it_is_never_said_twice() -> None:
    line = exits.failure(errors.ConfigError("x.csv exists already: nothing was written.")).line
    assert line.lower().count("nothing was written") == 1


@pytest.mark.parametrize("wrote", [Wrote.YES, Wrote.UNKNOWN])
def test_what_a_closed_plan_wrote_earlier_doesnt_read_as_written_now(wrote: Wrote) -> None:
    line = exits.failure(errors.PlanClosed("Plan x was already carried out.", wrote=wrote)).line
    assert line == "syncro: Plan x was already carried out. Nothing was sent this time."


def test_the_help_of_everything_fits_80_columns(bare: Callable[..., Any]) -> None:
    assert [line for line in bare("--help").out.splitlines() if len(line) > WIDTH] == []


@pytest.mark.parametrize("noun", [name for name in COMMANDS if isinstance(load(name), click.Group)])
def test_no_verbs_summary_is_cut_off(noun: str) -> None:
    shown = click.Context(load(noun), info_name=noun, terminal_width=WIDTH).get_help()
    listed = shown.partition("Commands:")[2].partition("The global options")[0]
    assert listed.strip()
    assert "..." not in listed


def test_the_prepay_split_has_one_name_in_help_and_its_old_one_still_works() -> None:
    bill = load("bill")
    shown = click.Context(bill, terminal_width=WIDTH).get_help()
    assert "--split-prepay" in shown
    assert "--split-block" not in shown
    for flag in ("--split-prepay", "--split-block"):
        with bill.make_context("bill", ["5", flag]) as context:
            assert bill.invoke(context).options.labor.split_prepay is True
    with bill.make_context("bill", ["5"]) as context:
        assert bill.invoke(context).options.labor.split_prepay is False


def test_a_policy_is_shown_in_words(bare: Callable[..., Any]) -> None:
    shown = bare("policy", "show").out
    assert [raw for raw in ("times_factor", "own", "Block", "50 %") if raw in shown.split()] == []
    assert [
        part for part in ("hours × 1.5", "channel price × 1.5", "emergency price", "Customer") if part not in shown
    ] == []


@pytest.mark.parametrize("typed", ["99999", "-1", "many"])
def test_a_number_out_of_bounds_is_told_in_words(bare: Callable[..., Any], typed: str) -> None:
    said = bare("search", "x", "--comments", typed).err
    assert f"'{typed}' must be 0 to 5000." in said
    assert "<=" not in said
    assert "...." not in said


def test_bounds_without_an_upper_end_are_told_too() -> None:
    with pytest.raises(click.BadParameter, match="must be a whole number, 1 or more"):
        Within(1).convert("0", None, None)


def someone(**more: Any) -> Any:
    return SimpleNamespace(is_interactive=False, **more)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (Labor(), "--labor and --minutes are missing. Choose a labor key: "),
        (Labor(minutes=5), "--labor is missing. Choose a labor key: "),
        (Labor(key="remote"), "--minutes is missing."),
    ],
)
def test_all_that_is_missing_is_named_at_once(given: Labor, said: str) -> None:
    policy, _ = read_policy("2026-06", home_of(Environment()))
    with pytest.raises(UsageError) as caught:
        labor.works_of(someone(), given, policy)
    assert caught.value.message.startswith(said)


def test_minutes_are_asked_for_until_they_are_minutes(monkeypatch: pytest.MonkeyPatch) -> None:
    answers, told = iter(["an hour", "-5", "0", "1.5", "45"]), io.StringIO()
    monkeypatch.setattr(labor, "ask_text", lambda *_, **__: next(answers))
    monkeypatch.setattr(labor, "warn", lambda _, message: told.write(f"{message}\n"))
    assert labor.ask_minutes(someone(), "Minutes worked", least=1) == 45
    assert told.getvalue().count("Please type one") == 4


@pytest.mark.parametrize("row", OPERATIONS, ids=lambda row: row.id)
def test_every_request_has_words_for_what_it_does(row: Any) -> None:
    words = doing(row)
    assert words.split()[0].endswith("ing")
    assert not {".", "_", "{"} & set(words)


def test_waiting_is_told_once_and_only_where_it_is_noticed() -> None:
    told: list[str] = []
    session: Any = SimpleNamespace(tell=told.append, _has_waited=False)
    for seconds in (0.2, 1.9, 2.0, 30.0, 60.0):
        Session._waits(session, seconds)
    assert told == ["Rate limit: waiting 2 s."]


def test_a_check_up_breaks_its_lines_at_the_terminals_width_and_loses_nothing() -> None:
    checks = [ok("doctor.key", "word " * 40), fail("doctor.journal", "It can't be opened.", "do this " * 20)]
    page = doctor_command._page(checks, WIDTH)
    assert max(map(len, page.splitlines())) <= WIDTH
    assert page.count("word") == 40
    assert page.count("do this") == 20
    assert len(doctor_command._page(checks, None).splitlines()) == 2


@pytest.mark.parametrize(("number", "shown"), [(0, "0 entries"), (1, "1 entry"), (2, "2 entries")])
def test_one_is_no_plural(number: int, shown: str) -> None:
    assert text.counted(number, "entry") == shown

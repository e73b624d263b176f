"""Global options before and after the command; what counts as a field list of --json."""

import click
import pytest

from syncro.cli.command import NUMBER, Action, command, group
from syncro.cli.options import FLAGS, JSON, VALUES, Line, Options, following, leading
from syncro.cli.root import load
from syncro.cli.table import COMMANDS
from syncro.errors import UsageError


@command("ticket", example="x")
@click.argument("number", type=NUMBER)
@click.option("--work")
@click.option("-f", "--field", multiple=True)
@click.option("--all", "everything", is_flag=True)
def ticket(number: int, work: str | None, field: tuple[str, ...], everything: bool) -> Action: ...


@command("list", example="x")
def listing() -> Action: ...


@command("update", example="x")
@click.argument("number", type=NUMBER)
@click.argument("status", required=False)
def update(number: int, status: str | None) -> Action: ...


plan = group("plan", summary="", example="x", commands=[listing, ticket])


def split(command: click.Command, line: str) -> Line:
    return following(Line(Options(), line.split()), command)


@pytest.mark.parametrize(
    ("line", "json", "words"),
    [
        ("32164", None, "32164"),
        ("32164 --json", (), "32164"),
        ("--json 32164", (), "32164"),
        ("32164 --json subject", ("subject",), "32164"),
        ("--json subject 32164", ("subject",), "32164"),
        ("--json subject,status 32164", ("subject", "status"), "32164"),
        ("--json=subject 32164", ("subject",), "32164"),
        ("32164 --json= --all", (), "32164 --all"),
        ("32164 --json --all", (), "32164 --all"),
        ("32164 --all --json subject", ("subject",), "32164 --all"),
        ("--json 32164 --work subject", (), "32164 --work subject"),
        ("--work --json 32164", None, "--work --json 32164"),
        ("-f --tech 32164 --json", (), "-f --tech 32164"),
        ("-- --json", None, "-- --json"),
        ("--json subject", (), "subject"),
    ],
)
def test_the_word_after_json_is_a_field_list_only_if_nothing_else_needs_it(
    line: str, json: tuple[str, ...] | None, words: str
) -> None:
    got = split(ticket, line)
    assert (got.options.json, got.words) == (json, words.split())


def test_an_optional_argument_does_not_turn_the_number_into_a_field() -> None:
    got = split(update, "--json 32164 Resolved")
    assert (got.options.json, got.words) == ((), ["32164", "Resolved"])


@pytest.mark.parametrize(
    ("line", "json", "words"),
    [
        ("list --json", (), "list"),
        ("--json list", (), "list"),
        ("list --json id", ("id",), "list"),
        ("--json ticket 5", (), "ticket 5"),
        ("ticket --json 5", (), "ticket 5"),
        ("ticket 5 --json id", ("id",), "ticket 5"),
        ("ticket --work --json 5", None, "ticket --work --json 5"),
    ],
)
def test_in_a_group_the_verb_decides_what_is_needed(line: str, json: tuple[str, ...] | None, words: str) -> None:
    got = split(plan, line)
    assert (got.options.json, got.words) == (json, words.split())


def test_all_global_options_work_after_the_command() -> None:
    got = split(ticket, "5 --profile p --tech=t --jq .a --no-input --dry-run --quiet --verbose --work w")
    assert got.words == ["5", "--work", "w"]
    assert got.options == Options("p", "t", None, ".a", no_input=True, dry_run=True, quiet=True, verbose=True)


@pytest.mark.parametrize(
    ("line", "json", "words"),
    [
        ("--json ticket 5", (), "ticket 5"),
        ("--json a,b ticket 5", ("a", "b"), "ticket 5"),
        ("--json number", ("number",), ""),
        ("--json", (), ""),
        ("--tech blake --no-input ticket 5", None, "ticket 5"),
        ("--help", None, "--help"),
        ("--mine --json", None, "--mine --json"),
    ],
)
def test_global_options_work_before_the_command(line: str, json: tuple[str, ...] | None, words: str) -> None:
    got = leading(line.split(), {"ticket"})
    assert (got.options.json, got.words) == (json, words.split())


def test_an_option_after_the_command_wins_over_the_same_before_it() -> None:
    before = leading(["--tech", "avery", "ticket"], {"ticket"})
    assert following(Line(before.options, ["5", "--tech", "blake"]), ticket).options.tech == "blake"


@pytest.mark.parametrize("line", ["5 --tech", "5 --tech=", "5 --profile=", "5 --jq=", "5 --quiet=yes"])
def test_a_missing_or_needless_value_is_a_usage_error(line: str) -> None:
    with pytest.raises(UsageError):
        split(ticket, line)


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_has_an_option_of_its_own_named_like_a_global_one(name: str) -> None:
    todo, taken = [load(name)], {JSON, *FLAGS, *VALUES}
    while todo:
        found = todo.pop()
        todo += getattr(found, "commands", {}).values()
        assert not taken & {word for option in found.params for word in option.opts}

"""`syncro skill install`: the file Claude Code reads, whose every command exists and which can't skip a person's yes."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from syncro.cli.commands.skill import text_of
from syncro.cli.options import Line as Words
from syncro.cli.options import Options, following
from syncro.cli.root import load

Syncro = Callable[..., Any]
PLACE = Path(".claude/skills/syncro/SKILL.md")


def front_matter() -> dict[str, str]:
    head = text_of().split("---\n")[1]
    return dict(line.split(": ", 1) for line in head.strip().splitlines())  # type: ignore[misc]


def commands() -> list[str]:
    return list(re.findall(r"`(syncro [^`]+)`", text_of()))


def leaf(command: click.Command, words: list[str]) -> tuple[click.Command, list[str]]:
    """The verb of a noun, and what follows it."""
    while isinstance(command, click.Group) and words and words[0] in command.commands:
        command, words = command.commands[words[0]], words[1:]
    return command, words


@pytest.mark.parametrize("flag", ["--user", "--project"])
def test_it_is_written_where_claude_code_looks(
    bare: Syncro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, flag: str
) -> None:
    places = {"--user": tmp_path / "me", "--project": tmp_path / "work"}
    for place in places.values():
        place.mkdir()
    monkeypatch.setenv("HOME", str(places["--user"]))
    monkeypatch.chdir(places["--project"])
    assert bare("skill", "install", flag, "--dry-run").code == 0
    assert not any((place / PLACE).exists() for place in places.values())
    done = bare("skill", "install", flag, "--json")
    assert done.json == {"file": str(places[flag] / PLACE), "status": "written"}
    assert [(place / PLACE).exists() for place in places.values()] == [name == flag for name in places]
    assert (places[flag] / PLACE).read_text() == text_of() == bare("skill", "show").out


def test_a_changed_file_is_replaced_only_when_told(
    bare: Syncro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    bare("skill", "install")
    assert bare("skill", "install", "--json", "status").json == {"status": "unchanged"}
    (tmp_path / PLACE).write_text("my own\n")
    refused = bare("skill", "install")
    assert refused.code == 8
    assert "--force" in refused.err
    assert (tmp_path / PLACE).read_text() == "my own\n"
    assert bare("skill", "install", "--force", "--json", "status").json == {"status": "replaced"}
    assert (tmp_path / PLACE).read_text() == text_of()


def test_the_front_matter_is_what_claude_code_takes() -> None:
    head = front_matter()
    assert set(head) == {"name", "description", "argument-hint", "allowed-tools", "disable-model-invocation"}
    assert head["name"] == "syncro"
    assert 0 < len(head["description"]) <= 1024
    assert head["disable-model-invocation"] == "true", "only a person starts what may cost money"


def test_nothing_that_writes_runs_without_the_person_being_asked() -> None:
    allowed = re.findall(r"Bash\(([^)]*)\)", front_matter()["allowed-tools"])
    assert allowed
    for each in allowed:
        words = each.removesuffix(":*").split()
        assert words[0] == "syncro"
        assert words[1:2] != ["plan"] or words[1:] in (["plan", "list"], ["plan", "show"])
        leaf(load(words[1]), words[2:])
        assert words[1] not in {"bill", "comment", "update", "close", "create", "estimate", "api", "login", "tech"}


def test_every_command_it_mentions_exists_with_its_options() -> None:
    found = commands()
    assert len(found) > 12
    for each in found:
        words = shlex.split(each)[1:]
        if words == ["--help"]:
            continue
        command = load(words[0])
        rest = following(Words(Options(), words[1:]), command).words
        if "--help" in rest:
            continue
        verb, arguments = leaf(command, rest)
        with verb.make_context(each, arguments):
            pass


def test_it_drives_the_program_without_questions_and_waits_for_a_yes() -> None:
    text = text_of()
    for each in commands():
        if "--help" not in each and "--markdown" not in each:
            assert each.endswith("--no-input --json"), each
    assert (
        text.index("plan show PLAN_ID --markdown") < text.index("Wait for a yes") < text.index("plan execute PLAN_ID")
    )
    assert len(text.splitlines()) < 80


def test_two_places_for_one_skill_are_refused(line: Any) -> None:
    done = line("skill", "install", "--user", "--project", "--dry-run")
    assert done.code == 2
    assert "Use either --user or --project, not both." in done.err

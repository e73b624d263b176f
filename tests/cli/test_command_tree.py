"""One group serves dispatch, help, global options and completion: what one of them knows, the others know too."""

import pkgutil
import re
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from msgspec import Struct, ValidationError

from syncro.cli import commands
from syncro.cli.command import filled
from syncro.cli.options import FLAGS, JSON, VALUES
from syncro.cli.root import load
from syncro.cli.table import COMMANDS

Syncro = Callable[..., Any]
CLI = Path(commands.__file__).parents[1]
VERBS = [(name, verb) for name in COMMANDS for verb in getattr(load(name), "commands", {})]
PATHS = [*((name,) for name in COMMANDS), *VERBS]
SHELLS = ("bash", "zsh", "fish", "powershell")


def offered(bare: Syncro, monkeypatch: pytest.MonkeyPatch, shell: str, *words: str) -> list[str]:
    """The values that a shell is offered for the last of the words."""
    typed = ["syncro", *words]
    with monkeypatch.context() as patch:
        patch.setenv("_SYNCRO_COMPLETE", f"{shell}_complete")
        patch.setenv("COMP_WORDS", ("\n" if shell == "powershell" else " ").join(typed))
        patch.setenv("COMP_CWORD", typed[-1] if shell in {"fish", "powershell"} else str(len(typed) - 1))
        lines = bare().out.splitlines()
    if shell == "zsh":
        return list(lines[1::3])
    return [re.sub(r"^plain,", "", line).partition("\t")[0] for line in lines if line]


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
def test_every_shell_is_offered_all_options_that_dispatch_understands(
    bare: Syncro, monkeypatch: pytest.MonkeyPatch, path: tuple[str, ...]
) -> None:
    found = {shell: offered(bare, monkeypatch, shell, *path, "--") for shell in SHELLS}
    assert found["bash"] == found["zsh"] == found["fish"] == found["powershell"]
    command: click.Command = load(path[0])
    if isinstance(command, click.Group) and path[1:]:
        command = command.commands[path[1]]
    shown = [option for option in command.params if not getattr(option, "hidden", False)]
    own = {word for option in shown for word in (*option.opts, *option.secondary_opts) if word[:2] == "--"}
    assert set(found["bash"]) == own | {JSON, "--help", *FLAGS, *VALUES}
    for option in found["bash"]:
        # With --help nothing runs; an option that isn't known is refused all the same.
        assert "No such option" not in bare(*path, "--help", option).err, option


@pytest.mark.parametrize("shell", SHELLS)
def test_every_shell_is_offered_every_command_and_verb(
    bare: Syncro, monkeypatch: pytest.MonkeyPatch, shell: str
) -> None:
    for name in COMMANDS:
        assert name in offered(bare, monkeypatch, shell, name[:3])
    for name, verb in VERBS:
        assert verb in offered(bare, monkeypatch, shell, name, verb[:2])


@pytest.mark.parametrize("path", PATHS, ids=" ".join)
@pytest.mark.parametrize("before", [["help"], ["--help"], ["--json", "help", "--quiet"]], ids=" ".join)
def test_help_before_a_command_or_verb_is_its_own_help(bare: Syncro, path: tuple[str, ...], before: list[str]) -> None:
    assert bare(*before, *path).out == bare(*path, "--help").out


@pytest.mark.parametrize("words", [("help",), ("help", "help"), ("--help", "-h"), ("--quiet", "help")])
def test_help_alone_is_the_manual(bare: Syncro, words: tuple[str, ...]) -> None:
    done = bare(*words)
    assert (done.code, done.out) == (0, bare("--help").out)


@pytest.mark.parametrize("name", COMMANDS)
def test_a_global_option_before_the_command_does_what_it_does_after_it(bare: Syncro, name: str) -> None:
    for option in (["--json"], ["--json=number"], ["--tech", "blake", "--json"], ["--quiet", "--jq", "."]):
        before, after = bare(*option, name, "--no-such"), bare(name, "--no-such", *option)
        assert before == after
        assert before.code == 2
        assert before.json["error"]["exit_code"] == 2


def test_every_module_with_a_command_is_in_the_table_under_its_own_name() -> None:
    modules = [each.name for each in pkgutil.iter_modules(commands.__path__)]
    with_command = {name for name in modules if hasattr(import_module(f"{commands.__name__}.{name}"), "parse")}
    assert with_command == {name.replace("-", "_") for name in COMMANDS}


@pytest.mark.parametrize(
    ("words", "env", "imported"),
    [
        (["--help"], {}, set()),
        (["--json", "--help"], {}, set()),
        (["tikcet"], {}, set()),
        ([], {"_SYNCRO_COMPLETE": "bash_complete", "COMP_WORDS": "syncro cust", "COMP_CWORD": "1"}, set()),
        (["log", "--help"], {}, {"log"}),
    ],
    ids=["help", "help as data", "mistyped", "completing a name", "one command"],
)
def test_a_command_is_imported_only_when_it_is_named(
    words: list[str], env: dict[str, str], imported: set[str], tmp_path: Path
) -> None:
    code = (
        "import sys; from syncro.cli.main import run; run(sys.argv[1:]); lead = 'syncro.cli.commands.';"
        "sys.exit(' '.join(name.removeprefix(lead) for name in sys.modules if name.startswith(lead)))"
    )
    command = [sys.executable, "-c", code, *words]
    done = subprocess.run(
        command, capture_output=True, text=True, check=False, env={"SYNCRO_HOME": str(tmp_path), **env}
    )
    assert set(done.stderr.splitlines()[-1].split()) == imported


class Given(Struct, frozen=True):
    number: int
    text: str | None = None


def test_flags_become_options_of_the_declared_types_or_nothing() -> None:
    assert filled(Given, {"number": 5, "text": None}) == Given(5)
    with pytest.raises(TypeError, match="no field txt"):
        filled(Given, {"number": 5, "txt": "a"})
    with pytest.raises(ValidationError):
        filled(Given, {"number": "5"})
    with pytest.raises(ValidationError):
        filled(Given, {})


def test_the_command_line_is_typed_without_an_exception() -> None:
    assert [path.name for path in CLI.rglob("*.py") if "type: ignore" in path.read_text(encoding="utf-8")] == []

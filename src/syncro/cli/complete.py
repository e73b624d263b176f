"""Shell completion through click: the script to install, and the answers it asks for. Never opens a connection."""

from copy import copy
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem, get_completion_class, shell_complete

from syncro.cli.options import FLAGS, JSON, JSON_HELP, VALUES
from syncro.cli.powershell import ANSWER, PowerShellComplete
from syncro.cli.registry import load
from syncro.cli.streams import write_line
from syncro.cli.table import COMMANDS
from syncro.errors import UsageError

if TYPE_CHECKING:
    from syncro.cli.context import App

VARIABLE = "_SYNCRO_COMPLETE"
SHELLS = ("bash", "zsh", "fish", "powershell")


class Root(click.Group):
    """All commands as click's completion wants them; each is imported only when it is completed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command with the global options added, as they may follow it too."""
        if cmd_name not in COMMANDS:
            return None
        return _with_globals(load(cmd_name))

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands with the table's summaries, without importing them."""
        found = [
            CompletionItem(name, help=entry.summary) for name, entry in COMMANDS.items() if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)


def script(shell: str) -> str:
    """What the shell has to evaluate. Raises UsageError for a shell that isn't served."""
    if shell == PowerShellComplete.name:
        return PowerShellComplete(_root(), {}, "syncro", VARIABLE, {}).source()
    served = get_completion_class(shell)
    if served is None or shell not in SHELLS:
        raise UsageError(f"No completion for {shell!r}; there is: {', '.join(SHELLS)}.")
    made = served(_root(), {}, "syncro", VARIABLE).source()
    # Click's fish function would cut a summary at its first comma.
    return made.replace('string split ","', 'string split --max 1 ","')


def answer(app: "App") -> int:
    """Answer the shell's question in `_SYNCRO_COMPLETE`; click prints the candidates."""
    if app.env[VARIABLE] == ANSWER:
        write_line(app.stdout, PowerShellComplete(_root(), {}, "syncro", VARIABLE, app.env).complete())
        return 0
    return shell_complete(_root(), {}, "syncro", VARIABLE, app.env[VARIABLE])


def _with_globals(command: click.Command) -> click.Command:
    """The command, and each verb of a noun, with the global options."""
    full = copy(command)
    full.params = [*command.params, *_global_options()]
    if isinstance(full, click.Group):
        full.commands = {name: _with_globals(each) for name, each in full.commands.items()}
    return full


def _root() -> Root:
    return Root("syncro", params=_global_options())


def _global_options() -> list[click.Parameter]:
    flags = [click.Option([name], is_flag=True, help=meaning) for name, (_, meaning) in FLAGS.items()]
    values = [click.Option([name], metavar=metavar, help=meaning) for name, (_, metavar, meaning) in VALUES.items()]
    return [*flags, *values, click.Option([JSON], is_flag=True, help=JSON_HELP[1])]

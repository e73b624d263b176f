"""The whole command line as one click group, for dispatch, help and completion alike. A command is imported when it is named."""

from importlib import import_module
from typing import TYPE_CHECKING

import click

from syncro.cli.command import SETTINGS, Action, Completed
from syncro.cli.options import Line, following
from syncro.cli.streams import write_line
from syncro.cli.table import COMMANDS
from syncro.config import settings
from syncro.errors import UsageError

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

    from syncro.cli.context import App

NAME = "syncro"


class Root(Completed, click.Group):
    """`syncro` itself. Knows its commands from the table alone."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where somebody is still typing it. Raises UsageError with the likeliest ones."""
        return None if ctx.resilient_parsing and cmd_name not in COMMANDS else load(cmd_name)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> "list[CompletionItem]":
        """Commands with the table's summaries, without importing them."""
        from click.shell_completion import CompletionItem

        found = [
            CompletionItem(name, help=entry.summary) for name, entry in COMMANDS.items() if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)


ROOT = Root(NAME, context_settings=SETTINGS)


def load(name: str) -> click.Command:
    """The command of that name, importing only that one. Raises UsageError with the likeliest ones."""
    if name not in COMMANDS:
        from difflib import get_close_matches

        close = get_close_matches(name, COMMANDS, 3)
        likely = f" Did you mean: {', '.join(close)}?" if close else ""
        raise UsageError(f"No command {name!r}.{likely}", hint=f"{NAME} --help")
    command: click.Command = import_module(f"syncro.cli.commands.{name.replace('-', '_')}").parse
    return command


def action_of(app: "App", line: Line) -> Action | None:
    """What a line that begins with a command asks for; None when that is help, which is then printed.

    The app learns the global options after the command's name before the rest is parsed. Raises UsageError in one line,
    and NotConfigured: without an account that comes before anything a well-formed line lacks.
    """
    name = line.words[0]
    full = following(Line(line.options, line.words[1:]), load(name))
    app.options = full.options
    try:
        with ROOT.make_context(NAME, [name, *full.words]) as context:
            action: Action = ROOT.invoke(context)
    except click.exceptions.Exit:
        return None
    except click.exceptions.NoArgsIsHelpError as error:
        # A noun without a verb asks what there is.
        write_line(app.stdout, error.format_message())
        return None
    except click.UsageError as error:
        raise _one_line(error) from None
    if COMMANDS[name].needs_account:
        settings.refuse_unconfigured(app.options.profile, app.env)
    return action


def _one_line(error: click.UsageError) -> UsageError:
    usage, path = (error.ctx.get_usage(), error.ctx.command_path) if error.ctx else ("", NAME)
    text = " ".join(_ended(part) for part in (error.format_message(), usage) if part)
    return UsageError(" ".join(text.split()), hint=f"{path} --help")


def _ended(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else f"{text}."

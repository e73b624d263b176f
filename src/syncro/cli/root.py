"""The whole command line as one click group: dispatch, help, global options, completion. A command is imported when it is named."""

from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module
from typing import TYPE_CHECKING

import click
from click.shell_completion import CompletionItem
from msgspec.structs import replace

from syncro.cli import manual
from syncro.cli.command import HELP_OPTIONS, SETTINGS, Action, Completed
from syncro.cli.options import Line, Options, asks_for_json, following, leading
from syncro.cli.streams import write_line
from syncro.cli.table import COMMANDS, DEFAULT
from syncro.config import settings
from syncro.errors import UsageError

if TYPE_CHECKING:
    from syncro.cli.context import App

NAME = "syncro"
HELP = "help"
NAMES = (*COMMANDS, HELP)


class Root(Completed, click.Group):
    """`syncro` itself. Its context's object is the App, which learns the global options as soon as they are known."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, once the global options are taken out. Raises UsageError."""
        if ctx.resilient_parsing:
            return super().parse_args(ctx, args)
        line = _begun(leading(args, NAMES))
        ctx.obj.options = _guessed(args, line.options)
        command = load(line.words[0])
        full = following(Line(line.options, line.words[1:]), command)
        ctx.obj.options = full.options
        return super().parse_args(ctx, [line.words[0], *full.words])

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        """Names, in the table's order."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where somebody is still typing it. Raises UsageError with the likeliest ones."""
        return None if ctx.resilient_parsing and cmd_name not in COMMANDS else load(cmd_name)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """Commands with the table's summaries, without importing them."""
        found = [
            CompletionItem(name, help=entry.summary) for name, entry in COMMANDS.items() if name.startswith(incomplete)
        ]
        return found + click.Command.shell_complete(self, ctx, incomplete)


ROOT = Root(NAME, context_settings=SETTINGS)


def load(name: str) -> click.Command:
    """The command of that name, importing only that one. Raises UsageError with the likeliest ones."""
    if name == HELP:
        return click.Command(HELP, callback=lambda: Action(manual.show))
    if name not in COMMANDS:
        close = get_close_matches(name, COMMANDS, 3)
        likely = f" Did you mean: {', '.join(close)}?" if close else ""
        raise UsageError(f"No command {name!r}.{likely}", hint=f"{NAME} --help")
    command: click.Command = import_module(f"syncro.cli.commands.{name.replace('-', '_')}").parse
    return command


def action_of(app: "App", words: Sequence[str]) -> Action | None:
    """What the words ask for; None when they asked for help, which is then printed.

    Raises UsageError in one line. Without an account that comes before anything a well-formed line lacks: NotConfigured.
    """
    try:
        with ROOT.make_context(NAME, list(words), obj=app) as context:
            action: Action = ROOT.invoke(context)
    except click.exceptions.Exit:
        return None
    except click.exceptions.NoArgsIsHelpError as error:
        # A noun without a verb asks what there is.
        write_line(app.stdout, error.format_message())
        return None
    except click.UsageError as error:
        raise _one_line(error) from None
    entry = COMMANDS.get(context.invoked_subcommand or "")
    if entry and entry.needs_account:
        settings.refuse_unconfigured(app.options.profile, app.env)
    return action


def _begun(line: Line) -> Line:
    """The line beginning with a command: `help plan` is `plan --help`, and a line that names none means the default."""
    is_question = False
    while line.words and line.words[0] in {HELP, *HELP_OPTIONS}:
        line, is_question = leading(line.words[1:], NAMES, line.options), True
    if is_question:
        return Line(line.options, [*line.words, HELP_OPTIONS[-1]] if line.words else [HELP])
    if not line.words or line.words[0].startswith("-"):
        return Line(line.options, [DEFAULT, *line.words])
    return line


def _guessed(words: Sequence[str], options: Options) -> Options:
    """Until the command is known, `--json` after its name is only a guess, and still says how to show an error."""
    return replace(options, json=()) if asks_for_json(words) and not options.wants_json else options


def _one_line(error: click.UsageError) -> UsageError:
    usage, path = (f" {error.ctx.get_usage()}.", error.ctx.command_path) if error.ctx else ("", NAME)
    return UsageError(" ".join(f"{error.format_message()}{usage}".split()), hint=f"{path} --help")

"""From a command's name to the command, importing only that one. Never runs it."""

from importlib import import_module

import click

from syncro.cli.table import COMMANDS
from syncro.errors import UsageError


def load(name: str) -> click.Command:
    """The command of that name; raises UsageError with the likeliest ones."""
    if name not in COMMANDS:
        raise UsageError(f"No command {name!r}.{_likely(name)}", hint="syncro --help")
    module, _, function = COMMANDS[name].target.partition(":")
    found = getattr(import_module(module), function)
    assert isinstance(found, click.Command)  # noqa: S101 - the table is ours
    return found


def _likely(name: str) -> str:
    from difflib import get_close_matches

    close = get_close_matches(name, COMMANDS, 3)
    return f" Did you mean: {', '.join(close)}?" if close else ""

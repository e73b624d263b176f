"""`syncro completion SHELL`: the script that makes the shell complete our commands. Installs nothing."""

import click
from msgspec import Struct

from syncro.cli.command import Action, command
from syncro.cli.complete import SHELLS, script
from syncro.cli.context import App
from syncro.cli.output import emit


class Options(Struct, frozen=True):
    """bash, zsh, fish or powershell."""

    shell: str


@command(
    "completion",
    example='eval "$(syncro completion bash)"\n'
    "syncro completion fish > ~/.config/fish/completions/syncro.fish\n"
    "syncro completion powershell >> $PROFILE",
)
@click.argument("shell", type=click.Choice(SHELLS))
def parse(shell: str) -> Action:
    """Print the completion script for bash, zsh, fish or PowerShell."""
    return Action(run, Options(shell))


def run(app: App, options: Options) -> None:
    """Print it."""
    made = script(options.shell)
    emit(app, {"shell": options.shell, "script": made}, lambda: made)

"""`syncro --help`: all commands, global options, exit codes, environment, from their tables. Imports no command."""

from typing import TYPE_CHECKING

from syncro.cli import exits, text
from syncro.cli.options import FLAGS, JSON, JSON_HELP, VALUES
from syncro.cli.output import emit
from syncro.cli.table import COMMANDS

if TYPE_CHECKING:
    from syncro.cli.context import App

VARIABLES = {
    "SYNCRO_HOME": "folder of configuration, journal and mirror",
    "SYNCRO_PROFILE": "the account to use, as --profile",
    "SYNCRO_BASE_URL": "address of the account",
    "SYNCRO_API_KEY": "API key of the acting tech",
    "SYNCRO_POLICY": "billing rules to use, such as 2026-05",
    "SYNCRO_REQUESTS_PER_MINUTE": "rate limit to keep, 180; 0 is none",
    "SYNCRO_SETTLE": "when to check again after a lost answer (seconds)",
    "SYNCRO_RESEND_AFTER": "seconds before resume sends what is missing again",
    "SYNCRO_TRUST_COMMANDS": "1: run key commands (cmd:) without asking",
    "NO_COLOR": "no colors, whatever its value",
}


def show(app: "App") -> int:
    """Print it; with --json the same as data."""
    emit(app, data(), page)
    return exits.OK


def data() -> dict[str, object]:
    """Commands, global options, exit codes and environment as plain data."""
    return {
        "commands": {name: entry.summary for name, entry in COMMANDS.items()},
        "options": dict(_options()),
        "exit_codes": {str(code): meaning for code, meaning in exits.MEANINGS.items()},
        "environment": VARIABLES,
    }


def page() -> str:
    """The whole page as text."""
    parts = (
        "Usage: syncro [GLOBAL OPTIONS] [COMMAND] …\n\n"
        "Tickets, time and invoices in Syncro. Without a command: the open tickets.",
        _section("Commands", [(name, entry.summary) for name, entry in COMMANDS.items()]),
        _section("Global options, before or after the command", _options()),
        _section("Exit codes", [(str(code), meaning) for code, meaning in exits.MEANINGS.items()]),
        _section("Environment", list(VARIABLES.items())),
        f"{text.strong('Examples')}\n  syncro --profile sandbox\n  syncro ticket 32164 --json number,status",
    )
    return "\n\n".join(parts)


def _options() -> list[tuple[str, str]]:
    valued = [(f"{name} {metavar}", meaning) for name, (metavar, meaning) in VALUES.items()]
    return [(f"{JSON} {JSON_HELP[0]}", JSON_HELP[1]), *valued, *FLAGS.items(), ("--version", "the version")]


def _section(title: str, rows: list[tuple[str, str]]) -> str:
    return f"{text.strong(title)}\n{text.indented(text.table(rows), '  ')}"

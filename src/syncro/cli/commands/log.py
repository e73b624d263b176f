"""`syncro log NUMBER`: writes the session log of a ticket to a file of its own (R-82). Writes nothing to Syncro."""

import click
from msgspec import Struct

from syncro.cli.command import NUMBER, Action, command
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note
from syncro.workflows.session_log import keep, make

FIELDS = ("number", "path", "text")


class Options(Struct, frozen=True):
    """The visible number."""

    number: int


@command("log", example="syncro log 32164\nsyncro log 32164 --dry-run")
@click.argument("number", type=NUMBER)
def parse(number: int) -> Action:
    """Write the session log of a ticket: subject, comments, resolution, time, invoice, and what was written from here.

    The file is clients/CUSTOMER/session-logs/DATE-NUMBER.md under the folder `session_logs` of config.toml; none is overwritten.
    """
    return Action(run, Options(number))


def run(app: App, options: Options) -> None:
    """Read, write the file, say where it is; a dry run shows the text instead."""
    check_fields(app, FIELDS)
    log = make(app.session, options.number)
    if app.options.dry_run:
        emit(app, {"number": log.number, "path": None, "text": log.text}, log.text.rstrip, fields=FIELDS)
        note(app, "Dry run: no file was written.")
        return
    path = keep(app.session, log)
    emit(app, {"number": log.number, "path": str(path), "text": log.text}, lambda: str(path), fields=FIELDS)

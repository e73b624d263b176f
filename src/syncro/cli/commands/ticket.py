"""`syncro ticket NUMBER`: one ticket whole (R-02). Only reads; what it shows is laid out in `ticket_page`."""

import click
from msgspec import Struct

from syncro.cli.command import NUMBER, Action, command
from syncro.cli.commands.ticket_page import FIELDS, data, page
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit
from syncro.workflows.reading.whole_ticket import whole_ticket


class Options(Struct, frozen=True):
    """`number` is the visible one, never the internal id (R-02)."""

    number: int


@command("ticket", example="syncro ticket 32164\nsyncro ticket 32164 --json status,billing")
@click.argument("number", type=NUMBER)
def parse(number: int) -> Action:
    """Show one ticket: people, dates, the last comments, time, line items and billing status."""
    return Action(run, Options(number))


def run(app: App, options: Options) -> None:
    """Read it whole and print it."""
    check_fields(app, FIELDS)
    whole = whole_ticket(app.reader, options.number, app.session, app.session.account)
    shown = (whole.ticket, whole.billing, whole.names, whole.prepay_hours)
    emit(app, data(*shown), lambda: page(*shown), fields=FIELDS)

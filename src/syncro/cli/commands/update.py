"""`syncro update NUMBER [STATUS]`: status, priority, due date, assignee, contact, problem type (R-04). Parses; decides nothing."""

import click
from msgspec.structs import replace

from syncro.cli.command import NUMBER, Action, command
from syncro.cli.confirming import offer
from syncro.cli.context import App
from syncro.cli.output import ask_text
from syncro.cli.picking import chooser
from syncro.cli.surroundings import surroundings
from syncro.workflows.updating import UpdateRequest, plan_update


@command(
    "update",
    example="syncro update 32164 'Waiting on Customer'\n"
    "syncro update 32164 --priority high --due 'fri 16:00'\n"
    "syncro update 32164 --assign me --contact dana",
)
@click.argument("number", type=NUMBER)
@click.argument("status", default="")
@click.option("--priority", default="", metavar="NAME", help="One of the account's own, such as high.")
@click.option("--problem-type", default="", metavar="NAME", help="One of the account's own; the closest is taken.")
@click.option("--due", default="", metavar="TIME", help="Due date: fri, tomorrow 2pm, 2026-11-20T14:30.")
@click.option("--assign", "assignee", default="", metavar="NAME", help="Give the ticket to this tech, or to me.")
@click.option("--contact", default="", metavar="NAME", help="One of the customer's contacts.")
def parse(**flags: object) -> Action:
    """Change a ticket: only what is named; each value is checked against the account's own lists."""
    return Action(run, UpdateRequest(**flags))  # type: ignore[arg-type]


def run(app: App, request: UpdateRequest) -> int:
    """Plan it, show it, and go on only with a yes."""
    status = request.status
    if not request.asks:
        status = ask_text(app, "New status", missing="STATUS, or a flag such as --due")
    asked = replace(request, tech=app.config.tech.alias, status=status)
    return offer(app, plan_update(asked, surroundings(app), chooser(app)))

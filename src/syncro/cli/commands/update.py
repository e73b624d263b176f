"""`syncro update NUMBER [STATUS]`: status, priority, due date, assignee, contact, problem type (R-04). Parses; decides nothing."""

import click
from msgspec.structs import replace

from syncro.cli.command import NUMBER, Action, filled, writing
from syncro.cli.context import App
from syncro.cli.output import ask_text
from syncro.cli.proposing import propose
from syncro.errors import UsageError
from syncro.workflows.planners.updating import UPDATE, UpdateRequest

CLEARING = {
    "no_due": ("due_date", "--due", "due"),
    "no_assignee": ("user_id", "--assign", "assignee"),
    "no_contact": ("contact_id", "--contact", "contact"),
}
"""Flag → the ticket's field that it makes none, the flag that gives it a value, and that flag's own name."""


@writing(
    UPDATE,
    example="syncro update 32164 'Waiting on Customer'\n"
    "syncro update 32164 --priority high --due 'fri 16:00'\n"
    "syncro update 32164 --assign me --contact dana\n"
    "syncro update 32164 --no-assignee --no-due",
)
@click.argument("number", type=NUMBER)
@click.argument("status", default="")
@click.option("--priority", default="", metavar="NAME", help="One of the account's own, such as high.")
@click.option("--problem-type", default="", metavar="NAME", help="One of the account's own; the closest is taken.")
@click.option("--due", default="", metavar="TIME", help="Due date: fri, tomorrow 2pm, 2026-11-20T14:30.")
@click.option("--assign", "assignee", default="", metavar="NAME", help="Give the ticket to this tech, or to me.")
@click.option("--contact", default="", metavar="NAME", help="One of the customer's contacts.")
@click.option("--no-due", is_flag=True, help="Take the due date off.")
@click.option("--no-assignee", is_flag=True, help="Give the ticket to nobody.")
@click.option("--no-contact", is_flag=True, help="Take the contact off; e-mail then goes to the customer.")
def parse(**flags: object) -> Action:
    clears = [flag for flag in CLEARING if flags.pop(flag)]
    for flag in clears:
        _, option, name = CLEARING[flag]
        if flags[name]:
            raise UsageError(f"Use either {option} or --{flag.replace('_', '-')}, not both.")
    return Action(run, filled(UpdateRequest, flags | {"clears": tuple(CLEARING[flag][0] for flag in clears)}))


def run(app: App, request: UpdateRequest) -> int:
    """Plan it, show it, and go on only with a yes."""
    status = request.status
    if not request.asks:
        status = ask_text(app, "New status", missing="STATUS, or a flag such as --due")
    asked = replace(request, tech=app.config.tech.alias, status=status)
    return propose(app, UPDATE, asked)

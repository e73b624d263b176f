"""`syncro move-appointment CUSTOMER`: found by customer and date, moved, read back (R-10). Parses and asks; decides nothing."""

import click
from msgspec.structs import replace

from syncro.cli.command import Action, Within, filled, writing
from syncro.cli.context import App
from syncro.cli.output import ask_text, need_somebody, note
from syncro.cli.proposing import propose, surroundings
from syncro.workflows.planners.moving import MOVE, MoveRequest, find, slot_for


@writing(
    MOVE,
    example="syncro move-appointment dental --date fri --start 14:30\n"
    "syncro move-appointment 'Example Dental' --date 2026-11-20 --start 'tomorrow 2pm' --end 'tomorrow 3:30pm' --json",
)
@click.argument("customer")
@click.option(
    "--date",
    "day",
    default="",
    metavar="DATE",
    help="The day it is on now; left out: yesterday to 60 days ahead are looked through.",
)
@click.option(
    "--start",
    default="",
    metavar="TIME",
    help="New start. A time alone is on the appointment's own day; `tomorrow 2pm` is from today.",
)
@click.option("--end", default="", metavar="TIME", help="New end; as long as before if left out.")
@click.option("--id", "id", type=Within(min=1), help="Internal id of the appointment, where several match.")
def parse(**flags: object) -> Action:
    return Action(run, filled(MoveRequest, flags))


def run(app: App, request: MoveRequest) -> int:
    """Find it, ask for the new time where somebody is there, plan it, and go on only with a yes."""
    asked = replace(request, tech=app.config.tech.alias)
    if not asked.start:
        asked = _asked(app, asked)
    return propose(app, MOVE, asked)


def _asked(app: App, request: MoveRequest) -> MoveRequest:
    """The request with a new start and end, asked for beside the appointment that is meant."""
    need_somebody(app, "--start TIME")
    found = find(request, surroundings(app))
    note(app, found.words)
    start = ask_text(app, "New start", missing="--start TIME")
    as_long = f"{slot_for(found, start, '', app.now()).end:%H:%M}"
    end = request.end or ask_text(app, "New end", missing="--end TIME", default=as_long)
    return replace(
        request, start=start, end="" if end == as_long else end, id=found.appointment.id, customer_id=found.customer.id
    )

"""`syncro tickets`, and `syncro` alone: the open tickets, one line each (R-01). Only reads."""

from typing import Any

import click
from msgspec import Struct

from syncro.cli import text
from syncro.cli.command import Action, command
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note, warn
from syncro.cli.picking import chooser
from syncro.records import Ticket
from syncro.workflows.reading.account import statuses_of
from syncro.workflows.reading.lookup import listed_value
from syncro.workflows.reading.open_tickets import tickets_of

FIELDS = (
    "number",
    "status",
    "customer",
    "subject",
    "priority",
    "problem_type",
    "tech",
    "created_at",
    "updated_at",
    "due_date",
    "id",
    "customer_id",
)


class Options(Struct, frozen=True):
    """`mine`: only the acting tech's. `status`: this one instead of all open ones."""

    mine: bool = False
    status: str = ""


@command("tickets", example="syncro\nsyncro tickets --mine --json number,subject")
@click.option("--mine", is_flag=True, help="Only tickets assigned to the owner of the key.")
@click.option(
    "--status", default="", metavar="STATUS", help="Only this status, one of the account's own, such as scheduled."
)
def parse(mine: bool, status: str) -> Action:
    """Show the open tickets, one line each."""
    return Action(run, Options(mine, status))


def run(app: App, options: Options) -> None:
    """Read and print."""
    check_fields(app, FIELDS)
    status = _status(app, options.status) if options.status else ""
    listing = tickets_of(app.reader, mine=options.mine, status=status)
    shown = list(listing)
    emit(app, [row(ticket) for ticket in shown], lambda: lines(shown), fields=FIELDS, cut=True)
    if not listing.complete:
        warn(app, f"Syncro didn't send the whole list. Shown: {text.counted(len(shown), 'ticket')}; there may be more.")
    elif not shown:
        note(app, f"No {'open tickets' if not status else 'tickets with status ' + status}.")


def _status(app: App, typed: str) -> str:
    """The account's own spelling, for the filter takes no other. Raises UsageError listing what there is."""
    status, found = listed_value("status", typed, statuses_of(app.reader), chooser(app))
    for finding in found:
        warn(app, finding.text)
    return status


def row(ticket: Ticket) -> dict[str, Any]:
    """One ticket as it is shown in every list of tickets."""
    return {
        "number": ticket.number,
        "status": ticket.status,
        "customer": ticket.customer_business_then_name,
        "subject": ticket.subject,
        "priority": ticket.priority,
        "problem_type": ticket.problem_type,
        "tech": ticket.user.full_name if ticket.user else None,
        "created_at": ticket.created_at,
        "updated_at": ticket.updated_at,
        "due_date": ticket.due_date,
        "id": ticket.id,
        "customer_id": ticket.customer_id,
    }


def lines(tickets: list[Ticket]) -> str:
    """`#32164  New       Customer name      Subject`, columns aligned (R-01)."""
    return text.table(
        (f"#{ticket.number}", ticket.status, ticket.customer_business_then_name, ticket.subject) for ticket in tickets
    )

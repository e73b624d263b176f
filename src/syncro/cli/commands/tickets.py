"""`syncro tickets`, and `syncro` alone: the open tickets, one line each (R-01). Only reads."""

from typing import Any

import click
from msgspec import Struct
from msgspec.structs import replace

from syncro.cli import text
from syncro.cli.command import Action, command
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note, warn
from syncro.cli.picking import chooser
from syncro.records import Ticket
from syncro.workflows.reading.account import statuses_of
from syncro.workflows.reading.lookup import listed_value

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
NOT_OPEN = frozenset({"resolved", "closed", "invoiced"})


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
    """Read, filter again here because Syncro may ignore a filter (facts §3), print."""
    check_fields(app, FIELDS)
    options = replace(options, status=_status(app, options.status)) if options.status else options
    filters: dict[str, Any] = {"status": options.status or "Not Closed", **({"mine": True} if options.mine else {})}
    listing = app.reader.tickets(**filters)
    wanted = [ticket for ticket in listing if _is_wanted(ticket, options)]
    if options.mine:
        wanted = _owned(wanted, app.reader.me().user_id)
    emit(app, [row(ticket) for ticket in wanted], lambda: lines(wanted), fields=FIELDS, cut=True)
    if not listing.complete:
        warn(
            app, f"Syncro didn't send the whole list. Shown: {text.counted(len(wanted), 'ticket')}; there may be more."
        )
    elif not wanted:
        note(app, f"No {'open tickets' if not options.status else 'tickets with status ' + options.status}.")


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


def _is_wanted(ticket: Ticket, options: Options) -> bool:
    status = ticket.status.strip().casefold()
    return status == options.status.strip().casefold() if options.status else status not in NOT_OPEN


def _owned(tickets: list[Ticket], user_id: int) -> list[Ticket]:
    return [ticket for ticket in tickets if (ticket.user_id or (ticket.user and ticket.user.id)) == user_id]

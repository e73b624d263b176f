"""`syncro move-appointment CUSTOMER`: found by customer and date, moved, read back (R-10). Parses and asks; decides nothing."""

from datetime import datetime, time

import click
from msgspec import Struct

from syncro.cli import picking
from syncro.cli.command import Action, command, filled
from syncro.cli.confirming import offer
from syncro.cli.context import App
from syncro.cli.output import ask_text, note
from syncro.cli.surroundings import surroundings
from syncro.errors import NotFound, Refused
from syncro.records import Appointment, Customer
from syncro.rules import dates
from syncro.rules.moving import Slot, people_of, slot_of
from syncro.workflows.account import Account, read_account
from syncro.workflows.lookup import the_one
from syncro.workflows.moving import MoveRequest, Window, appointments_in, of_customer, plan_move, usual_window

LAST_MINUTE = time(23, 59)


class Options(Struct, frozen=True):
    """The flags as typed; a missing start is asked for or named."""

    customer: str
    day: str | None = None
    start: str | None = None
    end: str | None = None
    id: int | None = None


@command(
    "move-appointment",
    example="syncro move-appointment dental --date fri --start 14:30\n"
    "syncro move-appointment 'Example Dental' --date 2026-11-20 --start 'tomorrow 2pm' --end 'tomorrow 3:30pm' --json",
)
@click.argument("customer")
@click.option(
    "--date",
    "day",
    metavar="DATE",
    help="The day it is on now; left out: yesterday to 60 days ahead are looked through.",
)
@click.option(
    "--start",
    metavar="TIME",
    help="New start. A time alone is on the appointment's own day; `tomorrow 2pm` is from today.",
)
@click.option("--end", metavar="TIME", help="New end; as long as before if left out.")
@click.option("--id", "id", type=click.IntRange(min=1), help="Internal id of the appointment, where several fit.")
def parse(**flags: object) -> Action:
    """Move a customer's appointment to another time, in the account's time zone. Conflicts of its tech are shown."""
    return Action(run, filled(Options, flags))


def run(app: App, options: Options) -> int:
    """Find it, ask for the new time, plan it, and go on only with a yes."""
    customer = picking.customer(app, options.customer)
    account = read_account(app.reader, app.now())
    now = app.now().astimezone(account.zone)
    window = _window(options.day, now, account)
    appointment = _found(app, options, customer, window, account)
    slot = _slot(app, options, appointment, now)
    request = MoveRequest(appointment, customer, slot, window, app.config.tech.alias, tuple(account.findings()))
    return offer(app, plan_move(request, surroundings(app)))


def _window(day: str | None, now: datetime, account: Account) -> Window:
    if day is None:
        return usual_window(now.date(), account.zone)
    meant = dates.parse(day, now, at=LAST_MINUTE).date()
    return Window(meant, meant, account.zone)


def _found(app: App, options: Options, customer: Customer, window: Window, account: Account) -> Appointment:
    listing = appointments_in(app.reader, window)
    own = of_customer(listing, customer.id)
    found = [each for each in own if options.id in (None, each.id)]
    if not listing.complete:
        raise Refused(f"More appointments from {window.words} than were looked at.", hint="give --date")
    if not found:
        which = f" with id {options.id}" if options.id else ""
        raise NotFound(
            f"{customer.shown_name} has no appointment{which} from {window.words} ({len(listing)} were looked at).",
            hint="give another --date",
        )
    names = {user.id: user.name for user in account.users}
    choose = picking.chooser(app, hint="give --date, or --id")
    picked = the_one("appointment", options.customer, found, lambda each: _line(each, account, names), choose)
    note(app, _line(picked, account, names))
    return picked


def _slot(app: App, options: Options, appointment: Appointment, now: datetime) -> Slot:
    """The new slot. Without an end it is as long as before; asked for where the start was asked for."""
    before = slot_of(appointment)
    assert before is not None  # noqa: S101 - it was found by its start
    before = before.within(now.tzinfo) if now.tzinfo else before
    typed = options.start or ask_text(app, "New start", missing="--start TIME")
    start = dates.parse_on(typed, now, before.start)
    kept = dates.later(start, dates.length(before.start, before.end))
    if options.end:
        return Slot(start, dates.parse_on(options.end, now, start))
    if options.start or not app.is_interactive:
        return Slot(start, kept)
    answer = ask_text(app, "New end", missing="--end TIME", default=f"{kept:%H:%M}")
    return Slot(start, kept if answer == f"{kept:%H:%M}" else dates.parse_on(answer, now, start))


def _line(appointment: Appointment, account: Account, names: dict[int, str]) -> str:
    slot = slot_of(appointment)
    when = slot.within(account.zone).words if slot else "at no time"
    techs = ", ".join(names.get(each, f"user {each}") for each in sorted(people_of(appointment))) or "tech not named"
    return f"{when}: {appointment.summary or 'no summary'}, {techs} (id {appointment.id})"

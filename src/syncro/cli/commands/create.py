"""`syncro create CUSTOMER SUBJECT`: a ticket, its description, an appointment (R-20). Parses and asks; decides nothing."""

import click
from msgspec import Struct
from msgspec.structs import replace

from syncro.cli import streams
from syncro.cli.command import Action, command
from syncro.cli.confirming import offer
from syncro.cli.context import App
from syncro.cli.output import ask_text
from syncro.cli.picking import chooser
from syncro.cli.surroundings import surroundings
from syncro.workflows.creating import CreateRequest, plan_create

NONE = "-"
QUESTIONS = {
    "problem_type": "Problem type",
    "priority": "Priority",
    "due": "Due (fri, tomorrow 2pm, 2026-11-20T14:30)",
    "assignee": "Assign to (a name, or me)",
    "contact": "Contact",
    "asset": "Asset",
    "site": "Site (one of the customer's addresses)",
    "start": "Appointment start (tomorrow 2pm, fri 09:30)",
}
VISIT_QUESTIONS = {
    "end": "Appointment end (90 minutes later)",
    "visit_type": "Appointment type",
    "location": "Location",
}


class Options(Struct, frozen=True):
    """What is asked for as typed; what is missing is asked for or named."""

    request: CreateRequest
    draft: bool = False


@command(
    "create",
    example="syncro create 'finch dental' 'Printer jams' --description 'Tray 2, since Monday'\n"
    "syncro create finch 'New laptop' --description 'Set up for Dana' --start 'tomorrow 2pm' --type onsite --assign me\n"
    "syncro create finch 'Switch hums' --description 'Rack 2' --site 'main office' --no-input --json",
)
@click.argument("customer", default="")
@click.argument("subject", default="")
@click.option(
    "--description", default="", metavar="TEXT", help="What is wrong: the comment Initial Issue; - reads the input."
)
@click.option(
    "--draft/--no-draft", default=False, help="Let Ollama, or a plain template, make sentences of --description."
)
@click.option("--problem-type", default="", metavar="NAME", help="One of the account's own; the closest is taken.")
@click.option("--priority", default="", metavar="NAME", help="One of the account's own; normal if left out.")
@click.option("--due", default="", metavar="TIME", help="Due date: fri, tomorrow 2pm, 2026-11-20T14:30.")
@click.option("--assign", "assignee", default="", metavar="NAME", help="Give the ticket to this tech, or to me.")
@click.option("--contact", default="", metavar="NAME", help="One of the customer's contacts.")
@click.option("--asset", default="", metavar="NAME", help="One of the customer's assets, by name or serial number.")
@click.option(
    "--site",
    default="",
    metavar="NAME",
    help="One of the customer's addresses, by name or street: the ticket's address where Syncro keeps it by id, "
    "else a line of the Initial Issue; and where the appointment is.",
)
@click.option("--start", default="", metavar="TIME", help="Make an appointment: tomorrow 2pm, fri 09:30.")
@click.option("--end", default="", metavar="TIME", help="Its end: 15:30; 90 minutes after the start if left out.")
@click.option("--type", "visit_type", default="", metavar="NAME", help="Its type, such as onsite.")
@click.option("--location", default="", metavar="TEXT", help="Where it is; the site if left out.")
@click.option("--email/--do-not-email", "mails", default=False, help="E-mail the customer; not if left out.")
@click.option("--allow-repeat", default="", metavar="REASON", help="Create what was just created, and say why.")
def parse(*, draft: bool, **flags: object) -> Action:
    """Create a ticket. CUSTOMER is a name or an id; open tickets that look the same are shown first."""
    return Action(run, Options(CreateRequest(**flags), draft))  # type: ignore[arg-type]


def run(app: App, options: Options) -> int:
    """Collect everything, plan it, show it, and go on only with a yes."""
    drafter = app.session.drafter if options.draft else None
    asked = replace(_complete(app, options.request), tech=app.config.tech.alias, drafter=drafter)
    return offer(app, plan_create(asked, surroundings(app), chooser(app)))


def _complete(app: App, request: CreateRequest) -> CreateRequest:
    """One pass over all inputs. Who gives the three main ones as words isn't asked for the rest."""
    needs_asking = not (request.customer and request.subject and request.description)
    given = replace(
        request,
        customer=request.customer or ask_text(app, "Customer", missing="CUSTOMER"),
        subject=request.subject or ask_text(app, "Subject", missing="SUBJECT"),
        description=_description(app, request.description),
    )
    if not needs_asking or not app.is_interactive:
        return given
    given = _asked(app, given, QUESTIONS)
    return _asked(app, given, VISIT_QUESTIONS) if given.start else given


def _description(app: App, typed: str) -> str:
    if typed == NONE:
        return streams.text_of(app.stdin)
    return typed or ask_text(app, "Description", missing="--description TEXT")


def _asked(app: App, request: CreateRequest, questions: dict[str, str]) -> CreateRequest:
    answers = {
        name: ask_text(app, f"{question}, {NONE} for none", missing=f"--{name}", default=NONE)
        for name, question in questions.items()
        if not getattr(request, name)
    }
    return replace(request, **{name: "" if answer == NONE else answer for name, answer in answers.items()})

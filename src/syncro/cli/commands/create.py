"""`syncro create CUSTOMER SUBJECT`: a ticket, its description, an appointment (R-20). Parses and asks; decides nothing."""

import click
from msgspec.structs import replace

from syncro.cli import picking, streams
from syncro.cli.command import Action, filled, writing
from syncro.cli.commands.create_questions import ask_rest
from syncro.cli.context import App
from syncro.cli.output import ask_text
from syncro.cli.proposing import propose
from syncro.workflows.planners.creating import CREATE, CreateRequest

NONE = "-"


@writing(
    CREATE,
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
    "--draft/--no-draft", default=False, help="Let Ollama, or a plain template, turn --description into sentences."
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
def parse(**flags: object) -> Action:
    return Action(run, filled(CreateRequest, flags))


def run(app: App, request: CreateRequest) -> int:
    """Collect everything, plan it, show it, and go on only with a yes."""
    return propose(app, CREATE, replace(_complete(app, request), tech=app.config.tech.alias))


def _complete(app: App, request: CreateRequest) -> CreateRequest:
    """One pass over all inputs. Who gives the three main ones as words isn't asked for the rest."""
    asks = app.is_interactive and not (request.customer and request.subject and request.description)
    typed = request.customer or ask_text(app, "Customer", missing="CUSTOMER")
    # Whose contacts, assets and sites are meant must be known before they are asked for.
    customer = picking.customer(app, typed) if asks else None
    given = replace(
        request,
        customer=typed,
        customer_id=customer.id if customer else None,
        subject=request.subject or ask_text(app, "Subject", missing="SUBJECT"),
        description=_description(app, request.description),
    )
    return ask_rest(app, given, customer.id) if customer else given


def _description(app: App, typed: str) -> str:
    if typed == NONE:
        return streams.text_of(app.stdin)
    return typed or ask_text(app, "Description", missing="--description TEXT")

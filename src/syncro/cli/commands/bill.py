"""`syncro bill NUMBER`: from minutes and labor to a verified invoice (R-07, R-30 to R-47). Parses and asks; decides nothing."""

from datetime import datetime

import click
from msgspec import Struct

from syncro.cli import streams
from syncro.cli.command import NUMBER, Action, filled, writing
from syncro.cli.context import App
from syncro.cli.labor import Labor, labor_flags, request_for, works_of
from syncro.cli.modes import mode_flags
from syncro.cli.output import ask_text
from syncro.cli.proposing import propose
from syncro.rules.billing.policy import Method
from syncro.rules.tickets.comments import CommentMode
from syncro.rules.words import dates
from syncro.workflows.planners.billing import BILL
from syncro.workflows.planners.repair import REPAIR, RepairRequest
from syncro.workflows.reading.policies import load_policy


class Options(Struct, frozen=True):
    """The flags as typed; what is missing is asked for or named."""

    number: int
    labor: Labor
    mode: CommentMode
    work: str = ""
    method: str | None = None
    start: str | None = None
    repair: bool = False
    draft: bool = False


@writing(
    BILL,
    example="syncro bill 32164 --minutes 45 --labor remote --work 'Restored the mail profile'\n"
    "syncro bill 32164 --labor onsite --emergency --split avery=120 --split blake=60\n"
    "syncro bill 32164 --minutes 90 --labor emergency --channel remote --no-input --json\n"
    "syncro bill 32164 --minutes 30 --labor remote --work 'ost corrupt, rebuilt profile' --draft\n"
    "syncro bill 32164 --repair",
)
@click.argument("number", type=NUMBER)
@click.option(
    "--work",
    default="",
    metavar="TEXT",
    help="The work in words: a comment, and the line's description; - reads the input.",
)
@click.option(
    "--draft/--no-draft",
    default=False,
    help="Let Ollama, or a plain template, turn --work into sentences; it never touches numbers.",
)
@labor_flags
@click.option(
    "--method",
    type=click.Choice([each.value for each in Method]),
    help="How the line is made; the policy's way if left out.",
)
@click.option("--start", metavar="TIME", help="Start of the work, for timer entries: 14:30, or 2026-11-20T14:30.")
@mode_flags("the comment", default=CommentMode.PUBLIC)
@click.option("--repair", is_flag=True, help="Repair a wrong $0 invoice: fix the lines, delete it, create it again.")
def parse(**flags: object) -> Action:
    return Action(run, filled(Options, flags))


def run(app: App, options: Options) -> int:
    """Plan it, show it, and go on only with a yes."""
    labor = options.labor
    policy = load_policy(app.config, labor.policy)
    if options.repair:
        asked = RepairRequest(options.number, app.config.tech.alias, labor.allow_repeat, labor.policy or "")
        return propose(app, REPAIR, asked)
    request = request_for(
        app,
        options.number,
        labor,
        works_of(app, labor, policy),
        text=_text(app, options),
        method=Method(options.method) if options.method else None,
        start=_start(app, options.start),
        comment=options.mode,
        draft=options.draft,
    )
    return propose(app, BILL, request)


def _text(app: App, options: Options) -> str:
    if options.draft and not options.work:
        return ask_text(app, "What was done, in notes", missing="--work TEXT")
    if options.work == "-":
        return streams.text_of(app.stdin)
    return options.work or _asked_work(app, options)


def _asked_work(app: App, options: Options) -> str:
    """The words are asked for only where the numbers were: flags mean that nobody wants questions."""
    if options.labor.has_minutes or not app.is_interactive:
        return ""
    answer = ask_text(app, "What was done, for the customer (- for no comment)", missing="--work TEXT", default="-")
    return "" if answer == "-" else answer


def _start(app: App, text: str | None) -> datetime | None:
    return dates.parse(text, app.now()) if text else None

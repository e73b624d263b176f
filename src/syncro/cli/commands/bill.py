"""`syncro bill NUMBER`: from minutes and labor to a verified invoice (R-07, R-30 to R-47). Parses and asks; decides nothing."""

from datetime import datetime

import click
from msgspec import Struct

from syncro.cli.command import NUMBER, Action, command
from syncro.cli.confirming import offer
from syncro.cli.context import App
from syncro.cli.moments import moment
from syncro.cli.output import ask_text, choose
from syncro.cli.surroundings import surroundings
from syncro.errors import UsageError
from syncro.rules.bill import CommentMode
from syncro.rules.plan import Plan
from syncro.rules.policy import Channel, Method, Policy, Unit
from syncro.rules.work import Work
from syncro.workflows.billing import Request, Surroundings, plan_bill
from syncro.workflows.policies import load_policy
from syncro.workflows.repair import RepairRequest, plan_repair


class Options(Struct, frozen=True):
    """The flags as typed; what is missing is asked for or named."""

    number: int
    minutes: int | None = None
    labor: str | None = None
    work: str = ""
    splits: tuple[str, ...] = ()
    emergency: bool = False
    channel: str | None = None
    method: str | None = None
    start: str | None = None
    comment: str = "public"
    invoice: bool = True
    allow_project: bool = False
    allow_repeat: str = ""
    split_block: bool = False
    policy: str | None = None
    repair: bool = False
    draft: bool = False


@command(
    "bill",
    example="syncro bill 32164 --minutes 45 --labor remote --work 'Restored the mail profile'\n"
    "syncro bill 32164 --labor onsite --emergency --split avery=120 --split blake=60\n"
    "syncro bill 32164 --minutes 90 --labor emergency --channel remote --no-input --json\n"
    "syncro bill 32164 --minutes 30 --labor remote --work 'ost corrupt, rebuilt profile' --draft\n"
    "syncro bill 32164 --repair",
)
@click.argument("number", type=NUMBER)
@click.option("--minutes", type=int, metavar="N", help="Minutes worked. Never assumed.")
@click.option("--labor", metavar="KEY", help="Labor key of the policy, such as remote; `syncro policy` lists them.")
@click.option("--work", default="", metavar="TEXT", help="The work in words: a comment, and the line's description.")
@click.option(
    "--draft/--no-draft", default=False, help="Let Ollama, or a plain template, make sentences of --work; no numbers."
)
@click.option(
    "--split", "splits", multiple=True, metavar="NAME=MINUTES", help="Minutes of one tech; repeat it for each."
)
@click.option("--emergency", is_flag=True, help="Emergency or after hours: time-and-a-half, applied once.")
@click.option(
    "--channel", type=click.Choice([each.value for each in Channel]), help="How emergency work was delivered."
)
@click.option(
    "--method",
    type=click.Choice([each.value for each in Method]),
    help="How the line is made; the policy's way if left out.",
)
@click.option("--start", metavar="TIME", help="Start of the work, for timer entries: 14:30, or 2026-11-20T14:30.")
@click.option("--email", "comment", flag_value="email", help="E-mail the comment to the customer.")
@click.option("--internal", "comment", flag_value="internal", help="Hide the comment from the customer.")
@click.option(
    "--public", "comment", flag_value="public", default="public", help="Show the comment, send no mail (default)."
)
@click.option(
    "--no-invoice", "invoice", is_flag=True, flag_value=False, default=True, help="Only put the lines on the ticket."
)
@click.option("--split-block", is_flag=True, help="Split emergency work that the prepaid block covers in part.")
@click.option("--allow-project", is_flag=True, help="Allow prepaid project labor, which is exempt from the block.")
@click.option("--allow-repeat", default="", metavar="REASON", help="Write again what is there already, and say why.")
@click.option("--policy", metavar="NAME", help="Billing rules of another date, such as 2026-05, or a policy file.")
@click.option("--repair", is_flag=True, help="Repair a wrong $0 invoice: fix the lines, delete it, create it again.")
def parse(**flags: object) -> Action:
    """Bill a ticket: comment, charge, invoice, status; shown first, sent after a yes, then read back."""
    return Action(run, Options(**flags))  # type: ignore[arg-type]


def run(app: App, options: Options) -> int:
    """Plan it, show it, and go on only with a yes."""
    policy = load_policy(app.config, options.policy)
    around = surroundings(app, policy)
    if options.repair:
        return offer(
            app, plan_repair(RepairRequest(options.number, app.config.tech.alias, options.allow_repeat), around)
        )
    return offer(app, _planned(app, options, policy, around))


def _planned(app: App, options: Options, policy: Policy, around: Surroundings) -> Plan:
    tech = app.config.tech.alias
    request = Request(
        number=options.number,
        works=works_of(app, options, policy),
        tech=tech,
        text=_text(app, options),
        method=Method(options.method) if options.method else None,
        start=_start(app, options.start),
        comment=CommentMode(options.comment),
        invoice=options.invoice,
        allow_project=options.allow_project,
        allow_repeat=options.allow_repeat,
        split_block=options.split_block,
        drafter=app.session.drafter if options.draft else None,
    )
    return plan_bill(request, around)


def works_of(app: App, options: Options, policy: Policy) -> tuple[Work, ...]:
    """One piece of work, or one for each tech (R-45). Raises UsageError naming what is missing."""
    labor = options.labor or _asked_labor(app, policy)
    per_event = policy.labor_for(labor).unit is Unit.EVENT
    shares = [_share(app, each) for each in options.splits] or [
        (app.config.tech.alias, _minutes(app, options, per_event=per_event))
    ]
    total = sum(minutes for _, minutes in shares)
    if options.splits and options.minutes is not None and options.minutes != total:
        raise UsageError(
            f"The splits come to {total} minutes, and --minutes says {options.minutes}.", hint="leave --minutes out"
        )
    channel = Channel(options.channel) if options.channel else None
    return tuple(Work(minutes, labor, tech, channel, options.emergency) for tech, minutes in shares)


def _minutes(app: App, options: Options, *, per_event: bool) -> int:
    if options.minutes is not None:
        return options.minutes
    if per_event:
        return 0
    typed = ask_text(app, "Minutes worked", missing="--minutes N")
    if not typed.lstrip("-").isdigit():
        raise UsageError(f"{typed!r} is not a whole number of minutes.")
    return int(typed)


def _asked_labor(app: App, policy: Policy) -> str:
    keys = list(policy.labor)
    shown = [f"{key}: {labor.name}, {labor.rate}" for key, labor in policy.labor.items()]
    return keys[choose(app, "Labor", shown, missing="--labor KEY")]


def _text(app: App, options: Options) -> str:
    if options.draft and not options.work:
        return ask_text(app, "What was done, in notes", missing="--work TEXT")
    return options.work or _asked_work(app, options)


def _asked_work(app: App, options: Options) -> str:
    """The words are asked for only where the numbers were: flags mean that nobody wants questions."""
    if options.minutes is not None or options.splits or not app.is_interactive:
        return ""
    answer = ask_text(app, "What was done, for the customer (- for no comment)", missing="--work TEXT", default="-")
    return "" if answer == "-" else answer


def _share(app: App, text: str) -> tuple[str, int]:
    name, equals, minutes = text.rpartition("=")
    if not equals or not name or not minutes.lstrip("-").isdigit():
        raise UsageError(f"--split takes NAME=MINUTES, not {text!r}.", hint="for example --split avery=120")
    return app.config.find_tech(name).alias, int(minutes)


def _start(app: App, text: str | None) -> datetime | None:
    return moment(text, app.now()) if text else None

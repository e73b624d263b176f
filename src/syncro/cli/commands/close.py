"""`syncro close NUMBER`: resolution, time or why there is none, status (R-05). Parses and asks; decides nothing."""

import click
from msgspec import Struct
from msgspec.structs import replace

from syncro.cli import exits
from syncro.cli.command import NUMBER, Action, command
from syncro.cli.commands import bill, log
from syncro.cli.confirming import offer
from syncro.cli.context import App
from syncro.cli.output import ask_text, ask_yes, warn
from syncro.cli.surroundings import surroundings
from syncro.drafting import Drafter
from syncro.errors import SyncroError, UsageError
from syncro.rules.bill import CommentMode
from syncro.rules.plan import Plan
from syncro.rules.policy import Channel
from syncro.workflows.billing import Request
from syncro.workflows.closing import NO_TIME, CloseRequest, plan_billed_close, plan_close
from syncro.workflows.policies import load_policy


class Options(Struct, frozen=True):
    """The flags as typed; what is missing is asked for or named."""

    number: int
    text: str | None = None
    mode: str = "public"
    no_time: str = ""
    minutes: int | None = None
    labor: str | None = None
    splits: tuple[str, ...] = ()
    emergency: bool = False
    channel: str | None = None
    invoice: bool = True
    allow_project: bool = False
    allow_repeat: str = ""
    split_block: bool = False
    policy: str | None = None
    draft: bool = False

    @property
    def bills(self) -> bool:
        """True when time is to be billed in the same plan."""
        return bool(self.minutes is not None or self.labor or self.splits)


@command(
    "close",
    example="syncro close 32164 'Replaced the power supply'\n"
    "syncro close 32164 'Rebuilt the mail profile' --minutes 45 --labor remote\n"
    "syncro close 32164 'Opened twice by mistake' --internal --no-time 'duplicate ticket'",
)
@click.argument("number", type=NUMBER)
@click.argument("text", required=False)
@click.option("--draft/--no-draft", default=False, help="Let Ollama, or a plain template, make sentences of TEXT.")
@click.option("--no-time", default="", metavar="REASON", help="Why there is no time; written as an internal comment.")
@click.option("--minutes", type=int, metavar="N", help="Bill these minutes in the same plan. Never assumed.")
@click.option("--labor", metavar="KEY", help="Labor key of the policy, such as remote; `syncro policy` lists them.")
@click.option(
    "--split", "splits", multiple=True, metavar="NAME=MINUTES", help="Minutes of one tech; repeat it for each."
)
@click.option("--emergency", is_flag=True, help="Emergency or after hours: time-and-a-half, applied once.")
@click.option(
    "--channel", type=click.Choice([each.value for each in Channel]), help="How emergency work was delivered."
)
@click.option("--email", "mode", flag_value="email", help="E-mail the resolution to the customer.")
@click.option("--internal", "mode", flag_value="internal", help="Hide the resolution from the customer.")
@click.option(
    "--public", "mode", flag_value="public", default="public", help="Show the resolution, send no mail (default)."
)
@click.option(
    "--no-invoice", "invoice", is_flag=True, flag_value=False, default=True, help="Put the lines on the ticket only."
)
@click.option("--split-block", is_flag=True, help="Split emergency work that the prepaid block covers in part.")
@click.option("--allow-project", is_flag=True, help="Allow prepaid project labor, which is exempt from the block.")
@click.option("--allow-repeat", default="", metavar="REASON", help="Write again what is there already, and say why.")
@click.option("--policy", metavar="NAME", help="Billing rules of another date, such as 2026-05, or a policy file.")
def parse(**flags: object) -> Action:
    """Close a ticket. TEXT is the resolution, or - to read it from the input; a ticket without time needs a reason."""
    return Action(run, Options(**flags))  # type: ignore[arg-type]


def run(app: App, options: Options) -> int:
    """Plan it, show it, go on only with a yes, then offer the session log (R-82)."""
    if options.bills and options.no_time:
        raise UsageError("There is time, and --no-time says there is none.", hint="leave one of them out")
    asked = replace(options, text=_resolution(app, options.text))
    code = offer(app, _planned(app, asked))
    if code == exits.OK and app.is_sending and app.is_interactive:
        _offer_log(app, options.number)
    return code


def _planned(app: App, options: Options) -> Plan:
    if options.bills:
        return _billed(app, options)
    plan = plan_close(_request(app, options), surroundings(app))
    if not app.is_interactive or NO_TIME not in {finding.code for finding in plan.findings}:
        return plan
    minutes = ask_text(app, "This ticket has no time. Minutes worked (0 for none)", missing="--minutes N")
    if not minutes.isdigit():
        raise UsageError(f"{minutes!r} is not a whole number of minutes.")
    if int(minutes):
        return _billed(app, replace(options, minutes=int(minutes)))
    reason = ask_text(app, "No time because", missing="--no-time REASON")
    return plan_close(_request(app, replace(options, no_time=reason)), surroundings(app))


def _request(app: App, options: Options) -> CloseRequest:
    return CloseRequest(
        number=options.number,
        tech=app.config.tech.alias,
        text=options.text or "",
        mode=CommentMode(options.mode),
        no_time=options.no_time,
        allow_repeat=options.allow_repeat,
        drafter=_drafter(app, options),
    )


def _billed(app: App, options: Options) -> Plan:
    policy = load_policy(app.config, options.policy)
    work = bill.Options(
        number=options.number,
        minutes=options.minutes,
        labor=options.labor,
        splits=options.splits,
        emergency=options.emergency,
        channel=options.channel,
    )
    request = Request(
        number=options.number,
        works=bill.works_of(app, work, policy),
        tech=app.config.tech.alias,
        text=options.text or "",
        comment=CommentMode(options.mode),
        invoice=options.invoice,
        allow_project=options.allow_project,
        allow_repeat=options.allow_repeat,
        split_block=options.split_block,
        drafter=_drafter(app, options),
    )
    return plan_billed_close(request, surroundings(app, policy))


def _drafter(app: App, options: Options) -> Drafter | None:
    return app.session.drafter if options.draft else None


def _resolution(app: App, typed: str | None) -> str:
    text = app.stdin.read() if typed == "-" else typed
    return text if text is not None else ask_text(app, "Resolution, for the customer", missing="TEXT")


def _offer_log(app: App, number: int) -> None:
    """A log that fails is said, and changes nothing about the ticket: that is written and proved."""
    if ask_yes(app, "Write a session log?", missing="a yes"):
        try:
            log.run(app, log.Options(number))
        except SyncroError as error:
            warn(app, f"The ticket is closed, and no session log was written. {error.message} Try: syncro log {number}")

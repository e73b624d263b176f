"""`syncro close NUMBER`: resolution, time or why there is none, status (R-05). Parses and asks; decides nothing."""

import click
from msgspec import Struct
from msgspec.structs import replace

from syncro.cli import exits, streams
from syncro.cli.command import NUMBER, Action, filled, writing
from syncro.cli.commands import log
from syncro.cli.confirming import offer
from syncro.cli.context import App
from syncro.cli.labor import Labor, ask_minutes, labor_flags, terms_of, works_of
from syncro.cli.modes import mode_flags
from syncro.cli.output import ask_text, ask_yes, warn
from syncro.cli.proposing import planned
from syncro.errors import SyncroError
from syncro.rules.plans.plan import Plan
from syncro.rules.tickets.comments import CommentMode
from syncro.workflows.planners.closing import CLOSE, NO_TIME, CloseRequest
from syncro.workflows.reading.policies import load_policy


class Options(Struct, frozen=True):
    """The flags as typed; what is missing is asked for or named."""

    number: int
    labor: Labor
    mode: CommentMode
    text: str | None = None
    no_time: str = ""
    draft: bool = False


@writing(
    CLOSE,
    example="syncro close 32164 'Replaced the power supply'\n"
    "syncro close 32164 'Rebuilt the mail profile' --minutes 45 --labor remote\n"
    "syncro close 32164 'Opened twice by mistake' --internal --no-time 'duplicate ticket'",
)
@click.argument("number", type=NUMBER)
@click.argument("text", required=False)
@click.option("--draft/--no-draft", default=False, help="Let Ollama, or a plain template, turn TEXT into sentences.")
@click.option("--no-time", default="", metavar="REASON", help="Why there is no time; written as an internal comment.")
@labor_flags
@mode_flags("the resolution", default=CommentMode.PUBLIC)
def parse(**flags: object) -> Action:
    return Action(run, filled(Options, flags))


def run(app: App, options: Options) -> int:
    """Plan it, show it, go on only with a yes, then offer the session log (R-82)."""
    asked = replace(options, text=_resolution(app, options.text))
    code = offer(app, _planned(app, asked))
    if code == exits.OK and app.is_sending and app.is_interactive:
        _offer_log(app, options.number)
    return code


def _planned(app: App, options: Options) -> Plan:
    if options.labor.is_given:
        return _billed(app, options)
    plan = planned(app, CLOSE, _request(app, options))
    if not app.is_interactive or NO_TIME not in {finding.code for finding in plan.findings}:
        return plan
    minutes = ask_minutes(app, "This ticket has no time. Minutes worked (0 for none)", least=0)
    if minutes:
        return _billed(app, replace(options, labor=replace(options.labor, minutes=minutes)))
    reason = ask_text(app, "No time because", missing="--no-time REASON")
    return planned(app, CLOSE, _request(app, replace(options, no_time=reason)))


def _request(app: App, options: Options) -> CloseRequest:
    return CloseRequest(
        number=options.number,
        tech=app.config.tech.alias,
        text=options.text or "",
        mode=options.mode,
        no_time=options.no_time,
        allow_repeat=options.labor.allow_repeat,
        draft=options.draft,
    )


def _billed(app: App, options: Options) -> Plan:
    labor = options.labor
    policy = load_policy(app.config, labor.policy)
    request = replace(_request(app, options), works=works_of(app, labor, policy), **terms_of(labor))
    return planned(app, CLOSE, request)


def _resolution(app: App, typed: str | None) -> str:
    text = streams.text_of(app.stdin) if typed == "-" else typed
    return text if text is not None else ask_text(app, "Resolution, for the customer", missing="TEXT")


def _offer_log(app: App, number: int) -> None:
    """A log that fails is said, and changes nothing about the ticket: that is written and proved."""
    if ask_yes(app, "Write a session log?", missing="a yes"):
        try:
            log.run(app, log.Options(number))
        except SyncroError as error:
            warn(app, f"The ticket is closed, but no session log was written. {error.message} Try: syncro log {number}")

"""Time to be billed, as flags of `bill` and `close`; what is missing is asked for or named (R-30). Decides nothing."""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from msgspec import Struct

from syncro.cli.command import Action, filled
from syncro.cli.context import App
from syncro.cli.output import NOBODY, ask_text, choose, warn
from syncro.errors import UsageError
from syncro.rules.billing.policy import Channel, Policy, Unit
from syncro.rules.billing.work import Work
from syncro.workflows.planners.billing import BillRequest

Parse = Callable[..., Action]


class Labor(Struct, frozen=True):
    """The flags as typed; `key` is the labor key, `splits` are NAME=MINUTES."""

    minutes: int | None = None
    key: str | None = None
    splits: tuple[str, ...] = ()
    emergency: bool = False
    channel: str | None = None
    invoice: bool = True
    split_prepay: bool = False
    allow_project: bool = False
    allow_repeat: str = ""
    policy: str | None = None

    @property
    def is_given(self) -> bool:
        """True when any of the flags says that there is time."""
        return bool(self.minutes is not None or self.key or self.splits)

    @property
    def has_minutes(self) -> bool:
        """True when nobody needs to be asked for minutes."""
        return bool(self.minutes is not None or self.splits)


FLAGS = (
    click.option("--minutes", type=int, metavar="N", help="Minutes worked. Never assumed."),
    click.option(
        "--labor",
        "key",
        metavar="KEY",
        help="Labor key of the policy, such as remote; `syncro policy show` lists them.",
    ),
    click.option(
        "--split", "splits", multiple=True, metavar="NAME=MINUTES", help="Minutes of one tech; repeat it for each."
    ),
    click.option("--emergency", is_flag=True, help="Emergency or after hours: time-and-a-half, applied once."),
    click.option(
        "--channel", type=click.Choice([each.value for each in Channel]), help="How emergency work was delivered."
    ),
    click.option(
        "--no-invoice",
        "invoice",
        is_flag=True,
        flag_value=False,
        default=True,
        help="Only put the lines on the ticket.",
    ),
    click.option(
        "--split-prepay", "split_prepay", is_flag=True, help="Split emergency work that prepay hours cover in part."
    ),
    click.option("--split-block", "old_split", is_flag=True, hidden=True),
    click.option("--allow-project", is_flag=True, help="Allow prepaid project labor, which draws no prepay hours."),
    click.option(
        "--allow-repeat", default="", metavar="REASON", help="Write again what is there already, and say why."
    ),
    click.option("--policy", metavar="NAME", help="Billing rules of another date, such as 2026-05, or a policy file."),
)


def labor_flags(function: Parse) -> Parse:
    """All of them; the function gets one `labor`."""

    @wraps(function)
    def parse(**flags: object) -> Action:
        flags["split_prepay"] = flags.pop("old_split") or flags["split_prepay"]
        labor = filled(Labor, {name: flags.pop(name) for name in Labor.__struct_fields__})
        return function(labor=labor, **flags)

    for flag in reversed(FLAGS):
        parse = flag(parse)
    return parse


def terms_of(labor: Labor) -> dict[str, Any]:
    """How the time is to be billed, as fields that the requests of `bill` and `close` have in common."""
    names = ("invoice", "allow_project", "allow_repeat", "split_prepay")
    return {name: getattr(labor, name) for name in names} | {"policy": labor.policy or ""}


def request_for(app: App, number: int, labor: Labor, works: tuple[Work, ...], **more: Any) -> BillRequest:
    """What the flags ask to be billed; `more` are further fields of the request."""
    return BillRequest(
        number=number,
        works=works,
        tech=app.config.tech.alias,
        **terms_of(labor),
        **more,
    )


def works_of(app: App, labor: Labor, policy: Policy) -> tuple[Work, ...]:
    """One piece of work, or one for each tech (R-45). Raises UsageError naming what is missing."""
    if not app.is_interactive:
        _refuse_missing(labor, policy)
    key = labor.key or _asked_labor(app, policy)
    per_event = policy.labor_for(key).unit is Unit.EVENT
    shares = [_share(app, each) for each in labor.splits] or [
        (app.config.tech.alias, _minutes(app, labor, per_event=per_event))
    ]
    total = sum(minutes for _, minutes in shares)
    if labor.splits and labor.minutes is not None and labor.minutes != total:
        raise UsageError(
            f"The splits come to {total} minutes, and --minutes says {labor.minutes}.", hint="Leave --minutes out."
        )
    channel = Channel(labor.channel) if labor.channel else None
    return tuple(Work(minutes, key, tech, channel, labor.emergency) for tech, minutes in shares)


def ask_minutes(app: App, question: str, *, least: int) -> int:
    """Minutes typed, asked for until they are a whole number of at least so many. Raises UsageError where nobody can be asked."""
    while True:
        typed = ask_text(app, question, missing="--minutes N")
        if typed.isascii() and typed.isdigit() and int(typed) >= least:
            return int(typed)
        warn(app, f"{typed!r} is not a whole number of minutes, {least} or more. Please type one, or Ctrl-C to stop.")


def _refuse_missing(labor: Labor, policy: Policy) -> None:
    """Name all that is missing at once: one command line after another that lacks the next thing helps nobody."""
    is_free = labor.key in policy.labor and policy.labor[labor.key].unit is Unit.EVENT
    missing = [] if labor.key else ["--labor"]
    missing += [] if labor.has_minutes or is_free else ["--minutes"]
    if missing:
        which = "" if labor.key else f" Choose a labor key: {', '.join(policy.labor)}."
        raise UsageError(f"{' and '.join(missing)} {'are' if missing[1:] else 'is'} missing.{which}", hint=NOBODY)


def _minutes(app: App, labor: Labor, *, per_event: bool) -> int:
    if labor.minutes is not None:
        return labor.minutes
    return 0 if per_event else ask_minutes(app, "Minutes worked", least=1)


def _asked_labor(app: App, policy: Policy) -> str:
    keys = list(policy.labor)
    shown = [f"{key}: {labor.name}, {labor.rate}" for key, labor in policy.labor.items()]
    return keys[choose(app, "Labor", shown, missing="--labor KEY")]


def _share(app: App, text: str) -> tuple[str, int]:
    name, equals, minutes = text.rpartition("=")
    if not equals or not name or not minutes.removeprefix("-").isdigit():
        raise UsageError(f"--split takes NAME=MINUTES, not {text!r}.", hint="For example: --split avery=120")
    return app.config.find_tech(name).alias, int(minutes)

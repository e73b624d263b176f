"""`syncro policy`: the billing rules in force, those there are, and a check of one's own (R-40). Only reads."""

from decimal import Decimal
from pathlib import Path

import click
from msgspec import Struct

from syncro import money
from syncro.cli import text
from syncro.cli.command import Action, command, group
from syncro.cli.context import App
from syncro.cli.output import emit, note
from syncro.config.enrol import place_of_policy, use_policy
from syncro.config.policies import names
from syncro.config.settings import home_of
from syncro.errors import NotConfigured
from syncro.rules.billing.policy import Policy, Price, Quantity, as_document
from syncro.workflows.reading.policies import DEFAULT, read_policy


class Named(Struct, frozen=True):
    """A policy's name or file."""

    name: str | None


@command("show", example="syncro policy show\nsyncro policy show 2026-05 --json")
@click.argument("name", required=False)
def show(name: str | None) -> Action:
    """Show the rules of a policy.

    Labor keys with their rates, and how emergency work is billed.
    """
    return Action(_show, Named(name))


@command("list", example="syncro policy list")
def list_() -> Action:
    """List the policies: those that come along, and the shop's own."""
    return Action(_list, None)


@command("check", example="syncro policy check our-rules.toml")
@click.argument("file")
def check(file: str) -> Action:
    """Validate a policy file.

    Fields, products, channels, and that the premium is applied once.
    """
    return Action(_check, Named(file))


@command("use", example="syncro policy use 2026-05\nsyncro policy use our-rules --profile shop")
@click.argument("name")
def use(name: str) -> Action:
    """Put a policy in force.

    For the account of --profile, or for all.
    """
    return Action(_use, Named(name))


parse = group(
    "policy",
    summary="Billing rules as dated data.",
    example="syncro policy show",
    commands=[show, list_, check, use],
)


def _show(app: App, options: Named) -> None:
    policy, origin = read_policy(options.name or _name_in_force(app), home_of(app.env))
    emit(app, as_document(policy), lambda: _page(policy, origin))


def _list(app: App, _options: None) -> None:
    home = home_of(app.env)
    found = [(name, read_policy(name, home)[0].summary) for name in names(home)]
    emit(app, [{"name": name, "summary": summary} for name, summary in found], lambda: text.table(found))


def _check(app: App, options: Named) -> None:
    policy, origin = read_policy(str(Path(options.name or "").expanduser()), home_of(app.env))
    emit(app, {"name": policy.name, "file": origin, "valid": True}, lambda: f"{origin}: policy {policy.name} is valid.")


def _use(app: App, options: Named) -> None:
    home = home_of(app.env)
    policy, _ = read_policy(options.name or "", home)
    if app.options.dry_run:
        path = place_of_policy(home, app.options.profile)
        note(app, f"Dry run: bills would follow policy {policy.name} ({path}). Nothing was stored.")
        return
    path = use_policy(home, options.name or "", app.options.profile)
    emit(
        app,
        {"policy": options.name, "file": str(path)},
        lambda: f"Bills follow policy {policy.name} from now on ({path}).",
    )


def _name_in_force(app: App) -> str:
    try:
        return app.config.policy
    except NotConfigured:
        return DEFAULT


def _page(policy: Policy, origin: str) -> str:
    labor = text.table(
        [
            (key, each.product_id, each.name, money.text(each.rate), each.unit.value, _draws(each.draws))
            for key, each in policy.labor.items()
        ],
        heads=("Key", "Product", "Name", "Rate", "Per", "Draws prepay"),
        right=(3,),
    )
    rules = text.table(
        [
            (
                "with prepay hours" if rule.block else "without prepay hours",
                ", ".join(rule.channels),
                rule.labor,
                _quantity(rule.quantity, policy.premium.factor),
                _price(rule.price, policy.premium.factor),
            )
            for rule in policy.premium.rules
        ],
        heads=("Customer", "Channels", "Labor", "Quantity", "Price"),
    )
    charging = text.pairs(
        [
            ("Method", policy.charging.method.value),
            ("Increment", f"{policy.charging.increment_minutes} min"),
            ("Labor taxable", "yes" if policy.charging.labor_taxable else "no"),
            ("Factor", str(policy.premium.factor)),
            ("Price check", f"a live price more than {policy.charging.max_rate_change}% off stops the bill"),
        ]
    )
    return f"{text.strong(f'Policy {policy.name}')} ({origin})\n{policy.summary}\n\n{charging}\n\n{labor}\n\n{rules}"


def _quantity(quantity: Quantity, factor: Decimal) -> str:
    return f"hours × {factor}" if quantity is Quantity.TIMES_FACTOR else "hours"


def _price(price: Price, factor: Decimal) -> str:
    return f"channel price × {factor}" if price is Price.CHANNEL_TIMES_FACTOR else "emergency price"


def _draws(draws: bool | None) -> str:
    return {True: "yes", False: "no", None: "if its category is Labor"}[draws]

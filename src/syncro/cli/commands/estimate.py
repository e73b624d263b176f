"""`syncro estimate`: list, show, create, add a line of hardware (R-12). Parses and asks; decides nothing."""

from decimal import Decimal
from typing import Any

import click
from msgspec import Struct

from syncro import money
from syncro.cli import picking, text
from syncro.cli.command import NUMBER, Action, Within, command, filled, group, writing
from syncro.cli.context import App
from syncro.cli.output import ask_text, check_fields, emit, note
from syncro.cli.proposing import propose
from syncro.errors import UsageError
from syncro.records import Estimate
from syncro.rules.billing.estimates import Hardware
from syncro.rules.words import dates
from syncro.workflows.planners.estimating import ESTIMATE, ESTIMATE_LINE, EstimateLineRequest, EstimateRequest, listed

STATUSES = ("fresh", "draft", "approved", "declined")
FIELDS = (
    *("id", "number", "name", "status", "customer_id", "customer", "date", "ticket_id", "invoice_id"),
    *("subtotal", "tax", "total", "lines"),
)


class Many(Struct, frozen=True):
    """Which estimates."""

    customer: str = ""
    status: str = ""
    limit: int = 50


class One(Struct, frozen=True):
    """An estimate by its visible number."""

    number: str


class New(Struct, frozen=True):
    """What a new estimate needs; what is missing is asked for."""

    customer: str
    name: str | None = None
    day: str | None = None
    ticket: int | None = None
    allow_repeat: str = ""


class Line(Struct, frozen=True):
    """What a line needs; what is missing is asked for."""

    number: str
    name: str | None = None
    price: str | None = None
    quantity: str = "1"
    cost: str | None = None
    allow_repeat: str = ""


@command("list", example="syncro estimate list\nsyncro estimate list --customer dental --status approved --json")
@click.option("--customer", default="", metavar="NAME", help="Only of this customer, by name or internal id.")
@click.option("--status", type=click.Choice(STATUSES, case_sensitive=False), help="Only with this status.")
@click.option("--limit", type=Within(1), default=500, show_default=True, help="How many to look at, newest first.")
def list_(customer: str, status: str | None, limit: int) -> Action:
    """List estimates, newest first."""
    return Action(_list, Many(customer, status or "", limit))


@command("show", example="syncro estimate show 2004\nsyncro estimate show 2004 --json total,lines")
@click.argument("number")
def show(number: str) -> Action:
    """Show one estimate with its lines and sums."""
    return Action(_show, One(number.removeprefix("#")))


@writing(
    ESTIMATE,
    short="Create an estimate without lines.",
    example="syncro estimate create 'Example Dental' 'New workstation for the front desk'\n"
    "syncro estimate create dental 'Switch' --ticket 32164 --no-input --json",
)
@click.argument("customer")
@click.argument("name", required=False)
@click.option("--date", "day", metavar="DATE", help="The estimate's date, 2026-11-20; today if left out.")
@click.option("--ticket", type=NUMBER, help="The ticket it is for.")
@click.option("--allow-repeat", default="", metavar="REASON", help="Make again what was just made, and say why.")
def create(**flags: object) -> Action:
    return Action(_create, filled(New, flags))


@writing(
    ESTIMATE_LINE,
    short="Add hardware with a name and a price.",
    example="syncro estimate add 2004 'Example Laptop 14' --price 1249.00\n"
    "syncro estimate add 2004 'Patch cable 2 m' --price 9.50 --quantity 12 --cost 3.10 --no-input --json",
)
@click.argument("number")
@click.argument("name", required=False)
@click.option("--price", metavar="AMOUNT", help="Price of one, in dollars. Never assumed.")
@click.option("--quantity", default="1", show_default=True, metavar="N", help="How many.")
@click.option("--cost", metavar="AMOUNT", help="What one costs the shop.")
@click.option("--allow-repeat", default="", metavar="REASON", help="Add again what was just added, and say why.")
def add(**flags: object) -> Action:
    return Action(_add, filled(Line, flags))


parse = group(
    "estimate",
    summary="Estimates: what hardware would cost, before it is an invoice.",
    example="syncro estimate list\nsyncro estimate add 2004 'Example Laptop 14' --price 1249.00",
    commands=[list_, show, create, add],
)


def _list(app: App, options: Many) -> None:
    check_fields(app, FIELDS)
    customer = picking.customer(app, options.customer) if options.customer else None
    wanted = customer.id if customer else None
    listing = listed(app.reader, customer_id=wanted, status=options.status, limit=options.limit)
    rows = listing.rows
    emit(app, [_row(each) for each in rows], lambda: text.table(map(_cells, rows), right=(4,)), fields=FIELDS, cut=True)
    more = "" if listing.complete else f"; the newest {options.limit} were looked at, Syncro has more (--limit)"
    here = " Filtered here: Syncro documents no filter by customer." if customer else ""
    note(app, f"{text.counted(len(rows), 'estimate')}{more}.{here}")


def _show(app: App, options: One) -> None:
    check_fields(app, FIELDS)
    estimate = app.reader.estimate(options.number)
    emit(app, _row(estimate), lambda: _page(estimate), fields=FIELDS)


def _create(app: App, options: New) -> int:
    customer = picking.customer(app, options.customer)
    name = options.name if options.name is not None else ask_text(app, "Name of the estimate", missing="NAME")
    request = EstimateRequest(
        customer_id=customer.id,
        name=name,
        day=dates.parse_day(options.day, "--date") if options.day else app.now().date(),
        tech=app.config.tech.alias,
        ticket=options.ticket,
        allow_repeat=options.allow_repeat,
    )
    return propose(app, ESTIMATE, request)


def _add(app: App, options: Line) -> int:
    name = options.name if options.name is not None else ask_text(app, "What is it", missing="NAME")
    price = options.price if options.price is not None else ask_text(app, "Price of one", missing="--price AMOUNT")
    thing = Hardware(
        name=name,
        price=_amount(price, "--price"),
        quantity=_amount(options.quantity, "--quantity"),
        cost=_amount(options.cost, "--cost") if options.cost else None,
    )
    request = EstimateLineRequest(options.number.removeprefix("#"), thing, app.config.tech.alias, options.allow_repeat)
    return propose(app, ESTIMATE_LINE, request)


def _amount(typed: str, flag: str) -> Decimal:
    try:
        return money.typed(typed)
    except ValueError as error:
        raise UsageError(f"{flag}: {error}.", hint=f"For example: {flag} 12.50") from None


def _row(estimate: Estimate) -> dict[str, Any]:
    return {
        "id": estimate.id,
        "number": estimate.number,
        "name": estimate.name,
        "status": estimate.status,
        "customer_id": estimate.customer_ref,
        "customer": _customer(estimate),
        "date": estimate.date,
        "ticket_id": estimate.ticket_id,
        "invoice_id": estimate.invoice_id,
        "subtotal": estimate.subtotal,
        "tax": estimate.tax,
        "total": estimate.total,
        "lines": [
            {
                "id": line.id,
                "product_id": line.product_id,
                "item": line.item,
                "name": line.name,
                "quantity": line.quantity,
                "price": line.price,
                "taxable": line.taxable,
            }
            for line in estimate.line_items
        ],
    }


def _cells(estimate: Estimate) -> tuple[object, ...]:
    total = text.amount(estimate.total)
    return (estimate.number, estimate.status, text.day(estimate.date), _customer(estimate), total, estimate.name)


def _page(estimate: Estimate) -> str:
    head = text.pairs(
        [
            ("Customer", _customer(estimate)),
            ("Status", estimate.status),
            ("Date", text.day(estimate.date)),
            ("Became", f"invoice id {estimate.invoice_id}" if estimate.invoice_id else None),
        ]
    )
    lines = text.table(
        (
            (line.item, line.name, text.number(line.quantity), text.amount(line.price), "yes" if line.taxable else "no")
            for line in estimate.line_items
        ),
        heads=("PRODUCT", "NAME", "QUANTITY", "PRICE", "TAXABLE"),
        right=(2, 3),
    )
    named = (("Subtotal", estimate.subtotal), ("Tax", estimate.tax), ("Total", estimate.total))
    sums = text.table(((f"{name}:", text.amount(value)) for name, value in named), right=(1,))
    title = text.strong(text.one_line(f"Estimate {estimate.number} {estimate.name or ''}"))
    return "\n\n".join(part for part in (title, head, lines or "No lines yet.", sums) if part)


def _customer(estimate: Estimate) -> str:
    return estimate.customer.shown_name if estimate.customer else estimate.customer_business_then_name

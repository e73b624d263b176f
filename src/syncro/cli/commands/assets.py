"""`syncro assets CUSTOMER [QUERY]`: the machines of one customer (R-14). Only reads."""

from typing import Any

import click
from msgspec import Struct

from syncro.cli import picking, text
from syncro.cli.command import Action, command
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note
from syncro.workflows.reading.lookup import assets_of

FIELDS = ("id", "customer_id", "customer", "name", "type", "serial", "contact_id")


class Options(Struct, frozen=True):
    """The customer's name or id, and words of the asset's name."""

    customer: str
    words: tuple[str, ...] = ()


@command("assets", example="syncro assets dental\nsyncro assets 'Example Dental' laptop --json id,name,serial")
@click.argument("customer")
@click.argument("query", nargs=-1)
def parse(customer: str, query: tuple[str, ...]) -> Action:
    """List the assets of a customer. QUERY is words of the asset's name, serial number or type.

    A customer's name of several words goes in quotes.
    """
    return Action(run, Options(customer, tuple(word for each in query for word in each.split())))


def run(app: App, options: Options) -> None:
    """Find the customer, read the assets."""
    check_fields(app, FIELDS)
    customer = picking.customer(app, options.customer)
    listing = assets_of(app.reader, customer.id, options.words)
    rows = [_row(each, customer.id, customer.shown_name) for each in listing.rows]
    emit(app, rows, lambda: _lines(rows), fields=FIELDS, cut=True)
    fitting = f" matching {' '.join(options.words)!r}" if options.words else ""
    more = "" if listing.complete else "; Syncro has more than were looked at"
    note(app, f"{customer.shown_name}: {text.counted(len(rows), 'asset')}{fitting}{more}.")


def _row(asset: dict[str, Any], customer_id: int, customer: str) -> dict[str, Any]:
    return {
        "id": asset.get("id"),
        "customer_id": customer_id,
        "customer": customer,
        "name": asset.get("name"),
        "type": asset.get("asset_type"),
        "serial": asset.get("asset_serial"),
        "contact_id": asset.get("contact_id"),
    }


def _lines(rows: list[dict[str, Any]]) -> str:
    cells = ((row["id"], row["name"], row["type"], row["serial"]) for row in rows)
    return text.table(cells, heads=("ID", "NAME", "TYPE", "SERIAL"))

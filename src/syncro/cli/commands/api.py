"""`syncro api METHOD PATH`: any operation of the API. Reads go straight through; a write becomes a plan like any other."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import click
from msgspec import Struct

from syncro import invisible, jsonio
from syncro.calls import Call
from syncro.catalog import OPERATIONS, Operation, Shape, find
from syncro.cli.command import Action, command
from syncro.cli.context import App
from syncro.cli.output import emit, warn
from syncro.config.address import API_PATH
from syncro.errors import UsageError, choices

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


class Options(Struct, frozen=True):
    """The request, as a Call, and whether all pages are wanted."""

    call: Call
    paginate: bool = False
    allow_repeat: str = ""
    allow_project: bool = False


@command(
    "api",
    example="syncro api GET /tickets -f status=New --paginate --jq '.[].number'\n"
    "syncro api PUT /tickets/4711 -f priority='1 High'",
)
@click.argument("method", type=click.Choice(METHODS, case_sensitive=False))
@click.argument("path")
@click.option("-f", "--field", "fields", multiple=True, metavar="NAME=VALUE", help="Query of a GET, else body field.")
@click.option("--paginate", is_flag=True, help="All pages of a list, as one list.")
@click.option("--allow-repeat", default="", metavar="REASON", help="Make again what was just made, and say why.")
@click.option("--allow-project", is_flag=True, help="Allow prepaid project labor, which draws no prepay hours.")
def parse(
    method: str, path: str, fields: tuple[str, ...], paginate: bool, allow_repeat: str, allow_project: bool
) -> Action:
    """Send one request of the API by method and path. Reads print Syncro's own JSON.

    A write meets the same checks as the commands, is shown as a plan first, and sent only after a yes to it.
    """
    return Action(run, Options(call_of(method.upper(), path, fields), paginate, allow_repeat, allow_project))


def run(app: App, options: Options) -> int | None:
    """Read and print; a write is handed to the planning."""
    if options.call.writes:
        return _planned(app, options)
    if options.paginate:
        listing = _listing(app, options.call)
        emit(app, listing.rows, lambda: _pretty(listing.rows), verbatim=True)
        if not listing.complete:
            warn(app, "Syncro didn't send the whole list.")
        return None
    # A Reader gives the unwrapped value; here the whole reply is wanted, and the call is known to only read.
    body = app.session.client(app.config.tech.alias).send(options.call).body
    emit(app, body, lambda: body if isinstance(body, str) else _pretty(body), verbatim=True)
    return None


def call_of(method: str, path: str, fields: Iterable[str]) -> Call:
    """The Call; raises UsageError for a path or a field the API doesn't have, since Syncro would ignore it (facts §3)."""
    parts = urlsplit(path)
    if parts.scheme or parts.netloc:
        raise UsageError("PATH is a path of the API, not an address.", hint="for example /tickets/4711")
    route = "/" + parts.path.strip("/").removeprefix(API_PATH.strip("/")).lstrip("/")
    found = find(method, route)
    if found is None:
        raise UsageError(f"The API has no {method} {route}.{_alike(route)}")
    row, values = found
    given = [*parse_qsl(parts.query, keep_blank_values=True), *map(_pair, fields)]
    if method == "GET":
        return Call(row.id, dict(values), _query(row, given))
    in_body = {field.name for field in row.body}
    in_query = [(name, value) for name, value in given if name in row.query and name not in in_body]
    return Call(
        row.id, dict(values), _query(row, in_query), _body(row, [pair for pair in given if pair not in in_query])
    )


def _planned(app: App, options: Options) -> int:
    from syncro.cli.proposing import propose
    from syncro.workflows.planners.adhoc import CALL, CallRequest

    request = CallRequest(options.call, app.config.tech.alias, options.allow_repeat, options.allow_project)
    return propose(app, CALL, request)


def _pretty(value: Any) -> str:
    """JSON for people that is still JSON, whatever Syncro's texts hold."""
    return invisible.escaped_json(jsonio.pretty(value))


def _listing(app: App, call: Call) -> Any:
    if call.row.reply.shape is not Shape.MANY:
        raise UsageError(f"--paginate is for lists; {call.method} {call.url_path} is none.")
    return app.reader.listing(call)


def _alike(route: str) -> str:
    first = route.split("/")[1]
    alike = [f"{row.method} {row.path}" for row in OPERATIONS if row.path.split("/")[1] == first]
    return f" Choose one of: {', '.join(alike)}." if alike else ""


def _pair(field: str) -> tuple[str, str]:
    name, equals, value = field.partition("=")
    if not equals or not name:
        raise UsageError(f"-f takes NAME=VALUE, not {field!r}.")
    return name, value


def _query(row: Operation, given: list[tuple[str, str]]) -> dict[str, Any]:
    query: dict[str, Any] = {}
    for name, value in given:
        base = name.removesuffix("[]")
        if base not in row.query and name not in row.query:
            raise UsageError(f"{row.path} has no filter {name!r}. {choices(row.query)}")
        if name != base:
            query.setdefault(base, []).append(value)
        else:
            query[name] = value
    return query


def _body(row: Operation, given: list[tuple[str, str]]) -> dict[str, Any] | None:
    from syncro.rules.by_hand import fields

    kinds = {field.name: field.kind for field in row.body}
    for name, _ in given:
        if name not in kinds:
            likely = fields.meant(row, name)
            hint = f" Send {likely} instead." if likely else ""
            raise UsageError(f"{row.path} has no field {name!r}. {choices(kinds)}{hint}")
    return {name: _typed(name, kinds[name], value) for name, value in given} or None


def _typed(name: str, kind: str, value: str) -> Any:
    """The value as the field's kind wants it; text stays exactly as typed (R-57)."""
    from syncro.rules.by_hand import fields

    if kind == "str":
        return value
    try:
        read = jsonio.loads(value)
    except ValueError:
        raise UsageError(f"{name} must be {fields.KINDS[kind]}, and {value!r} isn't.") from None
    return read

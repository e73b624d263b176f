"""Which filters GET /tickets honours (facts §4). Any other parameter is ignored without a word."""

from collections.abc import Callable, Sequence

from syncro.sandbox import paging
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record

NOT_CLOSED = "Not Closed"
EQUAL = ("customer_id", "contact_id", "number", "user_id")
AFTER = {"resolved_after": "resolved_at", "created_after": "created_at", "since_updated_at": "updated_at"}
Test = Callable[[Record], bool]


def apply(context: Context, request: Request) -> Sequence[Record]:
    """The tickets that pass all filters of the request, newest first."""
    rows = _candidates(context, request)
    for test in _tests(context, request):
        rows = [row for row in rows if test(row)]
    return rows


def _candidates(context: Context, request: Request) -> Sequence[Record]:
    """By an index where a filter has one, so that one ticket among many is found at once."""
    for name in ("number", "customer_id"):
        if request.query.word(name):
            return paging.newest_first(context.state.where("tickets", name, request.query.integer(name)))
    return context.state.newest("tickets")


def _tests(context: Context, request: Request) -> list[Test]:
    query = request.query
    tests: list[Test] = [_equal(name, query.integer(name)) for name in EQUAL if query.word(name)]
    tests += [after(context, field, query.raw(name)) for name, field in AFTER.items() if query.word(name)]
    if query.flag("mine"):
        tests.append(_equal("user_id", request.actor.user["id"]))
    if status := query.word("status"):
        tests.append(_status(context, status))
    if wanted := query.word("query").lower():
        tests.append(lambda row: wanted in _searchable(context, row))
    return tests


def after(context: Context, field: str, value: object) -> Test:
    """Rows whose time is later than the value; a time that can't be read filters nothing."""
    since = context.time(value)

    def test(row: Record) -> bool:
        if since is None:
            return True
        at = context.time(row.get(field))
        return at is not None and at > since

    return test


def _equal(name: str, value: object) -> Test:
    return lambda row: row.get(name) == value


def _status(context: Context, status: str) -> Test:
    if status == NOT_CLOSED:
        closed = context.quirks.words("not_closed_excludes")
        return lambda row: row.get("status") not in closed
    return lambda row: row.get("status") == status


def _searchable(context: Context, ticket: Record) -> str:
    customer = context.state.get("customers", ticket["customer_id"]) or {}
    names = (customer.get("business_name"), customer.get("fullname"))
    return f"{ticket['number']} {ticket.get('subject')} {' '.join(filter(None, names))}".lower()

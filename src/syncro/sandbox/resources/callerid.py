"""Who is calling (facts §15): the one reply that can be bare text, even `Disabled`, with status 200."""

from syncro.jsonio import Json
from syncro.sandbox import shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.wire import plain_text

DISABLED = "Disabled"
UNKNOWN = "Unknown"
LOCAL_DIGITS = 10
CLOSED = ("Resolved", "Invoiced", "Closed")


def get(context: Context, request: Request) -> Json:
    """Name and newest ticket's status of a number's owner; bare text for `outbound`, for a stranger, and when disabled."""
    if context.quirks.on("callerid_disabled"):
        raise plain_text(DISABLED)
    customer = _owner(context, _digits(request.query.word("did")))
    if customer is None:
        raise plain_text(UNKNOWN)
    name = shapes.customer_name(context, customer["id"])
    if request.query.flag("outbound"):
        raise plain_text(name)
    return {"data": {"name": name, "ticket_status": _status(context, customer)}}


def _owner(context: Context, number: str) -> Record | None:
    if not number:
        return None
    numbers = [(row.get("number"), row["customer_id"]) for row in context.state.all("phones")]
    numbers += [(row.get(name), row["id"]) for row in context.state.all("customers") for name in ("phone", "mobile")]
    numbers += [
        (row.get(name), row.get("customer_id")) for row in context.state.all("contacts") for name in ("phone", "mobile")
    ]
    found = next((owner for digits, owner in numbers if digits and _digits(str(digits)) == number), None)
    return context.state.get("customers", found)


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter in "0123456789")[-LOCAL_DIGITS:]


def _status(context: Context, customer: Record) -> str | None:
    tickets = context.state.where("tickets", "customer_id", customer["id"])
    if not tickets:
        return None
    newest = max(tickets, key=lambda row: (row.get("status") not in CLOSED, row["created_at"], row["id"]))
    return str(newest.get("status"))

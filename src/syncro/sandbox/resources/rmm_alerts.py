"""RMM alerts (facts §16): made, muted and resolved; never changed or deleted."""

from datetime import timedelta

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import Kind
from syncro.sandbox.wire import WireError

DONE: Json = {"success": "true"}
FOREVER = "forever"
MUTES = {
    "1-hour": timedelta(hours=1),
    "1-day": timedelta(days=1),
    "2-days": timedelta(days=2),
    "1-week": timedelta(weeks=1),
    "2-weeks": timedelta(weeks=2),
    "1-month": timedelta(days=30),
}
"""How long each word mutes (C15)."""


def list_(context: Context, request: Request) -> Json:
    """Alerts newest first: `status` is active unless it is `resolved` or `all`."""
    wanted = request.query.word("status").lower()
    rows = plain.rows_of(context, request, ALERT)
    if wanted != "all":
        rows = [row for row in rows if bool(row.get("resolved")) is (wanted == "resolved")]
    if wanted != "resolved" and not context.quirks.on("muted_alerts_listed"):
        rows = [row for row in rows if not _is_muted(context, row)]
    return paging.page(context, request, rows, lambda row: plain.shown(context, ALERT, row))


def create(context: Context, request: Request) -> Json:
    """A new alert under another key than a read one, with the ticket's id instead of its number and status."""
    asset = context.state.get("assets", request.body.integer("asset_id")) or {}
    known = {"computer_name": asset.get("name")}
    if not request.body.integer("customer_id"):
        known["customer_id"] = asset.get("customer_id")
    return {"success": True, "alert": shapes.only(NEW_SHAPE, plain.keep_new(context, request, ALERT, **known))}


def mute(context: Context, request: Request) -> Json:
    """Mute for one of the vendor's words, sent in the query or in the body (C15, C16)."""
    alert = context.one("rmm_alerts", request.id)
    word = request.query.word("mute_for") or request.body.word("mute_for")
    if word != FOREVER and word not in MUTES:
        raise WireError(422, {"errors": {"mute_for": ["is not included in the list"]}})
    until = FOREVER if word == FOREVER else context.clock.format(context.clock.now() + MUTES[word])
    context.state.change("rmm_alerts", alert, muted_until=until, updated_at=context.now())
    return DONE


def resolve(context: Context, request: Request) -> Json:
    """Resolve; the record stays and can be read."""
    alert = context.one("rmm_alerts", request.id)
    context.state.change("rmm_alerts", alert, resolved=True, status="resolved", updated_at=context.now())
    return DONE


def _is_muted(context: Context, row: Record) -> bool:
    until = row.get("muted_until")
    moment = context.time(until)
    return until == FOREVER or (moment is not None and moment > context.clock.now())


def _shown(context: Context, row: Record) -> Record:
    ticket = context.state.get("tickets", row.get("ticket_id")) or {}
    told = {"ticket_number": ticket.get("number"), "ticket_status": ticket.get("status")}
    return {**shapes.only(ALERT_SHAPE, row), **told}


ALERT_SHAPE = shapes.blank(
    "id customer_id ticket_number ticket_status computer_name properties resolved check_id status formatted_output "
    "description created_at updated_at asset_id",
    properties={},
    resolved=False,
)
NEW_SHAPE = shapes.blank(
    "id account_id customer_id computer_name properties resolved check_id status formatted_output description "
    "created_at updated_at ticket_id asset_id",
    account_id=shapes.ACCOUNT_ID,
    properties={},
    resolved=False,
)
ALERT = Kind(
    "rmm_alerts",
    ALERT_SHAPE,
    "customer_id:int asset_id:int description resolved:bool status properties:map formatted_output",
    links={"customer_id": "customers", "asset_id": "assets"},
    newest_first=True,
    view=_shown,
)
get = plain.get(ALERT)

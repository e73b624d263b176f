"""The account: who is asking, users, settings (facts §15). Reads only."""

from syncro.jsonio import Json
from syncro.sandbox import shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.wire import not_found

SHOWN = (
    *("msp_dashboard", "customers", "assets", "alerts", "contracts", "invoices", "estimates", "tickets", "parts"),
    *("products", "purchase_orders", "scripts", "kabuto_policies", "leads", "recur", "reports", "wiki"),
)
HIDDEN = ("customer_purchases", "refurbs", "field_jobs", "sales", "domo", "marketr", "app_center", "pax8")
CHANNEL = "100000000000000000001"


def me(context: Context, request: Request) -> Json:
    """The key's owner, flat. The token shown is not a key of this sandbox."""
    user = request.actor.user
    return {
        "user_token": f"sandbox-token-of-user-{user['id']}",
        "user_email": user.get("email"),
        "user_name": user.get("full_name"),
        "user_id": user["id"],
        "admin": bool(user.get("admin")),
        "can_use_app": True,
        "two_factor_required": request.actor.two_factor,
        "subdomain": "sandbox",
        "default_location": None,
        "enable_multi_locations": False,
        "locations_allowed": [],
        "permissions": request.actor.permissions,
    }


def users(context: Context, request: Request) -> Json:
    """Every user as a pair of id and name."""
    return {"users": [[user["id"], user["full_name"]] for user in context.state.all("users")]}


def user(context: Context, request: Request) -> Json:
    """One user."""
    found = shapes.user(context, request.id)
    if found is None:
        raise not_found()
    return {"user": found}


def settings(context: Context, request: Request) -> Json:
    """The account's settings, unwrapped."""
    return context.setting("account")


def tabs(context: Context, request: Request) -> Json:
    """Which parts of the product the account shows."""
    return {"tabs": {**dict.fromkeys(SHOWN, True), **dict.fromkeys(HIDDEN, False)}}


def printing(context: Context, request: Request) -> Json:
    """Printing: a channel, and no registers to print at."""
    return {"messaging_channel": CHANNEL, "registers": []}

"""Who is asking and what their key may do. It takes a key from where it was sent; it never logs one (C1, facts §1)."""

from collections.abc import Mapping

from syncro.catalog import Effect, Operation
from syncro.jsonio import Json
from syncro.sandbox.context import Actor
from syncro.sandbox.quirks import Quirks
from syncro.sandbox.state import State
from syncro.sandbox.wire import BAD_KEY, WireError, unauthorized

PERMISSION_OF: dict[str, str] = {
    **dict.fromkeys(("customers", "contacts", "phones", "portal_users", "leads"), "customer"),
    **dict.fromkeys(("customer_assets", "rmm_alerts"), "asset"),
    **dict.fromkeys(("tickets", "ticket_timers", "appointments", "new_ticket_forms", "timelogs"), "ticket"),
    **dict.fromkeys(("canned_responses",), "ticket"),
    **dict.fromkeys(("invoices", "estimates", "schedules", "contracts", "line_items"), "invoice"),
    **dict.fromkeys(("payments", "payment_profiles"), "payment"),
    "worksheet_results": "worksheet",
}
"""Which group of /me rules an operation's resource; what isn't here needs only a valid key."""

WORKSHEET_ACTIONS = {"POST": "add", "PUT": "manage", "DELETE": "delete"}


def key_of(quirks: Quirks, header: str, query: Mapping[str, Json], body: Mapping[str, Json]) -> tuple[str, str]:
    """The key and its form; query before header before body, empty when there is none."""
    forms = quirks.words("auth_forms")
    for form, allowed, key in (
        ("query", "query" in forms, query.get("api_key")),
        ("header", True, _from_header(header, forms)),
        ("body", "body" in forms, body.get("api_key")),
    ):
        if allowed and key and isinstance(key, str):
            return key, form
    return "", "none"


def actor_of(state: State, key: str, form: str) -> Actor:
    """The key's owner; raises WireError 401 for an unknown or expired key."""
    known = state.get("keys", key) if key else None
    user = state.get("users", known["user_id"]) if known and not known.get("expired") else None
    if known is None or user is None:
        raise WireError(401, BAD_KEY)
    return Actor(key, user, known.get("permissions") or {}, form)


def check(actor: Actor, operation: Operation) -> None:
    """Raise WireError 401 when the key lacks the operation's permission."""
    group = PERMISSION_OF.get(operation.group)
    action = _action(operation)
    if group and action and not actor.may(group, action):
        raise unauthorized()
    if operation.group == "line_items" and not actor.is_global_admin:
        raise unauthorized()


def _action(operation: Operation) -> str:
    if operation.group == "worksheet_results":
        return WORKSHEET_ACTIONS.get(operation.method, "")
    if operation.method == "DELETE":
        return "delete"
    return "read" if operation.effect is Effect.READ else "write"


def _from_header(header: str, forms: frozenset[str]) -> str:
    scheme, _, rest = header.strip().partition(" ")
    if scheme.lower() == "bearer":
        return rest.strip() if "bearer" in forms else ""
    return header.strip() if "bare" in forms else ""

"""Who is asking and what their key may do. It takes a key from where it was sent; it never logs one (C1, facts §1)."""

from collections.abc import Mapping

from syncro.catalog import Effect, Operation
from syncro.jsonio import Json
from syncro.sandbox.clock import Clock
from syncro.sandbox.context import Actor
from syncro.sandbox.quirks import Quirks
from syncro.sandbox.state import State
from syncro.sandbox.wire import BAD_KEY, NO_SECOND_FACTOR, WireError, unauthorized

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

GLOBAL_ADMIN = frozenset({"line_items", "portal_users"})
"""What only a key may do that nothing is denied to."""

SESSIONS = "sessions"
TWO_FACTOR_HEADER = b"authorization2fatoken"
LOGIN = "otp_login"

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
    denied = frozenset(known.get("denied") or ())
    return Actor(key, user, known.get("permissions") or {}, form, denied, bool(known.get("two_factor_code")))


def check_second_factor(state: State, clock: Clock, actor: Actor, operation: Operation, token: str) -> None:
    """Raise WireError 401 when the key's owner has a second factor and the session token isn't theirs, or is too old."""
    if not actor.two_factor or operation.group == LOGIN:
        return
    session = state.get(SESSIONS, token.strip()) or {}
    until = clock.parse(session.get("expires_at"))
    if session.get("key") != actor.key or until is None or until < clock.now():
        raise WireError(401, NO_SECOND_FACTOR)


def check(actor: Actor, operation: Operation) -> None:
    """Raise WireError 401 when the key lacks the operation's permission."""
    if operation.id in actor.denied or operation.group in actor.denied:
        raise unauthorized()
    group = PERMISSION_OF.get(operation.group)
    action = _action(operation)
    if group and action and not actor.may(group, action):
        raise unauthorized()
    if operation.group in GLOBAL_ADMIN and not actor.is_global_admin:
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

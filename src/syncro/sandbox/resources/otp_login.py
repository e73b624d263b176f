"""The second factor (facts §1): a one-time code buys a session token, which then goes along in a header with the key."""

from datetime import timedelta
from uuid import UUID

from syncro.jsonio import Json
from syncro.sandbox.auth import SESSIONS
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.wire import RememberedError

VALID = timedelta(days=30)
LOCKED_AFTER = 5
"""Wrong codes in a row after which not even the right one helps."""
SAVED = (
    "Save the session token somewhere safe and send that with the api_key for all future web requests. It goes in a "
    "header called Authorization2FAToken."
)


def create(context: Context, request: Request) -> Json:
    """A session token for the code of the key; raises WireError 401, and counts that, for another one."""
    key = context.one("keys", request.actor.key)
    failed = int(key.get("failed_codes") or 0)
    code = key.get("two_factor_code")
    if not code or failed > LOCKED_AFTER or request.body.word("code") != code:
        raise _failed(context, key, failed + 1)
    context.state.change("keys", key, failed_codes=0)
    token = str(UUID(int=context.rng.getrandbits(128), version=4))
    until = context.clock.format(context.clock.now() + VALID)
    context.state.put(SESSIONS, {"id": token, "key": key["id"], "expires_at": until})
    return {"login": True, "session_token": token, "token_expiration": until, "instructions": SAVED}


def _failed(context: Context, key: Record, times: int) -> RememberedError:
    context.state.change("keys", key, failed_codes=times)
    told = f"Your multi-factor authentication attempt failed for the {_ordinal(times)} time"
    advice = ", please open Syncro in browser and recover MFA." if times > LOCKED_AFTER else ", please try again."
    return RememberedError(401, {"login": False, "instructions": told + advice})


def _ordinal(number: int) -> str:
    ending = {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th") if number % 100 not in {11, 12, 13} else "th"
    return f"{number}{ending}"

"""From an answer to the exception it stands for. Never sends, never retries."""

from syncro.api.bodies import Body, Kind
from syncro.api.wire import Reply
from syncro.api.words import doing, many, quoted, thing, words
from syncro.calls import Call
from syncro.errors import NotAuthorized, NotFound, RateLimited, Rejected, ServerFailed, SyncroError, Unusable, Wrote
from syncro.secret import Secret

WHOSE_KEY = "Make a new key in Syncro (Admin, API tokens). Try: syncro login"
"""Every key may ask whose it is (facts §15): one that mayn't is no key any more."""
HOW_TO_CHECK = "Permissions are set where the key was made in Syncro. Try: syncro whoami"


def status_failure(call: Call, reply: Reply, body: Body, key: Secret) -> SyncroError | None:
    """What a status outside 200 to 299 means; None for a success (facts §2)."""
    if 200 <= reply.status < 300:
        return None
    if reply.status == 401:
        return _not_authorized(call, body, key)
    if reply.status == 429:
        return RateLimited(
            "Syncro's rate limit is used up",
            operation=call.operation,
            hint="Wait a minute, then run it again.",
            retry_after=reply.retry_after,
        )
    if reply.status >= 500 or reply.status == 408:
        return _server_failed(call, reply, body)
    return _refused(call, reply, body)


def unusable(call: Call, status: int, reason: str) -> Unusable:
    """An answer we can't take for one; a write may have landed."""
    message = f"{doing(call.row)}: {reason} (status {status})"
    return Unusable(message, status=status, operation=call.operation, wrote=_unclear(call))


def rejected(call: Call, status: int, words: str) -> Rejected:
    """Refused, in the server's own words."""
    message = words or f"Syncro refused {doing(call.row)} without a reason"
    return Rejected(message, status=status, operation=call.operation, is_quoted=bool(words))


def unreadable(call: Call, status: int, body: Body) -> Unusable:
    """A body that isn't the JSON that was asked for."""
    reasons = {
        Kind.HTML: "the server answered with a web page, not data",
        Kind.TEXT: "the server's answer is not JSON",
        Kind.EMPTY: "the server's answer is empty",
        Kind.CUT: "the server's answer is too long",
        Kind.BEYOND: f"the server's answer makes no sense: {body.value}",
        Kind.JSON: "the server answered null" if body.value is None else "the server's answer has another form",
    }
    return unusable(call, status, reasons[body.kind])


def missing(call: Call, words: str = "") -> NotFound:
    """Names what isn't there."""
    told = f" ({quoted(words)})" if words and "not found" not in words.lower() else ""
    return NotFound(
        f"Syncro has no {_named(call)}{told}", hint="It may be deleted, or the key isn't allowed to see it."
    )


def _refused(call: Call, reply: Reply, body: Body) -> SyncroError:
    if reply.status < 400:
        return unusable(call, reply.status, "the server redirects elsewhere; check the base URL")
    if reply.status == 404 and body.kind is not Kind.HTML:
        return missing(call, words(body.value))
    if body.kind is Kind.JSON or body.kind is Kind.EMPTY:
        return rejected(call, reply.status, words(body.value))
    return unreadable(call, reply.status, body)


def _server_failed(call: Call, reply: Reply, body: Body) -> ServerFailed:
    spoken = words(body.value) if body.kind is Kind.JSON else ""
    message = f"Syncro failed at {doing(call.row)} with status {reply.status}" + (
        f": {quoted(spoken)}" if spoken else ""
    )
    return ServerFailed(message, status=reply.status, operation=call.operation, wrote=_unclear(call))


def _not_authorized(call: Call, body: Body, key: Secret) -> NotAuthorized:
    spoken = words(body.value) if body.kind is Kind.JSON else ""
    is_own = not call.row.resource.permission
    trouble = "wrong or expired" if is_own else f"wrong, expired, or not allowed to {allowance(call)}"
    message = f"Syncro refused the key {key}: it is {trouble}" + (f" ({quoted(spoken)})" if spoken else "")
    hint = WHOSE_KEY if is_own else HOW_TO_CHECK
    return NotAuthorized(message, status=401, operation=call.operation, hint=hint)


def allowance(call: Call) -> str:
    """What the key would have to be allowed: `read tickets`; by the groups of `GET /me`."""
    level = "read" if not call.writes else "delete" if call.method == "DELETE" else "write"
    return f"{level} {many(thing(call.row.resource.permission))}"


def _named(call: Call) -> str:
    """`line item 5 of invoice 12`."""
    named = [
        f"{thing(call.row.group if name == 'id' else name.removesuffix('_id'))} {call.path.get(name)}"
        for name in call.row.path_names
    ]
    whole = " of ".join(reversed(named)) or call.row.path
    body, inside = call.body or {}, call.row.belief.inside
    if inside is None or inside.name not in body:
        return whole
    # A 404 can mean either (facts §4.2).
    return f"{whole} or no {thing(inside.name.removesuffix('_id'))} {body[inside.name]}"


def _unclear(call: Call) -> Wrote:
    return Wrote.UNKNOWN if call.writes else Wrote.NO

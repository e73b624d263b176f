"""The control plane under /sandbox/: reset, quirks, faults, clock, keys, and what happened. It needs no key."""

from collections.abc import Callable

from syncro.jsonio import Json
from syncro.sandbox import casts
from syncro.sandbox.account import Account
from syncro.sandbox.casts import Params
from syncro.sandbox.faults import rules_from
from syncro.sandbox.wire import error

CENTURY = 100 * 366 * 86400
SHOWN = 20
RECORDS = "records/"
OWN = frozenset({"keys", "settings", "counters", "outbox", "planted", "sessions"})
"""Kinds that are the sandbox's own: they have routes of their own, and keys are shown by none."""
SETTINGS = ("account", "tickets")


def answer(account: Account, method: str, path: str, body: Json) -> Json:
    """The reply to a control request; raises WireError 404, 405 or 422 with the reason."""
    name = path.strip("/")
    if method == "GET" and name.startswith(RECORDS):
        return _records(account, name.removeprefix(RECORDS))
    if name not in {route for _, route in ROUTES}:
        raise error(f"no /sandbox/{name}; there are: {', '.join(sorted({route for _, route in ROUTES if route}))}", 404)
    handler = ROUTES.get((method, name))
    if handler is None:
        raise error(f"/sandbox/{name} has no {method}", 405)
    try:
        return handler(account, body)
    except ValueError as problem:
        raise error(str(problem)) from problem


def _status(account: Account, body: Json) -> Json:
    counts = {kind: len(account.state.all(kind)) for kind in ("customers", "tickets", "invoices", "payments")}
    return {
        "sandbox": "syncro",
        "company": account.company,
        "now": account.clock.stamp(),
        "requests": account.log.total,
        **counts,
        "records": {kind: count for kind, count in account.state.counts().items() if kind not in OWN},
        "quirks_changed": account.quirks.changed(),
        "faults": account.faults.table(),
        "last_requests": account.log.latest(SHOWN),
    }


def _reset(account: Account, body: Json) -> Json:
    params = _object(body)
    seed = params.raw("seed")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        raise ValueError(f"seed is a whole number, not {seed!r}")
    company = params.raw("company")
    if company is not None and not isinstance(company, str):
        raise ValueError(f"company is a name, not {company!r}")
    account.reset(company, seed)
    return _status(account, None)


def _quirks(account: Account, body: Json) -> Json:
    return {"quirks": account.quirks.table()}


def _set_quirks(account: Account, body: Json) -> Json:
    values = _object(body).values
    inner = values.get("quirks")
    account.quirks.change(inner if isinstance(inner, dict) else values)
    return _quirks(account, None)


def _faults(account: Account, body: Json) -> Json:
    return {"faults": account.faults.table()}


def _set_faults(account: Account, body: Json) -> Json:
    account.faults.replace(rules_from(body if body is not None else []))
    return _faults(account, None)


def _add_faults(account: Account, body: Json) -> Json:
    account.faults.add(rules_from(body if body is not None else []))
    return _faults(account, None)


def _end_faults(account: Account, body: Json) -> Json:
    params = _object(body)
    if label := params.word("label"):
        return {"faults": account.faults.end(label)}
    if params.values:
        raise ValueError("faults are ended all at once, or with `label` those of one label")
    account.faults.replace([])
    return _faults(account, None)


def _clock(account: Account, body: Json) -> Json:
    return {"now": account.clock.stamp()}


def _set_clock(account: Account, body: Json) -> Json:
    params = _object(body)
    given = params.raw("now") or params.raw("time")
    if given:
        moment = account.clock.parse(given)
        if moment is None:
            raise ValueError(f"{given!r} is not an ISO 8601 time")
        account.clock.set(moment)
    elif params.raw("advance") is not None:
        account.clock.advance(_seconds(params.raw("advance")))
    elif params.values:
        raise ValueError("a clock takes `now` (ISO 8601), `advance` (seconds), or {} for real time")
    else:
        account.clock.real()
    account.catch_up()
    return _clock(account, None)


def _seconds(value: Json) -> float:
    try:
        seconds = float(str(value))
    except ValueError:
        raise ValueError(f"{value!r} is not a number of seconds") from None
    if not abs(seconds) <= CENTURY:
        raise ValueError(f"{value!r} seconds are more than a century")
    return seconds


def _requests(account: Account, body: Json) -> Json:
    return account.log.plain()


def _clear_requests(account: Account, body: Json) -> Json:
    account.log.clear()
    return account.log.plain()


def _outbox(account: Account, body: Json) -> Json:
    return {"outbox": list(account.state.all("outbox"))}


def _clear_outbox(account: Account, body: Json) -> Json:
    with account.state.transaction():
        for letter in list(account.state.all("outbox")):
            account.state.drop("outbox", letter["id"])
    return _outbox(account, None)


def _planted(account: Account, body: Json) -> Json:
    return {"planted": [row["row"] for row in account.state.all("planted")]}


def _records(account: Account, kind: str) -> Json:
    if kind in OWN or (not account.state.all(kind) and kind not in _kinds()):
        known = sorted((set(account.state.counts()) | _kinds()) - OWN)
        raise error(f"no records of kind {kind!r}; there are: {', '.join(known)}", 404)
    return {"records": list(account.state.all(kind))}


def _kinds() -> frozenset[str]:
    # Only asked for when there is nothing to show: the company's modules take time to import.
    from syncro.sandbox.company.company import KINDS

    return frozenset(KINDS)


def _settings(account: Account, body: Json) -> Json:
    return {name: account.context.setting(name) for name in SETTINGS}


def _set_settings(account: Account, body: Json) -> Json:
    given = _object(body).values
    if set(given) - set(SETTINGS) or not all(isinstance(values, dict) for values in given.values()):
        raise ValueError(f"settings are objects under {' and '.join(SETTINGS)}")
    with account.state.transaction():
        for name, values in given.items():
            account.state.put("settings", {"id": name, "value": {**account.context.setting(name), **values}})
    return _settings(account, None)


def _set_keys(account: Account, body: Json) -> Json:
    params = _object(body)
    key = params.word("key")
    if not key:
        raise ValueError("a key needs `key`, and `user_id` when it is new")
    known = account.state.get("keys", key) or {"id": key, "key": key, "expired": False, "permissions": _all(account)}
    fields = {**known, **_changes(params, known["permissions"])}
    if account.state.get("users", fields.get("user_id")) is None:
        raise ValueError("`user_id` is not a user")
    with account.state.transaction():
        account.state.put("keys", fields)
    shown = {name: fields[name] for name in ("expired", "permissions")}
    return {"owner": fields["user_id"], **shown, "denied": fields.get("denied") or []}


def _changes(params: Params, groups: dict[str, Json]) -> dict[str, Json]:
    changes: dict[str, Json] = {}
    if "user_id" in params:
        changes["user_id"] = params.integer("user_id")
    if "expired" in params:
        changes["expired"] = params.flag("expired")
    if "denied" in params:
        changes["denied"] = [word for item in params.items("denied") if (word := casts.text(item))]
    if "two_factor_code" in params:
        changes |= {"two_factor_code": params.word("two_factor_code") or None, "failed_codes": 0}
    if "permissions" in params:
        given = params.mapping("permissions")
        merged = {group: {**groups.get(group, {}), **casts.mapping(actions)} for group, actions in given.items()}
        changes["permissions"] = {**groups, **merged}
    return changes


def _all(account: Account) -> Json:
    """The permissions of the key that has most of them."""
    keys = (key.get("permissions") or {} for key in account.state.all("keys"))
    return max(keys, key=lambda groups: sum(sum(map(bool, one.values())) for one in groups.values()), default={})


def _object(body: Json) -> Params:
    if body is not None and not isinstance(body, dict):
        raise ValueError(f"the body is an object, not {type(body).__name__}")
    return Params(body or {})


ROUTES: dict[tuple[str, str], Callable[[Account, Json], Json]] = {
    ("GET", ""): _status,
    ("POST", "reset"): _reset,
    ("GET", "quirks"): _quirks,
    ("PUT", "quirks"): _set_quirks,
    ("GET", "faults"): _faults,
    ("PUT", "faults"): _set_faults,
    ("POST", "faults"): _add_faults,
    ("DELETE", "faults"): _end_faults,
    ("GET", "clock"): _clock,
    ("PUT", "clock"): _set_clock,
    ("GET", "requests"): _requests,
    ("DELETE", "requests"): _clear_requests,
    ("GET", "outbox"): _outbox,
    ("DELETE", "outbox"): _clear_outbox,
    ("GET", "planted"): _planted,
    ("GET", "settings"): _settings,
    ("PUT", "settings"): _set_settings,
    ("PUT", "keys"): _set_keys,
}

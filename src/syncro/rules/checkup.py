"""What a check-up says: one line for each thing looked at, with its remedy. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

SKEW_SECONDS = 120
"""A clock that is off by more makes due dates, appointments and read-backs by time wrong."""
NEEDED = {"ticket": ("read", "write"), "customer": ("read",), "invoice": ("read", "write")}
"""What the daily commands need a key to be allowed to do (R-54)."""


class State(StrEnum):
    """`fail` stops some command, `warn` doesn't, `unknown` could not be found out."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"
    UNKNOWN = "unknown"


class Check(Struct, frozen=True):
    """One thing that was looked at. `remedy` is what to do, empty when it is fine."""

    check: str
    state: State
    message: str
    remedy: str = ""


def ok(check: str, message: str) -> Check:
    """It is fine."""
    return Check(check, State.OK, message)


def warn(check: str, message: str, remedy: str) -> Check:
    """Worth mending."""
    return Check(check, State.WARN, message, remedy)


def fail(check: str, message: str, remedy: str) -> Check:
    """Must be mended."""
    return Check(check, State.FAIL, message, remedy)


def unknown(check: str, message: str, remedy: str = "") -> Check:
    """It could not be found out."""
    return Check(check, State.UNKNOWN, message, remedy)


def has_failed(checks: Iterable[Check]) -> bool:
    """True when something must be mended."""
    return any(check.state is State.FAIL for check in checks)


def clock(date: str, now: datetime) -> Check:
    """This machine's clock against the `Date` header of an answer received just now."""
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return unknown("clock", "The server tells no time to compare with.")
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    seconds = int((now - theirs).total_seconds())
    if abs(seconds) <= SKEW_SECONDS:
        return ok("clock", "This machine's clock agrees with the server's.")
    way = "ahead of" if seconds > 0 else "behind"
    return warn(
        "clock", f"This machine's clock is {abs(seconds)} s {way} the server's.", "set the clock, or switch NTP on"
    )


def permissions(granted: Mapping[str, Any], owner: str) -> list[Check]:
    """One line for each thing the daily commands need and the key may not do."""
    lacking = [
        f"{verb} {group}s"
        for group, verbs in NEEDED.items()
        for verb in verbs
        if isinstance(granted.get(group), Mapping) and not granted[group].get(verb, True)
    ]
    if not lacking:
        return [ok("permissions", f"{owner}'s key may do what the daily commands need.")]
    return [
        fail("permissions", f"{owner}'s key may not {what}.", "give the key that permission in Syncro, or use --tech")
        for what in lacking
    ]

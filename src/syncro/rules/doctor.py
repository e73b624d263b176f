"""What a check-up says: one line for each thing looked at, with its remedy. Pure."""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import StrEnum
from typing import Any

from msgspec import Struct

from syncro.jsonio import Json
from syncro.rules import findings
from syncro.rules.findings import Finding

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
    """One thing that was looked at: its name on the page, how it stands, and the finding that says so."""

    check: str
    state: State
    finding: Finding

    @property
    def message(self) -> str:
        """What is so."""
        return self.finding.message

    @property
    def remedy(self) -> str:
        """What to do, empty when it is fine."""
        return self.finding.remedy


def ok(code: str, message: str, *, check: str = "") -> Check:
    """It is fine. `check`: its name, where the code doesn't say it."""
    return Check(check or _name(code), State.OK, findings.info(code, message))


def warn(code: str, message: str, remedy: str, **evidence: Json) -> Check:
    """Worth mending."""
    return Check(_name(code), State.WARN, findings.warning(code, message, remedy, **evidence))


def fail(code: str, message: str, remedy: str, **evidence: Json) -> Check:
    """Must be mended."""
    return Check(_name(code), State.FAIL, findings.block(code, message, remedy, **evidence))


def unknown(code: str, message: str, remedy: str = "", *, check: str = "") -> Check:
    """It could not be found out."""
    return Check(check or _name(code), State.UNKNOWN, findings.warning(code, message, remedy))


def document(check: Check) -> dict[str, Json]:
    """A check for `--json`: its name and state, and its finding."""
    return {"check": check.check, "state": check.state.value, **findings.document(check.finding)}


def _name(code: str) -> str:
    """`rate limit` of `doctor.rate_limit`."""
    return code.partition(".")[2].replace("_", " ")


def has_failed(checks: Iterable[Check]) -> bool:
    """True when something must be mended."""
    return any(check.state is State.FAIL for check in checks)


def clock(date: str, now: datetime) -> Check:
    """This machine's clock against the `Date` header of an answer received just now."""
    try:
        theirs = parsedate_to_datetime(date)
    except ValueError:
        return unknown("doctor.clock", "The server tells no time to compare with.")
    theirs = theirs if theirs.tzinfo else theirs.replace(tzinfo=UTC)
    seconds = int((now - theirs).total_seconds())
    if abs(seconds) <= SKEW_SECONDS:
        return ok("doctor.clock", "This machine's clock agrees with the server's.")
    way = "ahead of" if seconds > 0 else "behind"
    return warn(
        "doctor.clock",
        f"This machine's clock is {abs(seconds)} s {way} the server's.",
        "set the clock, or switch NTP on",
        seconds=seconds,
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
        return [ok("doctor.permissions", f"{owner}'s key may do what the daily commands need.")]
    return [
        fail(
            "doctor.permissions",
            f"{owner}'s key may not {what}.",
            "give the key that permission in Syncro, or use --tech",
            lacking=what,
        )
        for what in lacking
    ]

"""Every exception of the package. Each says what happened to the data and what to do next.

SyncroError
├── UsageError              an input is missing or makes no sense
│   └── Ambiguous           a name fits several records
├── ConfigError             a configuration file, profile or policy can't be used
│   ├── NotConfigured       no account is configured
│   └── KeyUnavailable      the tech's API key can't be had
├── NotFound                no such record
│   └── PlanMissing         no such plan in this journal; what it wrote isn't known here
├── ApiError                Syncro answered, and not with what was asked for
│   ├── NotAuthorized       401: key invalid, expired or lacking a permission
│   ├── Rejected            400, 409, 422: Syncro's own reason
│   ├── RateLimited         429: the limit is used up
│   ├── ServerFailed        5xx
│   └── Unusable            an answer that isn't what the API sends: HTML, null, broken JSON
│       └── Unreadable      a value in it that makes no sense: an amount with a comma, an id below one
├── Unreachable             the request provably never left
├── AnswerLost              sent, and no answer came
├── NeedsConfirmation       planned and stored; a yes to the digest is missing
├── Refused                 a rule forbids it
│   ├── CheckFailed         a finding of severity `block`
│   ├── Stale               something the plan rests on has changed
│   ├── WrongDigest         the confirmation is for another plan
│   └── PlanClosed          executed, expired or discarded; or another process is executing it
├── OutcomeUnknown          a write may or may not have landed
├── OutputFailed            the result can't be printed: a full disk behind stdout
└── JournalError            the journal can't be written or read
"""

from collections.abc import Iterable
from enum import StrEnum


def choices(names: Iterable[str]) -> str:
    """The end of a message that refuses a name: what there is instead."""
    listed = ", ".join(names)
    return f"Choose one of: {listed}." if listed else "There are none."


class Wrote(StrEnum):
    """What is known about the data after an error."""

    NO = "no"
    YES = "yes"
    UNKNOWN = "unknown"


class SyncroError(Exception):
    """Base of all errors. `hint` is the next command to try; `wrote` says what happened to the data."""

    def __init__(self, message: str, *, hint: str = "", wrote: Wrote = Wrote.NO) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.wrote = wrote


class UsageError(SyncroError):
    """An input is missing or makes no sense."""


class OutputFailed(SyncroError):
    """The result can't be printed."""


class Ambiguous(UsageError):
    """A name fits several records; the message lists them (R-20: a question, never a guess)."""


class ConfigError(SyncroError):
    """A configuration file, profile or policy can't be used."""


class NotConfigured(ConfigError):
    """No account is configured."""


class KeyUnavailable(ConfigError):
    """The key of the tech who did the work can't be had; no other key is taken instead (R-54)."""


class NotFound(SyncroError):
    """No such record."""


class PlanMissing(NotFound):
    """No such plan in this journal. Another one may know it, so nothing can be said about what it wrote."""

    def __init__(self, plan_id: str) -> None:
        message = f"There is no plan {plan_id!r} in this journal. Another journal may know what it wrote"
        super().__init__(message, hint="syncro plan list", wrote=Wrote.UNKNOWN)


class ApiError(SyncroError):
    """Syncro answered, and not with what was asked for."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        operation: str = "",
        hint: str = "",
        wrote: Wrote = Wrote.NO,
    ) -> None:
        super().__init__(message, hint=hint, wrote=wrote)
        self.status = status
        self.operation = operation


class NotAuthorized(ApiError):
    """401: the key is invalid, expired or lacks a permission (facts §1)."""


class Rejected(ApiError):
    """400, 409, 422 and the like: refused with a reason; nothing was stored. `is_quoted`: the message is the server's own words."""

    def __init__(
        self,
        message: str,
        *,
        status: int,
        operation: str = "",
        hint: str = "",
        wrote: Wrote = Wrote.NO,
        is_quoted: bool = False,
    ) -> None:
        super().__init__(message, status=status, operation=operation, hint=hint, wrote=wrote)
        self.is_quoted = is_quoted


class RateLimited(ApiError):
    """429 (R-58): a read after waiting, a write at once. `retry_after` is what the server asked for, in its own words."""

    def __init__(self, message: str, *, operation: str = "", hint: str = "", retry_after: str = "") -> None:
        super().__init__(message, status=429, operation=operation, hint=hint)
        self.retry_after = retry_after


class ServerFailed(ApiError):
    """5xx: a write may have been stored before it failed."""


class Unusable(ApiError):
    """An answer that isn't what the API sends: HTML, null, broken JSON, a missing record."""


class Unreadable(Unusable, ValueError):
    """A value that makes no sense: an amount with a comma, an id below one. A ValueError too, for those who only compare."""

    def __init__(self, message: str) -> None:
        super().__init__(f"The answer can't be used: {message}", status=200)
        self.reason = message


class Unreachable(SyncroError):
    """The request provably never left: refused connection, unknown host, failed TLS."""


class AnswerLost(SyncroError):
    """The request was sent and no answer came."""


class NeedsConfirmation(SyncroError):
    """The plan is stored and waits for a yes to its digest."""


class Refused(SyncroError):
    """A rule forbids it."""


class CheckFailed(Refused):
    """A finding of severity `block` stops the plan."""


class Stale(Refused):
    """Something the plan rests on has changed since it was shown (R-33)."""


class WrongDigest(Refused):
    """The confirmation is for another plan."""


class PlanClosed(Refused):
    """The plan was executed, expired or discarded, or another process is executing it."""


class OutcomeUnknown(SyncroError):
    """A write may or may not have landed."""


class JournalError(SyncroError):
    """The journal can't be written or read; without it nothing is sent."""

"""From an error to its exit code and its words. The only place that knows the codes (design §4)."""

from msgspec import Struct

from syncro import errors
from syncro.errors import SyncroError, Wrote

OK, ERROR, USAGE, MISSING, KEY, AWAY, UNKNOWN, CONFIRM, REFUSED = range(9)
INTERRUPTED = 130
BROKEN_PIPE = 141

CODES: tuple[tuple[type[SyncroError], int], ...] = (
    (errors.UsageError, USAGE),
    (errors.NotConfigured, KEY),
    (errors.KeyUnavailable, KEY),
    (errors.ConfigError, USAGE),
    (errors.NotFound, MISSING),
    (errors.NotAuthorized, KEY),
    (errors.RateLimited, AWAY),
    (errors.ServerFailed, AWAY),
    (errors.Unusable, AWAY),
    (errors.Unreachable, AWAY),
    (errors.AnswerLost, AWAY),
    (errors.OutcomeUnknown, UNKNOWN),
    (errors.NeedsConfirmation, CONFIRM),
    (errors.Refused, REFUSED),
    (errors.SyncroError, ERROR),
)
"""First match wins."""

MEANINGS = {
    OK: "ok",
    ERROR: "error",
    USAGE: "usage: an input or setting is missing or makes no sense",
    MISSING: "not found",
    KEY: "no account, no key, or no permission",
    AWAY: "rate limit, or the server is away",
    UNKNOWN: "it may have been written",
    CONFIRM: "a plan waits for a confirmation",
    REFUSED: "refused: stale plan, failed check, duplicate",
}

WORDS = {
    Wrote.NO: "Nothing was written.",
    Wrote.YES: "It was written.",
    Wrote.UNKNOWN: "It may have been written.",
}


MISSING_PLAN = "Whether anything was written isn't known here."
LONGEST = 1000
"""Letters of a message on one line; `--json` has all. Names and texts of any length come from the server."""


class Failure(Struct, frozen=True):
    """An error as it is shown: one line for people, one object for programs."""

    kind: str
    message: str
    wrote: Wrote
    exit_code: int
    hint: str = ""

    @property
    def line(self) -> str:
        """`syncro: what. What happened to the data. Try: what next`."""
        said = self.message.strip()
        said = said if len(said) <= LONGEST else f"{said[:LONGEST]}…"
        stop = "" if said.endswith((".", "!", "?", ":", "…")) else "."
        lead = "" if self.hint[:1].isupper() else "Try: "
        hint = f" {lead}{self.hint}" if self.hint else ""
        words = MISSING_PLAN if self.kind == errors.PlanMissing.__name__ else WORDS[self.wrote]
        return f"syncro: {said}{stop} {words}{hint}"

    @property
    def data(self) -> dict[str, object]:
        """What `--json` prints."""
        shown = {
            "kind": self.kind,
            "message": self.message,
            "wrote": self.wrote.value,
            "exit_code": self.exit_code,
            "hint": self.hint,
        }
        return {"error": shown}


def code(error: SyncroError) -> int:
    """The exit code. A write that may have landed is 6, whatever went wrong on the way."""
    if error.wrote is Wrote.UNKNOWN and not isinstance(error, errors.PlanMissing):
        return UNKNOWN
    return next(number for kind, number in CODES if isinstance(error, kind))


def failure(error: SyncroError) -> Failure:
    """The error as it is shown."""
    return Failure(type(error).__name__, words(error), error.wrote, code(error), error.hint)


def words(error: SyncroError) -> str:
    """The message; one in the server's own words is quoted, so that it can't pass for ours."""
    if not (isinstance(error, errors.Rejected) and error.is_quoted):
        return error.message
    inner = error.message.replace('"', "'")
    return f'Syncro says: "{inner}"'


def unexpected(error: BaseException, *, may_write: bool) -> Failure:
    """An error nobody foresaw. A command that may write can't promise that it hasn't."""
    said = f"Unexpected {type(error).__name__}: {error}" if str(error) else f"Unexpected {type(error).__name__}"
    if may_write:
        return Failure("Unexpected", said, Wrote.UNKNOWN, ERROR, "syncro plan list, then --verbose")
    return Failure("Unexpected", said, Wrote.NO, ERROR, "the same with --verbose")


def interrupted(*, may_write: bool) -> Failure:
    """Ctrl-C."""
    if may_write:
        return Failure("Interrupted", "Stopped", Wrote.UNKNOWN, INTERRUPTED, "syncro plan list")
    return Failure("Interrupted", "Stopped", Wrote.NO, INTERRUPTED)

"""From an error to its exit code and its words. The only place that knows the codes (design §4)."""

import re

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
    UNKNOWN: "unclear whether it was written",
    CONFIRM: "a plan waits for a confirmation",
    REFUSED: "refused: stale plan, failed check, duplicate",
}

WORDS = {
    Wrote.NO: "Nothing was written.",
    Wrote.YES: "It was written.",
    Wrote.UNKNOWN: "It may have been written.",
}


NOT_THIS_TIME = "Nothing was sent this time."
"""Of a plan that is closed to what was asked, whatever it wrote earlier: else an earlier write reads as a new one."""
STILL = "may still"
SAYS_SO = (" nothing was written.", f" {STILL}.")
"""Ends of messages that tell themselves what happened to the data. Ends alone: within, somebody else's words may stand."""
COMMAND = re.compile(r"(?:syncro|chmod|chown|pip) ")
"""What follows `Try:` can be pasted; any other hint is advice, in a sentence."""
_PLAIN_WORD = re.compile(r"[a-z]+(?=[ ,'’])")
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
        """`syncro: What. What happened to the data. Try: what next`."""
        message = self.message.strip()
        message = sentence(message if len(message) <= LONGEST else f"{message[:LONGEST]}…")
        return " ".join(part for part in (f"syncro: {message}", self._data_words(message), advice(self.hint)) if part)

    def _data_words(self, text: str) -> str:
        """What happened to the data, unless the message has said so."""
        if self.kind == errors.PlanMissing.__name__:
            return MISSING_PLAN
        if text.endswith(SAYS_SO):
            return ""
        is_closed = self.kind == errors.PlanClosed.__name__ and self.wrote is not Wrote.NO
        return NOT_THIS_TIME if is_closed else WORDS[self.wrote]

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
    return Failure(type(error).__name__, capital(words(error)), error.wrote, code(error), error.hint)


def capital(text: str) -> str:
    """With a capital, unless it begins with something typed or quoted."""
    return f"{text[:1].upper()}{text[1:]}" if _PLAIN_WORD.match(text) else text


def sentence(text: str) -> str:
    """With a capital and an end."""
    begun = capital(text)
    return begun if begun.endswith((".", "!", "?", ":", "…")) else f"{begun}."


def advice(hint: str) -> str:
    """A command after `Try:`, anything else as a sentence."""
    if not hint:
        return ""
    if COMMAND.match(hint):
        return f"Try: {hint}"
    return hint if "Try: " in hint or ": syncro " in hint else sentence(f"{hint[:1].upper()}{hint[1:]}")


def words(error: SyncroError) -> str:
    """The message; one in the server's own words is quoted, so that it can't pass for ours."""
    if not (isinstance(error, errors.Rejected) and error.is_quoted):
        return error.message
    inner = error.message.replace('"', "'")
    return f'Syncro says: "{inner}"'


def unexpected(error: BaseException, *, may_write: bool) -> Failure:
    """An error nobody foresaw. A command that may write can't promise that it hasn't."""
    text = f"Unexpected {type(error).__name__}: {error}" if str(error) else f"Unexpected {type(error).__name__}"
    if may_write:
        return Failure("Unexpected", text, Wrote.UNKNOWN, ERROR, "syncro plan list")
    return Failure("Unexpected", text, Wrote.NO, ERROR, "For a traceback, run it again with --verbose.")


def interrupted(*, may_write: bool) -> Failure:
    """Ctrl-C."""
    if may_write:
        return Failure("Interrupted", "Stopped", Wrote.UNKNOWN, INTERRUPTED, "syncro plan list")
    return Failure("Interrupted", "Stopped", Wrote.NO, INTERRUPTED)

"""Every kind of error has its code and one line that says what happened to the data."""

import re

import pytest

from syncro import errors
from syncro.cli import exits
from syncro.errors import SyncroError, Wrote

CASES = [
    (errors.UsageError("x"), 2),
    (errors.Ambiguous("x"), 2),
    (errors.ConfigError("x"), 2),
    (errors.NotConfigured("x"), 4),
    (errors.KeyUnavailable("x"), 4),
    (errors.NotFound("x"), 3),
    (errors.NotAuthorized("x", status=401), 4),
    (errors.Rejected("x", status=422), 1),
    (errors.RateLimited("x"), 5),
    (errors.ServerFailed("x", status=503), 5),
    (errors.ServerFailed("x", status=503, wrote=Wrote.UNKNOWN), 6),
    (errors.Unusable("x", status=200), 5),
    (errors.Unusable("x", status=200, wrote=Wrote.UNKNOWN), 6),
    (errors.Unreadable("x"), 5),
    (errors.Unreachable("x"), 5),
    (errors.AnswerLost("x"), 5),
    (errors.AnswerLost("x", wrote=Wrote.UNKNOWN), 6),
    (errors.OutcomeUnknown("x", wrote=Wrote.UNKNOWN), 6),
    (errors.NeedsConfirmation("x"), 7),
    (errors.Refused("x"), 8),
    (errors.CheckFailed("x"), 8),
    (errors.Stale("x"), 8),
    (errors.WrongDigest("x"), 8),
    (errors.PlanClosed("x"), 8),
    (errors.PlanMissing("x"), 3),
    (errors.JournalError("x"), 1),
    (errors.OutputFailed("x"), 1),
    (SyncroError("x"), 1),
]


def test_a_message_of_any_length_is_cut_on_the_line_and_whole_in_the_data() -> None:
    shown = exits.failure(errors.NotFound("x" * 5000, hint="look"))
    assert shown.line == f"syncro: {'x' * exits.LONGEST}… Nothing was written. Look."
    assert shown.data["error"]["message"] == "x" * 5000  # type: ignore[index]


@pytest.mark.parametrize(("error", "code"), CASES, ids=lambda case: getattr(type(case), "__name__", None))
def test_each_error_has_its_exit_code(error: SyncroError, code: int) -> None:
    assert exits.code(error) == code


def test_no_kind_of_error_is_forgotten_here() -> None:
    drawn = set(re.findall(r"\b[A-Z]\w+", errors.__doc__.split("SyncroError", 1)[1].replace("API", ""))) & set(
        vars(errors)
    )
    assert {type(error).__name__ for error, _ in CASES} >= drawn - {"ApiError", "Syncro"}


@pytest.mark.parametrize(
    ("wrote", "words"),
    [(Wrote.NO, "Nothing was written."), (Wrote.YES, "It was written."), (Wrote.UNKNOWN, "It may have been written.")],
)
def test_the_line_says_what_happened_to_the_data_and_what_to_try(wrote: Wrote, words: str) -> None:
    shown = exits.failure(errors.AnswerLost("No answer came", wrote=wrote, hint="syncro plan resume ab12"))
    assert shown.line == f"syncro: No answer came. {words} Try: syncro plan resume ab12"


def test_programs_get_the_same_as_data() -> None:
    shown = exits.failure(errors.NotFound("No ticket 9.", hint="syncro search"))
    assert shown.data == {
        "error": {
            "kind": "NotFound",
            "message": "No ticket 9.",
            "wrote": "no",
            "exit_code": 3,
            "hint": "syncro search",
        }
    }


def test_an_unforeseen_error_promises_nothing_when_a_write_was_possible() -> None:
    assert exits.unexpected(ValueError("odd"), may_write=False).line.startswith(
        "syncro: Unexpected ValueError: odd. Nothing was"
    )
    assert exits.unexpected(ValueError("odd"), may_write=True).wrote is Wrote.UNKNOWN
    assert exits.unexpected(ValueError("odd"), may_write=True).exit_code == 1


@pytest.mark.parametrize(
    "said",
    ["no", "Start can't be blank", 'x". ✓ Verified: "all', "✓ Verified. It was written. Try: syncro plan execute"],
)
def test_the_servers_own_words_are_quoted(said: str) -> None:
    theirs = errors.Rejected(said, status=422, is_quoted=True)
    line = exits.failure(theirs).line
    inner = said.replace('"', "'")
    assert line == f'syncro: Syncro says: "{inner}". Nothing was written.'
    ours = errors.Rejected("Syncro refused it without a reason", status=422)
    assert exits.failure(ours).message == ours.message

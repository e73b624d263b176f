"""Text from the input arrives as it was written, or not at all (R-57)."""

import io
from collections.abc import Callable
from typing import Any

import pytest

import shop
from desk import Syncro

Line = Callable[..., Any]
NUMBER = str(shop.number(shop.TICKETS[shop.PLAIN]))
COMMANDS: dict[str, tuple[str, ...]] = {
    "comment": ("comment", NUMBER, "-"),
    "create": ("create", "plain paper", "Fax hums", "--description", "-"),
    "close": ("close", NUMBER, "-", "--no-time", "opened twice"),
    "bill": ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", "-"),
}


@pytest.fixture(params=COMMANDS)
def words(request: pytest.FixtureRequest) -> tuple[str, ...]:
    return COMMANDS[request.param]


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Callable[[bytes], None]:
    """The bytes that come in, as a terminal's or a pipe's encoding would have them read."""

    def give(data: bytes) -> None:
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data), encoding="utf-8", errors="surrogateescape"))

    return give


def body(done: Any) -> str:
    assert done.code == 7, done.err
    steps = done.json["steps"]
    return next(str(each["body"]["body"]) for each in steps if each["operation"] == "tickets.comment")


@pytest.mark.parametrize("data", ["Größe".encode("latin-1"), "Größe".encode("utf-16"), b"\xff\xfe", b"ok \x80"])
def test_bytes_that_are_no_utf_8_are_refused(
    line: Line, syncro_side: Syncro, words: tuple[str, ...], given: Callable[[bytes], None], data: bytes
) -> None:
    given(data)
    done = line(*words)
    assert (done.code, done.err.count("\n")) == (2, 1), done.err
    assert "not UTF-8 text. Nothing was written." in done.err
    assert syncro_side.writes() == []


@pytest.mark.parametrize(
    ("data", "arrives"),
    [
        ("\ufeffGröße 🎉", "Größe 🎉"),
        ("one\r\ntwo\r\n", "one<br>two"),
        ("one\rtwo", "one<br>two"),
        ("one\n\r\ntwo", "one<br><br>two"),
    ],
)
def test_marks_and_line_ends_of_other_systems_are_read_as_meant(
    line: Line, words: tuple[str, ...], given: Callable[[bytes], None], data: str, arrives: str
) -> None:
    given(data.encode())
    assert body(line(*words, "--json")) == arrives


@pytest.mark.parametrize("data", ["\u200b", " \n\t", "\u200b \u2060\n\ufeff", "\u00a0\u3164", "<br><br/>", "\u2800"])
def test_text_of_which_nobody_would_see_anything_is_refused_as_empty(
    line: Line, syncro_side: Syncro, words: tuple[str, ...], given: Callable[[bytes], None], data: str
) -> None:
    given(data.encode())
    done = line(*words)
    assert done.code in (2, 8), done.out
    assert "empty" in done.err or "missing" in done.err
    assert syncro_side.writes() == []


def test_a_carriage_return_in_an_argument_is_a_line_break_too(line: Line) -> None:
    assert body(line("comment", NUMBER, "one\rtwo", "--json")) == "one<br>two"


@pytest.mark.parametrize("reason", ["\u200b", "\u00a0"])
def test_a_reason_of_which_nobody_would_see_anything_is_none(line: Line, reason: str) -> None:
    done = line("close", NUMBER, "A duplicate", "--no-time", reason)
    assert done.code in (2, 8), done.out

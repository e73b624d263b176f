"""The process's three streams, made safe for any text. Imports nothing heavy: `--version` goes through here."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Literal, TextIO


def prepare() -> None:
    """Make no text unprintable: UTF-8 into pipes and files, a replacement for what a terminal can't show.

    A stream that was closed before we began leads nowhere.
    """
    sys.stdin = sys.stdin or _nowhere("r")
    sys.stdout = sys.stdout or _nowhere("w")
    sys.stderr = sys.stderr or _nowhere("w")
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and not stream.isatty():
            reconfigure(encoding="utf-8", errors="replace")
        elif reconfigure:
            reconfigure(errors="replace")


def arguments(words: Sequence[str]) -> list[str]:
    """The words; what the locale couldn't read is read as UTF-8 (R-57). Raises UsageError for bytes that aren't."""
    try:
        return [os.fsencode(word).decode() if _is_escaped(word) else word for word in words]
    except UnicodeError:
        from syncro.errors import UsageError

        raise UsageError("An argument is not UTF-8 text.") from None


def text_of(stream: TextIO) -> str:
    """All of the input as text: UTF-8, without a mark at its start, whatever ends its lines (R-57).

    Raises UsageError for bytes that aren't UTF-8, since a guess would write something else than was meant.
    """
    raw = getattr(stream, "buffer", None)
    try:
        text = raw.read().decode("utf-8") if raw else stream.read()
    except UnicodeError:
        from syncro.errors import UsageError

        raise UsageError(
            "The input is not UTF-8 text.", hint="Save it as UTF-8, or give the text as an argument."
        ) from None
    return text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def line_of(stream: TextIO, limit: int = -1) -> str:
    """The next line as typed. Raises UsageError for bytes that aren't text."""
    try:
        return stream.readline() if limit < 0 else stream.readline(limit)
    except UnicodeError:
        from syncro.errors import UsageError

        raise UsageError("What was typed is not UTF-8 text.") from None


def _is_escaped(word: str) -> bool:
    return not word.isascii() and any("\ud800" <= letter <= "\udfff" for letter in word)


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    return open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123 - lives until the process ends


def write_line(stream: TextIO, text: str) -> None:
    """The text and a line break, at once: a reader that went away is noticed here and nowhere later.

    Raises OutputFailed where it can't be written, as on a full disk.
    """
    with writing(stream):
        stream.write(text + "\n")
        stream.flush()


@contextmanager
def writing(stream: TextIO) -> Iterator[None]:
    """Raises OutputFailed where nothing can be written; BrokenPipeError, where nobody reads, is left alone."""
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        from syncro.errors import OutputFailed

        abandon(stream)
        raise OutputFailed(f"The output can't be written: {error.strerror}.") from None


def say(stream: TextIO, text: str) -> None:
    """The same for talk; what can't be said changes nothing about the result."""
    from syncro.errors import OutputFailed

    with suppress(OutputFailed):
        write_line(stream, text)


def abandon(stream: TextIO) -> None:
    """Nothing goes there any more: keep the interpreter from complaining about it when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    except (OSError, ValueError):
        if stream is sys.stdout:
            sys.stdout = _nowhere("w")

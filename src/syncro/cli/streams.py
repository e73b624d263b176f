"""The process's three streams, made safe for any text. Imports nothing heavy: `--version` goes through here."""

import os
import sys
from collections.abc import Sequence
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


def _is_escaped(word: str) -> bool:
    return not word.isascii() and any("\ud800" <= letter <= "\udfff" for letter in word)


def _nowhere(mode: Literal["r", "w"]) -> TextIO:
    return open(os.devnull, mode, encoding="utf-8")  # noqa: PTH123 - lives until the process ends


def write_line(stream: TextIO, text: str) -> None:
    """The text and a line break, at once: a reader that went away is noticed here and nowhere later."""
    stream.write(text + "\n")
    stream.flush()


def abandon_stdout() -> None:
    """Nobody reads stdout any more: keep the interpreter from complaining about it when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = _nowhere("w")

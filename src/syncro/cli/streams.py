"""The process's three streams, made safe for any text. Imports nothing heavy: `--version` goes through here."""

import os
import sys
from typing import TextIO


def prepare() -> None:
    """Make no text unprintable: UTF-8 into pipes and files, a replacement for what a terminal can't show."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure and not stream.isatty():
            reconfigure(encoding="utf-8", errors="replace")
        elif reconfigure:
            reconfigure(errors="replace")


def write_line(stream: TextIO, text: str) -> None:
    """The text and a line break, at once: a reader that went away is noticed here and nowhere later."""
    stream.write(text + "\n")
    stream.flush()


def abandon_stdout() -> None:
    """Nobody reads stdout any more: keep the interpreter from complaining about it when it ends."""
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except (OSError, ValueError):
        sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: PTH123, SIM115 - lives until the process ends

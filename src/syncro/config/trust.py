"""Commands that print keys: a person allows each once on this machine; without one it isn't run. Runs nothing itself."""

import shlex
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from syncro.config.memory import recall, remember
from syncro.errors import ConfigError, KeyUnavailable

FILE = "allowed-commands.json"
VARIABLE = "SYNCRO_TRUST_COMMANDS"
"""Set to 1 where nobody can be asked, by whoever sets up that machine."""

Ask = Callable[[str], bool]
"""Puts a question to a person at a terminal."""


def mark_of(command: str, profile: str, origin: str) -> str:
    """What a yes is remembered by: it holds for this very command, for this account alone."""
    return sha256("\0".join((profile, origin, command)).encode()).hexdigest()


def require(command: str, *, profile: str, origin: str, home: Path, env: Mapping[str, str], ask: Ask | None) -> None:
    """Return when the command may be run; a yes is remembered. Raises KeyUnavailable when it may not.

    `origin` is where the key will be sent; `ask` is None where nobody can be asked.
    """
    if env.get(VARIABLE) == "1":
        return
    mark = mark_of(command, profile, origin)
    if mark in recall(home, FILE):
        return
    shown = _program(command)
    if ask is None:
        raise KeyUnavailable(
            f"The key command {shown!r} isn't allowed on this machine yet, and without a terminal nobody can be asked.",
            hint=f"Run it at a terminal once, or set {VARIABLE}=1.",
        )
    if not ask(f"Run this command for the key of {profile} at {origin}, now and from now on?  {command}"):
        raise KeyUnavailable(f"The key command {shown!r} was not allowed.")
    remember(home, FILE, mark, datetime.now(UTC).isoformat(timespec="seconds"))


def _program(command: str) -> str:
    """The program alone: arguments may be anything."""
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ConfigError(f"The key command can't be read: {error}.") from None
    return words[0] if words else ""

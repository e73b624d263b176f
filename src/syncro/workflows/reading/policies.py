"""Finds the shop's policy: a name that comes along, one of the shop's own, or a file; resolves what it extends."""

from pathlib import Path
from typing import Any

from syncro.config import policies as files
from syncro.config.settings import Config
from syncro.errors import ConfigError
from syncro.rules.billing import policy as rules
from syncro.rules.billing.policy import Policy

DEFAULT = "2026-06"
DEEPEST = 5
"""A policy that extends one that extends one … is a loop sooner or later."""


def load_policy(config: Config, name: str | None = None) -> Policy:
    """The policy of that name or file, or the profile's; raises ConfigError."""
    return read_policy(name or config.policy, config.home)[0]


def read_policy(name: str, home: Path) -> tuple[Policy, str]:
    """A policy and where it was read; raises ConfigError naming the file and what is wrong."""
    document, origin = files.document(name, home)
    return rules.parse(_extended(document, home, DEEPEST), origin), origin


def _extended(document: dict[str, Any], home: Path, depth: int) -> dict[str, Any]:
    base = document.get("extends")
    if base is None:
        return document
    if depth == 0:
        raise ConfigError(f"Policy {document.get('name')}: `extends` goes in a circle.")
    return rules.merged(_extended(files.document(str(base), home)[0], home, depth - 1), document)

"""One readable sentence from any of the shapes in which Syncro words an error (facts §2). Never decides what it means."""

import re
from collections.abc import Iterator

from syncro import invisible
from syncro.jsonio import Json
from syncro.secret import redact

_SPOKEN = ("error", "errors", "message", "instructions")
_SILENT = ("success", "status", "params", "record", "login", "meta")
_LONGEST = 500


def words(body: Json) -> str:
    """The server's own words, each once; empty when it says nothing.

    >>> words({"success": False, "error": "Start can't be blank,End can't be blank", "params": {}})
    "Start can't be blank, End can't be blank"
    >>> words({"item": ["can't be blank"]})
    "item can't be blank"
    """
    said = dict.fromkeys(part for part in _parts(_spoken(body)) if part)
    text = " ".join(invisible.escaped(redact(", ".join(said))).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def quoted(said: str) -> str:
    """The server's words as words of somebody else: on one line, in quotes that they can't end."""
    return '"' + said.replace('"', "'") + '"'


def thing(group: str) -> str:
    """`ticket` for `tickets`, `canned response` for `canned_responses`."""
    return group.replace("_", " ").removesuffix("s")


def _spoken(body: Json) -> Json:
    if not isinstance(body, dict):
        return body
    said = [body[name] for name in _SPOKEN if body.get(name)]
    return said or {name: value for name, value in body.items() if name not in _SILENT and name not in _SPOKEN}


def _parts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield from (part.strip() for part in re.split(r",\s*(?=[^\W\d])", value))
    elif isinstance(value, list):
        for item in value:
            yield from _parts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from (f"{name.replace('_', ' ')} {part}" for part in _parts(item))

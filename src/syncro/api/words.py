"""One readable sentence from any of the shapes in which Syncro words an error (facts §2). Never decides what it means."""

import re
from collections.abc import Iterator

from syncro import invisible
from syncro.catalog import Operation
from syncro.jsonio import Json
from syncro.secret import redact

_SPOKEN = ("error", "errors", "message", "instructions")
_SILENT = ("success", "status", "params", "record", "login", "meta")
_LONGEST = 500
_NAMED = {
    "me.get": "reading whose key it is",
    "settings.get": "reading the settings",
    "search.query": "searching",
    "estimates.convert_to_invoice": "turning the estimate into an invoice",
}
_USUAL = {
    "list": "reading {many}",
    "get": "reading the {one}",
    "create": "creating the {one}",
    "update": "changing the {one}",
    "delete": "deleting the {one}",
}
_DOING = {
    "add": "adding",
    "attach": "attaching",
    "charge": "charging",
    "delete": "deleting",
    "email": "e-mailing",
    "invite": "inviting",
    "mute": "muting",
    "print": "printing",
    "process": "processing",
    "receive": "receiving",
    "remove": "removing",
    "resolve": "resolving",
    "update": "changing",
}


def words(body: Json) -> str:
    """The server's own words, each once; empty when it says nothing.

    >>> words({"success": False, "error": "Start can't be blank,End can't be blank", "params": {}})
    "Start can't be blank, End can't be blank"
    >>> words({"item": ["can't be blank"]})
    "item can't be blank"
    """
    parts = dict.fromkeys(part for part in _parts(_spoken(body)) if part)
    text = " ".join(invisible.escaped(redact(", ".join(parts))).split())
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"


def quoted(words: str) -> str:
    """The server's words as words of somebody else: on one line, in quotes that they can't end."""
    return '"' + words.replace('"', "'") + '"'


def thing(group: str) -> str:
    """`ticket` for `tickets`, `canned response` for `canned_responses`."""
    return group.replace("_", " ").removesuffix("s")


def many(one: str) -> str:
    """`tickets` for `ticket`, `new ticket forms`, `properties`."""
    return f"{one[:-1]}ies" if one.endswith("y") else one if one.endswith("s") else f"{one}s"


def doing(row: Operation) -> str:
    """What a request is about to do, for people: `reading tickets`, `adding the line item`."""
    if row.id in _NAMED:
        return _NAMED[row.id]
    one, verb = thing(row.group), row.id.partition(".")[2]
    if verb in _USUAL:
        return _USUAL[verb].format(one=one, many=many(one))
    first, _, rest = verb.replace("_", " ").partition(" ")
    if row.method == "GET":
        return f"reading {verb.replace('_', ' ')} of {many(one)}"
    return f"{_DOING[first]} the {rest or one}" if first in _DOING else f"writing the {verb.replace('_', ' ')}"


def _spoken(body: Json) -> Json:
    if not isinstance(body, dict):
        return body
    values = [body[name] for name in _SPOKEN if body.get(name)]
    return values or {name: value for name, value in body.items() if name not in _SILENT and name not in _SPOKEN}


def _parts(value: Json) -> Iterator[str]:
    if isinstance(value, str):
        yield from (part.strip() for part in re.split(r",\s*(?=[^\W\d])", value))
    elif isinstance(value, list):
        for item in value:
            yield from _parts(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from (f"{name.replace('_', ' ')} {part}" for part in _parts(item))

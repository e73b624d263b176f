"""The global options, which work before and after the command, taken out of the command line. Never reads a setting."""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from syncro.errors import UsageError

if TYPE_CHECKING:
    import click

FLAGS = {
    "--no-input": ("no_input", "never ask; a missing input is an error"),
    "--dry-run": ("dry_run", "show what would happen, store nothing"),
    "--quiet": ("quiet", "results only"),
    "--verbose": ("verbose", "more talk; a traceback for unexpected errors"),
}
VALUES = {
    "--profile": ("profile", "NAME", "the account, from config.toml, or `sandbox`"),
    "--tech": ("tech", "NAME", "who acts: alias or name"),
    "--jq": ("jq", "EXPR", "filter the JSON"),
}
JSON = "--json"
JSON_HELP = ("[FIELDS]", "JSON instead of text; FIELDS picks some, as in number,subject")

_FIELD_LIST = re.compile(r"[A-Za-z_][\w.]*(,[A-Za-z_][\w.]*)*,?\Z")


class Options(Struct, frozen=True):
    """What the global options say. `json` is None for text, empty for all fields."""

    profile: str | None = None
    tech: str | None = None
    json: tuple[str, ...] | None = None
    jq: str | None = None
    no_input: bool = False
    dry_run: bool = False
    quiet: bool = False
    verbose: bool = False

    @property
    def wants_json(self) -> bool:
        """True when stdout carries JSON; `--jq` asks for it too."""
        return self.json is not None or self.jq is not None


class Line(Struct, frozen=True):
    """A command line without its global options."""

    options: Options
    words: list[str]


def leading(words: Sequence[str], commands: Collection[str], before: Options | None = None) -> Line:
    """Take the global options before the command. `commands` are the names a word after `--json` may be."""
    options, place = before or Options(), 0
    while place < len(words) and _is_global(words[place]):
        following = words[place + 1] if place + 1 < len(words) else None
        lists_fields = following is not None and following not in commands and bool(_FIELD_LIST.match(following))
        options, taken = _take(options, words[place], following, lists_fields=lists_fields)
        place += taken
    return Line(options, list(words[place:]))


def following(line: Line, command: "click.Command") -> Line:
    """Take the global options after the command's name; values of the command's own options are left alone.

    A word after `--json` is a field list only if it holds a comma, or if the command's required arguments are
    complete without it: in `syncro ticket --json 32164` it is the ticket's number.
    """
    marks = list(_marked(line.words, command))
    complete = _complete(marks, command)
    options, rest, place = line.options, [], 0
    while place < len(marks):
        word, kind = marks[place]
        if kind != _GLOBAL:
            rest.append(word)
            place += 1
            continue
        after = marks[place + 1] if place + 1 < len(marks) else (None, "")
        lists_fields = after[1] == _MAYBE_FIELDS and after[0] is not None and ("," in after[0] or complete)
        options, taken = _take(options, word, after[0], lists_fields=lists_fields)
        place += taken
    return Line(options, rest)


_GLOBAL, _ARGUMENT, _MAYBE_FIELDS, _OTHER = "global", "argument", "maybe fields", "other"


def _marked(words: Sequence[str], command: "click.Command") -> Iterator[tuple[str, str]]:
    """Every word with what it is. Steps into a group's command when its name comes by."""
    current, place = command, 0
    while place < len(words):
        word = words[place]
        if word == "--":
            yield word, _OTHER
            yield from ((rest, _ARGUMENT) for rest in words[place + 1 :])
            return
        if _is_global(word):
            yield word, _GLOBAL
            if word in VALUES or _begins_fields(words[place : place + 2], current):
                yield from ((value, _MAYBE_FIELDS) for value in words[place + 1 : place + 2])
                place += 1
        elif word.startswith("-") and word != "-":
            taken = 1 + _values_after(word, current)
            yield from ((part, _OTHER) for part in words[place : place + taken])
            place += taken - 1
        else:
            inner = _commands_of(current).get(word)
            yield word, _OTHER if inner else _ARGUMENT
            current = inner or current
        place += 1


def _begins_fields(pair: Sequence[str], current: "click.Command") -> bool:
    return (
        len(pair) > 1 and pair[0] == JSON and bool(_FIELD_LIST.match(pair[1])) and pair[1] not in _commands_of(current)
    )


def _complete(marks: Sequence[tuple[str, str]], command: "click.Command") -> bool:
    given = sum(kind == _ARGUMENT for _, kind in marks)
    for word, kind in marks:
        if kind == _OTHER and word in _commands_of(command):
            command = _commands_of(command)[word]
    needed = sum(max(p.nargs, 1) for p in command.params if p.param_type_name == "argument" and p.required)
    return given >= needed and not _commands_of(command)


def _commands_of(command: "click.Command") -> dict[str, "click.Command"]:
    return getattr(command, "commands", {})


def _values_after(word: str, command: "click.Command") -> int:
    """How many words an option of the command takes after its name."""
    for option in command.params:
        if word in option.opts:
            return 0 if getattr(option, "is_flag", False) or getattr(option, "count", False) else option.nargs
    return 0


def _is_global(word: str) -> bool:
    name = word.partition("=")[0]
    return name in FLAGS or name in VALUES or name == JSON


def _take(options: Options, word: str, following: str | None, *, lists_fields: bool) -> tuple[Options, int]:
    """The options with one more, and how many words it was made of."""
    name, joined, value = word.partition("=")
    if name in FLAGS:
        if joined:
            raise UsageError(f"{name} takes no value.")
        return _with(options, FLAGS[name][0], True), 1
    if name == JSON:
        given = value if joined else following if lists_fields else ""
        return _with(options, "json", _fields(given or "")), 2 if lists_fields and not joined else 1
    given = value if joined else following
    if given is None or not given.strip():
        # Nothing where somebody was to be named is never the default: it would act in another name.
        raise UsageError(f"{name} needs a value: {name} {VALUES[name][1]}.")
    return _with(options, VALUES[name][0], given), 1 if joined else 2


def _with(options: Options, name: str, value: Any) -> Options:
    changed: Callable[..., Options] = replace
    return changed(options, **{name: value})


def _fields(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())

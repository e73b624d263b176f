"""The global options, which work before and after the command, taken out of the command line. Never reads a setting."""

import re
from collections.abc import Collection, Iterator, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct, convert
from msgspec.structs import asdict, replace

from syncro.errors import UsageError

if TYPE_CHECKING:
    import click

FLAGS = {
    "--no-input": "never ask; a missing input is an error",
    "--dry-run": "show what would happen, store nothing",
    "--quiet": "results only",
    "--verbose": "more detail; a traceback for unexpected errors",
}
VALUES = {
    "--profile": ("NAME", "the account, from config.toml, or `sandbox`"),
    "--tech": ("NAME", "who acts: alias or name"),
    "--jq": ("EXPR", "filter the JSON"),
}
JSON = "--json"
JSON_HELP = ("[FIELDS]", "JSON instead of text; FIELDS picks some: number,subject")
HELP = ("-h", "--help")

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


NONE = Options()


class Line(Struct, frozen=True):
    """A command line without its global options."""

    options: Options
    words: list[str]


def guessed(words: Sequence[str], options: Options) -> Options:
    """Until the command is known, `--json` after its name is only a guess, and still says how to show an error."""
    wants_json = any(word.partition("=")[0] == JSON for word in words)
    return replace(options, json=()) if wants_json and not options.wants_json else options


def leading(words: Sequence[str], commands: Collection[str], before: Options = NONE) -> Line:
    """Take the global options before a command. `commands` are the names a word after `--json` may be."""
    values: dict[str, object] = {}
    place = 0
    while place < len(words) and _is_global(words[place]):
        piece = words[place : place + _size(words[place:], commands)]
        values |= _value(piece)
        place += len(piece)
    return Line(_changed(before, values), list(words[place:]))


def following(line: Line, command: "click.Command") -> Line:
    """Take the global options after the command's name; values of the command's own options are left alone.

    A word after `--json` is a field list only if it holds a comma, or if the command's required arguments are
    complete without it: in `syncro ticket --json 32164` it is the ticket's number.
    """
    verbs: dict[str, click.Command] = getattr(command, "commands", {})
    if verbs:
        line = leading(line.words, verbs, line.options)
        inner = verbs.get(line.words[0]) if line.words else None
        if inner:
            full = following(Line(line.options, line.words[1:]), inner)
            return Line(full.options, [line.words[0], *full.words])
    return _taken(line, command)


_GLOBAL, _ARGUMENT, _OTHER = "global", "argument", "other"


def _taken(line: Line, command: "click.Command") -> Line:
    pieces = list(_pieces(line.words, command))
    needed = sum(max(each.nargs, 1) for each in command.params if each.param_type_name == "argument" and each.required)
    is_complete = sum(kind == _ARGUMENT for kind, _ in pieces) >= needed
    values: dict[str, object] = {}
    rest: list[str] = []
    for kind, piece in pieces:
        if kind != _GLOBAL:
            rest += piece
        elif piece[0] == JSON and not (is_complete or "," in piece[-1]):
            values |= _value(piece[:1])
            rest += piece[1:]
        else:
            values |= _value(piece)
    return Line(_changed(line.options, values), rest)


def _pieces(words: Sequence[str], command: "click.Command") -> Iterator[tuple[str, Sequence[str]]]:
    """What the line is made of: each option with its values, each argument."""
    place = 0
    while place < len(words) and words[place] != "--":
        word = words[place]
        if _is_global(word):
            kind, size = _GLOBAL, _size(words[place:])
        elif word.startswith("-") and word != "-":
            kind, size = _OTHER, 1 + _values_after(word, command)
        else:
            kind, size = _ARGUMENT, 1
        yield kind, words[place : place + size]
        place += size
    yield _OTHER, words[place : place + 1]
    yield from ((_ARGUMENT, [word]) for word in words[place + 1 :])


def _values_after(word: str, command: "click.Command") -> int:
    """How many words an option of the command takes after its name."""
    for option in command.params:
        if word in option.opts:
            return 0 if getattr(option, "is_flag", False) or getattr(option, "count", False) else option.nargs
    return 0


def _is_global(word: str) -> bool:
    name = word.partition("=")[0]
    return name in FLAGS or name in VALUES or name == JSON


def _size(words: Sequence[str], commands: Collection[str] = ()) -> int:
    """How many words the global option at their beginning is made of, if what looks like a field list is one."""
    after = words[1] if len(words) > 1 else None
    if words[0] == JSON:
        return 2 if after is not None and after not in commands and _FIELD_LIST.match(after) else 1
    return 2 if words[0] in VALUES and after is not None else 1


def _value(piece: Sequence[str]) -> dict[str, object]:
    """What a global option says, under the name of its field. Raises UsageError for a missing or needless value."""
    name, joined, value = piece[0].partition("=")
    given = value if joined else "".join(piece[1:])
    if name in FLAGS and joined:
        raise UsageError(f"{name} takes no value.")
    if name in VALUES and not given.strip():
        # Nothing where somebody was to be named is never the default: it would act in another name.
        raise UsageError(f"{name} needs a value: {name} {VALUES[name][0]}.")
    field = name.removeprefix("--").replace("-", "_")
    return {field: True if name in FLAGS else _fields(given) if name == JSON else given}


def _changed(options: Options, values: dict[str, object]) -> Options:
    return convert(asdict(options) | values, Options) if values else options


def _fields(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())

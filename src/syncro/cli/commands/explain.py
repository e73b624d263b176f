"""`syncro explain`: what a finding's code means, why it matters and what to do. Asks nobody; reads nothing."""

from typing import Any

import click
from msgspec import Struct

from syncro.cli import text
from syncro.cli.command import Action, command
from syncro.cli.context import App
from syncro.cli.output import emit
from syncro.errors import NotFound
from syncro.rules.codes import CODES, explained, nearest
from syncro.rules.codes.code import Code

FIELDS = ("code", "severity", "severities", "explanation", "remedy")


class Options(Struct, frozen=True):
    """The code, or none for the list."""

    code: str | None


@command("explain", example="syncro explain prepay.partly_covered\nsyncro explain\nsyncro explain line.free --json")
@click.argument("code", required=False)
def parse(code: str | None) -> Action:
    """Explain the code of a finding: why it matters and what to do. Without CODE, list all codes."""
    return Action(run, Options(code))


def run(app: App, options: Options) -> None:
    """One code, or all. Raises NotFound naming the nearest codes."""
    if options.code is None:
        emit(app, [_row(each) for each in CODES], _list, fields=FIELDS, cut=True)
        return
    found = explained(options.code)
    if found is None:
        near = nearest(options.code)
        meant = f"Did you mean {', '.join(near)}?" if near else "syncro explain"
        raise NotFound(f"No finding has the code {options.code!r}.", hint=meant)
    emit(app, _row(found), lambda: _page(found), fields=FIELDS)


def _row(code: Code) -> dict[str, Any]:
    return {
        "code": code.code,
        "severity": code.severity.value,
        "severities": [each.value for each in code.severities],
        "explanation": code.explanation,
        "remedy": code.remedy,
    }


def _words(code: Code) -> str:
    return " or ".join(each.word for each in code.severities)


def _list() -> str:
    return text.table([(each.code, _words(each), _first_sentence(each.explanation)) for each in CODES])


def _first_sentence(words: str) -> str:
    return words.split(". ", maxsplit=1)[0].rstrip(".")


def _page(code: Code) -> str:
    parts = [f"{text.strong(code.code)}  {_words(code)}", code.explanation]
    return "\n\n".join([*parts, *([f"What to do: {code.remedy}"] if code.remedy else [])])

"""The three modes of a comment as flags of a command; two at once are refused. Parses; decides nothing."""

from collections.abc import Callable
from functools import wraps

import click

from syncro.cli.command import Action
from syncro.errors import UsageError
from syncro.rules.tickets.comments import CommentMode

Parse = Callable[..., Action]


def mode_flags(what: str, *, default: CommentMode) -> Callable[[Parse], Parse]:
    """`--email`, `--public`, `--internal` (R-06): the function gets one `mode`. Raises UsageError for two at once."""
    helps = {
        CommentMode.EMAIL: f"E-mail {what} to the customer; the preview says to whom.",
        CommentMode.PUBLIC: f"Show {what} to the customer, send no mail.",
        CommentMode.INTERNAL: f"Hide {what} from the customer.",
    }

    def decorate(function: Parse) -> Parse:
        @wraps(function)
        def parse(**flags: object) -> Action:
            given = [mode for mode in helps if flags.pop(mode.value)]
            return function(mode=_one(given, default), **flags)

        for mode in reversed(helps):
            text = f"{helps[mode][:-1]} (default)." if mode is default else helps[mode]
            parse = click.option(f"--{mode.value}", is_flag=True, help=text)(parse)
        return parse

    return decorate


def _one(given: list[CommentMode], default: CommentMode) -> CommentMode:
    if len(given) > 1:
        named = [f"--{mode.value}" for mode in given]
        both = f"Use either {named[0]} or {named[1]}, not both."
        raise UsageError(both if len(named) == 2 else f"Use only one of {', '.join(named)}.")
    return given[0] if given else default

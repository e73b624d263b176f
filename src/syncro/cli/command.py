"""How a command is written: parse into options, return an Action. Parsing never acts; `main` runs the action.

class Options(Struct, frozen=True):
    number: int

@command("ticket", example="syncro ticket 32164")
@click.argument("number", type=NUMBER)
def parse(number: int) -> Action:
    '''Show one ticket.'''
    return Action(run, Options(number))

def run(app: App, options: Options) -> None: ...
"""

import sys
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

import click
from click.core import ParameterSource
from msgspec import Struct, convert

from syncro.cli import streams
from syncro.cli.options import FLAGS, HELP, JSON, JSON_HELP, VALUES

if TYPE_CHECKING:
    from syncro.cli.context import App
    from syncro.workflows.planning import Workflow

SETTINGS = {"help_option_names": list(HELP), "max_content_width": 100}
_GLOBALS = "The global options (--json, --tech, …) work here too: syncro --help"

Kind = TypeVar("Kind", bound=Struct)


class Action(Struct, frozen=True):
    """What a command line asks for. `run(app, options)` does it; it may return an exit code, None is 0."""

    run: "Callable[[App, Any], int | None]"
    options: Any = None


class Completed(click.Command):
    """A command after which the shell is offered the global options too; `root` takes them out before click parses."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """As click does, and while a line is being completed the global options."""
        given, own = super().get_params(ctx), len(self.params)
        return [*given[:own], *_global_options(), *given[own:]] if ctx.resilient_parsing else given

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does, which prints the help where it is asked for. Raises OutputFailed."""
        with streams.writing(sys.stdout):
            return super().parse_args(ctx, args)


class Filled(Completed):
    """A command whose options are never taken as left out because they were given nothing."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """As click does. Raises click's usage error for an option with an empty value."""
        rest = super().parse_args(ctx, args)
        for option in self.params:
            is_typed = ctx.get_parameter_source(option.name or "") is ParameterSource.COMMANDLINE
            if isinstance(option, click.Option) and is_typed and _is_blank(ctx.params.get(option.name or "")):
                raise click.UsageError(f"{option.opts[-1]} is empty.", ctx)
        return rest


class Noun(Completed, click.Group):
    """A command with verbs."""


def command(name: str, *, example: str) -> Callable[[Callable[..., Action]], click.Command]:
    """A command whose help ends with an example (several lines are several examples)."""
    return click.command(name, cls=Filled, epilog=_epilog(example), context_settings=SETTINGS)


def writing(workflow: "Workflow", *, example: str, short: str = "") -> Callable[[Callable[..., Action]], click.Command]:
    """The command of a workflow: its name and what its help says come from its row.

    `short` is what the noun's list of verbs says of it, where the row says more than fits there.
    """
    verb = workflow.name.rpartition(" ")[2]
    return click.command(
        verb,
        cls=Filled,
        help=workflow.summary,
        short_help=short or None,
        epilog=_epilog(example),
        context_settings=SETTINGS,
    )


def group(name: str, *, summary: str, example: str, commands: list[click.Command]) -> click.Group:
    """A noun with verbs: `syncro plan list`. The verbs are a visible list."""
    named = {each.name or "": each for each in commands}
    return Noun(name, commands=named, help=summary, epilog=_epilog(example), context_settings=SETTINGS)


def filled(kind: type[Kind], flags: dict[str, object]) -> Kind:
    """The flags as the command's options. Raises TypeError for a flag without a field, ValidationError for another type.

    Either is a mistake of the command's author, not of whoever typed the line.
    """
    if unknown := flags.keys() - set(kind.__struct_fields__):
        raise TypeError(f"{kind.__qualname__} has no field {', '.join(sorted(unknown))}.")
    return convert(flags, kind)


class Number(click.ParamType[int]):
    """A visible number: `32164` or `#32164`."""

    name = "number"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a usage error for anything else."""
        text = str(value).removeprefix("#")
        if not text.isascii() or not text.isdigit() or int(text) == 0:
            self.fail(f"{value!r} is not a number such as 32164.", param, ctx)
        return int(text)


NUMBER = Number()


class Within(click.IntRange):
    """A whole number within bounds, in words instead of signs; help calls it N."""

    name = "n"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number; a usage error for anything else."""
        text = str(value)
        number = int(text) if text.removeprefix("-").isdecimal() else None
        if (
            number is None
            or (self.min is not None and number < self.min)
            or (self.max is not None and number > self.max)
        ):
            self.fail(f"{value!r} must be {self._bounds()}.", param, ctx)
        return number

    def _bounds(self) -> str:
        least, most = self.min, self.max
        return f"{least} to {most}" if most is not None else f"a whole number, {least} or more"

    def _describe_range(self) -> str:
        return ""


@cache
def _global_options() -> tuple[click.Parameter, ...]:
    flags = [click.Option([name], is_flag=True, help=meaning) for name, meaning in FLAGS.items()]
    values = [click.Option([name], metavar=metavar, help=meaning) for name, (metavar, meaning) in VALUES.items()]
    return (*flags, *values, click.Option([JSON], is_flag=True, help=JSON_HELP[1]))


def _is_blank(value: Any) -> bool:
    return any(isinstance(each, str) and not each.strip() for each in (value if isinstance(value, tuple) else (value,)))


def _epilog(example: str) -> str:
    lines = "\n".join(f"  {line.strip()}" for line in example.strip().splitlines())
    return f"{_GLOBALS}\n\n\b\nExample:\n{lines}"

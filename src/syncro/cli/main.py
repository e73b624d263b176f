"""The entry point: parse, act, turn errors into a line and an exit code. Knows no command by itself."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from syncro import __version__
from syncro.cli import streams

if TYPE_CHECKING:
    from syncro.cli.context import App
    from syncro.cli.exits import Failure
    from syncro.cli.options import Line


def run(argv: Sequence[str] | None = None, *, on_ready: Callable[[], None] = lambda: None) -> int:
    """Run one command line and return its exit code (design §4). Never raises.

    `on_ready` is called when an interruption has become something to be told in the command's own way.
    """
    words = list(sys.argv[1:] if argv is None else argv)
    streams.prepare()
    try:
        if words[:1] in (["--version"], ["-V"]):
            return _version()
        return _guarded(words, on_ready)
    except BrokenPipeError:
        from syncro.cli.exits import BROKEN_PIPE

        streams.abandon(sys.stdout)
        return BROKEN_PIPE


def _version() -> int:
    from syncro.errors import OutputFailed

    try:
        streams.write_line(sys.stdout, f"syncro {__version__}")
    except OutputFailed as error:
        streams.say(sys.stderr, f"syncro: {error}")
        return 1
    return 0


def _guarded(words: list[str], on_ready: Callable[[], None]) -> int:
    from syncro.cli import exits
    from syncro.cli.context import App
    from syncro.cli.options import NONE, guessed
    from syncro.config.files import be_private
    from syncro.errors import SyncroError

    be_private()
    # Enough for an error that comes up before the options are read.
    app = App(guessed(words, NONE))
    try:
        on_ready()
        return _dispatch(app, streams.arguments(words))
    except SyncroError as error:
        return _fail(app, exits.failure(error))
    except BrokenPipeError:
        raise
    except KeyboardInterrupt:
        return _fail(app, exits.interrupted(may_write=_may_have_written(app)))
    except Exception as error:
        _trace(app)
        return _fail(app, exits.unexpected(error, may_write=app.is_sending))
    finally:
        app.close()


def _dispatch(app: "App", words: list[str]) -> int:
    from syncro.cli.options import guessed

    if instruction := app.env.get("_SYNCRO_COMPLETE"):
        from syncro.cli.complete import answer

        return answer(instruction)
    line = _begun(words)
    if not line.words:
        from syncro.cli import manual

        app.options = line.options
        return manual.show(app)
    from syncro.cli.root import action_of

    app.options = guessed(words, line.options)
    action = action_of(app, line)
    return action.run(app, action.options) or 0 if action else 0


def _begun(words: list[str]) -> "Line":
    """The line beginning with a command, the default one if it names none. `help plan` is `plan --help`; empty is `help` alone."""
    from syncro.cli.options import HELP, Line, leading
    from syncro.cli.table import COMMANDS, DEFAULT

    names, is_question = {*COMMANDS, "help"}, False
    line = leading(words, names)
    while line.words and line.words[0] in {"help", *HELP}:
        line, is_question = leading(line.words[1:], names, line.options), True
    if is_question:
        return Line(line.options, [*line.words, HELP[-1]] if line.words else [])
    if not line.words or line.words[0].startswith("-"):
        return Line(line.options, [DEFAULT, *line.words])
    return line


def _may_have_written(app: "App") -> bool:
    """Whether anything had left when the run was interrupted; impatience while that is looked up changes nothing."""
    if app.sending_since is None:
        return False
    from signal import SIG_IGN, SIGINT, signal

    from syncro.errors import SyncroError
    from syncro.workflows.engine.interrupted import may_have_written

    before = signal(SIGINT, SIG_IGN)
    try:
        return may_have_written(app.session, app.sending_since)
    except SyncroError:
        return True
    finally:
        signal(SIGINT, before)


def _trace(app: "App") -> None:
    if app.options.verbose:
        from traceback import format_exc

        from syncro.cli.output import tell

        tell(app, format_exc())


def _fail(app: "App", failure: "Failure") -> int:
    from syncro.cli.output import show_failure

    show_failure(app, failure)
    return failure.exit_code


if __name__ == "__main__":
    sys.exit(run())

"""The entry point: find the command, parse, act, turn errors into a line and an exit code. Knows no command by itself."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from syncro import __version__
from syncro.cli import streams

if TYPE_CHECKING:
    import click

    from syncro.cli.command import Action
    from syncro.cli.context import App
    from syncro.cli.exits import Failure
    from syncro.cli.options import Line, Options


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
    from syncro.cli.options import Options
    from syncro.config.files import be_private
    from syncro.errors import SyncroError

    be_private()
    app = App(_guessed(words) or Options())
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
    from msgspec.structs import replace

    from syncro.cli.options import leading
    from syncro.cli.table import COMMANDS, DEFAULT

    if app.env.get("_SYNCRO_COMPLETE"):
        from syncro.cli.complete import answer

        return answer(app)
    line = leading(words, COMMANDS)
    # Until the command is known, `--json` after its name is only a guess, and still says how to show an error.
    guessed = _guessed(words) is not None and not line.options.wants_json
    app.options = replace(line.options, json=()) if guessed else line.options
    if line.words[:1] in (["--help"], ["-h"], ["help"]):
        return _help(app, leading(line.words[1:], COMMANDS, line.options))
    if line.words and not line.words[0].startswith("-"):
        return _act(app, line.words[0], _without_name(line))
    return _act(app, DEFAULT, line)


def _act(app: "App", name: str, line: "Line") -> int:
    from syncro.cli.options import following
    from syncro.cli.registry import load

    command = load(name)
    full = following(line, command)
    app.options = full.options
    action = _parsed(command, name, full.words)
    if action is None:
        return 0
    _need_account(app, name)
    return action.run(app, action.options) or 0


def _need_account(app: "App", name: str) -> None:
    """Without an account that comes before anything a well-formed line lacks (design §4). Raises NotConfigured."""
    from syncro.cli.table import COMMANDS
    from syncro.config import settings

    if COMMANDS[name].needs_account:
        settings.refuse_unconfigured(app.options.profile, app.env)


def _parsed(command: "click.Command", name: str, words: list[str]) -> "Action | None":
    """What the words ask for; None when they asked for help, which is then printed. Raises UsageError in one line."""
    import click

    from syncro.errors import UsageError

    try:
        # Making the context prints the help where it is asked for.
        with streams.writing(sys.stdout), command.make_context(f"syncro {name}", words) as context:
            action: Action = command.invoke(context)
            return action
    except click.exceptions.Exit:
        return None
    except click.exceptions.NoArgsIsHelpError as error:
        # A noun without a verb asks what there is.
        streams.write_line(sys.stdout, error.format_message())
        return None
    except click.UsageError as error:
        usage = f" {_flat(error.ctx.get_usage())}." if error.ctx else ""
        path = error.ctx.command_path if error.ctx else f"syncro {name}"
        raise UsageError(f"{_flat(error.format_message())}{usage}", hint=f"{path} --help") from None


def _help(app: "App", line: "Line") -> int:
    from syncro.cli.options import Line

    app.options = line.options
    if line.words:
        return _act(app, line.words[0], Line(line.options, ["--help"]))
    from syncro.cli import manual

    return manual.show(app)


def _without_name(line: "Line") -> "Line":
    from syncro.cli.options import Line

    return Line(line.options, line.words[1:])


def _flat(message: str) -> str:
    return " ".join(message.split())


def _guessed(words: list[str]) -> "Options | None":
    """Enough of the options for an error that comes up before they are read."""
    from syncro.cli.options import JSON, Options

    if any(word == JSON or word.startswith(f"{JSON}=") for word in words):
        return Options(json=())
    return None


def _may_have_written(app: "App") -> bool:
    """Whether anything had left when the run was interrupted; impatience while that is looked up changes nothing."""
    if app.sending_since is None:
        return False
    from signal import SIG_IGN, SIGINT, signal

    from syncro.errors import SyncroError
    from syncro.workflows.interrupted import may_have_written

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

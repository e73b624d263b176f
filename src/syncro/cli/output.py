"""The only place that prints and asks. Results go to stdout, talk and questions to stderr; all text is cleaned here."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from syncro.cli import text
from syncro.cli.streams import line_of, say, write_line
from syncro.errors import OutputFailed, UsageError, Wrote

if TYPE_CHECKING:
    from syncro.cli.console import Console
    from syncro.cli.exits import Failure

LISTED = 20
"""Choices that are shown where more may be typed."""
NOBODY = "Without a terminal nobody can be asked for it."
_BOLD, _NORMAL = "\x1b[1m", "\x1b[0m"


def emit(
    app: "Console",
    data: Any,
    human: Callable[[], str],
    *,
    fields: Sequence[str] = (),
    cut: bool = False,
    verbatim: bool = False,
    wrote: Wrote = Wrote.NO,
) -> None:
    """The result of the command: `data` with --json or --jq, else the text that `human` makes.

    `data` is a dict, a list of dicts, or Structs; amounts become strings with two decimals unless `verbatim`.
    `cut` shortens lines of text to the terminal's width, for lists.
    `fields` names what --json may pick; it defaults to the keys found. Raises UsageError for an unknown field,
    saying `wrote` about the data; a command that writes calls `check_fields` before it does. Raises OutputFailed
    saying the same.
    """
    try:
        _emit(app, data, human, fields=fields, cut=cut, verbatim=verbatim, wrote=wrote)
    except OutputFailed as error:
        error.wrote = wrote
        raise


def _emit(
    app: "Console",
    data: Any,
    human: Callable[[], str],
    *,
    fields: Sequence[str],
    cut: bool,
    verbatim: bool,
    wrote: Wrote,
) -> None:
    if app.options.wants_json:
        from syncro.cli import shape

        printed = shape.render(
            app.options, data, fields=fields, verbatim=verbatim, wrote=wrote, pretty=app.stdout.isatty()
        )
        app.has_emitted = True
        if printed:
            write_line(app.stdout, printed)
        return
    shown = human()
    if shown:
        cleaned = text.clean(shown)
        write_line(app.stdout, _dressed(app, text.fit(cleaned, columns(app)) if cut else cleaned))


def check_fields(app: "Console", fields: Sequence[str]) -> None:
    """Refuse an unknown --json field or a broken --jq before anything is sent. Raises UsageError."""
    if app.options.wants_json:
        from syncro.cli import shape

        shape.check(app.options, fields)


def note(app: "Console", message: str) -> None:
    """Talk: what is going on, on one line whatever others wrote into it. Silent with --quiet."""
    if not app.options.quiet:
        _say(app, text.one_line(message))


def detail(app: "Console", message: str) -> None:
    """Talk for --verbose."""
    if app.options.verbose and not app.options.quiet:
        _say(app, text.one_line(message))


def warn(app: "Console", message: str) -> None:
    """What people must not miss, on one line; also with --quiet."""
    _say(app, text.one_line(message))


def tell(app: "Console", page: str) -> None:
    """Talk of several lines: a traceback, the story of the demo."""
    _know_keys(app)
    _say(app, page)


def show_failure(app: "Console", failure: "Failure") -> None:
    """The error's one line on stderr, and with --json its object on stdout, unless a result is already there."""
    from msgspec.structs import replace

    from syncro.secret import redact

    _know_keys(app)
    safe = replace(
        failure,
        message=text.one_line(redact(failure.message)),
        hint=text.one_line(redact(failure.hint)),
    )
    say(app.stderr, safe.line)
    if app.options.wants_json and not app.has_emitted:
        from syncro.jsonio import dumps

        app.has_emitted = True
        say(app.stdout, dumps(safe.data))


def _know_keys(app: "Console") -> None:
    """Errors may repeat what was typed: have every configured key known before anything is said."""
    from syncro.config import known, settings
    from syncro.errors import SyncroError

    with suppress(SyncroError):
        known.learn(settings.home_of(app.env), app.env)


def ask_text(app: "Console", question: str, *, missing: str, default: str = "", hidden: bool = False) -> str:
    """A line typed by the user; `missing` names the flag to use where nobody can be asked (R-30). Raises UsageError."""
    need_somebody(app, missing)
    prompt = text.one_line(question) + (f" [{text.one_line(default)}]" if default else "") + ": "
    while True:
        answer = _hidden(app, prompt) if hidden else _line(app, prompt, missing)
        if answer.strip() or default:
            return answer.strip() or default
        _say(app, "Please type an answer, or Ctrl-C to stop.")


def ask_yes(app: "Console", question: str, *, missing: str) -> bool:
    """True for y or yes, and for nothing else. Raises UsageError where nobody can be asked."""
    return ask_yes_or_no(app, question, missing=missing) is True


def ask_yes_or_no(app: "Console", question: str, *, missing: str) -> bool | None:
    """True for y or yes, False for n, no or Enter alone, None for anything else. Raises UsageError where nobody can be asked."""
    need_somebody(app, missing)
    answer = _line(app, f"{text.one_line(question)} [y/N] ", missing).strip().casefold()
    return answer in {"y", "yes"} if answer in {"", "n", "no", "y", "yes"} else None


def choose(app: "Console", question: str, choices: Sequence[str], *, missing: str) -> int:
    """The index of the choice, by its number or by words that match no other: never a guess (R-20)."""
    need_somebody(app, missing)
    _show_choices(app, choices)
    while True:
        answer = _line(app, f"{text.one_line(question)} [1-{len(choices)}]: ", missing).strip()
        if place := _numbered(answer, choices):
            return place - 1
        matches = _worded(answer, choices)
        if len(matches) == 1:
            return matches[0]
        trouble = f"{answer!r} matches {len(matches) or 'none'} of these. " if answer else ""
        _say(app, f"{trouble}Please type a number from 1 to {len(choices)}, or Ctrl-C to stop.")


def ask_one_of(app: "Console", question: str, choices: Sequence[str], *, missing: str, default: str) -> int | str:
    """The index of a choice picked by its number, or whatever else was typed; `default` for nothing."""
    need_somebody(app, missing)
    _show_choices(app, choices[:LISTED])
    if len(choices) > LISTED:
        _say(app, f"     and {len(choices) - LISTED} more: type a name")
    offer = f" (1-{min(len(choices), LISTED)} or a name)" if choices else ""
    answer = ask_text(app, f"{question}{offer}", missing=missing, default=default)
    place = _numbered(answer, choices[:LISTED])
    return place - 1 if place else answer


def _show_choices(app: "Console", choices: Sequence[str]) -> None:
    if choices:
        _say(app, "\n".join(f"{place:>3}  {text.one_line(choice)}" for place, choice in enumerate(choices, 1)))


def _numbered(answer: str, choices: Sequence[str]) -> int:
    """The number typed if it is one of a choice, else 0."""
    return int(answer) if answer.isascii() and answer.isdigit() and 1 <= int(answer) <= len(choices) else 0


def _worded(answer: str, choices: Sequence[str]) -> list[int]:
    """Choices that the words match; `remote` is the key of `remote: Labor - Remote Business`, whatever else it matches."""
    from syncro.rules.words.choices import fitting

    keys = [place for place, choice in enumerate(choices) if choice.partition(":")[0].casefold() == answer.casefold()]
    return keys or fitting(answer, choices)


def need_somebody(app: "Console", missing: str) -> None:
    if not app.is_interactive:
        raise UsageError(f"{missing} is missing.", hint=NOBODY)


def _line(app: "Console", prompt: str, missing: str) -> str:
    app.stderr.write(prompt)
    app.stderr.flush()
    answer = line_of(app.stdin)
    if not answer:
        raise UsageError(f"The input ended before {missing} was given.")
    return answer.rstrip("\r\n")


def _hidden(app: "Console", prompt: str) -> str:
    from getpass import getpass

    return getpass(prompt, stream=app.stderr)


def _say(app: "Console", message: str) -> None:
    from syncro.secret import redact

    plain = text.clean(redact(message)).replace(text.STRONG, "").replace(text.PLAIN, "")
    say(app.stderr, plain)


def _dressed(app: "Console", shown: str) -> str:
    colorful = app.stdout.isatty() and not app.env.get("NO_COLOR") and app.env.get("TERM") != "dumb"
    on, off = (_BOLD, _NORMAL) if colorful else ("", "")
    return shown.replace(text.STRONG, on).replace(text.PLAIN, off)


def columns(app: "Console") -> int | None:
    """The terminal's width; None into a pipe, where nothing is cut off."""
    if not app.stdout.isatty():
        return None
    from shutil import get_terminal_size

    return get_terminal_size().columns

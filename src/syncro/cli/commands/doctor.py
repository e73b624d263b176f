"""`syncro doctor`: checks the setup; `--probe` asks what the account respects. Reads only."""

from collections.abc import Iterator

import click
from msgspec import Struct

from syncro.cli import exits, text
from syncro.cli.command import Action, command
from syncro.cli.context import App
from syncro.cli.output import check_fields, columns, emit
from syncro.errors import SyncroError
from syncro.rules import doctor
from syncro.rules.doctor import Check, State
from syncro.workflows.doctor import local, remote
from syncro.workflows.reading.probe import probe
from syncro.workflows.reading.taxes import Unchanging

FIELDS = ("check", "state", "message", "remedy", "code", "severity", "evidence", "money")
MARKS = {State.OK: "ok", State.WARN: "warn", State.FAIL: "FAIL", State.UNKNOWN: "?"}


class Options(Struct, frozen=True):
    """`probe`: also ask the account."""

    probe: bool = False


@command("doctor", example="syncro doctor\nsyncro doctor --probe\nsyncro doctor --json check,state,remedy")
@click.option(
    "--probe", is_flag=True, help="Find out, by reading only, which filters the account respects; remembered."
)
def parse(probe: bool) -> Action:
    """Check configuration, key, keyring, rate limit, journal, drafting, account, clock and permissions: a line and a remedy each."""
    return Action(run, Options(probe))


def run(app: App, options: Options) -> int:
    """All checks, then the page; exit code 1 when something must be fixed."""
    check_fields(app, FIELDS)
    checks = list(_checks(app, options))
    emit(app, [doctor.document(each) for each in checks], lambda: _page(checks, columns(app)), fields=FIELDS)
    return exits.ERROR if doctor.has_failed(checks) else exits.OK


def _checks(app: App, options: Options) -> Iterator[Check]:
    try:
        session = app.session
    except SyncroError as error:
        yield doctor.fail("doctor.configuration", error.message, error.hint or "Fix the file, or: syncro login")
        return
    yield from local(session)
    answered = list(remote(session))
    yield from answered
    if options.probe and answered[0].state is not State.FAIL:
        memory = Unchanging(session) if app.options.dry_run else session
        yield from probe(session.reader(), session.account, memory, app.now())


def _page(checks: list[Check], width: int | None) -> str:
    """A check on a line; on a terminal on as many as it takes, its remedy on one of its own. Nothing is cut: it is to be typed."""
    heads = text.table((MARKS[each.state], each.check) for each in checks).split("\n")
    edge = max(len(head) for head in heads) + 2
    return "\n".join(_told(f"{head:<{edge}}", each, width) for head, each in zip(heads, checks, strict=True))


def _told(head: str, check: Check, width: int | None) -> str:
    remedy = f"→ {check.remedy}" if check.remedy else ""
    if width is None:
        return f"{head}{text.one_line(f'{check.message} {remedy}')}"
    lines = [line for part in (check.message, remedy) if part for line in text.wrapped(part, width - len(head))]
    return "\n".join(f"{head if place == 0 else ' ' * len(head)}{line}" for place, line in enumerate(lines))

"""`syncro journal`: what was planned, sent and found; whether anybody changed it; all of it as a file (R-83). Only reads."""

import csv
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
from msgspec import Struct

from syncro import invisible, jsonio
from syncro.cli import exits, text
from syncro.cli.command import Action, Within, command, group
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note, warn
from syncro.cli.plan_page import OUTCOMES, outcome_words
from syncro.cli.streams import write_line
from syncro.config.files import new_private
from syncro.errors import ConfigError, UsageError
from syncro.workflows import journaling

SHOW_FIELDS = journaling.Line.__struct_fields__
VERIFY_FIELDS = ("is_whole", "entries", "head", "breaks")
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""A cell that begins so is a formula to a spreadsheet (design §7); some read the wide forms of = + - @ too."""


class Shown(Struct, frozen=True):
    """One plan's entries, or the newest."""

    plan_id: str
    limit: int


class Verified(Struct, frozen=True):
    """The head that was noted, if any."""

    head: str


class Exported(Struct, frozen=True):
    """Where to and in which form."""

    output: str
    form: str


@command(
    "show",
    example="syncro journal show\nsyncro journal show 7k3m9xq2\nsyncro journal show --limit 200 --json seq,event,id",
)
@click.argument("plan_id", required=False, default="")
@click.option("--limit", type=Within(1), default=50, show_default=True, help="How many of the newest entries.")
def show(plan_id: str, limit: int) -> Action:
    """Show who planned, sent and found what, and when.

    Of one plan, or the newest entries of all.
    """
    return Action(_show, Shown(plan_id, limit))


@command("verify", example="syncro journal verify\nsyncro journal verify --head 5b0c…")
@click.option(
    "--head", default="", metavar="HASH", help="A head that you noted earlier: it must still be in the chain."
)
def verify(head: str) -> Action:
    """Check that nobody changed the journal.

    Finds every entry that was changed, cut or put in, the newest too.
    """
    return Action(_verify, Verified(head.strip().lower()))


@command(
    "export", example="syncro journal export --output journal.jsonl\nsyncro journal export --format csv > journal.csv"
)
@click.option(
    "--output", default="-", metavar="FILE", help="A new file, for its owner only; standard output by default."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["jsonl", "csv"]),
    default="jsonl",
    show_default=True,
    help="All as data, or a table.",
)
def export(output: str, form: str) -> Action:
    """Export every plan and entry, with their hashes.

    It holds no key, but texts of customers.
    """
    return Action(_export, Exported(output, form))


parse = group(
    "journal",
    summary="What was planned, sent and found, and the proof that nobody changed it.",
    example="syncro journal verify",
    commands=[show, verify, export],
)


def _show(app: App, options: Shown) -> None:
    check_fields(app, SHOW_FIELDS)
    found = journaling.lines(app.session, plan_id=options.plan_id, limit=options.limit)
    rows = [_row(line) for line in found]
    emit(
        app,
        found,
        lambda: text.table(rows) if rows else "The journal is empty.",
        fields=SHOW_FIELDS,
        cut=True,
    )


def _row(line: journaling.Line) -> tuple[str, ...]:
    record = f"id {line.id}" if line.id is not None else ""
    owner = f"as {line.key_owner}" if line.key_owner else ""
    mark = OUTCOMES.get(line.event, " ")
    return (
        str(line.seq),
        text.moment(line.at.astimezone()),
        line.plan_id,
        mark,
        outcome_words(line.event),
        line.step,
        record,
        owner,
        line.what,
    )


def _verify(app: App, options: Verified) -> int:
    check_fields(app, VERIFY_FIELDS)
    found = journaling.verified(app.session, noted=options.head)
    emit(app, found, lambda: _verdict(found), fields=VERIFY_FIELDS)
    if found.is_whole:
        note(app, "Note the head elsewhere; `syncro journal verify --head HASH` then finds an older copy too.")
        return exits.OK
    warn(
        app,
        "The journal was altered or replaced. Look in Syncro at what these plans did; this check changed nothing.",
    )
    return exits.ERROR


def _verdict(found: journaling.Verdict) -> str:
    if found.is_whole:
        return f"{text.counted(found.entries, 'entry')}, intact.\nHead {found.head}"
    return text.table([(f"entry {each.seq}", f"plan {each.plan_id}", each.says) for each in found.breaks])


def _export(app: App, options: Exported) -> None:
    if app.options.wants_json:
        raise UsageError(
            "An export is data already: --json and --jq don't go with it.", hint="Use --format jsonl or csv."
        )
    rows = journaling.exported(app.session)
    made = _jsonl(rows) if options.form == "jsonl" else _csv(rows)
    if options.output == "-":
        for line in made:
            write_line(app.stdout, line)
        return
    if app.options.dry_run and not Path(options.output).exists():
        note(
            app,
            f"Dry run: {text.counted(sum(1 for _ in made), 'line')} would go to {options.output}; nothing was stored.",
        )
        return
    count = _write_new(Path(options.output), made)
    note(app, f"{text.counted(count, 'line')} in {options.output}.")


def _jsonl(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    return (invisible.escaped_json(jsonio.dumps(row)) for row in rows)


def _csv(rows: Iterator[dict[str, Any]]) -> Iterator[str]:
    yield _cells(list(journaling.EXPORT_FIELDS))
    for row in rows:
        yield _cells([_safe(row.get(name)) for name in journaling.EXPORT_FIELDS])


def _cells(cells: list[str]) -> str:
    line = io.StringIO()
    # All quoted: a spreadsheet may part cells at semicolons or tabs.
    csv.writer(line, lineterminator="", quoting=csv.QUOTE_ALL).writerow(cells)
    return line.getvalue()


def _safe(value: Any) -> str:
    raw = "" if value is None else str(value)
    found = text.one_line(raw)
    return f"'{found}" if found.startswith(FORMULA) or raw.startswith(FORMULA) else found


def _write_new(path: Path, lines: Iterator[str]) -> int:
    """A new file for its owner only, never over another; gives the number of lines. Raises ConfigError."""
    try:
        with os.fdopen(new_private(path), "w", encoding="utf-8", newline="\n") as file:
            return sum(1 for line in lines if file.write(f"{line}\n"))
    except FileExistsError:
        raise ConfigError(f"{path} exists already: nothing was written.", hint="Name a new file.") from None
    except OSError as error:
        raise ConfigError(f"{path} can't be written: {error.strerror}.", hint="Name another file.") from None

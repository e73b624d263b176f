"""`syncro plan`: what is planned, what became of it, and the yes for where nobody could be asked (design §3)."""

from typing import TYPE_CHECKING

import click
from msgspec import Struct

from syncro.cli import exits, text
from syncro.cli.command import Action, Within, command, group, writing
from syncro.cli.confirming import write
from syncro.cli.context import App
from syncro.cli.output import check_fields, emit, note
from syncro.cli.plan_page import OUTCOMES, outcome_words, preview, status_words
from syncro.cli.proposing import propose
from syncro.errors import Wrote
from syncro.rules.plans import markdown
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.preview import sections
from syncro.rules.plans.progress import Progress
from syncro.workflows.engine import executing, plans
from syncro.workflows.planners.undoing import UNDO, UndoRequest

if TYPE_CHECKING:
    from syncro.store.journal import StoredPlan

DISCARDED = {
    Wrote.NO: "It has written nothing.",
    Wrote.YES: "What it has written stays in Syncro.",
    Wrote.UNKNOWN: "What it may have written stays in Syncro.",
}
LIST_FIELDS = ("plan_id", "title", "status", "wrote", "made_at", "account")


class One(Struct, frozen=True):
    """A plan by its id, or by the beginning of it."""

    plan_id: str
    digest: str = ""
    as_markdown: bool = False


class Many(Struct, frozen=True):
    """How many of the newest plans."""

    limit: int


@command("list", example="syncro plan list\nsyncro plan list --json plan_id,status")
@click.option("--limit", type=Within(1), default=20, show_default=True, help="How many, newest first.")
def list_(limit: int) -> Action:
    """List the newest plans and their status."""
    return Action(_list, Many(limit))


@command("show", example="syncro plan show 7k3m9xq2\nsyncro plan show 7k3m9xq2 --markdown")
@click.argument("plan_id")
@click.option("--markdown", "as_markdown", is_flag=True, help="As Markdown, to paste elsewhere.")
def show(plan_id: str, as_markdown: bool) -> Action:
    """Show one plan in full.

    With its digest, and how far it has come.
    """
    return Action(_show, One(plan_id, as_markdown=as_markdown))


@command("execute", example="syncro plan execute 7k3m9xq2 --confirm 9f2c…")
@click.argument("plan_id")
@click.option("--confirm", "digest", required=True, metavar="DIGEST", help="The digest that was shown with the plan.")
def execute(plan_id: str, digest: str) -> Action:
    """Carry out a plan that was shown.

    The digest names this very plan; it is advisory, and proves nobody's yes. Whoever can read the digest, a program
    too, can pass it on. The journal notes that the yes came by digest.
    """
    return Action(_execute, One(plan_id, digest))


@command("resume", example="syncro plan resume 7k3m9xq2")
@click.argument("plan_id")
def resume(plan_id: str) -> Action:
    """Go on with an interrupted plan.

    Reads back what happened, then sends only what is still absent.
    """
    return Action(_resume, One(plan_id))


@writing(UNDO, example="syncro plan undo 7k3m9xq2", short="Plan how to take a written plan back.")
@click.argument("plan_id")
def undo(plan_id: str) -> Action:
    return Action(_undo, One(plan_id))


@command("discard", example="syncro plan discard 7k3m9xq2")
@click.argument("plan_id")
def discard(plan_id: str) -> Action:
    """Close a plan, so that it can't be executed any more.

    One that wasn't begun, or whose end only a person can find out.
    """
    return Action(_discard, One(plan_id))


parse = group(
    "plan",
    summary="Plans: waiting, written, or interrupted.",
    example="syncro plan list",
    commands=[list_, show, execute, resume, undo, discard],
)


def _list(app: App, options: Many) -> None:
    check_fields(app, LIST_FIELDS)
    found = plans.listed(app.session, limit=options.limit)
    rows = [
        (each.plan_id, status_words(each.status), text.moment(each.made_at.astimezone()), each.title) for each in found
    ]
    emit(app, found, lambda: text.table(rows) if rows else "No plans yet.", fields=LIST_FIELDS, cut=True)


def _show(app: App, options: One) -> None:
    """The plan as it stands. Also what `--dry-run` shows of a command that would go on with it."""
    stored, plan, progress, status = plans.shown(app.session, options.plan_id)
    if options.as_markdown:
        emit(app, None, lambda: markdown.render(plan.title, sections(plan)))
        return
    data = plans.document(plan, status=status, stored=stored) | plans.progress_document(progress)
    emit(app, data, lambda: f"{preview(plan)}\n\n{_state(stored, plan, status, progress)}", verbatim=True)


def _only_shown(app: App, options: One) -> int:
    _show(app, options)
    note(app, "Dry run: nothing was written, the plan is as it was.")
    return exits.OK


def _execute(app: App, options: One) -> int:
    if app.options.dry_run:
        return _only_shown(app, options)
    return write(app, lambda: executing.execute(app.session, options.plan_id, options.digest))


def _resume(app: App, options: One) -> int:
    if app.options.dry_run:
        return _only_shown(app, options)
    return write(app, lambda: executing.resume(app.session, options.plan_id))


def _undo(app: App, options: One) -> int:
    return propose(app, UNDO, UndoRequest(options.plan_id, app.config.tech.alias))


def _discard(app: App, options: One) -> int:
    if app.options.dry_run:
        return _only_shown(app, options)
    stored, wrote = plans.discard(app.session, options.plan_id)
    data = {"plan_id": stored.id, "status": "discarded", "wrote": wrote.value}
    emit(app, data, lambda: f"Plan {stored.id} is discarded.", wrote=wrote)
    note(app, DISCARDED[wrote])
    return exits.OK


def _state(stored: "StoredPlan", plan: Plan, status: str, progress: Progress) -> str:
    steps = [(step.label, progress.steps[step.name]) for step in plan.steps]
    rows = [
        (OUTCOMES[state.outcome.value], label, outcome_words(state.outcome.value), state.how or state.message)
        for label, state in steps
    ]
    told = "".join(f"\n{line}" for line in progress.told)
    check = f"\n\nLast check:{told}" if told else ""
    return f"Plan {stored.id}: {status_words(status)}\nDigest {stored.digest}\n\n{text.table(rows)}{check}"

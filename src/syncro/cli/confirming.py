"""From a plan to a yes or a stored plan: the one way every writing command ends (design §3.3). There is no --yes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from syncro import jsonio
from syncro.cli import exits
from syncro.cli.context import App
from syncro.cli.output import ask_yes_or_no, check_fields, emit, note, show_failure, warn
from syncro.cli.plan_page import execution as execution_page
from syncro.cli.plan_page import preview
from syncro.cli.text import counted
from syncro.errors import AnswerLost, OutcomeUnknown, OutputFailed, Refused, Stale, SyncroError, UsageError, Wrote
from syncro.rules.findings import Severity, blocking
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.progress import Channel, Outcome, Status
from syncro.secret import redact
from syncro.workflows.engine.executing import Execution, execute
from syncro.workflows.engine.plans import (
    EXECUTION_FIELDS,
    PLAN_FIELDS,
    document,
    execution_document,
    refuse_blocked,
    store,
)
from syncro.workflows.engine.sendable import sendable

if TYPE_CHECKING:
    from syncro.store.journal import StoredPlan


def offer(app: App, plan: Plan) -> int:
    """Show the plan; then ask, or store it for `syncro plan execute`, or stop where it may not be written."""
    check_fields(app, PLAN_FIELDS)
    plan = sendable(app.session, plan)
    if plan.is_blocked:
        return _blocked(app, plan)
    if app.options.dry_run:
        emit(app, document(plan, status="dry_run"), lambda: preview(plan), fields=PLAN_FIELDS, verbatim=True)
        note(app, "Dry run: nothing was stored, nothing was written.")
        return exits.OK
    if not app.is_interactive or app.options.wants_json:
        return _waiting(app, plan, store(app.session, plan))
    emit(app, None, lambda: f"{preview(plan)}\n")
    warn(app, essence(plan))
    answer = ask_yes_or_no(app, f"Send this to Syncro as {plan.made_by}?", missing="a yes")
    if answer is False:
        note(app, "Nothing was written.")
        return exits.OK
    stored = store(app.session, plan)
    if answer is None:
        # A slip throws nothing away that was typed.
        warn(app, f"That was neither y nor n. {_to_write(stored)}")
        return exits.OK
    return write(app, lambda: execute(app.session, stored.id, stored.digest, channel=Channel.TERMINAL))


def essence(plan: Plan) -> str:
    """`Finch Dental: total 112.50, prepay hours 8.50 → 8.00, 4 requests, 1 warning.`: for whom, how much, how many.

    What a person says yes to, where the preview has scrolled away.
    """
    warnings = sum(finding.severity is Severity.WARNING for finding in plan.findings)
    parts = [*_sums(plan), counted(len(plan.steps), "request"), *([counted(warnings, "warning")] if warnings else [])]
    whom = (
        plan.subject.customer or (plan.subject.name if plan.subject.kind == "customer" else "") if plan.subject else ""
    )
    told = f"{', '.join(parts)}."
    return f"{whom}: {told}" if whom else f"{told[:1].upper()}{told[1:]}"


def _sums(plan: Plan) -> list[str]:
    """A total that can't be known beforehand is said to be unknown, not left out."""
    expected = plan.expected
    total = [f"total {expected.total or 'unknown'}"] if expected.total or expected.lines else []
    drawn = expected.prepay_before != expected.prepay_after and expected.prepay_after is not None
    return [*total, *([f"prepay hours {expected.prepay_before} → {expected.prepay_after}"] if drawn else [])]


def write(app: App, execution: Callable[[], Execution]) -> int:
    """Execute after a yes. A mistyped --json field is refused before, not after."""
    check_fields(app, EXECUTION_FIELDS)
    app.sending_since = app.now()
    return finish(app, execution())


def finish(app: App, done: Execution) -> int:
    """Print what came of it; the exit code tells it too."""
    with _never_lost(f"syncro plan show {done.plan_id}"):
        emit(app, execution_document(done), lambda: execution_page(done), verbatim=True, wrote=done.wrote)
    error = error_of(done)
    if error is None:
        if not done.verified:
            warn(app, "Sent and accepted, not proved: Syncro doesn't show all of it.")
        return exits.OK
    failure = exits.failure(error)
    show_failure(app, failure)
    return failure.exit_code


def error_of(done: Execution) -> SyncroError | None:
    """The error that an execution amounts to; None when all was done and verified."""
    again = f"syncro plan resume {done.plan_id}"
    if done.status is Status.DONE:
        if done.verified or _is_only_unproved(done):
            return None
        message = done.message or "Syncro accepted it, but what is there doesn't match the plan"
        return SyncroError(message, wrote=Wrote.YES, hint=f"Look at it in Syncro. Try: syncro plan show {done.plan_id}")
    if done.status is Status.STALE:
        return _stale(done)
    if done.status is Status.UNKNOWN:
        return _unclear(done, again)
    if done.cause is not None:
        return _caused(done, again)
    # What the rest of a begun plan rests on has changed: resuming would only find the same again.
    return Refused(done.message, wrote=done.wrote, hint="Plan it again; the preview shows what is there already.")


def _unclear(done: Execution, again: str) -> SyncroError:
    """Why nobody knows: a record that reading back hasn't shown may still turn up; any other end may need a person's eyes."""
    missing = _named(done, Outcome.ABSENT)
    if missing and isinstance(done.cause, AnswerLost):
        message = f"No answer from Syncro, and the {missing} hasn't shown up yet; it {exits.STILL}"
        return OutcomeUnknown(message, wrote=Wrote.UNKNOWN, hint=again)
    rest = f"If resuming can't tell, look in Syncro, then close it: syncro plan discard {done.plan_id}. Try: {again}"
    return OutcomeUnknown(done.message or "It was interrupted", wrote=Wrote.UNKNOWN, hint=rest)


def _is_only_unproved(done: Execution) -> bool:
    """True when all was accepted, nothing differs, and a part can't be read back, as the preview said."""
    return bool(done.findings) and not done.message and not blocking(done.findings)


def _stale(done: Execution) -> SyncroError:
    """Nothing written: plan it again. Some of it written: what stands, and what can be done about it."""
    if done.wrote is Wrote.NO:
        return Stale(f"What the plan rests on has changed. {done.message}", hint="Plan it again.")
    message = f"Stopped before {_named(done, Outcome.PENDING) or 'the end'}: {done.message}"
    if written := _named(done, Outcome.DONE):
        message = f"{message} Done before that: {written}"
    rest = (
        f"To leave what was written as it is: syncro plan discard {done.plan_id}. "
        f"To take it back: syncro plan undo {done.plan_id}"
    )
    return Stale(message, wrote=done.wrote, hint=rest)


def _named(done: Execution, outcome: Outcome) -> str:
    """The steps that ended so, in words."""
    return ", ".join(each.label for each in done.receipts if each.outcome == outcome.value)


def _caused(done: Execution, again: str) -> SyncroError:
    """The server's refusal, with what the whole plan has written so far instead of the one request."""
    cause = done.cause or Refused(done.message)
    cause.wrote = done.wrote
    cause.hint = cause.hint or again
    return Refused(exits.words(cause), wrote=done.wrote, hint=again) if _is_refusal(cause) else cause


def _is_refusal(cause: SyncroError) -> bool:
    from syncro.errors import Rejected

    return isinstance(cause, Rejected)


def _waiting(app: App, plan: Plan, stored: "StoredPlan") -> int:
    with _never_lost(f"syncro plan show {stored.id}"):
        emit(
            app,
            document(plan, status=Status.NEEDS_CONFIRMATION.value, stored=stored),
            lambda: f"{preview(plan)}\n\nPlan {stored.id}, digest {stored.digest}",
            fields=PLAN_FIELDS,
            verbatim=True,
        )
    warn(app, _to_write(stored))
    return exits.CONFIRM


def _to_write(stored: "StoredPlan") -> str:
    return f"Nothing was written. To write it: syncro plan execute {stored.id} --confirm {stored.digest}"


@contextmanager
def _never_lost(command: str) -> Iterator[None]:
    """A result that can't be shown (a `--jq` that fails, a full disk) is in the journal all the same: say where."""
    try:
        yield
    except (UsageError, OutputFailed) as error:
        error.hint = command
        raise


def _blocked(app: App, plan: Plan) -> int:
    """The reasons in one line; the plan itself only for programs and with --verbose, without the key it may hold."""
    if app.options.wants_json:
        data = jsonio.loads(redact(jsonio.dumps(document(plan, status="refused") | {"wrote": Wrote.NO.value})))
        emit(app, data, str, fields=PLAN_FIELDS, verbatim=True)
    elif app.options.verbose:
        emit(app, None, lambda: redact(preview(plan)))
    try:
        refuse_blocked(plan)
    except SyncroError as error:
        failure = exits.failure(error)
        show_failure(app, failure)
        return failure.exit_code
    return exits.REFUSED

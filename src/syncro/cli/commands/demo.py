"""`syncro demo`: the main job on a throw-away sandbox, once smoothly and once with a lost answer. Asks nothing, leaves nothing."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from syncro.api import Reader
from syncro.cli import exits, plan_page, text
from syncro.cli.command import Action, command
from syncro.cli.confirming import essence
from syncro.cli.context import App
from syncro.cli.output import emit, tell
from syncro.cli.proposing import planned
from syncro.config.settings import Environment
from syncro.errors import NotFound
from syncro.records import Ticket
from syncro.rules.billing.policy import Channel
from syncro.rules.billing.work import Work
from syncro.rules.plans.plan import Plan
from syncro.workflows.engine.executing import Execution, execute
from syncro.workflows.engine.plans import execution_document, store
from syncro.workflows.planners.billing import BILL, BillRequest
from syncro.workflows.reading.evidence import customer_of

TECH = "tech-1"
FIRST = "Rebuilt the mail profile and checked that old mail is there.\nPlease restart Outlook once."
SECOND = "Server room without power after a storm: replaced the UPS battery, started everything in order."
LOOKED_AT = 40


@command("demo", example="syncro demo\nsyncro demo --json")
def parse() -> Action:
    """Bill two tickets of a pretend company: see a preview, receipts, and what happens when an answer is lost."""
    return Action(run)


def run(app: App, _options: None) -> int:
    """A sandbox of its own, in this process, with its own home: both end with the command."""
    with _scratch(app) as scratch:
        first = _first(scratch)
        second = _second(scratch)
        done = first.verified and second.verified and _count_invoices(scratch, second) == 1
        emit(app, [execution_document(first), execution_document(second)], lambda: _farewell(done=done), verbatim=True)
    return exits.OK if done else exits.ERROR


@contextmanager
def _scratch(app: App) -> Iterator[App]:
    """An app of its own on a sandbox of its own; nothing of the user's configuration is used."""
    from syncro.sandbox.server import ThreadedSandbox

    with (
        tempfile.TemporaryDirectory(prefix="syncro-demo-") as home,
        ThreadedSandbox(company="demo", quirks={"rate_limit": 0}) as sandbox,
    ):
        env = {
            "SYNCRO_HOME": home,
            "SYNCRO_PROFILE": "sandbox",
            "SYNCRO_BASE_URL": sandbox.base_url,
            "SYNCRO_REQUESTS_PER_MINUTE": "0",
        }
        kept = {name: value for name, value in app.env.items() if not name.startswith("SYNCRO_")}
        scratch = App(app.options, env=Environment(kept | env), stdin=app.stdin, stdout=app.stdout, stderr=app.stderr)
        scratch.session.is_alone = True
        _say(scratch, f"A sandbox plays Syncro at {sandbox.root_url} until this demo ends.")
        try:
            yield scratch
        finally:
            scratch.session.close()


def _first(app: App) -> Execution:
    """An ordinary bill."""
    ticket = _pick(app.reader, prepay=False)
    _say(app, f"\n$ syncro bill {ticket.number} --minutes 45 --labor remote --work '{FIRST.splitlines()[0][:28]}…'\n")
    work = Work(45, "remote", TECH)
    return _carried_out(app, _plan(app, ticket, work, FIRST))


def _second(app: App) -> Execution:
    """Emergency work paid by prepay hours; the answer of the request that makes the invoice is lost."""
    ticket = _pick(app.reader, prepay=True)
    _say(app, f"\n{'─' * 78}\nAgain, and now the network fails: Syncro stores the invoice, and its answer is lost.")
    _say(app, f"\n$ syncro bill {ticket.number} --minutes 90 --labor onsite --emergency --work '{SECOND[:28]}…'\n")
    plan = _plan(app, ticket, Work(90, "onsite", TECH, Channel.ONSITE, emergency=True), SECOND)
    _lose_the_answer(app)
    done = _carried_out(app, plan)
    _say(
        app,
        f"\nInvoices on ticket #{ticket.number} at Syncro now: {_count_invoices(app, done)}. Not none, and not two.",
    )
    return done


def _plan(app: App, ticket: Ticket, work: Work, words: str) -> Plan:
    return planned(app, BILL, BillRequest(ticket.number, (work,), TECH, text=words))


def _carried_out(app: App, plan: Plan) -> Execution:
    """Preview, the yes that the demo gives, execution, receipts."""
    _say(app, plan_page.preview(plan))
    _say(app, f"\n{essence(plan)}\nSend this to Syncro as {plan.made_by}? [y/N] y      (the demo says yes for you)\n")
    stored = store(app.session, plan)
    done = execute(app.session, stored.id, stored.digest)
    _say(app, f"\n{plan_page.execution(done)}")
    return done


def _pick(reader: Reader, *, prepay: bool) -> Ticket:
    """A new ticket with nothing on it, of a customer with prepay hours or with none."""
    for row in reader.tickets(status="New", limit=LOOKED_AT).rows:
        ticket = reader.ticket(row.id)
        customer = customer_of(reader, ticket)
        hours = customer.prepay_hours
        clean = not (ticket.line_items or ticket.ticket_timers or customer.disabled)
        if clean and hours is not None and (hours >= 3 if prepay else hours == 0):
            return ticket
    raise NotFound("The demo company has no ticket to show this on.")


def _lose_the_answer(app: App) -> None:
    """Have the sandbox store the next invoice and then drop the connection."""
    import httpx2

    root = app.config.base_url.removesuffix("/api/v1")
    fault: dict[str, Any] = {"fault": "drop_after", "operation": "invoices.create", "count": 1}
    # No proxy between us and our own sandbox.
    httpx2.put(f"{root}/sandbox/faults", json=fault, trust_env=False).raise_for_status()


def _count_invoices(app: App, done: Execution) -> int:
    subject = done.plan.subject
    rows = app.reader.invoices_of_ticket(subject.id).rows if subject else []
    return sum(app.reader.invoice(row.id).ticket_id == (subject.id if subject else None) for row in rows)


def _say(app: App, text: str) -> None:
    """The demo's story is its result; with --json it is talk, and stdout carries the data alone."""
    if app.options.wants_json:
        tell(app, text)
    else:
        emit(app, None, lambda: text)


def _farewell(*, done: bool) -> str:
    if not done:
        return f"\n{text.strong('The demo did not come out as it should.')} Please report it with the text above."
    return (
        "\nThat was the sandbox; it is gone now. Next:\n"
        "  syncro --profile sandbox          play on, on a sandbox that stays\n"
        "  syncro login                      use your own account\n"
        "  syncro bill --help                every way to bill"
    )

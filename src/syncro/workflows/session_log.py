"""Makes the session log of a ticket from Syncro and the journal, and keeps it (R-82). Writes nothing to Syncro."""

from datetime import datetime
from pathlib import Path

from msgspec import Struct

from syncro.api import Reader, together
from syncro.calls import Call
from syncro.errors import NotAuthorized
from syncro.records import Invoice, Ticket, id_in
from syncro.rules.plans.progress import Outcome
from syncro.rules.tickets import session_log
from syncro.rules.tickets.session_log import Material, Written
from syncro.secret import redact
from syncro.workflows.engine.executing import plan_of, progress_of
from syncro.workflows.reading.account import read_account
from syncro.workflows.reading.evidence import named_customer_of
from syncro.workflows.session import Session

INVOICES_LOOKED_AT = 50


class SessionLog(Struct, frozen=True):
    """A log as text, and the place it belongs to below the root of the session logs."""

    number: int
    folder: str
    stem: str
    text: str


def make(session: Session, number: int) -> SessionLog:
    """The log of the ticket with this visible number, on the account's clocks; raises NotFound.

    What the key may not read is named in the log.
    """
    reader = session.reader()
    row, names, me, account = together(
        lambda: reader.ticket_numbered(number),
        lambda: _names(reader),
        reader.me,
        lambda: read_account(reader, session.now()),
    )
    now = session.now().astimezone(account.zone)
    ticket, listing, (invoices, gaps) = together(
        lambda: reader.ticket(row.id), lambda: reader.comments(row.id), lambda: _invoices(reader, row.id)
    )
    if not listing.complete:
        gaps = (*gaps, "Syncro announced more comments than it showed")
    customer = named_customer_of(reader, ticket).shown_name
    written = _written(session, ticket, now)
    detect = session.known_secrets().detect
    log = Material(ticket, customer, tuple(listing.rows), invoices, names, written, now, me.user_name, gaps, detect)
    folder, stem = session_log.place(customer, ticket.number, now)
    return SessionLog(ticket.number, folder, stem, redact(session_log.markdown(log)))


def keep(session: Session, log: SessionLog) -> Path:
    """Write the log under the configured root; returns its path. Raises ConfigError."""
    from syncro.store.logs import write_new

    return write_new(session.config.session_logs, log.folder, log.stem, log.text)


def _names(reader: Reader) -> dict[int, str]:
    try:
        return {user.id: user.full_name for user in reader.users()}
    except NotAuthorized:
        return {}


def _invoices(reader: Reader, ticket_id: int) -> tuple[tuple[Invoice, ...], tuple[str, ...]]:
    """Invoices proved by their detail (C5), and what could not be read."""
    try:
        listing = reader.listing(Call("invoices.list", query={"ticket_id": ticket_id}), limit=INVOICES_LOOKED_AT)
        rows = [row for row in listing.rows if row.get("ticket_id") in (None, ticket_id)]
        details = [reader.invoice(id_in(row)) for row in rows]
    except NotAuthorized:
        return (), ("invoices: this key may not read them",)
    gaps = () if listing.complete else (f"invoices: only the newest {INVOICES_LOOKED_AT} were looked at",)
    return tuple(each for each in details if each.ticket_id == ticket_id), gaps


def _written(session: Session, ticket: Ticket, now: datetime) -> tuple[Written, ...]:
    """Plans about this ticket that wrote something, oldest first. Raises JournalError for one that can't be read."""
    found: list[Written] = []
    if not session.has_journal:
        return ()
    for stored in session.journal.plans_about(session.account, "ticket", ticket.id):
        plan = plan_of(stored)
        progress = progress_of(session, stored, plan)
        done = tuple(
            f"{step.reason} ({step.owner})" for step in plan.steps if progress.steps[step.name].outcome is Outcome.DONE
        )
        if done:
            found.append(
                Written(stored.id, stored.title, stored.made_at.astimezone(now.tzinfo), progress.status.value, done)
            )
    return tuple(found)

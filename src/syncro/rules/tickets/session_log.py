"""A session log as Markdown: subject, comments, resolution, time, invoice, what was written from here (R-82). Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from syncro import invisible, money
from syncro.records import Comment, Invoice, Ticket, TicketLine, TimerEntry
from syncro.rules.tickets.comments import RESOLUTION
from syncro.rules.words import cards, credentials, dates
from syncro.rules.words.credentials import Detector
from syncro.rules.words.filenames import safe_name

LEFT_OUT = "[left out: this line seems to contain {}]"
_MARKUP = re.compile(r"([\\`*_\[\]<>#|~$])")
_BREAK = re.compile(r"<br\s*/?>|</p>\s*<p>", re.IGNORECASE)


class Written(Struct, frozen=True):
    """A plan about the ticket that was executed from here, with its steps in words."""

    plan_id: str
    title: str
    made_at: datetime
    status: str
    steps: tuple[str, ...] = ()


class Material(Struct, frozen=True):
    """What a log tells. `comments` are all of the ticket, `names` maps user ids to names, `gaps` says what could not be read.

    `detect` knows credentials beyond our own patterns: their lines are left out.
    """

    ticket: Ticket
    customer: str
    comments: tuple[Comment, ...]
    invoices: tuple[Invoice, ...]
    names: Mapping[int, str]
    written: tuple[Written, ...]
    logged_at: datetime
    logged_by: str
    gaps: tuple[str, ...] = ()
    detect: Detector = credentials.nothing


def place(customer: str, number: int, logged_at: datetime) -> tuple[str, str]:
    """Folder and file stem: `clients/plain-paper-co/session-logs` and `2026-11-20-32164`."""
    folder = safe_name(customer, otherwise="customer")
    return f"clients/{folder}/session-logs", f"{logged_at:%Y-%m-%d}-{number}"


def markdown(log: Material) -> str:
    """The whole log. Text of others is quoted and can't become markup; lines with credentials are left out."""
    ticket = log.ticket
    parts = [
        f"# #{ticket.number} {_inline(log, ticket.subject)}",
        _list(_head(log)),
        _section("Resolution", "\n\n".join(_quoted(log, comment.body) for comment in _resolutions(log.comments))),
        _section("Time", _list([*(_line(log, each) for each in ticket.line_items), *_timers(log)])),
        _section("Invoice", _list(_invoice(log, each) for each in log.invoices)),
        _section("Comments", "\n\n".join(_comment(log, comment) for comment in _oldest_first(log.comments))),
        _section("Written with syncro", _list(_written(log, each) for each in log.written)),
        _section("Could not be read", _list(_inline(log, gap) for gap in log.gaps)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(log: Material) -> list[str]:
    ticket = log.ticket
    told = [
        ("Customer", log.customer),
        ("Contact", ticket.contact_fullname),
        ("Status", ticket.status),
        ("Priority", ticket.priority),
        ("Problem type", ticket.problem_type),
        ("Opened", _moment(log, ticket.created_at)),
        ("Resolved", _moment(log, ticket.resolved_at)),
    ]
    logged = f"Logged {_moment(log, log.logged_at)} by {_inline(log, log.logged_by)}"
    return [*(f"{label}: {_inline(log, value)}" for label, value in told if value), logged]


def _line(log: Material, line: TicketLine) -> str:
    state = "invoiced" if line.converted else "not invoiced"
    words = f": {_inline(log, line.description)}" if line.description else ""
    what = f"{money.text(line.quantity)} × {money.text(line.price_retail)} {_inline(log, line.name)}"
    return f"{what} ({_who(log, line.user_id, 'nobody')}, {state}){words}"


def _timers(log: Material) -> list[str]:
    return [_timer(log, each) for each in log.ticket.ticket_timers]


def _timer(log: Material, entry: TimerEntry) -> str:
    end = f" to {_there(log, entry.end_time):%H:%M}" if entry.end_time else ""
    span = f"{_moment(log, entry.start_time)}{end}"
    state = "charged" if entry.recorded else "not charged"
    return f"Timer entry {span} ({_who(log, entry.user_id, 'nobody')}, {state})"


def _invoice(log: Material, invoice: Invoice) -> str:
    return f"{_inline(log, invoice.number)}: {money.text(invoice.total)}, {'paid' if invoice.is_paid else 'not paid'}"


def _comment(log: Material, comment: Comment) -> str:
    who = (
        _who(log, comment.user_id, "the customer") if comment.user_id else _inline(log, comment.tech or "the customer")
    )
    kind = ", internal" if comment.hidden else ""
    title, at = _inline(log, comment.subject or "Comment"), _moment(log, comment.created_at)
    return f"### {title}\n\n{at}, {who}{kind}\n\n{_quoted(log, comment.body)}"


def _written(log: Material, each: Written) -> str:
    lines = [f"{_moment(log, each.made_at)}, plan {each.plan_id}, {each.status}: {_inline(log, each.title)}"]
    return "\n".join([*lines, *(f"  - {_inline(log, step)}" for step in each.steps)])


def _resolutions(comments: Sequence[Comment]) -> list[Comment]:
    return [each for each in _oldest_first(comments) if each.subject.strip().casefold() == RESOLUTION.casefold()]


def _oldest_first(comments: Sequence[Comment]) -> list[Comment]:
    return sorted(comments, key=lambda each: each.id)


def _who(log: Material, user_id: int | None, otherwise: str) -> str:
    return otherwise if user_id is None else _inline(log, log.names.get(user_id, f"user {user_id}"))


def _there(log: Material, at: datetime) -> datetime:
    """On the clocks of the log, which are the account's; a moment without an offset stays as it is."""
    return at.astimezone(log.logged_at.tzinfo) if at.tzinfo else at


def _moment(log: Material, at: datetime | None) -> str:
    if at is None:
        return ""
    return dates.shown(_there(log, at)) if at.tzinfo else f"{at:%a %Y-%m-%d %H:%M}"


def _section(title: str, body: str) -> str:
    return f"## {title}\n\n{body}" if body else ""


def _list(rows: Iterable[str]) -> str:
    return "\n".join(f"- {row}" for row in rows)


def _inline(log: Material, text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(_harmless(log, text).split()))


def _quoted(log: Material, body: str) -> str:
    if "PRIVATE KEY" in body:
        # Only its first line tells what the others are.
        return f"> {_MARKUP.sub(_escaped, LEFT_OUT.format('a private key'))}"
    lines = _BREAK.sub("\n", body).strip().replace("\r\n", "\n").split("\n")
    return "\n".join(f"> {_MARKUP.sub(_escaped, _harmless(log, line))}".rstrip() + "  " for line in lines)


def _escaped(found: "re.Match[str]") -> str:
    return f"\\{found.group()}"


def _harmless(log: Material, line: str) -> str:
    """The line with marks for what can't be seen; one that holds a credential is replaced: logs are kept for years and shared."""
    secrets = credentials.found_in(line, log.detect) or (["a card number"] if cards.is_told(line) else [])
    return LEFT_OUT.format(secrets[0]) if secrets else invisible.escaped(line)

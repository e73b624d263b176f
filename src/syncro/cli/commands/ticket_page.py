"""How one ticket looks, as text and as data (R-02). Pure: records in, text out."""

from decimal import Decimal
from typing import Any

from syncro import money
from syncro.cli import text
from syncro.records import Comment, Invoice, Ticket, TicketLine, TimerEntry
from syncro.workflows.reading.ticket_invoices import Proved

SHOWN_COMMENTS = 5
_SECONDS_PER_MINUTE = 60

FIELDS = (
    "number",
    "subject",
    "status",
    "priority",
    "problem_type",
    "customer",
    "contact",
    "tech",
    "created_at",
    "due_date",
    "updated_at",
    "resolved_at",
    "comments",
    "timer_entries",
    "line_items",
    "billing",
    "id",
)

Names = dict[int, str]


def data(ticket: Ticket, billing: Proved, names: Names, hours: Decimal | None) -> dict[str, Any]:
    """The ticket as data; amounts and times are still values. `hours`: the customer's prepay hours, None: not known."""
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "problem_type": ticket.problem_type,
        "customer": _customer(ticket, hours),
        "contact": _contact(ticket),
        "tech": _tech(ticket, names),
        "created_at": ticket.created_at,
        "due_date": ticket.due_date,
        "updated_at": ticket.updated_at,
        "resolved_at": ticket.resolved_at,
        "comments": [_comment(comment, names) for comment in last_comments(ticket)],
        "timer_entries": [_timer(timer, names) for timer in ticket.ticket_timers],
        "line_items": [_line(line, names) for line in ticket.line_items],
        "billing": {
            "summary": summary(ticket, billing),
            "uninvoiced_total": uninvoiced(ticket),
            "invoices": [_invoice(invoice) for invoice in billing.invoices],
            "complete": billing.complete,
        },
        "id": ticket.id,
    }


def page(ticket: Ticket, billing: Proved, names: Names, hours: Decimal | None) -> str:
    """The ticket as text."""
    parts = [
        text.strong(f"#{ticket.number}  {text.one_line(ticket.subject)}"),
        _head(ticket, billing, names, hours),
        *_comments(ticket, names),
        *_section("Timer entries", [_timer_row(timer, names) for timer in ticket.ticket_timers]),
        *_section("Line items", [_line_row(line, names) for line in ticket.line_items]),
    ]
    return "\n\n".join(parts)


def last_comments(ticket: Ticket) -> list[Comment]:
    """The last five, newest first, in whatever order Syncro sent them."""
    dated = sorted(
        ticket.comments, key=lambda comment: (comment.created_at is not None, comment.created_at, comment.id)
    )
    return dated[::-1][:SHOWN_COMMENTS]


def uninvoiced(ticket: Ticket) -> Decimal:
    """What the lines no invoice has taken yet are worth, before tax (R-47: lines stay on the ticket)."""
    return sum((_total(line) for line in ticket.line_items if not line.converted), money.ZERO)


def summary(ticket: Ticket, billing: Proved) -> str:
    """The billing status in words."""
    waiting = [line for line in ticket.line_items if not line.converted]
    parts = [f"invoice {invoice.number} {text.amount(invoice.total)} {_paid(invoice)}" for invoice in billing.invoices]
    if waiting:
        parts.append(f"{text.counted(len(waiting), 'line')} not invoiced, {text.amount(uninvoiced(ticket))}")
    if not billing.complete:
        parts.append("not all invoices could be checked")
    elif not parts:
        parts.append("nothing billed")
    return "; ".join(parts)


def _head(ticket: Ticket, billing: Proved, names: Names, hours: Decimal | None) -> str:
    return text.pairs(
        [
            ("Status", ticket.status),
            ("Priority", ticket.priority),
            ("Problem type", ticket.problem_type),
            ("Customer", _customer(ticket, hours)["name"]),
            ("Contact", _contact_line(ticket)),
            ("Tech", _tech(ticket, names) or "nobody"),
            ("Created", text.moment(ticket.created_at)),
            ("Due", text.moment(ticket.due_date)),
            ("Updated", text.moment(ticket.updated_at)),
            ("Resolved", text.moment(ticket.resolved_at)),
            ("Billing", summary(ticket, billing)),
        ]
    )


def _comments(ticket: Ticket, names: Names) -> list[str]:
    shown = last_comments(ticket)
    if not shown:
        return []
    title = f"Comments ({len(shown)} of {len(ticket.comments)}, newest first)"
    return [text.strong(title), *(_comment_block(comment, names) for comment in shown)]


def _comment_block(comment: Comment, names: Names) -> str:
    hidden = "  (internal)" if comment.hidden else ""
    head = text.one_line(f"{text.moment(comment.created_at)}  {_author(comment, names)}  {comment.subject}{hidden}")
    return f"  {head}\n{text.indented(comment.body)}"


def _section(title: str, rows: list[tuple[object, ...]]) -> list[str]:
    return [f"{text.strong(title)}\n{text.indented(text.table(rows), '  ')}"] if rows else []


def _timer_row(timer: TimerEntry, names: Names) -> tuple[object, ...]:
    minutes = _minutes(timer)
    spent = "running" if minutes is None else f"{minutes} min"
    charged = "charged" if timer.recorded else "not charged" if timer.billable else "not billable"
    return text.moment(timer.start_time), spent, _name(timer.user_id, names), charged, timer.notes


def _line_row(line: TicketLine, names: Names) -> tuple[object, ...]:
    price = f"{text.number(line.quantity)} × {text.amount(line.price_retail)}"
    state = "invoiced" if line.converted else "not invoiced"
    return line.name, price, text.amount(_total(line)), _name(line.user_id, names), state, line.description


def _customer(ticket: Ticket, hours: Decimal | None) -> dict[str, Any]:
    name = ticket.customer_business_then_name or (ticket.customer.shown_name if ticket.customer else "")
    return {"id": ticket.customer_id, "name": name, "prepay_hours": hours}


def _contact(ticket: Ticket) -> dict[str, Any] | None:
    who = ticket.contact
    return {"id": who.id, "name": who.name, "email": who.email, "phone": who.phone or who.mobile} if who else None


def _contact_line(ticket: Ticket) -> str:
    who = ticket.contact
    return ", ".join(part for part in (who.name, who.email, who.phone or who.mobile) if part) if who else ""


def _tech(ticket: Ticket, names: Names) -> str | None:
    return ticket.user.full_name if ticket.user else names.get(ticket.user_id) if ticket.user_id else None


def _comment(comment: Comment, names: Names) -> dict[str, Any]:
    return {
        "id": comment.id,
        "created_at": comment.created_at,
        "author": _author(comment, names),
        "subject": comment.subject,
        "body": comment.body,
        "hidden": comment.hidden,
        "from_customer": comment.user_id is None,
    }


def _author(comment: Comment, names: Names) -> str:
    return comment.tech or ("customer" if comment.user_id is None else _name(comment.user_id, names))


def _timer(timer: TimerEntry, names: Names) -> dict[str, Any]:
    return {
        "id": timer.id,
        "start_time": timer.start_time,
        "end_time": timer.end_time,
        "minutes": _minutes(timer),
        "tech": _name(timer.user_id, names),
        "billable": timer.billable,
        "charged": timer.recorded,
        "notes": timer.notes,
    }


def _line(line: TicketLine, names: Names) -> dict[str, Any]:
    return {
        "id": line.id,
        "product_id": line.product_id,
        "name": line.name,
        "description": line.description,
        "quantity": line.quantity,
        "price": line.price_retail,
        "total": _total(line),
        "taxable": line.taxable,
        "tech": _name(line.user_id, names),
        "invoiced": line.converted,
    }


def _invoice(invoice: Invoice) -> dict[str, Any]:
    return {"id": invoice.id, "number": invoice.number, "total": invoice.total, "is_paid": invoice.is_paid}


def _minutes(timer: TimerEntry) -> int | None:
    """Actual minutes: what Syncro counted (seconds, facts §4.2), else from start to end."""
    if timer.active_duration is not None:
        return timer.active_duration // _SECONDS_PER_MINUTE
    if timer.start_time and timer.end_time:
        return int((timer.end_time - timer.start_time).total_seconds()) // _SECONDS_PER_MINUTE
    return None


def _name(user_id: int | None, names: Names) -> str:
    return "nobody" if user_id is None else names.get(user_id, f"user {user_id}")


def _total(line: TicketLine) -> Decimal:
    return money.line_total(line.quantity, line.price_retail)


def _paid(invoice: Invoice) -> str:
    return "paid" if invoice.is_paid else "open"

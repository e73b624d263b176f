"""Ticket comments (facts §4.1): written once, never changed or deleted."""

from datetime import datetime

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes, text
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.wire import messages

SORTABLE = ("created_at", "updated_at", "id", "subject")
BOUNDS = ("created_after", "created_before", "updated_after", "updated_before")


def list_(context: Context, request: Request) -> Json:
    """A page of a ticket's comments, newest first unless asked otherwise."""
    ticket = context.one("tickets", request.id)
    rows = _sorted(request.query, _within(context, request.query, shapes.comment_rows(context, ticket["id"])))
    wanted = request.query.word("comment_format")
    return paging.page(context, request, rows, lambda row: _row(context, row, wanted))


def create(context: Context, request: Request) -> Json:
    """A new comment from a flat body; a wrapped one has no body and no subject."""
    ticket = context.one("tickets", request.id)
    missing = [name for name in ("body", "subject") if not request.body.word(name)]
    if missing:
        raise messages([f"{name.capitalize()} can't be blank" for name in missing])
    return {"comment": keep(context, request, ticket, request.body)}


def keep(context: Context, request: Request, ticket: Record, values: Params) -> Record:
    """Store a comment as typed and send the mail it asks for; `do_not_email` itself is not kept."""
    user = request.actor.user
    comment = context.born(
        "comments",
        ticket_id=ticket["id"],
        subject=values.text("subject") or "",
        body=values.text("body"),
        tech=values.word("tech") or user.get("full_name"),
        hidden=values.flag("hidden"),
        user_id=user["id"],
    )
    context.state.put("comments", comment)
    context.touch("tickets", ticket["id"])
    if not comment["hidden"] and not values.flag("do_not_email"):
        _mail(context, ticket, comment)
    return comment


def _mail(context: Context, ticket: Record, comment: Record) -> None:
    customer = context.state.get("customers", ticket["customer_id"]) or {}
    contact = context.state.get("contacts", ticket.get("contact_id")) or {}
    if not customer.get("no_email"):
        context.mail(
            to=contact.get("email") or customer.get("email"),
            subject=comment["subject"],
            kind="comment",
            ticket_id=ticket["id"],
            ticket_number=ticket["number"],
            comment_id=comment["id"],
            body=comment["body"],
        )


def _row(context: Context, row: Record, comment_format: str) -> Record:
    user = shapes.user(context, row.get("user_id"))
    return {**shapes.comment(row, comment_format), "is_rich_text": text.is_rich(row["body"] or ""), "user": user or {}}


def _within(context: Context, query: Params, rows: list[Record]) -> list[Record]:
    for name in BOUNDS:
        bound = context.time(query.raw(name))
        if bound is not None:
            field, _, side = name.partition("_")
            rows = [row for row in rows if _on_side(context.time(row[f"{field}_at"]), bound, side)]
    return rows


def _on_side(at: datetime | None, bound: datetime, side: str) -> bool:
    return at is not None and (at > bound if side == "after" else at < bound)


def _sorted(query: Params, rows: list[Record]) -> list[Record]:
    field, ascending = query.word("sort_by"), query.word("sort_direction").lower() == "asc"
    if field not in SORTABLE:
        return rows[::-1] if ascending else rows
    return sorted(rows, key=lambda row: (row[field], row["id"]), reverse=not ascending)

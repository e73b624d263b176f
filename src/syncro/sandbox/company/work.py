"""Tickets with their conversation and their labour, as the shop's techs would have entered them (R-30, facts §4).

Every line is right here: real name, live price, quantity = minutes / 60, labour untaxed. Wrong ones are made in `planted`.
"""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from syncro.money import hours
from syncro.sandbox.company.amounts import dec, in_cents, num
from syncro.sandbox.company.builder import Builder, Row, touch
from syncro.sandbox.company.calendar import parse, stamp
from syncro.sandbox.company.catalogue import BY_ID, Product
from syncro.sandbox.company.staff import Person
from syncro.sandbox.company.stories import Story

DUE_DAYS = 5
INITIAL = "Initial Issue"
RESOLUTION = "Resolution"


def open_ticket(
    b: Builder,
    customer: Row,
    story: Story,
    at: datetime,
    tech: Person | None,
    *,
    status: str = "New",
    priority: str = "2 Normal",
) -> Row:
    """A new ticket with its "Initial Issue" comment, not yet worked on."""
    contact = b.rng.choice(b.children("contacts", customer))
    site = b.rng.choice(b.children("addresses", customer))
    asset = b.rng.choice(b.children("assets", customer))
    fields = _ticket_fields(customer, story, at, tech, status, priority)
    links = {"contact_id": contact["id"], "address_id": site["id"]}
    ticket = b.add("tickets", at, fields | links | {"asset_ids": [asset["id"]] if "{asset}" in story.opening else []})
    b.words[ticket["id"]] = {"who": contact["name"].partition(" ")[0], "asset": asset["name"]}
    say(b, ticket, at + timedelta(minutes=1), tech, INITIAL, story.opening)
    return ticket


def say(
    b: Builder, ticket: Row, at: datetime, who: Person | None, subject: str, body: str, *, hidden: bool = False
) -> Row:
    """A comment on the ticket; `who` is None when the customer wrote it (facts §4.1)."""
    fields = {
        "ticket_id": ticket["id"],
        "subject": subject,
        "body": _told(b, ticket, body),
        "tech": who.name if who else None,
        "hidden": hidden,
        "user_id": who.id if who else None,
    }
    touch(ticket, at)
    return b.add("comments", at, fields)


def resolve(b: Builder, ticket: Row, at: datetime, who: Person, text: str, *, status: str = "Resolved") -> None:
    """The resolution comment and the end of the work; invoicing may change the status later."""
    say(b, ticket, at, who, RESOLUTION, text)
    ticket["status"] = status
    ticket["resolved_at"] = stamp(at)


def add_line(
    b: Builder,
    ticket: Row,
    product: Product,
    quantity: Decimal,
    what: str,
    at: datetime,
    tech: Person | None,
    **changes: Any,
) -> Row:
    """A ticket line at the product's own name, price and tax; `changes` replaces fields (`price` in dollars)."""
    price = Decimal(changes.pop("price", product.retail))
    fields = {
        "ticket_id": ticket["id"],
        "user_id": tech.id if tech else None,
        "product_id": product.id,
        "name": product.name,
        "description": _told(b, ticket, what),
        "quantity": dec(quantity),
        "product_category": product.category,
        "upc_code": None,
        "taxable": product.taxable,
        "cost_cents": in_cents(product.cost),
        "retail_cents": in_cents(price),
        "converted": False,
        "item_id": None,
        "position": len(b.children("ticket_lines", ticket)) + 1,
        "estimate_line_item_id": None,
        "old_price": None,
        "line_discount_percent": None,
        "discount_dollars": None,
        "original_ticket_line_item_id": None,
        "price_cost": num(product.cost),
        "price_retail": num(price),
    }
    touch(ticket, at)
    return b.add("ticket_lines", at, fields | changes)


def add_labour(
    b: Builder, ticket: Row, product: Product, minutes: int, what: str, at: datetime, tech: Person, **changes: Any
) -> Row:
    """A labour line: quantity = minutes / 60 (R-32)."""
    return add_line(b, ticket, product, hours(minutes), what, at, tech, **changes)


def log_time(
    b: Builder, ticket: Row, product: Product, start: datetime, minutes: int | None, tech: Person, notes: str
) -> Row:
    """A timer that isn't charged; `minutes` None means it is still running (facts §4.2)."""
    end = None if minutes is None else start + timedelta(minutes=minutes)
    fields = {
        "ticket_id": ticket["id"],
        "user_id": tech.id,
        "start_time": stamp(start),
        "end_time": stamp(end) if end else None,
        "recorded": False,
        "billable": True,
        "notes": _told(b, ticket, notes),
        "toggl_id": None,
        "product_id": product.id,
        "comment_id": None,
        "ticket_line_item_id": None,
        "active_duration": None if minutes is None else minutes * 60,
        "billable_time": None if minutes is None else minutes * 60,
        "billable_override": None,
    }
    touch(ticket, end or start)
    return b.add("timers", end or start, fields)


def charge(b: Builder, ticket: Row, timer: Row, tech: Person, **changes: Any) -> Row:
    """The ticket line of a timer, linked both ways: quantity = end - start (R-43)."""
    product = BY_ID[timer["product_id"]]
    end = parse(timer["end_time"])
    quantity = changes.pop("quantity", hours(timer["active_duration"] // 60))
    line = add_line(b, ticket, product, quantity, timer["notes"], end, tech, **changes)
    timer["recorded"] = True
    timer["ticket_line_item_id"] = line["id"]
    return line


def _told(b: Builder, ticket: Row, text: str) -> str:
    words = b.words[ticket["id"]]
    return text.replace("{who}", words["who"]).replace("{asset}", words["asset"])


def _ticket_fields(customer: Row, story: Story, at: datetime, tech: Person | None, status: str, priority: str) -> Row:
    return {
        "number": 0,
        "subject": story.subject,
        "customer_id": customer["id"],
        "customer_business_then_name": customer["business_then_name"],
        "due_date": stamp(at + timedelta(days=DUE_DAYS)),
        "start_at": None,
        "end_at": None,
        "location_id": None,
        "location_name": None,
        "problem_type": story.problem,
        "status": status,
        "properties": {},
        "user_id": tech.id if tech else None,
        "pdf_url": None,
        "intake_form_html": None,
        "signature_name": None,
        "signature_date": None,
        "asset_ids": [],
        "priority": priority,
        "resolved_at": None,
        "outtake_form_name": None,
        "outtake_form_date": None,
        "outtake_form_html": None,
        "tag_list": [],
        "ticket_type_id": None,
        "billing_status": None,
        "sla_id": None,
        "contract_id": None,
        "parent_id": None,
        "customer_reply": False,
        "recurring": False,
    }

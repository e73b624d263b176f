"""Builders of records, policies and plans, each with only what a test cares for."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from syncro.calls import Call, from_step
from syncro.records import Customer, Invoice, Product, Ticket
from syncro.rules.billing.bill import Bill
from syncro.rules.billing.charges import decide
from syncro.rules.billing.forecast import BillLine
from syncro.rules.billing.policy import Channel, Method, Policy, as_document, merged, parse
from syncro.rules.billing.work import Charge, Decision, Work
from syncro.rules.findings import Finding
from syncro.rules.plans.plan import Expected, ExpectedLine, Kind, Plan, Recogniser, Step, Subject
from syncro.rules.tickets.comments import CommentMode
from syncro.workflows.reading.policies import read_policy

NOW = datetime(2026, 6, 15, 17, 0, tzinfo=UTC)
NEWEST, OLDER = "2026-06", "2026-05"
EMERGENCY, REMOTE, ONSITE, IN_SHOP, WEBSITE = 26184, 1190473, 26118, 573881, 68055
WARRANTY, PROJECT, INTERNAL, TRAVEL, HARDWARE = 1049360, 9269129, 9269124, 26117, 32252
NO_HOME = Path("/nonexistent")


@cache
def policy(name: str = NEWEST) -> Policy:
    """A packaged policy."""
    return read_policy(name, NO_HOME)[0]


def changed(changes: dict[str, Any], name: str = NEWEST) -> Policy:
    """A packaged policy with changes laid over it; raises ConfigError as a shop's own file would."""
    return parse(merged(as_document(policy(name)), changes))


def product(labor_key: str, **changes: Any) -> Product:
    """The live product of a labor key, as the policy knows it."""
    labor = policy().labor[labor_key]
    draws = labor.draws is not False
    data = {
        "id": labor.product_id,
        "name": labor.name,
        "price_retail": str(labor.rate),
        "taxable": True,
        "product_category": "Labor" if draws else "Fees",
    }
    return Product.read({**data, **changes})


def products(**changes: dict[str, Any]) -> dict[int, Product]:
    """All labor products by id; `emergency={"price_retail": "1"}` changes one."""
    made = [product(key, **changes.get(key, {})) for key in policy().labor]
    return {each.id: each for each in made}


_as_the_policy_says = cache(products)


def work(minutes: int, labor: str = "emergency", channel: str | None = None, **more: Any) -> Work:
    """Work of one tech, `ana` unless told."""
    return Work(minutes, labor, more.pop("tech", "ana"), Channel(channel) if channel else None, **more)


def decided(*works: Work, prepay: str = "0", by: Policy | str = NEWEST, **more: Any) -> Decision:
    """The decision over these works, with live products as the policy knows them."""
    rules = policy(by) if isinstance(by, str) else by
    live = more.pop("live", None) or _as_the_policy_says()
    return decide(works, rules, live, prepay=Decimal(prepay), **more)


def shown(decision: Decision) -> list[tuple[int, str, str]]:
    """Product, quantity and price of each charge."""
    return [(c.product_id, str(c.quantity), str(c.price)) for c in decision.charges]


def codes(said: Iterable[Finding]) -> list[str]:
    """The codes of findings."""
    return [finding.code for finding in said]


def lines_of(charges: Iterable[Charge]) -> list[BillLine]:
    """Charges as an invoice will take them."""
    return [BillLine(c.product_id, c.name, c.quantity, c.price, c.taxable, c.draws) for c in charges]


def ticket(**changes: Any) -> Ticket:
    """Ticket #32164 of customer 7, in progress, nothing on it."""
    data = {"id": 900, "number": 32164, "subject": "Mail is slow", "status": "In Progress", "customer_id": 7}
    return Ticket.read({**data, **changes})


def line(line_id: int, product_id: int | None = REMOTE, quantity: str = "1.0", **changes: Any) -> dict[str, Any]:
    """A line of a ticket, as Syncro sends it."""
    named = {"name": "Labor - Remote Business", "description": "Cleaned the mailbox"}
    data = {"id": line_id, "product_id": product_id, "quantity": quantity, "price_retail": "150.0", "taxable": False}
    return {**data, **named, **changes}


def customer(**changes: Any) -> Customer:
    """Customer 7 without a block."""
    return Customer.read({"id": 7, "business_name": "Copper Kettle Cafe", "prepay_hours": "0.0", **changes})


def invoice(*rows: dict[str, Any], tax: str = "0.0", **changes: Any) -> dict[str, Any]:
    """An invoice as Syncro sends it; subtotal and total follow from its rows unless given."""
    subtotal = sum((Decimal(row["quantity"]) * Decimal(row["price"]) for row in rows), Decimal(0))
    sums = {"subtotal": str(subtotal), "tax": tax, "total": str(subtotal + Decimal(tax))}
    return {"id": 50, "number": "1050", "ticket_id": 900, "line_items": list(rows), **sums, **changes}


def invoice_row(row_id: int, product_id: int = REMOTE, quantity: str = "1.0", price: str = "150.0", **more: Any) -> Any:
    """A line of an invoice, as Syncro sends it."""
    return {"id": row_id, "product_id": product_id, "quantity": quantity, "price": price, "taxable": False, **more}


def read_invoice(*rows: dict[str, Any], tax: str = "0.0", **changes: Any) -> Invoice:
    """The same as a record."""
    return Invoice.read(invoice(*rows, tax=tax, **changes))


def bill(*works: Work, **changes: Any) -> Bill:
    """A bill over these works, decided by the newest policy."""
    about = changes.pop("customer", customer())
    decision = decided(*works, prepay=str(about.prepay_hours or 0)) if works else Decision(())
    defaults: dict[str, Any] = {
        "ticket": ticket(),
        "customer": about,
        "charges": decision.charges,
        "owners": {"ana": (11, "Ana Reyes"), "bo": (12, "Bo Lind")},
        "tech": "ana",
        "text": "Cleaned the mailbox",
        "mode": CommentMode.PUBLIC,
        "method": Method.LINE_ITEM,
        "start": NOW - timedelta(hours=2),
        "invoice": True,
        "invoiced_status": "Invoiced",
        "known_invoices": (),
    }
    return Bill(**{**defaults, **changes})


def plan(**changes: Any) -> Plan:
    """A plan of two steps: a comment, and a line whose price is an exact number."""
    comment = Step(
        name="comment",
        call=Call("tickets.comment", {"id": 900}, body={"subject": "Resolution", "body": "a<br>b"}),
        as_tech="ana",
        owner="Ana Reyes",
        reason="the work in words",
        undo="can't be undone",
        recogniser=Recogniser(Kind.NEW, Call("tickets.comments", {"id": 900}), "comments", {"subject": "Resolution"}),
    )
    added = Step(
        name="line",
        call=Call(
            "tickets.add_line_item",
            {"id": 900},
            body={"price_retail": Decimal("150.00"), "quantity": Decimal("0.75"), "after": from_step("comment")},
        ),
        as_tech="ana",
        owner="Ana Reyes",
        reason="0.75 × 150.00",
        undo="remove it",
    )
    defaults: dict[str, Any] = {
        "kind": "bill",
        "title": "Bill ticket #32164",
        "account": "https://shop.example/api/v1",
        "subject": Subject("ticket", 900, "32164", "Mail is slow", "Copper Kettle Cafe"),
        "steps": (comment, added),
        "made_at": NOW,
        "expires_at": NOW + timedelta(hours=24),
        "made_by": "Ana Reyes",
        "expected": Expected(
            total="112.50",
            subtotal="112.50",
            tax="0.00",
            lines=(ExpectedLine(REMOTE, "Labor - Remote Business", "0.75", "150.00", False, "112.50"),),
        ),
    }
    return Plan(**{**defaults, **changes})

"""What a plan rests on, taken out of records in comparable form, and how two states differ, in words (R-33, R-40)."""

from collections.abc import Collection, Iterable, Mapping
from decimal import Decimal

from syncro import money
from syncro.jsonio import Json
from syncro.records import Customer, Estimate, Invoice, Product, Ticket, TicketLine

Facts = dict[str, Json]
Own = Mapping[str, Collection[int]]
"""Ids of records that a plan itself made, by the list that holds them: ids are unique only among records of a kind."""
NOTHING: Own = {}
CONTENTS = {
    "comments": "comments",
    "lines": "line_items",
    "timers": "ticket_timers",
    "appointments": "appointments",
    "attachments": "attachments",
}
"""What a ticket holds, and under which name its detail lists it."""
SAID = ("subject", "status", "priority", "problem_type", "due_date", "user_id", "customer_id")
"""What people change about a ticket."""
HEAD = frozenset(
    (
        *("number", "subject", "status", "priority", "problem_type", "due_date", "customer_id", "user_id"),
        *("contact_id", "address_id", "contact_email", "customer_email", "no_email", "worked"),
    )
)
"""The names of `head_facts`."""


def ticket_facts(ticket: Ticket, *, without: Own = NOTHING) -> Facts:
    """Status, customer, lines and timer entries of a ticket. `without`: ids that the plan itself made."""
    return {
        "number": ticket.number,
        "status": ticket.status,
        "customer_id": ticket.customer_id,
        "lines": [_line(line) for line in ticket.line_items if line.id not in own_in(without, "lines")],
        "timers": _timers(ticket, without),
    }


def work_facts(ticket: Ticket, *, without: Own = NOTHING) -> Facts:
    """What stands on a ticket between two steps of a plan. `without`: ids that the plan itself made.

    Lines as they read, whether or not they are invoiced: the plan's own invoice marks them. `waiting` are the lines of others
    that no invoice has taken, `taken` those of the plan that one has: before its invoice somebody else's must have taken none.
    """
    own = own_in(without, "lines")
    others = [line for line in ticket.line_items if line.id not in own]
    return {
        "number": ticket.number,
        "status": ticket.status,
        "customer_id": ticket.customer_id,
        "lines": [_bare_line(line) for line in others],
        "waiting": [str(line.id) for line in others if not line.converted],
        "taken": [str(line.id) for line in ticket.line_items if line.id in own and line.converted],
        "timers": [str(each.id) for each in ticket.ticket_timers if each.id not in own_in(without, "timers")],
    }


def invoices_fact(ids: Iterable[int]) -> Facts:
    """The ids of a ticket's invoices."""
    return {INVOICES: sorted(map(str, ids))}


INVOICES = "invoices"
LISTED = {"waiting": "uninvoiced line", "taken": "invoiced line of this plan", "timers": "timer entry"}
"""What lists hold, as people call one of them."""
UNSAID = " | "
"""Parts what a person reads of a row from what only tells it from others."""
STANDING = ("number", "status", "customer_id", "lines", "timers")
"""Of `work_facts`, what an invoice made meanwhile by the plan itself doesn't change."""


def head_facts(ticket: Ticket) -> Facts:
    """Who and what a ticket is about, wherever the reply carries it (facts §4): a contact may come only as a record."""
    contact, customer = ticket.contact, ticket.customer
    return {
        "number": ticket.number,
        "subject": ticket.subject,
        "status": ticket.status,
        "priority": ticket.priority,
        "problem_type": ticket.problem_type,
        "due_date": ticket.due_date.isoformat() if ticket.due_date else None,
        "customer_id": ticket.customer_id,
        "user_id": ticket.user_id or (ticket.user.id if ticket.user else None),
        "contact_id": ticket.contact_id or (contact.id if contact else None),
        "address_id": ticket.address_id or (ticket.raw.get("address") or {}).get("id"),
        "contact_email": contact.email if contact else None,
        "customer_email": customer.email if customer else None,
        "no_email": customer.no_email if customer else None,
        "worked": len(ticket.ticket_timers) + len(ticket.line_items),
    }


def contents_facts(ticket: Mapping[str, Json], *, without: Own = NOTHING) -> Facts:
    """All that a ticket says and holds: what a delete would take with it. `without`: ids of what the plan itself took away."""
    fields = {name: ticket.get(name) for name in SAID}
    return fields | {
        name: [str(row.get("id")) for row in ticket.get(within) or [] if row.get("id") not in own_in(without, name)]
        for name, within in CONTENTS.items()
    }


def customer_facts(customer: Customer) -> Facts:
    """The prepay hours, None where Syncro doesn't show them, and whether the customer is disabled."""
    hours = customer.prepay_hours
    return {"prepay_hours": None if hours is None else money.text(hours), "disabled": customer.disabled}


def products_facts(products: Iterable[Product]) -> Facts:
    """What charges take from products: live price, name, category, each under the product's id (R-33)."""
    return {f"{product.id} {name}": value for product in products for name, value in _product(product).items()}


def invoice_facts(invoice: Invoice) -> Facts:
    """What must not change before an invoice is replaced: total, payments, lines."""
    return {
        "total": money.text(invoice.total),
        "is_paid": invoice.is_paid,
        "payments": [payment.id for payment in invoice.payments],
        "lines": [f"{line.id}: {money.text(line.quantity)} × {money.text(line.price)}" for line in invoice.line_items],
    }


def estimate_facts(estimate: Estimate, *, without: Own = NOTHING) -> Facts:
    """What a further line of an estimate rests on. `without`: ids that the plan itself made."""
    lines = [line for line in estimate.line_items if line.id not in own_in(without, "lines")]
    return {
        "number": estimate.number,
        "status": estimate.status,
        "customer_id": estimate.customer_ref,
        "invoice_id": estimate.invoice_id,
        "lines": [
            f"{line.id}: {money.text(line.quantity)} × {money.text(line.price)}, taxable {line.taxable}"
            for line in lines
        ],
    }


def own_in(own: Own, fact: str) -> Collection[int]:
    """Of the plan's own records, those that this fact lists."""
    return own.get(CONTENTS.get("lines" if fact == "waiting" else fact, fact), ())


def leaving_out(planned: Mapping[str, Json], own: Own) -> Facts:
    """The facts without the lines and timer entries of these ids: what the plan itself has changed is no surprise."""
    return {
        name: [row for row in value if _id_in(str(row)) not in own_in(own, name)] if isinstance(value, list) else value
        for name, value in planned.items()
    }


def changes(planned: Mapping[str, Json], now: Mapping[str, Json], what: str) -> list[str]:
    """One sentence for each fact that isn't as it was when the plan was shown."""
    return [_change(what, name, value, now.get(name)) for name, value in planned.items() if now.get(name) != value]


def uninvoiced(ticket: Ticket) -> list[TicketLine]:
    """The lines an invoice made now would take, in its order (facts §5)."""
    waiting = [line for line in ticket.line_items if not line.converted]
    return sorted(waiting, key=lambda line: (line.position if line.position is not None else 0, line.id))


def _timers(ticket: Ticket, without: Own) -> list[str]:
    own = own_in(without, "timers")
    return [f"{each.id}{' charged' if each.recorded else ''}" for each in ticket.ticket_timers if each.id not in own]


def _id_in(row: str) -> int | None:
    first = row.partition(":")[0].partition(" ")[0]
    return int(first) if first.isdigit() else None


def _product(product: Product) -> Facts:
    return {
        "price": money.text(product.price_retail),
        "name": product.name,
        "category": product.product_category,
    }


def _line(line: TicketLine) -> str:
    told, _, product = _bare_line(line).rpartition(UNSAID)
    return f"{told}{', invoiced' if line.converted else ''}{UNSAID}{product}"


def _bare_line(line: TicketLine) -> str:
    product = f"product {line.product_id}" if line.product_id else "no product"
    what = f"{money.text(line.quantity)} × {money.text(line.price_retail)} {line.name or product}"
    return f"{line.id}: {what}, {'taxable' if line.taxable else 'not taxable'}{UNSAID}{product}"


def _change(what: str, name: str, before: Json, after: Json) -> str:
    if isinstance(before, list) and isinstance(after, list):
        one = LISTED.get(name, name.removesuffix("s").replace("_", " "))
        parts = [f"no longer there: {one} {_item(item)}" for item in before if item not in after]
        parts += [f"new: {one} {_item(item)}" for item in after if item not in before]
        return f"{what}: {'; '.join(parts) or f'the order is different ({one})'}."
    return f"{what}: {name.replace('_', ' ')} was {_shown(before)}, is now {_shown(after)}."


def _item(item: Json) -> str:
    """A row of a list for people: what it says where it says more than its id."""
    told = str(item).partition(UNSAID)[0]
    return told.partition(": ")[2] or told


def _shown(value: Json) -> str:
    return "nothing" if value in (None, "") else str(value) if not isinstance(value, Decimal) else money.text(value)

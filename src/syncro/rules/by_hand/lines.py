"""Lines of a ticket: nothing comes from the product, so everything must be said, and said right. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from syncro import money
from syncro.records import TicketLine
from syncro.rules import findings
from syncro.rules.by_hand import on_ticket, words
from syncro.rules.by_hand import sold as selling
from syncro.rules.by_hand.sold import Sold, dollars
from syncro.rules.by_hand.write import Check, Need, Write, amount, flag, whole
from syncro.rules.findings import Finding

EXPLICIT = {
    "product_id": "a line without a product reaches no account in accounting",
    "quantity": "Syncro would take 1",
    "price_retail": "Syncro would take 0.00",
    "taxable": "Syncro would make it taxable",
}
"""What a line must say, and what happens otherwise; the API itself asks for name and description."""
DESCRIPTION = "line's description"


def _add_reads(write: Write) -> Iterator[Need]:
    yield from on_ticket.reads(write)
    product_id = whole(write.body.get("product_id"))
    if product_id is not None:
        yield from selling.product_reads(write, product_id)


def _add(write: Write) -> Iterator[Finding]:
    body, ticket = write.body, write.ticket()
    missing = [name for name in EXPLICIT if body.get(name) is None]
    if missing:
        why = "; ".join(f"without {name}, {EXPLICIT[name]}" for name in missing)
        yield findings.block(
            "line.incomplete",
            f"A line must say {', '.join(missing)}: {why}.",
            f"Send {', '.join(missing)}.",
            missing=missing,
        )
    yield from on_ticket.state(write)
    comments = ticket.comments if ticket else ()
    yield from words.on_an_invoice(body.get("description"), where=DESCRIPTION, comments=comments)
    product = write.product(body.get("product_id"))
    if product is None:
        return
    price, quantity = dollars(body.get("price_retail")), amount(body.get("quantity"))
    yield from selling.findings_of(write, Sold(product, body.get("name"), price, quantity, flag(body.get("taxable"))))
    yield from _premium_on_prepay(write, product.id, price)
    if price is not None and quantity is not None and quantity > 0:
        charge = on_ticket.as_charge(write, product.id, quantity, price)
        yield from on_ticket.recorded_already(write, charge, str(body.get("description") or ""), is_timer=False)


def _premium_on_prepay(write: Write, product_id: int, price: Decimal | None) -> Iterator[Finding]:
    """Prepay hours carry the premium in the quantity; a premium price for them would charge it twice."""
    labor, ticket = write.policy.labor_of_product(product_id), write.ticket()
    customer = write.customer_of(ticket) if ticket else None
    if labor is None or not labor.premium or customer is None:
        return
    hours = customer.prepay_hours
    if hours is None:
        text = f"The prepay hours of {customer.shown_name} aren't known, and emergency work depends on them."
        yield findings.block("prepay.unknown", text, "Look at the customer in Syncro, then plan again.", id=customer.id)
    elif hours > 0:
        text = (
            f"{customer.shown_name} has {money.text(hours)} prepay hours. Emergency hours they cover are billed as hours × "
            f"{write.policy.premium.factor}."
        )
        yield findings.warning(
            "prepay.emergency", text, "`syncro bill` works that out.", hours=money.text(hours), price=str(price)
        )


def _update_reads(write: Write) -> Iterator[Need]:
    yield from on_ticket.reads(write)
    line = write.line()
    product_id = whole(write.body.get("product_id")) or (line.product_id if line else None)
    if product_id is not None:
        yield from selling.product_reads(write, product_id)


def _update(write: Write) -> Iterator[Finding]:
    line = write.line()
    yield from _editable(write, line)
    if line is None:
        return
    if line.user_id != write.me.user_id:
        whose = f"user {line.user_id}'s" if line.user_id else "nobody's"
        text = f"Line {line.id} is {whose} and stays so: Syncro can't change whose it is."
        yield findings.warning("line.owner", text, "Remove it and add it with the right --tech.", id=line.id)
    ticket, body = write.ticket(), write.body
    if "description" in body:
        comments = ticket.comments if ticket else ()
        yield from words.on_an_invoice(body["description"], where=DESCRIPTION, comments=comments)
    yield from _changed(write, line)


def _changed(write: Write, line: TicketLine) -> Iterator[Finding]:
    """The line as it will be, judged by what is changed; another product is another name, price and tax."""
    body = write.body
    product_id = whole(body.get("product_id")) or line.product_id
    product = write.product(product_id)
    if product is None:
        if product_id is None and {"name", "price_retail"} & body.keys():
            text = f"Line {line.id} has no product, so its name and price can't be checked."
            yield findings.block("line.incomplete", text, "Send product_id too.", id=line.id)
        return
    is_another = product.id != line.product_id
    changed = Sold(
        product,
        body.get("name", line.name if is_another else None),
        dollars(body["price_retail"]) if "price_retail" in body else line.price_retail if is_another else None,
        amount(body.get("quantity")),
        flag(body.get("taxable", line.taxable if is_another else None)),
    )
    yield from selling.findings_of(write, changed)


def _remove(write: Write) -> Iterator[Finding]:
    line, ticket = write.line(), write.ticket()
    yield from _editable(write, line)
    charged = (
        [each.id for each in ticket.ticket_timers if line and each.ticket_line_item_id == line.id] if ticket else []
    )
    for id_ in charged:
        text = f"Timer entry {id_} was charged as this line: afterwards it may be uncharged, or charged without a line."
        yield findings.warning("line.timer", text, "Look at the timer entry afterwards.", id=id_)


def _editable(write: Write, line: TicketLine | None) -> Iterator[Finding]:
    ticket = write.ticket()
    if ticket is None:
        return
    if line is None:
        text = f"Ticket #{ticket.number} has no line {write.body.get('ticket_line_item_id')}."
        yield findings.block("line.elsewhere", text, f"`syncro ticket {ticket.number}` shows its lines.", id=ticket.id)
    elif line.converted:
        text = f"Line {line.id} is on an invoice already, and stays as it was invoiced."
        remedy = f"For a wrong $0 invoice: `syncro bill {ticket.number} --repair`; otherwise correct the invoice."
        yield findings.block("line.invoiced", text, remedy, id=line.id)


ADD = Check(_add, _add_reads, on_ticket.same_products)
UPDATE = Check(_update, _update_reads, lambda write: (*on_ticket.unchanged(write), *on_ticket.same_products(write)))
REMOVE = Check(_remove, on_ticket.reads, on_ticket.unchanged)

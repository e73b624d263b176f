"""What a ticket and its customer say against more work or money on it. Pure."""

from collections.abc import Iterator
from decimal import Decimal

from syncro import money
from syncro.records import Customer, Ticket
from syncro.rules import findings
from syncro.rules.billing import repeats
from syncro.rules.billing.policy import Unit
from syncro.rules.billing.work import Charge
from syncro.rules.by_hand.write import Need, Write, record
from syncro.rules.findings import Finding
from syncro.rules.plans import facts
from syncro.rules.plans.preconditions import Precondition, ProductFacts, TicketState
from syncro.rules.tickets import duplicates

SECONDS_PER_HOUR = 3600


def reads(write: Write) -> Iterator[Need]:
    """The customer of the ticket in the path or in the body."""
    yield from customer_reads(write.ticket() or write.ticket(write.body.get("ticket_id")))


def customer_reads(ticket: Ticket | None) -> Iterator[Need]:
    """The customer with prepay hours, where the ticket doesn't carry them."""
    if ticket and ticket.customer_id and (ticket.customer is None or ticket.customer.prepay_hours is None):
        yield record("customers.get", ticket.customer_id)


def disabled(customer: Customer | None) -> Iterator[Finding]:
    """Nothing is billed to a disabled customer."""
    if customer is not None and customer.disabled:
        text = f"{customer.shown_name} is disabled."
        yield findings.block("customer.disabled", text, "Enable the customer in Syncro first.", id=customer.id)


def state(write: Write) -> Iterator[Finding]:
    """Work is added to a billed ticket only for a reason."""
    ticket, billed = write.ticket(), write.policy.charging.resolved_status
    if ticket is None:
        return
    yield from disabled(write.customer_of(ticket))
    if ticket.status == billed:
        text = f"Ticket #{ticket.number} is already {billed}."
        remedy = "If there is more to bill, say why with --allow-repeat REASON."
        found = findings.block("ticket.invoiced", text, remedy, id=ticket.id)
        yield from duplicates.allowed([found], write.allow_repeat)


def recorded_already(write: Write, charge: Charge, text: str, *, is_timer: bool) -> list[Finding]:
    """The same work on the ticket already, as a line or as a timer entry."""
    ticket = write.ticket()
    if ticket is None:
        return []
    found = repeats.equal_lines(ticket, [charge], text, write.moment)
    if not is_timer:
        found += repeats.equal_timers(ticket, [charge] if charge.seconds else [], method_is_timer=False)
    return duplicates.allowed(found, write.allow_repeat)


def unchanged(write: Write) -> Iterator[Precondition]:
    """Lines, timer entries and status of the ticket are at the yes as they were shown."""
    yield from unchanged_since(write, write.ticket())


def unchanged_since(write: Write, ticket: Ticket | None) -> Iterator[Precondition]:
    """The same of any ticket."""
    customer = write.customer_of(ticket) if ticket else None
    if ticket and customer:
        told = ticket.customer is not None and ticket.customer.prepay_hours is not None
        kept = facts.ticket_facts(ticket) | facts.customer_facts(customer)
        yield TicketState(ticket.id, kept, None if told else customer.id)


def same_products(write: Write) -> Iterator[Precondition]:
    """Names and rates are at the yes as they were shown."""
    ids = {need.id for need in write.found if need.operation == "products.get"}
    products = [found for id_ in sorted(ids) if (found := write.product(id_))]
    if products:
        yield ProductFacts(tuple(sorted(each.id for each in products)), facts.products_facts(products))


def as_charge(write: Write, product_id: int, quantity: Decimal, price: Decimal) -> Charge:
    """What is billed, in the form in which the ticket is searched for the same."""
    labor, product = write.policy.labor_of_product(product_id), write.product(product_id)
    hourly = labor is not None and labor.unit is Unit.HOUR
    return Charge(
        product_id=product_id,
        name=product.name if product else "",
        quantity=money.cents(quantity),
        price=price,
        taxable=False,
        tech=write.me.user_name,
        draws=False,
        no_charge=labor is not None and labor.no_charge,
        seconds=int(money.whole(quantity * SECONDS_PER_HOUR)) if hourly else 0,
        hours_worked=quantity,
        why="by hand",
    )

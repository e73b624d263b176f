"""R04 to R07: price, name and tax of a line."""

from datetime import timedelta
from decimal import Decimal

from syncro.sandbox.company import names
from syncro.sandbox.company.builder import Row
from syncro.sandbox.company.catalogue import (
    DOCK,
    IN_SHOP,
    MAIL_LICENSE,
    MONITOR,
    ONSITE,
    REMOTE,
    SSD,
    WEBCAM,
    Product,
)
from syncro.sandbox.company.finished import close_and_bill, emergency, finished, opened, worked
from syncro.sandbox.company.history import warranty_ticket
from syncro.sandbox.company.payments import settle
from syncro.sandbox.company.planted.desk import Desk
from syncro.sandbox.company.sales import ONSITE_CONTRACT_RATE, REMOTE_CONTRACT_RATE
from syncro.sandbox.company.stories import EMERGENCIES, WARRANTY_STORY
from syncro.sandbox.company.work import add_line

OFF_SITE_EMERGENCY = EMERGENCIES[2]


def r04_zero_price(desk: Desk) -> None:
    """Lines at 0 of products that cost something; right when prepaid or warranty."""
    for product, minutes, amount in ((REMOTE, 60, "150.00"), (ONSITE, 90, "262.50")):
        ticket, _ = _billed_line(desk, product, minutes, price="0.0")
        desk.error("R04", "ticket", ticket, f"{product.name} came through at $0.00.", amount=amount, also=["R05"])
    task = desk.task(minutes=30)
    ticket, end = worked(desk.b, task)
    add_line(desk.b, ticket, SSD, Decimal(1), "SSD, supplied and built in", end, task.tech, price="0.0")
    close_and_bill(desk.b, task, ticket, end)
    desk.error("R04", "ticket", ticket, "The SSD was sold at $0.00.", amount=f"{SSD.price:.2f}", also=["R05"])

    ticket, invoice = _prepaid(desk)
    desk.fine("R04", "ticket", ticket, "Prepay hours paid for all of it: $0.00 is right.", invoice_id=invoice["id"])
    ticket, invoice = warranty_ticket(desk.b, desk.task(story=WARRANTY_STORY, minutes=45))
    desk.fine("R04", "ticket", ticket, "Warranty work on the $0 product.", invoice_id=invoice["id"])


def r05_wrong_price(desk: Desk) -> None:
    """Prices that aren't the product's; right under a contract, and for premium off-site hours."""
    for product, price in ((REMOTE, "125.0"), (ONSITE, "150.0")):
        ticket, _ = _billed_line(desk, product, 60, price=price)
        what = f"{product.name} at ${price}0 instead of ${product.retail}0."
        desk.error("R05", "ticket", ticket, what, amount=f"{product.price - Decimal(price):.2f}")
    ticket, _ = _sold(desk, MONITOR, price="198.0")
    desk.error("R05", "ticket", ticket, "The monitor was sold below its price.", amount="91.00")

    for client, channel, rate in zip(
        names.CONTRACT_RATE, ("remote", "onsite"), (REMOTE_CONTRACT_RATE, ONSITE_CONTRACT_RATE), strict=True
    ):
        for days_ago in (15, 41, 83):
            task = desk.task(client=client, channel=channel, days_ago=days_ago, rate=rate)
            ticket, invoice = finished(desk.b, task)
            settle(desk.b, task.customer, invoice)
            desk.fine("R05", "ticket", ticket, f"${rate}0 is the customer's contract rate.")
    ticket, _ = emergency(desk.b, desk.task(story=OFF_SITE_EMERGENCY, minutes=60))
    desk.fine("R05", "ticket", ticket, "Off-site emergency without prepay hours: 150.00 x 1.5 = 225.00.")


def r06_wrong_name(desk: Desk) -> None:
    """Invented line names; right for odd but real names, and for hardware on estimates."""
    for product, name in ((REMOTE, "Remote support for the booking program"), (ONSITE, "Labor - Onsite")):
        ticket, _ = _billed_line(desk, product, 60, name=name)
        desk.error("R06", "ticket", ticket, f'The line is called "{name}", the product "{product.name}".')
    ticket, _ = warranty_ticket(desk.b, desk.task(story=WARRANTY_STORY, minutes=60))
    desk.fine("R06", "ticket", ticket, '"Labor- Warranty work" is how the product is really spelled.')
    for estimate in desk.b.records["estimates"][:2]:
        desk.fine("R06", "estimate", estimate, "Hardware on an estimate has a name of its own per line.")


def r07_wrong_tax(desk: Desk) -> None:
    """Labour with tax, hardware without; right for exempt customers and for licenses."""
    for product in (REMOTE, IN_SHOP):
        ticket, _ = _billed_line(desk, product, 60, taxable=True)
        desk.error("R07", "ticket", ticket, "Labour was taxed.", amount="12.15")
    for piece in (DOCK, WEBCAM):
        ticket, _ = _sold(desk, piece, taxable=False)
        desk.error("R07", "ticket", ticket, f"{piece.name} was sold without tax.")
    exempt = next(client for client in names.ORDINARY if client.tax_rate_id is None)
    ticket, invoice = finished(desk.b, desk.task(client=exempt, hardware=MONITOR))
    desk.fine("R07", "ticket", ticket, "Taxable hardware, exempt customer: no tax is right.", invoice_id=invoice["id"])
    ticket, _ = _sold(desk, MAIL_LICENSE)
    desk.fine("R07", "ticket", ticket, "Licenses aren't taxable here.")


def _billed_line(desk: Desk, product: Product, minutes: int, **changes: object) -> tuple[Row, Row]:
    channel = {ONSITE: "onsite", IN_SHOP: "in_shop"}.get(product, "remote")
    task = desk.task(channel=channel, minutes=minutes)
    ticket, start = opened(desk.b, task)
    end = start + timedelta(minutes=minutes)
    desk.labour(ticket, product, minutes, end, task.tech, **changes)
    return ticket, close_and_bill(desk.b, task, ticket, end)


def _sold(desk: Desk, piece: Product, **changes: object) -> tuple[Row, Row]:
    task = desk.task(minutes=30)
    ticket, end = worked(desk.b, task)
    add_line(desk.b, ticket, piece, Decimal(1), f"{piece.name}, supplied", end, task.tech, **changes)
    return ticket, close_and_bill(desk.b, task, ticket, end)


def _prepaid(desk: Desk) -> tuple[Row, Row]:
    customer = desk.customer(names.FULL_BLOCK[0])
    zeroes = (row for row in desk.b.children("invoices", customer) if row["ticket_id"] and row["total"] == "0.0")
    invoice = next(zeroes)
    ticket = next(row for row in desk.b.records["tickets"] if row["id"] == invoice["ticket_id"])
    return ticket, invoice

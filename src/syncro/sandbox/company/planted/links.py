"""R03, R13, R16: lines, tickets and invoices that should point at each other, and totals that should add up."""

from datetime import datetime, timedelta
from decimal import Decimal

from syncro.money import cents
from syncro.sandbox.company import names
from syncro.sandbox.company.amounts import dec
from syncro.sandbox.company.builder import Row
from syncro.sandbox.company.calendar import parse
from syncro.sandbox.company.catalogue import CABLE, DOCK, KEYBOARD, MONITOR, REMOTE, SSD, Product
from syncro.sandbox.company.finished import CHANNEL_PRODUCT, Task, finished, opened, summary, worked
from syncro.sandbox.company.history import internal_ticket
from syncro.sandbox.company.invoicing import add_invoice_line, invoice_ticket, move_off_equal, new_invoice, total_up
from syncro.sandbox.company.planted.desk import Desk
from syncro.sandbox.company.recurring import fire
from syncro.sandbox.company.staff import OLIVE
from syncro.sandbox.company.stories import INTERNAL_STORIES
from syncro.sandbox.company.work import add_line, charge, log_time, resolve, say

TOO_MUCH = Decimal(10)
THREE_CABLES = ("Patch cable, front desk", "Patch cable, office", "Patch cable, store room")
DISCOUNT = "10.0"


def r03_not_invoiced(desk: Desk) -> None:
    """Resolved tickets with a line on no invoice; right on an open ticket and for internal work."""
    b = desk.b
    for by_timer in (False, True):
        task = desk.task(minutes=75, by_timer=by_timer)
        ticket, end = worked(b, task)
        resolve(b, ticket, end, task.tech, task.story.done)
        desk.error("R03", "ticket", ticket, "Resolved with a line that is on no invoice.", amount="187.50")
    ticket = _reopened(desk, desk.task(minutes=60, days_ago=28))
    desk.error(
        "R03", "ticket", ticket, "Worked on again after its invoice; the new line is on no invoice.", amount="75.00"
    )
    desk.fine("R13", "ticket", ticket, "Has an invoice, and is only Resolved because a later line still waits.")

    for piece in (DOCK, SSD):
        task = desk.task(days_ago=7)
        ticket, start = opened(b, task)
        add_line(b, ticket, piece, Decimal(1), f"{piece.name}, supplied", start, task.tech)
        desk.fine("R03", "ticket", ticket, "Still open: hardware is on it, to be invoiced with the work.")
    task = desk.task(client=names.HOUSE, story=INTERNAL_STORIES[4])
    desk.fine("R03", "ticket", internal_ticket(b, task, status="Closed"), "Internal work is never invoiced.")


def r13_status(desk: Desk) -> None:
    """Status and invoice that contradict each other; right with two invoices, or with an invoice of no ticket."""
    b = desk.b
    for _ in range(2):
        task = desk.task()
        ticket, end = worked(b, task)
        resolve(b, ticket, end, task.tech, task.story.done, status="Invoiced")
        desk.error("R13", "ticket", ticket, "Status Invoiced, but there is no invoice.", also=["R03"])
    for status in ("Resolved", "In Progress"):
        ticket, invoice = finished(b, desk.task())
        ticket["status"] = status
        desk.error("R13", "ticket", ticket, f"Fully invoiced, but the status is {status}.", invoice_id=invoice["id"])
    _two_invoices(desk)
    schedule = b.records["schedules"][0]
    owner = next(row for row in b.records["customers"] if row["id"] == schedule["customer_id"])
    invoice = fire(b, owner, schedule, b.calendar.month_start(-3), prompt=True)
    desk.fine("R13", "invoice", invoice, "A recurring invoice belongs to no ticket.")


def r16_total(desk: Desk) -> None:
    """Totals that aren't the sum of lines and tax; right when rounded per line, or after a discount."""
    b = desk.b
    _, invoice = finished(b, desk.task(minutes=60, hardware=MONITOR))
    invoice["total"] = dec(Decimal(invoice["total"]) + TOO_MUCH)
    desk.error("R16", "invoice", invoice, "The total is $10.00 more than lines and tax.", amount="10.00")
    _, invoice = finished(b, desk.task(minutes=45, hardware=DOCK))
    invoice["tax"] = dec(cents(Decimal(invoice["subtotal"]) * Decimal("0.081")))
    invoice["total"] = dec(Decimal(invoice["subtotal"]) + Decimal(invoice["tax"]))
    desk.error("R16", "invoice", invoice, "Tax was taken on the untaxed labour as well.")

    invoice = _sale(desk, [(CABLE, text, None) for text in THREE_CABLES])
    desk.fine("R16", "invoice", invoice, "Tax is rounded per line: a cent more than on the sum.")
    invoice = _sale(desk, [(DOCK, "Docking station, with ten percent off", DISCOUNT)])
    desk.fine("R16", "invoice", invoice, "One line carries a discount; with it the total is right.")


def _reopened(desk: Desk, task: Task) -> Row:
    b = desk.b
    ticket, invoice = finished(b, task)
    again = b.calendar.on_workday(_afternoon(invoice, 4))
    say(b, ticket, again, None, "Re: your ticket", "It is back on the second machine. Could you look at that one too?")
    what = f"{ticket['subject']}: second machine"
    product = CHANNEL_PRODUCT[task.story.channel]
    desk.labour(ticket, product, 30, again + timedelta(hours=1), task.tech, what=what)
    text = "Same steps on the second machine. Both are fine now."
    resolve(b, ticket, again + timedelta(hours=1, minutes=10), task.tech, text)
    return ticket


def _two_invoices(desk: Desk) -> None:
    b = desk.b
    task = desk.task(days_ago=24)
    ticket, start = opened(b, task)
    add_line(b, ticket, KEYBOARD, Decimal(1), f"{KEYBOARD.name}, supplied", start, task.tech)
    invoice_ticket(b, task.customer, ticket, start + timedelta(hours=1), OLIVE, mark=False)
    later = b.calendar.on_workday(start + timedelta(days=3))
    timer = log_time(b, ticket, REMOTE, later, 45, task.tech, summary(task.story))
    charge(b, ticket, timer, task.tech)
    resolve(b, ticket, later + timedelta(minutes=50), task.tech, task.story.done)
    invoice_ticket(b, task.customer, ticket, later + timedelta(hours=2), task.tech)
    desk.fine("R13", "ticket", ticket, "Two invoices, one for the hardware and one for the work; both are right.")


def _sale(desk: Desk, lines: list[tuple[Product, str, str | None]]) -> Row:
    b, customer = desk.b, desk.customer()
    invoice = new_invoice(b, customer, b.calendar.moment(b.calendar.workday(16), 15), OLIVE)
    for piece, what, discount in lines:
        add_invoice_line(b, invoice, piece, Decimal(1), piece.price, what, discount_percent=discount)
    total_up(b, customer, invoice)
    move_off_equal(b, invoice)
    return invoice


def _afternoon(invoice: Row, days_later: int) -> datetime:
    return (parse(invoice["created_at"]) + timedelta(days=days_later)).replace(hour=13, minute=10)

"""R10, R11: blocks that did not drop as the work says (R-42), and labour that never draws (R-37)."""

from datetime import timedelta
from decimal import Decimal

from syncro.money import ZERO, hours
from syncro.sandbox.company import names
from syncro.sandbox.company.amounts import dec
from syncro.sandbox.company.builder import Row
from syncro.sandbox.company.catalogue import BLOCK_10, BLOCK_20, PROJECT, REMOTE
from syncro.sandbox.company.finished import Task, close_and_bill, finished, opened
from syncro.sandbox.company.history import BIG_BLOCK
from syncro.sandbox.company.invoicing import buy_block
from syncro.sandbox.company.payments import pay_in_full
from syncro.sandbox.company.people import set_block
from syncro.sandbox.company.planted.desk import Desk
from syncro.sandbox.company.staff import OLIVE

BOUGHT_DAYS_AGO, TOPPED_UP_DAYS_AGO = 110, 40
FIRST_DRAW_DAYS_AGO, DRAW_EVERY = 95, 9
LONGEST_VISIT = 180


def stage(desk: Desk, part: str) -> Row:
    """The customer of a staged case, with the block it bought some months ago."""
    client = names.STAGED[part]
    customer = desk.customer(client)
    _buy(desk, customer, client.bought, BOUGHT_DAYS_AGO)
    return customer


def draw_down(desk: Desk, customer: Row, left: Decimal) -> list[Row]:
    """Ordinary remote work until `left` hours are on the block; returns the tickets."""
    tickets = []
    day = FIRST_DRAW_DAYS_AGO
    while (open_hours := desk.b.block[customer["id"]] - left) > ZERO:
        minutes = min(LONGEST_VISIT, int(open_hours * 60))
        tickets.append(_work(desk, customer, minutes, day)[0])
        day -= DRAW_EVERY
    return tickets


def r10_not_drawn(desk: Desk) -> None:
    """A block that stayed where it was; right when it was empty, refilled, or the line doesn't draw."""
    customer = stage(desk, "not_drawn")
    ticket, invoice = _work(desk, customer, 120, 25)
    set_block(desk.b, customer, desk.b.block[customer["id"]] + 2)
    for line in desk.b.children("invoice_lines", invoice):
        line["drawn"] = "0.0"
    what = "2 hours went out at $0.00 as prepaid, but the prepay hours did not drop."
    desk.error("R10", "ticket", ticket, what, invoice_id=invoice["id"], hours="2.0")

    customer = stage(desk, "billed_in_full")
    before = desk.b.block[customer["id"]]
    set_block(desk.b, customer, ZERO)
    ticket, invoice = _work(desk, customer, 120, 22)
    set_block(desk.b, customer, before)
    what = "2 hours were billed at $150.00 with 10 prepaid hours left, and they did not drop."
    desk.error("R10", "ticket", ticket, what, invoice_id=invoice["id"], hours="2.0", amount="300.00")
    _right_draws(desk)


def r11_exempt(desk: Desk) -> None:
    """Project labour, which never draws, for a customer with a block; right for one without."""
    for part, minutes in (("exempt_one", 120), ("exempt_two", 90)):
        ticket = _project_work(desk, stage(desk, part), minutes)
        desk.error(
            "R11",
            "ticket",
            ticket,
            "Project labour: the hours neither cost nor draw anything.",
            hours=dec(hours(minutes)),
        )
    for minutes in (120, 150):
        ticket = _project_work(desk, desk.customer(), minutes)
        desk.fine("R11", "ticket", ticket, "Project labour for a customer without prepay hours.")


def _right_draws(desk: Desk) -> None:
    customer = stage(desk, "drawn_to_zero")
    draw_down(desk, customer, Decimal(2))
    ticket, invoice = _work(desk, customer, LONGEST_VISIT, 30)
    what = "Prepay covered 2 of 3 hours and is used up; the third was billed."
    desk.fine("R10", "ticket", ticket, what, invoice_id=invoice["id"])
    ticket, invoice = _work(desk, customer, 60, 20)
    desk.fine("R10", "ticket", ticket, "The prepay hours were used up by then.", invoice_id=invoice["id"])

    customer = stage(desk, "topped_up")
    draw_down(desk, customer, ZERO)
    _buy(desk, customer, 10, TOPPED_UP_DAYS_AGO)
    ticket, invoice = _work(desk, customer, 120, 20)
    desk.fine("R10", "ticket", ticket, "Bought again, then drew 2 hours.", invoice_id=invoice["id"])

    customer = stage(desk, "travel_only")
    ticket, invoice = finished(desk.b, desk.task(client=names.STAGED["travel_only"], channel="onsite", travel=True))
    desk.fine(
        "R10", "ticket", ticket, "The work drew an hour, the trip is a fee and never draws.", invoice_id=invoice["id"]
    )


def _work(desk: Desk, customer: Row, minutes: int, days_ago: int) -> tuple[Row, Row]:
    template = desk.task(minutes=minutes, days_ago=days_ago)
    task = Task(customer, template.story, template.days_ago, template.tech, minutes)
    ticket, start = opened(desk.b, task)
    end = start + timedelta(minutes=minutes)
    desk.labour(ticket, REMOTE, minutes, end, task.tech)
    return ticket, close_and_bill(desk.b, task, ticket, end)


def _project_work(desk: Desk, customer: Row, minutes: int) -> Row:
    template = desk.task(minutes=minutes, days_ago=19)
    task = Task(customer, template.story, template.days_ago, template.tech, minutes)
    ticket, start = opened(desk.b, task)
    end = start + timedelta(minutes=minutes)
    desk.labour(ticket, PROJECT, minutes, end, task.tech)
    close_and_bill(desk.b, task, ticket, end)
    return ticket


def _buy(desk: Desk, customer: Row, size: int, days_ago: int) -> None:
    at = desk.b.calendar.moment(desk.b.calendar.workday(days_ago), 10)
    product = BLOCK_20 if size >= BIG_BLOCK else BLOCK_10
    pay_in_full(desk.b, customer, buy_block(desk.b, customer, product, size, at, OLIVE), 5)

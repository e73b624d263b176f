"""R12: the same comment, timer, line or invoice twice; and pairs that only look alike."""

from datetime import timedelta
from decimal import Decimal

from syncro.sandbox.company.builder import Row
from syncro.sandbox.company.calendar import parse
from syncro.sandbox.company.catalogue import BY_ID, REMOTE
from syncro.sandbox.company.finished import Task, close_and_bill, finished, opened, summary
from syncro.sandbox.company.invoicing import add_invoice_line, new_invoice, total_up
from syncro.sandbox.company.planted.desk import Desk
from syncro.sandbox.company.work import charge, log_time, say

HALF_HOUR = timedelta(minutes=30)


def r12_twice(desk: Desk) -> None:
    """Every kind of double, and every kind of innocent pair."""
    for times in (2, 3):
        _same_comment(desk, times)
    _same_timer(desk)
    _same_line(desk)
    _same_invoice(desk)
    _two_updates(desk)
    _two_visits(desk)
    _two_small_invoices(desk)


def _same_comment(desk: Desk, times: int) -> None:
    task = desk.task(days_ago=8)
    ticket, at = opened(desk.b, task)
    body = f"The update is installed on all machines ({task.story.subject}).<br>Please restart once before you leave."
    for attempt in range(times):
        comment = say(desk.b, ticket, at + timedelta(minutes=attempt), task.tech, "Update", body)
    what = f"The same comment {times} times within minutes."
    desk.error("R12", "ticket", ticket, what, comment_id=comment["id"])


def _same_timer(desk: Desk) -> None:
    b, task = desk.b, desk.task(minutes=45)
    ticket, start = opened(b, task)
    for _ in range(2):
        timer = log_time(b, ticket, REMOTE, start, 45, task.tech, summary(task.story))
        charge(b, ticket, timer, task.tech)
    close_and_bill(b, task, ticket, start + timedelta(minutes=45))
    desk.error("R12", "ticket", ticket, "One timer entered and charged twice.", timer_id=timer["id"], amount="112.50")


def _same_line(desk: Desk) -> None:
    b, task = desk.b, desk.task(minutes=60)
    ticket, start = opened(b, task)
    end = start + timedelta(hours=1)
    for minute in range(2):
        line = desk.labour(ticket, REMOTE, 60, end + timedelta(minutes=minute), task.tech)
    close_and_bill(b, task, ticket, end)
    desk.error("R12", "ticket", ticket, "The same labour line twice.", line_id=line["id"], amount="150.00")


def _same_invoice(desk: Desk) -> None:
    b, task = desk.b, desk.task(minutes=60)
    ticket, invoice = finished(b, task)
    copy = new_invoice(b, task.customer, parse(invoice["created_at"]) + timedelta(minutes=2), task.tech, ticket)
    for line in b.children("invoice_lines", invoice):
        product = BY_ID[line["product_id"]]
        add_invoice_line(b, copy, product, Decimal(line["quantity"]), Decimal(line["price"]), line["name"])
    total_up(b, task.customer, copy)
    what = "A second invoice for the same ticket, customer, amount and day."
    desk.error("R12", "invoice", copy, what, ticket_id=ticket["id"], amount=f"{Decimal(copy['total']):.2f}")


def _two_updates(desk: Desk) -> None:
    task = desk.task(days_ago=9)
    ticket, at = opened(desk.b, task)
    say(desk.b, ticket, at, task.tech, "Update", "The update is installed on the first machine, the second is next.")
    later = at + HALF_HOUR
    say(desk.b, ticket, later, task.tech, "Update", "The update is installed on the second machine, the third is next.")
    desk.fine("R12", "ticket", ticket, "Two comments that differ in what they say.")


def _two_visits(desk: Desk) -> None:
    b, task = desk.b, desk.task(minutes=60)
    ticket, start = opened(b, task)
    end = start + timedelta(hours=1)
    desk.labour(ticket, REMOTE, 60, end, task.tech, what="First session: found the cause, made a copy of the data")
    again = b.calendar.on_workday(end + timedelta(days=1))
    desk.labour(ticket, REMOTE, 60, again, task.tech, what="Second session: replaced the driver, tested with the user")
    close_and_bill(b, task, ticket, again)
    desk.fine("R12", "ticket", ticket, "Two sessions of an hour each, on two days.")


def _two_small_invoices(desk: Desk) -> None:
    b, first = desk.b, desk.task(minutes=30, days_ago=17)
    second = Task(first.customer, desk.task().story, first.days_ago, desk.task().tech, 30)
    pair: list[tuple[Row, Row]] = []
    for task in (first, second):
        ticket, start = opened(b, task)
        desk.labour(ticket, REMOTE, 30, start + HALF_HOUR, task.tech)
        pair.append((ticket, close_and_bill(b, task, ticket, start + HALF_HOUR)))
    same_day = {"date": pair[0][1]["date"], "due_date": pair[0][1]["due_date"]}
    pair[1][1].update(same_day)
    desk.fine(
        "R12", "invoice", pair[1][1], "Two half hours on two tickets, invoiced on one day.", ticket_id=pair[1][0]["id"]
    )

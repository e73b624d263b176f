"""R14, R21: who a line is attributed to (R-54, C2), and what customers must not read (R-81)."""

from datetime import timedelta
from decimal import Decimal

from syncro.sandbox.company.builder import Row
from syncro.sandbox.company.catalogue import MONITOR, REMOTE
from syncro.sandbox.company.finished import close_and_bill, finished, opened
from syncro.sandbox.company.planted.desk import Desk
from syncro.sandbox.company.staff import AVERY, BLAKE, CASEY, DEVON, OLIVE
from syncro.sandbox.company.work import add_line, say

SECRETS = (
    ("The scan account works again. User: scan-desk, password: Marmalade-Kite-58", "A password is readable."),
    ("API key for the stock interface: demo-stock-7f3a19c2-kite", "An API key is readable."),
    ("INTERNAL: do not tell the customer, we forgot the backup here.", "An internal note is readable."),
)
HARMLESS = (
    ("Scan account: user scan-desk, password: Lantern-Pebble-31", True, "The credentials are in a hidden comment."),
    ("I set a new password and will tell it to you by phone, not by mail.", False, "Speaks of a password, gives none."),
    ("The internal drive is fine, the external one is worn out.", False, '"Internal" is part of the hardware here.'),
)


def r14_attribution(desk: Desk) -> None:
    """Lines of somebody who didn't do the work; right for split tickets and stand-ins."""
    for worker, wrong in ((BLAKE, OLIVE), (CASEY, None), (DEVON, AVERY)):
        task = desk.task(tech=worker)
        ticket, start = opened(desk.b, task)
        end = start + timedelta(hours=1)
        line = desk.labour(ticket, REMOTE, 60, end, worker)
        line["user_id"] = wrong.id if wrong else None
        close_and_bill(desk.b, task, ticket, end)
        what = f"{worker.name} did the work, the line belongs to {wrong.name if wrong else 'nobody'}."
        desk.error("R14", "ticket", ticket, what, line_id=line["id"])
    _split(desk)
    _stand_in(desk)
    _hardware_by_owner(desk)


def r21_secret(desk: Desk) -> None:
    """Comments customers can read; right when hidden, or when nothing is given away."""
    for body, what in SECRETS:
        ticket, comment_id = _remark(desk, body, hidden=False)
        desk.error("R21", "ticket", ticket, what, comment_id=comment_id)
    for body, hidden, what in HARMLESS:
        ticket, comment_id = _remark(desk, body, hidden=hidden)
        desk.fine("R21", "ticket", ticket, what, comment_id=comment_id)


def _split(desk: Desk) -> None:
    b, task = desk.b, desk.task(tech=AVERY)
    ticket, start = opened(b, task)
    at = start
    for tech, minutes in ((AVERY, 120), (BLAKE, 60)):
        at += timedelta(minutes=minutes)
        desk.labour(ticket, REMOTE, minutes, at, tech, what=f"{ticket['subject']}: {tech.name}'s part")
        say(b, ticket, at, tech, "Update", f"My part is finished, {minutes} minutes. {tech.name.partition(' ')[0]}")
    close_and_bill(b, task, ticket, at)
    desk.fine("R14", "ticket", ticket, "Split ticket: 2 h by Avery, 1 h by Blake, each with a line.")


def _stand_in(desk: Desk) -> None:
    task = desk.task(tech=CASEY)
    ticket, _ = finished(desk.b, task)
    ticket["user_id"] = AVERY.id
    desk.fine("R14", "ticket", ticket, "Assigned to Avery; Casey did the work and has the line.")


def _hardware_by_owner(desk: Desk) -> None:
    b, task = desk.b, desk.task(tech=DEVON)
    ticket, start = opened(b, task)
    end = start + timedelta(hours=1)
    desk.labour(ticket, REMOTE, 60, end, DEVON)
    add_line(b, ticket, MONITOR, Decimal(1), f"{MONITOR.name}, supplied", end, OLIVE)
    close_and_bill(b, task, ticket, end)
    desk.fine("R14", "ticket", ticket, "The owner entered the hardware, the tech the labour.")


def _remark(desk: Desk, body: str, *, hidden: bool) -> tuple[Row, int]:
    task = desk.task()
    ticket, start = opened(desk.b, task)
    comment = say(desk.b, ticket, start, task.tech, "Update", body, hidden=hidden)
    end = start + timedelta(hours=1)
    desk.labour(ticket, REMOTE, 60, end, task.tech)
    close_and_bill(desk.b, task, ticket, end)
    return ticket, comment["id"]

"""Schedules that come due (facts §8): each run makes its invoice as of its time. No request asks for it, only the clock."""

from datetime import datetime
from heapq import heapify, heappop, heappush

from syncro.sandbox import figures
from syncro.sandbox.context import Context
from syncro.sandbox.database import Record
from syncro.sandbox.resources import invoice_lines, invoice_parts, invoices, payments, schedules

MOST = 2_000
"""Runs made up for at one time; what is left follows with the next request."""


class Runs:
    """Remembers when the next schedule is due, so that a request costs one comparison."""

    def __init__(self) -> None:
        self._next: datetime | None = None
        self._is_known = False

    def forget(self) -> None:
        """Look at the schedules again before the next request: one may have changed."""
        self._is_known = False

    def catch_up(self, context: Context) -> None:
        """Make all runs whose time has come, oldest first."""
        if not self._is_known:
            self._next, self._is_known = min((at for at, _ in _planned(context)), default=None), True
        if self._next is not None and self._next <= context.clock.now():
            self.forget()
            with context.state.transaction():
                run_due(context)


def run_due(context: Context) -> None:
    """Run every schedule that is due as often as its periods have passed, in order of time."""
    now = context.clock.now()
    due = [planned for planned in _planned(context) if planned[0] <= now]
    heapify(due)
    for _ in range(MOST):
        if not due:
            return
        at, id_ = heappop(due)
        following = _run(context, context.one("schedules", id_), at)
        if following <= now:
            heappush(due, (following, id_))


def _planned(context: Context) -> list[tuple[datetime, int]]:
    rows = [row for row in context.state.all("schedules") if _is_running(row)]
    return [(at, row["id"]) for row in rows if (at := context.time(row.get("next_run")))]


def _is_running(schedule: Record) -> bool:
    # A stuck one is a planted case: the shop has to notice that nothing comes of it.
    stands = schedule.get("paused") or schedule.get("stuck")
    return not stands and schedule.get("frequency") in schedules.FREQUENCIES


def _run(context: Context, schedule: Record, at: datetime) -> datetime:
    # A run that was due before somebody made the schedule is late: its invoice is not older than the schedule.
    changed = context.time(schedule.get("updated_at"))
    then = context.at(max(at, changed) if changed else at)
    lines = schedules.lines(context, schedule)
    tickets = _unbilled(context, schedule) if schedule.get("invoice_unbilled_ticket_charges") else []
    if (lines or tickets) and context.state.get("customers", schedule["customer_id"]):
        _invoice(then, schedule, at, lines, tickets)
    for line in lines:
        if line.get("one_time_charge"):
            context.state.drop("schedule_lines", line["id"])
    following = schedules.step(at, schedule["frequency"])
    then.touch("schedules", schedule["id"], next_run=context.clock.format(following))
    return following


def _invoice(context: Context, schedule: Record, at: datetime, lines: list[Record], tickets: list[Record]) -> None:
    date = context.clock.format(context.clock.day(at))
    invoice = invoice_parts.make(context, schedule["customer_id"], date=date, schedule_id=schedule["id"])
    for line in lines:
        _copy(context, invoice, line)
    for ticket in tickets:
        invoice_lines.copy_from_ticket(context, invoice, ticket)
    invoice = invoice_parts.retotal(context, invoice["id"])
    if schedule.get("email_customer"):
        invoices.mail(context, invoice)
    if schedule.get("charge_mop"):
        _charge(context, invoice)


def _copy(context: Context, invoice: Record, line: Record) -> None:
    invoice_lines.place(
        context,
        invoice,
        quantity=figures.decimal(line.get("quantity")),
        price=figures.from_cents(line.get("retail_cents") or 0),
        item=line.get("name"),
        name=line.get("description"),
        cost=figures.text(figures.from_cents(line.get("cost_cents") or 0)),
        product_id=line.get("product_id"),
        taxable=bool(line.get("taxable")),
    )


def _unbilled(context: Context, schedule: Record) -> list[Record]:
    """The customer's tickets with lines that no invoice has taken."""
    tickets = context.state.where("tickets", "customer_id", schedule["customer_id"])
    lines = {ticket["id"]: context.state.where("ticket_lines", "ticket_id", ticket["id"]) for ticket in tickets}
    return [ticket for ticket in tickets if any(not line.get("converted") for line in lines[ticket["id"]])]


def _charge(context: Context, invoice: Record) -> None:
    """Charge the card on file, where there is a gateway and a card."""
    profiles = (row["customer_id"] for row in context.state.all("payment_profiles"))
    total = figures.decimal(invoice["total"])
    if total > 0 and context.quirks.on("payment_gateway") and invoice["customer_id"] in profiles:
        payments.keep(context, invoice["customer_id"], total, {invoice["id"]: total}, payment_method="Credit Card")

"""A plain reading of each audit rule over the raw records: what an audit that sees everything would flag."""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from syncro.money import cents, hours
from syncro.sandbox.company import Company

Row = dict[str, Any]
Found = set[tuple[str, int]]

DONE = ("Resolved", "Closed", "Invoiced")
EMERGENCY, GENERIC_HARDWARE, PROJECT = 26184, 32252, 9269129
OFF_SITE_PREMIUM = Decimal("225.0")
BY_HAND = ("Labor", "Project Labor", "Internal")
SECRET = re.compile(r"password:|api key|^internal:", re.IGNORECASE)
EVENING = 17


class Books:
    """The company's records with the look-ups the rules need."""

    def __init__(self, company: Company, now: datetime) -> None:
        self.now = now
        self.all = company.records
        self.product = {row["id"]: row for row in self.all["products"]}
        self.customer = {row["id"]: row for row in self.all["customers"]}
        self.comments = self._by("comments", "ticket_id")
        self.timers = self._by("timers", "ticket_id")
        self.lines = self._by("ticket_lines", "ticket_id")
        self.visits = self._by("appointments", "ticket_id")
        self.invoices = self._by("invoices", "ticket_id")
        self.invoices_of = self._by("invoices", "customer_id")
        self.invoice_lines = self._by("invoice_lines", "invoice_id")

    def category(self, line: Row) -> str:
        """Category of the line's product."""
        return str(self.product[line["product_id"]]["product_category"])

    def excused(self, ticket: Row) -> bool:
        """A comment says why there is no time."""
        return any("no time because" in row["body"].lower() for row in self.comments[ticket["id"]])

    def timeless(self, ticket: Row) -> bool:
        """Neither time nor lines, and no reason given."""
        return not (self.timers[ticket["id"]] or self.lines[ticket["id"]] or self.excused(ticket))

    def _by(self, kind: str, field: str) -> dict[Any, list[Row]]:
        groups: dict[Any, list[Row]] = defaultdict(list)
        for row in self.all[kind]:
            groups[row[field]].append(row)
        return groups


def amount(line: Row) -> Decimal:
    """An invoice line before tax."""
    full = Decimal(line["quantity"]) * Decimal(line["price"])
    return cents(full - full * Decimal(line["discount_percent"] or 0) / 100)


def sums(books: Books, invoice: Row) -> tuple[Decimal, Decimal]:
    """Subtotal and tax an invoice should show."""
    rate_id = books.customer[invoice["customer_id"]]["tax_rate_id"]
    rate = next((Decimal(row["rate"]) for row in books.all["tax_rates"] if row["id"] == rate_id), Decimal(0))
    lines = books.invoice_lines[invoice["id"]]
    tax = sum((cents(amount(line) * rate / 100) for line in lines if line["taxable"]), Decimal(0))
    return sum(map(amount, lines), Decimal(0)), tax


def tickets_where(books: Books, wrong: Callable[[Row], bool]) -> Found:
    """Tickets a test holds for."""
    return {("ticket", row["id"]) for row in books.all["tickets"] if wrong(row)}


def lines_where(books: Books, wrong: Callable[[Row, Row], bool]) -> Found:
    """Tickets with a line a test of (line, product) holds for."""
    lines = books.all["ticket_lines"]
    return {("ticket", row["ticket_id"]) for row in lines if wrong(row, books.product[row["product_id"]])}


def r01(books: Books) -> Found:
    return tickets_where(books, lambda ticket: ticket["status"] in DONE and books.timeless(ticket))


def r02(books: Books) -> Found:
    open_timers = (t for t in books.all["timers"] if t["billable"] and t["end_time"] and not t["recorded"])
    return {("ticket", timer["ticket_id"]) for timer in open_timers}


def r03(books: Books) -> Found:
    def waits(ticket: Row) -> bool:
        lines = books.lines[ticket["id"]]
        return ticket["status"] in DONE and any(
            not line["converted"] and books.category(line) != "Internal" for line in lines
        )

    return tickets_where(books, waits)


def r04(books: Books) -> Found:
    return lines_where(books, lambda line, product: line["price_retail"] == 0 != product["price_retail"])


def r05(books: Books) -> Found:
    owner = {row["id"]: row["customer_id"] for row in books.all["tickets"]}
    agreed = {
        (contract["customer_id"], rate["product_id"]): Decimal(rate["price"])
        for contract in books.all["contracts"]
        for rate in contract["product_price_overrides"]
    }

    def wrong(line: Row, product: Row) -> bool:
        price, product_id = line["price_retail"], product["id"]
        premium = product_id == EMERGENCY and price == OFF_SITE_PREMIUM
        due = agreed.get((owner[line["ticket_id"]], product_id), product["price_retail"])
        return price != due and not premium and product_id != GENERIC_HARDWARE

    return lines_where(books, wrong)


def r06(books: Books) -> Found:
    return lines_where(books, lambda line, product: line["name"] != product["name"])


def r07(books: Books) -> Found:
    return lines_where(books, lambda line, product: line["taxable"] != product["taxable"])


def r08(books: Books) -> Found:
    def same_hours(ticket: Row) -> bool:
        spans = Counter((t["start_time"], t["end_time"]) for t in books.timers[ticket["id"]])
        labour = [line for line in books.lines[ticket["id"]] if books.category(line) == "Labor"]
        texts = Counter((line["quantity"], line["description"]) for line in labour)
        products = {line["product_id"] for line in labour}
        return EMERGENCY in products and len(products) > 1 and max([*spans.values(), *texts.values()]) > 1

    return tickets_where(books, same_hours)


def r09(books: Books) -> Found:
    def wrong(ticket: Row) -> bool:
        parts = [
            line
            for invoice in books.invoices[ticket["id"]]
            for line in books.invoice_lines[invoice["id"]]
            if line["product_id"] == EMERGENCY
        ]
        drawn = sum((Decimal(part["quantity"]) for part in parts if Decimal(part["price"]) == 0), Decimal(0))
        billed = sum((Decimal(part["quantity"]) for part in parts if Decimal(part["price"])), Decimal(0))
        spent = sum((row["duration"] for row in books.visits[ticket["id"]] if _hour(row) > EVENING), Decimal(0))
        return bool(parts) and drawn / Decimal("1.5") + billed != spent

    return tickets_where(books, wrong)


def r10(books: Books) -> Found:
    return {("ticket", ticket_id) for customer in books.customer for ticket_id in _undrawn(books, customer)}


def r11(books: Books) -> Found:
    def exempt(ticket: Row) -> bool:
        block = Decimal(books.customer[ticket["customer_id"]]["prepay_hours"])
        return block > 0 and any(line["product_id"] == PROJECT for line in books.lines[ticket["id"]])

    return tickets_where(books, exempt)


def r12(books: Books) -> Found:
    fields = {
        "comments": ("ticket_id", "subject", "body"),
        "timers": ("ticket_id", "start_time", "end_time", "notes"),
        "ticket_lines": ("ticket_id", "product_id", "quantity", "description"),
    }
    twice = {("ticket", key[0]) for kind, names in fields.items() for key, _ in _repeated(books.all[kind], names)}
    same = ("customer_id", "date", "total", "ticket_id")
    return twice | {("invoice", row["id"]) for _, rows in _repeated(books.all["invoices"], same) for row in rows[1:]}


def r13(books: Books) -> Found:
    def contradicts(ticket: Row) -> bool:
        invoiced = bool(books.invoices[ticket["id"]])
        waiting = any(not line["converted"] for line in books.lines[ticket["id"]])
        return invoiced != (ticket["status"] == "Invoiced") and not (invoiced and waiting)

    return tickets_where(books, contradicts)


def r14(books: Books) -> Found:
    def stranger(line: Row, product: Row) -> bool:
        working = {row["user_id"] for row in books.comments[line["ticket_id"]] if row["user_id"]}
        return product["product_category"] in BY_HAND and line["user_id"] not in working

    return lines_where(books, stranger)


def r15(books: Books) -> Found:
    line_of = {row["id"]: row for row in books.all["ticket_lines"]}
    return {
        ("ticket", timer["ticket_id"])
        for timer in books.all["timers"]
        if timer["recorded"] and hours(_minutes(timer)) != Decimal(line_of[timer["ticket_line_item_id"]]["quantity"])
    }


def r16(books: Books) -> Found:
    def wrong(invoice: Row) -> bool:
        subtotal, tax = sums(books, invoice)
        shown = [Decimal(invoice[field]) for field in ("subtotal", "tax", "total")]
        return shown != [subtotal, tax, subtotal + tax]

    return {("invoice", row["id"]) for row in books.all["invoices"] if wrong(row)}


def r17(books: Books) -> Found:
    def stuck(row: Row) -> bool:
        overdue = not row["paused"] and datetime.fromisoformat(row["next_run"]) < books.now
        return overdue or (row["paused"] and "paused" not in row["name"])

    return {("schedule", row["id"]) for row in books.all["schedules"] if stuck(row)}


def r18(books: Books) -> Found:
    owner = {row["id"]: row["customer_id"] for row in books.all["schedules"]}
    devices = Counter((row["customer_id"], row["asset_type_id"]) for row in books.all["assets"])
    return {
        ("schedule", line["schedule_id"])
        for line in books.all["schedule_lines"]
        if line["asset_type_id"]
        and Decimal(line["quantity"]) != devices[owner[line["schedule_id"]], line["asset_type_id"]]
    }


def r19(books: Books) -> Found:
    def stray(payment: Row) -> bool:
        applied = sum((Decimal(part) for part in payment["applied"].values()), Decimal(0))
        still_open = any(not row["is_paid"] for row in books.invoices_of[payment["customer_id"]])
        return applied < payment["payment_amount"] and still_open

    return {("payment", row["id"]) for row in books.all["payments"] if stray(row)}


def r20(books: Books) -> Found:
    contacts = books._by("contacts", "customer_id")

    def unreachable(invoice: Row) -> bool:
        customer = books.customer[invoice["customer_id"]]
        mails = [customer["email"], customer["invoice_cc_emails"], *(c["email"] for c in contacts[customer["id"]])]
        return not any(mails) and "post" not in (customer["notes"] or "")

    return {("invoice", row["id"]) for row in books.all["invoices"] if unreachable(row)}


def r21(books: Books) -> Found:
    shown = (row for row in books.all["comments"] if not row["hidden"])
    return {("ticket", row["ticket_id"]) for row in shown if SECRET.search(row["body"])}


def r22(books: Books) -> Found:
    def gap(ticket: Row) -> bool:
        past = any(datetime.fromisoformat(row["end_at"]) < books.now for row in books.visits[ticket["id"]])
        return past and books.timeless(ticket)

    return tickets_where(books, gap)


RULES = {name.upper(): check for name, check in sorted(globals().items()) if re.fullmatch(r"r\d\d", name)}


def _undrawn(books: Books, customer: int) -> Iterator[int]:
    """Tickets of invoices that took less from the block than it could give, or whose hours are still on it."""
    balance, suspects = Decimal(0), []
    for invoice in sorted(books.invoices_of[customer], key=lambda row: row["created_at"]):
        lines = books.invoice_lines[invoice["id"]]
        bought = [Decimal(line["quantity"]) for line in lines if books.category(line) == "Prepay Hours"]
        labour = [line for line in lines if books.category(line) == "Labor"]
        due = min(balance, sum((Decimal(line["quantity"]) for line in labour), Decimal(0)))
        given = sum((Decimal(line["quantity"]) for line in labour if Decimal(line["price"]) == 0), Decimal(0))
        if due:
            suspects.append(invoice["ticket_id"])
        if given < due:
            yield invoice["ticket_id"]
            due = given
        balance += sum(bought, Decimal(0)) - due
    if balance != Decimal(books.customer[customer]["prepay_hours"]):
        yield from suspects


def _repeated(rows: list[Row], fields: tuple[str, ...]) -> list[tuple[tuple[Any, ...], list[Row]]]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[field] for field in fields)].append(row)
    return [(key, group) for key, group in groups.items() if len(group) > 1]


def _hour(appointment: Row) -> int:
    return datetime.fromisoformat(appointment["start_at"]).hour


def _minutes(timer: Row) -> int:
    span = datetime.fromisoformat(timer["end_time"]) - datetime.fromisoformat(timer["start_time"])
    return span // timedelta(minutes=1)

"""What a bill should come to: expectations to verify, numbers to show, findings about the result (R-42, R-46). Pure."""

from collections.abc import Sequence
from decimal import Decimal

from msgspec.structs import replace

from syncro import money
from syncro.calls import Call, from_step
from syncro.jsonio import Json
from syncro.records import Customer, Invoice, Ticket, TicketLine
from syncro.rules import findings
from syncro.rules.billing.bill import Bill, description, line_fields, ticket_call
from syncro.rules.billing.forecast import BillLine, Forecast
from syncro.rules.billing.policy import Method, Policy
from syncro.rules.billing.unknowns import usable_hours
from syncro.rules.billing.work import Charge, adds, draws
from syncro.rules.findings import Finding
from syncro.rules.plans.expectations import Expectation, Fields, InvoiceSum, PrepayDrop
from syncro.rules.plans.plan import Expected, ExpectedLine
from syncro.rules.tickets.comments import CommentMode
from syncro.rules.words import texts


def expectations(bill: Bill, lines: Sequence[BillLine], forecast: Forecast) -> tuple[Expectation, ...]:
    """What must be readable after: the comment, every line, the invoice, the status, prepay (R-42, R-46)."""
    if not bill.invoice:
        return tuple(_on_the_ticket(bill))
    return (*_on_the_ticket(bill), *_taken(bill), *on_the_invoice(bill, lines, forecast))


def _taken(bill: Bill) -> list[Expectation]:
    """Each new line says that an invoice has taken it: whoever deletes that invoice sets it free again."""
    return [
        Fields(
            ticket_call(bill),
            f"{_line_name(number, charge)}, invoiced",
            {"converted": True},
            "line_items",
            {"id": _line_id(bill, number)},
            proves="invoice",
        )
        for number, charge in enumerate(bill.charges, 1)
    ]


def _line_id(bill: Bill, number: int) -> Json:
    if bill.method is Method.TIMER:
        return from_step(f"charge-{number}", "ticket_line_item_id")
    return from_step(f"line-{number}")


def _on_the_ticket(bill: Bill) -> list[Expectation]:
    ticket = ticket_call(bill)
    wanted: list[Expectation] = []
    if bill.text:
        hidden = bill.mode is CommentMode.INTERNAL
        fields: dict[str, Json] = {
            "body": texts.body_of(bill.text),
            "hidden": hidden,
            "user_id": bill.owners[bill.tech][0],
        }
        where = {"id": from_step("comment")}
        wanted.append(Fields(ticket, "Comment", fields, "comments", where, proves="comment"))
    for number, charge in enumerate(bill.charges, 1):
        wanted += _of_timer(bill, number, charge) if bill.method is Method.TIMER else [_of_line(bill, number, charge)]
    return wanted


def _of_line(bill: Bill, number: int, charge: Charge) -> Expectation:
    fields = line_fields(charge, description(bill, charge)) | {"user_id": bill.owners[charge.tech][0]}
    where, step = {"id": from_step(f"line-{number}")}, f"line-{number}"
    return Fields(ticket_call(bill), _line_name(number, charge), fields, "line_items", where, proves=step)


def _of_timer(bill: Bill, number: int, charge: Charge) -> list[Expectation]:
    """The entry, that it is charged, and its line. The generator words the line itself, and names the entry's tech."""
    ticket, timer, name = ticket_call(bill), {"id": from_step(f"timer-{number}")}, f"Timer entry {number}"
    owner = {"user_id": bill.owners[charge.tech][0]}
    line = line_fields(charge, description(bill, charge)) | owner
    del line["description"]
    entry = {"product_id": charge.product_id, "notes": description(bill, charge), **owner}
    where = {"id": from_step(f"charge-{number}", "ticket_line_item_id")}
    return [
        Fields(ticket, name, entry, "ticket_timers", timer, proves=f"timer-{number}"),
        Fields(ticket, name, {"recorded": True}, "ticket_timers", timer, proves=f"charge-{number}"),
        Fields(ticket, _line_name(number, charge), line, "line_items", where, proves=f"repair-{number}"),
    ]


def _line_name(number: int, charge: Charge) -> str:
    return f"Line {number} ({charge.name})"


def on_the_invoice(bill: Bill, lines: Sequence[BillLine], forecast: Forecast) -> list[Expectation]:
    """The invoice is linked, complete and sums up; the ticket has its status; prepay went down as expected."""
    quantities: dict[str, Decimal] = {}
    for line in lines:
        quantities[str(line.product_id)] = quantities.get(str(line.product_id), money.ZERO) + line.quantity
    invoice = InvoiceSum(
        read=Call("invoices.get", {"id": from_step("invoice")}),
        says="Invoice",
        ticket_id=bill.ticket.id,
        subtotal=forecast.subtotal,
        total=forecast.total,
        quantities=quantities,
        proves="invoice",
    )
    status = Fields(ticket_call(bill), "Ticket", {"status": bill.invoiced_status}, proves="status")
    return [invoice, *_prepay_drop(bill, lines, forecast), status]


def without_sums(wanted: Sequence[Expectation]) -> list[Expectation]:
    """The same where the sums can't be predicted: the invoice must still be the ticket's and add up."""
    return [
        replace(each, subtotal=None, total=None) if isinstance(each, InvoiceSum) else each
        for each in wanted
        if not isinstance(each, PrepayDrop)
    ]


def _prepay_drop(bill: Bill, lines: Sequence[BillLine], forecast: Forecast) -> list[Expectation]:
    before = usable_hours(bill.customer)
    if before is None or before <= 0 or forecast.prepay_after is None:
        return []
    read = Call("customers.get", {"id": bill.customer.id})
    labor = tuple(line.name for line in lines if line.draws)
    return [PrepayDrop(read, "Prepay hours", before, forecast.prepay_after, labor, proves="invoice")]


def expected(lines: Sequence[BillLine], forecast: Forecast, customer: Customer, *, invoice: bool) -> Expected:
    """The result in numbers, for people and programs."""
    before = customer.prepay_hours
    after = forecast.prepay_after if invoice else before
    return Expected(
        total=None if forecast.total is None else money.text(forecast.total),
        subtotal=None if forecast.subtotal is None else money.text(forecast.subtotal),
        tax=None if forecast.tax is None else money.text(forecast.tax),
        lines=tuple(_expected_line(line) for line in lines),
        prepay_before=None if before is None else money.text(before),
        prepay_after=None if after is None else money.text(after),
        prepay_drawn=money.text(forecast.drawn) if invoice and forecast.drawn else None,
        prepay_saved=money.text(forecast.saved) if invoice and forecast.saved else None,
    )


def _expected_line(line: BillLine) -> ExpectedLine:
    return ExpectedLine(
        product_id=line.product_id,
        name=line.name,
        quantity=money.text(line.quantity),
        price=money.text(line.price),
        taxable=line.taxable is True,
        total=money.text(money.line_total(line.quantity, line.price)),
        new=line.new,
    )


def new_line(charge: Charge) -> BillLine:
    """A charge as the invoice will take it."""
    return BillLine(
        product_id=charge.product_id,
        name=charge.name,
        quantity=charge.quantity,
        price=charge.price,
        taxable=charge.taxable,
        draws=charge.draws,
        no_charge=charge.no_charge,
    )


def existing_line(line: TicketLine, policy: Policy) -> BillLine:
    """A line already on the ticket as the invoice will take it."""
    labor = policy.labor_of_product(line.product_id)
    return BillLine(
        product_id=line.product_id,
        name=line.name,
        quantity=line.quantity,
        price=line.price_retail,
        taxable=line.taxable,
        draws=draws(labor, line),
        new=False,
        no_charge=labor is not None and labor.no_charge,
        adds=adds(labor, line),
        percent_off=line.line_discount_percent or money.ZERO,
        dollars_off=line.discount_dollars or money.ZERO,
    )


def existing(ticket: Ticket, invoices: Sequence[Invoice]) -> tuple[str, ...]:
    """What the ticket already carries, in words."""
    lines = [
        f"Line {line.id}: {money.text(line.quantity)} × {money.text(line.price_retail)} {line.name}"
        f" ({'invoiced' if line.converted else 'not yet invoiced: this invoice takes it'})"
        for line in ticket.line_items
    ]
    return (
        *lines,
        *(f"Invoice {each.number}: {money.text(each.total)}{', paid' if each.is_paid else ''}" for each in invoices),
    )


def findings_of(bill: Bill, invoices: Sequence[Invoice], *, allow_repeat: str) -> list[Finding]:
    """What the state of ticket and customer says against billing."""
    found: list[Finding] = []
    if bill.customer.disabled:
        found.append(
            findings.block(
                "customer.disabled",
                f"{bill.customer.shown_name} is disabled.",
                "Enable the customer in Syncro first.",
                id=bill.customer.id,
            )
        )
    if bill.ticket.status == bill.invoiced_status:
        found.append(_already(bill, invoices, allow_repeat))
    elif invoices:
        numbers = ", ".join(f"{each.number} ({money.text(each.total)})" for each in invoices)
        found.append(
            findings.warning(
                "ticket.has_invoice",
                f"This ticket already has invoice {numbers}; a further one takes only what isn't invoiced yet.",
                "Make sure that this is other work.",
                ids=[each.id for each in invoices],
            )
        )
    return found


def _already(bill: Bill, invoices: Sequence[Invoice], allow_repeat: str) -> Finding:
    numbers = ", ".join(each.number for each in invoices) or "none found"
    text = f"Ticket #{bill.ticket.number} is already {bill.invoiced_status} (invoices: {numbers})."
    remedy = "If there is more to bill, say why with --allow-repeat REASON."
    found = findings.block("ticket.invoiced", text, remedy, id=bill.ticket.id, invoices=[each.id for each in invoices])
    return findings.knowingly(found, allow_repeat, why="Repeated on purpose")


def outcome_findings(
    lines: Sequence[BillLine], forecast: Forecast, *, prepay: Decimal | None, invoice: bool
) -> list[Finding]:
    """What the expected result says: free for the wrong reason, prepay hours that don't reach, or not known."""
    found = [
        findings.warning(
            "line.free",
            f"The line {line.name!r} already on the ticket costs nothing.",
            "Is that right?",
            product_id=line.product_id,
        )
        for line in lines
        if money.cents(line.price) == 0 and not (line.new or line.no_charge) and line.product_id is not None
    ]
    if prepay is not None:
        found += _waiting_on_prepay(lines, prepay) if invoice else _not_yet_drawn(lines, prepay)
    if invoice and forecast.tax is None:
        found.append(
            findings.warning(
                "tax.unknown",
                "A line is taxable and this customer's rate isn't known, so the total can't be predicted; the subtotal is checked.",
                "Give the rate under [tax_rates] in the policy.",
            )
        )
    return found


def _waiting_on_prepay(lines: Sequence[BillLine], prepay: Decimal) -> list[Finding]:
    """A line that waits on the ticket and that prepay covers in part is never billed silently either (R-41)."""
    left, found = prepay, []
    for line in lines:
        covered = max(min(left, line.quantity), money.ZERO) if line.draws else money.ZERO
        left -= covered
        if not line.new and money.ZERO < covered < line.quantity and line.price > 0:
            rest = line.quantity - covered
            found.append(
                findings.warning(
                    "prepay.waiting_line",
                    f"Prepay covers {money.text(covered)} h of the line {line.name!r} already on the ticket; "
                    f"{money.text(rest)} h × {money.text(line.price)} will be charged.",
                    "If its hours are multiplied, that is too much: correct the line first.",
                    money=money.text(money.line_total(rest, line.price)),
                    covered=money.text(covered),
                    charged=money.text(rest),
                )
            )
    return found


def _not_yet_drawn(lines: Sequence[BillLine], prepay: Decimal) -> list[Finding]:
    """Without an invoice nothing is drawn yet, and the line rests on what prepay holds today."""
    if prepay <= 0 or not any(line.new and line.draws for line in lines):
        return []
    return [
        findings.warning(
            "prepay.not_yet_drawn",
            f"The prepay hours ({money.text(prepay)} h) go down only with the invoice.",
            "Make it before other work uses them up.",
            prepay_hours=money.text(prepay),
        )
    ]

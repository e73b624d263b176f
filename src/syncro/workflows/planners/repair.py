"""Plans the repair of a wrong $0 invoice (R-46). Reads only."""

from msgspec import Struct
from msgspec.structs import replace

from syncro import money
from syncro.errors import CheckFailed
from syncro.records import Invoice, Product, TicketLine
from syncro.rules import findings
from syncro.rules.billing import bill as bills
from syncro.rules.billing import bill_outcome, bill_repair, unknowns
from syncro.rules.billing.forecast import BillLine, Forecast, forecast
from syncro.rules.billing.policy import Method, Policy
from syncro.rules.plans import facts
from syncro.rules.plans.plan import Evidence, Plan, Subject
from syncro.rules.plans.preconditions import InvoiceState, ProductFacts
from syncro.rules.tickets import comments
from syncro.workflows.planners import billing
from syncro.workflows.planners.billing import Read
from syncro.workflows.planning import Does, Surroundings, Workflow
from syncro.workflows.reading.categories import categorised
from syncro.workflows.reading.evidence import key_of, ticket_state
from syncro.workflows.reading.taxes import tax_of

GIVES_BACK = findings.warning(
    "repair.prepay",
    "This customer has prepay hours: deleting the invoice gives back what it drew, so the new total can be less.",
    "Look at the new total before it goes out.",
)


class RepairRequest(Struct, frozen=True):
    """The ticket by its visible number, and who repairs."""

    number: int
    tech: str
    allow_repeat: str = ""
    policy: str = ""


def plan_repair(request: RepairRequest, around: Surroundings) -> Plan:
    """The plan of the repair; raises CheckFailed when nothing on the ticket is wrong."""
    read = billing.read_ticket(request.number, (request.tech,), around, request.tech)
    suspects = bill_repair.suspects(read.ticket, around.policy)
    products = around.reader(request.tech).products(
        {line.product_id for line in suspects if line.product_id is not None}
    )
    wrong = bill_repair.wrong_lines(suspects, products)
    invoice = _the_invoice(read, wrong)
    fixes = {line.id: _fixed(line, products, around.policy) for line in wrong}
    return _plan(request, around, read, invoice, wrong, fixes, products)


def _the_invoice(read: Read, wrong: list[TicketLine]) -> Invoice:
    taken = bill_repair.taken_by(read.invoices, wrong)
    if not wrong or not taken:
        raise CheckFailed(
            f"Ticket #{read.ticket.number} has no wrong $0 invoice: no invoiced $0.00 line has a product with a price.",
            hint=f"syncro ticket {read.ticket.number}",
        )
    if len(taken) > 1:
        numbers = ", ".join(each.number for each in taken)
        raise CheckFailed(
            f"More than one invoice of ticket #{read.ticket.number} has wrong lines: {numbers}.",
            hint="repair them in Syncro",
        )
    return taken[0]


def _fixed(line: TicketLine, products: dict[int, Product], policy: Policy) -> dict[str, object]:
    product = products[line.product_id or 0]
    labor = policy.labor_of_product(product.id)
    return bill_repair.repaired(line, product, taxable=policy.charging.labor_taxable if labor else product.taxable)


def _plan(
    request: RepairRequest,
    around: Surroundings,
    read: Read,
    invoice: Invoice,
    wrong: list[TicketLine],
    fixes: dict[int, dict[str, object]],
    products: dict[int, Product],
) -> Plan:
    prepay = unknowns.usable_hours(read.customer)
    reader = around.reader(request.tech)
    taken = categorised(reader, _taken(read, invoice), around.policy, products, prepay)
    lines = [_after(bill_outcome.existing_line(line, around.policy), fixes.get(line.id)) for line in taken]
    percent, tax_evidence = tax_of(reader, read.customer, lines, around.policy, around.memory, around.now)
    expected = forecast(lines, prepay=prepay, tax_percent=percent)
    bill = _bill(request, around, read)
    found = [
        *unknowns.of_bill(read.customer, lines),
        *unknowns.of_waiting(read.ticket),
        *bill_repair.price_findings(wrong, products, around.policy),
        *bill_repair.findings_of(invoice, wrong),
    ]
    proved = bill_outcome.on_the_invoice(bill, lines, expected)
    if prepay != 0 and any(line.draws is not False for line in lines):
        found.append(GIVES_BACK)
        proved = bill_outcome.without_sums(proved)
    return around.plan(
        kind="repair",
        title=f"Repair invoice {invoice.number}: {money.text(invoice.total)} → {_subtotal(expected)}",
        subject=Subject(
            "ticket", read.ticket.id, str(read.ticket.number), read.ticket.subject, read.customer.shown_name
        ),
        steps=bill_repair.steps(bill, fixes, invoice),
        made_by=read.owners[request.tech].user_name,
        policy=around.policy.name,
        preconditions=(
            ticket_state(read.ticket, read.customer),
            ProductFacts(tuple(sorted(products)), facts.products_facts(products.values())),
            InvoiceState(invoice.id, facts.invoice_facts(invoice)),
            key_of(reader, request.tech, read.owners[request.tech]),
        ),
        expectations=(*bill_repair.expectations(bill, fixes, invoice), *proved),
        evidence=(*map(_rate, products.values()), *tax_evidence),
        expected=bill_outcome.expected(lines, expected, read.customer, invoice=True),
        existing=bill_outcome.existing(read.ticket, read.invoices),
        findings=tuple(found),
        tombstone=invoice.raw,
    )


def _bill(request: RepairRequest, around: Surroundings, read: Read) -> bills.Bill:
    return bills.Bill(
        ticket=read.ticket,
        customer=read.customer,
        charges=(),
        owners={alias: (me.user_id, me.user_name) for alias, me in read.owners.items()},
        tech=request.tech,
        text="",
        mode=comments.CommentMode.INTERNAL,
        method=Method.LINE_ITEM,
        start=around.now,
        invoice=True,
        invoiced_status=around.policy.charging.resolved_status,
        known_invoices=tuple(each.id for each in read.invoices),
    )


def _taken(read: Read, invoice: Invoice) -> list[TicketLine]:
    """The lines the new invoice takes: those the old one gives back, and those that wait."""
    given_back = {line.id for line in invoice.line_items}
    return [line for line in read.ticket.line_items if not line.converted or line.item_id in given_back]


def _after(line: BillLine, fix: dict[str, object] | None) -> BillLine:
    if fix is None:
        return line
    taxable = fix["taxable"]
    return replace(
        line,
        name=str(fix["name"]),
        price=money.parse(str(fix["price_retail"])),
        taxable=taxable if isinstance(taxable, bool) else None,
        new=True,
        percent_off=money.ZERO,
        dollars_off=money.ZERO,
    )


def _rate(product: Product) -> Evidence:
    return Evidence(f"Rate of {product.name}", money.text(product.price_retail), f"GET /products/{product.id}")


def _subtotal(expected: Forecast) -> str:
    return "unknown" if expected.subtotal is None else money.text(expected.subtotal)


REPAIR = Workflow(
    "repair",
    RepairRequest,
    plan_repair,
    "Repair a wrong $0 invoice: fix the lines, delete it, create it again.",
    frozenset({Does.WRITE, Does.MONEY, Does.UNDELETABLE}),
)

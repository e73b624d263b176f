"""Repair of a wrong $0 invoice: right the lines, delete the invoice, create it again (R-46, facts §5). Pure."""

from collections.abc import Mapping, Sequence

from syncro import money
from syncro.calls import Call
from syncro.jsonio import Json
from syncro.records import Invoice, Product, Ticket, TicketLine
from syncro.rules import findings
from syncro.rules.billing.bill import Bill, ticket_call
from syncro.rules.billing.bill_steps import closing_steps
from syncro.rules.billing.charge_findings import free_of, rate_findings
from syncro.rules.billing.policy import Policy
from syncro.rules.billing.unknowns import of_product
from syncro.rules.findings import Finding
from syncro.rules.plans.expectations import Absent, Expectation, Fields
from syncro.rules.plans.plan import Kind, Recogniser, Step


def suspects(ticket: Ticket, policy: Policy) -> list[TicketLine]:
    """Invoiced lines at 0.00 of a product that isn't free by the policy; its live price decides (R-38)."""
    return [
        line
        for line in ticket.line_items
        if line.converted and line.price_retail == 0 and line.product_id is not None and not _is_free(line, policy)
    ]


def wrong_lines(lines: Sequence[TicketLine], products: Mapping[int, Product]) -> list[TicketLine]:
    """Of the suspects, those whose product costs something, or has a price that can't be meant."""
    priced = {product.id for product in products.values() if product.price_retail != 0}
    return [line for line in lines if line.product_id in priced]


def taken_by(invoices: Sequence[Invoice], lines: Sequence[TicketLine]) -> list[Invoice]:
    """The invoices that took these lines: `item_id` is the invoice's line."""
    ids = {line.item_id for line in lines}
    return [invoice for invoice in invoices if ids & {line.id for line in invoice.line_items}]


def repaired(line: TicketLine, product: Product, *, taxable: bool | None) -> dict[str, Json]:
    """The line at its product's own live rate and real name: the one legitimate price patch (R-38)."""
    return {
        "product_id": product.id,
        "name": product.name,
        "description": line.description,
        "quantity": line.quantity,
        "price_retail": product.price_retail,
        "taxable": taxable,
    }


def steps(bill: Bill, fixes: Mapping[int, dict[str, Json]], invoice: Invoice) -> tuple[Step, ...]:
    """Each line put right, the invoice deleted, a new one made, the status set if it isn't."""
    fixing = tuple(_fix_step(bill, number, line, fields) for number, (line, fields) in enumerate(fixes.items(), 1))
    taken = {line.id for line in invoice.line_items}
    given_back = [line.id for line in bill.ticket.line_items if line.item_id in taken]
    closing = closing_steps(bill, next(iter(fixes)), given_back=given_back)
    return (*fixing, _delete_step(bill, invoice), *closing)


def expectations(bill: Bill, fixes: Mapping[int, dict[str, Json]], invoice: Invoice) -> tuple[Expectation, ...]:
    """Every line as it was put right, and the old invoice gone."""
    read = Call("invoices.get", {"id": invoice.id})
    gone = Absent(read, f"Invoice {invoice.number}", where={"id": invoice.id}, proves="delete")
    fixed = [
        Fields(ticket_call(bill), f"Line {line}", fields, "line_items", {"id": line}, proves=f"fix-{number}")
        for number, (line, fields) in enumerate(fixes.items(), 1)
    ]
    return (*fixed, gone)


def price_findings(lines: Sequence[TicketLine], products: Mapping[int, Product], policy: Policy) -> list[Finding]:
    """What speaks against the live prices and names that the lines would get."""
    found: list[Finding] = []
    for product in {line.product_id: products[line.product_id] for line in lines if line.product_id}.values():
        labor = policy.labor_of_product(product.id)
        if labor is None:
            free = free_of(product)
            found += [*of_product(product), *([free] if free else [])]
        else:
            found += [*of_product(product), *rate_findings(labor, product, policy)]
    return found


def findings_of(invoice: Invoice, lines: Sequence[TicketLine]) -> list[Finding]:
    """What forbids the repair, and what should be known about it."""
    found = [
        findings.info(
            "repair.line",
            f"Line {line.id} ({money.text(line.quantity)} × {line.name}) was invoiced at 0.00; it gets the price that its product has now.",
            id=line.id,
        )
        for line in lines
    ]
    if invoice.payments:
        found.append(
            findings.block(
                "invoice.paid",
                f"Invoice {invoice.number} has a payment: it can't be deleted.",
                "Credit it instead.",
                money=money.text(invoice.total),
                id=invoice.id,
            )
        )
    found.append(
        findings.warning(
            "invoice.replaced",
            f"Invoice {invoice.number} is deleted and recreated under a new number.",
            "If accounting has it already, correct it there.",
            money=money.text(invoice.total),
            id=invoice.id,
        )
    )
    return found


def _is_free(line: TicketLine, policy: Policy) -> bool:
    labor = policy.labor_of_product(line.product_id)
    return labor is not None and labor.no_charge


def _fix_step(bill: Bill, number: int, line: int, fields: dict[str, Json]) -> Step:
    wanted: dict[str, Json] = {"id": line, **{name: fields[name] for name in ("price_retail", "taxable", "name")}}
    return Step(
        name=f"fix-{number}",
        call=Call("tickets.update_line_item", {"id": bill.ticket.id}, body={"ticket_line_item_id": line, **fields}),
        as_tech=bill.tech,
        owner=bill.owner(bill.tech),
        reason=f"line {line} from 0.00 to {money.text(fields['price_retail'])}",
        undo=f"PUT /tickets/{bill.ticket.id}/update_line_item with price_retail 0",
        recogniser=Recogniser(Kind.STATE, ticket_call(bill), "line_items", wanted),
        inverse=Call("tickets.update_line_item", {"id": bill.ticket.id}, body=_as_it_was(bill, line, fields)),
    )


def _as_it_was(bill: Bill, line: int, fields: Mapping[str, Json]) -> dict[str, Json]:
    lines = {each.id: each.raw for each in bill.ticket.line_items}
    return {"ticket_line_item_id": line, **{name: lines[line].get(name) for name in fields}}


def _delete_step(bill: Bill, invoice: Invoice) -> Step:
    also = Call("invoices.list", query={"ticket_id": bill.ticket.id})
    return Step(
        name="delete",
        call=Call("invoices.delete", {"id": invoice.id}),
        as_tech=bill.tech,
        owner=bill.owner(bill.tech),
        reason=f"deletes invoice {invoice.number} ({money.text(invoice.total)}); the plan keeps its content",
        undo="can't be undone; its content is kept with the plan",
        # DELETE answers 200 even when it failed, so only its absence proves anything (facts §5).
        recogniser=Recogniser(Kind.GONE, Call("invoices.get", {"id": invoice.id}), match={"id": invoice.id}, also=also),
        supersedes=True,
    )

"""Was it done as planned? Compares what was read back with what was expected (R-42, R-46). Never reads."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from syncro import money
from syncro.jsonio import Json
from syncro.records import Customer, Estimate, Invoice, InvoiceLine, Ticket
from syncro.rules import facts, findings
from syncro.rules.findings import Finding
from syncro.rules.plan import Expectation
from syncro.rules.recognise import differences, matches

HUNDRED = Decimal(100)


def check(expectation: Expectation, found: Any) -> list[Finding]:
    """Findings for one expectation; `found` is the record that was read, None when there is none."""
    if found is None:
        return [_missing(expectation)]
    try:
        return CHECKS[expectation.check](expectation, found)
    except ValueError as error:
        return [findings.block("verify.unreadable", f"{expectation.says}: what was read makes no sense ({error}).")]


def fields(expectation: Expectation, found: Mapping[str, Any]) -> list[Finding]:
    """Each field as expected, of the record itself or of the one in its list."""
    record = found
    if expectation.within:
        rows: Iterable[Mapping[str, Any]] = found.get(expectation.within) or []
        hits = [row for row in rows if matches(row, expectation.where)]
        if not hits:
            return [_missing(expectation)]
        record = hits[0]
    return [_differs(expectation.says, name, *pair) for name, pair in differences(record, expectation.fields).items()]


def head(expectation: Expectation, found: Mapping[str, Any]) -> list[Finding]:
    """Fields of a ticket as expected, wherever the reply carries them (facts §4)."""
    held = facts.head_facts(Ticket.read(found))
    return [_differs(expectation.says, name, *pair) for name, pair in differences(held, expectation.fields).items()]


def invoice(expectation: Expectation, found: Mapping[str, Any]) -> list[Finding]:
    """Linked to the ticket, every line arrived, total is the sum, and the sum is what was expected (R-46, R-70)."""
    read = Invoice.read(found)
    wanted = expectation.fields
    return [
        *_link(read, wanted.get("ticket_id")),
        *_arrived(read, wanted.get("quantities") or {}),
        *_sums(read, wanted, "Invoice"),
    ]


def estimate(expectation: Expectation, found: Mapping[str, Any]) -> list[Finding]:
    """The total is the sum of the lines and tax, and the sum is what was expected (R-12)."""
    return _sums(Estimate.read(found), expectation.fields, "Estimate")


def prepay(expectation: Expectation, found: Mapping[str, Any]) -> list[Finding]:
    """The block went down by the hours expected; if not, which labor type is to blame (R-42)."""
    customer = Customer.read(found)
    wanted = Decimal(str(expectation.fields["prepay_hours"]))
    before = Decimal(str(expectation.fields["before"]))
    now = customer.prepay_hours
    if now is not None and money.cents(now) == money.cents(wanted):
        return []
    got = "nothing readable" if now is None else f"{money.text(before - now)} h"
    labor = ", ".join(expectation.fields.get("labor") or ()) or "no labor line"
    return [
        findings.block(
            "verify.prepay",
            f"The block should have dropped by {money.text(before - wanted)} h and dropped by {got}. "
            f"Look at the labor type: {labor} (R-42).",
            expected=money.text(wanted),
            found=None if now is None else money.text(now),
        )
    ]


CHECKS = {"fields": fields, "head": head, "invoice": invoice, "estimate": estimate, "prepay": prepay}


def amount(line: InvoiceLine) -> Decimal:
    """What a line of an invoice comes to, discounts taken off."""
    gross = line.quantity * line.price
    percent = gross * (line.discount_percent or money.ZERO) / HUNDRED
    return money.cents(gross - percent - (line.discount_dollars or money.ZERO))


def _link(read: Invoice, ticket_id: Json) -> list[Finding]:
    if ticket_id is None or read.ticket_id == ticket_id:
        return []
    return [
        findings.block(
            "verify.link", f"Invoice {read.number} belongs to ticket id {read.ticket_id}, not {ticket_id} (R-70)."
        )
    ]


def _arrived(read: Invoice, quantities: Mapping[str, Json]) -> list[Finding]:
    """Quantities by product: a partly covered line may arrive as two (facts §19)."""
    there: dict[str, Decimal] = defaultdict(Decimal)
    for line in read.line_items:
        there[str(line.product_id)] += line.quantity
    return [
        findings.block(
            "verify.lines",
            f"Invoice {read.number} carries {money.text(there[product])} of product {product}, "
            f"expected {money.text(Decimal(str(wanted)))}.",
            product_id=product,
        )
        for product, wanted in quantities.items()
        if money.cents(there[product]) != money.cents(Decimal(str(wanted)))
    ]


def _sums(read: Invoice | Estimate, wanted: Mapping[str, Json], kind: str) -> list[Finding]:
    said = []
    total = sum((amount(line) for line in read.line_items), money.ZERO)
    if money.cents(total) != money.cents(read.subtotal):
        said.append(
            findings.block(
                "verify.sum",
                f"{kind} {read.number}: the lines come to {money.text(total)}, the subtotal says {money.text(read.subtotal)}.",
            )
        )
    if money.cents(read.subtotal + read.tax) != money.cents(read.total):
        said.append(
            findings.block(
                "verify.sum",
                f"{kind} {read.number}: {money.text(read.subtotal)} and tax {money.text(read.tax)} "
                f"aren't the total {money.text(read.total)}.",
            )
        )
    for name in ("subtotal", "total"):
        expected, got = wanted.get(name), getattr(read, name)
        if expected is not None and money.cents(Decimal(str(expected))) != money.cents(got):
            said.append(
                findings.block(
                    f"verify.{name}",
                    f"{kind} {read.number}: {name} is {money.text(got)}, expected {money.text(Decimal(str(expected)))}.",
                    expected=money.text(Decimal(str(expected))),
                    found=money.text(got),
                )
            )
    return said


def _missing(expectation: Expectation) -> Finding:
    return findings.block("verify.missing", f"{expectation.says}: it can't be found any more.")


def _differs(says: str, name: str, wanted: Json, got: Json) -> Finding:
    return findings.block(
        f"verify.{name}",
        f"{says}: {name.replace('_', ' ')} is {got}, expected {wanted}.",
        expected=str(wanted),
        found=str(got),
    )

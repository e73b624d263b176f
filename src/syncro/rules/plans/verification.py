"""Was it done as planned? Compares what was read back with what was expected (R-42, R-46). Never reads."""

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from syncro import money
from syncro.jsonio import Json
from syncro.records import Customer, Estimate, Invoice, InvoiceLine, Ticket
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans import facts
from syncro.rules.plans.expectations import Absent, EstimateSum, Expectation, Fields, Head, InvoiceSum, PrepayDrop, Sent
from syncro.rules.plans.recognise import differences, matches, says_the_same

HUNDRED = Decimal(100)
LOOK = "Look at it in Syncro."
MISSING = "verify.missing"
UNPROVED = "verify.unproved"
"""Code of what was sent and accepted, and can't be read back."""


def check(expectation: Expectation, found: Any) -> list[Finding]:
    """Findings for one expectation; `found` is the record or the rows that were read, None when there is none."""
    if isinstance(expectation, Absent):
        return absent(expectation, found)
    if found is None:
        return [_missing(expectation)]
    try:
        return _compared(expectation, found)
    except ValueError as error:
        return [
            findings.block(
                "verify.unreadable",
                f"{expectation.says}: what was read makes no sense ({error}).",
                LOOK,
                step=expectation.proves,
            )
        ]


def _compared(expectation: Fields | Sent | Head | InvoiceSum | EstimateSum | PrepayDrop, found: Any) -> list[Finding]:
    match expectation:
        case Fields():
            return fields(expectation, found)
        case Sent():
            return sent(expectation, found)
        case Head():
            return head(expectation, found)
        case InvoiceSum():
            return invoice(expectation, found)
        case EstimateSum():
            return estimate(expectation, found)
        case PrepayDrop():
            return prepay(expectation, found)


def fields(expectation: Fields, found: Any) -> list[Finding]:
    """Each field as expected, of the record itself or of the one in its list."""
    record = _picked(expectation, found)
    if record is None:
        return [_missing(expectation)]
    return [_differs(expectation.says, name, *pair) for name, pair in differences(record, expectation.fields).items()]


def sent(expectation: Sent, found: Any) -> list[Finding]:
    """Each field says the same as what was sent, by itself or in the record that it names (`customer` for `customer_id`)."""
    record = _picked(expectation, found)
    if record is None:
        return [_missing(expectation)]
    shown = {name: _shown(record, name, wanted) for name, wanted in expectation.fields.items()}
    hidden = [name for name, value in shown.items() if value is NOT_SHOWN]
    wrong = [
        _differs(expectation.says, name, wanted, shown[name])
        for name, wanted in expectation.fields.items()
        if name not in hidden and not says_the_same(name, wanted, shown[name])
    ]
    return [*wrong, *([_not_shown(expectation, hidden)] if hidden else [])]


NOT_SHOWN: Any = object()


def _shown(record: Mapping[str, Any], name: str, wanted: Json) -> Any:
    if name in record:
        return record[name]
    several = record.get(f"{name}s")
    if isinstance(several, list):
        return wanted if wanted in several else several
    inner = record.get(name.removesuffix("_id")) if name.endswith("_id") else None
    return inner["id"] if isinstance(inner, Mapping) and "id" in inner else NOT_SHOWN


def _not_shown(expectation: Expectation, names: list[str]) -> Finding:
    message = f"{expectation.says}: Syncro doesn't show {', '.join(names)}, so whether it took that can't be proved."
    return findings.warning(UNPROVED, message, LOOK, fields=list(names))


def absent(expectation: Absent, found: Any) -> list[Finding]:
    """The record isn't there. A parent that can't be read proves nothing about what it holds."""
    if found is None:
        return [_unread(expectation)] if expectation.within else []
    rows = _rows(found, expectation.within) if expectation.within or isinstance(found, list) else [found]
    still = [row for row in rows if matches(row, expectation.where)]
    return (
        [findings.block("verify.still_there", f"{expectation.says}: it is still there.", LOOK, step=expectation.proves)]
        if still
        else []
    )


def _picked(expectation: Fields | Sent, found: Any) -> Mapping[str, Any] | None:
    """The record itself, or the one in its list."""
    if not expectation.within and not isinstance(found, list):
        record: Mapping[str, Any] = found
        return record
    rows = _rows(found, expectation.within)
    return next((row for row in rows if matches(row, expectation.where)), None)


def _rows(found: Any, within: str) -> list[Mapping[str, Any]]:
    rows = found if isinstance(found, list) else found.get(within)
    return [row for row in rows or [] if isinstance(row, Mapping)]


def head(expectation: Head, found: Mapping[str, Any]) -> list[Finding]:
    """Fields of a ticket as expected, wherever the reply carries them (facts §4)."""
    shown = facts.head_facts(Ticket.read(found))
    return [_differs(expectation.says, name, *pair) for name, pair in differences(shown, expectation.fields).items()]


def invoice(expectation: InvoiceSum, found: Mapping[str, Any]) -> list[Finding]:
    """Linked to the ticket, every line arrived, total is the sum, and the sum is what was expected (R-46, R-70)."""
    read = Invoice.read(found)
    return [
        *_link(read, expectation.ticket_id),
        *_arrived(read, expectation.quantities),
        *_sums(read, expectation, "Invoice"),
    ]


def estimate(expectation: EstimateSum, found: Mapping[str, Any]) -> list[Finding]:
    """The total is the sum of the lines and tax, and the sum is what was expected (R-12)."""
    return _sums(Estimate.read(found), expectation, "Estimate")


def prepay(expectation: PrepayDrop, found: Mapping[str, Any]) -> list[Finding]:
    """Prepay hours went down as expected; if not, which labor type is to blame (R-42)."""
    now = Customer.read(found).prepay_hours
    if now is not None and money.cents(now) == money.cents(expectation.after):
        return []
    wanted = money.text(expectation.before - expectation.after)
    got = "can't be read now" if now is None else f"dropped by {money.text(expectation.before - now)} h"
    labor = ", ".join(expectation.labor) or "no labor line"
    return [
        findings.block(
            "verify.prepay",
            f"Prepay hours should have dropped by {wanted} h and {got}; the labor was {labor}.",
            "Look at the labor's category and at the customer's balance in Syncro.",
            expected=money.text(expectation.after),
            found=None if now is None else money.text(now),
        )
    ]


def amount(line: InvoiceLine) -> Decimal:
    """What a line of an invoice comes to, discounts taken off."""
    gross = line.quantity * line.price
    percent = gross * (line.discount_percent or money.ZERO) / HUNDRED
    return money.cents(gross - percent - (line.discount_dollars or money.ZERO))


def _link(read: Invoice, ticket_id: int | None) -> list[Finding]:
    if ticket_id is None or read.ticket_id == ticket_id:
        return []
    return [
        findings.block(
            "verify.link",
            f"Invoice {read.number} belongs to ticket id {read.ticket_id}, not {ticket_id}.",
            LOOK,
            expected=ticket_id,
            found=read.ticket_id,
        )
    ]


def _arrived(read: Invoice, quantities: Mapping[str, Decimal]) -> list[Finding]:
    """Quantities by product: a partly covered line may arrive as two (facts §19)."""
    existing: dict[str, Decimal] = defaultdict(Decimal)
    for line in read.line_items:
        existing[str(line.product_id)] += line.quantity
    return [
        findings.block(
            "verify.lines",
            f"Invoice {read.number} carries {money.text(existing[product])} of product {product}, "
            f"expected {money.text(wanted)}.",
            LOOK,
            product_id=product,
            expected=money.text(wanted),
            found=money.text(existing[product]),
        )
        for product, wanted in quantities.items()
        if money.cents(existing[product]) != money.cents(wanted)
    ]


def _sums(read: Invoice | Estimate, wanted: InvoiceSum | EstimateSum, kind: str) -> list[Finding]:
    found = []
    total = sum((amount(line) for line in read.line_items), money.ZERO)
    if money.cents(total) != money.cents(read.subtotal):
        found.append(
            findings.block(
                "verify.sum",
                f"{kind} {read.number}: the lines come to {money.text(total)}, the subtotal says {money.text(read.subtotal)}.",
                LOOK,
                money=money.text(abs(total - read.subtotal)),
                expected=money.text(total),
                found=money.text(read.subtotal),
            )
        )
    if money.cents(read.subtotal + read.tax) != money.cents(read.total):
        found.append(
            findings.block(
                "verify.sum",
                f"{kind} {read.number}: {money.text(read.subtotal)} and tax {money.text(read.tax)} "
                f"aren't the total {money.text(read.total)}.",
                LOOK,
                money=money.text(abs(read.subtotal + read.tax - read.total)),
                expected=money.text(read.subtotal + read.tax),
                found=money.text(read.total),
            )
        )
    for name in ("subtotal", "total"):
        expected, got = getattr(wanted, name), getattr(read, name)
        if expected is not None and money.cents(expected) != money.cents(got):
            found.append(
                findings.block(
                    f"verify.{name}",
                    f"{kind} {read.number}: {name} is {money.text(got)}, expected {money.text(expected)}.",
                    LOOK,
                    money=money.text(abs(got - expected)),
                    expected=money.text(expected),
                    found=money.text(got),
                )
            )
    return found


def _missing(expectation: Expectation) -> Finding:
    return findings.block(
        "verify.missing", f"{expectation.says}: it can't be found any more.", LOOK, step=expectation.proves
    )


def _unread(expectation: Expectation) -> Finding:
    return findings.block(
        "verify.unread",
        f"{expectation.says}: the record that contained it can't be read, so nothing shows that it is gone.",
        LOOK,
        step=expectation.proves,
    )


def _differs(says: str, name: str, wanted: Json, got: Json) -> Finding:
    return findings.block(
        f"verify.{name}",
        f"{says}: {name.replace('_', ' ')} is {got}, expected {wanted}.",
        LOOK,
        expected=str(wanted),
        found=str(got),
    )

"""Payments can't be changed or deleted: whose, for which invoices, how much, by what method must be right. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from msgspec import Struct

from syncro import money
from syncro.records import Invoice
from syncro.rules import findings
from syncro.rules.by_hand import invoices
from syncro.rules.by_hand.owners import customer_id_of, number_for_id
from syncro.rules.by_hand.write import Check, Need, Rows, Write, record, whole
from syncro.rules.findings import Finding
from syncro.rules.plans import facts
from syncro.rules.plans.plan import Evidence
from syncro.rules.plans.preconditions import InvoiceState, Precondition

CENTS = Decimal(100)
METHODS = Need("payment_methods.list", rows=100)
TARGETS = ("invoice_id", "invoice_number", "apply_payments")


class Share(Struct, frozen=True):
    """What one invoice gets of a payment, in dollars; None where the body says no amount."""

    invoice: str
    dollars: Decimal | None


def _reads(write: Write) -> Iterator[Need]:
    yield METHODS
    yield from (record("invoices.get", share.invoice) for share in _shares(write))


def _finds(write: Write) -> Iterator[Finding]:
    yield from _method(write)
    yield from _amounts(write)
    named = [name for name in TARGETS if write.body.get(name)]
    if len(named) > 1:
        text = f"{' and '.join(named)} both say what is paid."
        yield findings.block("payment.targets", text, "Send one of them.", fields=named)
    elif not named:
        text = "No invoice is named: the money stays on account as the customer's credit."
        yield findings.warning("payment.on_account", text, "Name the invoice if it pays one.")
    for share in _shares(write):
        invoice = write.invoice(share.invoice)
        if invoice is not None:
            if write.body.get("apply_payments"):
                yield from number_for_id(share.invoice, invoice, "in apply_payments")
            yield from _whose(write, invoice)
            yield from _open(invoice, share)


def _method(write: Write) -> Iterator[Finding]:
    listing, method = write.get(METHODS, Rows), write.body.get("payment_method")
    names = [str(row.get("name")) for row in listing.rows] if listing else []
    if method in names:
        return
    told = f"Choose one of: {', '.join(names)}." if names else "There is none: add one in Syncro first."
    what = f"{method!r} is no payment method of this account" if method else "How was it paid? Send payment_method"
    yield findings.block("payment.method", f"{what}.", told, methods=names)


def _amounts(write: Write) -> Iterator[Finding]:
    cents = write.body.get("amount_cents")
    if not isinstance(cents, int) or isinstance(cents, bool) or cents <= 0:
        text = f"amount_cents is {cents!r}."
        yield findings.block(
            "payment.amount", text, "Send whole cents, more than 0 ($95.00 is 9500).", field="amount_cents"
        )
        return
    split = write.body.get("apply_payments")
    if not isinstance(split, Mapping) or not split:
        return
    parts = list(split.values())
    if any(not isinstance(part, int) or isinstance(part, bool) or part <= 0 for part in parts):
        yield findings.block(
            "payment.amount",
            "An amount in apply_payments isn't whole cents, or not more than 0.",
            "Send whole cents.",
            field="apply_payments",
        )
    elif any(whole(key) is None for key in split):
        yield findings.block(
            "payment.targets",
            "apply_payments doesn't name invoices.",
            'It takes invoice ids and cents: {"4711": 9500}.',
            field="apply_payments",
        )
    elif sum(parts) != cents:
        text = f"apply_payments adds up to {sum(parts)} cents, and amount_cents is {cents}."
        yield findings.block("payment.sum", text, "Make them agree.", sum=sum(parts), amount_cents=cents)


def _shares(write: Write) -> list[Share]:
    """What is paid of which invoice, by id or number."""
    body, whole_sum = write.body, _dollars(write.body.get("amount_cents"))
    split = body.get("apply_payments")
    if isinstance(split, Mapping) and split:
        return [Share(str(id_), _dollars(cents)) for id_, cents in split.items() if whole(id_) is not None]
    named = body.get("invoice_id") or body.get("invoice_number")
    return [Share(str(named), whole_sum)] if named else []


def _dollars(cents: object) -> Decimal | None:
    number = whole(cents)
    return None if number is None else Decimal(number) / CENTS


def _whose(write: Write, invoice: Invoice) -> Iterator[Finding]:
    """Invoices in a split are named nowhere else; the others are compared with everything that the request names."""
    payer, owner = whole(write.body.get("customer_id")), customer_id_of(invoice)
    if not write.body.get("apply_payments") or payer is None or owner == payer:
        return
    if owner is None:
        text = (
            f"Syncro doesn't say which customer invoice {invoice.number} belongs to, so no money is put on it by hand."
        )
        yield findings.block("owner.unknown", text, "Look at the invoice in Syncro.", id=invoice.id)
        return
    text = f"Invoice {invoice.number} belongs to customer {owner}, and the payment is of customer {payer}."
    yield findings.block("owner.mixed", text, "Name invoices of that customer.", customers=[payer, owner])


def _open(invoice: Invoice, share: Share) -> Iterator[Finding]:
    """Never more than is open; where that can't be told, nothing."""
    left, total = invoices.balance(invoice), money.text(invoice.total)
    split = [each.id for each in invoice.payments if len(each.invoice_ids) > 1]
    if invoices.is_paid(invoice) or invoice.total <= 0:
        text = f"Nothing is open on invoice {invoice.number} (total {total})."
        yield findings.block(
            "invoice.paid", text, "Record the money on account instead: leave the invoice out.", id=invoice.id
        )
    elif share.dollars is not None and share.dollars > left:
        if split:
            text = f"Invoice {invoice.number} has a payment that covers other invoices too, so what is open can't be determined."
            yield findings.block("payment.unknown", text, "Record it in Syncro.", id=invoice.id, payments=split)
            return
        text = (
            f"{money.text(share.dollars)} is more than the {money.text(left)} that is open on invoice {invoice.number} "
            f"(total {total})."
        )
        remedy = f"Pay {money.text(left)} on it, and the rest on account."
        more = money.text(share.dollars - left)
        yield findings.block("payment.too_much", text, remedy, money=more, id=invoice.id, balance=money.text(left))


def _shows(write: Write) -> Iterator[Evidence]:
    for share in _shares(write):
        invoice = write.invoice(share.invoice)
        if invoice is not None:
            text = f"{money.text(invoices.balance(invoice))} of {money.text(invoice.total)}"
            yield Evidence(f"Open on invoice {invoice.number}", text, f"GET /invoices/{invoice.id}")


def _rests(write: Write) -> Iterator[Precondition]:
    for share in _shares(write):
        invoice = write.invoice(share.invoice)
        if invoice is not None:
            yield InvoiceState(invoice.id, facts.invoice_facts(invoice))


CREATE = Check(_finds, _reads, _rests, _shows)

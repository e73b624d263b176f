"""Estimates and their lines: what the customer has decided on stays, and a price that Syncro may not take is said. Pure."""

from collections.abc import Iterator
from typing import Any

from syncro import money
from syncro.records import Estimate, Product
from syncro.rules import findings
from syncro.rules.billing import estimates
from syncro.rules.billing.estimates import DECIDED, Hardware
from syncro.rules.by_hand import invoice_lines, on_ticket, words
from syncro.rules.by_hand import sold as selling
from syncro.rules.by_hand.sold import Sold
from syncro.rules.by_hand.write import Check, Need, Write, record, whole
from syncro.rules.findings import Finding
from syncro.rules.plans import facts
from syncro.rules.plans.plan import Evidence
from syncro.rules.plans.preconditions import EstimateState, Precondition


def _reads(write: Write) -> Iterator[Need]:
    yield record("estimates.get", write.call.path["id"])
    estimate = write.estimate()
    if estimate is None:
        return
    if estimate.customer_ref is not None:
        yield record("customers.get", estimate.customer_ref)
    line = invoice_lines.line_in(estimate.line_items, write.call.path.get("line_item_id"))
    product_id = whole(write.body.get("product_id")) or (line.product_id if line else None)
    if product_id is not None:
        yield from selling.product_reads(write, product_id)


def _create(write: Write) -> Iterator[Finding]:
    yield from on_ticket.disabled(write.customer(write.body.get("customer_id")))
    for name in ("name", "note"):
        yield from words.on_an_invoice(write.body.get(name) or None, where=f"estimate's {name}")


def _change(write: Write) -> Iterator[Finding]:
    yield from _open(write, "changed")
    for name in ("name", "note"):
        yield from words.on_an_invoice(write.body.get(name) or None, where=f"estimate's {name}")


def _open(write: Write, what: str) -> Iterator[Finding]:
    """An estimate that has become an invoice is done with; one that is decided is the customer's."""
    estimate = write.estimate()
    if estimate is None:
        return
    if estimate.invoice_id is not None:
        text = f"Estimate {estimate.number} has become an invoice: it isn't {what} any more."
        yield findings.block("estimate.converted", text, "Correct the invoice.", id=estimate.id)
    elif estimate.status in DECIDED:
        text = f"Estimate {estimate.number} is {estimate.status}: the customer has decided on what it was before."
        yield findings.warning("estimate.decided", text, "Agree the change with the customer.", id=estimate.id)


def _delete(write: Write) -> Iterator[Finding]:
    yield from _open(write, "deleted")


def _add(write: Write) -> Iterator[Finding]:
    estimate, body = write.estimate(), write.body
    yield from invoice_lines.incomplete(body)
    yield from words.on_an_invoice(body.get("name") or None, where="line's text")
    product = write.product(body.get("product_id"))
    if estimate is None or product is None:
        return
    sold = invoice_lines.filled(product, body)
    yield from selling.findings_of(write, sold)
    yield from invoice_lines.discounts(write, sold, sold.quantity)
    yield from _on_estimate(write, estimate, product, sold)
    yield from _price_sticks(write, product, sold)


def _on_estimate(write: Write, estimate: Estimate, product: Product, sold: Sold) -> Iterator[Finding]:
    """What `syncro estimate add` says as well."""
    customer = write.customer(estimate.customer_ref)
    if customer is None:
        text = f"Estimate {estimate.number} doesn't say whose it is."
        yield findings.block("owner.unknown", text, "Look at the estimate in Syncro.", id=estimate.id)
        return
    name = str(write.body.get("name") or product.name)
    thing = Hardware(name, sold.price or money.ZERO, sold.quantity or money.ZERO)
    # What is wrong with the product or a price of nothing is said already.
    found = estimates.findings_of_line(estimate, thing, product, customer, write.moment, write.allow_repeat)
    yield from (each for each in found if each.code != "line.free")


def _price_sticks(write: Write, product: Product, sold: Sold) -> Iterator[Finding]:
    price = sold.price or money.ZERO
    if price != product.price_retail:
        text = f"Syncro may take the product's own {money.text(product.price_retail)} instead of {money.text(price)}."
        remedy = "Use `syncro estimate add`, which sets the price once more if it does."
        yield findings.warning("estimate.price", text, remedy, product_id=product.id)
    elif price == 0 and selling.is_generic(write.policy, product):
        text = f"{product.name} has no price of its own."
        yield findings.block("line.incomplete", text, "Send price.", missing=["price"])


def _update(write: Write) -> Iterator[Finding]:
    line = yield from _line(write)
    if line is not None:
        yield from invoice_lines.as_it_will_be(write, line)


def _remove(write: Write) -> Iterator[Finding]:
    yield from _line(write)


def _line(write: Write) -> Any:
    """The line in the path; what speaks against touching it is yielded on the way."""
    estimate = write.estimate()
    if estimate is None:
        return None
    yield from _open(write, "changed")
    line = invoice_lines.line_in(estimate.line_items, write.call.path["line_item_id"])
    if line is None:
        text = f"Estimate {estimate.number} has no line {write.call.path['line_item_id']}."
        remedy = f"`syncro estimate show {estimate.number}` shows its lines."
        yield findings.block("line.elsewhere", text, remedy, id=estimate.id)
    return line


def _convert(write: Write) -> Iterator[Finding]:
    estimate = write.estimate()
    if estimate is None:
        return
    yield from on_ticket.disabled(write.customer(estimate.customer_ref))
    if estimate.invoice_id is not None:
        text = f"Estimate {estimate.number} has become an invoice already (id {estimate.invoice_id})."
        yield findings.block("estimate.converted", text, "Use that invoice.", id=estimate.id)
    elif estimate.status == "Declined":
        text = f"Estimate {estimate.number} is Declined: the customer doesn't want it."
        yield findings.block("estimate.declined", text, "Agree with the customer first.", id=estimate.id)
    elif estimate.status != "Approved":
        text = f"Estimate {estimate.number} is {estimate.status or 'undecided'}: nobody has approved it in Syncro."
        yield findings.warning("estimate.undecided", text, "Make sure that the customer has agreed.", id=estimate.id)
    if not estimate.line_items or estimate.total <= 0:
        text = f"Estimate {estimate.number} comes to {money.text(estimate.total)}: that would be a $0.00 invoice."
        yield findings.block("invoice.nothing", text, "Add its lines first.", id=estimate.id)


def _email(write: Write) -> Iterator[Finding]:
    estimate = write.estimate()
    if estimate is None:
        return
    customer = write.customer(estimate.customer_ref)
    if customer is None or not customer.email:
        text = f"Estimate {estimate.number} has nobody to go to: its customer has no e-mail address."
        yield findings.block("mail.nobody", text, "Add one in Syncro first.", id=estimate.id)
    elif customer.no_email:
        yield findings.warning(
            "mail.unwanted",
            f"{customer.shown_name} is marked as wanting no e-mail.",
            "Tell them another way.",
            id=customer.id,
        )


def _shows(write: Write) -> Iterator[Evidence]:
    estimate = write.estimate()
    if estimate is not None:
        customer = write.customer(estimate.customer_ref)
        yield Evidence("Total", money.text(estimate.total), f"GET /estimates/{estimate.id}")
        if write.operation == "estimates.email":
            yield Evidence(
                "E-mail to", (customer.email if customer else None) or "nobody", "the customer of the estimate"
            )


def _unchanged(write: Write) -> Iterator[Precondition]:
    estimate = write.estimate()
    if estimate is not None:
        yield EstimateState(estimate.id, facts.estimate_facts(estimate))


def _rests(write: Write) -> Iterator[Precondition]:
    yield from _unchanged(write)
    yield from on_ticket.same_products(write)


CREATE = Check(_create)
CHANGE = Check(_change, _reads, _unchanged)
DELETE = Check(_delete, _reads, _unchanged)
CONVERT = Check(_convert, _reads, _unchanged, _shows)
EMAIL = Check(_email, _reads, _unchanged, _shows)
ADD = Check(_add, _reads, _rests)
UPDATE = Check(_update, _reads, _rests)
REMOVE = Check(_remove, _reads, _unchanged)

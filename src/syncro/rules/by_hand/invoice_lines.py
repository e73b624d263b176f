"""Lines of an invoice: the product fills in what isn't said; a paid invoice stays as it is. Pure."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from syncro import money
from syncro.records import InvoiceLine, Product
from syncro.rules import findings
from syncro.rules.by_hand import invoices, on_ticket, words
from syncro.rules.by_hand import sold as selling
from syncro.rules.by_hand.sold import Sold, dollars
from syncro.rules.by_hand.write import Check, Need, Write, amount, flag, record, whole
from syncro.rules.findings import Finding

HUNDRED = Decimal(100)


def line_in(rows: list[InvoiceLine], wanted: object) -> InvoiceLine | None:
    """The line of that id."""
    return next((line for line in rows if line.id == whole(wanted)), None)


def reads(write: Write) -> Iterator[Need]:
    """The invoice, its customer, and the product."""
    yield record("invoices.get", write.call.path["id"])
    invoice = write.invoice()
    line = line_in(invoice.line_items, write.call.path.get("line_item_id")) if invoice else None
    product_id = whole(write.body.get("product_id")) or (line.product_id if line else None)
    if product_id is not None:
        yield from selling.product_reads(write, product_id)
    if invoice is not None and invoice.customer_ref is not None:
        yield record("customers.get", invoice.customer_ref)


def incomplete(body: Mapping[str, Any]) -> Iterator[Finding]:
    """A new line says what it sells and how much of it."""
    missing = [name for name in ("product_id", "quantity") if body.get(name) is None]
    if missing:
        text = f"A line must say {', '.join(missing)}: without them it reaches no account in accounting, or Syncro takes 1."
        yield findings.block("line.incomplete", text, f"Send {' and '.join(missing)}.", missing=missing)


def filled(product: Product, body: Mapping[str, Any]) -> Sold:
    """A new line as it will be: name, price and tax are the product's unless they are sent."""
    price = dollars(body.get("price"))
    return Sold(
        product,
        body.get("item"),
        product.price_retail if price is None else price,
        amount(body.get("quantity")),
        product.taxable if body.get("taxable") is None else flag(body["taxable"]),
        price_field="price",
        name_field="item",
    )


def changed(product: Product, line: InvoiceLine, body: Mapping[str, Any]) -> Sold:
    """A line as it will be, judged by what is changed; another product is another name, price and tax."""
    is_another = product.id != line.product_id
    return Sold(
        product,
        body.get("item", line.item if is_another else None),
        dollars(body["price"]) if "price" in body else line.price if is_another else None,
        amount(body.get("quantity")),
        flag(body.get("taxable", line.taxable if is_another else None)),
        price_field="price",
        name_field="item",
    )


def as_it_will_be(write: Write, line: InvoiceLine) -> Iterator[Finding]:
    """What speaks against a line of an invoice or an estimate as the request leaves it."""
    if "name" in write.body:
        yield from words.on_an_invoice(write.body["name"], where="line's text")
    product_id = whole(write.body.get("product_id")) or line.product_id
    product = write.product(product_id)
    if product is not None:
        sold = changed(product, line, write.body)
        yield from selling.findings_of(write, sold)
        yield from discounts(write, sold, line.quantity if sold.quantity is None else sold.quantity)
    elif product_id is None and {"item", "price"} & write.body.keys():
        text = f"Line {line.id} has no product, so its name and price can't be checked."
        yield findings.block("line.incomplete", text, "Send product_id too.", id=line.id)


def discounts(write: Write, sold: Sold, quantity: Decimal | None) -> Iterator[Finding]:
    """Nothing that costs something is made free by a discount."""
    percent = next(
        (
            amount(write.body.get(name))
            for name in ("line_discount_percent", "discount_percent")
            if write.body.get(name)
        ),
        None,
    )
    off = amount(write.body.get("discount_dollars"))
    if not percent and not off:
        return
    whole_price = money.line_total(
        quantity or Decimal(1), sold.product.price_retail if sold.price is None else sold.price
    )
    left = whole_price - (off or money.ZERO) - money.cents(whole_price * (percent or money.ZERO) / HUNDRED)
    if left <= 0 or (percent or money.ZERO) < 0 or (off or money.ZERO) < 0:
        text = "The discount leaves nothing of the price."
        remedy = "Work at no charge goes on the warranty or internal product."
        yield findings.block("line.discount", text, remedy, money=money.text(whole_price), product_id=sold.product.id)
    else:
        yield findings.warning(
            "line.discount",
            f"The line is discounted to {money.text(left)}.",
            money=money.text(whole_price - left),
            product_id=sold.product.id,
        )


def _add(write: Write) -> Iterator[Finding]:
    invoice, body = write.invoice(), write.body
    yield from invoices.refuse_paid(invoice)
    yield from on_ticket.disabled(write.customer(invoice.customer_ref) if invoice else None)
    yield from incomplete(body)
    yield from words.on_an_invoice(body.get("name") or None, where="line's text")
    product = write.product(body.get("product_id"))
    if product is not None:
        sold = filled(product, body)
        yield from selling.findings_of(write, sold)
        yield from discounts(write, sold, sold.quantity)
        if selling.is_generic(write.policy, product) and body.get("price") is None:
            text = f"{product.name} has no price of its own."
            yield findings.block("line.incomplete", text, "Send price.", missing=["price"])


def _update(write: Write) -> Iterator[Finding]:
    invoice = write.invoice()
    line = line_in(invoice.line_items, write.call.path["line_item_id"]) if invoice else None
    yield from _editable(write, line)
    if line is not None:
        yield from as_it_will_be(write, line)


def _remove(write: Write) -> Iterator[Finding]:
    invoice = write.invoice()
    yield from _editable(write, line_in(invoice.line_items, write.call.path["line_item_id"]) if invoice else None)
    if invoice is not None and len(invoice.line_items) == 1:
        text = f"It is the only line of invoice {invoice.number}, which is a $0.00 invoice afterwards."
        yield findings.warning(
            "invoice.empty", text, "Delete the invoice instead, if nothing else goes on it.", id=invoice.id
        )


def _editable(write: Write, line: InvoiceLine | None) -> Iterator[Finding]:
    invoice = write.invoice()
    if invoice is None:
        return
    yield from invoices.refuse_paid(invoice)
    if line is None:
        text = f"Invoice {invoice.number} has no line {write.call.path['line_item_id']}."
        yield findings.block("line.elsewhere", text, f"GET /invoices/{invoice.id} shows its lines.", id=invoice.id)


def _rests(write: Write) -> Iterator[Any]:
    yield from invoices.unchanged(write)
    yield from on_ticket.same_products(write)


ADD = Check(_add, reads, _rests)
UPDATE = Check(_update, reads, _rests)
REMOVE = Check(_remove, reads, invoices.unchanged)

"""Payments (facts §6): recorded in cents, shown in dollars, applied to invoices or kept as credit. Never changed."""

from collections.abc import Sequence
from decimal import Decimal

from syncro.jsonio import Json
from syncro.sandbox import casts, figures, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import inputs, invoice_parts, plain
from syncro.sandbox.resources.inputs import Problem
from syncro.sandbox.wire import messages


def list_(context: Context, request: Request) -> Json:
    """Payments newest first; only `query` filters."""
    rows: Sequence[Record] = context.state.newest("payments")
    if wanted := request.query.word("query").lower():
        rows = [row for row in rows if wanted in _searchable(context, row)]
    return paging.page(context, request, rows, lambda row: shapes.payment(context, row))


def get(context: Context, request: Request) -> Json:
    """One payment."""
    return {"payment": shapes.payment(context, context.one("payments", request.id))}


def methods(context: Context, request: Request) -> Json:
    """The account's payment methods."""
    return {"payment_methods": list(context.state.all("payment_methods"))}


def create(context: Context, request: Request) -> Json:
    """Record a payment. What no invoice takes stays as the customer's credit; card fields are never read."""
    body = request.body
    customer = context.state.get("customers", body.integer("customer_id"))
    cents = body.integer("amount_cents") or 0
    problems = [] if customer else ["Customer can't be blank"]
    wrong = plain.full(_not_cents(context, body))
    problems += wrong if wrong or cents > 0 else ["Amount must be greater than 0"]
    if problems or customer is None:
        raise messages(problems, _harmless(body))
    amount = figures.from_cents(cents)
    shares = _shares(context, body, amount)
    fields = {
        "ref_num": body.text("ref_num"),
        "payment_method": body.text("payment_method"),
        "signature_date": context.moment(body.raw("signature_date")),
    }
    payment = keep(context, customer["id"], amount, shares, **fields)
    return {"payment": {**shapes.only(shapes.PAYMENT, payment), "tickets": []}}


def keep(context: Context, customer_id: int, amount: Decimal, shares: dict[int, Decimal], **fields: Json) -> Record:
    """Store a payment with what each invoice takes of it, and mark those that are paid now."""
    told = {
        "customer_id": customer_id,
        "success": True,
        "payment_amount": figures.number(amount),
        "invoice_ids": list(shares),
        "applied": {str(id_): figures.text(share) for id_, share in shares.items()},
        "applied_at": context.clock.format(context.clock.day(context.clock.now())),
    }
    row = context.state.put("payments", context.born("payments", **{**told, **fields}))
    for id_ in shares:
        _mark(context, id_)
    return row


def _not_cents(context: Context, body: Params) -> list[Problem]:
    split = Params(body.mapping("apply_payments"))
    shares = inputs.not_numbers(context, split, split)
    return [*inputs.not_numbers(context, body, ["amount_cents"]), *(("apply_payments", text) for _, text in shares)]


def _shares(context: Context, body: Params, amount: Decimal) -> dict[int, Decimal]:
    """How much of the payment each invoice takes: at most its balance, and together at most the amount."""
    shares: dict[int, Decimal] = {}
    for invoice, wanted in _targets(context, body, amount):
        share = min(wanted, invoice_parts.balance(context, invoice), amount - sum(shares.values(), figures.ZERO))
        if share > 0:
            shares[invoice["id"]] = share
    return shares


def _targets(context: Context, body: Params, amount: Decimal) -> list[tuple[Record, Decimal]]:
    split = body.mapping("apply_payments")
    if split:
        wanted = {casts.integer(id_): figures.from_cents(casts.integer(cents) or 0) for id_, cents in split.items()}
        found = ((context.state.get("invoices", id_), share) for id_, share in wanted.items())
        return [(invoice, share) for invoice, share in found if invoice]
    invoice = context.state.get("invoices", body.integer("invoice_id"))
    numbered = context.state.where("invoices", "number", body.word("invoice_number")) if not invoice else []
    return [(row, amount) for row in ([invoice] if invoice else numbered[:1])]


def _mark(context: Context, invoice_id: int) -> None:
    invoice = context.one("invoices", invoice_id)
    paid = invoice_parts.is_paid(context, invoice)
    context.state.change("invoices", invoice, is_paid=paid, verified_paid=paid, updated_at=context.now())


def _harmless(body: Params) -> Record:
    card = ("credit_card_number", "cvv", "date_month", "date_year")
    return {name: value for name, value in body.echo().items() if name not in card}


def _searchable(context: Context, payment: Record) -> str:
    name = shapes.customer_name(context, payment.get("customer_id"))
    return f"{payment.get('ref_num')} {payment.get('payment_method')} {name}".lower()

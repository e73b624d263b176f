"""The fields of a request: known to the API, of their kind, and none that Syncro drops without a word. Pure."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from difflib import get_close_matches

from syncro import jsonio
from syncro.catalog import Field, Operation
from syncro.jsonio import Json
from syncro.rules import findings
from syncro.rules.by_hand.write import Write, amount, whole
from syncro.rules.findings import Finding

MEANT: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("rate", "unit_price", "retail_price", "amount"), ("price_retail", "price", "amount_cents")),
    "price": ("price_retail", "retail_cents"),
    "price_cents": ("price_retail", "price", "retail_cents"),
    "price_retail": ("price", "retail_cents"),
    "retail_cents": ("price_retail", "price"),
    "amount_cents": ("price_retail", "price"),
    "cost": ("price_cost", "cost_cents"),
    "price_cost": ("cost", "cost_cents"),
    "qty": ("quantity",),
    "hours": ("quantity", "duration_minutes"),
    **dict.fromkeys(("minutes", "minutes_spent", "duration"), ("duration_minutes", "quantity")),
    **dict.fromkeys(("tax", "is_taxable"), ("taxable",)),
    **dict.fromkeys(("text", "message", "comment", "note", "content"), ("body", "notes", "description", "note")),
    "notes": ("note", "body", "description"),
    **dict.fromkeys(("internal", "private", "is_hidden"), ("hidden",)),
    **dict.fromkeys(("reference", "ref", "check_number", "ref_number"), ("ref_num",)),
    "method": ("payment_method",),
    **dict.fromkeys(("start", "start_time", "starts_at"), ("start_at",)),
    **dict.fromkeys(("end", "end_time", "ends_at"), ("end_at",)),
    **dict.fromkeys(("timer_id", "ticket_timer_id"), ("timer_entry_id",)),
    **dict.fromkeys(("line_id", "line_item_id"), ("ticket_line_item_id", "line_item_id")),
    **dict.fromkeys(("tech_id", "technician_id", "assignee_id"), ("user_id",)),
    "product": ("product_id",),
    "customer": ("customer_id",),
    "title": ("subject", "name", "item"),
}
"""What people and other clients call a field → what Syncro may call it; the first that the operation has."""
SUMS = ("subtotal", "total", "tax")
STAMPS = ("created_at", "updated_at")
SHOWN = ("pdf_url", "customer_business_then_name")
PAID = ("is_paid", "verified_paid", "tech_marked_paid")
_LINES = "Syncro drops lines sent this way. Create it first, then add each line with POST {path}/ID/line_items."
_SUMS = "Sums come from the lines; leave it out and change the lines."
_STAMPS = "Syncro sets it itself; leave it out."
_PAID = "An invoice becomes paid by a payment: POST /payments."
OF_NO_USE: dict[str, dict[str, str]] = {
    "invoices.create": {
        "line_items": "Syncro drops lines sent this way. Put them on the ticket first, or add them with POST /invoices/ID/line_items.",
        **dict.fromkeys((*SUMS, "balance_due"), _SUMS),
        **dict.fromkeys((*STAMPS, *SHOWN, "id"), _STAMPS),
        **dict.fromkeys(PAID, _PAID),
    },
    "invoices.update": {
        **dict.fromkeys(SUMS, "Syncro would overwrite the sum, whatever the lines say. Change the lines instead."),
        **dict.fromkeys((*STAMPS, *SHOWN), _STAMPS),
    },
    "estimates.create": {"line_items": _LINES.format(path="/estimates"), **dict.fromkeys(STAMPS, _STAMPS)},
    "customer_assets.create": {
        "properties": "Syncro drops properties of a new asset. Create it, then PUT them to /customer_assets/ID."
    },
}
"""Documented fields that Syncro drops, or that would say something else than the lines and payments do."""
UNSURE: dict[str, dict[str, str]] = {
    "tickets.create": dict.fromkeys(
        ("start_at", "end_at"), "Syncro may drop it on a new ticket. Make an appointment: POST /appointments."
    ),
    "tickets.update_timer_entry": {
        "duration_minutes": "Syncro may leave the end where it was. Delete the entry and make it again if it does."
    },
}
"""Documented fields that Syncro doesn't always take."""
MOMENTS = frozenset({"date", "next_run"})
"""Fields that are days or times, besides those whose names say so."""
KINDS = {"int": "a whole number", "num": "a number", "bool": "true or false", "list": "a list", "map": "an object"}


def findings_of(write: Write) -> Iterator[Finding]:
    """What is wrong with the fields themselves."""
    row = write.call.row
    known = {field.name: field for field in row.body}
    for name, value in write.body.items():
        if name not in known:
            yield _unknown(row, name, value)
        elif not _fits(known[name], value):
            yield findings.block(
                "field.kind", f"{name} must be {KINDS[known[name].kind]}, and {jsonio.dumps(value)} isn't.", field=name
            )
        elif _is_moment(name) and isinstance(value, str) and value and not _may_be_moment(value):
            text = f"{name} must be a day or a time, and {jsonio.dumps(value)} isn't."
            yield findings.block(
                "field.kind", text, "Write it like 2026-11-20, or 2026-11-20T14:00:00-07:00.", field=name
            )
        elif name in OF_NO_USE.get(row.id, {}):
            yield findings.block("field.dropped", f"{name} has no use here: {OF_NO_USE[row.id][name]}", field=name)
        elif name in UNSURE.get(row.id, {}):
            yield findings.warning("field.unsure", f"{name}: {UNSURE[row.id][name]}", field=name)


def meant(row: Operation, name: str) -> str:
    """The field of the operation that this word probably means; empty when there is none."""
    names = [field.name for field in row.body]
    known = next((each for each in MEANT.get(name.casefold(), ()) if each in names), "")
    return known or next(iter(get_close_matches(name, names, n=1)), "")


def _unknown(row: Operation, name: str, value: Json) -> Finding:
    names = {field.name for field in row.body}
    if isinstance(value, Mapping) and names & value.keys():
        text = f"The fields are wrapped in {name!r}."
        return findings.block("field.wrapped", text, "Send them as they are, without a wrapper.", field=name)
    likely = meant(row, name)
    instead = f"Send {likely} instead." if likely else f"It takes {', '.join(sorted(names)) or 'no fields'}."
    return findings.block("field.unknown", f"Syncro would drop {name!r} without a word.", instead, field=name)


def _is_moment(name: str) -> bool:
    return name in MOMENTS or name.endswith("_date")


def _may_be_moment(value: str) -> bool:
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _fits(field: Field, value: Json) -> bool:
    if value is None:
        return not field.required
    match field.kind:
        case "int":
            return whole(value) is not None
        case "num":
            return amount(value) is not None
        case "bool":
            return isinstance(value, bool)
        case "list":
            return isinstance(value, list)
        case "map":
            return isinstance(value, Mapping)
    return not isinstance(value, list | Mapping)

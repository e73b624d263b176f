"""Whatever a request names must exist, and what hangs on customers must hang on the same one. Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec import Struct

from syncro import money
from syncro.catalog import BY_ID, Shape, read_of
from syncro.catalog.groups import OWNED, STAYS, naming
from syncro.records import Appointment, Customer, Estimate, Invoice, Product, Ticket
from syncro.rules import findings
from syncro.rules.by_hand.write import Need, Rows, Write, record, whole
from syncro.rules.findings import Finding
from syncro.rules.plans.plan import Evidence

UNREAD: dict[str, str] = {
    **dict.fromkeys(
        ("ticket_line_item_id", "timer_entry_id", "line_item_id", "schedule_line_item_id"),
        "looked for in the record it belongs to",
    ),
    "address_id": "the API has no read for addresses; `syncro create --site` takes the customer's own",
    "attachment_id": "the ticket lists attachments, and removing one that isn't there changes nothing",
    "product_serial_ids": "Syncro refuses a serial of another product",
    **dict.fromkeys(
        (
            *("location_id", "sla_id", "tax_rate_id", "invoice_term_id", "ticket_type_id", "mailbox_id"),
            *("portal_group_id", "register_id", "worksheet_template_id", "asset_type_id", "recurring_type_id"),
            *("canned_response_category_id", "warranty_template_id", "qb_item_id", "contact_field_type_id"),
            *("contact_field_answer_id", "saved_asset_search_id", "customer_purchase_id", "location_quantity_id"),
            *("category_ids", "vendor_ids"),
        ),
        "set up in Syncro itself: the API has no read for it",
    ),
    **dict.fromkeys(("customer_external_id", "payment_profile_id"), "an id of the payment gateway, not of Syncro"),
}
"""Fields with an id that isn't read, and why."""
FREE_FORM = frozenset({"properties", "ticket_properties", "answers", "consent", "apply_payments"})
"""Maps whose keys are the account's own words."""
HINTS = {
    "tickets": "A ticket's id isn't its number: `syncro ticket NUMBER --json id` tells it.",
    "customers": "`syncro customers NAME` finds customers.",
    "contacts": "`syncro contacts CUSTOMER` lists a customer's contacts.",
    "customer_assets": "`syncro assets CUSTOMER` lists a customer's assets.",
}
LOOK_IT_UP = "Look up its id in Syncro."
ROWS_READ = 500


class Mention(Struct, frozen=True):
    """An id in a request: the field it stands in, and the record it names."""

    name: str
    need: Need

    @property
    def words(self) -> str:
        """`contact 501`."""
        return f"{word(self.need)} {self.need.id}"


def reads(write: Write) -> Iterator[Need]:
    """Everything that the request names."""
    for mention in mentions(write):
        yield mention.need
    for name, _ in _listed(write):
        yield Need(listed()[name], rows=ROWS_READ)


def findings_of(write: Write) -> Iterator[Finding]:
    """Records that aren't there, that a number stands for, and that belong to different customers."""
    yield from _missing(write)
    yield from _unlisted(write)
    yield from _numbers(write)
    yield from _strangers(write)


def shows(write: Write) -> Iterator[Evidence]:
    """What the ids stand for, so that a person sees whose ticket, product or invoice it is."""
    for need in dict.fromkeys(mention.need for mention in mentions(write)):
        told = _told(write.found.get(need))
        if told:
            label = word(need)
            yield Evidence(f"{label[:1].upper()}{label[1:]}", told, f"GET {need.call.url_path}")


def _told(value: Any) -> str:
    match value:
        case Customer():
            return f"{value.shown_name}{', disabled' if value.disabled else ''}"
        case Ticket():
            whose = value.customer.shown_name if value.customer else value.customer_business_then_name
            return ", ".join(part for part in (f"#{value.number} {value.subject}", value.status, whose) if part)
        case Product():
            return f"{value.name} at {money.text(value.price_retail)}"
        case Invoice() | Estimate():
            whose = value.customer.shown_name if value.customer else value.customer_business_then_name
            return ", ".join(part for part in (f"{value.number} for {money.text(value.total)}", whose) if part)
        case Mapping():
            return str(value.get("name") or value.get("full_name") or value.get("subject") or "")
    return ""


def mentions(write: Write) -> list[Mention]:
    """The records named in the path and, however deep, in the body."""
    own, reads_of = own_record(write), named()
    path = [Mention(name, record(reads_of[name], value)) for name, value in write.call.path.items() if name in reads_of]
    body = [
        Mention(name, record(reads_of[name], id_)) for name, value in _deep(write.body) for id_ in _ids(name, value)
    ]
    return [*([Mention("id", own)] if own else []), *path, *body]


def own_record(write: Write) -> Need | None:
    """The record that the path's `id` names, where the API can read it."""
    operation = read_of(write.call.row)
    if operation is None:
        return None
    return Need(operation.id, tuple((name, str(write.call.path[name])) for name in operation.path_names))


def named() -> dict[str, str]:
    """Field of a body or a path → how the record that it names is read."""
    return {name: read for name, read in _reads().items() if name not in listed()}


def listed() -> dict[str, str]:
    """Fields whose record is looked for in a list → that list."""
    return {name: read for name, read in _reads().items() if BY_ID[read].reply.shape is Shape.MANY}


def _reads() -> dict[str, str]:
    return {name: group.read for name, group in naming().items()}


def word(need: Need) -> str:
    """What people call such a record."""
    return need.call.row.resource.word


def customer_id_of(value: Any) -> int | None:
    """Whose record it is; None when it doesn't say."""
    match value:
        case Customer():
            return value.id
        case Invoice() | Estimate():
            return value.customer_ref
        case Ticket() | Appointment():
            return value.customer_id
        case Mapping():
            return whole(value.get("customer_id") or (value.get("customer") or {}).get("id"))
    return None


def _deep(body: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    known = named()
    for name, value in body.items():
        if name in known:
            yield name, value
        elif isinstance(value, Mapping) and name not in FREE_FORM:
            yield from _deep(value)
        elif isinstance(value, list):
            for each in value:
                yield from _deep(each) if isinstance(each, Mapping) else ()


def _ids(name: str, value: Any) -> list[Any]:
    if name == "invoice_number":
        return [value] if value else []
    given = value if isinstance(value, list) else [value]
    return [id_ for each in given if (id_ := whole(each)) is not None]


def _missing(write: Write) -> Iterator[Finding]:
    for need, value in write.found.items():
        if value is None and not need.may_lack:
            hint = HINTS.get(need.call.row.group, LOOK_IT_UP)
            yield findings.block(findings.MISSING_RECORD, f"There is no {word(need)} {need.id}.", hint, id=need.id)


def _listed(write: Write) -> list[tuple[str, int]]:
    return [(name, id_) for name in listed() if (id_ := whole(write.body.get(name))) is not None]


def _unlisted(write: Write) -> Iterator[Finding]:
    for name, id_ in _listed(write):
        need = Need(listed()[name], rows=ROWS_READ)
        rows = write.get(need, Rows)
        if rows is None or any(whole(row.get("id")) == id_ for row in rows.rows):
            continue
        more = "" if rows.complete else f" among the first {ROWS_READ}; nothing is sent on a guess"
        yield findings.block(findings.MISSING_RECORD, f"There is no {word(need)} {id_}{more}.", LOOK_IT_UP, id=id_)


def _numbers(write: Write) -> Iterator[Finding]:
    """Reads take an invoice's or estimate's visible number too; for writes that isn't documented, so only the id will do."""
    for mention in mentions(write):
        value = write.found.get(mention.need)
        if mention.name != "invoice_number" and isinstance(value, Invoice | Estimate):
            where = "in the path" if mention.name == "id" else f"as {mention.name}"
            yield from number_for_id(mention.need.id, value, where)


def number_for_id(given: str, value: Invoice | Estimate, where: str) -> Iterator[Finding]:
    """A visible number where an id belongs."""
    if str(value.id) != given:
        what = "invoice" if isinstance(value, Invoice) else "estimate"
        text = f"{given} is the number of {what} {value.id}. A write needs the id."
        yield findings.block("record.number", text, f"Use {value.id} {where}.", id=value.id)


def _strangers(write: Write) -> Iterator[Finding]:
    own, given = own_record(write), whole(write.body.get("customer_id"))
    kept = write.found.get(own) if own else None
    before = customer_id_of(kept) if not isinstance(kept, Customer) else None
    if given is not None and before is not None and given != before:
        yield _moved(write, own, before, given)
    whose: dict[int, str] = {}
    for mention in mentions(write):
        value = write.found.get(mention.need)
        if value is None or mention.name == "ref_customer_id" or (mention.need == own and given is not None):
            continue
        customer = customer_id_of(value)
        if customer is None and OWNED in mention.need.call.row.resource.traits:
            text = f"Syncro doesn't say which customer {mention.words} belongs to, so nothing is written on it by hand."
            yield findings.block("owner.unknown", text, "Look at it in Syncro.", id=mention.need.id)
        elif customer is not None:
            whose.setdefault(customer, mention.words)
    if len(whose) > 1:
        told = "; ".join(
            f"{words} belongs to customer {id_}" if words != f"customer {id_}" else words
            for id_, words in whose.items()
        )
        yield findings.block(
            "owner.mixed",
            f"These belong to different customers: {told}.",
            "Name records of one customer.",
            customers=[*whose],
        )


def _moved(write: Write, own: Need | None, before: int, after: int) -> Finding:
    what = f"{word(own)} {own.id}" if own else "the record"
    if STAYS in write.call.row.resource.traits:
        text = f"This would hand {what} from customer {before} to customer {after}."
        return findings.block("owner.moved", text, "Make a new one for that customer.", before=before, after=after)
    return findings.warning(
        "owner.moved",
        f"This hands {what} from customer {before} to customer {after}.",
        "Is that right?",
        before=before,
        after=after,
    )

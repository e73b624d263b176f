"""What tells a record made by hand from every other: where it shows, by which fields, and who made it (facts §18). Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from msgspec import Struct, field

from syncro.calls import Call
from syncro.jsonio import Json
from syncro.records import Me

CENTS = Decimal(100)
UNSEEN = frozenset(
    {"do_not_email", "sms_body", "password", "password_confirmation", "signature_data", "tech", "email_customer"}
)
"""Fields that Syncro takes and never gives back, so they can't prove anything."""
LINE = ("product_id", "item", "name", "quantity")


class Place(Struct, frozen=True):
    """Where the records of one create show.

    `read` is the list, or the record that holds them `within`; `by` names the fields without which it isn't ours;
    `author` the field that says who made it, `told` whether the body may name another. `renamed`: body field →
    field of the record. `also`: a record that holds them too, and the body field with its id. `unseen`: fields that
    these records show in no form that can be compared.
    """

    read: str
    by: tuple[str, ...]
    within: str = ""
    author: str = ""
    told: bool = False
    renamed: Mapping[str, str] = field(default_factory=dict)
    also: tuple[str, str] | None = None
    details: str = ""
    unseen: tuple[str, ...] = ()


class Marks(Struct, frozen=True):
    """What our record says (`match`), and what speaks against one that says the same (`doubts`)."""

    match: dict[str, Json]
    doubts: dict[str, Json]


PLACES: dict[str, Place] = {
    "tickets.create": Place("tickets.list", ("customer_id", "subject"), author="creator_name_or_email"),
    "tickets.comment": Place("tickets.comments", ("subject", "body", "hidden"), "comments", author="user_id"),
    "tickets.add_line_item": Place("tickets.get", (*LINE, "description"), "line_items", author="user_id"),
    "tickets.timer_entry": Place(
        *("tickets.get", ("start_time", "notes", "product_id"), "ticket_timers", "user_id"),
        told=True,
        renamed={"start_at": "start_time", "end_at": "end_time"},
    ),
    "worksheet_results.create": Place(
        "worksheet_results.list", ("name", "worksheet_template_id"), renamed={"title": "name"}
    ),
    "canned_responses.create": Place("canned_responses.list", ("title",)),
    "invoices.create": Place(
        "invoices.list", ("ticket_id",), author="user_id", details="invoices.get", unseen=("category",)
    ),
    "invoices.add_line_item": Place("invoices.get", LINE, "line_items"),
    "payments.create": Place(
        *("payments.list", ("ref_num",), "payments"),
        renamed={"amount_cents": "payment_amount"},
        also=("invoices.get", "invoice_id"),
    ),
    "estimates.create": Place("estimates.list", ("customer_id", "date", "name"), author="employee"),
    "estimates.add_line_item": Place("estimates.get", LINE, "line_items"),
    "schedules.create": Place("schedules.list", ("customer_id", "name")),
    "schedules.add_line_item": Place("schedules.get", (*LINE, "description"), "lines"),
    "contracts.create": Place("contracts.list", ("customer_id", "name")),
    "customers.create": Place("customers.list", ("business_name", "firstname", "lastname")),
    "phones.create": Place("phones.list", ("number",)),
    "contacts.create": Place(
        "contacts.list", ("customer_id", "name"), "contacts", also=("customers.get", "customer_id")
    ),
    "portal_users.create": Place("portal_users.list", ("email",)),
    "customer_assets.create": Place(
        "customer_assets.list",
        ("customer_id", "name"),
        renamed={"asset_type_name": "asset_type"},
        unseen=("asset_type_id",),
    ),
    "leads.create": Place("leads.list", ("first_name", "last_name", "business_name", "email", "ticket_subject")),
    "rmm_alerts.create": Place("rmm_alerts.list", ("customer_id", "asset_id", "description")),
    "products.create": Place("products.list", ("name",)),
    "product_serials.create": Place("product_serials.list", ("serial_number",)),
    "product_skus.create": Place("product_skus.list", ("sku",), renamed={"value": "sku"}, unseen=("vendor_id",)),
    "purchase_orders.create": Place("purchase_orders.list", ("vendor_id",), author="user_id", told=True),
    "purchase_orders.add_line_item": Place("purchase_orders.get", ("product_id", "quantity"), "line_items"),
    "vendors.create": Place("vendors.list", ("name",)),
    "appointments.create": Place(
        "appointments.list", ("start_at", "ticket_id"), "appointments", also=("tickets.get", "ticket_id")
    ),
    "appointment_types.create": Place("appointment_types.list", ("name",), unseen=("location_type",)),
    "wiki_pages.create": Place("wiki_pages.list", ("name",)),
}
"""Every create whose effect can be found by reading. What isn't here is planned with a warning and never sent again."""


LOOSE_INVOICE = Place("invoices.list", ("customer_id", "note", "po_number"), author="user_id", unseen=("category",))
"""An invoice over no ticket: its row tells all there is to tell."""


def place_of(call: Call) -> Place:
    """Where the effect of this create shows; raises KeyError for one that isn't in `PLACES`."""
    if call.operation == "invoices.create" and (call.body or {}).get("ticket_id") is None:
        return LOOSE_INVOICE
    return PLACES[call.operation]


def marks(call: Call, me: Me) -> Marks | None:
    """What our record will say; None when the body holds nothing that could tell it from others."""
    place = place_of(call)
    sent = shown(call)
    match = {name: sent[name] for name in place.by if name in sent}
    if not match:
        return None
    if place.author:
        return Marks(match, {place.author: _author(place, sent, me)})
    return Marks(match, {name: value for name, value in sent.items() if name not in match})


def shown(call: Call) -> dict[str, Json]:
    """The body in the names and units in which it comes back, without what Syncro never gives back."""
    place, body = place_of(call), call.body or {}
    sent: dict[str, Json] = {
        place.renamed.get(name, name): value
        for name, value in body.items()
        if name not in UNSEEN and name not in place.unseen and not isinstance(value, dict | list)
    }
    if "duration_minutes" in sent and "start_time" in sent:
        # Syncro shows how long an entry is by its end.
        sent.setdefault("end_time", _later(sent["start_time"], sent.pop("duration_minutes")))
    if "payment_amount" in sent:
        sent["payment_amount"] = Decimal(str(sent["payment_amount"])) / CENTS
    return sent


def _later(start: Json, minutes: Json) -> Json:
    try:
        return (datetime.fromisoformat(str(start)) + timedelta(minutes=int(minutes))).isoformat()
    except (ValueError, TypeError, OverflowError):
        return start


def _author(place: Place, sent: Mapping[str, Json], me: Me) -> Json:
    """By id; where Syncro shows a name or an address, either will do."""
    if place.author != "user_id":
        return [each for each in (me.user_name, me.user_email) if each]
    return sent.get("user_id", me.user_id) if place.told else me.user_id

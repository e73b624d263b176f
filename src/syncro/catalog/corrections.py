"""Where the catalog says something else than the vendor's description, and which fact it rests on. Data only."""

from msgspec import Struct


class Correction(Struct, frozen=True):
    """One difference. `part` is body, query, required or optional; `names` the fields it is about."""

    operation: str
    part: str
    names: tuple[str, ...]
    fact: str


CORRECTIONS: tuple[Correction, ...] = (
    Correction("tickets.create", "body", ("address_id",), "§4: accepted and returned"),
    Correction("tickets.update", "body", ("address_id",), "§4: accepted and returned"),
    Correction("tickets.create", "required", ("customer_id", "subject"), "§4: 422 without"),
    Correction("tickets.comment", "required", ("subject", "body"), "§4.1: 422 without"),
    Correction("tickets.timer_entry", "required", ("start_at",), "§4.2: 422 without"),
    Correction("tickets.update_timer_entry", "required", ("timer_entry_id",), "§4.2"),
    Correction("tickets.delete_timer_entry", "required", ("timer_entry_id",), "§4.2"),
    Correction("tickets.charge_timer_entry", "required", ("timer_entry_id",), "§4.2: 404 without"),
    Correction("tickets.add_line_item", "required", ("name", "description"), "§4.3: 422 without, even with product_id"),
    Correction("tickets.update_line_item", "required", ("ticket_line_item_id",), "§4.3"),
    Correction("tickets.remove_line_item", "required", ("ticket_line_item_id",), "§4.3"),
    Correction("tickets.delete_attachment", "required", ("attachment_id",), "§4"),
    Correction(
        "invoices.list", "query", ("customer_id",), "C5: sent by the shop; honoured or not, doctor --probe tells"
    ),
    Correction("invoices.create", "body", ("category",), "§5: legacy field, accepted"),
    Correction("invoices.create", "optional", ("number", "date"), "C20: only the customer is needed"),
    Correction("invoices.add_line_item", "body", ("product_id", "quantity"), "§5: these two suffice"),
    Correction("invoices.update_line_item", "body", ("product_id", "quantity"), "§5"),
    Correction("payments.create", "required", ("customer_id", "amount_cents"), "§6"),
    Correction("estimates.create", "required", ("customer_id", "date"), "§7: 422 without"),
    Correction("schedules.remove_line_item", "body", ("line_item_id",), "§8: a bare integer, or an object with it"),
    Correction("line_items.list", "query", ("page",), "§3: paged like every list"),
    Correction("phones.create", "required", ("number",), "§10: 422 without"),
    Correction("portal_users.invite", "required", ("id",), "§17"),
    Correction("rmm_alerts.create", "body", ("formatted_output",), "§16: accepted"),
    Correction("rmm_alerts.mute", "body", ("mute_for",), "C16: in the query or in the body"),
    Correction("vendors.create", "required", ("name",), "§2: 422 without"),
    Correction("wiki_pages.create", "required", ("name",), "§2: 422 without"),
    Correction("user_devices.create", "required", ("device_uuid",), "§17: 422 without"),
    Correction("otp_login.create", "required", ("code",), "§1"),
    Correction("product_serials.attach", "required", ("record_type", "line_item_id", "product_serial_ids"), "§2"),
    Correction("appointments.create", "optional", ("summary",), "C10: a ticket_id does as well"),
    Correction("appointment_types.create", "required", ("location_type",), "§13: required"),
)

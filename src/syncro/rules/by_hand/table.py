"""Every write of the API → the checks of its own. Fields and owners are checked for all of them. Data only."""

from syncro.rules.by_hand import (
    comments,
    estimates,
    fields,
    invoice_lines,
    invoices,
    lines,
    listed,
    owners,
    payments,
    schedules,
    tickets,
    timers,
)
from syncro.rules.by_hand.write import Check, nothing

FOR_ALL: tuple[Check, ...] = (
    Check(fields.findings_of, nothing),
    Check(owners.findings_of, owners.reads, shows=owners.shows),
)
"""Known fields of the right kind; whatever is named exists and belongs together."""

CHECKS: dict[str, tuple[Check, ...]] = {
    "tickets.add_line_item": (lines.ADD,),
    "tickets.update_line_item": (lines.UPDATE,),
    "tickets.remove_line_item": (lines.REMOVE,),
    "tickets.timer_entry": (timers.NEW,),
    "tickets.update_timer_entry": (timers.UPDATE,),
    "tickets.delete_timer_entry": (timers.DELETE,),
    "tickets.charge_timer_entry": (timers.CHARGE,),
    "ticket_timers.update": (timers.BILLABLE,),
    "tickets.comment": (comments.CREATE,),
    "tickets.create": (tickets.CREATE, listed.OF_ACCOUNT, comments.NESTED_ONES),
    "tickets.update": (tickets.UPDATE, listed.OF_ACCOUNT, comments.NESTED_ONES),
    "tickets.delete": (tickets.DELETE,),
    "invoices.create": (invoices.CREATE,),
    "invoices.update": (invoices.UPDATE,),
    "invoices.delete": (invoices.DELETE,),
    "invoices.email": (invoices.EMAIL,),
    "invoices.add_line_item": (invoice_lines.ADD,),
    "invoices.update_line_item": (invoice_lines.UPDATE,),
    "invoices.remove_line_item": (invoice_lines.REMOVE,),
    "payments.create": (payments.CREATE,),
    "estimates.create": (estimates.CREATE,),
    "estimates.update": (estimates.CHANGE,),
    "estimates.delete": (estimates.DELETE,),
    "estimates.email": (estimates.EMAIL,),
    "estimates.convert_to_invoice": (estimates.CONVERT,),
    "estimates.add_line_item": (estimates.ADD,),
    "estimates.update_line_item": (estimates.UPDATE,),
    "estimates.remove_line_item": (estimates.REMOVE,),
    "schedules.create": (schedules.CREATE,),
    "schedules.update": (schedules.UPDATE,),
    "schedules.delete": (schedules.DELETE,),
    "schedules.add_line_item": (schedules.ADD,),
    "schedules.update_line_item": (schedules.UPDATE_LINE,),
    "schedules.remove_line_item": (schedules.REMOVE,),
    "appointments.create": (tickets.APPOINTMENT,),
    "appointments.update": (tickets.APPOINTMENT,),
    "customers.delete": (tickets.CUSTOMER_DELETE,),
}

_PAPER = "prints what is there and changes nothing"
_WORDS = "a text of the shop's own, read by the same check of texts as every request"
_PEOPLE = "describes a person or a company; there is no command with rules of its own"
_STOCK = "stock and catalog: the shop's rules say nothing about it"
_GATEWAY = "kept by the payment gateway, which refuses what it doesn't know; card numbers are refused before"
_ALERTS = "an alert of a machine: no money, no e-mail, nothing billed by it"
_OFFICE = "no record of a customer's work or money"
FOR_ALL_ONLY: dict[str, str] = {
    **dict.fromkeys(("tickets.print", "invoices.print", "estimates.print"), _PAPER),
    **dict.fromkeys(("tickets.attach_file_url", "tickets.delete_attachment"), "files of a ticket, which bill nothing"),
    **dict.fromkeys(
        ("worksheet_results.create", "worksheet_results.update", "worksheet_results.delete"),
        "a worksheet belongs to a ticket and bills nothing",
    ),
    "new_ticket_forms.process": "its ticket, customer and appointment come from the form, which Syncro checks itself",
    **dict.fromkeys(
        (
            *("canned_responses.create", "canned_responses.update", "canned_responses.delete"),
            *("wiki_pages.create", "wiki_pages.update", "wiki_pages.delete"),
        ),
        _WORDS,
    ),
    **dict.fromkeys(("timelogs.update", "otp_login.create", "user_devices.create", "user_devices.update"), _OFFICE),
    **dict.fromkeys(("payment_profiles.create", "payment_profiles.update", "payment_profiles.delete"), _GATEWAY),
    **dict.fromkeys(
        ("contracts.create", "contracts.update", "contracts.delete"),
        "an agreement in words: it bills nothing by itself",
    ),
    **dict.fromkeys(
        (
            *("customers.create", "customers.update", "phones.create", "phones.update", "phones.delete"),
            *("contacts.create", "contacts.update", "contacts.delete"),
            *("portal_users.create", "portal_users.update", "portal_users.delete", "portal_users.invite"),
            *("customer_assets.create", "customer_assets.update", "leads.create", "leads.update"),
        ),
        _PEOPLE,
    ),
    **dict.fromkeys(("rmm_alerts.create", "rmm_alerts.mute", "rmm_alerts.resolve"), _ALERTS),
    **dict.fromkeys(
        (
            *("products.create", "products.update", "products.add_images", "products.delete_image"),
            *("products.location_quantities", "product_serials.create", "product_serials.update"),
            *("product_serials.attach", "product_skus.create", "product_skus.update"),
            *("purchase_orders.create", "purchase_orders.receive", "purchase_orders.add_line_item"),
            *("vendors.create", "vendors.update"),
        ),
        _STOCK,
    ),
    "appointments.delete": "an appointment bills nothing, and making it again brings it back",
    **dict.fromkeys(
        ("appointment_types.create", "appointment_types.update", "appointment_types.delete"),
        "settings of the calendar",
    ),
}
"""Writes without a check of their own, and why."""


def checks_of(operation: str) -> tuple[Check, ...]:
    """All checks of a write, the general ones first."""
    return (*FOR_ALL, *CHECKS.get(operation, ()))

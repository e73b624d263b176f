"""Which operation a request path means, and which function plays it. The table is all there is; nothing registers itself."""

from collections.abc import Iterable
from typing import Any

from syncro.catalog import OPERATIONS, Operation
from syncro.sandbox.context import Handler
from syncro.sandbox.resources import (
    account,
    appointments,
    assets,
    attachments,
    callerid,
    canned_responses,
    comments,
    contacts,
    contracts,
    customers,
    estimate_lines,
    estimates,
    invoice_lines,
    invoice_skill,
    invoices,
    leads,
    otp_login,
    part_orders,
    payment_profiles,
    payments,
    portal_users,
    product_images,
    products,
    purchase_orders,
    rmm_alerts,
    schedule_lines,
    schedules,
    search,
    serials,
    skus,
    stock,
    ticket_forms,
    ticket_lines,
    tickets,
    timelogs,
    timers,
    user_devices,
    vendors,
    wiki,
    worksheets,
)

HANDLERS: dict[str, Handler] = {
    "me.get": account.me,
    "users.list": account.users,
    "users.get": account.user,
    "settings.get": account.settings,
    "settings.tabs": account.tabs,
    "settings.printing": account.printing,
    "search.query": search.query,
    "tickets.list": tickets.list_,
    "tickets.create": tickets.create,
    "tickets.get": tickets.get,
    "tickets.update": tickets.update,
    "tickets.delete": tickets.delete,
    "tickets.settings": tickets.settings,
    "tickets.print": tickets.print_,
    "tickets.comments": comments.list_,
    "tickets.comment": comments.create,
    "tickets.timer_entry": timers.create,
    "tickets.update_timer_entry": timers.update,
    "tickets.delete_timer_entry": timers.delete,
    "tickets.charge_timer_entry": timers.charge,
    "ticket_timers.list": timers.list_,
    "ticket_timers.update": timers.set_billable,
    "tickets.add_line_item": ticket_lines.add,
    "tickets.update_line_item": ticket_lines.update,
    "tickets.remove_line_item": ticket_lines.remove,
    "invoices.list": invoices.list_,
    "invoices.create": invoices.create,
    "invoices.get": invoices.get,
    "invoices.update": invoices.update,
    "invoices.delete": invoices.delete,
    "invoices.ticket": invoices.ticket,
    "invoices.print": invoices.print_,
    "invoices.email": invoices.email,
    "invoices.add_line_item": invoice_lines.add,
    "invoices.update_line_item": invoice_lines.update,
    "invoices.remove_line_item": invoice_lines.remove,
    "line_items.list": invoice_lines.list_,
    "payments.list": payments.list_,
    "payments.create": payments.create,
    "payments.get": payments.get,
    "payment_methods.list": payments.methods,
    "estimates.list": estimates.list_,
    "estimates.create": estimates.create,
    "estimates.get": estimates.get,
    "estimates.update": estimates.update,
    "estimates.delete": estimates.delete,
    "estimates.print": estimates.print_,
    "estimates.email": estimates.email,
    "estimates.convert_to_invoice": estimates.convert_to_invoice,
    "estimates.add_line_item": estimate_lines.add,
    "estimates.update_line_item": estimate_lines.update,
    "estimates.remove_line_item": estimate_lines.remove,
    "schedules.list": schedules.list_,
    "schedules.create": schedules.create,
    "schedules.get": schedules.get,
    "schedules.update": schedules.update,
    "schedules.delete": schedules.delete,
    "schedules.add_line_item": schedule_lines.add,
    "schedules.update_line_item": schedule_lines.update,
    "schedules.remove_line_item": schedule_lines.remove,
    "contracts.list": contracts.list_,
    "contracts.create": contracts.create,
    "contracts.get": contracts.get,
    "contracts.update": contracts.update,
    "contracts.delete": contracts.delete,
    "customers.list": customers.list_,
    "customers.create": customers.create,
    "customers.get": customers.get,
    "customers.update": customers.update,
    "customers.delete": customers.delete,
    "customers.latest": customers.latest,
    "customers.autocomplete": customers.autocomplete,
    "phones.list": customers.phones,
    "phones.create": customers.add_phone,
    "phones.update": customers.update_phone,
    "phones.delete": customers.delete_phone,
    "contacts.list": contacts.list_,
    "contacts.create": contacts.create,
    "contacts.get": contacts.get,
    "contacts.update": contacts.update,
    "contacts.delete": contacts.delete,
    "customer_assets.list": assets.list_,
    "customer_assets.create": assets.create,
    "customer_assets.get": assets.get,
    "customer_assets.update": assets.update,
    "customer_assets.chat_information": assets.chat_information,
    "customer_assets.patches": assets.patches,
    "leads.list": leads.list_,
    "leads.create": leads.create,
    "leads.get": leads.get,
    "leads.update": leads.update,
    "portal_users.list": portal_users.list_,
    "portal_users.create": portal_users.create,
    "portal_users.update": portal_users.update,
    "portal_users.delete": portal_users.delete,
    "portal_users.invite": portal_users.invite,
    "payment_profiles.list": payment_profiles.list_,
    "payment_profiles.create": payment_profiles.create,
    "payment_profiles.get": payment_profiles.get,
    "payment_profiles.update": payment_profiles.update,
    "payment_profiles.delete": payment_profiles.delete,
    "rmm_alerts.list": rmm_alerts.list_,
    "rmm_alerts.create": rmm_alerts.create,
    "rmm_alerts.get": rmm_alerts.get,
    "rmm_alerts.mute": rmm_alerts.mute,
    "rmm_alerts.resolve": rmm_alerts.resolve,
    "products.list": products.list_,
    "products.create": products.create,
    "products.get": products.get,
    "products.update": products.update,
    "products.barcode": products.barcode,
    "products.categories": products.categories,
    "appointments.list": appointments.list_,
    "appointments.create": appointments.create,
    "appointments.get": appointments.get,
    "appointments.update": appointments.update,
    "appointments.delete": appointments.delete,
    "appointment_types.list": appointments.types,
    "appointment_types.create": appointments.create_type,
    "appointment_types.get": appointments.get_type,
    "appointment_types.update": appointments.update_type,
    "appointment_types.delete": appointments.delete_type,
    "tickets.attach_file_url": attachments.attach,
    "tickets.delete_attachment": attachments.delete,
    "worksheet_results.list": worksheets.list_,
    "worksheet_results.create": worksheets.create,
    "worksheet_results.get": worksheets.get,
    "worksheet_results.update": worksheets.update,
    "worksheet_results.delete": worksheets.delete,
    "new_ticket_forms.list": ticket_forms.list_,
    "new_ticket_forms.get": ticket_forms.get,
    "new_ticket_forms.process": ticket_forms.process,
    "canned_responses.list": canned_responses.list_,
    "canned_responses.create": canned_responses.create,
    "canned_responses.update": canned_responses.update,
    "canned_responses.delete": canned_responses.delete,
    "canned_responses.settings": canned_responses.settings,
    "timelogs.list": timelogs.list_,
    "timelogs.update": timelogs.update,
    "timelogs.last": timelogs.last,
    "products.add_images": product_images.add,
    "products.delete_image": product_images.delete,
    "products.location_quantities": stock.set_at_location,
    "product_serials.list": serials.list_,
    "product_serials.create": serials.create,
    "product_serials.update": serials.update,
    "product_serials.attach": serials.attach,
    "product_skus.list": skus.list_,
    "product_skus.create": skus.create,
    "product_skus.update": skus.update,
    "items.list": part_orders.list_,
    "purchase_orders.list": purchase_orders.list_,
    "purchase_orders.create": purchase_orders.create,
    "purchase_orders.get": purchase_orders.get,
    "purchase_orders.receive": purchase_orders.receive,
    "purchase_orders.add_line_item": purchase_orders.add_line,
    "vendors.list": vendors.list_,
    "vendors.create": vendors.create,
    "vendors.get": vendors.get,
    "vendors.update": vendors.update,
    "otp_login.create": otp_login.create,
    "user_devices.create": user_devices.create,
    "user_devices.get": user_devices.get,
    "user_devices.update": user_devices.update,
    "callerid.get": callerid.get,
    "wiki_pages.list": wiki.list_,
    "wiki_pages.create": wiki.create,
    "wiki_pages.get": wiki.get,
    "wiki_pages.update": wiki.update,
    "wiki_pages.delete": wiki.delete,
}

SKILL_HANDLERS: dict[str, Handler] = {
    "invoices.payments": invoice_skill.list_payments,
    "invoices.record_payment": invoice_skill.record_payment,
}
"""Routes that the API of record has not, behind the quirk `invoice_skill_routes` (C23)."""

FORMAT = ".json"
_Node = dict[str, Any]
_VALUE, _LEAF = "{}", "/"


def _tree(operations: Iterable[Operation]) -> _Node:
    root: _Node = {}
    for operation in operations:
        node = root
        for segment in operation.path.strip("/").split("/"):
            node = node.setdefault(_VALUE if segment.startswith("{") else segment, {})
        node.setdefault(_LEAF, {})[operation.method] = operation
    return root


_ROOT = _tree(OPERATIONS)
_SKILL_ROOT = _tree(invoice_skill.ROWS)


def handler_of(operation: Operation) -> Handler:
    """What plays an operation."""
    return HANDLERS.get(operation.id) or SKILL_HANDLERS[operation.id]


def find(method: str, path: str, *, with_skill: bool = False) -> tuple[Operation, dict[str, str]] | None:
    """The operation behind a path below `/api/v1` with its path values; fixed segments win over ids."""
    # Rails takes `.json` behind any path for the format that it answers in anyway.
    segments = [segment for segment in path.removesuffix("/").removesuffix(FORMAT).split("/") if segment]
    found = _walk(_ROOT, segments, method, ())
    if found is None and with_skill:
        found = _walk(_SKILL_ROOT, segments, method, ())
    if found is None:
        return None
    operation, values = found
    return operation, dict(zip(operation.path_names, values, strict=True))


def _walk(
    node: _Node, segments: list[str], method: str, values: tuple[str, ...]
) -> tuple[Operation, tuple[str, ...]] | None:
    if not segments:
        operation = node.get(_LEAF, {}).get(method)
        return (operation, values) if operation else None
    first, rest = segments[0], segments[1:]
    if first != _VALUE and first in node and (found := _walk(node[first], rest, method, values)):
        return found
    return _walk(node[_VALUE], rest, method, (*values, first)) if _VALUE in node else None

"""Which operation a request path means, and which function plays it. The table is all there is; nothing registers itself."""

from collections.abc import Iterable
from typing import Any

from syncro.catalog import OPERATIONS, Operation
from syncro.sandbox.context import Handler
from syncro.sandbox.resources import (
    account,
    appointments,
    assets,
    comments,
    contacts,
    contracts,
    customers,
    estimates,
    invoice_lines,
    invoices,
    payments,
    products,
    schedules,
    search,
    ticket_lines,
    tickets,
    timers,
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
    "estimates.get": estimates.get,
    "schedules.list": schedules.list_,
    "schedules.get": schedules.get,
    "contracts.list": contracts.list_,
    "contracts.get": contracts.get,
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
    "customer_assets.get": assets.get,
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
}

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


def find(method: str, path: str) -> tuple[Operation, dict[str, str]] | None:
    """The operation behind a path below `/api/v1` with its path values; fixed segments win over ids."""
    found = _walk(_ROOT, [segment for segment in path.split("/") if segment], method, ())
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

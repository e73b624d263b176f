"""Syncro from Python: every write is a plan that is shown first, sent at most once, proved by reading back.

    from syncro import Reader
    with Reader("https://shop.syncromsp.com/api/v1", key) as read:
        print(read.ticket_numbered(32164).subject)

Names are loaded when they are used, so that `import syncro` costs next to nothing.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from syncro.api import Client, Listing, Pace, Reader
    from syncro.calls import Call
    from syncro.errors import SyncroError, Wrote
    from syncro.records import Comment, Customer, Invoice, Payment, Product, Ticket, TicketLine, TimerEntry
    from syncro.rules.billing.policy import Policy
    from syncro.rules.findings import Finding, Severity
    from syncro.rules.plans.plan import Plan, Step
    from syncro.secret import Secret
    from syncro.workflows.session import Session

_HOMES = {
    "Call": "syncro.calls",
    "Client": "syncro.api",
    "Comment": "syncro.records",
    "Customer": "syncro.records",
    "Finding": "syncro.rules.findings",
    "Invoice": "syncro.records",
    "Listing": "syncro.api",
    "Pace": "syncro.api",
    "Payment": "syncro.records",
    "Plan": "syncro.rules.plans.plan",
    "Policy": "syncro.rules.billing.policy",
    "Product": "syncro.records",
    "Reader": "syncro.api",
    "Secret": "syncro.secret",
    "Session": "syncro.workflows.session",
    "Severity": "syncro.rules.findings",
    "Step": "syncro.rules.plans.plan",
    "SyncroError": "syncro.errors",
    "Ticket": "syncro.records",
    "TicketLine": "syncro.records",
    "TimerEntry": "syncro.records",
    "Wrote": "syncro.errors",
}

__all__ = [
    "Call",
    "Client",
    "Comment",
    "Customer",
    "Finding",
    "Invoice",
    "Listing",
    "Pace",
    "Payment",
    "Plan",
    "Policy",
    "Product",
    "Reader",
    "Secret",
    "Session",
    "Severity",
    "Step",
    "SyncroError",
    "Ticket",
    "TicketLine",
    "TimerEntry",
    "Wrote",
    "__version__",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module 'syncro' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)

"""Status, priority and problem type of a ticket: one of the account's own, as the commands take them (R-04). Pure."""

from collections.abc import Iterator
from typing import Any

from syncro.rules import findings
from syncro.rules.by_hand.write import Check, Need, Write
from syncro.rules.findings import Finding

DESK = Need("tickets.settings", may_lack=True)
SHOP = Need("settings.get", may_lack=True)
SOURCES = {"status": DESK, "priority": SHOP, "problem_type": SHOP}
"""Where the account lists what each field may be."""
UNKNOWN = {"status": "status.unknown", "priority": "priority.unknown", "problem_type": "problem_type.unknown"}
UNCHECKED = {"status": "status.unchecked", "priority": "priority.unchecked", "problem_type": "problem_type.unchecked"}


def _reads(write: Write) -> Iterator[Need]:
    yield from dict.fromkeys(need for name, need in SOURCES.items() if write.body.get(name))


def _finds(write: Write) -> Iterator[Finding]:
    """What the ticket has already may stay, whatever it is: sending it back changes nothing."""
    ticket = write.ticket() if "id" in write.call.path else None
    for name, need in SOURCES.items():
        value = write.body.get(name)
        if not value or (ticket is not None and value == getattr(ticket, name)):
            continue
        yield from _of(name, value, _allowed(name, write.get(need, dict) or {}))


def _of(name: str, value: Any, allowed: list[str]) -> Iterator[Finding]:
    what = name.replace("_", " ")
    if not allowed:
        text = f"The account's list for {what} can't be read: {value!r} is sent as it is."
        yield findings.warning(UNCHECKED[name], text, "Make sure it is spelled as in Syncro.", typed=value)
    elif value not in allowed:
        text = f"{value!r} isn't a {what} of this account."
        yield findings.block(UNKNOWN[name], text, f"Choose one of: {', '.join(allowed)}.", field=name, value=value)


def _allowed(name: str, settings: dict[str, Any]) -> list[str]:
    if name == "status":
        listed = settings.get("ticket_status_list")
    else:
        ticket = settings.get("ticket")
        listed = ticket.get("priorities" if name == "priority" else "problem_types") if isinstance(ticket, dict) else []
    return [str(each) for each in listed] if isinstance(listed, list) else []


OF_ACCOUNT = Check(_finds, _reads)

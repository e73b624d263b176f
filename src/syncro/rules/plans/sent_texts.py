"""Texts of a single request of the API, held against the same rules as any other text that goes out (R-55, R-81). Pure."""

from collections.abc import Iterator, Mapping
from typing import Any

from msgspec.structs import replace

from syncro import invisible
from syncro.calls import Call
from syncro.catalog.groups import SENT
from syncro.rules import findings
from syncro.rules.findings import Finding
from syncro.rules.plans.plan import BY_HAND, Plan, Step, called
from syncro.rules.words import texts
from syncro.rules.words.credentials import NONE, Secrets

NUMBERS = frozenset(
    {"upc_code", "serial_number", "asset_serial", "account_number", "delivery_tracking", "phone", "mobile"}
)
"""Fields for numbers of things, which may look like a card's; a picture is no text either."""
PICTURES = frozenset({"signature_data", "files"})


def check(call: Call, secrets: Secrets = NONE) -> list[Finding]:
    """Our own keys and card numbers stop the plan; other secrets do where customers read, and are a warning elsewhere."""
    is_read = SENT in call.row.resource.traits
    found = []
    for name, text, hidden in _texts(call.body or {}):
        for finding in texts.secrets_in(text, where=f"field {name}", visible=True, secrets=secrets):
            is_open = finding.code != "text.secret" or (is_read and not hidden)
            found.append(finding if is_open else findings.softened(finding))
    return found


def shown_as_sent(plan: Plan) -> Plan:
    """The plan, blocked if a request of it holds what can't be shown: what a person sees must be what is sent.

    Every path, query and body counts, at any depth, whoever wrote it.
    """
    if any(finding.code == texts.INVISIBLE for finding in plan.findings):
        return plan
    unseen = [
        texts.invisible_in(where, words) for step in plan.steps for where, words in in_call(step.call, _request(step))
    ]
    return replace(plan, findings=(*plan.findings, *unseen)) if unseen else plan


def _request(step: Step) -> str:
    words = called(step.name, step.call.row.group)
    return "the request" if words == BY_HAND else f"the {words} request"


def in_call(call: Call, what: str) -> Iterator[tuple[str, str]]:
    """Where a request holds characters that can't be shown, and which."""
    for part, value in (("path", call.path), ("query", call.query), ("body", call.body)):
        yield from invisible.in_value(value, f"{part} of {what}")


def _texts(value: Any, name: str = "", *, hidden: bool = False) -> Iterator[tuple[str, str, bool]]:
    """Every text of a body with its field, however deep, and whether it is in something hidden."""
    if isinstance(value, Mapping):
        inside = hidden or value.get("hidden") is True
        for key, each in value.items():
            if key not in NUMBERS | PICTURES:
                yield from _texts(each, str(key), hidden=inside)
    elif isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each, name, hidden=hidden)
    elif isinstance(value, str):
        yield name, value, hidden

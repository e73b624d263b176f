"""What every plan is held to before it is shown, stored or sent, whoever made it: nothing unseen, no key of ours. Reads no account."""

from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from syncro import secret
from syncro.rules import findings
from syncro.rules.plans.plan import Plan, to_document
from syncro.rules.plans.sent_texts import shown_as_sent
from syncro.workflows.session import Session

KEY = "text.key"


def sendable(session: Session, plan: Plan) -> Plan:
    """The plan, blocked when a request of it holds what can't be shown, or any text of it a key of any configured tech.

    A plan is stored with all its texts, so a key in its reasons or in what was read counts as well.
    """
    plan = shown_as_sent(plan)
    if any(finding.code == KEY for finding in plan.findings):
        return plan
    session.known_secrets()
    places = dict.fromkeys(where for where, text in _texts(to_document(plan), "") if secret.is_in(text))
    kept = [
        findings.block(KEY, f"The plan's {where} contains an API key of this machine.", "Take it out.", text=where)
        for where in places
    ]
    return replace(plan, findings=(*plan.findings, *kept)) if kept else plan


def _texts(value: Any, where: str) -> Iterator[tuple[str, str]]:
    """Every text of a document, the names of fields too, with the part of the plan it stands in."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield where or "text", key
            yield from _texts(item, where or key)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item, where)

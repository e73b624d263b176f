"""A plan and its execution on a terminal. Lays out; decides and reads nothing."""

from syncro import money
from syncro.cli import text
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.preview import MARKS, Section, sections
from syncro.rules.plans.progress import Outcome
from syncro.workflows.engine.executing import Execution
from syncro.workflows.engine.receipts import Receipt

OUTCOMES = {
    Outcome.DONE.value: "✓",
    Outcome.SKIPPED.value: "–",
    Outcome.REFUSED.value: "✗",
    Outcome.UNKNOWN.value: "?",
    Outcome.ABSENT.value: "?",
    Outcome.SENDING.value: "?",
    Outcome.PENDING.value: " ",
}


def preview(plan: Plan) -> str:
    """The whole plan: what it is about, what it comes to, what was read and checked, every request."""
    return "\n\n".join([text.strong(text.one_line(plan.title)), *map(_section, sections(plan))])


def execution(done: Execution) -> str:
    """Receipts, the verified invoice, and what is wrong if anything is."""
    parts = [text.table([_receipt(receipt) for receipt in done.receipts])]
    if done.invoice:
        parts.append(_invoice(done))
    if done.findings:
        parts.append(text.table([(MARKS[finding.severity], finding.text) for finding in done.findings]))
    if done.verified:
        parts.append("Verified: Syncro matches the plan.")
    return "\n\n".join(parts)


def _section(section: Section) -> str:
    heading = f"{text.strong(section.title)}\n" if section.title else ""
    body = text.table(section.rows, heads=section.heads, right=section.right) if section.heads else _rows(section)
    return heading + "\n".join(f"  {line}" for line in body.split("\n"))


def _rows(section: Section) -> str:
    """Requests carry their body on a line of its own, so they aren't set as one table."""
    if section.title == "Requests":
        rows = [[text.one_line(cell) for cell in row] for row in section.rows]
        return "\n".join("  ".join(cell for cell in row if cell) if row[0] else f"   {row[1]}" for row in rows)
    if section.title == "Comment":
        return "\n".join(text.clean(row[0]).replace("\n", " ") for row in section.rows)
    return text.table(section.rows)


WORDS = {Outcome.ABSENT.value: "not found yet"}
"""Outcomes in a person's words: absent is what reading back has shown so far, not the last word."""


def outcome_words(outcome: str) -> str:
    """How an outcome is called on a page; programs get the value itself."""
    return WORDS.get(outcome, outcome)


def status_words(status: str) -> str:
    """How a plan's status is called on a page; programs get the value itself."""
    return status.replace("needs_confirmation", "waits for a yes").replace("_", " ")


def _receipt(receipt: Receipt) -> tuple[str, ...]:
    record = f"id {receipt.id}" if receipt.id else ""
    return (
        OUTCOMES[receipt.outcome],
        receipt.label,
        outcome_words(receipt.outcome),
        record,
        f"as {receipt.as_tech}",
        receipt.how,
    )


def _invoice(done: Execution) -> str:
    invoice = done.invoice or {}
    total = money.readable(invoice.get("total"))
    amount = "?" if total is None else money.text(total)
    return text.strong(text.one_line(f"Invoice {invoice.get('number', '?')}: {amount}"))

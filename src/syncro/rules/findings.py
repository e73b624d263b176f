"""What a check says: data, not exceptions. The same findings reach terminal, JSON and Markdown."""

from collections.abc import Iterable
from enum import StrEnum

from msgspec import Struct, field

from syncro.jsonio import Json


class Severity(StrEnum):
    """`block` stops a plan, `warning` is shown with it, `info` explains it."""

    INFO = "info"
    WARNING = "warning"
    BLOCK = "block"


class Finding(Struct, frozen=True):
    """One thing a check has to say. `code` is stable (`block.partly_covered`), `evidence` holds the values it saw."""

    code: str
    severity: Severity
    message: str
    evidence: dict[str, Json] = field(default_factory=dict)


def info(code: str, message: str, **evidence: Json) -> Finding:
    """A finding that explains."""
    return Finding(code, Severity.INFO, message, evidence)


def warning(code: str, message: str, **evidence: Json) -> Finding:
    """A finding a person should look at before saying yes."""
    return Finding(code, Severity.WARNING, message, evidence)


def block(code: str, message: str, **evidence: Json) -> Finding:
    """A finding that stops the plan."""
    return Finding(code, Severity.BLOCK, message, evidence)


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop the plan."""
    return [finding for finding in findings if finding.severity is Severity.BLOCK]

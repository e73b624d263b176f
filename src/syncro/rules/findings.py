"""What a check says: data, not exceptions. The same findings reach terminal, JSON and Markdown."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from msgspec import Struct, field
from msgspec.structs import replace

from syncro.jsonio import Json


class Severity(StrEnum):
    """`block` stops a plan (people read *blocked*), `warning` is shown with it, `info` explains it."""

    INFO = "info"
    WARNING = "warning"
    BLOCK = "block"

    @property
    def word(self) -> str:
        """What a person reads."""
        return WORDS[self]


WORDS = {Severity.INFO: "note", Severity.WARNING: "warning", Severity.BLOCK: "blocked"}
MISSING_RECORD = "record.missing"


class Finding(Struct, frozen=True):
    """One thing a check has to say.

    `code` is stable (`prepay.partly_covered`) and stands in `rules.codes`. `message` says what is so, `remedy` what to do
    about it: empty where there is nothing to do. `evidence` holds the values that were seen, `money` the amount at stake in
    dollars as text.
    """

    code: str
    severity: Severity
    message: str
    remedy: str = ""
    evidence: dict[str, Json] = field(default_factory=dict)
    money: str | None = None

    @property
    def text(self) -> str:
        """What is so and what to do about it, as it is shown."""
        return f"{self.message} {self.remedy}" if self.remedy else self.message


def info(code: str, message: str, remedy: str = "", *, money: str | None = None, **evidence: Json) -> Finding:
    """A finding that explains."""
    return Finding(code, Severity.INFO, message, remedy, evidence, money)


def warning(code: str, message: str, remedy: str = "", *, money: str | None = None, **evidence: Json) -> Finding:
    """A finding a person should look at before saying yes."""
    return Finding(code, Severity.WARNING, message, remedy, evidence, money)


def block(code: str, message: str, remedy: str = "", *, money: str | None = None, **evidence: Json) -> Finding:
    """A finding that stops the plan."""
    return Finding(code, Severity.BLOCK, message, remedy, evidence, money)


def knowingly(finding: Finding, reason: str, *, why: str = "Repeated on purpose") -> Finding:
    """What stops becomes, with a person's reason, a warning that carries it; the way to give one is no remedy any more."""
    if not reason or finding.severity is not Severity.BLOCK:
        return finding
    message = f"{finding.message} {why}: {reason}"
    return replace(finding, severity=Severity.WARNING, message=message, remedy="")


def about(who: str, finding: Finding) -> Finding:
    """The same, said of somebody by name where several are spoken of."""
    return replace(finding, message=f"{who}: {finding.message}")


def together(findings: Sequence[Finding]) -> str:
    """Several as one paragraph; what to do is said once, after the last that it is for."""
    later = [{each.remedy for each in findings[place:]} for place in range(1, len(findings) + 1)]
    return " ".join(
        each.message if each.remedy in after else each.text for each, after in zip(findings, later, strict=True)
    )


def softened(finding: Finding) -> Finding:
    """The same as a warning, where it need not stop."""
    return replace(finding, severity=Severity.WARNING)


def document(finding: Finding) -> dict[str, Json]:
    """A finding for `--json`."""
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "message": finding.message,
        "remedy": finding.remedy,
        "evidence": finding.evidence,
        "money": finding.money,
    }


def blocking(findings: Iterable[Finding]) -> list[Finding]:
    """Those that stop the plan."""
    return [finding for finding in findings if finding.severity is Severity.BLOCK]

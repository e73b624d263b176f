"""One row of the list of codes: what a finding of this code means, for people."""

from msgspec import Struct

from syncro.rules.findings import Severity

BLOCK, WARNING, INFO = Severity.BLOCK, Severity.WARNING, Severity.INFO
FIELD = "FIELD"
"""In a code: the name of any field."""


class Code(Struct, frozen=True):
    """A code, how severe its findings can be (worst first), why it matters, and what to do; `remedy` may be empty."""

    code: str
    severities: tuple[Severity, ...]
    explanation: str
    remedy: str = ""

    @property
    def severity(self) -> Severity:
        """The worst that it can be."""
        return self.severities[0]

    def covers(self, code: str) -> bool:
        """True for the code itself, and for a field's where the code is about any field."""
        family, _, rest = self.code.partition(".")
        return code == self.code or (rest == FIELD and code.startswith(f"{family}.") and len(code) > len(family) + 1)

"""A drafted text for a plan: notes are checked before they leave, a draft before it is used (R-80, R-81). Decides no number."""

from collections.abc import Callable

from msgspec import Struct

from syncro.drafting import Draft, Drafter, Kind, Material
from syncro.rules.findings import blocking
from syncro.rules.plans.plan import Evidence
from syncro.rules.words import texts
from syncro.rules.words.credentials import NONE, Secrets
from syncro.workflows import vendors

Known = Callable[[], Secrets]


class Worded(Struct, frozen=True):
    """A text and where it comes from; `origin` is empty for words used as typed."""

    text: str
    origin: str = ""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """What the preview says about who wrote it."""
        return (Evidence("Text drafted by", self.origin, "read it before saying yes"),) if self.origin else ()


def worded(drafter: Drafter | None, kind: Kind, notes: str, *, subject: str = "", secrets: Known = Secrets) -> Worded:
    """The notes as a draft; without a drafter as typed.

    Notes that hold a secret stay as typed too, and the plan's own checks stop them.
    """
    known = secrets() if drafter else NONE
    if drafter is None or not notes.strip() or _is_unfit(notes, known):
        return Worded(notes)
    draft = drafter.draft(kind, Material(notes, "" if _is_unfit(subject, known) else subject))
    if draft.model and _is_unfit(draft.text, known):
        draft = Draft(notes, why=f"the text of {draft.model} fails the checks, so the words are as typed")
    return Worded(draft.text, draft.origin)


def loading_checks(meanwhile: Callable[[], None]) -> Callable[[], None]:
    """What to do while answers are waited for, and loading what texts are checked with."""

    def both() -> None:
        vendors.load()
        meanwhile()

    return both


def _is_unfit(text: str, secrets: Secrets) -> bool:
    return bool(blocking(texts.check(text, where="text", visible=True, secrets=secrets)))

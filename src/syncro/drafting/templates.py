"""Plain templates for when no model answers: the person's own words in a fixed frame, nothing added (R-80)."""

from collections.abc import Callable


def resolution(notes: str, subject: str) -> str:
    """The subject and what was done."""
    return f"{_lead('Reported', subject)}Resolved: {_sentence(notes)}"


def comment(notes: str, subject: str) -> str:  # noqa: ARG001 - every template has these two
    """The notes as a sentence."""
    return _sentence(notes)


def initial_issue(notes: str, subject: str) -> str:
    """The subject and what was reported."""
    return f"{_lead('Subject', subject)}Reported: {_sentence(notes)}"


def description(notes: str, subject: str) -> str:  # noqa: ARG001
    """The notes in one line."""
    return " ".join(_sentence(notes).split())


TEMPLATES: dict[str, Callable[[str, str], str]] = {
    "resolution": resolution,
    "comment": comment,
    "initial issue": initial_issue,
    "description": description,
}


def _lead(word: str, subject: str) -> str:
    return f"{word}: {_sentence(subject)}\n" if subject.strip() else ""


def _sentence(text: str) -> str:
    """As typed, but with a capital to begin with and a stop at the end."""
    typed = text.strip()
    stop = "" if not typed or typed[-1] in ".!?…:)" else "."
    return f"{typed[:1].upper()}{typed[1:]}{stop}"

"""Several that match what was typed: a question on a terminal, and elsewhere a refusal that lists them (R-20)."""

from collections.abc import Sequence

from syncro.cli.context import App
from syncro.cli.output import choose
from syncro.records import Customer
from syncro.workflows.reading.lookup import Chooser, customer_named, refuse_to_guess

HINT = "Name one, or give its id."
HINTS = {"appointment": "Give --date, or --id."}
"""How to say which one is meant, where it isn't by its name."""


def chooser(app: App) -> Chooser:
    """Asks the person where there is one; elsewhere raises Ambiguous with a hint."""
    if not app.is_interactive:
        return lambda what, typed, labels: refuse_to_guess(what, typed, labels, hint=HINTS.get(what, HINT))

    def ask(what: str, typed: str, labels: Sequence[str]) -> int:
        is_plain = typed.isdigit() or what in HINTS
        question = f"Which {what}?" if is_plain else f"Which {what} is {typed!r}?"
        return choose(app, question, labels, missing=f"the {what}")

    return ask


def customer(app: App, name: str) -> Customer:
    """The customer of that name or internal id. Raises NotFound, Ambiguous, Refused."""
    return customer_named(app.reader, name, chooser(app))

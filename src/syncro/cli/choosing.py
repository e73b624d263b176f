"""Several that fit: a question on a terminal, and elsewhere a refusal that lists them (R-20)."""

from collections.abc import Sequence

from syncro.cli.context import App
from syncro.cli.output import choose
from syncro.workflows.lookups import Chooser, refuse_to_guess


def chooser(app: App) -> Chooser:
    """Asks the person where there is one."""
    if not app.is_interactive:
        return refuse_to_guess

    def ask(what: str, typed: str, labels: Sequence[str]) -> int:
        return choose(app, f"Which {what} is {typed!r}", labels, missing=f"the {what}")

    return ask

"""What a planner needs besides the request, from a run of the command line. Decides nothing."""

from typing import TYPE_CHECKING

from syncro.cli.context import App
from syncro.workflows.billing import Surroundings
from syncro.workflows.policies import load_policy
from syncro.workflows.taxes import Unchanging

if TYPE_CHECKING:
    from syncro.rules.policy import Policy


def surroundings(app: App, policy: "Policy | None" = None) -> Surroundings:
    """Readers, rules, clock and memory. A dry run stores nothing, so its memory only reads."""
    session, rules = app.session, policy or load_policy(app.config)
    if app.options.dry_run:
        memory = Unchanging(session)
        return Surroundings(session.reader, rules, session.account, app.now(), memory, session.known_secrets)
    return Surroundings(session.reader, rules, session.account, app.now(), session, session.known_secrets, session.warm)

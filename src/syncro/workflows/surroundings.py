"""What a planner needs, from a session: one place for commands, programs and servers alike."""

from datetime import datetime
from functools import cache

from syncro.workflows.planning import Surroundings, Written, nothing
from syncro.workflows.reading.lookup import Chooser, refuse_to_guess
from syncro.workflows.reading.policies import load_policy
from syncro.workflows.reading.taxes import Unchanging
from syncro.workflows.session import Session


def surroundings_of(
    session: Session, *, now: datetime, policy: str = "", choose: Chooser = refuse_to_guess
) -> Surroundings:
    """Readers, rules, clock and memory. `policy` names the rules of another date; empty are those in force.

    A dry run stores nothing, so its memory only reads and no journal is made ready."""
    return Surroundings(
        reader=session.reader,
        rules=cache(lambda: load_policy(session.config, policy or None)),
        account=session.account,
        now=now,
        memory=Unchanging(session) if session.is_dry else session,
        written=lambda plan_id: _written(session, plan_id),
        secrets=session.known_secrets,
        drafter=lambda: session.drafter,
        choose=choose,
        meanwhile=nothing if session.is_dry else session.warm,
    )


def _written(session: Session, plan_id: str) -> Written:
    from syncro.workflows.engine.entries import progress_of
    from syncro.workflows.engine.executing import load

    stored, plan = load(session, plan_id)
    return Written(stored.id, plan, progress_of(session, stored, plan))

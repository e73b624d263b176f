"""From a workflow's request to its plan on the screen: what every writing command ends with. Decides nothing."""

from msgspec import Struct

from syncro.cli.confirming import offer
from syncro.cli.context import App
from syncro.cli.picking import chooser
from syncro.rules.plans.plan import Plan
from syncro.workflows.planning import Surroundings, Workflow
from syncro.workflows.surroundings import surroundings_of


def propose(app: App, workflow: Workflow, request: Struct) -> int:
    """Plan it, show it, and go on only with a yes."""
    return offer(app, planned(app, workflow, request))


def planned(app: App, workflow: Workflow, request: Struct) -> Plan:
    """The plan, by the rules that the request names."""
    return workflow.plan(request, surroundings(app, getattr(request, "policy", "")))


def surroundings(app: App, policy: str = "") -> Surroundings:
    """What planners need, from a run of the command line: several that fit are asked about where somebody is there."""
    return surroundings_of(app.session, now=app.now(), policy=policy, choose=chooser(app))

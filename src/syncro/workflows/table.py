"""The one table of workflows: every write that there is a way to plan. Commands, tools and pages are made from it.

A new one is a planner with its request, a row here, and a command (CONTRIBUTING.md).
"""

from syncro.workflows.planners.adhoc import CALL
from syncro.workflows.planners.billing import BILL
from syncro.workflows.planners.closing import CLOSE
from syncro.workflows.planners.commenting import COMMENT
from syncro.workflows.planners.creating import CREATE
from syncro.workflows.planners.estimating import ESTIMATE, ESTIMATE_LINE
from syncro.workflows.planners.moving import MOVE
from syncro.workflows.planners.repair import REPAIR
from syncro.workflows.planners.undoing import UNDO
from syncro.workflows.planners.updating import UPDATE
from syncro.workflows.planning import Workflow

WORKFLOWS: tuple[Workflow, ...] = (
    BILL,
    REPAIR,
    CLOSE,
    COMMENT,
    CREATE,
    UPDATE,
    MOVE,
    ESTIMATE,
    ESTIMATE_LINE,
    CALL,
    UNDO,
)

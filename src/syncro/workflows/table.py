"""The one table of workflows: every write that there is a way to plan. Commands, tools and pages are made from it.

A new one is a planner with its request, a row here, and a command (CONTRIBUTING.md).
"""

from syncro.workflows.adhoc import CALL
from syncro.workflows.billing import BILL
from syncro.workflows.closing import CLOSE
from syncro.workflows.commenting import COMMENT
from syncro.workflows.creating import CREATE
from syncro.workflows.estimating import ESTIMATE, ESTIMATE_LINE
from syncro.workflows.moving import MOVE
from syncro.workflows.planning import Workflow
from syncro.workflows.repair import REPAIR
from syncro.workflows.undoing import UNDO
from syncro.workflows.updating import UPDATE

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

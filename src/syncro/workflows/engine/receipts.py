"""What is told of each step after an execution: our record of what was asked, answered and found (R-83)."""

from msgspec import Struct

from syncro.jsonio import Json
from syncro.rules.plans.plan import Step, called
from syncro.rules.plans.progress import Outcome, StepState


class Receipt(Struct, frozen=True):
    """One step: what was sent as whom, its outcome, the id of the record, how it is known, how to undo it."""

    step: str
    operation: str
    reason: str
    as_tech: str
    outcome: str
    id: Json
    how: str
    undo: str

    @property
    def label(self) -> str:
        """The step in a person's words."""
        return called(self.step, self.operation.partition(".")[0])


def receipt_of(step: Step, state: StepState) -> Receipt:
    """The receipt of a step in its present state."""
    return Receipt(
        step=step.name,
        operation=step.call.operation,
        reason=step.reason,
        as_tech=step.owner,
        outcome=state.outcome.value,
        id=state.record.get("id"),
        how=state.how or state.message,
        undo=step.undo if state.outcome is Outcome.DONE else "",
    )

"""What an undo says: what it deletes by number and sum, what stays, no name of a step that only programs know (R-83)."""

import re

import shop
from desk import Desk, Syncro
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.preview import sections
from syncro.workflows.planners.undoing import UndoRequest, plan_undo
from syncro.workflows.planners.updating import UpdateRequest, plan_update

NUMBER = shop.number(shop.TICKETS[shop.PLAIN])
INTERNAL = re.compile(r"\b(?:undo-)?(?:line|timer|charge|fix|repair)-\d|\b\w+s\.(?:list|get|create|update|delete)\b")


def undo_of(desk: Desk, plan: Plan) -> Plan:
    stored = desk.keep(plan)
    assert desk.execute(stored).verified
    return plan_undo(UndoRequest(stored.id, desk.session.tech.alias), desk.around())


def shown(plan: Plan) -> str:
    return "\n".join("  ".join(row) for each in sections(plan) for row in each.rows)


def test_the_undo_of_a_bill_names_what_it_deletes_and_what_stays(desk: Desk, syncro_side: Syncro) -> None:
    undo = undo_of(desk, desk.plan(NUMBER))
    [invoice] = syncro_side.of_ticket("invoices", shop.TICKETS[shop.PLAIN])
    reasons = {step.name: step.reason for step in undo.steps}
    assert reasons["undo-invoice"] == f"deletes invoice {invoice['number']} ({float(invoice['total']):.2f})"
    assert reasons["undo-line-1"].startswith("deletes the line: 0.75 × 150.00 Labor")
    assert reasons["undo-status"].startswith("sets status back to ")
    assert "The comment stays; comments can't be deleted." in [each.message for each in undo.findings]


def test_no_preview_shows_the_inner_name_of_a_step_or_an_operation(desk: Desk) -> None:
    bill = desk.plan(NUMBER)
    undo = undo_of(desk, bill)
    for plan in (bill, undo):
        assert not INTERNAL.search(shown(plan)), shown(plan)
    assert not any("can't be undone;" in step.undo for step in undo.steps)
    assert "Undo line 1  stays deleted; a new plan can create it again" in shown(undo)


def test_the_undo_of_a_change_says_what_it_goes_back_to(desk: Desk) -> None:
    asked = UpdateRequest(NUMBER, desk.session.tech.alias, status="In Progress")
    undo = undo_of(desk, plan_update(asked, desk.around()))
    assert [step.reason for step in undo.steps] == ["sets status back to New"]

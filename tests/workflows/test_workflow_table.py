"""The one table of workflows: what each row says is what its planner does, and commands are made from it (G-03)."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import click
import msgspec
import pytest
from msgspec import Struct
from test_work_repair import wrong_invoice

import shop
from desk import Desk, Syncro
from syncro.calls import Call
from syncro.catalog import Effect
from syncro.cli.root import ROOT
from syncro.rules.billing.estimates import Hardware
from syncro.rules.billing.work import Work
from syncro.rules.plans.plan import Plan
from syncro.rules.tickets.comments import CommentMode
from syncro.workflows.planners.adhoc import CALL, CallRequest
from syncro.workflows.planners.billing import BILL, BillRequest
from syncro.workflows.planners.closing import CLOSE, CloseRequest
from syncro.workflows.planners.commenting import COMMENT, CommentRequest
from syncro.workflows.planners.creating import CREATE, CreateRequest
from syncro.workflows.planners.estimating import ESTIMATE, ESTIMATE_LINE, EstimateLineRequest, EstimateRequest
from syncro.workflows.planners.moving import MOVE, MoveRequest
from syncro.workflows.planners.repair import REPAIR, RepairRequest
from syncro.workflows.planners.undoing import UNDO, UndoRequest
from syncro.workflows.planners.updating import UPDATE, UpdateRequest
from syncro.workflows.planning import Does, Workflow
from syncro.workflows.table import WORKFLOWS

TECH = "tech-1"
TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = shop.number(TICKET)
WORK = (Work(45, "remote", TECH),)
MAILED = CommentMode.EMAIL
Sample = Callable[[Desk, Syncro], Struct]


def a_bill(desk: Desk, side: Syncro) -> Struct:
    return BillRequest(NUMBER, WORK, TECH, text="Rebuilt the mail profile")


def a_repair(desk: Desk, side: Syncro) -> Struct:
    wrong_invoice(side, TICKET)
    return RepairRequest(NUMBER, TECH)


def a_close(desk: Desk, side: Syncro) -> Struct:
    return CloseRequest(NUMBER, TECH, "Rebuilt the mail profile", works=WORK)


def a_comment(desk: Desk, side: Syncro) -> Struct:
    return CommentRequest(NUMBER, "It is ready", TECH, MAILED)


def a_ticket(desk: Desk, side: Syncro) -> Struct:
    return CreateRequest(str(shop.PLAIN), TECH, "Fax hums", "All day", start="2031-12-01 2pm", mails=True)


def a_change(desk: Desk, side: Syncro) -> Struct:
    return UpdateRequest(NUMBER, TECH, status="in progress")


def a_move(desk: Desk, side: Syncro) -> Struct:
    fields = {"start_at": "2027-03-05T09:00:00-07:00", "summary": "Swap the switch", "user_ids": [shop.AVERY]}
    made = side.someone("POST", "appointments", {**fields, "customer_id": shop.PLAIN})["appointment"]
    return MoveRequest(str(shop.PLAIN), TECH, start="14:30", day="2027-03-05", id=made["id"])


def an_estimate(desk: Desk, side: Syncro) -> Struct:
    return EstimateRequest(shop.PLAIN, "Front desk", date(2026, 11, 20), TECH)


def an_estimate_line(desk: Desk, side: Syncro) -> Struct:
    body = {"customer_id": shop.PLAIN, "date": "2026-11-20", "name": "Front desk"}
    number = side.someone("POST", "estimates", body)["estimate"]["number"]
    return EstimateLineRequest(str(number), Hardware("Laptop", Decimal("1249.00"), Decimal(1), Decimal("980.50")), TECH)


def a_call(desk: Desk, side: Syncro) -> Struct:
    return CallRequest(Call("tickets.update", {"id": TICKET}, body={"priority": "3 Low"}), TECH)


def an_undo(desk: Desk, side: Syncro) -> Struct:
    stored = desk.keep(desk.plan(NUMBER))
    assert desk.execute(stored).verified
    return UndoRequest(stored.id, TECH)


SAMPLES: dict[str, Sample] = {
    BILL.name: a_bill,
    REPAIR.name: a_repair,
    CLOSE.name: a_close,
    COMMENT.name: a_comment,
    CREATE.name: a_ticket,
    UPDATE.name: a_change,
    MOVE.name: a_move,
    ESTIMATE.name: an_estimate,
    ESTIMATE_LINE.name: an_estimate_line,
    CALL.name: a_call,
    UNDO.name: an_undo,
}


@pytest.fixture(params=WORKFLOWS, ids=lambda row: row.name)
def workflow(request: pytest.FixtureRequest) -> Workflow:
    row: Workflow = request.param
    return row


def done_by(plan: Plan) -> set[Does]:
    """What a plan's steps can do, by the catalog's rows and what takes each back."""
    effects = {step.call.row.effect for step in plan.steps}
    lasting = any(step.inverse is None and step.call.method in ("POST", "DELETE") for step in plan.steps)
    return {
        Does.WRITE,
        *([Does.MONEY] if Effect.MONEY in effects else []),
        *([Does.MAIL] if Effect.MAIL in effects else []),
        *([Does.UNDELETABLE] if lasting else []),
    }


def test_each_row_has_a_name_of_its_own_and_a_sample_here() -> None:
    assert [row.name for row in WORKFLOWS] == list(SAMPLES)


def test_a_request_travels_as_json_and_plans_the_same(workflow: Workflow, desk: Desk, syncro_side: Syncro) -> None:
    request = SAMPLES[workflow.name](desk, syncro_side)
    assert type(request) is workflow.request
    arrived = msgspec.json.decode(msgspec.json.encode(request), type=workflow.request)
    assert arrived == request
    around = desk.around()
    here, there = workflow.plan(request, around), workflow.plan(arrived, around)
    assert [step.call for step in here.steps] == [step.call for step in there.steps] != []


def test_a_request_has_a_json_schema(workflow: Workflow) -> None:
    schema: dict[str, Any] = msgspec.json.schema(workflow.request)
    (properties,) = [each["properties"] for name, each in schema["$defs"].items() if name == workflow.request.__name__]
    assert set(properties) == set(workflow.request.__struct_fields__)


def test_a_plan_does_no_more_than_its_row_says(workflow: Workflow, desk: Desk, syncro_side: Syncro) -> None:
    plan = workflow.plan(SAMPLES[workflow.name](desk, syncro_side), desk.around())
    done = done_by(plan)
    assert done <= workflow.does
    if workflow is not CALL:
        assert done == workflow.does


@pytest.mark.parametrize("workflow", [row for row in WORKFLOWS if row is not REPAIR], ids=lambda row: row.name)
def test_a_command_is_made_from_its_row(workflow: Workflow) -> None:
    """All but the repair, which is a flag of `syncro bill`."""
    context = click.Context(ROOT)
    found: click.Command | None = ROOT
    for word in workflow.name.split():
        assert isinstance(found, click.Group)
        found = found.get_command(context, word)
    assert found is not None
    assert found.help
    assert found.help.startswith(workflow.summary)

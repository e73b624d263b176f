"""Two clocks that don't agree: nothing is written twice because one of them is wrong (R-52)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

import shop
from desk import Desk, Syncro, codes
from syncro.rules.plans.progress import Status
from syncro.rules.tickets.comments import CommentMode
from syncro.workflows.planners.commenting import CommentRequest, plan_comment
from syncro.workflows.planners.creating import CreateRequest, plan_create

Line = Callable[..., Any]
SUBJECT = "Rack hums"
TICKET = shop.TICKETS[shop.PLAIN]


@pytest.fixture(params=[timedelta(days=-50), timedelta(days=-3), timedelta(days=9)], ids=["50 back", "3 back", "9 on"])
def apart(request: pytest.FixtureRequest, syncro_side: Syncro) -> timedelta:
    """Syncro's clock is that far from ours."""
    moment = datetime.now().astimezone() + request.param
    syncro_side.control("PUT", "clock", {"now": moment.isoformat()})
    return request.param


def made(syncro_side: Syncro) -> list[dict[str, Any]]:
    return [each for each in syncro_side.records("tickets") if each["subject"] == SUBJECT]


def test_a_lost_new_ticket_is_found(desk: Desk, syncro_side: Syncro, apart: timedelta) -> None:
    request = CreateRequest(str(shop.PLAIN), desk.session.tech.alias, SUBJECT, "Since Monday")
    stored = desk.keep(plan_create(request, desk.around()))
    syncro_side.fault("drop_after", "tickets.create")
    done = desk.execute(stored)
    assert (done.status, done.verified) == (Status.DONE, True)
    assert len(made(syncro_side)) == 1


def test_a_lost_new_ticket_made_by_hand_is_found(line: Line, syncro_side: Syncro, apart: timedelta) -> None:
    body = ["-f", f"customer_id={shop.PLAIN}", "-f", "subject=Rack hums"]
    plan = line("api", "POST", "/tickets", *body, "--json").json
    syncro_side.fault("drop_after", "tickets.create")
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["receipts"][0]["outcome"]) == (0, "done")
    assert len(made(syncro_side)) == 1


def test_what_was_written_moments_ago_is_so_by_syncros_clock(desk: Desk, syncro_side: Syncro, apart: timedelta) -> None:
    def plan() -> Any:
        words = CommentRequest(shop.number(TICKET), "On my way", desk.session.tech.alias, CommentMode.INTERNAL)
        return plan_comment(words, desk.around())

    assert desk.execute(desk.keep(plan())).verified
    assert "duplicate.comment" in codes(plan())
    long_ago = datetime.now().astimezone() + apart + timedelta(hours=3)
    syncro_side.control("PUT", "clock", {"now": long_ago.isoformat()})
    assert "duplicate.comment" not in codes(plan())

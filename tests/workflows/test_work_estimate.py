"""An estimate and its hardware lines: made once, priced as shown, summed right (R-12, facts §7)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec.structs import replace

import shop
from desk import Desk, Syncro, codes, outcomes
from syncro.errors import CheckFailed, ConfigError, NotFound, UsageError
from syncro.rules.billing.estimates import Hardware
from syncro.rules.plans.plan import Plan
from syncro.workflows.planners.estimating import EstimateLineRequest, EstimateRequest, plan_estimate, plan_estimate_line

DAY = date(2026, 11, 20)
TRAP = "estimate_line_price_ignored_with_product"


@pytest.fixture
def number(syncro_side: Syncro) -> str:
    """The visible number of an empty estimate of the plain customer."""
    return make(syncro_side, shop.PLAIN)


def make(syncro_side: Syncro, customer: int) -> str:
    body = {"customer_id": customer, "date": str(DAY), "name": "Front desk"}
    made = syncro_side.someone("POST", "estimates", body)["estimate"]
    syncro_side.forget_requests()
    return str(made["number"])


def planned(desk: Desk, number: str, name: str = "Example Laptop 14", price: str = "1249.00", **more: Any) -> Plan:
    repeat = more.pop("allow_repeat", "")
    thing = Hardware(name, Decimal(price), Decimal(more.pop("quantity", "1")), **more)
    return plan_estimate_line(EstimateLineRequest(number, thing, desk.session.tech.alias, repeat), desk.around())


def new(desk: Desk, customer: int = shop.PLAIN, name: str = "Front desk", **more: Any) -> Plan:
    return plan_estimate(EstimateRequest(customer, name, DAY, desk.session.tech.alias, **more), desk.around())


def lines(syncro_side: Syncro) -> list[dict[str, Any]]:
    return syncro_side.records("estimate_lines")


@pytest.mark.parametrize(("trap", "price_step"), [(True, "done"), (False, "skipped")])
def test_a_hardware_line_keeps_its_own_name_and_price(
    desk: Desk, syncro_side: Syncro, number: str, trap: bool, price_step: str
) -> None:
    syncro_side.quirk(TRAP, trap)
    done = desk.execute(desk.keep(planned(desk, number, quantity="2")))
    assert done.verified, done.findings
    assert outcomes(done) == {"line": "done", "price": price_step}
    [line] = lines(syncro_side)
    assert line["product_id"] == shop.HARDWARE
    assert (line["item"], line["name"], line["taxable"]) == ("Hardware", "Example Laptop 14", True)
    assert (Decimal(line["price"]), Decimal(line["quantity"])) == (Decimal(1249), Decimal(2))
    [estimate] = syncro_side.records("estimates")
    assert Decimal(estimate["total"]) == Decimal("2498.00") == Decimal(str(done.plan.expected.total))


def test_the_tax_of_a_line_is_in_the_total_that_is_verified(desk: Desk, syncro_side: Syncro) -> None:
    number = make(syncro_side, shop.TAXED)
    plan = planned(desk, number, price="100.00")
    assert codes(plan) == {"tax.unknown"}
    done = desk.execute(desk.keep(plan))
    assert done.verified, done.findings
    assert plan.expected.total is None
    assert Decimal(syncro_side.records("estimates")[0]["total"]) == Decimal("108.10")


def test_a_lost_price_is_sent_on_resume_and_makes_no_second_line(desk: Desk, syncro_side: Syncro, number: str) -> None:
    stored = desk.keep(planned(desk, number))
    syncro_side.quirk(TRAP, True)
    syncro_side.fault("drop_before", "estimates.update_line_item")
    done = desk.execute(stored)
    assert not done.verified
    assert outcomes(done)["price"] == "absent"
    syncro_side.calm()
    again = desk.resume(stored)
    assert again.verified, again.findings
    assert [Decimal(line["price"]) for line in lines(syncro_side)] == [Decimal(1249)]


@pytest.mark.parametrize("fault", ["drop_after", "error_after", "html_200", "null_body"])
def test_a_lost_answer_makes_no_second_line(desk: Desk, syncro_side: Syncro, number: str, fault: str) -> None:
    syncro_side.fault(fault, "estimates.add_line_item", count=1)
    done = desk.execute(desk.keep(planned(desk, number)))
    assert done.verified, done.findings
    assert len(lines(syncro_side)) == 1


def test_a_lost_answer_to_a_new_estimate_makes_no_second_one(desk: Desk, syncro_side: Syncro) -> None:
    syncro_side.fault("drop_after", "estimates.create", count=1)
    done = desk.execute(desk.keep(new(desk)))
    assert done.verified, done.findings
    assert len(syncro_side.records("estimates")) == 1


def test_an_equal_line_made_moments_ago_stops_the_plan_unless_there_is_a_reason(
    desk: Desk, syncro_side: Syncro, number: str
) -> None:
    desk.execute(desk.keep(planned(desk, number)))
    again = planned(desk, number)
    assert again.is_blocked
    assert "duplicate.line" in codes(again)
    meant = planned(desk, number, allow_repeat="one for each desk")
    assert desk.execute(desk.keep(meant)).verified
    assert len(lines(syncro_side)) == 2


def test_a_line_added_by_somebody_else_makes_the_plan_stale(desk: Desk, syncro_side: Syncro, number: str) -> None:
    stored = desk.keep(planned(desk, number))
    id_ = syncro_side.records("estimates")[0]["id"]
    syncro_side.someone("POST", f"estimates/{id_}/line_items", {"item": "Cable", "name": "Cable", "price": 5})
    done = desk.execute(stored)
    assert (done.status, done.wrote) == ("stale", "no")
    assert len(lines(syncro_side)) == 1


def test_an_estimate_that_became_an_invoice_takes_no_line(desk: Desk, syncro_side: Syncro, number: str) -> None:
    id_ = syncro_side.records("estimates")[0]["id"]
    syncro_side.someone("POST", f"estimates/{id_}/convert_to_invoice")
    plan = planned(desk, number)
    assert plan.is_blocked
    assert "estimate.converted" in codes(plan)


def test_a_decided_estimate_is_warned_about(desk: Desk, syncro_side: Syncro, number: str) -> None:
    id_ = syncro_side.records("estimates")[0]["id"]
    syncro_side.someone("PUT", f"estimates/{id_}", {"status": "Approved"})
    plan = planned(desk, number)
    assert codes(plan) == {"estimate.decided"}
    assert not plan.is_blocked


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"quantity": "0"}, "Quantity must be more than 0"),
        ({"price": "-5"}, "discount"),
        ({"price": "1.005"}, "two decimals"),
        ({"cost": Decimal(-1)}, "discount"),
    ],
)
def test_impossible_amounts_are_refused_before_anything_is_read(
    desk: Desk, syncro_side: Syncro, fields: dict[str, Any], said: str
) -> None:
    syncro_side.forget_requests()
    with pytest.raises(UsageError, match=said):
        planned(desk, "1", **fields)
    assert syncro_side.requests() == []


def test_a_name_that_must_not_go_out_blocks(desk: Desk, number: str) -> None:
    assert "text.key" in codes(planned(desk, number, name="Laptop sandbox-tech-1"))
    assert "text.empty" in codes(planned(desk, number, name=" "))


def test_odd_names_arrive_as_typed(desk: Desk, syncro_side: Syncro, number: str) -> None:
    name = 'Cable $5 "quoted" `tick` ½″ 🔌 <b>'
    done = desk.execute(desk.keep(planned(desk, number, name=name)))
    assert done.verified, done.findings
    assert [line["name"] for line in lines(syncro_side)] == [name]


def test_a_new_estimate_is_linked_to_its_ticket_and_read_back(desk: Desk, syncro_side: Syncro) -> None:
    ticket = shop.TICKETS[shop.PLAIN]
    done = desk.execute(desk.keep(new(desk, ticket=shop.number(ticket))))
    assert done.verified, done.findings
    [made] = syncro_side.records("estimates")
    assert (made["customer_id"], made["ticket_id"], made["name"]) == (shop.PLAIN, ticket, "Front desk")


def test_a_ticket_of_another_customer_is_refused(desk: Desk) -> None:
    with pytest.raises(CheckFailed, match="another customer"):
        new(desk, ticket=shop.number(shop.TICKETS[shop.BLOCK]))


def test_a_disabled_customer_gets_no_estimate(desk: Desk) -> None:
    plan = new(desk, shop.DISABLED)
    assert plan.is_blocked
    assert "customer.disabled" in codes(plan)


def test_an_estimate_of_the_same_name_made_moments_ago_stops_the_next(desk: Desk) -> None:
    desk.execute(desk.keep(new(desk)))
    assert new(desk).is_blocked
    assert not new(desk, name="Another desk").is_blocked
    assert not new(desk, allow_repeat="two desks").is_blocked


def test_an_unknown_estimate_and_a_policy_without_hardware_are_named(desk: Desk, number: str) -> None:
    with pytest.raises(NotFound):
        planned(desk, "99999")
    around = desk.around()
    without = replace(around.policy, hardware_product=None)
    bare = replace(around, rules=lambda: without)
    thing = Hardware("Mouse", Decimal(9), Decimal(1))
    with pytest.raises(ConfigError, match="hardware"):
        plan_estimate_line(EstimateLineRequest(number, thing, desk.session.tech.alias), bare)

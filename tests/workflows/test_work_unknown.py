"""What Syncro doesn't tell is read from the customer's detail, and stops the bill where that doesn't tell it either."""

from typing import Any

import pytest

import shop
from desk import Desk, Syncro, codes
from injury import Edit, Injure, injuring, leaving_out, setting
from syncro.errors import CheckFailed, NotAuthorized, Unusable
from syncro.rules.billing.policy import Channel, Method
from syncro.rules.findings import blocking
from syncro.rules.plans.plan import Plan
from syncro.rules.plans.progress import Status

TICKET, BLOCK_TICKET, TAXED_TICKET = (shop.number(shop.TICKETS[each]) for each in (shop.PLAIN, shop.BLOCK, shop.TAXED))
UNKNOWN: dict[str, Edit] = {
    "missing": leaving_out("customer", "prepay_hours"),
    "null": setting("customer", "prepay_hours", None),
    "blank": setting("customer", "prepay_hours", ""),
    "negative": setting("customer", "prepay_hours", "-4.0"),
    "absurd": setting("customer", "prepay_hours", "1000000.0"),
}
TOUCHED = {
    "remote": ("remote", None, False),
    "onsite": ("onsite", None, False),
    "in-shop": ("in_shop", None, False),
    "website": ("website", None, False),
    "emergency": ("emergency", Channel.ONSITE, False),
    "remote emergency": ("remote", None, True),
    "emergency without its channel": ("emergency", None, False),
}
UNTOUCHED = ["warranty", "internal", "travel", "project"]


@pytest.fixture
def injure(monkeypatch: pytest.MonkeyPatch) -> Injure:
    return injuring(monkeypatch)


def stops(plan: Plan) -> set[str]:
    return {finding.code for finding in blocking(plan.findings)}


def add_line(syncro: Syncro, ticket: int, product: int, price: float) -> None:
    body = {"product_id": product, "name": "Waiting", "description": "x", "quantity": 1, "price_retail": price}
    line = syncro.someone("POST", f"tickets/{ticket - 23_000}/add_line_item", {**body, "taxable": False})
    category = syncro.record("products", product)["product_category"]
    syncro.store("ticket_lines", [{**syncro.record("ticket_lines", line["id"]), "product_category": category}])


@pytest.mark.parametrize("nested", [False, True])
@pytest.mark.parametrize("method", [Method.LINE_ITEM, Method.TIMER])
def test_prepay_hours_are_found_wherever_syncro_tells_them(
    desk: Desk, syncro_side: Syncro, method: Method, nested: bool
) -> None:
    syncro_side.quirk("prepay_in_nested", nested)
    plan = desk.plan(BLOCK_TICKET, 90, "remote", emergency=True, method=method)
    assert (plan.expected.prepay_before, plan.expected.prepay_after, plan.expected.total) == ("20.00", "17.75", "0.00")
    assert desk.execute(desk.keep(plan)).verified


@pytest.mark.parametrize("customer", [BLOCK_TICKET, TICKET])
@pytest.mark.parametrize("unknown", UNKNOWN)
@pytest.mark.parametrize("work", TOUCHED)
def test_work_that_prepay_hours_may_pay_for_stops_while_they_arent_known(
    desk: Desk, syncro_side: Syncro, injure: Injure, customer: int, unknown: str, work: str
) -> None:
    injure("customers.get", UNKNOWN[unknown])
    labor, channel, emergency = TOUCHED[work]
    plan = desk.plan(customer, 60, labor, channel=channel, emergency=emergency)
    assert stops(plan) <= {"prepay.unknown", "prepay.senseless"}
    assert len(stops(plan)) == 1
    assert plan.expected.prepay_after is None
    known = {"negative": "-4.00", "absurd": "1000000.00"}
    assert plan.expected.prepay_before == known.get(unknown)
    with pytest.raises(CheckFailed, match="prepay hours"):
        desk.keep(plan)
    assert syncro_side.writes() == []


@pytest.mark.parametrize("unknown", UNKNOWN)
@pytest.mark.parametrize("labor", UNTOUCHED)
def test_work_that_costs_the_same_either_way_goes_on(
    desk: Desk, syncro_side: Syncro, injure: Injure, unknown: str, labor: str
) -> None:
    injure("customers.get", UNKNOWN[unknown])
    done = desk.bill(TICKET, 60, labor, allow_project=True)
    assert (done.status, done.verified) == (Status.DONE, True), done.findings


@pytest.mark.parametrize("unknown", UNKNOWN)
@pytest.mark.parametrize("product", [shop.REMOTE, shop.EMERGENCY, shop.HOURS])
def test_a_waiting_line_that_they_may_pay_for_stops_the_bill_too(
    desk: Desk, syncro_side: Syncro, injure: Injure, unknown: str, product: int
) -> None:
    add_line(syncro_side, TICKET, product, 10.0)
    injure("customers.get", UNKNOWN[unknown])
    plan = desk.plan(TICKET, 60, "travel")
    assert stops(plan) <= {"prepay.unknown", "prepay.senseless"}
    assert len(stops(plan)) == 1


@pytest.mark.parametrize("unknown", UNKNOWN)
def test_a_waiting_line_of_hardware_alone_goes_on(
    desk: Desk, syncro_side: Syncro, injure: Injure, unknown: str
) -> None:
    add_line(syncro_side, TICKET, shop.HARDWARE, 10.0)
    injure("customers.get", UNKNOWN[unknown])
    assert desk.plan(TICKET, 60, "travel").expected.total == "50.00"


def test_prepay_hours_that_come_to_be_known_make_the_plan_stale(
    desk: Desk, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        injuring(patch)("customers.get", UNKNOWN["missing"])
        stored = desk.keep(desk.plan(TICKET, 60, "travel"))
    done = desk.execute(stored)
    assert done.status is Status.STALE
    assert "prepay hours was nothing, is now 0.00" in done.message
    assert syncro_side.writes() == []


@pytest.mark.parametrize("nested", [True, False])
def test_a_key_that_may_not_read_customers_bills_only_what_prepay_hours_dont_touch(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, syncro_side: Syncro, nested: bool
) -> None:
    from syncro.api.reads import Reads

    def refuse(_self: Reads, _customer_id: int) -> Any:
        raise NotAuthorized("the key lacks the permission customer: read", status=401)

    syncro_side.quirk("prepay_in_nested", nested)
    monkeypatch.setattr(Reads, "customer", refuse)
    plan = desk.plan(TICKET)
    assert stops(plan) == (set() if nested else {"prepay.unknown"})
    assert not desk.plan(TICKET, 60, "travel").is_blocked


@pytest.mark.parametrize(("name", "words"), [("line_items", "its lines"), ("ticket_timers", "its timer entries")])
def test_a_ticket_that_comes_back_without_what_is_on_it_begins_no_plan(
    desk: Desk, syncro_side: Syncro, injure: Injure, name: str, words: str
) -> None:
    stored = desk.keep(desk.plan(TICKET))
    injure("tickets.get", leaving_out("ticket", name))
    with pytest.raises(Unusable, match=words):
        desk.execute(stored)
    assert syncro_side.writes() == []


TAX_UNKNOWN = leaving_out("customer", "tax_rate_id")


def test_a_tax_rate_missing_from_the_nested_customer_is_read_from_the_detail(
    desk: Desk, syncro_side: Syncro, injure: Injure
) -> None:
    syncro_side.quirk("prepay_in_nested", True)
    injure("tickets.get", TAX_UNKNOWN)
    add_line(syncro_side, TAXED_TICKET, shop.HARDWARE, 200.0)
    line = syncro_side.of_ticket("ticket_lines", TAXED_TICKET - 23_000)[0]
    syncro_side.store("ticket_lines", [{**line, "taxable": True}])
    plan = desk.plan(TAXED_TICKET, 60, "remote")
    # A rate applies; which one, no invoice has shown yet.
    assert (plan.expected.subtotal, plan.expected.total) == ("350.00", None)
    assert {"tax.unknown", "tax.customer_unknown"} & codes(plan) == {"tax.unknown"}


@pytest.mark.parametrize("taxable", [True, False])
def test_a_tax_rate_that_nothing_tells_stops_only_a_bill_with_a_taxable_line(
    desk: Desk, syncro_side: Syncro, injure: Injure, taxable: bool
) -> None:
    injure("tickets.get", TAX_UNKNOWN)
    injure("customers.get", TAX_UNKNOWN)
    add_line(syncro_side, TAXED_TICKET, shop.HARDWARE, 200.0)
    line = syncro_side.of_ticket("ticket_lines", TAXED_TICKET - 23_000)[0]
    syncro_side.store("ticket_lines", [{**line, "taxable": taxable}])
    plan = desk.plan(TAXED_TICKET, 60, "remote")
    assert stops(plan) == ({"tax.customer_unknown"} if taxable else set())
    assert plan.expected.total == (None if taxable else "350.00")


def test_a_tax_rate_shown_as_none_is_no_tax(desk: Desk, syncro_side: Syncro) -> None:
    add_line(syncro_side, TICKET, shop.HARDWARE, 200.0)
    line = syncro_side.of_ticket("ticket_lines", TICKET - 23_000)[0]
    syncro_side.store("ticket_lines", [{**line, "taxable": True}])
    assert desk.plan(TICKET, 60, "remote").expected.total == "350.00"


@pytest.mark.parametrize(
    ("operation", "edit", "code"),
    [
        ("tickets.get", leaving_out("line_item", "converted"), "line.state_unknown"),
        ("products.get", leaving_out("product", "product_category"), "prepay.category_unknown"),
        ("products.get", setting("product", "product_category", None), "prepay.category_unknown"),
        ("products.get", leaving_out("product", "name"), "name.unknown"),
        ("products.get", setting("product", "price_retail", -150), "rate.negative"),
        ("products.get", setting("product", "price_retail", "0.004"), "rate.zero"),
        ("products.get", setting("product", "price_retail", 300), "rate.jump"),
    ],
)
def test_what_else_changes_money_and_isnt_told_stops_the_bill(
    desk: Desk, syncro_side: Syncro, injure: Injure, operation: str, edit: Edit, code: str
) -> None:
    add_line(syncro_side, BLOCK_TICKET, shop.REMOTE, 150.0)
    injure(operation, edit)
    assert stops(desk.plan(BLOCK_TICKET)) == {code}


@pytest.mark.parametrize("edit", [leaving_out, setting], ids=["missing", "null"])
@pytest.mark.parametrize(
    ("product", "price", "total"), [(shop.EMERGENCY, 262.5, "0.00"), (shop.HOURS, 140.0, "140.00"), (77, 9.0, "9.00")]
)
def test_a_waiting_lines_category_is_its_products_where_the_line_doesnt_tell_it(
    desk: Desk, syncro_side: Syncro, injure: Injure, edit: Any, product: int, price: float, total: str
) -> None:
    syncro_side.store(
        "products", [{**syncro_side.record("products", shop.HARDWARE), "id": 77, "product_category": None}]
    )
    add_line(syncro_side, BLOCK_TICKET, product, price)
    injure("tickets.get", edit("line_item", "product_category", *([None] if edit is setting else [])))
    plan = desk.plan(BLOCK_TICKET)
    assert (stops(plan), plan.expected.total) == (set(), total)


@pytest.mark.parametrize("edit", [leaving_out("line_item", "product_category")])
def test_a_waiting_line_of_no_known_category_stops_only_where_there_are_prepay_hours(
    desk: Desk, syncro_side: Syncro, injure: Injure, edit: Edit
) -> None:
    for ticket in (TICKET, BLOCK_TICKET):
        add_line(syncro_side, ticket, shop.EMERGENCY, 262.5)
    injure("tickets.get", edit)
    for operation in ("products.get", "products.list"):
        injure(operation, leaving_out("product", "product_category"))
    assert stops(desk.plan(BLOCK_TICKET)) == {"prepay.category_unknown"}
    assert stops(desk.plan(TICKET)) == set()


def test_a_line_that_may_be_taxable_stops_the_bill_of_a_taxed_customer_only(
    desk: Desk, syncro_side: Syncro, injure: Injure
) -> None:
    injure("tickets.get", leaving_out("line_item", "taxable"))
    for ticket in (TICKET, TAXED_TICKET):
        add_line(syncro_side, ticket, shop.HARDWARE, 200.0)
    assert stops(desk.plan(TAXED_TICKET)) == {"tax.line_unknown"}
    assert stops(desk.plan(TICKET)) == set()


@pytest.mark.parametrize(
    ("operation", "edit"),
    [
        ("tickets.get", setting("line_item", "quantity", None)),
        ("tickets.get", setting("line_item", "quantity", "1,50")),
        ("tickets.get", leaving_out("line_item", "quantity")),
        ("tickets.get", setting("line_item", "price_retail", "1_60")),
        ("tickets.get", setting("line_item", "taxable", "true")),
        ("tickets.get", setting("ticket", "line_items", None)),
        ("tickets.get", leaving_out("ticket", "line_items")),
        ("tickets.get", leaving_out("ticket", "ticket_timers")),
        ("products.get", setting("product", "price_retail", "150,00")),
        ("products.get", setting("product", "price_retail", None)),
        ("products.get", leaving_out("product", "price_retail")),
        ("customers.get", setting("customer", "prepay_hours", "8,5")),
        ("customers.get", setting("customer", "prepay_hours", "NaN")),
        ("invoices.list", setting("invoice", "total", None)),
        ("invoices.get", setting("invoice", "total", "1,0")),
        ("invoices.get", setting("invoice", "subtotal", None)),
        ("invoices.list", lambda body: body.update(meta={"total_pages": -3})),
    ],
)
def test_an_answer_that_makes_no_sense_plans_nothing(
    desk: Desk, syncro_side: Syncro, injure: Injure, operation: str, edit: Edit
) -> None:
    add_line(syncro_side, TICKET, shop.REMOTE, 150.0)
    syncro_side.someone("POST", "invoices", {"ticket_id": TICKET - 23_000, "customer_id": shop.PLAIN})
    add_line(syncro_side, TICKET, shop.REMOTE, 160.0)
    assert not desk.plan(TICKET, 30, "travel").is_blocked
    injure(operation, edit)
    with pytest.raises(Unusable) as caught:
        desk.plan(TICKET)
    assert "\n" not in caught.value.message


def test_a_key_whose_owner_has_no_name_is_not_the_one_that_is_configured_by_name(desk: Desk, injure: Injure) -> None:
    injure("me.get", lambda body: body.update(user_name=" "))
    with pytest.raises(NotAuthorized, match=f"belongs to user {shop.AVERY}; the configuration says Avery Stone"):
        desk.plan(TICKET)


def test_an_owner_without_a_name_signs_with_the_number(desk: Desk, injure: Injure) -> None:
    desk.set(PROFILE="", API_KEY="sandbox-tech-2")
    injure("me.get", lambda body: body.pop("user_name"))
    plan = desk.plan(TICKET)
    assert {step.owner for step in plan.steps} == {plan.made_by} == {f"user {shop.BLAKE}"}


@pytest.mark.parametrize(("field", "value"), [("user_id", None), ("user_id", 0), ("user_id", "x")])
def test_a_key_whose_owner_isnt_told_writes_nothing(desk: Desk, injure: Injure, field: str, value: Any) -> None:
    injure("me.get", lambda body: body.update({field: value}))
    with pytest.raises(Unusable, match="whose key it is"):
        desk.plan(TICKET)

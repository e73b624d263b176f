"""Lines by hand, on tickets, invoices, estimates and schedules: the same rules as `syncro bill` (B-07, R-34 to R-38)."""

from decimal import Decimal
from typing import Any

import pytest
from by_hand_stage import (
    LINE,
    NOBODY,
    THEIRS,
    TICKET,
    by_hand,
    charged,
    done,
    invoice_on,
    labels,
    line_on,
    messages,
    pay,
    refused,
    stops,
    timer_on,
    warns,
    without,
)

import shop
from desk import Desk, Syncro

ON = {"id": TICKET}
WRONG: list[tuple[str, dict[str, Any]]] = [
    ("line.name", {"name": "Fixing things"}),
    ("line.name", {"name": "labor - onsite business"}),
    ("line.price", {"price_retail": 174.99}),
    ("line.price", {"price_retail": -175}),
    ("line.price", {"price_retail": 262.5}),
    ("line.free", {"price_retail": 0}),
    ("line.taxable", {"taxable": True}),
    ("line.quantity", {"quantity": 0}),
    ("line.quantity", {"quantity": -1}),
    ("line.quantity", {"quantity": 0.333}),
    ("line.quantity", {"quantity": 45}),
    ("record.missing", {"product_id": NOBODY}),
    ("field.unknown", {"price": 175}),
    ("field.unknown", {"rate": 175}),
    ("field.unknown", {"price_cents": 17500}),
    ("field.unknown", {"user_id": shop.BLAKE}),
    ("field.kind", {"quantity": "1,50"}),
    ("field.kind", {"taxable": "no"}),
    ("text.list", {"description": "<ul><li>Rollers</li></ul>"}),
    ("text.empty", {"description": " "}),
    ("text.internal", {"description": "Internal note: he broke it himself"}),
    ("text.secret", {"description": "The password is Summer2026!x"}),
]


@pytest.mark.parametrize(("code", "change"), WRONG)
def test_a_line_that_breaks_a_rule_of_the_bill_is_refused(
    desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]
) -> None:
    refused(desk, syncro_side, code, "tickets.add_line_item", ON, **LINE | change)


@pytest.mark.parametrize("name", ["product_id", "quantity", "price_retail", "taxable"])
def test_a_line_says_everything_itself(desk: Desk, syncro_side: Syncro, name: str) -> None:
    plan = refused(desk, syncro_side, "line.incomplete", "tickets.add_line_item", ON, **without(LINE, name))
    assert name in messages(plan)


@pytest.mark.parametrize(("typed", "right"), [("price", "price_retail"), ("rate", "price_retail"), ("qty", "quantity")])
def test_a_field_that_syncro_drops_is_refused_with_the_right_name(
    desk: Desk, line: Any, syncro_side: Syncro, typed: str, right: str
) -> None:
    plan = by_hand(desk, "tickets.add_line_item", ON, **LINE, **{typed: 1})
    assert f"Send {right} instead" in messages(plan)
    told = line("api", "POST", f"/tickets/{TICKET}/add_line_item", "-f", f"{typed}=1")
    assert (told.code, f"Send {right} instead" in told.err) == (2, True), told.err


def test_a_line_by_the_rules_is_written_and_read_back(desk: Desk, syncro_side: Syncro) -> None:
    shown = labels(by_hand(desk, "tickets.add_line_item", ON, **LINE))
    assert shown["Product"] == "Labor - Onsite Business at 175.00"
    assert "Plain Paper Co" in shown["Ticket"]
    ended = done(desk, "tickets.add_line_item", ON, **LINE)
    assert ended.verified
    [row] = syncro_side.of_ticket("ticket_lines", TICKET)
    assert (row["name"], row["price_retail"], row["taxable"]) == ("Labor - Onsite Business", 175, False)


RIGHT: list[tuple[str, dict[str, Any]]] = [
    ("warranty", {"product_id": shop.WARRANTY, "name": "Labor- Warranty work", "price_retail": 0}),
    ("internal", {"product_id": shop.INTERNAL, "name": "Labor - Internal Labor", "price_retail": 0}),
    ("travel", {"product_id": shop.TRAVEL, "name": "Fee - Travel Time", "price_retail": 40, "quantity": 1}),
    ("hardware", {"product_id": shop.HARDWARE, "name": "USB-C dock", "price_retail": 129.5, "taxable": True}),
    (
        "emergency",
        {"product_id": shop.EMERGENCY, "name": "Labor - Emergency or After Hours Business", "price_retail": 262.5},
    ),
    (
        "remote emergency",
        {"product_id": shop.EMERGENCY, "name": "Labor - Emergency or After Hours Business", "price_retail": 225},
    ),
    ("text", {"quantity": "0.75", "price_retail": "175.00"}),
]


@pytest.mark.parametrize(("name", "change"), RIGHT)
def test_what_the_rules_allow_is_planned(desk: Desk, name: str, change: dict[str, Any]) -> None:
    assert stops(by_hand(desk, "tickets.add_line_item", ON, **LINE | change)) == set()


def test_only_a_premium_price_that_the_policy_makes_of_todays_rates_is_taken(desk: Desk, syncro_side: Syncro) -> None:
    emergency = LINE | {"product_id": shop.EMERGENCY, "name": "Labor - Emergency or After Hours Business"}
    for price in (150, 225.01, 393.75):
        refused(desk, syncro_side, "line.price", "tickets.add_line_item", ON, **emergency | {"price_retail": price})
    syncro_side.someone("PUT", f"products/{shop.REMOTE}", {"price_retail": 160.0})
    assert stops(by_hand(desk, "tickets.add_line_item", ON, **emergency | {"price_retail": 240})) == set()


def test_a_regular_product_never_takes_the_premium_price(desk: Desk, syncro_side: Syncro) -> None:
    remote = {"product_id": shop.REMOTE, "name": "Labor - Remote Business", "price_retail": 225}
    refused(desk, syncro_side, "line.price", "tickets.add_line_item", ON, **LINE | remote)


def test_emergency_work_of_a_customer_with_prepay_hours_says_how_they_are_billed(desk: Desk) -> None:
    emergency = {"product_id": shop.EMERGENCY, "name": "Labor - Emergency or After Hours Business", "price_retail": 225}
    plan = by_hand(desk, "tickets.add_line_item", {"id": THEIRS}, **LINE | emergency)
    assert "prepay.emergency" in warns(plan)
    assert "20.00 prepay hours" in messages(plan)


def test_project_labor_needs_the_word_of_a_person(desk: Desk, syncro_side: Syncro) -> None:
    project = LINE | {"product_id": shop.PROJECT, "name": "Labor - Prepaid Project Labor", "price_retail": 0}
    refused(desk, syncro_side, "labor.exempt", "tickets.add_line_item", ON, **project)
    assert stops(by_hand(desk, "tickets.add_line_item", ON, **project, project=True)) == set()


def test_a_product_of_labor_that_the_policy_does_not_know_keeps_its_price_and_is_never_free(
    desk: Desk, syncro_side: Syncro
) -> None:
    new = {"name": "Labor - Night", "description": "Night", "price_retail": 99.0, "product_category": "Labor"}
    product = syncro_side.someone("POST", "products", new | {"taxable": False})["product"]
    body = LINE | {"product_id": product["id"], "name": "Labor - Night"}
    refused(desk, syncro_side, "line.price", "tickets.add_line_item", ON, **body)
    refused(desk, syncro_side, "line.free", "tickets.add_line_item", ON, **body | {"price_retail": 0})
    assert "labor.unknown" in warns(by_hand(desk, "tickets.add_line_item", ON, **body | {"price_retail": 99}))
    syncro_side.someone("PUT", f"products/{product['id']}", {"price_retail": 0.0})
    refused(desk, syncro_side, "labor.unknown", "tickets.add_line_item", ON, **body | {"price_retail": 0})


def test_the_same_work_again_is_refused_until_there_is_a_reason(desk: Desk, syncro_side: Syncro) -> None:
    line_on(syncro_side)
    syncro_side.control("PUT", "clock", {"advance": 7200})
    refused(desk, syncro_side, "duplicate.line", "tickets.add_line_item", ON, **LINE)
    assert stops(by_hand(desk, "tickets.add_line_item", ON, **LINE, repeat="a second visit")) == set()


def test_a_line_beside_a_timer_entry_for_the_same_hours_is_refused(desk: Desk, syncro_side: Syncro) -> None:
    timer_on(syncro_side, end_at="2026-10-05T11:30:00-07:00")
    refused(desk, syncro_side, "duplicate.timer", "tickets.add_line_item", ON, **LINE)


def test_a_line_on_a_billed_ticket_needs_a_reason_and_a_disabled_customer_gets_none(
    desk: Desk, syncro_side: Syncro
) -> None:
    billed = {"id": shop.DONE_TICKET}
    refused(desk, syncro_side, "ticket.invoiced", "tickets.add_line_item", billed, **LINE)
    assert stops(by_hand(desk, "tickets.add_line_item", billed, **LINE, repeat="forgotten")) == set()
    closed = {"id": shop.TICKETS[shop.DISABLED]}
    refused(desk, syncro_side, "customer.disabled", "tickets.add_line_item", closed, **LINE)


def test_a_rate_that_changed_since_the_preview_stops_the_line(desk: Desk, syncro_side: Syncro) -> None:
    stored = desk.keep(by_hand(desk, "tickets.add_line_item", ON, **LINE))
    syncro_side.someone("PUT", f"products/{shop.ONSITE}", {"price_retail": 180.0})
    syncro_side.forget_requests()
    assert desk.execute(stored).status.value == "stale"
    assert syncro_side.writes() == []


# Changing and removing


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("line.name", {"name": "Other work"}),
        ("line.free", {"price_retail": 0}),
        ("line.price", {"price_retail": 100}),
        ("line.taxable", {"taxable": True}),
        ("line.quantity", {"quantity": 0}),
        ("field.unknown", {"price": 5}),
        ("record.missing", {"product_id": NOBODY}),
        ("text.list", {"description": "<li>x</li>"}),
    ],
)
def test_a_line_is_never_changed_into_one_that_could_not_be_made(
    desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]
) -> None:
    body = {"ticket_line_item_id": line_on(syncro_side)} | change
    refused(desk, syncro_side, code, "tickets.update_line_item", ON, **body)


def test_another_product_is_another_name_and_price(desk: Desk, syncro_side: Syncro) -> None:
    body = {"ticket_line_item_id": line_on(syncro_side), "product_id": shop.REMOTE}
    plan = by_hand(desk, "tickets.update_line_item", ON, **body)
    assert stops(plan) == {"line.name", "line.price"}
    right = body | {"name": "Labor - Remote Business", "price_retail": 150}
    assert stops(by_hand(desk, "tickets.update_line_item", ON, **right)) == set()


def test_a_generated_line_of_nothing_is_put_right_at_the_products_own_rate(desk: Desk, syncro_side: Syncro) -> None:
    """The shop's documented repair after a charge."""
    syncro_side.quirk("zero_rate_charges", 1)
    made = charged(syncro_side, timer_on(syncro_side))
    syncro_side.quirk("zero_rate_charges", 0)
    assert syncro_side.record("ticket_lines", made)["price_retail"] == 0
    body = {"ticket_line_item_id": made, "price_retail": Decimal(150), "taxable": False}
    assert done(desk, "tickets.update_line_item", ON, **body).verified


@pytest.mark.parametrize("operation", ["tickets.update_line_item", "tickets.remove_line_item"])
def test_an_invoiced_line_and_one_of_another_ticket_stay_as_they_are(
    desk: Desk, syncro_side: Syncro, operation: str
) -> None:
    more = {"description": "Other words"} if "update" in operation else {}
    elsewhere = line_on(syncro_side, THEIRS)
    refused(desk, syncro_side, "line.elsewhere", operation, ON, ticket_line_item_id=elsewhere, **more)
    mine = line_on(syncro_side)
    assert stops(by_hand(desk, operation, ON, ticket_line_item_id=mine, **more)) == set()
    stored = desk.keep(by_hand(desk, operation, ON, ticket_line_item_id=mine, **more))
    invoice_on(syncro_side)
    refused(desk, syncro_side, "line.invoiced", operation, ON, ticket_line_item_id=mine, **more)
    assert desk.execute(stored).status.value == "stale", "invoiced since the preview"


def test_whose_line_it_is_can_not_be_mended_by_a_change(desk: Desk, syncro_side: Syncro) -> None:
    plan = by_hand(desk, "tickets.update_line_item", ON, ticket_line_item_id=line_on(syncro_side), quantity=2)
    assert "line.owner" in warns(plan)
    assert "Remove it and add it" in messages(plan)


# Invoices


def an_invoice(side: Syncro) -> dict[str, Any]:
    line_on(side)
    return invoice_on(side)


PART: dict[str, Any] = {"product_id": shop.REMOTE, "quantity": 2}
WRONG_PARTS: list[tuple[str, dict[str, Any]]] = [
    ("line.name", {"item": "Fixing things"}),
    ("line.price", {"price": 1}),
    ("line.free", {"price": 0}),
    ("line.taxable", {"taxable": True}),
    ("line.quantity", {"quantity": 0}),
    ("line.incomplete", {"quantity": None}),
    ("line.incomplete", {"product_id": None}),
    ("record.missing", {"product_id": NOBODY}),
    ("line.discount", {"discount_dollars": "300"}),
    ("field.unknown", {"price_retail": 150}),
]


@pytest.mark.parametrize(("code", "change"), [*WRONG_PARTS, ("line.discount", {"line_discount_percent": 100})])
def test_a_line_of_an_invoice_meets_the_same_rules(
    desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]
) -> None:
    path = {"id": an_invoice(syncro_side)["id"]}
    refused(desk, syncro_side, code, "invoices.add_line_item", path, **PART | change)


@pytest.mark.parametrize(
    "change", [{}, {"item": "Labor - Remote Business", "price": 150, "taxable": False}, {"discount_dollars": "10"}]
)
def test_an_invoice_takes_a_line_by_the_rules(desk: Desk, syncro_side: Syncro, change: dict[str, Any]) -> None:
    invoice = an_invoice(syncro_side)
    ended = done(desk, "invoices.add_line_item", {"id": invoice["id"]}, **PART | change)
    assert ended.wrote.value == "yes"
    assert len(syncro_side.invoice_lines(invoice["id"])) == 2


@pytest.mark.parametrize("operation", ["add_line_item", "update_line_item", "remove_line_item"])
def test_the_lines_of_a_paid_invoice_stay(desk: Desk, syncro_side: Syncro, operation: str) -> None:
    invoice = an_invoice(syncro_side)
    [row] = syncro_side.invoice_lines(invoice["id"])
    path = {"id": invoice["id"]} | ({} if operation == "add_line_item" else {"line_item_id": row["id"]})
    body = {"add_line_item": PART, "update_line_item": {"name": "Other words"}, "remove_line_item": {}}[operation]
    stored = desk.keep(by_hand(desk, f"invoices.{operation}", path, **body))
    pay(syncro_side, invoice, 26250)
    plan = refused(desk, syncro_side, "invoice.paid", f"invoices.{operation}", path, **body)
    assert "Void or credit" in messages(plan)
    assert desk.execute(stored).status.value == "stale", "paid since the preview"


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("line.name", {"item": "x"}),
        ("line.price", {"price": 1}),
        ("line.free", {"price": 0}),
        ("line.quantity", {"quantity": 0}),
    ],
)
def test_a_line_of_an_invoice_is_never_changed_into_one_that_could_not_be_made(
    desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]
) -> None:
    invoice = an_invoice(syncro_side)
    [row] = syncro_side.invoice_lines(invoice["id"])
    path = {"id": invoice["id"], "line_item_id": row["id"]}
    refused(desk, syncro_side, code, "invoices.update_line_item", path, **change)
    elsewhere = path | {"line_item_id": NOBODY}
    refused(desk, syncro_side, "line.elsewhere", "invoices.update_line_item", elsewhere, name="Other words")
    assert done(desk, "invoices.update_line_item", path, quantity=2, name="Other words").wrote.value == "yes"


# Estimates and schedules


def an_estimate(side: Syncro) -> int:
    body = {"customer_id": shop.PLAIN, "date": "2026-11-20", "name": "Front desk"}
    return int(side.someone("POST", "estimates", body)["estimate"]["id"])


@pytest.mark.parametrize(("code", "change"), [*WRONG_PARTS[:-2], ("line.discount", {"discount_percent": 100})])
def test_a_line_of_an_estimate_meets_the_same_rules(
    desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]
) -> None:
    refused(desk, syncro_side, code, "estimates.add_line_item", {"id": an_estimate(syncro_side)}, **PART | change)


def test_hardware_on_an_estimate_has_a_name_and_a_price_of_its_own(desk: Desk, syncro_side: Syncro) -> None:
    path = {"id": an_estimate(syncro_side)}
    thing = {"product_id": shop.HARDWARE, "item": "Hardware", "name": "ThinkPad", "quantity": 1, "taxable": True}
    refused(desk, syncro_side, "line.incomplete", "estimates.add_line_item", path, **thing)
    plan = by_hand(desk, "estimates.add_line_item", path, **thing, price=1249)
    assert (stops(plan), "estimate.price" in warns(plan)) == (set(), True)
    assert "syncro estimate add" in messages(plan)


def test_an_estimate_that_became_an_invoice_is_done_with(desk: Desk, syncro_side: Syncro) -> None:
    estimate = an_estimate(syncro_side)
    made = syncro_side.someone("POST", f"estimates/{estimate}/line_items", PART)["line_item"]
    path, line = {"id": estimate}, {"id": estimate, "line_item_id": made["id"]}
    assert stops(by_hand(desk, "estimates.convert_to_invoice", path)) == set()
    assert stops(by_hand(desk, "estimates.update_line_item", line, quantity=3)) == set()
    refused(desk, syncro_side, "line.elsewhere", "estimates.remove_line_item", line | {"line_item_id": NOBODY})
    syncro_side.someone("POST", f"estimates/{estimate}/convert_to_invoice", {})
    for operation, where, body in (
        ("add_line_item", path, PART | {"quantity": 5}),
        ("update_line_item", line, {"quantity": 3}),
        ("remove_line_item", line, {}),
        ("update", path, {"name": "Back desk"}),
        ("delete", path, {}),
        ("convert_to_invoice", path, {}),
    ):
        refused(desk, syncro_side, "estimate.converted", f"estimates.{operation}", where, **body)


def test_an_estimate_over_nothing_or_declined_becomes_no_invoice(desk: Desk, syncro_side: Syncro) -> None:
    estimate = an_estimate(syncro_side)
    refused(desk, syncro_side, "invoice.nothing", "estimates.convert_to_invoice", {"id": estimate})
    syncro_side.someone("POST", f"estimates/{estimate}/line_items", PART)
    syncro_side.someone("PUT", f"estimates/{estimate}", {"status": "Declined"})
    refused(desk, syncro_side, "estimate.declined", "estimates.convert_to_invoice", {"id": estimate})


MONTHLY: dict[str, Any] = {"name": "Care", "frequency": "Monthly", "next_run": "2031-12-01", "paused": True}
RECURRING: dict[str, Any] = {
    "product_id": shop.REMOTE,
    "name": "Labor - Remote Business",
    "quantity": 1,
    "retail_cents": 15000,
    "taxable": False,
}


@pytest.mark.parametrize(
    ("code", "change"),
    [
        ("line.name", {"name": "Care"}),
        ("line.price", {"retail_cents": 150}),
        ("line.free", {"retail_cents": 0}),
        ("line.taxable", {"taxable": True}),
        ("line.quantity", {"quantity": 0}),
        ("line.incomplete", {"retail_cents": None}),
        ("line.incomplete", {"quantity": None}),
        ("field.unknown", {"price": 150}),
        ("field.kind", {"retail_cents": 150.5}),
        ("record.missing", {"product_id": NOBODY}),
        ("record.missing", {"user_id": NOBODY}),
    ],
)
def test_a_line_of_a_recurring_invoice_meets_the_same_rules(
    desk: Desk, syncro_side: Syncro, code: str, change: dict[str, Any]
) -> None:
    made = syncro_side.someone("POST", "schedules", MONTHLY | {"customer_id": shop.PLAIN})["schedule"]["id"]
    assert done(desk, "schedules.add_line_item", {"id": made}, **RECURRING).verified
    refused(desk, syncro_side, code, "schedules.add_line_item", {"id": made}, **RECURRING | change, repeat="another")


def test_lines_of_a_recurring_invoice_are_changed_and_removed_only_where_they_stand(
    desk: Desk, syncro_side: Syncro
) -> None:
    made = syncro_side.someone("POST", "schedules", MONTHLY | {"customer_id": shop.PLAIN})["schedule"]["id"]
    line = syncro_side.someone("POST", f"schedules/{made}/add_line_item", RECURRING)["schedule_line_item"]["id"]
    path = {"id": made, "schedule_line_item_id": line}
    refused(desk, syncro_side, "line.free", "schedules.update_line_item", path, retail_cents=0)
    elsewhere = path | {"schedule_line_item_id": NOBODY}
    refused(desk, syncro_side, "line.elsewhere", "schedules.update_line_item", elsewhere, quantity=2)
    refused(desk, syncro_side, "line.elsewhere", "schedules.remove_line_item", {"id": made}, line_item_id=NOBODY)
    refused(desk, syncro_side, "line.incomplete", "schedules.remove_line_item", {"id": made})
    assert done(desk, "schedules.update_line_item", path, quantity=2).wrote.value == "yes"
    assert done(desk, "schedules.remove_line_item", {"id": made}, line_item_id=line).wrote.value == "yes"


def test_a_recurring_invoice_belongs_to_somebody_and_begins_paused(desk: Desk, syncro_side: Syncro) -> None:
    refused(desk, syncro_side, "owner.unknown", "schedules.create", **MONTHLY)
    refused(desk, syncro_side, "customer.disabled", "schedules.create", **MONTHLY, customer_id=shop.DISABLED)
    refused(desk, syncro_side, "record.missing", "schedules.create", **MONTHLY, customer_id=NOBODY)
    running = by_hand(desk, "schedules.create", **MONTHLY | {"customer_id": shop.PLAIN, "paused": False})
    assert "schedule.running" in warns(running)
    assert "schedule.running" not in warns(by_hand(desk, "schedules.create", **MONTHLY, customer_id=shop.PLAIN))

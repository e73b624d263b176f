"""Unknown is never zero: what isn't known stops whatever it could change, and nothing else (design §3)."""

from decimal import Decimal
from typing import Any

import pytest
from rules_stage import codes, customer, decided, line, policy, product, ticket, work

from syncro.records import Customer
from syncro.rules.billing import bill_outcome, charge_findings, unknowns
from syncro.rules.billing.forecast import BillLine, forecast
from syncro.rules.billing.work import adds, draws
from syncro.rules.findings import Severity, blocking

D = Decimal
MISSING = object()


def bill_line(name: str = "A line", *, price: str = "100", **more: Any) -> BillLine:
    return BillLine(1, name, D(1), D(price), more.pop("taxable", False), more.pop("draws", False), **more)


def about(**changes: Any) -> Customer:
    data = {"id": 7, "business_name": "Copper Kettle Cafe", "prepay_hours": "0.0", "tax_rate_id": None, **changes}
    return Customer.read({name: value for name, value in data.items() if value is not MISSING})


UNKNOWN_HOURS = [MISSING, None, "", "-0.5", "-3.0", "10000.01", "1000000000"]
TOUCHED = {
    "labor": [bill_line("Labor", draws=True)],
    "free line that isn't free by the policy": [bill_line("Labor", draws=True, price="0")],
    "line of unknown category": [bill_line("Thing", draws=None)],
    "bought hours": [bill_line("Hours", adds=True)],
    "perhaps bought hours": [bill_line("Thing", adds=None)],
}
UNTOUCHED = {
    "nothing": [],
    "travel": [bill_line("Travel")],
    "hardware": [bill_line("Disk", taxable=True)],
    "internal": [bill_line("Internal", price="0", no_charge=True)],
    "warranty that draws": [bill_line("Warranty", price="0", draws=True, no_charge=True)],
}


@pytest.mark.parametrize("hours", UNKNOWN_HOURS)
@pytest.mark.parametrize("case", TOUCHED)
def test_unknown_prepay_hours_stop_whatever_they_touch(hours: object, case: str) -> None:
    (found,) = unknowns.of_bill(about(prepay_hours=hours), TOUCHED[case])
    assert found.severity is Severity.BLOCK
    assert "prepay hours" in found.message
    assert TOUCHED[case][0].name in found.message
    assert "Copper Kettle Cafe" in found.message


@pytest.mark.parametrize("hours", UNKNOWN_HOURS)
def test_unknown_prepay_hours_stop_emergency_work_before_it_has_a_line(hours: object) -> None:
    (found,) = unknowns.of_bill(about(prepay_hours=hours), [], emergency=True)
    assert found.severity is Severity.BLOCK
    assert "emergency work" in found.message
    assert decided(work(60, "emergency", "onsite"), prepay="0").charges
    assert unknowns.usable_hours(about(prepay_hours=hours)) is None


@pytest.mark.parametrize("hours", UNKNOWN_HOURS)
@pytest.mark.parametrize("case", UNTOUCHED)
def test_what_prepay_hours_dont_touch_goes_on_without_them(hours: object, case: str) -> None:
    assert not blocking(unknowns.of_bill(about(prepay_hours=hours), UNTOUCHED[case]))


def test_warranty_work_that_may_take_hours_says_so() -> None:
    (found,) = unknowns.of_bill(about(prepay_hours=None), UNTOUCHED["warranty that draws"])
    assert (found.code, found.severity) == ("prepay.unknown", Severity.WARNING)
    assert "Warranty" in found.message


@pytest.mark.parametrize("hours", ["0.0", "0", 0, "8.5", "10000"])
@pytest.mark.parametrize("case", ["labor", "bought hours"])
def test_known_prepay_hours_stop_nothing(hours: object, case: str) -> None:
    assert unknowns.of_bill(about(prepay_hours=hours), TOUCHED[case]) == []


@pytest.mark.parametrize("hours", [MISSING, None])
def test_the_finding_tells_what_isnt_known_and_what_to_do(hours: object) -> None:
    (found,) = unknowns.of_bill(about(prepay_hours=hours), TOUCHED["labor"])
    assert found.text == (
        "Syncro doesn't show how many prepay hours Copper Kettle Cafe has. "
        "Whether Labor is charged or taken from them can't be determined. Look at the customer in Syncro, then plan again."
    )


def test_senseless_prepay_hours_are_named() -> None:
    (found,) = unknowns.of_bill(about(prepay_hours="-2.5"), TOUCHED["labor"])
    assert found.code == "prepay.senseless"
    assert "-2.50 prepay hours, which can't be right" in found.message


@pytest.mark.parametrize(
    ("hours", "lines", "stops"),
    [
        ("8.0", [bill_line(draws=None)], True),
        ("8.0", [bill_line(adds=None)], True),
        ("8.0", [bill_line(draws=None, price="0", no_charge=True)], False),
        ("0.0", [bill_line(draws=None)], False),
        ("0.0", [bill_line(draws=None), bill_line(adds=True)], True),
        ("0.0", [bill_line(draws=True), bill_line("Thing", adds=None)], True),
    ],
)
def test_an_unknown_category_stops_only_where_there_are_hours_to_draw_on(
    hours: str, lines: list[BillLine], stops: bool
) -> None:
    said = unknowns.of_bill(about(prepay_hours=hours), lines)
    assert codes(said) == (["prepay.category_unknown"] if stops else [])


@pytest.mark.parametrize(
    ("rate", "taxable", "code"),
    [
        (MISSING, True, "tax.customer_unknown"),
        (MISSING, None, "tax.line_unknown"),
        (MISSING, False, None),
        (None, True, None),
        (None, None, None),
        (71, True, None),
        (71, None, "tax.line_unknown"),
        (71, False, None),
    ],
)
def test_tax_that_isnt_known_stops_and_a_rate_shown_as_none_is_known(
    rate: object, taxable: bool | None, code: str | None
) -> None:
    said = unknowns.of_bill(about(tax_rate_id=rate), [bill_line("Disk", taxable=taxable)])
    assert codes(said) == ([code] if code else [])
    assert all(finding.severity is Severity.BLOCK and "Disk" in finding.message for finding in said)


@pytest.mark.parametrize(
    ("changes", "stops"),
    [
        ({}, True),
        ({"converted": None}, True),
        ({"converted": False}, False),
        ({"converted": True}, False),
        ({"converted": None, "item_id": 9}, False),
    ],
)
def test_a_line_that_may_be_invoiced_already_stops(changes: dict[str, Any], stops: bool) -> None:
    said = unknowns.of_waiting(ticket(line_items=[line(5, **changes)]))
    assert codes(said) == (["line.state_unknown"] if stops else [])


@pytest.mark.parametrize("name", ["", "  ", None])
@pytest.mark.parametrize("key", ["remote", "warranty", "travel"])
def test_a_product_without_a_name_stops(key: str, name: str | None) -> None:
    live = product(key, name=name)
    said = blocking(charge_findings.product_findings(policy().labor[key], live, policy()))
    assert codes(said) == ["name.unknown"]


def without(data: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value is not MISSING}


@pytest.mark.parametrize(
    ("key", "category", "expected"),
    [
        *(("remote", "Labor", True), ("remote", "Fees", False), ("remote", None, None), ("remote", MISSING, None)),
        *(("warranty", "Labor", True), ("warranty", None, False), ("warranty", MISSING, None)),
        *(("internal", "Labor", False), ("internal", None, False), ("internal", MISSING, False)),
    ],
)
def test_whether_labor_draws_is_known_only_where_the_category_is(
    key: str, category: object, expected: bool | None
) -> None:
    labor = policy().labor[key]
    live = product(key)
    shown = type(live).read(without({**live.raw, "product_category": category}))
    assert draws(labor, shown) is expected
    row = ticket(line_items=[without(line(5, labor.product_id, product_category=category))]).line_items[0]
    assert draws(labor, row) is expected
    assert adds(labor, row) is False


@pytest.mark.parametrize(
    ("product_id", "category", "expected"),
    [
        (777, "Prepay Hours", (False, True)),
        (777, "Hardware", (False, False)),
        (777, None, (False, False)),
        (777, MISSING, (None, None)),
        (None, None, (False, False)),
        (None, MISSING, (False, False)),
    ],
)
def test_a_line_of_a_product_the_policy_doesnt_know(
    product_id: int | None, category: object, expected: tuple[bool | None, bool | None]
) -> None:
    row = ticket(line_items=[without(line(5, product_id, product_category=category))]).line_items[0]
    assert (draws(None, row), adds(None, row)) == expected


def test_without_hours_to_reckon_with_no_amount_is_foretold_for_what_draws() -> None:
    after = forecast([bill_line(draws=True), bill_line()], prepay=None, tax_percent=D(0))
    assert (after.subtotal, after.total, after.drawn, after.prepay_after) == (None, None, None, None)


def test_without_hours_to_reckon_with_what_doesnt_draw_comes_to_its_price() -> None:
    free = bill_line(price="0", draws=True, no_charge=True)
    after = forecast([bill_line(), free], prepay=None, tax_percent=D(0))
    assert (after.subtotal, after.total, after.prepay_after) == (D(100), D(100), None)


@pytest.mark.parametrize(("prepay", "total"), [("0", "100"), ("5", None)])
def test_a_line_that_may_draw_is_foretold_only_where_nothing_can_be_drawn(prepay: str, total: str | None) -> None:
    after = forecast([bill_line(draws=None)], prepay=D(prepay), tax_percent=D(0))
    assert after.total == (None if total is None else D(total))


@pytest.mark.parametrize(("percent", "tax"), [("0", "0"), ("8", None)])
def test_a_line_that_may_be_taxable_leaves_the_tax_open(percent: str, tax: str | None) -> None:
    after = forecast([bill_line(taxable=None)], prepay=D(0), tax_percent=D(percent))
    assert after.tax == (None if tax is None else D(tax))
    assert after.subtotal == D(100)


@pytest.mark.parametrize("labor", ["remote", "onsite", "website", "travel", "warranty", "internal"])
def test_ordinary_work_has_its_line_also_when_the_hours_arent_known(labor: str) -> None:
    about_it = decided(work(60, labor), prepay="0")
    unknown = decided_unknown(labor)
    assert [(c.product_id, c.quantity, c.price) for c in unknown.charges] == [
        (c.product_id, c.quantity, c.price) for c in about_it.charges
    ]


def decided_unknown(labor: str) -> Any:
    from rules_stage import products

    from syncro.rules.billing.charges import decide

    return decide([work(60, labor, None)], policy(), products(), prepay=None)


@pytest.mark.parametrize(("labor", "channel"), [("emergency", "onsite"), ("emergency", "remote"), ("emergency", None)])
def test_emergency_work_has_no_line_while_the_hours_arent_known(labor: str, channel: str | None) -> None:
    from rules_stage import products

    from syncro.rules.billing.charges import decide

    assert decide([work(60, labor, channel)], policy(), products(), prepay=None).charges == ()


def test_expected_numbers_are_none_where_they_arent_known() -> None:
    lines = [bill_line(draws=True)]
    after = forecast(lines, prepay=None, tax_percent=D(0))
    shown = bill_outcome.expected(lines, after, customer(prepay_hours=None), invoice=True)
    assert (shown.prepay_before, shown.prepay_after, shown.subtotal, shown.total) == (None, None, None, None)
    kept = bill_outcome.expected(lines, after, customer(prepay_hours="-2.0"), invoice=False)
    assert (kept.prepay_before, kept.prepay_after) == ("-2.00", "-2.00")

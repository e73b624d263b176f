"""Lines that wait on a ticket: the invoice takes them as they are, so what is odd about them is said, or stops it."""

from decimal import Decimal
from typing import Any

import pytest
from rules_stage import HARDWARE, REMOTE, WARRANTY, codes, line, policy, products, ticket

from syncro.rules.billing import waiting
from syncro.rules.billing.forecast import BillLine, forecast
from syncro.rules.findings import blocking

NAME = policy().labor["remote"].name


def odd(product_id: int | None = REMOTE, **changes: Any) -> list[Any]:
    row = line(1, product_id, **{"name": NAME, "taxable": False, **changes})
    return waiting.findings_of(ticket(line_items=[row]).line_items, policy(), products())


def test_a_line_as_the_policy_makes_it_is_not_odd() -> None:
    assert odd() == []


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("line.quantity", {"quantity": "-2"}),
        ("line.price", {"price_retail": "-150.0"}),
    ],
)
def test_labor_that_pays_the_customer_stops_the_bill(code: str, changes: dict[str, Any]) -> None:
    (found,) = blocking(odd(**changes))
    assert found.code == code


@pytest.mark.parametrize(
    ("code", "changes"),
    [
        ("line.name", {"name": "Remote stuff"}),
        ("line.price", {"price_retail": "15000.0"}),
        ("line.price", {"price_retail": "1.5"}),
        ("line.taxable", {"taxable": True}),
        ("line.quantity", {"quantity": "0"}),
    ],
)
def test_other_oddities_of_labor_are_shown_before_the_yes(code: str, changes: dict[str, Any]) -> None:
    found = odd(**changes)
    assert codes(found) == [code]
    assert blocking(found) == []


def test_a_discount_on_goods_is_shown_and_stops_nothing() -> None:
    found = odd(HARDWARE, name="Discount", price_retail="-20.0", taxable=True)
    assert codes(found) == ["line.price"]
    assert blocking(found) == []


def test_goods_have_names_prices_and_tax_of_their_own() -> None:
    assert odd(HARDWARE, name="Patch cable", price_retail="9.5", taxable=True) == []


def test_work_at_no_charge_has_no_price_to_compare() -> None:
    assert odd(WARRANTY, name=policy().labor["warranty"].name, price_retail="0.0") == []


@pytest.mark.parametrize("price", ["225.0", "262.5"])
def test_emergency_labor_may_stand_at_the_price_that_its_channel_gives(price: str) -> None:
    emergency = policy().labor["emergency"]
    assert odd(emergency.product_id, name=emergency.name, price_retail=price) == []


@pytest.mark.parametrize(("price", "stops"), [("-0.01", ["invoice.negative"]), ("0", []), ("0.01", [])])
def test_an_invoice_below_zero_is_stopped(price: str, stops: list[str]) -> None:
    goods = BillLine(
        HARDWARE, "Cable", Decimal(1), Decimal(price), taxable=False, draws=False, new=False, no_charge=False
    )
    total = forecast([goods], prepay=Decimal(0), tax_percent=Decimal(0))
    assert codes(waiting.of_total(total)) == stops

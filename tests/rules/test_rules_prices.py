"""A live price that can't be meant, or is far from the policy's, is never billed (R-33, R-38)."""

from decimal import Decimal
from typing import Any

import pytest
from rules_stage import changed, codes, decided, line, policy, product, products, ticket, work

from syncro import money
from syncro.errors import ConfigError
from syncro.rules.billing import bill_repair
from syncro.rules.billing.charge_findings import product_findings
from syncro.rules.findings import Severity, blocking

PAID = [key for key, labor in policy().labor.items() if not labor.no_charge]
FREE = [key for key, labor in policy().labor.items() if labor.no_charge]


def stops(key: str, price: str, **more: Any) -> list[str]:
    said = product_findings(policy().labor[key], product(key, price_retail=price), more.get("by", policy()))
    return codes(blocking(said))


@pytest.mark.parametrize("key", PAID)
@pytest.mark.parametrize(
    ("price", "code"),
    [
        *(("-150.0", "rate.negative"), ("-0.01", "rate.negative"), ("-0.001", "rate.negative")),
        *(("0", "rate.zero"), ("0.0", "rate.zero"), ("0.004", "rate.zero"), ("0.0049999999", "rate.zero")),
        *(("150.005", "rate.fraction"), ("150.0000001", "rate.fraction")),
    ],
)
def test_a_price_that_is_none_stops_on_every_product_that_isnt_free(key: str, price: str, code: str) -> None:
    assert stops(key, price) == [code]


@pytest.mark.parametrize("key", FREE)
@pytest.mark.parametrize("price", ["150.0", "-150.0", "0.004", "-0.004"])
def test_a_free_product_with_a_price_stops(key: str, price: str) -> None:
    assert stops(key, price) == ["rate.not_zero"]


@pytest.mark.parametrize("key", FREE)
def test_a_free_product_without_one_is_as_it_should_be(key: str) -> None:
    assert stops(key, "0.0") == []


@pytest.mark.parametrize("key", PAID)
@pytest.mark.parametrize(
    ("factor", "severity"),
    [
        *(("0.01", Severity.BLOCK), ("0.49", Severity.BLOCK), ("0.5", Severity.WARNING), ("0.8", Severity.WARNING)),
        *(("1", None), ("1.2", Severity.WARNING), ("1.5", Severity.WARNING), ("1.51", Severity.BLOCK)),
        *(("10", Severity.BLOCK), ("100", Severity.BLOCK)),
    ],
)
def test_a_price_warns_within_half_of_the_policys_rate_and_stops_beyond(
    key: str, factor: str, severity: Severity | None
) -> None:
    labor = policy().labor[key]
    said = product_findings(labor, product(key, price_retail=money.cents(labor.rate * Decimal(factor))), policy())
    wanted = {None: [], Severity.WARNING: ["rate.changed"], Severity.BLOCK: ["rate.jump"]}[severity]
    assert codes(said) == wanted
    assert all(finding.severity is severity for finding in said)


@pytest.mark.parametrize(("limit", "code"), [("0", "rate.jump"), ("9", "rate.jump"), ("10", ""), ("1000", "")])
def test_the_limit_is_the_policys(limit: str, code: str) -> None:
    by = changed({"charging": {"max_rate_change": Decimal(limit)}})
    assert stops("remote", "165.0", by=by) == ([code] if code else [])


@pytest.mark.parametrize("limit", ["-1", "1001", "nan", "inf", "much"])
def test_a_limit_that_limits_nothing_is_no_policy(limit: str) -> None:
    document: dict[str, Any] = {"charging": {"max_rate_change": limit}}
    with pytest.raises(ConfigError, match="max_rate_change"):
        changed(document)


def test_the_packaged_policies_say_their_limit() -> None:
    assert {policy(name).charging.max_rate_change for name in ("2026-05", "2026-06")} == {Decimal(50)}


@pytest.mark.parametrize("price", ["-150", "0.001", "700"])
def test_a_channels_price_that_a_premium_multiplies_is_held_against_the_policy_too(price: str) -> None:
    live = products(remote={"price_retail": price})
    said = decided(work(60, "emergency", "remote"), live=live).findings
    assert len(blocking(said)) == 1


@pytest.mark.parametrize(
    ("product_id", "price", "code"),
    [
        (1190473, "-150.0", "rate.negative"),
        (1190473, "0.004", "rate.zero"),
        (1190473, "1500.0", "rate.jump"),
        (777, "-5.0", "rate.negative"),
        (777, "0.001", "rate.zero"),
        (777, "5.0", ""),
        (1190473, "160.0", "rate.changed"),
    ],
)
def test_a_repair_gives_no_line_a_price_that_cant_be_meant(product_id: int, price: str, code: str) -> None:
    row = ticket(line_items=[line(5, product_id, price_retail="0", converted=True)]).line_items
    live = {product_id: product("remote", id=product_id, price_retail=price)}
    wrong = bill_repair.wrong_lines(row, live)
    assert codes(bill_repair.price_findings(wrong, live, policy())) == ([code] if code else [])

"""Minutes to hours, and what makes no sense (R-30, R-32)."""

from decimal import Decimal

import pytest
from rules_stage import changed, codes, decided, policy, work

from syncro.errors import UsageError
from syncro.rules.billing.work import billed_minutes, normalised


@pytest.mark.parametrize("minutes", [0, -1, -90, 1441, 100_000])
@pytest.mark.parametrize("labor", ["remote", "emergency", "warranty"])
def test_minutes_out_of_reason_are_a_usage_error(minutes: int, labor: str) -> None:
    with pytest.raises(UsageError, match=f"^{minutes} minutes can't be billed"):
        decided(work(minutes, labor, "remote"))


@pytest.mark.parametrize("minutes", [-1, 100_000])
def test_an_event_takes_no_senseless_minutes_either(minutes: int) -> None:
    with pytest.raises(UsageError):
        decided(work(minutes, "travel"))


def test_the_longest_and_the_shortest_work_can_be_billed() -> None:
    assert decided(work(1440, "remote")).charges[0].quantity == 24
    assert decided(work(1, "remote")).charges[0].quantity == Decimal("0.02")


def test_an_unknown_labor_key_lists_the_keys_there_are() -> None:
    with pytest.raises(UsageError) as caught:
        decided(work(60, "remotely"))
    assert "remote, onsite" in caught.value.hint


@pytest.mark.parametrize("labor", ["warranty", "internal", "travel", "project"])
def test_free_work_and_events_have_no_emergency_rate(labor: str) -> None:
    with pytest.raises(UsageError, match="no emergency rate"):
        decided(work(60, labor, "onsite", emergency=True))


def test_emergency_labor_is_emergency_without_the_flag() -> None:
    assert normalised(work(60), policy()).emergency


def test_labor_of_one_channel_names_it_and_labor_of_many_does_not() -> None:
    assert normalised(work(60, "remote"), policy()).channel == "remote"
    assert normalised(work(60, "warranty"), policy()).channel is None


@pytest.mark.parametrize(
    ("minutes", "step", "billed"), [(1, 15, 15), (15, 15, 15), (16, 15, 30), (7, 1, 7), (61, 6, 66)]
)
def test_minutes_are_rounded_up_to_the_increment(minutes: int, step: int, billed: int) -> None:
    by = changed({"charging": {"increment_minutes": step}})
    assert billed_minutes(minutes, by) == billed
    charge = decided(work(minutes, "remote"), by=by).charges[0]
    assert charge.hours_worked == Decimal(billed) / 60


def test_the_increment_is_told_with_the_minutes() -> None:
    by = changed({"charging": {"increment_minutes": 15}})
    assert decided(work(16, "remote"), by=by).charges[0].why == "16 min, billed as 30 min in steps of 15"


@pytest.mark.parametrize(
    ("minutes", "quantity", "rounded"),
    [(45, "0.75", False), (20, "0.33", True), (50, "0.83", True), (3, "0.05", False)],
)
def test_a_quantity_that_does_not_fit_two_decimals_is_rounded_half_up_and_told(
    minutes: int, quantity: str, rounded: bool
) -> None:
    decision = decided(work(minutes, "remote"))
    assert str(decision.charges[0].quantity) == quantity
    assert codes(decision.findings) == (["quantity.rounded"] if rounded else [])


def test_half_of_a_hundredth_rounds_up() -> None:
    assert decided(work(1), prepay="9").charges[0].quantity == Decimal("0.03")


def test_a_timer_entry_spans_the_billed_time_also_when_it_is_multiplied() -> None:
    assert decided(work(90), prepay="9").charges[0].seconds == 2.25 * 3600
    assert decided(work(20, "remote")).charges[0].seconds == 1200

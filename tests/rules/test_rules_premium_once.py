"""Time-and-a-half is applied once, over any mix of work, block, policy and split (R-40, R-41)."""

from dataclasses import dataclass
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st
from rules_stage import (
    NEWEST,
    OLDER,
    changed,
    decided,
    lines_of,
    policy,
    products,
    work,
)

from syncro.errors import UsageError
from syncro.rules.billing.forecast import forecast
from syncro.rules.billing.policy import Policy
from syncro.rules.billing.work import Decision, Work, normalised
from syncro.rules.findings import blocking

D = Decimal
FACTOR = D("1.5")
NOISE = D("1e-20")
HALF_QUANTUM = D("0.005")
"""A quantity has two decimals, so a line may stand for this much more than was worked."""
TOP_PRICE = D("262.50")

BY_QUANTITY = {
    "block": False,
    "channels": ["remote", "onsite", "in_shop", "website"],
    "labor": "onsite",
    "quantity": "times_factor",
    "price": "own",
}
"""A shop without an emergency product: the premium is always in the quantity."""


def _policies() -> dict[str, Policy]:
    on_block = {**BY_QUANTITY, "block": True}
    own = changed({"name": "own", "premium": {"rules": [on_block, BY_QUANTITY]}, "charging": {"increment_minutes": 15}})
    return {NEWEST: policy(NEWEST), OLDER: policy(OLDER), "own": own}


POLICIES = _policies()
LABOR = st.sampled_from(["remote", "onsite", "in_shop", "website", "emergency", "warranty", "project", "travel"])
CHANNELS = st.sampled_from([None, "remote", "onsite", "in_shop", "website"])
TECHS = st.sampled_from(["ana", "bo"])
WORK = st.builds(
    lambda minutes, labor, channel, emergency, tech: work(minutes, labor, channel, emergency=emergency, tech=tech),
    st.integers(1, 600),
    LABOR,
    CHANNELS,
    st.booleans(),
    TECHS,
)
EMERGENCY_WORK = st.builds(
    lambda minutes, channel, tech: work(minutes, "emergency", channel, tech=tech),
    st.integers(5, 600),
    st.sampled_from(["remote", "onsite", "in_shop"]),
    TECHS,
)
WORKS = st.lists(WORK, min_size=1, max_size=4)
ONE_WORK = st.lists(st.one_of(WORK, EMERGENCY_WORK), min_size=1, max_size=1)
EMERGENCIES = st.lists(EMERGENCY_WORK, min_size=1, max_size=3)
BLOCKS = st.one_of(
    st.just(D(0)),
    st.decimals(-3, 12, places=2),
    st.decimals(0, 4, places=4),
    # Close to what an hour or two of emergency work takes.
    st.builds(lambda hours, off: D(hours) * FACTOR + off, st.integers(0, 6), st.decimals("-0.02", "0.02", places=3)),
)


@dataclass(frozen=True)
class Case:
    works: list[Work]
    policy: Policy
    prepay: Decimal
    drawn: Decimal
    decision: Decision


@st.composite
def cases(draw: st.DrawFn, *, works: st.SearchStrategy[list[Work]] = WORKS, split: bool | None = None) -> Case:
    """A bill that is decided and that nothing stops."""
    done, prepay = draw(works), draw(BLOCKS)
    by = POLICIES[draw(st.sampled_from(sorted(POLICIES)))]
    drawn = draw(st.one_of(st.just(D(0)), st.decimals(0, 5, places=2)))
    split = draw(st.booleans()) if split is None else split
    try:
        decision = decided(
            *done, prepay=str(prepay), by=by, already_drawn=drawn, split_prepay=split, allow_project=True
        )
    except UsageError:
        assume(False)
    assume(not blocking(decision.findings))
    return Case(done, by, prepay, drawn, decision)


def left_of(case: Case) -> Decimal:
    return max(max(case.prepay, D(0)) - case.drawn, D(0))


def hours_billed(case: Case, work_done: Work) -> Decimal:
    step = case.policy.charging.increment_minutes
    return D(-(-work_done.minutes // step) * step) / 60


def ordinary_price(case: Case, work_done: Work) -> Decimal:
    """What an hour of this work costs without any premium, the dearest reading."""
    known = normalised(work_done, case.policy)
    labor = case.policy.labor[work_done.labor]
    if not known.emergency:
        return labor.rate
    dearest = D(175)
    if case.policy.name == NEWEST and known.channel in ("remote", "in_shop"):
        dearest = D(150)
    return dearest


def most(case: Case) -> Decimal:
    """An upper bound that owes nothing to the rules: every hour at its ordinary price, times the factor once."""
    total = D(0)
    for each in case.works:
        labor = case.policy.labor[each.labor]
        if labor.unit == "event":
            total += labor.rate
            continue
        once = FACTOR if normalised(each, case.policy).emergency else 1
        total += hours_billed(case, each) * ordinary_price(case, each) * once
    return total


@given(cases())
def test_a_bill_never_comes_to_more_than_every_hour_at_its_price_with_the_premium_once(case: Case) -> None:
    after = forecast(lines_of(case.decision.charges), prepay=left_of(case), tax_percent=D(0))
    slack = sum((HALF_QUANTUM * TOP_PRICE + D("0.01") for _ in case.decision.charges), D(0))
    assert after.subtotal <= most(case) + slack


@given(cases(works=ONE_WORK))
def test_hours_that_the_block_leaves_open_cost_one_premium(case: Case) -> None:
    (done,) = case.works
    after = forecast(lines_of(case.decision.charges), prepay=left_of(case), tax_percent=D(0))
    assume(case.policy.labor[done.labor].unit == "hour")
    factor = FACTOR if normalised(done, case.policy).emergency else 1
    open_hours = max(hours_billed(case, done) - after.drawn / factor, D(0))
    slack = (HALF_QUANTUM * TOP_PRICE + D("0.01")) * 2
    assert after.subtotal <= open_hours * ordinary_price(case, done) * factor + slack


@given(cases(works=EMERGENCIES))
def test_what_the_block_leaves_open_carries_the_premium_in_price_or_in_quantity_never_in_both(case: Case) -> None:
    left = left_of(case)
    for charge in case.decision.charges:
        covered = min(left, charge.quantity)
        left -= covered
        if covered == charge.quantity:
            continue
        if case.policy.name == "own":
            assert abs(charge.quantity - charge.hours_worked * FACTOR) <= HALF_QUANTUM + NOISE
            assert charge.price == D("175.00")
        else:
            assert abs(charge.quantity - charge.hours_worked) <= HALF_QUANTUM + NOISE
            assert charge.price in (D("262.50"), D("225.00"))


@given(cases())
def test_every_hour_of_work_stands_on_exactly_one_line(case: Case) -> None:
    worked = sum(
        (hours_billed(case, each) for each in case.works if case.policy.labor[each.labor].unit != "event"), D(0)
    )
    billed = sum((charge.hours_worked for charge in case.decision.charges), D(0))
    left_out = [f for f in case.decision.findings if f.code == "quantity.too_little"]
    assert worked - HALF_QUANTUM * len(left_out) - NOISE <= billed <= worked + NOISE


@given(cases(works=EMERGENCIES, split=True))
def test_a_split_drains_the_block_and_never_overdraws_it_with_multiplied_hours(case: Case) -> None:
    assume(any(f.code == "prepay.split" for f in case.decision.findings))
    on_block = [c for c in case.decision.charges if c.draws]
    drawn = forecast(lines_of(on_block), prepay=left_of(case), tax_percent=D(0)).drawn
    too_little = D("0.01") if any(f.code == "quantity.too_little" for f in case.decision.findings) else D(0)
    assert left_of(case) - drawn <= too_little


@given(cases())
def test_labor_is_never_taxable_and_names_are_the_live_ones(case: Case) -> None:
    live = products()
    for charge in case.decision.charges:
        assert not charge.taxable
        assert charge.name == live[charge.product_id].name
        assert charge.quantity > 0
        assert charge.quantity == charge.quantity.quantize(D("0.01"))


@given(cases())
def test_free_work_is_never_a_paid_product_and_paid_work_never_a_free_one(case: Case) -> None:
    free = all(case.policy.labor[each.labor].no_charge for each in case.works)
    paid = not any(case.policy.labor[each.labor].no_charge for each in case.works)
    for charge in case.decision.charges:
        assert not free or charge.price == 0
        assert not paid or charge.price > 0


@given(st.integers(1, 1439), st.sampled_from(["remote", "onsite", "website"]))
def test_quantity_follows_minutes(minutes: int, labor: str) -> None:
    less, more = (decided(work(each, labor)).charges[0].quantity for each in (minutes, minutes + 1))
    assert less <= more
    assert abs(less * 60 - minutes) <= D("0.3")


@given(cases(), st.randoms(use_true_random=False))
def test_the_order_of_lines_does_not_change_what_is_drawn(case: Case, shuffled: object) -> None:
    lines = lines_of(case.decision.charges)
    mixed = list(lines)
    shuffled.shuffle(mixed)  # type: ignore[attr-defined]
    first, second = (forecast(each, prepay=case.prepay, tax_percent=D(0)) for each in (lines, mixed))
    assert (first.drawn, first.prepay_after) == (second.drawn, second.prepay_after)


@given(cases(), st.decimals(0, 12, places=3))
def test_money_adds_up(case: Case, percent: Decimal) -> None:
    lines = [line for line in lines_of(case.decision.charges) if not line.draws]
    lines += [type(line)(1, "Hardware", line.quantity, D("19.99"), True, False) for line in lines]
    after = forecast(lines, prepay=case.prepay, tax_percent=percent)
    assert after.subtotal == sum(
        ((line.quantity * line.price).quantize(D("0.01"), "ROUND_HALF_UP") for line in lines), D(0)
    )
    assert after.total == after.subtotal + (after.tax or 0)

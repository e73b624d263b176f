"""The table of R-40 and the rules around it, R-30 to R-45."""

from decimal import Decimal

import msgspec
import pytest
from rules_stage import (
    EMERGENCY,
    IN_SHOP,
    INTERNAL,
    NEWEST,
    OLDER,
    ONSITE,
    REMOTE,
    TRAVEL,
    WARRANTY,
    WEBSITE,
    changed,
    codes,
    decided,
    lines_of,
    policy,
    products,
    shown,
    work,
)

from syncro.errors import UsageError
from syncro.rules.billing.charge_findings import quantity_findings
from syncro.rules.billing.charges import products_needed
from syncro.rules.billing.forecast import forecast
from syncro.rules.billing.work import Work
from syncro.rules.findings import blocking, together

CASES = [
    ("2 h onsite, no block", "onsite", 120, "0", (EMERGENCY, "2.00", "262.50"), (EMERGENCY, "2.00", "262.50")),
    ("2 h remote, no block", "remote", 120, "0", (EMERGENCY, "2.00", "225.00"), (EMERGENCY, "2.00", "262.50")),
    ("2 h in the shop, no block", "in_shop", 120, "0", (EMERGENCY, "2.00", "225.00"), (EMERGENCY, "2.00", "262.50")),
    ("1.5 h onsite on a block", "onsite", 90, "2.25", (EMERGENCY, "2.25", "262.50"), (ONSITE, "2.25", "175.00")),
    ("2 h onsite on a block", "onsite", 120, "3", (EMERGENCY, "3.00", "262.50"), (ONSITE, "3.00", "175.00")),
    ("2 h remote on a block", "remote", 120, "8", (EMERGENCY, "3.00", "262.50"), (ONSITE, "3.00", "175.00")),
    ("a prepay in debt is none", "onsite", 60, "-4.5", (EMERGENCY, "1.00", "262.50"), (EMERGENCY, "1.00", "262.50")),
]


@pytest.mark.parametrize(
    ("_case", "channel", "minutes", "prepay", "newest", "older"), CASES, ids=[row[0] for row in CASES]
)
def test_emergency_is_billed_as_the_table_says(
    _case: str, channel: str, minutes: int, prepay: str, newest: tuple[int, str, str], older: tuple[int, str, str]
) -> None:
    for name, line in ((NEWEST, newest), (OLDER, older)):
        decision = decided(work(minutes, channel=channel), prepay=prepay, by=name)
        assert shown(decision) == [line]
        assert not blocking(decision.findings)


def test_worked_example_without_a_block_comes_to_525() -> None:
    (charge,) = decided(work(120, channel="onsite")).charges
    assert charge.total == Decimal("525.00")


@pytest.mark.parametrize(("name", "minutes"), [(NEWEST, 90), (OLDER, 120)])
def test_emergency_on_a_block_nets_to_zero_and_drains_hours_times_the_factor(name: str, minutes: int) -> None:
    decision = decided(work(minutes, channel="onsite"), prepay="5", by=name)
    after = forecast(lines_of(decision.charges), prepay=Decimal(5), tax_percent=Decimal(0))
    assert (after.total, after.drawn) == (Decimal(0), Decimal(minutes) * Decimal("1.5") / 60)


@pytest.mark.parametrize(
    ("labor", "line"),
    [
        ("remote", (REMOTE, "0.75", "150.00")),
        ("onsite", (ONSITE, "0.75", "175.00")),
        ("in_shop", (IN_SHOP, "0.75", "150.00")),
        ("website", (WEBSITE, "0.75", "150.00")),
        ("warranty", (WARRANTY, "0.75", "0.00")),
        ("internal", (INTERNAL, "0.75", "0.00")),
        ("travel", (TRAVEL, "1.00", "40.00")),
    ],
)
def test_ordinary_work_is_minutes_over_sixty_at_the_live_price(labor: str, line: tuple[int, str, str]) -> None:
    decision = decided(work(45, labor))
    (charge,) = decision.charges
    assert (charge.product_id, f"{charge.quantity:.2f}", str(charge.price)) == line
    assert not blocking(decision.findings)


def test_forty_five_remote_minutes_cost_112_50() -> None:
    assert decided(work(45, "remote")).charges[0].total == Decimal("112.50")


def test_labor_remote_with_the_flag_means_emergency_over_that_channel() -> None:
    flagged = decided(work(120, "remote", emergency=True))
    assert shown(flagged) == shown(decided(work(120, "emergency", "remote")))


def test_emergency_and_regular_lines_never_stand_for_the_same_hours() -> None:
    for prepay in ("0", "9"):
        charges = decided(work(60, "onsite", emergency=True), prepay=prepay).charges
        assert sum(charge.hours_worked for charge in charges) == 1


def test_the_live_price_counts_and_the_policy_only_warns() -> None:
    decision = decided(work(60, "remote"), live=products(remote={"price_retail": "155.0"}))
    assert shown(decision) == [(REMOTE, "1.00", "155.0")]
    assert codes(decision.findings) == ["rate.changed"]


def test_premium_price_of_a_channel_follows_its_live_price() -> None:
    live = products(remote={"price_retail": "155.01"})
    assert shown(decided(work(60, channel="remote"), live=live)) == [(EMERGENCY, "1.00", "232.52")]


def test_the_live_name_is_sent_verbatim_and_a_difference_is_told() -> None:
    name = "  Labor - Remote  Business™ "
    decision = decided(work(60, "remote"), live=products(remote={"name": name}))
    assert decision.charges[0].name == name
    assert codes(decision.findings) == ["name.changed"]


def test_labor_is_never_taxable_whatever_the_product_says() -> None:
    assert not any(charge.taxable for charge in decided(work(60, "remote"), work(30, channel="onsite")).charges)


def test_a_shop_whose_labor_is_taxed_says_so_in_its_policy() -> None:
    taxed = changed({"charging": {"labor_taxable": True}})
    assert decided(work(60, "remote"), by=taxed).charges[0].taxable


def test_paid_labor_with_live_price_zero_stops_the_bill() -> None:
    decision = decided(work(60, "remote"), live=products(remote={"price_retail": "0.0"}))
    assert codes(blocking(decision.findings)) == ["rate.zero"]


def test_free_labor_with_a_live_price_stops_the_bill() -> None:
    decision = decided(work(60, "warranty"), live=products(warranty={"price_retail": "10"}))
    assert codes(blocking(decision.findings)) == ["rate.not_zero"]


def test_a_disabled_product_is_told() -> None:
    assert codes(decided(work(60, "remote"), live=products(remote={"disabled": True})).findings) == ["product.disabled"]


def test_labor_out_of_its_category_is_told_for_the_block_may_not_go_down() -> None:
    decision = decided(work(60, "remote"), prepay="3", live=products(remote={"product_category": None}))
    assert codes(decision.findings) == ["labor.category"]
    assert "none" in decision.findings[0].message


def test_labor_of_another_channel_stops_the_bill() -> None:
    decision = decided(work(60, "remote", "onsite"))
    assert codes(blocking(decision.findings)) == ["labor.channel"]


def test_emergency_of_a_labor_of_another_channel_stops_the_bill() -> None:
    decision = decided(work(60, "remote", "onsite", emergency=True))
    assert codes(blocking(decision.findings)) == ["labor.channel"]


def test_project_labor_needs_the_flag_and_then_still_warns() -> None:
    without, allowed = decided(work(60, "project")), decided(work(60, "project"), allow_project=True)
    assert codes(blocking(without.findings)) == ["labor.exempt"]
    assert not blocking(allowed.findings)
    assert codes(allowed.findings) == ["labor.exempt"]


def test_project_labor_leaves_the_block_alone() -> None:
    assert not decided(work(60, "project"), prepay="9", allow_project=True).charges[0].draws


def test_travel_is_one_event_however_long() -> None:
    for minutes in (0, 20, 300):
        decision = decided(work(minutes, "travel"))
        assert shown(decision) == [(TRAVEL, "1.00", "40.00")]
        assert codes(decision.findings) == (["labor.per_event"] if minutes else [])


def test_travel_never_draws_on_the_block() -> None:
    assert not decided(work(0, "travel"), prepay="9").charges[0].draws


def test_warranty_in_category_labor_still_draws_and_that_is_told() -> None:
    decision = decided(work(60, "warranty"), prepay="0.5")
    assert codes(decision.findings) == ["prepay.no_charge_draws"]
    assert decision.findings[0].evidence == {"drawn": "0.50"}


def test_warranty_in_another_category_draws_nothing() -> None:
    decision = decided(work(60, "warranty"), prepay="5", live=products(warranty={"product_category": "Fees"}))
    assert not decision.charges[0].draws
    assert not decision.findings


def test_ordinary_work_beyond_the_block_is_told_with_its_price() -> None:
    decision = decided(work(120, "remote"), prepay="0.5")
    assert shown(decision) == [(REMOTE, "2.00", "150.00")]
    assert codes(decision.findings) == ["prepay.part_paid"]
    assert "1.50 h × 150.00 = 225.00" in decision.findings[0].message


# Channel: asked for only where it matters.


@pytest.mark.parametrize("name", [NEWEST, OLDER])
def test_emergency_without_a_channel_is_a_question_when_nothing_covers_it(name: str) -> None:
    with pytest.raises(UsageError, match="How was the emergency work delivered") as caught:
        decided(work(60), by=name)
    assert "--channel" in caught.value.hint


def test_emergency_without_a_channel_is_no_question_when_a_block_covers_it() -> None:
    assert shown(decided(work(60), prepay="1.5")) == [(EMERGENCY, "1.50", "262.50")]


def test_emergency_without_a_channel_is_a_question_when_the_block_covers_a_part() -> None:
    with pytest.raises(UsageError, match="How was"):
        decided(work(60), prepay="1")


def test_a_price_that_depends_on_the_channel_asks_for_it_though_one_rule_fits_all() -> None:
    rule = {"block": False, "channels": ["remote", "onsite", "in_shop", "website"], "labor": "emergency"}
    priced = {**rule, "quantity": "hours", "price": "channel_times_factor"}
    by = changed({"premium": {"rules": [priced]}})
    with pytest.raises(UsageError, match="How was"):
        decided(work(60), by=by)
    assert shown(decided(work(60, channel="website"), by=by)) == [(EMERGENCY, "1.00", "225.00")]


def test_emergency_website_work_without_a_block_has_no_rule_and_nothing_is_guessed() -> None:
    decision = decided(work(60, "website", emergency=True))
    assert not decision.charges
    assert codes(blocking(decision.findings)) == ["premium.no_rule"]


@pytest.mark.parametrize("split", [True, False])
def test_part_covered_work_without_a_rule_for_the_rest_is_not_offered_a_split(split: bool) -> None:
    decision = decided(work(60, "website", emergency=True), prepay="0.5", split_prepay=split)
    assert not decision.charges
    assert codes(decision.findings) == ["premium.no_rule"]


# A block that covers a part.


def test_a_block_that_covers_a_part_stops_the_bill_and_shows_both_results() -> None:
    decision = decided(work(120, channel="onsite"), prepay="1.5")
    assert codes(blocking(decision.findings)) == ["prepay.partly_covered"]
    evidence = decision.findings[0].evidence
    assert evidence == {"prepay_hours": "1.50", "needed": "3.00", "unsplit_charge": "393.75", "split_charge": "262.50"}
    assert decision.findings[0].text == (
        "Prepay covers 1.50 of the 3.00 h. On one line the customer pays the 1.5 factor twice "
        "(393.75 instead of 262.50 on two lines). Add --split-prepay."
    )
    assert len(decision.findings[0].text.split()) <= 30


def test_the_older_rules_do_not_claim_a_double_premium_for_the_onsite_product() -> None:
    decision = decided(work(120, channel="onsite"), prepay="1.5", by=OLDER)
    assert codes(blocking(decision.findings)) == ["prepay.partly_covered"]
    assert "twice" not in decision.findings[0].message


def test_the_split_bills_each_hour_once() -> None:
    decision = decided(work(120, channel="onsite"), prepay="1.5", split_prepay=True)
    assert shown(decision) == [(EMERGENCY, "1.50", "262.50"), (EMERGENCY, "1.00", "262.50")]
    assert [c.hours_worked for c in decision.charges] == [1, 1]
    assert not blocking(decision.findings)
    after = forecast(lines_of(decision.charges), prepay=Decimal("1.5"), tax_percent=Decimal(0))
    assert (after.total, after.prepay_after) == (Decimal("262.50"), 0)


def test_the_split_takes_the_channel_price_for_the_rest() -> None:
    decision = decided(work(120, channel="remote"), prepay="1.5", split_prepay=True)
    assert shown(decision) == [(EMERGENCY, "1.50", "262.50"), (EMERGENCY, "1.00", "225.00")]


def test_the_split_by_the_older_rules_uses_both_products() -> None:
    decision = decided(work(120, channel="remote"), prepay="1.5", split_prepay=True, by=OLDER)
    assert shown(decision) == [(ONSITE, "1.50", "175.00"), (EMERGENCY, "1.00", "262.50")]


def test_a_block_with_more_decimals_than_a_quantity_is_never_overdrawn() -> None:
    decision = decided(work(120, channel="onsite"), prepay="1.005", split_prepay=True)
    assert decision.charges[0].quantity == Decimal("1.00")
    assert sum(c.hours_worked for c in decision.charges) == pytest.approx(Decimal(2))


@pytest.mark.parametrize("prepay", ["0.004", "0.0099"])
def test_a_block_too_small_for_a_quantity_leaves_one_line_at_premium_price(prepay: str) -> None:
    decision = decided(work(60, channel="onsite"), prepay=prepay, split_prepay=True)
    assert shown(decision) == [(EMERGENCY, "1.00", "262.50")]


def test_a_rest_too_small_for_a_quantity_leaves_one_line_on_the_block() -> None:
    decision = decided(work(41, channel="onsite"), prepay="1.02", split_prepay=True)
    assert shown(decision) == [(EMERGENCY, "1.02", "262.50")]
    assert not blocking(decision.findings)
    assert "quantity.too_little" in codes(decision.findings)
    stop = decided(work(41, channel="onsite"), prepay="1.02")
    assert blocking(stop.findings)[0].evidence["split_charge"] == "0.00"


def test_multiplied_hours_that_the_block_would_not_take_stop_the_bill() -> None:
    by = changed({"labor": {"emergency": {"draws": None}}})
    live = products(emergency={"product_category": "After hours"})
    decision = decided(work(60, channel="onsite"), prepay="9", by=by, live=live)
    assert codes(blocking(decision.findings)) == ["prepay.not_drawn"]


# Several charges share one block.


def test_lines_already_waiting_draw_before_the_new_work() -> None:
    covered = decided(work(60, channel="onsite"), prepay="3", already_drawn=Decimal("1.5"))
    assert not blocking(covered.findings)
    short = decided(work(60, channel="onsite"), prepay="3", already_drawn=Decimal("1.51"))
    assert codes(blocking(short.findings)) == ["prepay.partly_covered"]


def test_a_block_drained_by_waiting_lines_bills_the_split_at_premium_price_only() -> None:
    decision = decided(work(60, channel="onsite"), prepay="3", already_drawn=Decimal(4), split_prepay=True)
    assert shown(decision) == [(EMERGENCY, "1.00", "262.50")]


def test_two_techs_share_one_block_and_each_has_a_charge() -> None:
    two = (work(60, channel="onsite", tech="ana"), work(60, channel="onsite", tech="bo"))
    decision = decided(*two, prepay="3")
    assert [(c.tech, c.quantity) for c in decision.charges] == [("ana", Decimal("1.50")), ("bo", Decimal("1.50"))]
    assert not blocking(decision.findings)
    assert codes(blocking(decided(*two, prepay="2.99").findings)) == ["prepay.partly_covered"]


def test_of_several_techs_each_is_named_with_what_prepay_covers_of_their_work() -> None:
    two = (work(120, channel="onsite", tech="ana"), work(60, channel="onsite", tech="bo"))
    said = blocking(decided(*two, prepay="1", names={"ana": "Avery Jones", "bo": "Blake Lee"}).findings)
    assert [finding.message.partition(" h.")[0] for finding in said] == [
        "Avery Jones: Prepay covers 1.00 of the 3.00",
        "Blake Lee: Prepay covers none of the 1.50",
    ]
    assert together(said).count("--split-prepay") == 1
    assert not any("Ana" in each.message for each in decided(two[0], prepay="1", names={"ana": "Ana"}).findings)


@pytest.mark.parametrize(
    ("done", "says"),
    [
        (work(50, "remote"), "50 min = 0.8333 h, billed as 0.83 h."),
        (work(50, channel="onsite"), "50 min = 0.8333 h, billed as 0.83 h."),
    ],
)
def test_rounding_is_told_from_the_minutes(done: Work, says: str) -> None:
    assert [each.message for each in decided(done).findings if each.code == "quantity.rounded"] == [says]


def test_rounding_of_multiplied_hours_names_the_factor() -> None:
    said = [each.message for each in decided(work(50 + 1, channel="onsite"), prepay="9").findings]
    assert said == ["51 min × 1.5 = 1.2750 h, billed as 1.28 h."]


def test_the_second_tech_gets_what_the_first_left_of_the_block() -> None:
    two = (work(60, channel="onsite", tech="ana"), work(60, channel="remote", tech="bo"))
    decision = decided(*two, prepay="2.25", split_prepay=True)
    assert [(c.tech, str(c.quantity), str(c.price)) for c in decision.charges] == [
        ("ana", "1.50", "262.50"),
        ("bo", "0.75", "262.50"),
        ("bo", "0.50", "225.00"),
    ]


def test_travel_beside_emergency_takes_nothing_from_its_block() -> None:
    decision = decided(work(0, "travel"), work(60, channel="onsite"), prepay="1.5")
    assert shown(decision) == [(TRAVEL, "1.00", "40.00"), (EMERGENCY, "1.50", "262.50")]
    assert not blocking(decision.findings)


# What must be read first.


def test_products_needed_names_every_product_a_decision_may_use() -> None:
    works = [work(60, channel="remote"), work(60, "remote")]
    assert products_needed(works, policy(), prepay=None) == [EMERGENCY, REMOTE]
    assert products_needed(works, policy(OLDER), prepay=None) == [ONSITE, EMERGENCY, REMOTE]


def test_without_a_block_the_block_product_need_not_be_read() -> None:
    assert products_needed([work(60, channel="onsite")], policy(OLDER), prepay=False) == [EMERGENCY]


def test_with_a_block_the_other_case_is_read_too_for_what_it_may_not_cover() -> None:
    assert products_needed([work(60, channel="remote")], policy(OLDER), prepay=True) == [ONSITE, EMERGENCY]


# What a checked policy and sound minutes never lead to is stopped all the same.


def test_a_quantity_of_nothing_is_never_billed() -> None:
    charge = msgspec.structs.replace(decided(work(60, "remote")).charges[0], quantity=Decimal("0.00"))
    assert codes(blocking(quantity_findings(charge, Decimal("0.001")))) == ["quantity.zero"]


def test_a_channel_price_without_a_regular_labor_is_an_error_and_no_guess() -> None:
    labor = {key: value for key, value in policy().labor.items() if key != "remote"}
    unchecked = msgspec.structs.replace(policy(), labor=labor)
    with pytest.raises(UsageError, match="no regular labor for remote"):
        decided(work(60, channel="remote"), by=unchecked)


def test_multiplied_hours_are_stopped_when_the_live_category_would_not_draw_them() -> None:
    live = products(emergency={"product_category": "Fees"})
    decision = decided(work(90), prepay="5", live=live)
    assert "prepay.not_drawn" in codes(decision.findings)


def test_ordinary_labor_outside_category_labor_is_charged_and_said() -> None:
    live = products(remote={"product_category": "Fees"})
    decision = decided(work(60, "remote"), prepay="5", live=live)
    assert [charge.draws for charge in decision.charges] == [False]
    assert codes(decision.findings) == ["labor.category"]

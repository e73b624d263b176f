"""A shop's own policy: what is accepted, and the sentence that each mistake gets."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from rules_stage import NEWEST, OLDER, codes, decided, policy, shown, work

from syncro.errors import ConfigError, UsageError
from syncro.jsonio import dumps
from syncro.rules.billing.policy import Channel, Policy, as_document, check, merged, parse
from syncro.workflows.reading.policies import read_policy

Own = Callable[..., Policy]


@pytest.fixture
def own(tmp_path: Path) -> Own:
    """A policy of the shop's own that extends the newest one."""

    def read(toml: str, base: str = NEWEST) -> Policy:
        folder = tmp_path / "policies"
        folder.mkdir(exist_ok=True)
        (folder / "own.toml").write_text(f'extends = "{base}"\nname = "own"\n{toml}', encoding="utf-8")
        return read_policy("own", tmp_path)[0]

    return read


def rule(
    *, prepay: bool, labor: str, quantity: str, price: str, channels: str = '"remote", "onsite", "in_shop"'
) -> str:
    return (
        f"[[premium.rules]]\nblock = {str(prepay).lower()}\nchannels = [{channels}]\n"
        f'labor = "{labor}"\nquantity = "{quantity}"\nprice = "{price}"\n'
    )


@pytest.mark.parametrize("name", [NEWEST, OLDER])
def test_the_packaged_policies_are_sound(name: str) -> None:
    assert check(policy(name)) == []
    assert policy(name).name == name


def test_the_older_policy_differs_in_the_premium_alone() -> None:
    newest, older = as_document(policy(NEWEST)), as_document(policy(OLDER))
    assert {key for key in newest if newest[key] != older[key]} == {"name", "date", "summary", "premium"}


def test_a_shops_own_policy_says_only_what_differs(own: Own) -> None:
    ours = own('[charging]\nincrement_minutes = 15\n[labor.remote]\nrate = "160.00"\n[tax_rates]\n71 = 8.1\n')
    assert (ours.name, ours.charging.increment_minutes, ours.charging.max_minutes) == ("own", 15, 1440)
    assert (ours.labor["remote"].rate, ours.labor["remote"].product_id) == (Decimal("160.00"), 1190473)
    assert ours.tax_rates == {"71": Decimal("8.1")}
    assert ours.premium == policy().premium


def test_a_shop_without_an_emergency_product_multiplies_hours_instead(own: Own) -> None:
    ours = own(rule(prepay=False, labor="onsite", quantity="times_factor", price="own"))
    assert shown(decided(work(120, "onsite", emergency=True), by=ours)) == [(26118, "3.00", "175.00")]


MISTAKES = [
    ("[charging]\nincrement_minutes = 0\n", "charging.increment_minutes must be 1 or more."),
    ("[charging]\nincrement_minutes = 60\nmax_minutes = 30\n", "charging.max_minutes must not be less"),
    ('[charging]\nresolved_status = " "\n', "charging.resolved_status must name"),
    ('[charging]\nmethod = "stopwatch"\n', "charging.method"),
    ("[charging]\nroundup = 5\n", "roundup"),
    ('[charging]\nincrement_minutes = "15"\n', "charging.increment_minutes"),
    ('[premium]\nfactor = "1"\n', "premium.factor must be more than 1."),
    ("[premium]\nfactor = nan\n", "premium.factor must be a number, not NaN."),
    ("[premium]\nfactor = inf\n", "premium.factor must be a number, not Infinity."),
    ('[premium]\nfactor = "half"\n', "premium.factor"),
    ("[labor.remote]\nrate = nan\n", "labor.remote.rate must be a number, not NaN."),
    ('[labor.remote]\nrate = "-1"\n', "labor.remote.rate must be dollars and cents"),
    ('[labor.remote]\nrate = "1.005"\n', "labor.remote.rate must be dollars and cents"),
    ('[labor.remote]\nrate = "0"\n', "labor.remote costs nothing"),
    ('[labor.warranty]\nrate = "5"\n', "labor.warranty is no_charge"),
    ("[labor.remote]\nchannels = []\n", "labor.remote.channels must name"),
    ('[labor.remote]\nchannels = ["phone"]\n', "labor"),
    ('[labor.remote]\nname = ""\n', "labor.remote.name must be"),
    ("[labor.remote]\nproduct_id = 26118\n", "product 26118 is under two labor keys."),
    ("[labor.travel]\npremium = true\n", "labor.travel is premium"),
    ("[labor.warranty]\npremium = true\n", "labor.warranty is premium"),
    ('[labor.new]\nproduct_id = 5\nname = "New"\n', "labor"),
    ("[tax_rates]\n71 = -1\n", "tax_rates.71 must be a percentage"),
    ("[tax_rates]\n71 = 101\n", "tax_rates.71 must be a percentage"),
    ("[tax_rates]\n71 = nan\n", "tax_rates.71 must be a number"),
    ("labor = 5\n", "labor"),
    ("colour = 5\n", "colour"),
]


@pytest.mark.parametrize(("toml", "says"), MISTAKES, ids=[f"{n} {says[:40]}" for n, (_, says) in enumerate(MISTAKES)])
def test_each_mistake_gets_a_sentence_that_names_the_field(own: Own, toml: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        own(toml)
    assert says in caught.value.message
    assert "own.toml" in caught.value.message
    assert "\n" not in caught.value.message


TWICE = [
    (rule(prepay=False, labor="emergency", quantity="times_factor", price="own"), "applies the premium 2 times"),
    (rule(prepay=False, labor="onsite", quantity="times_factor", price="channel_times_factor"), "premium 2 times"),
    (rule(prepay=False, labor="emergency", quantity="times_factor", price="channel_times_factor"), "premium 2 times"),
    (rule(prepay=True, labor="onsite", quantity="times_factor", price="channel_times_factor"), "not in the price too"),
    (rule(prepay=True, labor="emergency", quantity="times_factor", price="channel_times_factor"), "not in the price"),
    (rule(prepay=True, labor="emergency", quantity="hours", price="own"), "belongs in the quantity"),
    (rule(prepay=False, labor="onsite", quantity="hours", price="own"), "applies the premium 0 times"),
    (
        '[labor.dear]\nproduct_id = 5\nname = "After hours, remote"\nrate = "225.00"\nchannels = ["remote"]\n'
        + rule(prepay=False, labor="emergency", quantity="hours", price="channel_times_factor"),
        "channel remote has remote, dear regular labor; it needs exactly one.",
    ),
    (
        "[labor.emergency]\ndraws = false\n"
        + rule(prepay=True, labor="emergency", quantity="times_factor", price="own"),
        "draws no prepay hours",
    ),
    (
        "[labor.emergency]\npremium = false\n"
        + rule(prepay=False, labor="emergency", quantity="hours", price="channel_times_factor"),
        "it needs exactly one.",
    ),
    (
        rule(prepay=False, labor="emergency", quantity="hours", price="channel_times_factor", channels='"website"')
        + "[labor.website]\nchannels = ['remote']\n",
        "channel website has no regular labor",
    ),
    (rule(prepay=False, labor="nobody", quantity="hours", price="own"), "there is no labor key 'nobody'"),
    (rule(prepay=False, labor="travel", quantity="times_factor", price="own"), "labor travel can't carry"),
    (rule(prepay=False, labor="warranty", quantity="times_factor", price="own"), "labor warranty can't carry"),
    (rule(prepay=True, labor="project", quantity="times_factor", price="own"), "labor project can't carry"),
]


@pytest.mark.parametrize(("toml", "says"), TWICE, ids=[f"{n} {says[:40]}" for n, (_, says) in enumerate(TWICE)])
def test_a_rule_that_applies_the_premium_twice_or_not_at_all_is_refused(own: Own, toml: str, says: str) -> None:
    with pytest.raises(ConfigError) as caught:
        own(toml)
    assert "premium rule 1: " in caught.value.message
    assert says in caught.value.message


def test_a_channel_price_on_the_premium_product_replaces_its_own_price(own: Own) -> None:
    ours = own(rule(prepay=False, labor="emergency", quantity="hours", price="channel_times_factor"))
    assert shown(decided(work(60, channel="onsite"), by=ours)) == [(26184, "1.00", "262.50")]


def test_the_first_rule_that_fits_decides(own: Own) -> None:
    first = rule(prepay=False, labor="onsite", quantity="times_factor", price="own", channels='"onsite"')
    ours = own(first + rule(prepay=False, labor="emergency", quantity="hours", price="own"))
    assert shown(decided(work(60, channel="onsite"), by=ours)) == [(26118, "1.50", "175.00")]
    assert shown(decided(work(60, channel="remote"), by=ours)) == [(26184, "1.00", "262.50")]


def test_a_case_without_a_rule_is_told_and_never_guessed(own: Own) -> None:
    ours = own("[premium]\nrules = []\n")
    assert codes(decided(work(60, channel="onsite"), prepay="9", by=ours).findings) == ["premium.no_rule"]


def test_a_policy_that_extends_itself_goes_in_a_circle(own: Own) -> None:
    with pytest.raises(ConfigError, match="circle"):
        own("", base="own")


def test_several_mistakes_are_told_at_once(own: Own) -> None:
    with pytest.raises(ConfigError) as caught:
        own('[charging]\nincrement_minutes = 0\n[labor.remote]\nrate = "0"\n')
    assert "increment_minutes" in caught.value.message
    assert "labor.remote" in caught.value.message


def test_a_policy_as_plain_data_reads_back_as_itself() -> None:
    document = as_document(policy())
    assert parse(document) == policy()
    assert dumps(document)


def test_merging_lays_tables_over_each_other_and_replaces_the_rest() -> None:
    base = {"a": {"b": 1, "c": [1]}, "d": 2}
    assert merged(base, {"extends": "x", "a": {"c": [3]}, "e": 4}) == {"a": {"b": 1, "c": [3]}, "d": 2, "e": 4}
    assert base == {"a": {"b": 1, "c": [1]}, "d": 2}


def test_labor_is_found_by_key_and_product() -> None:
    found = policy().labor_of_product(26184)
    assert found == policy().labor_for("emergency")
    assert policy().labor_of_product(None) is None
    assert policy().labor_of_product(1) is None
    with pytest.raises(UsageError, match="no labor key 'x'"):
        policy().labor_for("x")


@pytest.mark.parametrize("channel", list(Channel))
def test_the_regular_labor_of_a_channel_is_neither_premium_nor_free(channel: Channel) -> None:
    regular = policy().regular_for(channel)
    assert regular is policy().labor[channel.value]

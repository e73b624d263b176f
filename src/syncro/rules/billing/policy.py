"""A shop's billing rules as dated data. Parsed from a plain document; never reads a file, never holds a default rate."""

from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec
from msgspec import Struct, field

from syncro import money
from syncro.errors import ConfigError, UsageError
from syncro.jsonio import Json

HUNDRED = Decimal(100)
MOST_CHANGE = 1000
"""Percent: a limit beyond it limits nothing."""


class Method(StrEnum):
    """How work becomes a line item on the ticket (R-43)."""

    LINE_ITEM = "line_item"
    TIMER = "timer"


class Channel(StrEnum):
    """How the work was delivered (R-37)."""

    REMOTE = "remote"
    ONSITE = "onsite"
    IN_SHOP = "in_shop"
    WEBSITE = "website"


class Unit(StrEnum):
    """What one unit of quantity is: an hour of work, or one event such as a journey (R-44)."""

    HOUR = "hour"
    EVENT = "event"


class Quantity(StrEnum):
    """Premium in the quantity, or not."""

    HOURS = "hours"
    TIMES_FACTOR = "times_factor"


class Price(StrEnum):
    """The product's own live price, or the channel's regular live price times the factor."""

    OWN = "own"
    CHANNEL_TIMES_FACTOR = "channel_times_factor"


class Labor(Struct, frozen=True, forbid_unknown_fields=True):
    """One labor product. `rate` is dollars per unit on the policy's date; `draws` None: the live category decides."""

    product_id: int
    name: str
    rate: Decimal
    channels: tuple[Channel, ...]
    unit: Unit = Unit.HOUR
    draws: bool | None = None
    premium: bool = False
    no_charge: bool = False
    needs_flag: bool = False


class PremiumRule(Struct, frozen=True, forbid_unknown_fields=True):
    """Which labor product, quantity and price emergency work gets, given prepay hours and a channel (R-40)."""

    block: bool
    channels: tuple[Channel, ...]
    labor: str
    quantity: Quantity
    price: Price


class Premium(Struct, frozen=True, forbid_unknown_fields=True):
    """Emergency and after-hours work."""

    factor: Decimal
    rules: tuple[PremiumRule, ...]


class Charging(Struct, frozen=True, forbid_unknown_fields=True):
    """How minutes become line items."""

    method: Method
    increment_minutes: int = 1
    max_minutes: int = 1440
    labor_taxable: bool = False
    resolved_status: str = "Invoiced"
    max_rate_change: Decimal = Decimal(50)
    """Percent by which a live price may depart from the rate here; beyond it nothing is billed until a person has looked."""


class Policy(Struct, frozen=True, forbid_unknown_fields=True):
    """One shop's rules from one date on."""

    name: str
    date: date
    summary: str
    charging: Charging
    premium: Premium
    labor: dict[str, Labor]
    tax_rates: dict[str, Decimal] = field(default_factory=dict)
    hardware_product: int | None = None
    """The one generic product that all hardware is sold as, with a name and price of its own (R-12)."""

    def labor_for(self, key: str) -> Labor:
        """The labor product behind a key; UsageError lists the keys there are (R-30)."""
        if key not in self.labor:
            raise UsageError(
                f"There is no labor key {key!r} in policy {self.name}.", hint=f"Choose one of: {self.keys_text}."
            )
        return self.labor[key]

    def labor_of_product(self, product_id: int | None) -> Labor | None:
        """The labor product with this id, if the policy knows it."""
        return next((labor for labor in self.labor.values() if labor.product_id == product_id), None)

    def regular_for(self, channel: Channel) -> Labor | None:
        """The ordinary labor product of a channel: whose price a channel-priced premium multiplies."""
        return next((labor for labor in self.labor.values() if channel in labor.channels and _is_regular(labor)), None)

    def premium_rule(self, *, prepay: bool, channel: Channel) -> PremiumRule | None:
        """The first rule that fits."""
        fitting = (rule for rule in self.premium.rules if rule.block is prepay and channel in rule.channels)
        return next(fitting, None)

    @property
    def keys_text(self) -> str:
        """The labor keys, for messages."""
        return ", ".join(self.labor)


def parse(document: dict[str, Any], origin: str = "policy") -> Policy:
    """A policy from its document; ConfigError names the field that is wrong. `extends` must be resolved before."""
    try:
        policy = msgspec.convert(document, Policy)
    except msgspec.ValidationError as error:
        raise ConfigError(f"{origin}: {error}.") from None
    problems = _number_problems(policy) or check(policy)
    if problems:
        raise ConfigError(f"{origin}: {' '.join(problems)}")
    return policy


def merged(base: dict[str, Any], changes: dict[str, Any]) -> dict[str, Any]:
    """`changes` laid over `base`: tables are merged key by key, everything else replaces."""
    out = dict(base)
    for key, value in changes.items():
        if key == "extends":
            continue
        old = out.get(key)
        out[key] = merged(old, value) if isinstance(old, dict) and isinstance(value, dict) else value
    return out


def check(policy: Policy) -> list[str]:
    """What makes a well-formed policy unusable, as sentences."""
    return [*_charging_problems(policy), *_labor_problems(policy), *_premium_problems(policy)]


def _number_problems(policy: Policy) -> list[str]:
    """TOML knows `nan` and `inf`, and no comparison with them holds: these come before every other check."""
    numbers = {"premium.factor": policy.premium.factor, "charging.max_rate_change": policy.charging.max_rate_change}
    numbers |= {f"labor.{key}.rate": labor.rate for key, labor in policy.labor.items()}
    numbers |= {f"tax_rates.{key}": rate for key, rate in policy.tax_rates.items()}
    return [f"{name} must be a number, not {value}." for name, value in numbers.items() if not value.is_finite()]


def _charging_problems(policy: Policy) -> list[str]:
    charging = policy.charging
    problems = []
    if not charging.resolved_status.strip():
        problems.append("charging.resolved_status must name the status of a billed ticket.")
    problems += [
        f"tax_rates.{key} must be a percentage from 0 to 100."
        for key, rate in policy.tax_rates.items()
        if not 0 <= rate <= HUNDRED
    ]
    if not 0 <= charging.max_rate_change <= MOST_CHANGE:
        problems.append(f"charging.max_rate_change must be a percentage from 0 to {MOST_CHANGE}.")
    if charging.increment_minutes < 1:
        problems.append("charging.increment_minutes must be 1 or more.")
    if charging.max_minutes < charging.increment_minutes:
        problems.append("charging.max_minutes must not be less than the increment.")
    return problems


def _labor_problems(policy: Policy) -> list[str]:
    problems = []
    for key, labor in policy.labor.items():
        if labor.rate < 0 or money.cents(labor.rate) != labor.rate:
            problems.append(f"labor.{key}.rate must be dollars and cents, not negative.")
        if labor.no_charge and labor.rate != 0:
            problems.append(f"labor.{key} is no_charge, so its rate must be 0.00.")
        if not labor.no_charge and labor.rate == 0:
            problems.append(f"labor.{key} costs nothing: mark it no_charge or give its rate.")
        if not labor.channels:
            problems.append(f"labor.{key}.channels must name at least one channel.")
        if not labor.name.strip():
            problems.append(f"labor.{key}.name must be the product's real name: accounting maps on it.")
        if labor.premium and (labor.no_charge or labor.unit is not Unit.HOUR):
            problems.append(f"labor.{key} is premium, so it must cost something and count by the hour.")
    ids = [labor.product_id for labor in policy.labor.values()]
    problems += [f"product {twice} is under two labor keys." for twice in sorted({i for i in ids if ids.count(i) > 1})]
    return problems


def _premium_problems(policy: Policy) -> list[str]:
    if policy.premium.factor <= 1:
        return ["premium.factor must be more than 1."]
    problems = []
    for number, rule in enumerate(policy.premium.rules, 1):
        where = f"premium rule {number}"
        labor = policy.labor.get(rule.labor)
        if labor is None:
            problems.append(f"{where}: there is no labor key {rule.labor!r}.")
            continue
        problems += [
            f"{where}: {problem}"
            for problem in (*_product_problems(rule.labor, labor), *_once_problems(policy, rule, labor))
        ]
    return problems


def _product_problems(key: str, labor: Labor) -> list[str]:
    """Emergency work is billed by the hour, on a product that costs something and needs no flag."""
    if labor.unit is Unit.HOUR and not (labor.no_charge or labor.needs_flag):
        return []
    return [f"labor {key} can't carry emergency work: it is free, charged per event, or needs a flag."]


def _once_problems(policy: Policy, rule: PremiumRule, labor: Labor) -> list[str]:
    return _with_prepay_problems(rule, labor) if rule.block else _without_prepay_problems(policy, rule, labor)


def _with_prepay_problems(rule: PremiumRule, labor: Labor) -> list[str]:
    """Hours that prepay covers cost nothing whatever their price; hours it doesn't draw on would pay twice."""
    problems = []
    if rule.quantity is not Quantity.TIMES_FACTOR:
        problems.append("where prepay hours cover the work, the premium belongs in the quantity.")
    if rule.price is not Price.OWN:
        problems.append("where prepay hours cover the work, the premium belongs in the quantity, not in the price too.")
    if labor.draws is False:
        problems.append(f"labor {rule.labor} draws no prepay hours, so it can't be billed on them.")
    return problems


def _without_prepay_problems(policy: Policy, rule: PremiumRule, labor: Labor) -> list[str]:
    problems = []
    count = _premium_count(rule, labor)
    if count != 1:
        problems.append(f"applies the premium {count} times, not once.")
    if rule.price is Price.CHANNEL_TIMES_FACTOR:
        for channel in rule.channels:
            keys = [key for key, each in policy.labor.items() if channel in each.channels and _is_regular(each)]
            if len(keys) != 1:
                problems.append(f"channel {channel} has {', '.join(keys) or 'no'} regular labor; it needs exactly one.")
    return problems


def _premium_count(rule: PremiumRule, labor: Labor) -> int:
    """How often the premium reaches a bill without prepay hours: by the quantity, and by the price."""
    priced = labor.premium or rule.price is Price.CHANNEL_TIMES_FACTOR
    return int(rule.quantity is Quantity.TIMES_FACTOR) + int(priced)


def _is_regular(labor: Labor) -> bool:
    return labor.unit is Unit.HOUR and not (labor.premium or labor.no_charge)


def as_document(policy: Policy) -> dict[str, Json]:
    """Plain data for `--json`."""
    plain: dict[str, Json] = msgspec.to_builtins(policy)
    return plain

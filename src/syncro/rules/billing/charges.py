"""Work to charges: which product, what quantity, what price (R-30 to R-45). Decides; never reads or sends."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from syncro import money
from syncro.errors import UsageError
from syncro.records import Product
from syncro.rules import findings
from syncro.rules.billing import charge_findings as say
from syncro.rules.billing.policy import Channel, Labor, Policy, Price, Quantity, Unit
from syncro.rules.billing.work import Charge, Decision, Work, billed_hours, draws, normalised
from syncro.rules.findings import Finding

SECONDS_PER_HOUR = 3600
NO_NAMES: Mapping[str, str] = {}
SHARED = frozenset({"prepay.partly_covered", "prepay.part_paid", "prepay.split", "prepay.no_charge_draws"})
"""What is said of one tech's work and rests on hours that all of them draw from."""


def products_needed(works: Sequence[Work], policy: Policy, *, prepay: bool | None) -> list[int]:
    """Ids of the products whose live price decides; `prepay` None: whatever either case may need."""
    needed: list[int] = []
    for work in works:
        needed += _products_of(normalised(work, policy), policy, prepay=prepay)
    return list(dict.fromkeys(needed))


def decide(
    works: Sequence[Work],
    policy: Policy,
    products: Mapping[int, Product],
    *,
    prepay: Decimal | None,
    already_drawn: Decimal | None = money.ZERO,
    split_prepay: bool = False,
    allow_project: bool = False,
    names: Mapping[str, str] = NO_NAMES,
) -> Decision:
    """The charges for the work. `names`: what people call the techs, by alias.

    `prepay` is the customer's prepay hours; `already_drawn` the hours that un-invoiced lines of the ticket
    will take from it first. Where either isn't known, emergency work becomes no charge: its quantity and price
    depend on it. Raises UsageError when an input is missing.
    """
    charges: list[Charge] = []
    found: list[Finding] = []
    left = None if prepay is None or already_drawn is None else max(prepay - already_drawn, money.ZERO)
    several = len({work.tech for work in works}) > 1
    for work in works:
        decision = _decide_one(
            normalised(work, policy),
            policy,
            products,
            prepay,
            left,
            split_prepay=split_prepay,
            allow_project=allow_project,
        )
        charges += decision.charges
        who = names.get(work.tech, work.tech) if several else ""
        found += [findings.about(who, each) if who and each.code in SHARED else each for each in decision.findings]
        left = _left_after(left, decision.charges)
    return Decision(tuple(charges), tuple(found))


def _left_after(left: Decimal | None, charges: Sequence[Charge]) -> Decimal | None:
    if left is None or (left > 0 and any(charge.draws is None for charge in charges)):
        return None
    return max(left - sum((charge.quantity for charge in charges if charge.draws), money.ZERO), money.ZERO)


def _decide_one(
    work: Work,
    policy: Policy,
    products: Mapping[int, Product],
    prepay: Decimal | None,
    left: Decimal | None,
    *,
    split_prepay: bool,
    allow_project: bool,
) -> Decision:
    labor = policy.labor_for(work.labor)
    found = say.labor_findings(work, labor, allow_project=allow_project)
    if not work.emergency:
        decision = _regular(work, labor, policy, products, left)
    elif prepay is None or left is None:
        decision = Decision(())
    elif prepay > 0:
        decision = _premium_on_prepay(work, policy, products, left, split_prepay=split_prepay)
    else:
        decision = _premium(work, policy, products, billed_hours(work.minutes, policy), prepay=False)
    return Decision(decision.charges, (*found, *decision.findings))


def _regular(
    work: Work, labor: Labor, policy: Policy, products: Mapping[int, Product], left: Decimal | None
) -> Decision:
    product = products[labor.product_id]
    if labor.unit is Unit.EVENT:
        charge = _charge(
            work,
            labor,
            product,
            policy,
            Decimal(1),
            product.price_retail,
            Decimal(0),
            "one event, whatever its length",
        )
        return Decision((charge,), tuple(say.product_findings(labor, product, policy)))
    hours = billed_hours(work.minutes, policy)
    charge = _charge(work, labor, product, policy, hours, product.price_retail, hours, say.minutes_text(work, policy))
    found = [*say.product_findings(labor, product, policy), *say.quantity_findings(charge, hours)]
    if left is None or not charge.draws:
        return Decision((charge,), tuple(found))
    if money.ZERO < left < charge.quantity and not charge.no_charge:
        found.append(say.part_paid(charge, left))
    if charge.no_charge and left > 0:
        found.append(say.draws_for_nothing(charge, left))
    return Decision((charge,), tuple(found))


def _premium_on_prepay(
    work: Work, policy: Policy, products: Mapping[int, Product], left: Decimal, *, split_prepay: bool
) -> Decision:
    """With prepay hours the premium is in the quantity; what prepay can't cover is never billed silently (R-41)."""
    hours = billed_hours(work.minutes, policy)
    whole = _premium(work, policy, products, hours, prepay=True)
    needed = sum((charge.quantity for charge in whole.charges), money.ZERO)
    if needed <= left:
        return whole
    split = _split(work, policy, products, hours, left)
    unruled = [finding for finding in (*whole.findings, *split.findings) if finding.code == say.NO_RULE]
    if unruled:
        return Decision((), tuple(unruled))
    if split_prepay:
        return Decision(split.charges, (*split.findings, say.split_info(split, left)))
    priced = any(labor.premium for c in whole.charges if (labor := policy.labor_of_product(c.product_id)))
    stop = say.partly_covered(left, whole, split, policy.premium.factor if priced else None)
    return Decision(whole.charges, (*whole.findings, stop))


def _split(work: Work, policy: Policy, products: Mapping[int, Product], hours: Decimal, left: Decimal) -> Decision:
    """Lines for different hours: what prepay covers at quantity times factor, the rest at premium price (R-41)."""
    factor = policy.premium.factor
    usable = left // money.CENT * money.CENT  # a quantity has two decimals: rounded up it would overdraw
    if usable == 0:
        return _premium(work, policy, products, hours, prepay=False)
    covered = _premium(work, policy, products, usable / factor, prepay=True)
    uncovered = hours - usable / factor
    if money.cents(uncovered) == 0:
        return Decision(covered.charges, (*covered.findings, say.too_little(uncovered)))
    rest = _premium(work, policy, products, uncovered, prepay=False)
    return Decision((*covered.charges, *rest.charges), (*covered.findings, *rest.findings))


def _premium(work: Work, policy: Policy, products: Mapping[int, Product], hours: Decimal, *, prepay: bool) -> Decision:
    """Time-and-a-half, applied once: in the quantity or in the price, as the policy's rule says (R-40)."""
    channel = _premium_channel(work, policy, prepay=prepay)
    rule = policy.premium_rule(prepay=prepay, channel=channel)
    if rule is None:
        return Decision((), (say.no_rule(policy, channel, prepay=prepay),))
    labor = policy.labor_for(rule.labor)
    product = products[labor.product_id]
    factor = policy.premium.factor
    billed = hours * factor if rule.quantity is Quantity.TIMES_FACTOR else hours
    price, why_price, found = _premium_price(rule.price, channel, policy, products, product)
    multiplied = f" × {factor}" if billed != hours else ""
    charge = _charge(
        work, labor, product, policy, billed, price, hours, f"{say.hours_text(hours)}{multiplied}{why_price}"
    )
    found = [*say.product_findings(labor, product, policy), *found, *say.quantity_findings(charge, billed)]
    if prepay and charge.draws is False:
        found.append(say.draws_not(charge))
    return Decision((charge,), tuple(found))


def _premium_price(
    kind: Price, channel: Channel, policy: Policy, products: Mapping[int, Product], product: Product
) -> tuple[Decimal, str, list[Finding]]:
    if kind is Price.OWN:
        return product.price_retail, "", []
    regular = policy.regular_for(channel)
    if regular is None:  # a checked policy has one
        raise UsageError(f"Policy {policy.name} has no regular labor for {channel.value}.")
    base = products[regular.product_id]
    price = money.cents(base.price_retail * policy.premium.factor)
    why = f", price {money.text(base.price_retail)} of {base.name} × {policy.premium.factor}"
    return price, why, say.product_findings(regular, base, policy)


def _premium_channel(work: Work, policy: Policy, *, prepay: bool) -> Channel:
    """The channel, or any when neither rule nor price depends on it; otherwise it must be named (R-30)."""
    if work.channel is not None:
        return work.channel
    rules = {policy.premium_rule(prepay=prepay, channel=channel) for channel in Channel}
    if len(rules) == 1 and all(rule is not None and rule.price is Price.OWN for rule in rules):
        return Channel.ONSITE
    raise UsageError(
        "How was the emergency work delivered? Its price depends on it.",
        hint=f"Add --channel {'|'.join(channel.value for channel in Channel)}.",
    )


def _products_of(work: Work, policy: Policy, *, prepay: bool | None) -> list[int]:
    if not work.emergency:
        return [policy.labor_for(work.labor).product_id]
    needed: list[int] = []
    for case in (True, False):
        if case is True and prepay is False:
            continue
        # With prepay hours the other case is needed too: the part that prepay doesn't cover.
        channel = work.channel
        for rule in policy.premium.rules:
            if rule.block is case and (channel is None or channel in rule.channels):
                needed.append(policy.labor_for(rule.labor).product_id)
                regular = policy.regular_for(channel) if channel and rule.price is Price.CHANNEL_TIMES_FACTOR else None
                needed += [regular.product_id] if regular else []
    return needed


def _charge(
    work: Work,
    labor: Labor,
    product: Product,
    policy: Policy,
    billed: Decimal,
    price: Decimal,
    hours: Decimal,
    why: str,
) -> Charge:
    return Charge(
        product_id=product.id,
        name=product.name,
        quantity=money.cents(billed),
        price=price,
        taxable=policy.charging.labor_taxable,
        tech=work.tech,
        draws=draws(labor, product),
        no_charge=labor.no_charge,
        seconds=int(money.whole(billed * SECONDS_PER_HOUR)),
        hours_worked=hours,
        why=why,
    )

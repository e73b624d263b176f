"""What there is to say about a charge: each finding in words a technician understands."""

from collections.abc import Sequence
from decimal import Decimal

from syncro import money
from syncro.jsonio import Json
from syncro.records import Product
from syncro.rules import findings
from syncro.rules.billing import unknowns
from syncro.rules.billing.policy import Channel, Labor, Policy, Unit
from syncro.rules.billing.work import LABOR_CATEGORY, Charge, Decision, Work, billed_minutes
from syncro.rules.findings import Finding

HUNDRED = Decimal(100)
NO_RULE = "premium.no_rule"
CORRECT_PRICE = "Correct the price in Syncro."
ROUNDING_NOISE = Decimal("0.000001")
"""Division by the factor leaves a difference of this order; it isn't a rounding a person should hear of."""


def labor_findings(work: Work, labor: Labor, *, allow_project: bool) -> list[Finding]:
    """Whether this labor fits the work at all (R-37)."""
    found = []
    if labor.needs_flag and not allow_project:
        found.append(
            findings.block(
                "labor.exempt",
                f"{labor.name} draws no prepay hours and costs nothing, so it is never billed by accident.",
                "If the work really belongs to a prepaid project, say --allow-project.",
                labor=work.labor,
            )
        )
    elif labor.needs_flag:
        found.append(
            findings.warning("labor.exempt", f"{labor.name} costs nothing and draws no prepay hours.", labor=work.labor)
        )
    if work.channel is not None and work.channel not in labor.channels:
        found.append(
            findings.block(
                "labor.channel",
                f"{labor.name} is not for {work.channel.value} work: the labor must match how the work was delivered.",
                "Choose the labor or the channel that matches.",
                labor=work.labor,
                channel=work.channel.value,
            )
        )
    if labor.unit is Unit.EVENT and work.minutes:
        found.append(
            findings.info(
                "labor.per_event",
                f"{labor.name} is charged per event; the {work.minutes} minutes don't count.",
                labor=work.labor,
                minutes=work.minutes,
            )
        )
    return found


def product_findings(labor: Labor, product: Product, policy: Policy) -> list[Finding]:
    """What the live product says against the policy (R-33, R-35, R-38)."""
    found = [*unknowns.of_product(product), *rate_findings(labor, product, policy)]
    if product.name != labor.name:
        found.append(
            findings.warning(
                "name.changed",
                f"Product {product.id} is called {product.name!r}, the policy says {labor.name!r}. The live name counts.",
                "Correct the name in the policy.",
                product_id=product.id,
            )
        )
    if product.disabled:
        found.append(
            findings.warning(
                "product.disabled",
                f"{product.name} ({product.id}) is disabled.",
                "Make sure that it is the right product.",
                product_id=product.id,
            )
        )
    if labor.draws is True and product.product_category != LABOR_CATEGORY:
        found.append(
            findings.warning(
                "labor.category",
                f"{product.name} should draw prepay hours, and its category is {product.product_category or 'none'}, "
                f"not {LABOR_CATEGORY}: they may not go down.",
                "Correct the product's category in Syncro.",
                product_id=product.id,
            )
        )
    return found


def rate_findings(labor: Labor, product: Product, policy: Policy) -> list[Finding]:
    """A live price that can't be meant, or isn't the policy's; where it departs too far a person must look first."""
    price, shown = product.price_retail, f"{product.name} ({product.id})"
    if labor.no_charge:
        if price == 0:
            return []
        text = f"{shown} should cost nothing, and its live price is {_exact(price)}."
        return [findings.block("rate.not_zero", text, CORRECT_PRICE, money=_exact(price), product_id=product.id)]
    free = free_of(product)
    if free:
        return [free]
    if price == labor.rate:
        return []
    text = f"{shown}: the live price is {_exact(price)}, the policy says {money.text(labor.rate)}."
    most = policy.charging.max_rate_change
    if abs(price - labor.rate) * HUNDRED > labor.rate * most:
        text += f" That is more than {most}% apart."
        remedy = "Correct the price in Syncro, or the policy's rate."
        return [findings.block("rate.jump", text, remedy, **_rates(labor, product))]
    remedy = "Correct the policy's rate if the new one is right."
    return [findings.warning("rate.changed", f"{text} The live price counts.", remedy, **_rates(labor, product))]


def free_of(product: Product) -> Finding | None:
    """What speaks against a live price on a product that isn't free: below zero, zero, or not in whole cents."""
    price, shown = product.price_retail, f"{product.name} ({product.id})"
    if price < 0:
        text = f"{shown} has the live price {_exact(price)}: the customer would be paid for the work."
        return findings.block("rate.negative", text, CORRECT_PRICE, money=_exact(price), product_id=product.id)
    if money.cents(price) == 0:
        text = f"{shown} has the live price {_exact(price)}, so the line would be free."
        return findings.block("rate.zero", text, CORRECT_PRICE, money=_exact(price), product_id=product.id)
    if money.cents(price) != price:
        text = (
            f"{shown} has the live price {_exact(price)}, which isn't whole cents: Syncro would round it its own way."
        )
        return findings.block("rate.fraction", text, CORRECT_PRICE, money=_exact(price), product_id=product.id)
    return None


def _rates(labor: Labor, product: Product) -> dict[str, Json]:
    return {"product_id": product.id, "live": _exact(product.price_retail), "policy": money.text(labor.rate)}


def _exact(price: Decimal) -> str:
    """Two decimals, or all where there are more: 0.004 is not 0.00."""
    return money.text(price) if price == money.cents(price) else str(price)


def quantity_findings(charge: Charge, exact: Decimal) -> list[Finding]:
    """What rounding to two decimals did to the exact quantity (R-32)."""
    if charge.quantity == 0:
        return [
            findings.block(
                "quantity.zero",
                f"{charge.why} comes to a quantity of 0.00.",
                "Give the minutes that were worked.",
                product_id=charge.product_id,
            )
        ]
    if abs(charge.quantity - exact) < ROUNDING_NOISE:
        return []
    return [
        findings.info(
            "quantity.rounded",
            f"{_worked(charge, exact)} = {exact:.4f} h, billed as {money.text(charge.quantity)} h.",
            quantity=money.text(charge.quantity),
        )
    ]


def _worked(charge: Charge, exact: Decimal) -> str:
    """The minutes that the quantity stands for, and what they are multiplied by."""
    minutes = f"{charge.hours_worked * 60:.1f}".removesuffix(".0")
    times = money.cents(exact / charge.hours_worked) if charge.hours_worked else money.cents(exact)
    return f"{minutes} min" if times == 1 else f"{minutes} min × {times.normalize():f}"


def part_paid(charge: Charge, left: Decimal) -> Finding:
    """Ordinary work that prepay covers in part: the rest is charged, and never silently (R-41)."""
    rest = charge.quantity - left
    amount = money.text(money.line_total(rest, charge.price))
    return findings.warning(
        "prepay.part_paid",
        f"Prepay covers {money.text(left)} of {money.text(charge.quantity)} h; {money.text(rest)} h × {money.text(charge.price)} "
        f"= {amount} will be charged.",
        "Make sure that the customer expects a charge.",
        money=amount,
        covered=money.text(left),
        charged=money.text(rest),
    )


def draws_for_nothing(charge: Charge, left: Decimal) -> Finding:
    """No-charge labor in category Labor still uses up prepay hours (facts §19)."""
    drawn = min(left, charge.quantity)
    return findings.warning(
        "prepay.no_charge_draws",
        f"{charge.name} costs nothing, and Syncro still takes {money.text(drawn)} prepay hours for it, "
        f"because it is in category {LABOR_CATEGORY}.",
        "Give the hours back in Syncro afterwards, or put the product in another category.",
        drawn=money.text(drawn),
    )


def partly_covered(left: Decimal, whole: Decision, split: Decision, factor: Decimal | None) -> Finding:
    """Prepay covers part of emergency work: both results, and the way to choose (R-41).

    `factor`: what the hours are multiplied by on a product whose price contains it already; None where it doesn't.
    """
    needed = sum((charge.quantity for charge in whole.charges), money.ZERO)
    unsplit = money.line_total(needed - left, whole.charges[0].price)
    charged = _beyond(split.charges, left)
    covered = f"{money.text(left)} of the" if left > 0 else "none of the"
    lines = "one line" if len(split.charges) == 1 else "two lines"
    sums = f"{money.text(unsplit)} instead of {money.text(charged)} on {lines}"
    result = f"the customer pays the {factor} factor twice ({sums})" if factor else f"the rest costs {sums}"
    return findings.block(
        "prepay.partly_covered",
        f"Prepay covers {covered} {money.text(needed)} h. {UNSPLIT[left > 0]} {result}.",
        "Add --split-prepay.",
        money=money.text(unsplit - charged),
        prepay_hours=money.text(left),
        needed=money.text(needed),
        unsplit_charge=money.text(unsplit),
        split_charge=money.text(charged),
    )


UNSPLIT = {True: "On one line", False: "With the hours multiplied all the same,"}
"""How it would be billed without a split, by whether any hours are left."""


def _beyond(charges: Sequence[Charge], left: Decimal) -> Decimal:
    """What the charges come to where prepay doesn't reach, in their order."""
    total = money.ZERO
    for charge in charges:
        covered = min(left, charge.quantity) if charge.draws else money.ZERO
        left -= covered
        total += money.line_total(charge.quantity - covered, charge.price)
    return total


def too_little(hours: Decimal) -> Finding:
    """What prepay leaves open is less than a quantity can say, so no line is made of it."""
    return findings.info(
        "quantity.too_little",
        f"{hours:.4f} h beyond the prepay hours come to a quantity of 0.00, so they aren't billed.",
        hours=f"{hours:.4f}",
    )


def draws_not(charge: Charge) -> Finding:
    """Multiplied hours that prepay doesn't take would be paid at premium price too (R-40)."""
    return findings.block(
        "prepay.not_drawn",
        f"{charge.name} isn't in category {LABOR_CATEGORY}, so prepay hours wouldn't cover it: time-and-a-half in the quantity "
        "would be charged.",
        "Correct the product's category in Syncro, or the policy.",
        product_id=charge.product_id,
    )


def split_info(split: Decision, left: Decimal) -> Finding:
    """Prepay was split on request."""
    return findings.info(
        "prepay.split",
        f"Split for different hours: {money.text(left)} prepay hours, the rest at premium price.",
        lines=[f"{money.text(c.quantity)} × {money.text(c.price)}" for c in split.charges],
    )


def no_rule(policy: Policy, channel: Channel, *, prepay: bool) -> Finding:
    """The policy has no rule for this case: nothing is guessed."""
    case = "with prepay hours" if prepay else "without prepay hours"
    return findings.block(
        NO_RULE,
        f"Policy {policy.name} doesn't say how {channel.value} emergency work {case} is billed.",
        "Add a premium rule to the policy.",
        channel=channel.value,
    )


def minutes_text(work: Work, policy: Policy) -> str:
    """How minutes became hours to bill."""
    billed = billed_minutes(work.minutes, policy)
    if billed == work.minutes:
        return f"{work.minutes} min"
    return f"{work.minutes} min, billed as {billed} min in steps of {policy.charging.increment_minutes}"


def hours_text(hours: Decimal) -> str:
    """Hours for people."""
    return f"{money.text(hours)} h"

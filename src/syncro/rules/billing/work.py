"""Work and the charges it becomes, as values, with what is checked before anything is decided (R-30, R-32)."""

from decimal import Decimal

from msgspec import Struct

from syncro import money
from syncro.errors import UsageError
from syncro.records import Product, TicketLine
from syncro.rules.billing.policy import Channel, Labor, Policy, Unit
from syncro.rules.findings import Finding

CATEGORY = "product_category"
"""The field of products and lines."""
LABOR_CATEGORY = "Labor"
PREPAY_CATEGORY = "Prepay Hours"
"""The two product categories with a meaning of their own: one takes hours from prepay, one adds them."""


class Work(Struct, frozen=True):
    """What was done: `minutes` as worked, the labor key, who did it, how it was delivered."""

    minutes: int
    labor: str
    tech: str
    channel: Channel | None = None
    emergency: bool = False


class Charge(Struct, frozen=True):
    """One line item to be: quantity in hours (or events), price in dollars per unit.

    `seconds` is the span of a timer entry that carries the same quantity; `hours_worked` what of the
    actual work it stands for.
    """

    product_id: int
    name: str
    quantity: Decimal
    price: Decimal
    taxable: bool
    tech: str
    draws: bool | None
    no_charge: bool
    seconds: int
    hours_worked: Decimal
    why: str

    @property
    def total(self) -> Decimal:
        """Quantity times price, rounded."""
        return money.line_total(self.quantity, self.price)


class Decision(Struct, frozen=True):
    """The charges for all work of one bill, and what there is to say about them."""

    charges: tuple[Charge, ...]
    findings: tuple[Finding, ...] = ()


def normalised(work: Work, policy: Policy) -> Work:
    """`--labor remote --emergency` as `emergency` over channel `remote`; raises UsageError for what makes no sense.

    Nothing is assumed: a missing channel stays missing (R-30).
    """
    labor = policy.labor_for(work.labor)
    _check_minutes(work, labor, policy)
    if labor.premium:
        return _with(work, work.labor, work.channel, emergency=True)
    if work.emergency and (labor.no_charge or labor.unit is not Unit.HOUR):
        raise UsageError(
            f"{work.labor} work has no emergency rate.", hint="Leave --emergency out, or name another labor key."
        )
    channel = work.channel or (labor.channels[0] if len(labor.channels) == 1 else None)
    return _with(work, work.labor, channel, emergency=work.emergency)


def draws(labor: Labor | None, what: Product | TicketLine) -> bool | None:
    """True when a product or a line of it uses up prepay hours, None where that can't be told.

    The live category decides, for it is what Syncro looks at (facts §19); a policy can exempt a product. None is a
    category that isn't shown, and none at all on labor that by the policy draws.
    """
    if labor is not None and labor.draws is False:
        return False
    if what.product_category is not None:
        return what.product_category == LABOR_CATEGORY
    is_plain = what.shows(CATEGORY) and (labor is None or labor.draws is not True)
    return False if is_plain or _has_no_product(what) else None


def adds(labor: Labor | None, line: TicketLine) -> bool | None:
    """True when a line brings prepay hours, None where that can't be told. Labor never does."""
    if line.product_category is not None:
        return line.product_category == PREPAY_CATEGORY
    return False if labor is not None or line.shows(CATEGORY) or _has_no_product(line) else None


def _has_no_product(what: Product | TicketLine) -> bool:
    return isinstance(what, TicketLine) and what.shows("product_id") and what.product_id is None


def billed_minutes(minutes: int, policy: Policy) -> int:
    """Minutes rounded up to the policy's billing increment (R-32)."""
    step = policy.charging.increment_minutes
    return -(-minutes // step) * step


def billed_hours(minutes: int, policy: Policy) -> Decimal:
    """Hours to bill, exact: not yet rounded to the two decimals of a quantity."""
    return Decimal(billed_minutes(minutes, policy)) / money.MINUTES_PER_HOUR


def _check_minutes(work: Work, labor: Labor, policy: Policy) -> None:
    if labor.unit is Unit.EVENT and work.minutes == 0:
        return
    if not 0 < work.minutes <= policy.charging.max_minutes:
        raise UsageError(
            f"{work.minutes} minutes can't be billed: between 1 and {policy.charging.max_minutes} on one charge.",
            hint="Give the minutes worked, as a whole number, with --minutes.",
        )


def _with(work: Work, labor: str, channel: Channel | None, *, emergency: bool) -> Work:
    return Work(work.minutes, labor, work.tech, channel, emergency)

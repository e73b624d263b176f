"""Billing mistakes put in on purpose, and look-alikes that are no mistakes: at least two of each per audit rule (R-73)."""

from collections.abc import Callable

from syncro.sandbox.company.builder import Builder, Row
from syncro.sandbox.company.planted import blocks, doubles, emergencies, lines, links, money, recurring, text, time
from syncro.sandbox.company.planted.desk import Desk

PLANTERS: tuple[Callable[[Desk], None], ...] = (
    time.r01_no_time,
    time.r02_uncharged,
    links.r03_not_invoiced,
    lines.r04_zero_price,
    lines.r05_wrong_price,
    lines.r06_wrong_name,
    lines.r07_wrong_tax,
    emergencies.r08_two_products,
    emergencies.r09_premium,
    blocks.r10_not_drawn,
    blocks.r11_exempt,
    doubles.r12_twice,
    links.r13_status,
    text.r14_attribution,
    time.r15_quantity,
    links.r16_total,
    recurring.r17_did_not_fire,
    recurring.r18_quantity,
    money.r19_unapplied,
    money.r20_not_sent,
    text.r21_secret,
    time.r22_gap,
)
"""One function per rule, in the rules' order."""


def plant_all(b: Builder, customers: dict[str, Row]) -> None:
    """Add every case and note it in `b.planted`."""
    desk = Desk(b, customers)
    for planter in PLANTERS:
        planter(desk)

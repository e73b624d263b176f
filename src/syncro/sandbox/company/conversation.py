"""The back and forth on a ticket between its opening and its end. Every text appears once per ticket."""

from datetime import datetime, timedelta

from syncro.sandbox.company.builder import Builder, Row
from syncro.sandbox.company.phrases import CUSTOMER_SAYS, SHOP_NOTES, SHOP_SAYS
from syncro.sandbox.company.staff import Person
from syncro.sandbox.company.work import say

MINUTES_APART = 37
OPENING, CLOSING = 8, 17
SUBJECTS = {"customer": "Re: your ticket", "shop": "Update", "note": "Note"}


def talk(b: Builder, ticket: Row, since: datetime, tech: Person, turns: int) -> datetime:
    """Add `turns` comments after `since`, customer and shop in turn; returns the time of the last one."""
    lines = {"customer": _shuffled(b, CUSTOMER_SAYS), "shop": _shuffled(b, SHOP_SAYS), "note": _shuffled(b, SHOP_NOTES)}
    at = since
    for turn in range(turns):
        at = _in_hours(at + timedelta(minutes=MINUTES_APART + b.rng.randrange(MINUTES_APART)))
        voice = _voice(b, turn, lines)
        who = None if voice == "customer" else tech
        say(b, ticket, at, who, SUBJECTS[voice], lines[voice].pop(), hidden=voice == "note")
    return at


def _voice(b: Builder, turn: int, said: dict[str, list[str]]) -> str:
    if said["note"] and b.rng.random() < 1 / 6:
        return "note"
    wanted = "customer" if turn % 2 and said["customer"] else "shop"
    return wanted if said[wanted] else "customer"


def _in_hours(at: datetime) -> datetime:
    return at if at.hour < CLOSING else (at + timedelta(days=1)).replace(hour=OPENING)


def _shuffled(b: Builder, texts: tuple[str, ...]) -> list[str]:
    return b.rng.sample(texts, len(texts))

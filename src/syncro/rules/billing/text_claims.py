"""Does a text agree with the plan it goes out with? Amounts, hours, the emergency rule (R-81). Pure."""

import re
from collections.abc import Collection, Iterable
from decimal import Decimal

from msgspec import Struct

from syncro import money
from syncro.rules import findings
from syncro.rules.billing.forecast import BillLine, Forecast
from syncro.rules.billing.policy import Policy
from syncro.rules.billing.work import Charge, Work, normalised
from syncro.rules.findings import Finding
from syncro.rules.words.texts import SENTENCE, one_line

_DOLLARS = re.compile(
    r"\$\s?(\d[\d,]*(?:\.\d+)?)|\b(\d[\d,]*(?:\.\d+)?)\s?(?:USD|dollars)\b|\bUSD\s?(\d[\d,]*(?:\.\d+)?)", re.IGNORECASE
)
_HOURS = re.compile(r"(?<![\d.$])(\d+(?:\.\d+)?)\s?-?(?:h|hrs?|hours?)\b", re.IGNORECASE)
_MINUTES = re.compile(r"(?<![\d.$])(\d+)\s?-?(?:min|mins|minutes?)\b", re.IGNORECASE)
_ABOUT_MONEY = re.compile(
    r"\b(?:bill(?:ed|ing)?|charged?|charges|invoiced?|rate|total|labou?r|fee|cost)\b", re.IGNORECASE
)
_ABOUT_THIS_BILL = re.compile(r"\b(?:bill(?:ed|ing)?|invoiced?|labou?r)\b", re.IGNORECASE)
"""What else is about money may be about something else: a battery is charged for two hours as well."""
_WORK_BEFORE = re.compile(
    r"\b(?:took|takes|taken|spent|spending|work(?:ed|ing)?|in|within|after)"
    r"(?:\s+(?:me|us|on\s?site|remotely|for|about|around|roughly|almost|nearly|over|under|only|just|another|a total of"
    r"|less than|more than))*\s*$",
    re.IGNORECASE,
)
_WORK_AFTER = re.compile(r"\s+(?:of\s+)?(?:work(?:ed|ing)?|labou?r|spent|on\s?site|remote(?:ly)?)\b", re.IGNORECASE)
"""What says before or after a span of time that it is how long the work took."""
_PREMIUM = re.compile(
    r"\btime[- ]and[- ]a[- ]half\b|(?<!\d)1[.,]5\s?[x×](?!\w)"
    r"|\b(?:emergency|after[- ]?hours)\s+(?:rate|labou?r|charge|fee|billing|premium)s?\b",
    re.IGNORECASE,
)
_ORDINARY = re.compile(
    r"\b(?:regular|standard|normal|usual)\s+(?:hourly\s+)?rate\b|\bno\s+(?:emergency|after[- ]?hours)\s+(?:rate|charge|fee|premium)\b",
    re.IGNORECASE,
)
_LONGEST = 20


class Billed(Struct, frozen=True):
    """The numbers a text may name, and whether emergency work is billed."""

    amounts: frozenset[Decimal]
    hours: frozenset[Decimal]
    is_emergency: bool


def billed(
    works: Iterable[Work],
    policy: Policy,
    charges: Collection[Charge],
    lines: Collection[BillLine],
    forecast: Forecast,
    prepay: Decimal | None,
) -> Billed:
    """What a bill comes to, as far as a text may speak of it: prices, sums, quantities, minutes as worked."""
    done = list(works)
    sums = [forecast.subtotal, forecast.tax, forecast.total]
    amounts = [*(line.price for line in lines), *(money.line_total(line.quantity, line.price) for line in lines), *sums]
    worked = [money.hours(work.minutes) for work in done]
    hours = [*worked, *(charge.quantity for charge in charges), *(line.quantity for line in lines)]
    left = [prepay, forecast.drawn, forecast.prepay_after]
    totals = [sum(worked, money.ZERO), sum((charge.quantity for charge in charges), money.ZERO)]
    return Billed(
        frozenset(money.cents(each) for each in amounts if each is not None),
        frozenset(money.cents(each) for each in (*hours, *totals, *left) if each is not None),
        any(normalised(work, policy).emergency for work in done),
    )


def agree(text: str, numbers: Billed, *, where: str) -> list[Finding]:
    """Amounts, hours and emergency words of a text that the plan contradicts.

    In a sentence about billing a wrong number stops the plan; elsewhere a dollar amount is only worth a look, and so
    are hours beside a word like "charged" and those that the work is said to have taken ("fixed it in 3 hours"); other
    hours are nobody's business ("waited 2 hours for the vendor").
    """
    return [
        *(finding for sentence in SENTENCE.split(text) for finding in _numbers(sentence, numbers, where)),
        *_emergency(text, numbers, where),
    ]


def corrected(text: str) -> list[Finding]:
    """What is put right on the way, so that the preview says it: the line's description is one line."""
    if one_line(text) == text.strip():
        return []
    return [findings.info("text.one_line", "The line's description is the same words in one line.")]


def _numbers(sentence: str, numbers: Billed, where: str) -> list[Finding]:
    is_about_money = bool(_ABOUT_MONEY.search(sentence))
    found = [_number(next(part for part in match.groups() if part)) for match in _DOLLARS.finditer(sentence)]
    wrong = [f"${each}" for each in found if money.cents(each) not in numbers.amounts]
    spans = [(match, _number(match.group(1))) for match in _HOURS.finditer(sentence)]
    spans += [(match, money.hours(int(match.group(1)))) for match in _MINUTES.finditer(sentence)]
    late = [
        match.group()
        for match, hours in spans
        if (is_about_money or _is_about_work(sentence, match)) and money.cents(hours) not in numbers.hours
    ]
    is_about_this = bool(_ABOUT_THIS_BILL.search(sentence))
    return [_wrong_amount(words, where, stops=is_about_money) for words in wrong] + [
        _wrong_quantity(words, where, stops=is_about_this) for words in late
    ]


def _is_about_work(sentence: str, span: re.Match[str]) -> bool:
    return bool(_WORK_BEFORE.search(sentence, 0, span.start()) or _WORK_AFTER.match(sentence, span.end()))


def _number(written: str) -> Decimal:
    """A number in somebody's words; one longer than any amount is wrong whatever its end."""
    return Decimal(written.replace(",", "")[:_LONGEST])


CORRECT = "Correct the text, or the plan."


def _wrong_amount(words: str, where: str, *, stops: bool) -> Finding:
    message = f"The {where} mentions {words.strip()}; this bill has no such amount."
    if stops:
        return findings.block("text.amount", message, CORRECT, words=words.strip())
    return findings.warning("text.amount", message, "Is that right?", words=words.strip())


def _wrong_quantity(words: str, where: str, *, stops: bool) -> Finding:
    message = f"The {where} mentions {words.strip()}; this bill has no such time."
    if stops:
        return findings.block("text.quantity", message, CORRECT, words=words.strip())
    return findings.warning("text.quantity", message, "Is that right?", words=words.strip())


def _emergency(text: str, numbers: Billed, where: str) -> list[Finding]:
    if _PREMIUM.search(text) and not numbers.is_emergency:
        return [
            findings.block(
                "text.emergency", f"The {where} speaks of an emergency rate, and none is billed.", CORRECT, text=where
            )
        ]
    if _ORDINARY.search(text) and numbers.is_emergency:
        return [
            findings.block(
                "text.emergency", f"The {where} denies the emergency rate that is billed.", CORRECT, text=where
            )
        ]
    return []

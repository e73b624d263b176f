"""Card numbers in a text: grouped as cards show them, of a length their network has, with a right check digit (R-62). Pure."""

import re

_DASH = r"[ .\u00a0\u2010-\u2014-]"
_SHAPES = re.compile(
    rf"(?<![\w.+-])(?:\d{{13,19}}|\d{{4}}({_DASH})\d{{4}}\1\d{{4}}\1\d{{1,4}}(?:\1\d{{1,3}})?|\d{{4}}({_DASH})\d{{6}}\2\d{{4,5}})"
    r"(?![\w-]|\.\d)"
)
_NETWORKS = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})"  # Visa
    r"|(?:5[1-5]|2[2-7])\d{14}"  # Mastercard
    r"|3[47]\d{13}"  # American Express
    r"|(?:6011|64|65|62|60|81)\d{10,15}"  # Discover, UnionPay, RuPay
    r"|35\d{14,17}"  # JCB
    r"|3[0689]\d{12}"  # Diners Club
    r"|(?:50|5[6-9]|6[1379])\d{11,17}"  # Maestro
)
"""Without them one serial number in ten would pass for a card."""


def is_told(text: str) -> bool:
    """True when the text holds what can be charged."""
    return any(_is_card(re.sub(r"\D", "", found.group())) for found in _SHAPES.finditer(text))


def _is_card(digits: str) -> bool:
    return bool(_NETWORKS.fullmatch(digits)) and _luhn(digits) and len(set(digits)) > 1


def _luhn(digits: str) -> bool:
    doubled = (sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[::-2])) + sum(doubled)) % 10 == 0

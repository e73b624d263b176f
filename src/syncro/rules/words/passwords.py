"""Does prose tell a password? A word for one, a link such as "is" or a colon, and then a word that looks like one (R-81). Pure.

"Her new password for the mailbox is Blue$Horse77" tells one; "Password: reset by user" and "forgot his password:
nothing else wrong" don't, for what follows the link there are ordinary words.
"""

import re

from msgspec import Struct

_KEYWORD = (
    r"(?P<code>pass[ -]?code|pin|psk|(?:door|gate|alarm|access|entry|lock)[ -]code)"
    r"|(?P<vague>pass)"
    r"|(?:pass(?:word|wd|phrase)|pwd|pw|kennwort|passwort)"
    r"|(?:wi-?fi|wlan|wireless|network|guest|hotspot)[ -](?:key|code|pass(?:word|phrase|code)?|pw)"
)
_WORD = r"(?:[^\s:=,;!?.]|\.(?=\S))+"
_FOR = rf"(?P<gap>\s*\([^()\n]{{1,40}}\)|\s+(?:for|of|on|at|to|from|für|von)(?:\s+{_WORD}){{1,5}}?)?"
"""Whose or what for, between the keyword and the link."""
_SET_TO = (
    r"(?:(?:is|was|has\s+been|had\s+been|were)\s+)?(?:(?:now\s+)?(?:set|reset|changed|updated)\s+(?:back\s+)?)?to\b"
)
_LINK = rf"(?:\s*(?P<sign>[:=]|->|→)|\s+(?P<to>{_SET_TO})|\s+(?P<is>(?:is|was|ist|lautet|war|becomes)\b))"
_FILLER = r"(?:\s*(?:(?:now|currently|again|still|just)\b|:))*"
_TOLD = re.compile(rf"\b(?:{_KEYWORD})\b{_FOR}{_LINK}{_FILLER}\s*(?P<token>\S+)(?P<rest>[^\n]*)", re.IGNORECASE)
_BESIDE = re.compile(rf"\b(?:{_KEYWORD})\s+(?P<token>\S+)", re.IGNORECASE)
_PAIR = re.compile(
    r"\b(?:log-?[io]n|logon|credentials?|creds|user(?:name)?|pass(?:word|wd)?|pw)\b\s*(?:[:=]|\bis\b)?\s*\S+\s*[/|]\s*(?P<token>\S+)",
    re.IGNORECASE,
)
_KEY = re.compile(
    rf"\b(?:api|access|secret|client|encryption|recovery)[ -](?:key|secret|token)\b{_FOR}{_LINK}{_FILLER}\s*(?P<token>\S+)",
    re.IGNORECASE,
)
_LONG_NUMBER = re.compile(r"(?<![\w-])\d{6}(?:([- ])\d{6})(?:\1\d{6}){6}(?![\w-])")
"""A BitLocker recovery key: eight groups of six digits."""
_WIDTHLESS = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_MARKUP = re.compile(r"<[/a-z!][^<>]*>", re.IGNORECASE)

SHORTEST, SHORTEST_CODE, SHORTEST_NUMBER, SHORTEST_ASSIGNED, SHORTEST_KEY = 6, 4, 5, 4, 12
_EDGES = "\"'`‘’“”„«»()[]{}<>,;:."
_INNER_SYMBOL = re.compile(r"\w[!@#$%^*+=~?|\\§€£&]+\w|\w[!@#$%^*+=~?§€£]{2,}$")
_ORDINARY = re.compile(
    r"[\w.+-]+@[\w.-]+\.\w+|(?:https?://|www\.)\S+|[\w.-]+\.(?:com|net|org|example|local)(?:/\S*)?"
    r"|\d{1,3}(?:\.\d{1,3}){3}(?::\d+|/\d+)?|\d{1,4}(?:[-/.]\d{1,2}){1,2}(?:[-/.]\d{2,4})?|\d{1,2}(?::\d\d)+(?:am|pm)?"
    r"|\d+(?:st|nd|rd|th|min|mins|hrs?|days?|am|pm|gb|mb|tb|chars?|characters)|\d+-[a-z]+|#\w+|kb\d+"
    r"|(?:windows|win|office|server|exchange|sql|outlook|version|step|phase|test|port|build|level|line|tier)-?\d+\w*"
    r"|(?:1password|lastpass|bitwarden|keepass\w*|dashlane|itglue|hudu|passportal|m365|o365)(?:'s)?",
    re.IGNORECASE,
)
"""Addresses, dates, sizes, products: a digit or a symbol makes no password of them."""
_STATES = re.compile(
    r"above|absent|active|admin|administrator|again|already|also|back|bad|being|below|blank|broken|change"
    r"|changes|complex|correct|default|different|either|empty|entry|error|fine|forgot|forgotten|given|gone"
    r"|good|here|hidden|inactive|incorrect|invalid|just|known|later|lost|manager|missing|neither|never|none"
    r"|nothing|office|okay|permanent|policy|present|prompt|prompts|reset|safe|same|secure|separate|server"
    r"|simple|something|sticker|still|strong|support|theirs|there|today|tomorrow|unknown|valid|vault|weak"
    r"|wrong|yes|yesterday|yours"
)
"""What is said about a password without telling it."""
_SAID = re.compile(
    r"\w+(?:ed|ing|ive|able|ible|ant|ent|ary|ful|less|ly|ous|ory|ical|cally|word|words|self|long|short)$"
)
_CODE_NAME = re.compile(r"[A-Z]+\d+")
"""What a thing passes: `QC2024`."""
_CLAUSE_END = re.compile(r"[)\"'”’`]*\s*(?:[.,;!?)]|$)")


class _Token(Struct, frozen=True):
    """What stands where a password would."""

    typed: str

    @property
    def word(self) -> str:
        return self.typed.strip(_EDGES)

    @property
    def is_mixed(self) -> bool:
        """Letters and digits together, or a symbol inside: no ordinary word."""
        word = self.word
        if len(word) < SHORTEST or _ORDINARY.fullmatch(word.rstrip("!?")) or not any(map(str.isalpha, word)):
            return False
        return any(map(str.isdigit, word)) or bool(_INNER_SYMBOL.search(word))

    @property
    def is_strong(self) -> bool:
        """Mixed, and no name of a device, a ticket or a file either."""
        return self.is_mixed and (bool(_INNER_SYMBOL.search(self.word)) or not re.search(r"[-/.]", self.word))

    def is_number(self, shortest: int) -> bool:
        return self.word.isdigit() and len(self.word) >= shortest

    def is_bare_word(self, shortest: int, rest: str) -> bool:
        """Letters alone at the end of what is said, which aren't about the password."""
        folded = self.word.casefold()
        is_end = self.typed[-1:] in ".,;!?)\"'" or bool(_CLAUSE_END.match(rest))
        is_said = bool(_STATES.fullmatch(folded) or _SAID.fullmatch(folded) or _ORDINARY.fullmatch(folded))
        return folded.isalpha() and len(folded) >= shortest and is_end and not is_said


def is_told(text: str) -> bool:
    """True when the text seems to tell a password, a code, a recovery key or an API key."""
    plain = _MARKUP.sub(" ", re.sub(r"<br\s*/?>", "\n", _WIDTHLESS.sub("", text), flags=re.IGNORECASE))
    return (
        bool(_LONG_NUMBER.search(plain))
        or any(_is_told_here(found) for found in _each(_TOLD, plain))
        or any(_is_beside(found) for found in _each(_BESIDE, plain))
        or any(_Token(found["token"]).is_strong for found in _PAIR.finditer(plain))
        or any(_is_key(_Token(found["token"])) for found in _each(_KEY, plain))
    )


def _each(pattern: re.Pattern[str], text: str) -> list[re.Match[str]]:
    """All places, also where one begins inside another."""
    found, place = [], 0
    while match := pattern.search(text, place):
        found.append(match)
        place = match.start() + 1
    return found


def _is_told_here(found: re.Match[str]) -> bool:
    token = _Token(found["token"])
    if found["gap"] or found["to"]:
        fits = token.is_mixed if found["sign"] else token.is_strong
        return fits or (bool(found["code"]) and token.is_number(SHORTEST_CODE))
    if token.is_mixed or token.is_number(SHORTEST_CODE if found["code"] else SHORTEST_NUMBER):
        return True
    if found["vague"] or found["code"]:
        return False
    return token.is_bare_word(SHORTEST_ASSIGNED if found["sign"] == "=" else SHORTEST, found["rest"])


def _is_beside(found: re.Match[str]) -> bool:
    token = _Token(found["token"])
    if found["vague"] and _CODE_NAME.fullmatch(token.word):
        return False
    return token.is_strong or (bool(found["code"]) and token.is_number(SHORTEST_CODE))


def _is_key(token: _Token) -> bool:
    return token.is_mixed and len(token.word) >= SHORTEST_KEY

"""Comment bodies in the three formats that can be asked for (facts §4, C22). Stored is always what was typed."""

import html
import re
from functools import lru_cache

_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_BREAK = re.compile(r"<br\s*/?>\r?\n?|</(?:p|div|li|tr|h[1-6])\s*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d+|#x[0-9a-fA-F]+|[a-zA-Z]+);")
CACHED = 8192


@lru_cache(CACHED)
def plain(body: str) -> str:
    """Line breaks for `<br>` and ends of blocks, no tags, entities decoded."""
    if "<" not in body and "&" not in body:
        return body
    broken = _BREAK.sub("\n", body)
    return html.unescape(_TAG.sub("", broken)).replace("\xa0", " ").strip()


def rich(body: str) -> str:
    """HTML: as typed when it is HTML already, else with its line breaks as `<br>`."""
    return body if is_rich(body) else html.escape(body, quote=False).replace("\n", "<br>")


def is_rich(body: str) -> bool:
    """True when the body was typed as HTML."""
    return bool(_TAG.search(body) or _ENTITY.search(body))


def formatted(body: str, comment_format: str) -> str:
    """The body as `plaintext` (also for an unknown name), `richtext` or `original`."""
    if comment_format == "original":
        return body
    return rich(body) if comment_format == "richtext" else plain(body)

"""Request bodies and query strings to plain values, as Rails reads them (facts §1, C24). No decisions about content."""

import re
from urllib.parse import parse_qsl

from syncro import jsonio
from syncro.jsonio import Json
from syncro.sandbox.wire import error, html_page

LIMIT = 8 * 1024 * 1024
"""Bytes of body the sandbox takes; more is 413."""

_PARTS = re.compile(r"[^\[\]]+|\[\]")
_BOUNDARY = re.compile(r'boundary="?([^";,]{1,200})', re.IGNORECASE)
_NAME = re.compile(rb'[;\s]name="?([^";\r\n]*)', re.IGNORECASE)
_FILE = re.compile(rb"[;\s]filename\*?=", re.IGNORECASE)
_DEPTH = 8
_FIELDS = 4096


def parse_query(text: str) -> dict[str, Json]:
    """`a=1&b[]=2&c[d]=3` as nested values; the last of equal names wins, `[]` collects; raises WireError 400 for too many."""
    values: dict[str, Json] = {}
    try:
        pairs = parse_qsl(text, keep_blank_values=True, errors="replace", max_num_fields=_FIELDS)
    except ValueError as problem:
        raise error("Too many parameters", 400) from problem
    for name, value in pairs:
        _place(values, _PARTS.findall(name)[:_DEPTH], value)
    return values


def parse_body(body: bytes, content_type: str, *, strict: bool) -> dict[str, Json]:
    """The body's values.

    Raises WireError 400: broken JSON, or (strict) JSON text that does not say so, which gets a page of HTML.
    """
    if not body.strip():
        return {}
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        return _json(body)
    if body.lstrip()[:1] in b"{[":
        if strict:
            raise html_page(400, "400 Bad Request")
        return _json(body)
    if kind == "multipart/form-data":
        return _multipart(body, content_type)
    return parse_query(body.decode("utf-8", "replace")) if kind == "application/x-www-form-urlencoded" else {}


def _json(body: bytes) -> dict[str, Json]:
    try:
        value = jsonio.loads(body)
        # What can't be written again (an integer beyond 64 bits) could neither be stored nor answered.
        jsonio.dumps(value)
    except (ValueError, RecursionError, OverflowError) as problem:
        raise error("Error occurred while parsing request parameters", 400) from problem
    # What is no map gets a name of its own, as in Rails.
    return value if isinstance(value, dict) else {"_json": value}


def _multipart(body: bytes, content_type: str) -> dict[str, Json]:
    boundary = _BOUNDARY.search(content_type)
    if boundary is None:
        raise error("Invalid multipart body", 400)
    values: dict[str, Json] = {}
    for part in body.split(b"--" + boundary[1].strip().encode("latin-1"), _FIELDS)[1:]:
        head, _, content = part.partition(b"\r\n\r\n")
        name = _NAME.search(head)
        # A file is no text: no operation takes one.
        if name and not _FILE.search(head):
            text = content.removesuffix(b"\r\n").decode("utf-8", "replace")
            _place(values, _PARTS.findall(name[1].decode("utf-8", "replace"))[:_DEPTH], text)
    return values


def _place(values: dict[str, Json], parts: list[str], value: str) -> None:
    if not parts or parts[0] == "[]":
        return
    name, rest = parts[0], parts[1:]
    if not rest:
        values[name] = value
    elif rest[0] == "[]":
        _append(values, name, value)
    else:
        inner = values.get(name)
        if not isinstance(inner, dict):
            inner = values[name] = {}
        _place(inner, rest, value)


def _append(values: dict[str, Json], name: str, value: str) -> None:
    kept = values.get(name)
    if isinstance(kept, list):
        kept.append(value)
    else:
        values[name] = [value]

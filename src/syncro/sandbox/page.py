"""The status of a sandbox as a plain page for people. No scripts, nothing loaded from elsewhere; every value is escaped."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape

from syncro.jsonio import Json

HEADERS = (
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'"),
    (b"cache-control", b"no-store"),
)
STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:2rem;max-width:60rem}"
    "th{text-align:left}td,th{padding-right:1.5rem;vertical-align:top}"
)

FAULT = ("fault", "operation", "count", "probability", "matched", "struck")
REQUEST = ("n", "at", "method", "path", "operation", "status", "key_owner", "auth", "fault")


def render(status: Mapping[str, Json]) -> str:
    """The HTML of what `GET /sandbox/` answers as JSON."""
    facts = {"Company": status["company"], "Clock": status["now"], "Requests": status["requests"]}
    parts = (
        "<h1>Syncro sandbox</h1><p>A server that plays Syncro. The API is below <code>/api/v1</code>.</p>",
        _table("", facts.items()),
        _table("Records", status["records"].items()),
        _section("Quirks changed", _table("", status["quirks_changed"].items()) or "<p>none: all at their default</p>"),
        _section("Faults", _grid(FAULT, status["faults"]) or "<p>none</p>"),
        _section("Last requests", _grid(REQUEST, status["last_requests"]) or "<p>none yet</p>"),
    )
    title = "<title>Syncro sandbox</title>"
    head = f'<meta charset="utf-8">{title}<style>{STYLE}</style>'
    return f'<!DOCTYPE html>\n<html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _section(title: str, content: str) -> str:
    return f"<h2>{escape(title)}</h2>{content}"


def _table(title: str, rows: Iterable[tuple[str, Json]]) -> str:
    lines = "".join(f"<tr><th>{_text(name)}</th><td>{_text(value)}</td></tr>" for name, value in rows)
    table = f"<table>{lines}</table>" if lines else ""
    return _section(title, table) if title else table


def _grid(names: Sequence[str], rows: Sequence[Mapping[str, Json]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{_text(name.replace('_', ' '))}</th>" for name in names)
    lines = "".join("<tr>" + "".join(f"<td>{_text(row[name])}</td>" for name in names) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{lines}</table>"


def _text(value: Json) -> str:
    return "–" if value is None else escape(str(value))

"""Results as JSON text: plain values, picked fields, --jq. Pure; never prints."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from msgspec import Struct
from msgspec.structs import asdict

from syncro import invisible, jsonio
from syncro.cli.options import Options
from syncro.cli.text import clean, number
from syncro.errors import UsageError, Wrote


def render(options: Options, data: Any, *, fields: Sequence[str], verbatim: bool, wrote: Wrote, pretty: bool) -> str:
    """The JSON text to print. Raises UsageError for an unknown field or a filter that fails."""
    value = data if verbatim else plain(data)
    if options.json:
        value = picked(value, options.json, fields, wrote)
    if options.jq is not None:
        return filtered(value, options.jq, wrote, for_terminal=pretty)
    return _harmless(jsonio.pretty(value) if pretty else jsonio.dumps(value))


def check(options: Options, fields: Sequence[str]) -> None:
    """Raise UsageError for a field outside `fields` or a filter that isn't jq."""
    _refuse_unknown(options.json or (), fields, Wrote.NO)
    if options.jq is not None:
        from syncro.cli import filtering

        filtering.check(options.jq)


def plain(value: Any) -> Any:
    """Structs as dicts, amounts as strings with two decimals, times as ISO 8601 with their offset (design §4)."""
    if isinstance(value, Struct):
        return plain(asdict(value))
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if isinstance(value, Decimal):
        return number(value)
    if isinstance(value, datetime):
        return (value if value.tzinfo else value.astimezone()).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return value.value if isinstance(value, Enum) else value


def picked(value: Any, wanted: Sequence[str], known: Sequence[str], wrote: Wrote = Wrote.NO) -> Any:
    """The object, or each object of a list, with the wanted fields only, in that order."""
    rows = value if isinstance(value, list) else [value]
    names = list(known) or list(dict.fromkeys(key for row in rows if isinstance(row, dict) for key in row))
    _refuse_unknown(wanted, names, wrote)
    chosen = [{name: row.get(name) for name in wanted} for row in rows]
    return chosen if isinstance(value, list) else chosen[0]


def filtered(value: Any, expression: str, wrote: Wrote = Wrote.NO, *, for_terminal: bool = False) -> str:
    """What jq makes of it, one result a line; strings without quotes, as `jq -r` prints them.

    For a terminal such strings are cleaned; into a pipe they go exactly as they are.
    """
    from syncro.cli import filtering

    results = filtering.results(expression, jsonio.dumps(value), wrote)
    return "\n".join(_bare(item, for_terminal) if isinstance(item, str) else _compact(item) for item in results)


def _compact(item: Any) -> str:
    from json import dumps

    # What jq returns may hold floats, which the package's own encoder has no business with.
    return _harmless(dumps(item, ensure_ascii=False, separators=(",", ":")))


def _bare(string: str, for_terminal: bool) -> str:
    return clean(string) if for_terminal else string


def _refuse_unknown(wanted: Sequence[str], known: Sequence[str], wrote: Wrote) -> None:
    unknown = [name for name in wanted if name not in known]
    if unknown and known:
        raise UsageError(f"No field {unknown[0]!r}. Choose one of: {', '.join(known)}.", wrote=wrote)


def _harmless(json_text: str) -> str:
    """The same JSON value, with JSON's own escapes for what can't be shown."""
    return invisible.escaped_json(json_text)

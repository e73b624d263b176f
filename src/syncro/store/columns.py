"""What plans and entries are found by: columns told again from what they say, so that no query looks into text. Pure."""

from typing import Any

from syncro import jsonio


def subject(document: str | dict[str, Any]) -> tuple[str, int | None]:
    """Kind and id of the record that a plan is about; nothing for a plan about none, or one that can't be read."""
    found = _read(document).get("subject")
    if not isinstance(found, dict):
        return "", None
    return str(found.get("kind", "")), _id(found.get("id"))


def record(data: str | dict[str, Any]) -> int | None:
    """Id of the record that an entry tells of."""
    found = _read(data).get("record")
    return _id(found.get("id")) if isinstance(found, dict) else None


def _read(text: str | dict[str, Any]) -> dict[str, Any]:
    try:
        value = jsonio.loads(text) if isinstance(text, str) else text
    except ValueError:
        return {}
    return value if isinstance(value, dict) else {}


def _id(value: object) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63 else None

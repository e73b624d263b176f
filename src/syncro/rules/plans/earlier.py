"""Plans as earlier versions stored them, brought into today's form. A journal outlives the version that wrote it."""

from collections.abc import Mapping
from typing import Any

from syncro.calls import REF

Document = dict[str, Any]


def brought_up(document: Mapping[str, Any]) -> Document:
    """The document in today's form; one that has it already is left as it is. Never raises: what isn't a plan stays none."""
    steps = [each for each in document.get("steps") or [] if isinstance(each, dict)]
    return {
        **document,
        "preconditions": [_precondition(each) for each in document.get("preconditions") or []],
        "expectations": [_expectation(each, steps) for each in document.get("expectations") or []],
    }


def _precondition(stored: Any) -> Any:
    """0.1: what is read stood apart, in `args`."""
    args = stored.get("args") if isinstance(stored, dict) else None
    if not isinstance(args, dict):
        return stored
    told = {"reads": stored.get("reads"), "facts": stored.get("facts")}
    match stored.get("reads"):
        case "record":
            return told | {"read": {"operation": args.get("operation"), "path": args.get("path")}}
        case "key":
            return {"reads": "key", **args}
        case _:
            return told | {name: value for name, value in args.items() if name in ("id", "ids")}


def _expectation(stored: Any, steps: list[Document]) -> Any:
    """0.1: figures stood in `fields`, and nothing said which step it proves."""
    if not isinstance(stored, dict) or "proves" in stored:
        return stored
    told = {**stored, "proves": _proven(stored, steps)}
    if stored.get("check") in ("invoice", "estimate"):
        told |= _figures(stored)
    if stored.get("check") == "prepay":
        fields = stored.get("fields") or {}
        told |= {
            "after": fields.get("prepay_hours"),
            "before": fields.get("before"),
            "labor": fields.get("labor") or [],
        }
    return told


def _figures(stored: Mapping[str, Any]) -> Document:
    fields = stored.get("fields") or {}
    return {
        name: fields[name] for name in ("ticket_id", "subtotal", "total", "quantities") if fields.get(name) is not None
    }


def _proven(stored: Mapping[str, Any], steps: list[Document]) -> str:
    """The step whose record it names, else the last one whose effect shows in the same read."""
    named = [value[REF] for value in _values(stored) if isinstance(value, dict) and REF in value]
    if named:
        return str(named[0])
    alike = [step for step in steps if ((step.get("recogniser") or {}).get("read") or {}) == stored.get("read")]
    return str(alike[-1].get("name", "")) if alike else ""


def _values(stored: Mapping[str, Any]) -> list[Any]:
    read = stored.get("read") or {}
    return [*(stored.get("where") or {}).values(), *(read.get("path") or {}).values()]

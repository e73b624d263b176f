"""The vendor's description, mended for use as a test: its slash-less path (facts §4.2), a schema from each example, ids that exist."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FILE = Path(__file__).parents[3] / "shared" / "syncro-openapi.json"
METHODS = ("get", "post", "put", "patch", "delete")
ANY: dict[str, Any] = {}
FREE = frozenset({"properties", "params", "rmm_store"})
"""Fields whose content is the account's own, or an echo of what was sent."""


def load(ids: Mapping[str, int]) -> dict[str, Any]:
    """A copy whose paths begin with a slash, whose examples are schemas, and whose bodies name records that are there."""
    document: dict[str, Any] = json.loads(FILE.read_text())
    document["paths"] = {f"/{path.lstrip('/')}": item for path, item in document["paths"].items()}
    for item in document["paths"].values():
        for method in METHODS:
            for reply in item.get(method, {}).get("responses", {}).values():
                _describe(reply)
            _name_ids(item.get(method, {}).get("requestBody"), ids)
    _name_ids(document["components"]["requestBodies"], ids)
    return document


def _describe(reply: dict[str, Any]) -> None:
    content = reply.pop("content", {})
    if content:
        reply["content"] = {
            name: {"schema": shape(each["example"]) if "example" in each else ANY} for name, each in content.items()
        }


def shape(example: Any) -> dict[str, Any]:
    """The JSON Schema of values like this one: every field present, of its type or null."""
    if isinstance(example, dict):
        fields = {name: ANY if name in FREE else shape(value) for name, value in example.items()}
        return {"type": ["object", "null"], "properties": fields, "required": list(example)}
    if isinstance(example, list):
        kinds = {_kind(item) for item in example}
        return {"type": ["array", "null"], "items": shape(example[0]) if len(kinds) == 1 else ANY}
    return ANY if example is None else {"type": [_kind(example), "null"]}


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return {str: "string", list: "array", dict: "object"}.get(type(value), "null")


def _name_ids(schema: Any, ids: Mapping[str, int]) -> None:
    for name, inner in schema.items() if isinstance(schema, dict) else ():
        if name in ids and isinstance(inner, dict) and inner.get("type") == "integer":
            schema[name] = {"type": "integer", "enum": [ids[name], 1]}
        else:
            _name_ids(inner, ids)

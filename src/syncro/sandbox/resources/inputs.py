"""What no handler takes at its word: text where a number belongs, and products that nobody knows (facts §2).

A 422 unless the quirks `text_as_number` and `unknown_products_dropped` say otherwise. The wording is Rails' own.
"""

from collections.abc import Iterable

from syncro.catalog import Field
from syncro.sandbox import casts
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context
from syncro.sandbox.database import Record

Problem = tuple[str, str]
"""A field and what is wrong with it: `("customer_id", "can't be blank")`."""

COUNTED = frozenset({"int", "num", "dec"})
"""Kinds of fields that are numbers, unless they are ids."""


def numbers(fields: Iterable[Field]) -> list[str]:
    """The names of those fields that hold a number; an id is none, it is looked up."""
    return [field.name for field in fields if field.kind in COUNTED and not field.name.endswith("_id")]


def not_numbers(context: Context, body: Params, names: Iterable[str]) -> list[Problem]:
    """What is wrong with the numbers of these names."""
    if context.quirks.on("text_as_number"):
        return []
    return [(name, "is not a number") for name in names if not casts.is_number(body.raw(name))]


def product(context: Context, body: Params) -> tuple[Record | None, list[Problem]]:
    """The product that `product_id` names, none when it is left blank; and what is wrong with it."""
    found = context.state.get("products", body.integer("product_id"))
    unknown = found is None and bool(body.word("product_id"))
    return found, [("product", "must exist")] if unknown and not context.quirks.on("unknown_products_dropped") else []

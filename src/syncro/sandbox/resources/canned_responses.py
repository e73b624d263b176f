"""Canned responses (facts §17): made with 201, deleted with 204, and even reading them needs their permission."""

from syncro.jsonio import Json
from syncro.sandbox import shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import Kind

SHAPE = shapes.blank("id title body subject canned_response_category_id category_name")
CATEGORIES = "canned_response_categories"


def settings(context: Context, request: Request) -> Json:
    """The categories and subjects there are to choose from."""
    categories = [{"id": row["id"], "name": row["name"]} for row in context.state.all(CATEGORIES)]
    used = (row.get("subject") for row in context.state.all(KIND.name))
    subjects = list(dict.fromkeys(subject for subject in used if subject))
    return {"canned_response_categories": categories, "subjects": subjects, "can_manage": True}


def _shown(context: Context, row: Record) -> Record:
    category = context.state.get(CATEGORIES, row.get("canned_response_category_id")) or {}
    return {**shapes.only(SHAPE, row), "category_name": category.get("name")}


KIND = Kind(
    "canned_responses",
    SHAPE,
    "title body subject canned_response_category_id:int",
    required=("title", "body"),
    links={"canned_response_category_id": CATEGORIES},
    searched=("title", "body", "subject"),
    view=_shown,
)
list_ = plain.list_(KIND)
create = plain.create(KIND)
update = plain.update(KIND)
delete = plain.delete(KIND)

"""Lines of schedules (facts §8): prices in whole cents, shown in dollars as well. Nothing comes from the product."""

from syncro.jsonio import Json
from syncro.sandbox import billing, casts, figures, shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain, schedules
from syncro.sandbox.resources.plain import Kind, Problem
from syncro.sandbox.wire import not_found

RECURRING_TYPES = range(1, 7)
MOST_CENTS = 2**31 - 1
"""What the column holds."""
BARE = "_json"
"""Where a body that is no map ends up, as in Rails."""


def add(context: Context, request: Request) -> Json:
    """A new line at the end; what isn't sent is zero."""
    schedule = context.one("schedules", request.id)
    user = {} if request.body.integer("user_id") else {"user_id": request.actor.user["id"]}
    place = {} if request.body.word("position") else {"position": len(schedules.lines(context, schedule)) + 1}
    line = plain.keep_new(context, request, LINE, schedule_id=schedule["id"], **user, **place)
    return {"schedule_line_item": _priced(context, line)}


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent."""
    line = _named(context, request, request.path_id("schedule_line_item_id"))
    return {"schedule_line_item": _priced(context, plain.keep_changed(context, request, LINE, line))}


def remove(context: Context, request: Request) -> Json:
    """Delete a line, named by `line_item_id` or by a body that is nothing but its id."""
    named = request.body.raw("line_item_id") if "line_item_id" in request.body else request.body.raw(BARE)
    context.state.drop("schedule_lines", _named(context, request, casts.integer(named))["id"])
    return {"success": True}


def _named(context: Context, request: Request, id_: int | None) -> Record:
    schedule, line = context.one("schedules", request.id), context.one("schedule_lines", id_)
    if line["schedule_id"] != schedule["id"]:
        raise not_found()
    return line


def _priced(context: Context, line: Record) -> Record:
    """The line with what follows from its cents and its product, as it is kept and shown."""
    prices = {
        f"price_{name}": figures.number(figures.from_cents(line.get(f"{name}_cents") or 0))
        for name in ("cost", "retail")
    }
    category = billing.category_of(context, line.get("product_id"))
    changed = context.state.change("schedule_lines", line, product_category=category, **prices)
    return shapes.only(shapes.SCHEDULE_LINE, changed)


def _check(context: Context, fields: Record) -> list[Problem]:
    kind = fields.get("recurring_type_id")
    known = kind is None or kind in RECURRING_TYPES
    problems: list[Problem] = [] if known else [("recurring_type_id", "is not included in the list")]
    large = [name for name in ("retail_cents", "cost_cents") if abs(fields.get(name) or 0) > MOST_CENTS]
    return [*problems, *((name, f"must be less than or equal to {MOST_CENTS}") for name in large)]


LINE = Kind(
    "schedule_lines",
    shapes.SCHEDULE_LINE,
    "product_id:int cost_cents:int description name position:int quantity:dec retail_cents:int one_time_charge:bool "
    "taxable:bool user_id:int asset_type_id:int contact_field_type_id:int contact_field_answer_id:int "
    "recurring_type_id:int saved_asset_search_id:int",
    required=("name",),
    refused=plain.error_list,
    links={"product_id": "products", "user_id": "users"},
    check=_check,
)

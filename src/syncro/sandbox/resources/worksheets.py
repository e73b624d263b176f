"""Worksheets of a ticket (facts §17): filled-in copies of a template that the account has configured."""

from syncro.jsonio import Json
from syncro.sandbox import casts, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import Kind

TEMPLATES = "worksheet_templates"
SHAPE = shapes.blank(
    "id worksheet_template_id name public complete required field_list", public=True, required=False, field_list=[]
)


def create(context: Context, request: Request) -> Json:
    """A new worksheet from a template; 404 without one that is configured (facts §17)."""
    ticket = context.one("tickets", request.path_id("ticket_id"))
    template = context.one(TEMPLATES, request.body.integer("worksheet_template_id"))
    sheet = context.born(
        KIND.name,
        ticket_id=ticket["id"],
        worksheet_template_id=template["id"],
        name=request.body.word("title") or template["name"],
        public=template.get("public", True),
        required=template.get("required", False),
        complete=None,
        field_list=[{**field, "history": []} for field in template["fields"]],
    )
    context.touch("tickets", ticket["id"])
    return {"worksheet_result": shapes.only(SHAPE, context.state.put(KIND.name, sheet))}


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent; answers, named by field id or slug, are added to the field's history."""
    sheet, body = plain.one(context, request, KIND), request.body
    title = {"name": body.word("title")} if body.word("title") else {}
    fields = _answered(context, request, sheet)
    changed = plain.keep_changed(context, request, KIND, sheet, field_list=fields, **title)
    context.touch("tickets", sheet["ticket_id"])
    return {"worksheet_result": shapes.only(SHAPE, changed)}


def of(context: Context, ticket_id: int) -> list[Record]:
    """What a ticket's detail shows as its `worksheet_results`."""
    return [shapes.only(SHAPE, row) for row in context.state.where(KIND.name, "ticket_id", ticket_id)]


def _answered(context: Context, request: Request, sheet: Record) -> list[Record]:
    answers = request.body.mapping("answers")
    fields: list[Record] = []
    for field in sheet["field_list"]:
        given = answers.get(str(field["id"]), answers.get(field["slug"]))
        entry = [] if given is None else [_entry(context, request, given)]
        fields.append({**field, "history": [*field["history"], *entry]})
    return fields


def _entry(context: Context, request: Request, given: Json) -> Record:
    """An answer is a value, or a map of `value` and `user`."""
    values = Params(given if isinstance(given, dict) else {"value": given})
    who = values.text("user") or request.actor.user.get("full_name")
    return {"value": casts.text(values.raw("value")), "user": who, "created_at": context.now()}


KIND = Kind(
    "worksheet_results",
    SHAPE,
    "user_id:int complete:bool public:bool required:bool",
    links={"user_id": "users"},
    parent=("ticket_id", "tickets"),
)
list_ = plain.list_(KIND)
get = plain.get(KIND)
delete = plain.delete(KIND)

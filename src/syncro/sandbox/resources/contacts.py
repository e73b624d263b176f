"""Contacts (facts §11): flat replies, a title that goes into `properties`."""

from syncro.jsonio import Json
from syncro.sandbox import paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources.customers import EMAIL
from syncro.sandbox.wire import not_found, record_errors

TEXTS = ("name", "address1", "address2", "city", "state", "zip", "email", "phone", "mobile", "notes", "extension")


def list_(context: Context, request: Request) -> Json:
    """Contacts by name; only `customer_id` filters."""
    rows = list(context.state.all("contacts"))
    if request.query.word("customer_id"):
        rows = context.state.where("contacts", "customer_id", request.query.integer("customer_id"))
    rows.sort(key=lambda row: (str(row.get("name") or "").lower(), row["id"]))
    return paging.page(context, request, rows, lambda row: shapes.only(shapes.CONTACT_READ, row))


def get(context: Context, request: Request) -> Json:
    """One contact, flat."""
    return shapes.only(shapes.CONTACT_READ, context.one("contacts", request.id))


def create(context: Context, request: Request) -> Json:
    """A new contact of a customer that exists, else 404."""
    customer = context.state.get("customers", request.body.integer("customer_id"))
    if customer is None:
        raise not_found()
    fields = {"customer_id": customer["id"], "properties": {}, **_fields(request.body, {})}
    _check({"id": None, **fields})
    return shapes.only(shapes.CONTACT, context.state.put("contacts", context.born("contacts", **fields)))


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent."""
    contact = context.one("contacts", request.id)
    fields = {**contact, **_fields(request.body, contact)}
    if context.state.get("customers", request.body.integer("customer_id")):
        fields["customer_id"] = request.body.integer("customer_id")
    _check(fields)
    return shapes.only(shapes.CONTACT, context.state.put("contacts", {**fields, "updated_at": context.now()}))


def delete(context: Context, request: Request) -> Json:
    """Delete it."""
    context.state.drop("contacts", context.one("contacts", request.id)["id"])
    return {"success": True}


def _fields(body: Params, contact: Record) -> Record:
    fields: Record = {name: body.text(name) for name in TEXTS if name in body}
    if "title" in body:
        fields["properties"] = {**(contact.get("properties") or {}), "title": body.text("title")}
    return fields


def _check(fields: Record) -> None:
    problems = []
    if not str(fields.get("name") or "").strip():
        problems.append("Name can't be blank")
    if fields.get("email") and not EMAIL.fullmatch(str(fields["email"])):
        problems.append("Email is not an email")
    if problems:
        raise record_errors(shapes.only(shapes.CONTACT_READ, fields), problems)

"""Customers and their phones (facts §10)."""

import re

from syncro.jsonio import Json
from syncro.sandbox import casts, paging, shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.wire import messages, not_found

TEXTS = (
    "business_name",
    "firstname",
    "lastname",
    "email",
    "phone",
    "mobile",
    "address",
    "address_2",
    "city",
    "state",
    "zip",
    "notes",
    "referred_by",
    "notification_email",
    "invoice_cc_emails",
)
FLAGS = ("get_sms", "opt_out", "no_email", "disabled")
INTEGERS = ("ref_customer_id", "tax_rate_id", "invoice_term_id")
NAMES = ("business_name", "firstname", "lastname")
EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
SUGGESTIONS = 10
SCREEN = "https://sandbox.syncromsp.com"


def list_(context: Context, request: Request) -> Json:
    """Customers by name; disabled ones only when asked for."""
    rows = _filtered(request.query, list(context.state.all("customers")))
    field, _, direction = request.query.word("sort").partition(" ")
    rows.sort(key=lambda row: _name(row).lower() if field not in row else str(row[field] or "").lower())
    if direction.lower() == "desc":
        rows.reverse()
    return paging.page(context, request, rows, lambda row: shapes.customer(context, row["id"]))


def get(context: Context, request: Request) -> Json:
    """One customer with what the live detail adds: phones, contracts, addresses, links to tickets and invoices."""
    return {"customer": _detail(context, context.one("customers", request.id))}


def latest(context: Context, request: Request) -> Json:
    """The customer made last (C25)."""
    rows = context.state.all("customers")
    if not rows:
        raise not_found()
    newest = max(rows, key=lambda row: (row["created_at"], row["id"]))
    return {"customer": shapes.customer(context, newest["id"])}


def autocomplete(context: Context, request: Request) -> Json:
    """The first customers whose names fit."""
    rows = _filtered(request.query, list(context.state.all("customers")))
    rows.sort(key=lambda row: _name(row).lower())
    return {"customers": [shapes.customer(context, row["id"]) for row in rows[:SUGGESTIONS]]}


def create(context: Context, request: Request) -> Json:
    """A new customer; `phone` and `mobile` also become phones, digits only. The reply is poorer than the detail."""
    return {"customer": shapes.customer(context, make(context, request.body)["id"])}


def make(context: Context, values: Params) -> Record:
    """Check and store a new customer with its phones; raises WireError 422."""
    fields = _fields(values)
    _check(fields, values.echo())
    blank = {"disabled": False, "prepay_hours": "0.0", "properties": {}}
    customer = context.state.put("customers", context.born("customers", **{**blank, **fields, **_names(fields)}))
    for label in ("phone", "mobile"):
        if customer.get(label):
            _keep_phone(context, customer["id"], label.capitalize(), str(customer[label]), None)
    return customer


def bad_email(given: str) -> bool:
    """True for text that is there but is no address."""
    return bool(given) and EMAIL.fullmatch(given) is None


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent; what isn't stays."""
    customer = context.one("customers", request.id)
    fields = {**customer, **_fields(request.body)}
    _check(fields, None)
    changed = context.state.put("customers", {**fields, **_names(fields), "updated_at": context.now()})
    return {"customer": shapes.customer(context, changed["id"])}


def delete(context: Context, request: Request) -> Json:
    """Delete for good, with contacts and phones; by default not with invoices or payments."""
    customer = context.one("customers", request.id)
    if context.quirks.on("billed_customer_delete_fails") and _is_billed(context, customer["id"]):
        raise messages(["Customer has invoices or payments"])
    for kind in ("contacts", "phones"):
        for row in context.state.where(kind, "customer_id", customer["id"]):
            context.state.drop(kind, row["id"])
    context.state.drop("customers", customer["id"])
    return {"message": "Customer was deleted from the system."}


def _is_billed(context: Context, id_: int) -> bool:
    payments = (row.get("customer_id") for row in context.state.all("payments"))
    return bool(context.state.where("invoices", "customer_id", id_)) or id_ in payments


def phones(context: Context, request: Request) -> Json:
    """The customer's phones, newest first."""
    customer = context.one("customers", request.path_id("customer_id"))
    rows = context.state.where("phones", "customer_id", customer["id"])
    return {"phones": [shapes.only(shapes.PHONE, row) for row in sorted(rows, key=lambda row: -row["id"])]}


def add_phone(context: Context, request: Request) -> Json:
    """A new phone, flat."""
    customer, body = context.one("customers", request.path_id("customer_id")), request.body
    if not _digits(body.word("number")):
        raise messages(["Number can't be blank"], {**request.path, **body.echo()})
    phone = _keep_phone(context, customer["id"], body.text("label"), body.word("number"), body.text("extension"))
    return shapes.only(shapes.PHONE, phone)


def update_phone(context: Context, request: Request) -> Json:
    """Overwrite what is sent, flat."""
    phone, body = _phone(context, request), request.body
    fields: Record = {name: body.text(name) for name in ("label", "extension") if name in body}
    if "number" in body:
        fields["number"] = _digits(body.word("number"))
        if not fields["number"]:
            raise messages(["Number can't be blank"], {**request.path, **body.echo()})
    return shapes.only(shapes.PHONE, context.state.change("phones", phone, **fields, updated_at=context.now()))


def delete_phone(context: Context, request: Request) -> Json:
    """Delete it."""
    context.state.drop("phones", _phone(context, request)["id"])
    return {"success": True}


def _phone(context: Context, request: Request) -> Record:
    phone = context.one("phones", request.id)
    if phone["customer_id"] != request.path_id("customer_id"):
        raise not_found()
    return phone


def _keep_phone(context: Context, customer_id: int, label: str | None, number: str, extension: str | None) -> Record:
    about = {"label": label, "number": _digits(number), "extension": extension}
    return context.state.put("phones", context.born("phones", customer_id=customer_id, **about))


def _digits(number: str) -> str:
    return "".join(letter for letter in number if letter in "0123456789")


def _detail(context: Context, customer: Record) -> Record:
    id_ = customer["id"]
    return {
        **(shapes.customer(context, id_, detail=True) or {}),
        "phones": [shapes.only(shapes.PHONE, row) for row in context.state.where("phones", "customer_id", id_)],
        "contracts": [
            shapes.only(shapes.CONTRACT, row) for row in context.state.where("contracts", "customer_id", id_)
        ],
        "addresses": context.state.where("addresses", "customer_id", id_),
        "ticket_links": _links(context, "tickets", id_),
        "invoice_links": _links(context, "invoices", id_),
    }


def _links(context: Context, kind: str, customer_id: int) -> list[Record]:
    """Where the customer's records are on the screen; nobody noted what such a link really holds."""
    rows = paging.newest_first(context.state.where(kind, "customer_id", customer_id))
    return [{"id": row["id"], "number": row["number"], "url": f"{SCREEN}/{kind}/{row['id']}"} for row in rows]


def _fields(body: Params) -> Record:
    fields: Record = {name: body.text(name) for name in TEXTS if name in body}
    fields |= {name: flag for name in FLAGS if (flag := body.boolean(name)) is not None}
    fields |= {name: body.integer(name) for name in INTEGERS if name in body}
    if "properties" in body:
        fields["properties"] = body.mapping("properties")
    return fields


def _check(fields: Record, params: Json) -> None:
    problems = []
    if not any(str(fields.get(name) or "").strip() for name in NAMES):
        problems.append("Business name, first name or last name can't be blank")
    if bad_email(str(fields.get("email") or "")):
        problems.append("Email is not an email")
    if problems:
        raise messages(problems, params)


def _names(fields: Record) -> Record:
    full = " ".join(str(fields[name]) for name in ("firstname", "lastname") if fields.get(name))
    business = str(fields.get("business_name") or "")
    both = f"{business} - {full}" if business and full else business or full
    return {"fullname": full, "business_then_name": business or full, "business_and_full_name": both}


def _name(customer: Record) -> str:
    return str(customer.get("business_then_name") or "")


def _filtered(query: Params, rows: list[Record]) -> list[Record]:
    if not query.flag("include_disabled"):
        rows = [row for row in rows if not row.get("disabled")]
    for name in NAMES:
        if wanted := query.word(name).lower():
            rows = [row for row in rows if wanted in str(row.get(name) or "").lower()]
    if email := query.word("email").lower():
        rows = [row for row in rows if str(row.get("email") or "").lower() == email]
    if words := query.word("query").lower().split():
        rows = [row for row in rows if all(word in _searchable(row) for word in words)]
    return _by_id(query, rows)


def _by_id(query: Params, rows: list[Record]) -> list[Record]:
    if "id" in query:
        wanted = {casts.integer(id_) for id_ in query.items("id")}
        rows = [row for row in rows if row["id"] in wanted]
    if "not_id" in query:
        unwanted = {casts.integer(id_) for id_ in query.items("not_id")}
        rows = [row for row in rows if row["id"] not in unwanted]
    return rows


def _searchable(customer: Record) -> str:
    fields = ("business_name", "fullname", "email", "phone", "mobile")
    return " ".join(str(customer.get(name) or "") for name in fields).lower()

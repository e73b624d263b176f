"""Portal users (facts §17): flat, never read one by one, invited by mail. Passwords are compared and forgotten."""

from syncro.jsonio import Json
from syncro.sandbox import shapes
from syncro.sandbox.casts import Params
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.customers import EMAIL
from syncro.sandbox.resources.plain import BLANK, Kind, Problem
from syncro.sandbox.wire import WireError

DEFAULT_GROUP = 4
"""The account's one portal group."""
INVITED: Json = {"success": True, "message": "All set, we BCC'd you on that invitation."}
BAD_ADDRESS: Json = {
    "success": False,
    "message": "Invalid email, correct the contact's email and try to resend.",
}


def create(context: Context, request: Request) -> Json:
    """A new portal user; customer and group are the contact's and the account's when they aren't sent (seen live)."""
    contact = context.state.get("contacts", request.body.integer("contact_id")) or {}
    theirs = {} if request.body.integer("customer_id") else {"customer_id": contact.get("customer_id")}
    theirs |= {} if request.body.integer("portal_group_id") else {"portal_group_id": DEFAULT_GROUP}
    row = plain.keep_new(context, request, PORTAL_USER, **theirs, passwords_differ=_differ(request.body))
    return plain.shown(context, PORTAL_USER, row)


def update(context: Context, request: Request) -> Json:
    """Overwrite what is sent."""
    row = plain.one(context, request, PORTAL_USER)
    changed = plain.keep_changed(context, request, PORTAL_USER, row, passwords_differ=_differ(request.body))
    return plain.shown(context, PORTAL_USER, changed)


def invite(context: Context, request: Request) -> Json:
    """Mail an invitation to the contact, or to the portal user without one; raises WireError 404 and 422."""
    row = context.one("portal_users", request.body.integer("id"))
    contact = context.state.get("contacts", row.get("contact_id"))
    address = str((contact or row).get("email") or "")
    if not EMAIL.fullmatch(address):
        raise WireError(422, BAD_ADDRESS)
    context.mail(to=address, subject="Your portal invitation", kind="invitation", portal_user_id=row["id"])
    return INVITED


def _differ(body: Params) -> bool:
    return bool(body.word("password")) and body.text("password") != body.text("password_confirmation")


def _check(context: Context, fields: Record) -> list[Problem]:
    return [*_address_problems(context, fields), *_password_problems(fields)]


def _address_problems(context: Context, fields: Record) -> list[Problem]:
    address = str(fields.get("email") or "").strip()
    if not address:
        return [("email", BLANK)]
    if not EMAIL.fullmatch(address):
        return [("email", "is invalid")]
    others = (row for row in context.state.all("portal_users") if row["id"] != fields["id"])
    taken = any(str(row.get("email")).lower() == address.lower() for row in others)
    return [("email", "has already been taken")] if taken else []


def _password_problems(fields: Record) -> list[Problem]:
    return [("password_confirmation", "doesn't match Password")] if fields["passwords_differ"] else []


PORTAL_USER = Kind(
    "portal_users",
    shapes.blank(
        "id email account_id customer_id contact_id created_at updated_at portal_group_id disabled mobile require_mfa",
        account_id=shapes.ACCOUNT_ID,
        disabled=False,
        require_mfa=False,
    ),
    "contact_id:int customer_id:int email portal_group_id:int",
    links={"contact_id": "contacts", "customer_id": "customers"},
    filters="customer_id:int email",
    echoes_updates=True,
    check=_check,
)
list_, delete = plain.list_(PORTAL_USER), plain.delete(PORTAL_USER)

"""Vendors (facts §17): plain, without a delete; reading one needs a permission of its own."""

from syncro.sandbox import shapes
from syncro.sandbox.context import Context
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.customers import bad_email
from syncro.sandbox.resources.plain import Kind, Problem

SHAPE = shapes.blank(
    "id name rep_first_name rep_last_name email phone account_number created_at updated_at address city state zip "
    "website notes"
)


def _bad_email(context: Context, vendor: Record) -> list[Problem]:
    return [("email", "is not an email")] if bad_email(str(vendor.get("email") or "")) else []


KIND = Kind(
    "vendors",
    SHAPE,
    "name rep_first_name rep_last_name email phone account_number address city state zip website notes",
    required=("name",),
    check=_bad_email,
)
list_ = plain.list_(KIND)
get = plain.get(KIND)
create = plain.create(KIND)
update = plain.update(KIND)

"""The people of the shop, their API keys and what each key may do (facts §1, §15)."""

from typing import Any

from msgspec import Struct

from syncro.catalog import OPERATIONS
from syncro.sandbox.company.builder import Builder, Row

FIRM = "Lantern Peak IT"
DOMAIN = "lanternpeak.example"
HIRED_DAYS_AGO = 800


class Person(Struct, frozen=True):
    """One login of the shop."""

    id: int
    name: str
    color: str
    key: str
    admin: bool = False

    @property
    def email(self) -> str:
        """First name at the shop's own domain."""
        return f"{self.name.partition(' ')[0].lower()}@{DOMAIN}"


AVERY = Person(41207, "Avery Stone", "1e3e96", "sandbox-tech-1")
BLAKE = Person(41318, "Blake Rivers", "55b932", "sandbox-tech-2")
CASEY = Person(41422, "Casey Fields", "c2571a", "sandbox-tech-3")
DEVON = Person(41560, "Devon Marsh", "7a3fb0", "sandbox-tech-4")
OLIVE = Person(40916, "Olive Hart", "333333", "sandbox-owner", admin=True)
TECHS = (AVERY, BLAKE, CASEY, DEVON)
EVERYONE = (OLIVE, *TECHS)
BY_ID = {person.id: person for person in EVERYONE}

SECOND_FACTOR = "314159"
"""The one-time code of `sandbox-2fa`; unlike a real one it stays."""
UNSHOWN = frozenset(
    {"products", "product_serials", "product_skus", "purchase_orders", "vendors", "wiki_pages", "appointment_types"}
)
"""Groups of operations whose permissions GET /me doesn't show."""
READER_LACKS = (
    "vendors.get",
    "canned_responses",
    *(operation.id for operation in OPERATIONS if operation.writes and operation.group in UNSHOWN),
)
"""What even reading needs a permission of its own for (facts §17), and every write that /me says nothing of."""
GROUPS = ("asset", "customer", "ticket", "invoice", "payment")


def permissions(*, write: bool = True, invoice: bool = True) -> Row:
    """The permission map of `GET /me`; `write=False` is read only, `invoice=False` has no invoice rights at all."""
    full: Row = {group: {"read": True, "write": write, "delete": write} for group in GROUPS}
    if not invoice:
        full["invoice"] = {"read": False, "write": False, "delete": False}
    return full | {"worksheet": {"add": write, "manage": write, "delete": write}, "script": {"execute": write}}


def key(name: str, person: Person, allowed: Row, *, expired: bool = False, **more: Any) -> Row:
    """One API key: everything written with it is logged as `person`'s (facts §1).

    `more` is `denied`, operations that need a permission /me doesn't show, or the code of a second factor.
    """
    return {"key": name, "user_id": person.id, "permissions": allowed, "expired": expired, **more}


def owner_key() -> Row:
    """The owner's key, with every permission."""
    return key(OLIVE.key, OLIVE, permissions())


def all_keys() -> list[Row]:
    """The keys of the demo company: five full ones, one with a second factor, three that are short of something."""
    return [
        owner_key(),
        *(key(tech.key, tech, permissions()) for tech in TECHS),
        key("sandbox-2fa", AVERY, permissions(), two_factor_code=SECOND_FACTOR),
        key("sandbox-no-invoice", DEVON, permissions(invoice=False)),
        key("sandbox-readonly", CASEY, permissions(write=False), denied=list(READER_LACKS)),
        key("sandbox-expired", BLAKE, permissions(), expired=True),
    ]


def hire(b: Builder, *people: Person) -> None:
    """Add the users."""
    since = b.calendar.moment(HIRED_DAYS_AGO, 9)
    for person in people:
        fields = {"email": person.email, "full_name": person.name, "group": "Admins" if person.admin else "Technicians"}
        b.add("users", since, fields | {"admin": person.admin, "color": person.color}, fixed_id=person.id)

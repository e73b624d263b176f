"""The resources of the API and what a client goes by of each: one row for all the operations of a group. Data only.

These are a client's beliefs, like `belief.py`: the sandbox never reads them.
"""

from enum import StrEnum

from msgspec import Struct


class Trait(StrEnum):
    """What is true of all records of a group."""

    ASKED = "asked"  # `GET /me` tells reliably enough who may write them: a write by hand is refused before it is sent
    KEPT = "kept"  # what is made on such a record keeps its id as it was sent, or not at all
    LOCKS = "locks"  # plans about the same one wait for each other
    OWNED = "owned"  # belongs to a customer
    STAYS = "stays"  # is never handed from one customer to another
    HOLDS = "holds"  # other records hang on it, Syncro doesn't say which, and a delete would leave them without
    SENT = "sent"  # its texts stand on what a customer is sent or can open
    WHOLE = "whole"  # its fields belong together: they are put back all or none
    FREES = "frees"  # an undo of it changes lines and timer entries elsewhere


class Group(Struct, frozen=True):
    """The records of one resource.

    `word`: what people call one. `permission`: its group in `GET /me` (facts §15); empty where every key will do.
    `names`: the fields of any request that name such a record, the usual one first; `read`: what tells whether it exists.
    """

    name: str
    word: str
    permission: str
    read: str
    names: tuple[str, ...] = ()
    traits: frozenset[Trait] = frozenset()

    @property
    def one(self) -> str:
        """The name of one in the API: `ticket` for `tickets`."""
        return self.name.removesuffix("s")


ASKED, KEPT, LOCKS, OWNED, STAYS = Trait.ASKED, Trait.KEPT, Trait.LOCKS, Trait.OWNED, Trait.STAYS
HOLDS, SENT, WHOLE, FREES = Trait.HOLDS, Trait.SENT, Trait.WHOLE, Trait.FREES


def group(
    name: str, permission: str | None = None, *traits: Trait, word: str = "", read: str = "get", names: str = ""
) -> Group:
    """One row; what isn't told follows from the name."""
    return Group(
        *(name, word or name.removesuffix("s").replace("_", " "), name if permission is None else permission),
        *(f"{name}.{read}", tuple(names.split()), frozenset(traits)),
    )


GROUPS: dict[str, Group] = {
    each.name: each
    for each in (
        group("tickets", "ticket", ASKED, KEPT, LOCKS, OWNED, SENT, names="ticket_id"),
        group("ticket_timers", "ticket", ASKED),
        group("worksheet_results", "worksheet"),
        group("new_ticket_forms", None, SENT),
        group("canned_responses", None, SENT),
        group(
            *("invoices", "invoice", ASKED, KEPT, LOCKS, OWNED, STAYS, SENT, FREES),
            names="invoice_id invoice_number",
        ),
        group("estimates", "invoice", KEPT, LOCKS, OWNED, STAYS, SENT, names="estimate_id"),
        group("schedules", "invoice", KEPT, LOCKS, STAYS, HOLDS, SENT, names="schedule_id"),
        group("line_items", "invoice"),
        group("payments", "payment", ASKED, SENT),
        group("payment_methods", "payment"),
        group("payment_profiles", "payment"),
        group("contracts", "customer", STAYS, HOLDS, SENT),
        group("customers", "customer", ASKED, KEPT, LOCKS, HOLDS, names="customer_id ref_customer_id"),
        group("contacts", "customer", KEPT, OWNED, names="contact_id"),
        group("phones", "customer"),
        group(*("customer_assets", "asset", ASKED, KEPT, OWNED, HOLDS), word="asset", names="asset_id asset_ids"),
        group("rmm_alerts", "asset"),
        group("products", None, KEPT, HOLDS, names="product_id"),
        # A vendor's own record needs a permission that few keys have.
        group("vendors", None, KEPT, HOLDS, names="vendor_id", read="list"),
        group("appointments", None, SENT, WHOLE),
        group("appointment_types", None, SENT, names="appointment_type_id"),
        group("users", names="user_id user_ids"),
        # Every key may ask whose it is.
        group("me", ""),
    )
}
"""Every group with something of its own to say; what isn't here goes by its name alone."""


def group_of(name: str) -> Group:
    """The row of a group."""
    return GROUPS.get(name) or group(name)


def naming() -> dict[str, Group]:
    """Field of a request → the records that it names."""
    return {name: each for each in GROUPS.values() for name in each.names}


def named_with(trait: Trait) -> tuple[str, ...]:
    """The usual field that names a record, for each group with this trait."""
    return tuple(each.names[0] for each in GROUPS.values() if trait in each.traits and each.names)

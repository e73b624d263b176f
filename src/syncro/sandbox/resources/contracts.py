"""Contracts (facts §9): flat, no customer filter, `null` for one that isn't there."""

from syncro.jsonio import Json
from syncro.sandbox import shapes
from syncro.sandbox.context import Context, Request
from syncro.sandbox.database import Record
from syncro.sandbox.resources import plain
from syncro.sandbox.resources.plain import Kind

NEWER = ("product_price_overrides", "non_billable_product_ids")
"""What only newer replies carry (facts §9)."""


def get(context: Context, request: Request) -> Json:
    """One contract, flat; a missing one is 200 with null."""
    found = context.state.get("contracts", request.id)
    return _shown(context, found) if found else None


def _shown(context: Context, contract: Record) -> Record:
    newer = {name: contract[name] for name in NEWER if name in contract}
    return {**shapes.only(shapes.CONTRACT, contract), **newer}


CONTRACT = Kind(
    "contracts",
    shapes.CONTRACT,
    "contract_amount customer_id:int description start_date:day end_date:day name primary_contact status "
    "likelihood:int apply_to_all:bool sla_id:int",
    required=("customer_id",),
    refused=plain.recorded,
    links={"customer_id": "customers"},
    view=_shown,
)
list_, create = plain.list_(CONTRACT), plain.create(CONTRACT)
update, delete = plain.update(CONTRACT), plain.delete(CONTRACT)

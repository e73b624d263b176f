"""Which category a waiting line is of, where the ticket doesn't tell: its product's. Reads only."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from msgspec.structs import replace

from syncro.api import Reader
from syncro.errors import NotFound
from syncro.records import Product, TicketLine
from syncro.rules.billing.policy import Policy
from syncro.rules.billing.work import CATEGORY, adds, draws


def categorised(
    reader: Reader, lines: Sequence[TicketLine], policy: Policy, products: Mapping[int, Product], hours: Decimal | None
) -> list[TicketLine]:
    """The lines, each with its product's category where that decides about prepay hours and isn't told.

    `products` are those read already, `hours` the customer's prepay hours: with none to draw and none to add nothing is asked.
    """
    if hours == 0 and all(_adds(line, policy) is False for line in lines):
        return list(lines)
    wanted = {line.product_id for line in lines if line.product_id is not None and _is_open(line, policy)}
    known = {**products, **_read(reader, sorted(wanted - products.keys()))}
    return [_with_category(line, known.get(line.product_id or 0)) if _is_open(line, policy) else line for line in lines]


def _is_open(line: TicketLine, policy: Policy) -> bool:
    return draws(policy.labor_of_product(line.product_id), line) is None or _adds(line, policy) is None


def _adds(line: TicketLine, policy: Policy) -> bool | None:
    return adds(policy.labor_of_product(line.product_id), line)


def _read(reader: Reader, ids: Sequence[int]) -> dict[int, Product]:
    """A product that isn't there any more tells nothing."""
    try:
        return reader.products(ids)
    except NotFound:
        return {}


def _with_category(line: TicketLine, product: Product | None) -> TicketLine:
    if product is None or not product.shows(CATEGORY):
        return line
    category = product.product_category
    return replace(line, product_category=category, raw={**line.raw, CATEGORY: category})

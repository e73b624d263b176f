"""What the shop buys: vendors, their numbers for goods, orders, stock, serials, parts for tickets (facts §14, §17)."""

from typing import Any

from msgspec import Struct

from syncro.sandbox.company import catalogue
from syncro.sandbox.company.amounts import dec, in_cents
from syncro.sandbox.company.builder import ACCOUNT_ID, Builder, Row
from syncro.sandbox.company.calendar import stamp
from syncro.sandbox.company.catalogue import Product
from syncro.sandbox.company.staff import DEVON, OLIVE

SINCE_DAYS = 700
MAIN_LOCATION = 1
PART_ORDERS = 6
SERIALIZED = (catalogue.LAPTOP, catalogue.FIREWALL)


class Vendor(Struct, frozen=True):
    """A firm the shop buys from; `letters` begin the numbers of orders and of its goods."""

    name: str
    letters: str
    rep: tuple[str, str]
    place: tuple[str, str, str]
    goods: tuple[Product, ...]

    @property
    def domain(self) -> str:
        """The name as a domain."""
        return f"{self.name.partition(' ')[0].lower()}-{self.letters.lower()}.example"


DISTRIBUTOR = Vendor(
    "Copper Basin Distribution", "COP", ("Robin", "Vale"), ("4100 Ore Road", "Globe", "85501"), catalogue.GOODS[:12]
)
CABLES = Vendor(
    "Saguaro Cable and Parts", "SAG", ("Jules", "Winter"), ("77 Spool Street", "Mesa", "85201"), catalogue.GOODS[12:]
)
LICENSES = Vendor("Northwall Licensing", "NOR", ("Sam", "Ashby"), ("9 Quiet Lane", "Yuma", "85364"), ())
VENDORS = (DISTRIBUTOR, CABLES, LICENSES)


def add_supplies(b: Builder) -> None:
    """Add all of it, after everything it hangs on."""
    vendors = {vendor.name: _add_vendor(b, vendor) for vendor in VENDORS}
    products = {row["id"]: row for row in b.records["products"]}
    for vendor in VENDORS:
        for product in vendor.goods:
            _stock(b, products[product.id], vendors[vendor.name], vendor)
    orders = (
        (DISTRIBUTOR, 34, ((catalogue.DESKTOP, 4), (catalogue.MONITOR, 6)), 2),
        (CABLES, 16, ((catalogue.CABLE, 100), (catalogue.TONER, 10)), 1),
        (DISTRIBUTOR, 3, ((catalogue.LAPTOP, 3),), 0),
    )
    for vendor, days_ago, pieces, arrived in orders:
        _order(b, vendors[vendor.name], vendor, days_ago, pieces, arrived)
    for product in SERIALIZED:
        products[product.id]["serialized"] = True
        _add_serials(b, product)
    _add_part_orders(b)


def number_part_orders(b: Builder) -> None:
    """Give part orders the visible numbers of their tickets, which come last."""
    numbers = {row["id"]: row["number"] for row in b.records["tickets"]}
    for row in b.records["part_orders"]:
        row["ticketnum"] = str(numbers[row["ticket_id"]])


def _add_vendor(b: Builder, vendor: Vendor) -> Row:
    first, last = vendor.rep
    address, city, code = vendor.place
    fields = {
        "name": vendor.name,
        "rep_first_name": first,
        "rep_last_name": last,
        "email": f"orders@{vendor.domain}",
        "phone": f"55502{len(vendor.name):05d}",
        "account_number": f"{vendor.letters}-4471",
        "address": address,
        "city": city,
        "state": "AZ",
        "zip": code,
        "website": f"shop.{vendor.domain}",
        "notes": "Orders before noon leave the same day.",
    }
    return b.add("vendors", b.calendar.moment(SINCE_DAYS, 10), fields)


def _stock(b: Builder, product: Row, vendor: Row, about: Vendor) -> None:
    since = b.calendar.moment(SINCE_DAYS, 11)
    product["vendor_ids"] = [vendor["id"]]
    sku = {"product_id": product["id"], "vendor_id": vendor["id"], "value": f"{about.letters}{product['id'] % 10_000}"}
    b.add("product_skus", since, sku)
    place: dict[str, Any] = {
        "product_id": product["id"],
        "quantity": product["quantity"],
        "price_cost_cents": None,
        "price_retail_cents": None,
        "location_id": MAIN_LOCATION,
        "tax_rate_id": None,
        "reorder_at": None,
        "desired_stock_level": 0,
    }
    b.add("location_quantities", since, place)


def _order(
    b: Builder, vendor: Row, about: Vendor, days_ago: int, pieces: tuple[tuple[Product, int], ...], arrived: int
) -> None:
    at = b.calendar.moment(b.calendar.workday(days_ago), 14, 20)
    fields = {
        "expected_date": stamp(b.calendar.moment(days_ago - 5)),
        "number": f"{about.letters}-{at:%Y%m%d}",
        "other_cents": 0,
        "shipping_cents": 1850,
        "shipping_notes": "Leave at the side door.",
        "general_notes": "Stock for the month.",
        "discount_percent": None,
        "status": "Open" if not arrived else "Finished" if arrived == len(pieces) else "Check-In",
        "user_id": OLIVE.id,
        "vendor_id": vendor["id"],
        "location_id": None,
        "due_date": stamp(b.calendar.moment(days_ago - 30)),
        "paid_date": None,
        "order_date": stamp(at),
        "delivery_tracking": f"track.{about.domain}/{at:%m%d}",
    }
    order = b.add("purchase_orders", at, fields)
    for index, (product, quantity) in enumerate(pieces):
        line = {
            "purchase_order_id": order["id"],
            "product_id": product.id,
            "quantity": quantity,
            "cost_cents": in_cents(product.cost),
            "total_cents": in_cents(product.cost) * quantity,
            "received": index < arrived,
            "position": None,
            "received_quantity": quantity,
            "parent_po_line_item_id": None,
            "old_cost_cents": None,
        }
        b.add("po_lines", at, line)


def _add_serials(b: Builder, product: Product) -> None:
    """One for each piece in stock, one that broke, and one for each piece on the last invoice with such a thing."""
    at = b.calendar.moment(60, 12)
    states = [*("in_stock" for _ in range(product.stock)), "breakage"]
    for index, state in enumerate(states, 1):
        b.add("product_serials", at, _serial(product, index) | {"state": state})
    sold = [row for row in b.records["invoice_lines"] if row["product_id"] == product.id]
    for index, line in enumerate(sold[-1:], len(states) + 1):
        hung = {"line_kind": "invoice_lines", "line_item_id": line["id"]}
        b.add("product_serials", at, _serial(product, index) | hung)


def _serial(product: Product, index: int) -> Row:
    return {
        "product_id": product.id,
        "product_location_quantity_id": None,
        "line_item_id": None,
        "serial_number": f"LP{product.id % 10_000}X{index:04d}",
        "price_cost_cents": in_cents(product.cost),
        "price_retail_cents": in_cents(product.retail),
        "condition": "New",
        "notes": None,
        "location_id": None,
    }


def _add_part_orders(b: Builder) -> None:
    """Parts for tickets that wait on a vendor, half of them in the house."""
    waiting = [row for row in b.records["tickets"] if row["status"] == "Waiting on Vendor"]
    for index, ticket in enumerate(waiting[:PART_ORDERS]):
        product = catalogue.GOODS[(index * 5) % len(catalogue.GOODS)]
        asked = b.calendar.moment(b.calendar.workday(6 + index), 15, index)
        came = stamp(b.calendar.moment(b.calendar.workday(2 + index), 10)) if index % 2 else None
        fields = {
            "requestedon": stamp(asked),
            "ticketnum": "",
            "parturl": f"shop.{DISTRIBUTOR.domain}/parts/{product.id}",
            "orderedby": DEVON.name,
            "orderedon": stamp(asked),
            "trackingnum": f"SB{product.id}{index}",
            "receivedon": came,
            "received_at": came,
            "price": dec(product.cost),
            "account_id": ACCOUNT_ID,
            "description": product.name,
            "user_id": DEVON.id,
            "ticket_id": ticket["id"],
            "product_id": product.id,
            "quantity": 1,
            "round_trip": False,
            "retail_cents": in_cents(product.retail),
            "taxable": product.taxable,
            "converted": False,
        }
        b.add("part_orders", asked, fields)

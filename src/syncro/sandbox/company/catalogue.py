"""What the shop sells: labour with the ids and names of R-30, prepaid hours, hardware, licences, managed services."""

from decimal import Decimal

from msgspec import Struct

from syncro.sandbox.company.amounts import num
from syncro.sandbox.company.builder import ACCOUNT_ID, Builder, Row
from syncro.sandbox.company.staff import HIRED_DAYS_AGO

LABOR, INTERNAL_LABOR, PROJECT_LABOR, FEES = "Labor", "Internal", "Project Labor", "Fees"
PREPAY, HARDWARE, LICENSES, MANAGED = "Prepay Hours", "Hardware", "Licenses", "Managed Services"
CATEGORIES = (LABOR, INTERNAL_LABOR, PROJECT_LABOR, FEES, PREPAY, HARDWARE, LICENSES, MANAGED)


class Product(Struct, frozen=True):
    """One thing with a price. Amounts are dollars; labour is per hour, prepaid hours too (vendor: quantity = hours)."""

    id: int
    name: str
    category: str
    retail: str
    cost: str = "0.0"
    taxable: bool = False
    description: str = ""
    stock: int = 0

    @property
    def price(self) -> Decimal:
        """Live retail price."""
        return Decimal(self.retail)

    @property
    def draws(self) -> bool:
        """True when its hours come off a customer's block (facts §19)."""
        return self.category == LABOR


REMOTE = Product(1190473, "Labor - Remote Business", LABOR, "150.0", description="Remote support, per hour")
ONSITE = Product(26118, "Labor - Onsite Business", LABOR, "175.0", description="Work at the customer's, per hour")
IN_SHOP = Product(573881, "Labor - In Shop Business", LABOR, "150.0", description="Bench work, per hour")
EMERGENCY = Product(
    26184, "Labor - Emergency or After Hours Business", LABOR, "262.5", description="Emergency or after hours, per hour"
)
WEBSITE = Product(68055, "Labor - Website Labor", LABOR, "150.0", description="Website work, per hour")
WARRANTY = Product(1049360, "Labor- Warranty work", LABOR, "0.0", description="Redone work, no charge")
PROJECT = Product(
    9269129, "Labor - Prepaid Project Labor", PROJECT_LABOR, "0.0", description="Hours paid with a project"
)
INTERNAL = Product(9269124, "Labor - Internal Labor", INTERNAL_LABOR, "0.0", description="The shop's own work")
TRAVEL = Product(26117, "Fee - Travel Time", FEES, "40.0", description="One trip to the customer's")
HARDWARE_ITEM = Product(32252, "Hardware", HARDWARE, "0.0", taxable=True, description="Name and price per line")
LABOUR = (REMOTE, ONSITE, IN_SHOP, EMERGENCY, WEBSITE, WARRANTY, PROJECT, INTERNAL, TRAVEL, HARDWARE_ITEM)

BLOCK_10 = Product(9301114, "Prepay Hours - 10 Hour Block", PREPAY, "140.0", description="Price and quantity per hour")
BLOCK_20 = Product(9301121, "Prepay Hours - 20 Hour Block", PREPAY, "135.0", description="Price and quantity per hour")
BLOCK_5 = Product(9301128, "Prepay Hours - 5 Hour Block", PREPAY, "145.0", description="Price and quantity per hour")


def _goods(number: int, name: str, retail: str, cost: str, stock: int) -> Product:
    return Product(number, name, HARDWARE, retail, cost, taxable=True, description=name, stock=stock)


DESKTOP = _goods(9302010, "Desktop PC 16 GB / 512 GB", "949.0", "742.5", 6)
LAPTOP = _goods(9302017, "Laptop 14 inch 16 GB / 512 GB", "1189.0", "931.0", 4)
DOCK = _goods(9302024, "USB-C Docking Station", "219.0", "164.25", 9)
MONITOR = _goods(9302031, "Monitor 27 inch", "289.0", "214.0", 11)
SSD = _goods(9302038, "SSD 1 TB", "129.0", "84.6", 14)
MEMORY = _goods(9302045, "Memory Module 16 GB", "74.5", "51.2", 22)
SWITCH = _goods(9302052, "Network Switch 24 Port PoE", "489.0", "371.0", 3)
FIREWALL = _goods(9302059, "Firewall Appliance Small Office", "629.0", "478.0", 2)
ACCESS_POINT = _goods(9302066, "Wireless Access Point", "179.0", "128.4", 8)
UPS = _goods(9302073, "Battery Backup 1500 VA", "239.0", "176.9", 5)
KEYBOARD = _goods(9302080, "Keyboard and Mouse Set", "44.95", "27.3", 17)
HEADSET = _goods(9302087, "Headset Wireless", "129.95", "92.0", 7)
CABLE = _goods(9302094, "Patch Cable 2 m", "6.75", "2.1", 140)
DRIVE_ENCLOSURE = _goods(9302101, "External Backup Drive 4 TB", "139.0", "101.75", 6)
PHONE = _goods(9302108, "Desk Phone VoIP", "159.0", "118.0", 10)
WEBCAM = _goods(9302115, "Webcam 1080p", "64.95", "41.5", 12)
TONER = _goods(9302122, "Toner Cartridge Black", "89.5", "61.4", 19)
ADAPTER = _goods(9302129, "Laptop Power Adapter 65 W", "59.25", "33.8", 13)
GOODS = (
    *(DESKTOP, LAPTOP, DOCK, MONITOR, SSD, MEMORY, SWITCH, FIREWALL, ACCESS_POINT),
    *(UPS, KEYBOARD, HEADSET, CABLE, DRIVE_ENCLOSURE, PHONE, WEBCAM, TONER, ADAPTER),
)

OFFICE_LICENSE = Product(9303010, "License - Office Suite, month", LICENSES, "14.5", "11.2")
MAIL_LICENSE = Product(9303017, "License - Mailbox Only, month", LICENSES, "6.0", "4.0")
PDF_LICENSE = Product(9303024, "License - PDF Editor, year", LICENSES, "168.0", "129.0")
DOMAIN_YEAR = Product(9303031, "License - Domain Name, year", LICENSES, "24.0", "13.5")
CERTIFICATE = Product(9303038, "License - Web Certificate, year", LICENSES, "79.0", "38.0")

MANAGED_WORKSTATION = Product(9304010, "Managed Workstation, month", MANAGED, "48.0", "9.75")
MANAGED_SERVER = Product(9304017, "Managed Server, month", MANAGED, "145.0", "27.0")
MANAGED_BACKUP = Product(9304024, "Managed Backup, month", MANAGED, "95.0", "41.0")
MANAGED_FIREWALL = Product(9304031, "Managed Firewall, month", MANAGED, "65.0", "14.0")
WEB_HOSTING = Product(9304038, "Web Hosting, month", MANAGED, "35.0", "8.4")

PRODUCTS = (
    *LABOUR,
    *(BLOCK_10, BLOCK_20, BLOCK_5),
    *GOODS,
    *(OFFICE_LICENSE, MAIL_LICENSE, PDF_LICENSE, DOMAIN_YEAR, CERTIFICATE),
    *(MANAGED_WORKSTATION, MANAGED_SERVER, MANAGED_BACKUP, MANAGED_FIREWALL, WEB_HOSTING),
)
BY_ID = {product.id: product for product in PRODUCTS}


def add_products(b: Builder, products: tuple[Product, ...] = PRODUCTS) -> None:
    """Add the categories and the products."""
    since = b.calendar.moment(HIRED_DAYS_AGO, 10)
    root = b.add("categories", since, _category("Root Category", None))
    for name in CATEGORIES:
        b.add("categories", since, _category(name, str(root["id"])))
    for product in products:
        b.add("products", since, _fields(product), fixed_id=product.id)


def _category(name: str, ancestry: str | None) -> Row:
    return {
        "account_id": ACCOUNT_ID,
        "ancestry": ancestry,
        "name": name,
        "description": name,
        "device_product_id": None,
        "names_depth_cache": name if ancestry is None else f"Root Category/{name}",
    }


def _fields(product: Product) -> Row:
    return {
        "price_cost": num(product.cost),
        "price_retail": num(product.retail),
        "condition": None,
        "description": product.description or product.name,
        "maintain_stock": product.stock > 0,
        "name": product.name,
        "quantity": product.stock,
        "warranty": None,
        "sort_order": None,
        "reorder_at": None,
        "disabled": False,
        "taxable": product.taxable,
        "product_category": product.category,
        "category_path": product.category,
        "upc_code": f"8400{product.id:08d}" if product.stock else None,
        "discount_percent": None,
        "warranty_template_id": None,
        "qb_item_id": product.id % 10_000,
        "desired_stock_level": None,
        "price_wholesale": num("0.0"),
        "notes": None,
        "tax_rate_id": None,
        "physical_location": "Shelf B" if product.stock else None,
        "serialized": False,
        "vendor_ids": [],
        "product_skus": [],
        "long_description": None,
        "location_quantities": [],
        "photos": [],
    }

"""Products with serials, SKUs and categories; part orders, purchase orders, vendors."""

from syncro.catalog.belief import Belief, shows
from syncro.catalog.operation import BARE, MESSAGE, READ, SHORT, WRITE, many, one, row

ROWS = (
    row(
        "products.list",
        "GET /products",
        READ,
        many("products", 25),
        query="sort sku name upc_code category_id id id_not query page",
        facts="14 C6",
    ),
    row(
        "products.create",
        "POST /products",
        WRITE,
        one("product"),
        body=(
            "price_cost:num price_retail:num condition description! maintain_stock:bool name! quantity:int "
            "warranty sort_order:int reorder_at:int disabled:bool taxable:bool product_category upc_code "
            "discount_percent:num warranty_template_id:int qb_item_id:int desired_stock_level:int "
            "price_wholesale:num notes tax_rate_id:int vendor_ids:list physical_location serialized:bool "
            "category_ids:list product_skus_attributes:list"
        ),
        belief=Belief(shows("products.list", "name")),
    ),
    row("products.get", "GET /products/{id}", READ, one("product"), belief=Belief(typed="product")),
    row(
        "products.update",
        "PUT /products/{id}",
        WRITE,
        one("product"),
        body=(
            "price_cost:num price_retail:num condition description! maintain_stock:bool name! quantity:int "
            "warranty sort_order:int reorder_at:int disabled:bool taxable:bool product_category upc_code "
            "discount_percent:num warranty_template_id:int qb_item_id:int desired_stock_level:int "
            "price_wholesale:num notes tax_rate_id:int vendor_ids:list physical_location serialized:bool "
            "category_ids:list product_skus_attributes:list"
        ),
        facts="14",
    ),
    row("products.barcode", "GET /products/barcode", READ, one("product"), query="barcode"),
    row("products.categories", "GET /products/categories", READ, many("categories")),
    row("products.add_images", "POST /products/{id}/add_images", WRITE, MESSAGE, body="files:list"),
    row("products.delete_image", "DELETE /products/{id}/delete_image", WRITE, MESSAGE, query="photo_id"),
    row(
        "products.location_quantities",
        "PUT /products/{id}/location_quantities",
        WRITE,
        BARE,
        body="location_quantity_id:int quantity:int",
    ),
    row(
        "product_serials.list",
        "GET /products/{product_id}/product_serials",
        READ,
        many("product_serials", 100),
        query="status page",
        facts="14",
    ),
    row(
        "product_serials.create",
        "POST /products/{product_id}/product_serials",
        WRITE,
        one("product_serial"),
        body="condition price_cost_cents:int price_retail_cents:int serial_number",
        belief=Belief(shows("product_serials.list", "serial_number")),
    ),
    row(
        "product_serials.update",
        "PUT /products/{product_id}/product_serials/{id}",
        WRITE,
        one("product_serial"),
        body="condition price_cost_cents:int price_retail_cents:int serial_number notes",
    ),
    row(
        "product_serials.attach",
        "POST /products/{product_id}/product_serials/attach_to_line_item",
        WRITE,
        BARE,
        body="record_type! line_item_id!:int product_serial_ids!:list",
    ),
    row("product_skus.list", "GET /products/{product_id}/product_skus", READ, many("product_skus")),
    row(
        "product_skus.create",
        "POST /products/{product_id}/product_skus",
        WRITE,
        one("product_sku"),
        body="vendor_id value",
        belief=Belief(shows("product_skus.list", "sku", renamed="value=sku"), unseen=("vendor_id",)),
    ),
    row(
        "product_skus.update",
        "PUT /products/{product_id}/product_skus/{id}",
        WRITE,
        one("product_sku"),
        body="vendor_id:int value",
    ),
    row("items.list", "GET /items", READ, many("items", 50, SHORT), query="completed query page"),
    row("purchase_orders.list", "GET /purchase_orders", READ, many("purchase_orders", 20), query="page"),
    row(
        "purchase_orders.create",
        "POST /purchase_orders",
        WRITE,
        one("purchase_order"),
        body=(
            "discount_percent:int expected_date general_notes other_cents:int shipping_cents:int shipping_notes "
            "user_id:int vendor_id:int location_id:int due_date paid_date order_date delivery_tracking"
        ),
        belief=Belief(shows("purchase_orders.list", "vendor_id", author="user_id", told=True)),
    ),
    row("purchase_orders.get", "GET /purchase_orders/{id}", READ, one("purchase_order")),
    row(
        "purchase_orders.receive",
        "POST /purchase_orders/{id}/receive",
        WRITE,
        one("purchase_order"),
        body="line_item_id:int",
    ),
    row(
        "purchase_orders.add_line_item",
        "POST /purchase_orders/{id}/create_po_line_item",
        WRITE,
        one("po_line_item"),
        body="product_id:int quantity:int",
        belief=Belief(shows("purchase_orders.get", "product_id quantity", within="line_items")),
    ),
    row("vendors.list", "GET /vendors", READ, many("vendors", 100), query="page"),
    row(
        "vendors.create",
        "POST /vendors",
        WRITE,
        one("vendor"),
        body="name! rep_first_name rep_last_name email phone account_number address city state zip website notes",
        belief=Belief(shows("vendors.list", "name")),
    ),
    row("vendors.get", "GET /vendors/{id}", READ, one("vendor")),
    row(
        "vendors.update",
        "PUT /vendors/{id}",
        WRITE,
        one("vendor"),
        body="name rep_first_name rep_last_name email phone account_number address city state zip website notes",
    ),
)

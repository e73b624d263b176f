"""Vendors, purchase orders and the stock they fill, SKUs, serials, part orders (facts §14, §17)."""

import pytest
import tiny


@pytest.fixture
def stocked(api):
    """The one stocked product: 3 pieces, one location."""
    body = {"maintain_stock": True, "quantity": 3, "price_cost": "12.5"}
    return api.put(f"products/{tiny.HARDWARE}", body)["product"]


@pytest.fixture
def order(api, stocked):
    made = api.post("purchase_orders", {"vendor_id": tiny.VENDOR, "shipping_cents": 950, "general_notes": "Soon"})
    return made["purchase_order"]


def product(api):
    return api.get(f"products/{tiny.HARDWARE}")["product"]


def line_of(api, order, quantity=4):
    body = {"product_id": tiny.HARDWARE, "quantity": quantity}
    return api.post(f"purchase_orders/{order['id']}/create_po_line_item", body)["po_line_item"]


def test_vendors_are_made_listed_read_and_changed_but_never_deleted(api):
    made = api.post("vendors", {"name": "New & Old", "phone": "5", "account_number": None})["vendor"]
    assert [row["id"] for row in api.get("vendors")["vendors"]] == [tiny.VENDOR, made["id"]]
    assert api.put(f"vendors/{made['id']}", {"city": "Globe"})["vendor"]["city"] == "Globe"
    shown = api.get(f"vendors/{made['id']}")["vendor"]
    assert (shown["name"], shown["phone"], shown["city"]) == ("New & Old", "5", "Globe")
    assert api.refused("DELETE", f"vendors/{made['id']}")[0] == 404


def test_a_vendors_mistakes_are_named_with_the_input_on_create_only(api):
    wrong = {"name": "", "email": "nobody"}
    said = {"success": False, "message": ["Name can't be blank", "Email is not an email"]}
    assert api.refused("POST", "vendors", wrong) == (422, {**said, "params": wrong})
    assert api.refused("PUT", f"vendors/{tiny.VENDOR}", wrong) == (422, said)
    assert api.refused("GET", "vendors/5")[0] == 404


def test_a_vendors_detail_needs_a_permission_of_its_own(api):
    api.control("PUT", "keys", {"key": "lister", "user_id": tiny.BLAKE, "denied": ["vendors.get"]})
    lister = api.as_("lister")
    assert lister.get("vendors")["vendors"]
    assert lister.refused("GET", f"vendors/{tiny.VENDOR}")[0] == 401
    assert lister.refused("GET", "line_items")[0] == 401


def test_an_orders_number_comes_from_the_vendor_and_the_day(api, order):
    again = api.post("purchase_orders", {"vendor_id": tiny.VENDOR})["purchase_order"]
    assert (order["number"], again["number"]) == ("CDW-20261120-1", "CDW-20261120-2")
    vendor = api.post("vendors", {"name": "HostedBits"})["vendor"]
    other = api.post("purchase_orders", {"vendor_id": vendor["id"]})["purchase_order"]
    small = api.post("vendors", {"name": "acme"})["vendor"]
    last = api.post("purchase_orders", {"vendor_id": small["id"]})["purchase_order"]
    assert (other["number"], last["number"]) == ("HB-20261120-1", "ACM-20261120-1")
    assert (order["status"], order["shipping"], order["total"]) == ("Open", 9.5, 9.5)
    assert order["vendor"]["name"] == "C & D Wholesale"
    assert "general_notes" not in order
    listed = [row["id"] for row in api.get("purchase_orders")["purchase_orders"]]
    assert listed == [last["id"], other["id"], again["id"], order["id"]]


def test_an_order_needs_a_vendor_and_cannot_be_changed_or_deleted(api, order):
    status, answer = api.refused("POST", "purchase_orders", {"vendor_id": 5})
    assert (status, answer["message"]) == (422, ["Vendor can't be blank"])
    path = f"purchase_orders/{order['id']}"
    assert api.refused("PUT", path, {"shipping_cents": 1})[0] == 404
    assert api.refused("DELETE", path)[0] == 404
    assert api.refused("GET", "purchase_orders/5")[0] == 404


def test_only_a_product_that_maintains_stock_can_be_ordered(api, order):
    path = f"purchase_orders/{order['id']}/create_po_line_item"
    for product_id in (tiny.REMOTE, 5, None):
        status, answer = api.refused("POST", path, {"product_id": product_id, "quantity": 1})
        assert (status, "Maintain Stock" in answer["errors"]) == (422, True)
    line = line_of(api, order)
    assert (line["cost_cents"], line["total_cents"], line["received"]) == (1250, 5000, False)
    shown = api.get(f"purchase_orders/{order['id']}")["purchase_order"]
    assert ([row["id"] for row in shown["line_items"]], shown["total"]) == ([line["id"]], 59.5)


def test_receiving_a_line_raises_the_stock_once(api, order):
    first, second = line_of(api, order), line_of(api, order, 2)
    path = f"purchase_orders/{order['id']}/receive"
    for _ in range(2):
        assert api.post(path, {"line_item_id": first["id"]})["purchase_order"]["status"] == "Check-In"
    assert product(api)["quantity"] == 7
    received = api.post(path, {"line_item_id": second["id"]})["purchase_order"]
    assert (received["status"], [row["received"] for row in received["line_items"]]) == ("Finished", [True, True])
    shown = product(api)
    assert (shown["quantity"], shown["location_quantities"][0]["quantity"]) == (9, 9)


def test_receiving_without_a_line_takes_in_the_whole_order(api, order):
    line_of(api, order), line_of(api, order, 2)
    assert api.post(f"purchase_orders/{order['id']}/receive")["purchase_order"]["status"] == "Finished"
    assert product(api)["quantity"] == 9


def test_receiving_an_unknown_line_is_404_and_changes_nothing(api, order):
    line_of(api, order)
    other = api.post("purchase_orders", {"vendor_id": tiny.VENDOR})["purchase_order"]
    stranger = line_of(api, other)
    for id_ in (5, stranger["id"]):
        assert api.refused("POST", f"purchase_orders/{order['id']}/receive", {"line_item_id": id_})[0] == 404
    assert product(api)["quantity"] == 3


def test_a_discount_lowers_the_goods_not_the_shipping(api, stocked):
    body = {"vendor_id": tiny.VENDOR, "discount_percent": 10, "shipping_cents": 100}
    order = api.post("purchase_orders", body)["purchase_order"]
    line_of(api, order)
    assert api.get(f"purchase_orders/{order['id']}")["purchase_order"]["total"] == 46.0


def test_counting_a_location_sets_the_products_quantity(api, stocked):
    (place,) = stocked["location_quantities"]
    path = f"products/{tiny.HARDWARE}/location_quantities"
    counted = api.put(path, {"location_quantity_id": place["id"], "quantity": 8})
    assert (counted["product_id"], counted["id"], counted["quantity"]) == (tiny.HARDWARE, place["id"], 8)
    assert product(api)["quantity"] == 8
    assert api.put(f"products/{tiny.HARDWARE}", {"quantity": 2, "maintain_stock": True})["product"]["quantity"] == 2
    assert product(api)["location_quantities"][0]["quantity"] == 2
    assert api.refused("PUT", path, {"location_quantity_id": 5, "quantity": 8})[0] == 404
    other = f"products/{tiny.REMOTE}/location_quantities"
    assert api.refused("PUT", other, {"location_quantity_id": place["id"], "quantity": 8})[0] == 404


def test_skus_take_value_and_vendor_and_show_sku_and_name(api):
    path = f"products/{tiny.HARDWARE}/product_skus"
    made = api.post(path, {"vendor_id": str(tiny.VENDOR), "value": "CD-1"})["product_sku"]
    assert made == {"id": made["id"], "vendor_name": "C & D Wholesale", "sku": "CD-1"}
    assert api.put(f"{path}/{made['id']}", {"value": "CD-2"})["product_sku"]["sku"] == "CD-2"
    assert api.get(path) == {"product_skus": [{**made, "sku": "CD-2"}]}
    assert product(api)["product_skus"] == [{**made, "sku": "CD-2"}]
    assert [row["id"] for row in api.get("products", sku="CD-2")["products"]] == [tiny.HARDWARE]
    assert api.get("products", sku="CD-1")["products"] == []


def test_sku_errors_are_400(api):
    path = f"products/{tiny.HARDWARE}/product_skus"
    assert api.refused("POST", path, {}) == (400, {"message": ["Vendor is blank", "Value is blank"]})
    made = api.post(path, {"vendor_id": tiny.VENDOR, "value": "CD-1"})["product_sku"]
    assert api.refused("PUT", f"{path}/{made['id']}", {"value": " "}) == (400, {"message": ["Value is blank"]})
    assert api.refused("PUT", f"products/{tiny.REMOTE}/product_skus/{made['id']}", {"value": "X"})[0] == 404
    assert api.refused("GET", "products/5/product_skus")[0] == 404


def test_a_product_brings_its_skus_along(api):
    skus = [{"vendor_id": tiny.VENDOR, "value": "A"}, {"vendor_id": 5, "value": "B"}, "C"]
    body = {"name": "Mouse", "description": "A mouse", "vendor_ids": [tiny.VENDOR, 5], "product_skus_attributes": skus}
    made = api.get(f"products/{api.post('products', body)['product']['id']}")["product"]
    assert ([row["sku"] for row in made["product_skus"]], made["vendor_ids"]) == (["A"], [tiny.VENDOR])


class TestSerials:
    path = f"products/{tiny.HARDWARE}/product_serials"

    @pytest.fixture
    def serial(self, api):
        return api.post(self.path, {"serial_number": "SN-77", "price_cost_cents": 1250})["product_serial"]

    def attach(self, api, serial, line, record_type="TicketLineItem"):
        body = {"record_type": record_type, "line_item_id": line["id"], "product_serial_ids": [serial["id"]]}
        return api.post(f"{self.path}/attach_to_line_item", body)

    def listed(self, api, **query):
        return [row["id"] for row in api.get(self.path, **query)["product_serials"]]

    @pytest.fixture
    def line(self, api):
        body = {"name": "Hardware", "description": "A thing", "product_id": tiny.HARDWARE, "price_retail": 20}
        return api.post(f"tickets/{tiny.TICKET}/add_line_item", body)

    def test_a_serial_is_in_stock_and_its_prices_come_in_dollars(self, api, serial):
        assert (serial["status"], serial["instance_price_cost"], serial["line_item_id"]) == ("In Stock", 12.5, None)
        changed = api.put(f"{self.path}/{serial['id']}", {"price_retail_cents": 2100})["product_serial"]
        assert (changed["serial_number"], changed["instance_price_retail"]) == ("SN-77", 21.0)
        assert api.refused("DELETE", f"{self.path}/{serial['id']}")[0] == 404

    def test_what_is_not_said_of_a_serials_cost_and_price_comes_from_the_product(self, api, serial):
        assert serial["instance_price_retail"] == 20.0
        plain = api.post(self.path, {"serial_number": "SN-78"})["product_serial"]
        assert (plain["instance_price_cost"], plain["instance_price_retail"]) == (1.5, 20.0)
        free = api.post(self.path, {"serial_number": "SN-79", "price_retail_cents": 0})["product_serial"]
        assert free["instance_price_retail"] == 0

    @pytest.mark.parametrize(
        ("number", "says"),
        [("SN-77", "has already been taken"), ("1.2E+11", "scientific-notation not allowed"), ("", "can't be blank")],
    )
    def test_a_bad_number_is_refused(self, api, serial, number, says):
        status, answer = api.refused("POST", self.path, {"serial_number": number})
        assert (status, answer["success"]) == (422, False)
        assert answer["message"][0].startswith(f"Serial number {says}")
        other = api.post(self.path, {"serial_number": "SN-78"})["product_serial"]
        assert api.refused("PUT", f"{self.path}/{other['id']}", {"serial_number": number})[0] == 422

    def test_all_are_listed_unless_a_status_is_given(self, api, serial):
        assert self.listed(api) == [serial["id"]]
        assert self.listed(api, status="in_stock") == [serial["id"]]
        assert self.listed(api, status="sold") == []
        assert "meta" not in api.get(self.path)

    def test_with_the_quirk_nothing_is_listed_without_a_status(self, api, serial):
        api.quirk("serials_need_status", True)
        assert self.listed(api) == []
        assert self.listed(api, status="in_stock") == [serial["id"]]

    def test_attached_to_a_ticket_line_it_is_reserved_then_sold_then_free_again(self, api, serial, line):
        assert self.attach(api, serial, line) == {"status": "attached"}
        (row,) = api.get(self.path, status="reserved")["product_serials"]
        assert (row["line_item_id"], row["status"]) == (line["id"], "Reserved")
        invoice = api.post("invoices", {"customer_id": tiny.PLAIN, "ticket_id": tiny.TICKET})["invoice"]
        assert self.listed(api, status="sold") == [serial["id"]]
        api.delete(f"invoices/{invoice['id']}")
        api.post(f"tickets/{tiny.TICKET}/remove_line_item", {"ticket_line_item_id": line["id"]})
        (row,) = api.get(self.path, status="in_stock")["product_serials"]
        assert row["line_item_id"] is None

    def test_attached_to_an_invoice_line_it_is_sold(self, api, serial):
        invoice = api.post("invoices", {"customer_id": tiny.PLAIN})["invoice"]
        api.post(f"invoices/{invoice['id']}/line_items", {"product_id": tiny.HARDWARE, "quantity": 1})
        (line,) = api.get(f"invoices/{invoice['id']}")["invoice"]["line_items"]
        self.attach(api, serial, line, "LineItem")
        assert self.listed(api, status="sold") == [serial["id"]]

    def test_a_used_serial_is_refused_with_a_status_that_lies(self, api, serial, line):
        self.attach(api, serial, line)
        body = {"record_type": "TicketLineItem", "line_item_id": line["id"], "product_serial_ids": [serial["id"]]}
        status, answer = api.refused("POST", f"{self.path}/attach_to_line_item", body)
        assert (status, answer["status"]) == (422, "attached")
        assert answer["errors"].startswith("One of the serial numbers has already been used")

    def test_what_is_not_there_is_404(self, api, serial, line):
        good = {"record_type": "TicketLineItem", "line_item_id": line["id"], "product_serial_ids": [serial["id"]]}
        wrongs = ({"record_type": "Line"}, {"line_item_id": 5}, {"product_serial_ids": [5]}, {"product_serial_ids": []})
        for wrong in wrongs:
            assert api.refused("POST", f"{self.path}/attach_to_line_item", good | wrong)[0] == 404
        other = f"products/{tiny.REMOTE}/product_serials/attach_to_line_item"
        assert api.refused("POST", other, good)[0] == 404

    def test_an_invoice_line_needs_the_right_to_edit_invoices(self, api, serial):
        body = {"record_type": "LineItem", "line_item_id": 602, "product_serial_ids": [serial["id"]]}
        assert api.as_("no-invoice").refused("POST", f"{self.path}/attach_to_line_item", body)[0] == 401
        assert api.post(f"{self.path}/attach_to_line_item", body) == {"status": "attached"}
        assert self.listed(api, status="reserved") == [serial["id"]]


def test_part_orders_are_listed_by_completion_and_words(api):
    listed = api.get("items")
    assert [row["description"] for row in listed["items"]] == ["Belt", "Fan"]
    assert listed["meta"] == {"total_pages": 1, "page": 1}
    assert [row["description"] for row in api.get("items", completed="true")["items"]] == ["Fan"]
    assert [row["description"] for row in api.get("items", completed="false")["items"]] == ["Belt"]
    assert [row["price"] for row in api.get("items", query="fan 32001")["items"]] == ["9.5"]
    assert api.refused("POST", "items", {})[0] == 404

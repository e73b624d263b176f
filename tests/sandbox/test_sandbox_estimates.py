"""Estimates, their lines, and what they become (facts §7)."""

import pytest
import tiny

from syncro.sandbox.shapes import ACCOUNT_ID

NEW = {"customer_id": tiny.PLAIN, "date": "2026-11-20", "name": "Two screens"}
SCREEN = {"item": "Screen", "name": "27 inch", "price": 200, "quantity": 2, "taxable": True}


def made(api, **changed):
    return api.post("estimates", {**NEW, **changed})["estimate"]


def add(api, estimate, **line):
    return api.post(f"estimates/{estimate['id']}/line_items", line or SCREEN)


def read(api, estimate):
    return api.get(f"estimates/{estimate['id']}")["estimate"]


def test_new_estimate_gets_number_employee_and_no_lines(api):
    estimate = made(api, line_items=[SCREEN], note="Soon")
    assert (estimate["number"], estimate["status"], estimate["employee"]) == ("702", "Fresh", "Blake Rivers")
    assert (estimate["total"], estimate["date"]) == ("0.0", tiny.at(0))
    shown = read(api, estimate)
    assert (shown["line_items"], "note" in shown) == ([], False)
    assert shown["customer"]["id"] == tiny.PLAIN
    assert estimate in api.get("estimates", mine="true")["estimates"]
    assert api.get("estimates/0", number="702")["estimate"]["id"] == estimate["id"]


def test_new_estimate_without_customer_or_date_is_refused_by_field(api):
    problem = ["can't be blank"]
    assert api.refused("POST", "estimates", {}) == (422, {"customer_id": problem, "date": problem})
    assert api.refused("PUT", "estimates/601", {"date": ""}) == (422, {"date": problem})
    assert api.refused("POST", "estimates", {**NEW, "status": "Maybe"})[1] == {
        "status": ["is not included in the list"]
    }


def test_update_of_an_estimate_keeps_what_is_not_sent(api):
    changed = api.put("estimates/701", {"status": "Approved"})["estimate"]
    assert (changed["id"], changed["status"], changed["name"]) == (601, "Approved", "New laptops")
    assert [row["id"] for row in api.get("estimates", status="approved")["estimates"]] == [601]
    assert api.refused("PUT", "estimates/5", {})[0] == 404


def test_quirk_estimate_default_status(api):
    api.quirk("estimate_default_status", "Draft")
    assert made(api)["status"] == "Draft"
    assert made(api, status="Approved")["status"] == "Approved"


def test_lines_count_with_the_customers_tax(api):
    estimate = made(api)
    answer = add(api, estimate)
    assert answer["line_item"]["price"] == "200.0"
    raw = answer["estimate"]
    assert (raw["subtotal"], raw["tax"], raw["total"]) == ("400.0", "32.4", "432.4")
    assert (raw["account_id"], raw["pdf"], raw["hardwarecost"]) == (ACCOUNT_ID, {"url": None}, "400.0")
    shown = read(api, estimate)
    assert [line["item"] for line in shown["line_items"]] == ["Screen"]
    assert shown["total"] == "432.4"


def test_line_without_item_is_refused_on_create_and_on_update(api):
    estimate = made(api)
    status, answer = api.refused("POST", f"estimates/{estimate['id']}/line_items", {"name": "N"})
    assert (status, answer) == (422, {"errors": "validation error: Item can't be blank"})
    line = add(api, estimate)["line_item"]
    path = f"estimates/{estimate['id']}/line_items/{line['id']}"
    assert api.refused("PUT", path, {"item": ""}) == (422, {"item": ["can't be blank"]})
    assert api.refused("PUT", f"estimates/601/line_items/{line['id']}", {})[0] == 404


def test_line_is_changed_and_removed_with_new_sums(api):
    estimate = made(api)
    line = add(api, estimate)["line_item"]
    path = f"estimates/{estimate['id']}/line_items/{line['id']}"
    changed = api.put(path, {"price": 100, "discount_percent": 10, "taxable": False})["line_item"]
    assert (changed["price"], changed["discount_percent"], changed["quantity"]) == ("100.0", "10.0", "2.0")
    assert read(api, estimate)["total"] == "180.0"
    assert api.delete(path)["estimate"]["total"] == "0.0"
    assert api.refused("DELETE", path)[0] == 404


def test_quirk_estimate_line_price_ignored_with_product(api):
    estimate = made(api)
    sent = {"product_id": tiny.HARDWARE, "price": 700, "name": "Rack"}
    line = add(api, estimate, **sent)["line_item"]
    assert (line["item"], line["name"], line["price"]) == ("Hardware", "Rack", "20.0")
    path = f"estimates/{estimate['id']}/line_items/{line['id']}"
    assert api.put(path, {"price": 700})["line_item"]["price"] == "700.0"
    api.quirk("estimate_line_price_ignored_with_product", False)
    assert add(api, estimate, **sent)["line_item"]["price"] == "700.0"


def test_delete_of_an_estimate_says_what_went(api):
    assert api.delete("estimates/701") == {"message": "601: We deleted # 701. "}
    assert api.refused("GET", "estimates/601")[0] == 404
    assert api.as_("owner").get("line_items", estimate_id=601)["line_items"] == []


def test_print_and_email_answer_and_mail_goes_to_the_customer(api):
    assert api.post("estimates/601/print") == {"message": "We queued up a print job"}
    assert set(api.post("estimates/701/email", {"to": "eve@other.example"})) == {"message"}
    (mail,) = api.control("GET", "outbox").json()["outbox"]
    assert (mail["to"], mail["kind"], mail["estimate_number"]) == ("office@c101.example", "estimate", "701")


def test_conversion_makes_an_invoice_of_the_lines_and_links_it(api):
    estimate = made(api, ticket_id=tiny.TICKET)
    add(api, estimate)
    invoice = api.post(f"estimates/{estimate['id']}/convert_to_invoice")["invoice"]
    assert (invoice["total"], invoice["ticket_id"], "line_items" in invoice) == ("432.4", tiny.TICKET, False)
    shown = api.get(f"invoices/{invoice['id']}")["invoice"]
    assert [(line["item"], line["price"]) for line in shown["line_items"]] == [("Screen", "200.0")]
    assert read(api, estimate)["invoice_id"] == invoice["id"]


def test_deleted_invoice_leaves_its_estimate_open_to_convert(api):
    api.quirk("estimate_converts_again", False)
    estimate = made(api)
    add(api, estimate)
    path = f"estimates/{estimate['id']}/convert_to_invoice"
    api.delete(f"invoices/{api.post(path)['invoice']['id']}")
    assert read(api, estimate)["invoice_id"] is None
    assert api.post(path)["invoice"]["total"] == "432.4"


def test_conversion_draws_on_prepay_hours(api):
    estimate = made(api, customer_id=tiny.BLOCK)
    add(api, estimate, product_id=tiny.REMOTE, quantity=3)
    invoice = api.post(f"estimates/{estimate['id']}/convert_to_invoice")["invoice"]
    assert invoice["total"] == "150.0"
    assert api.get(f"customers/{tiny.BLOCK}")["customer"]["prepay_hours"] == "0.0"


def test_conversion_of_a_line_without_name_is_refused_and_nothing_is_made(api):
    estimate = made(api)
    add(api, estimate, item="Screen")
    status, answer = api.refused("POST", f"estimates/{estimate['id']}/convert_to_invoice", {})
    assert (status, answer) == (422, {"error": "Validation failed: Name can't be blank"})
    assert api.get("invoices")["invoices"] == []


@pytest.mark.parametrize("again", [True, False])
def test_quirk_estimate_converts_again(api, again):
    api.quirk("estimate_converts_again", again)
    estimate = made(api)
    add(api, estimate)
    path = f"estimates/{estimate['id']}/convert_to_invoice"
    api.post(path)
    assert api.send("POST", path, {}).status_code == (200 if again else 422)
    assert len(api.get("invoices")["invoices"]) == (2 if again else 1)

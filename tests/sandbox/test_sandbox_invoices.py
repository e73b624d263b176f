"""Invoices from ticket lines, prepay hours, tax, and the way back (facts §5, §19, C5, C20, C23, C26)."""

import pytest
import tiny

LABOR = {"name": "Labor - Remote Business", "description": "Mail fixed", "product_id": tiny.REMOTE}
HARDWARE = {"name": "Hardware", "description": "Cable", "product_id": tiny.HARDWARE}


def add(api, ticket, base=LABOR, *, quantity=1, price=150, taxable=False):
    body = {**base, "quantity": quantity, "price_retail": price, "taxable": taxable}
    return api.post(f"tickets/{ticket}/add_line_item", body)


def invoice(api, ticket=tiny.TICKET, customer=tiny.PLAIN, **more):
    made = api.post("invoices", {"customer_id": customer, "ticket_id": ticket, **more})["invoice"]
    return api.get(f"invoices/{made['id']}")["invoice"]


def block(api):
    return api.get(f"customers/{tiny.BLOCK}")["customer"]["prepay_hours"]


def test_every_uninvoiced_line_is_copied_with_its_names_and_price(api):
    line = add(api, tiny.TICKET)
    made = invoice(api)
    (copied,) = made["line_items"]
    assert (copied["item"], copied["name"]) == ("Labor - Remote Business", "Mail fixed")
    assert (copied["price"], copied["quantity"], copied["product_id"]) == ("150.0", "1.0", tiny.REMOTE)
    assert (made["subtotal"], made["tax"], made["total"]) == ("150.0", "0.0", "150.0")
    (source,) = api.get(f"tickets/{tiny.TICKET}")["ticket"]["line_items"]
    assert (source["id"], source["converted"], source["item_id"]) == (line["id"], True, copied["id"])


def test_reply_to_create_is_wrapped_without_lines(api):
    made = api.post("invoices", {"customer_id": tiny.PLAIN, "category": "Standard"})["invoice"]
    assert "line_items" not in made
    assert made["customer_id"] == tiny.PLAIN
    assert made["number"] == "66000"
    assert made["date"] == made["due_date"] == "2026-11-20T00:00:00.000-07:00"


def test_detail_nests_the_customer_and_has_no_customer_id(api):
    made = invoice(api)
    assert "customer_id" not in made
    assert made["customer"]["id"] == tiny.PLAIN
    assert made["ticket_id"] == tiny.TICKET


def test_detail_is_found_by_id_or_number(api):
    made = invoice(api)
    assert api.get(f"invoices/{made['number']}")["invoice"]["id"] == made["id"]
    assert api.refused("GET", "invoices/5")[0] == 404


def test_lines_in_the_body_are_ignored(api):
    made = invoice(api, line_items=[{"item": "Free lunch", "price": 5}])
    assert made["line_items"] == []
    assert made["total"] == "0.0"


def test_uncharged_timers_do_not_become_lines(api):
    api.post(f"tickets/{tiny.TICKET}/timer_entry", {"start_at": tiny.at(9), "duration_minutes": 60})
    assert invoice(api)["line_items"] == []


def test_second_invoice_of_a_ticket_takes_only_what_is_new(api):
    add(api, tiny.TICKET)
    invoice(api)
    add(api, tiny.TICKET, HARDWARE, price=20, taxable=True)
    assert [line["item"] for line in invoice(api)["line_items"]] == ["Hardware"]


def test_ticket_status_does_not_change_by_itself(api):
    add(api, tiny.TICKET)
    invoice(api)
    assert api.get(f"tickets/{tiny.TICKET}")["ticket"]["status"] == "New"


def test_zero_dollar_lines_make_a_zero_dollar_invoice(api):
    add(api, tiny.TICKET, price=0)
    assert invoice(api)["total"] == "0.0"


def test_tax_is_per_line_half_up_on_taxable_lines_only(api):
    for _ in range(3):
        add(api, tiny.TICKET, HARDWARE, price="1.05", taxable=True)
    add(api, tiny.TICKET)
    made = invoice(api)
    # 8.1 % of 1.05 is 0.085: three times 0.09, where the sum's tax would be 0.26.
    assert (made["subtotal"], made["tax"], made["total"]) == ("153.15", "0.27", "153.42")


def test_rounding_goes_up_at_the_half_cent(api):
    add(api, tiny.TICKET, quantity="0.33", price="1.5")
    assert invoice(api)["total"] == "0.5"


def test_covered_labor_goes_over_at_zero_and_draws_the_block(api):
    add(api, tiny.BLOCK_TICKET, quantity=1.5)
    made = invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    assert [(line["quantity"], line["price"]) for line in made["line_items"]] == [("1.5", "0.0")]
    assert made["total"] == "0.0"
    assert block(api) == "0.5"
    (source,) = api.get(f"tickets/{tiny.BLOCK_TICKET}")["ticket"]["line_items"]
    assert source["price_retail"] == 150.0


def test_partly_covered_labor_becomes_two_lines(api):
    add(api, tiny.BLOCK_TICKET, quantity=3)
    made = invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    parts = [(line["quantity"], line["price"], line["position"]) for line in made["line_items"]]
    assert parts == [("2.0", "0.0", 1), ("1.0", "150.0", 2)]
    assert made["total"] == "150.0"
    assert block(api) == "0.0"


def test_lines_draw_in_the_order_of_their_position(api):
    add(api, tiny.BLOCK_TICKET, quantity=1.5)
    add(api, tiny.BLOCK_TICKET, quantity=1)
    made = invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    parts = [(line["quantity"], line["price"]) for line in made["line_items"]]
    assert parts == [("1.5", "0.0"), ("0.5", "0.0"), ("0.5", "150.0")]


def test_zero_dollar_labor_draws_all_the_same(api):
    add(api, tiny.BLOCK_TICKET, {**LABOR, "product_id": tiny.WARRANTY}, price=0)
    invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    assert block(api) == "1.0"


@pytest.mark.parametrize("product", [tiny.PROJECT, tiny.HARDWARE])
def test_other_categories_do_not_draw(api, product):
    add(api, tiny.BLOCK_TICKET, {**LABOR, "product_id": product})
    assert invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)["total"] == "150.0"
    assert block(api) == "2.0"


def test_prepay_hours_add_to_the_block_by_ticket_or_by_line(api):
    add(api, tiny.BLOCK_TICKET, {**LABOR, "product_id": tiny.HOURS}, quantity=10, price=140)
    assert invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)["total"] == "1400.0"
    assert block(api) == "12.0"
    made = invoice(api, None, tiny.BLOCK)
    api.post(f"invoices/{made['id']}/line_items", {"product_id": tiny.HOURS, "quantity": 5})
    assert block(api) == "17.0"
    api.delete(f"invoices/{made['id']}")
    assert block(api) == "12.0"


def test_quirk_prepay_draws_off_leaves_the_block_alone(api):
    api.quirk("prepay_draws", False)
    add(api, tiny.BLOCK_TICKET)
    assert invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)["total"] == "150.0"
    assert block(api) == "2.0"


def test_delete_gives_hours_and_lines_back_so_that_it_can_be_made_again(api):
    add(api, tiny.BLOCK_TICKET, quantity=3)
    made = invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    assert "deleted" in api.delete(f"invoices/{made['id']}")["message"]
    assert block(api) == "2.0"
    (source,) = api.get(f"tickets/{tiny.BLOCK_TICKET}")["ticket"]["line_items"]
    assert (source["converted"], source["item_id"]) == (False, None)
    again = invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    assert again["total"] == "150.0"
    assert int(again["number"]) == int(made["number"]) + 1


def test_quirk_invoice_delete_unmarks_lines_off_loses_them(api):
    api.quirk("invoice_delete_unmarks_lines", False)
    add(api, tiny.TICKET)
    api.delete(f"invoices/{invoice(api)['id']}")
    assert invoice(api)["line_items"] == []


def test_delete_answers_200_also_when_there_is_nothing(api):
    assert api.send("DELETE", "invoices/5").status_code == 200


def test_delete_of_an_invoice_with_payments_answers_200_and_deletes_nothing(api):
    add(api, tiny.TICKET)
    made = invoice(api)
    api.post("payments", {"customer_id": tiny.PLAIN, "invoice_id": made["id"], "amount_cents": 100})
    api.delete(f"invoices/{made['id']}")
    assert api.get(f"invoices/{made['id']}")["invoice"]["total"] == "150.0"
    api.quirk("paid_invoice_delete_fails", False)
    api.delete(f"invoices/{made['id']}")
    assert api.send("GET", f"invoices/{made['id']}").status_code == 404


def test_create_needs_a_customer_or_a_ticket_that_has_one(api):
    assert api.refused("POST", "invoices", {})[0] == 422
    made = api.post("invoices", {"ticket_id": tiny.TICKET})["invoice"]
    assert made["customer_id"] == tiny.PLAIN


def test_list_rows_hide_ticket_id_and_lines_and_ignore_customer_id(api):
    invoice(api)
    invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    rows = api.get("invoices", customer_id=tiny.BLOCK)["invoices"]
    assert len(rows) == 2
    assert not {"ticket_id", "line_items"} & set(rows[0])
    assert [row["customer_id"] for row in rows] == [tiny.BLOCK, tiny.PLAIN]


def test_quirks_of_the_list_can_be_switched(api):
    invoice(api)
    invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    api.quirk("invoice_customer_filter", True)
    api.quirk("invoice_list_has_ticket_id", True)
    (row,) = api.get("invoices", customer_id=tiny.BLOCK)["invoices"]
    assert row["ticket_id"] == tiny.BLOCK_TICKET


def test_ticket_filter_is_honoured_unless_the_quirk_ignores_it(api):
    invoice(api)
    invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    assert len(api.get("invoices", ticket_id=tiny.TICKET)["invoices"]) == 1
    assert api.get("invoices", ticket_id=5)["invoices"] == []
    api.quirk("invoice_ticket_filter", False)
    assert len(api.get("invoices", ticket_id=tiny.TICKET)["invoices"]) == 2


def test_paid_and_unpaid_filter(api):
    add(api, tiny.TICKET)
    made = invoice(api)
    invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    api.post("payments", {"customer_id": tiny.PLAIN, "invoice_id": made["id"], "amount_cents": 15000})
    assert [row["id"] for row in api.get("invoices", paid="true")["invoices"]] == [made["id"]]
    assert len(api.get("invoices", unpaid="true")["invoices"]) == 1


def test_put_overwrites_note_and_po_number(api):
    made = invoice(api)
    changed = api.put(f"invoices/{made['id']}", {"note": "Thanks", "po_number": "PO-7", "due_date": "2026-12-20"})
    assert changed["invoice"]["note"] == "Thanks"
    assert changed["invoice"]["po_number"] == "PO-7"
    assert changed["invoice"]["due_date"] == "2026-12-20T00:00:00.000-07:00"


def test_replies_to_writes_have_the_short_form_with_the_customers_id(api):
    created = api.post("invoices", {"ticket_id": tiny.TICKET})["invoice"]
    path = f"invoices/{created['id']}"
    reply = api.post(f"{path}/line_items", {"product_id": tiny.HARDWARE})
    removed = api.delete(f"{path}/line_items/{reply['line_item']['id']}")["invoice"]
    for shown in (created, api.put(path, {"note": "N"})["invoice"], reply["invoice"], removed):
        assert shown["customer_id"] == tiny.PLAIN
        assert not {"customer", "line_items", "payments", "date_received"} & set(shown)
    assert "customer_id" not in api.get(path)["invoice"]


@pytest.mark.parametrize("path", ["mark_sent", "payments", "void"])
def test_invented_routes_are_not_there(api, path):
    assert api.send("POST", f"invoices/{invoice(api)['id']}/{path}", {}).status_code == 404


def test_status_is_no_field(api):
    made = invoice(api)
    assert "status" not in api.put(f"invoices/{made['id']}", {"status": "void"})["invoice"]


def test_line_post_fills_in_from_the_product(api):
    made = invoice(api, None)
    reply = api.post(f"invoices/{made['id']}/line_items", {"product_id": tiny.HARDWARE, "quantity": 2})
    line = reply["line_item"]
    assert (line["item"], line["price"], line["taxable"], line["quantity"]) == ("Hardware", "20.0", True, "2.0")
    assert reply["invoice"]["total"] == "43.24"


def test_line_put_and_delete_count_again(api):
    made = invoice(api, None)
    line = api.post(f"invoices/{made['id']}/line_items", {"product_id": tiny.REMOTE, "quantity": 1})["line_item"]
    path = f"invoices/{made['id']}/line_items/{line['id']}"
    changed = api.put(path, {"price": "10", "line_discount_percent": 10, "product_id": tiny.ONSITE})["line_item"]
    assert (changed["price"], changed["product_id"]) == ("10.0", tiny.ONSITE)
    assert api.get(f"invoices/{made['id']}")["invoice"]["total"] == "9.0"
    assert api.delete(path)["invoice"]["total"] == "0.0"
    assert api.refused("DELETE", path)[0] == 404


def test_line_put_on_a_paid_invoice_is_200_and_changes_nothing(api):
    add(api, tiny.TICKET)
    made = invoice(api)
    api.post("payments", {"customer_id": tiny.PLAIN, "invoice_id": made["id"], "amount_cents": 15000})
    path = f"invoices/{made['id']}/line_items/{made['line_items'][0]['id']}"
    assert "already paid" in api.put(path, {"price": "1"})["message"]
    assert api.get(f"invoices/{made['id']}")["invoice"]["total"] == "150.0"


def test_ticket_of_an_invoice(api):
    made = invoice(api)
    assert api.get(f"invoices/{made['id']}/ticket")["ticket"]["id"] == tiny.TICKET
    assert api.refused("GET", f"invoices/{invoice(api, None)['id']}/ticket")[0] == 404


def test_print_and_email_say_so_and_mail_goes_to_the_customer(api):
    made = invoice(api, tiny.BLOCK_TICKET, tiny.BLOCK)
    assert set(api.post(f"invoices/{made['id']}/print")) == {"message"}
    assert set(api.post(f"invoices/{made['id']}/email", {"to": "eve@other.example"})) == {"message"}
    (mail,) = api.control("GET", "outbox").json()["outbox"]
    assert (mail["to"], mail["kind"], mail["invoice_number"]) == ("office@c102.example", "invoice", made["number"])


def test_line_items_list_all_lines_with_full_meta(api):
    add(api, tiny.TICKET)
    made = invoice(api)
    listed = api.get("line_items", invoice_id_not_null="true")
    assert [line["invoice_id"] for line in listed["line_items"]] == [made["id"]]
    assert listed["meta"] == {"total_pages": 1, "total_entries": 1, "per_page": 100, "page": 1}
    assert len(api.get("line_items", estimate_id=601)["line_items"]) == 1
    assert "drawn" not in listed["line_items"][0]


def test_update_takes_no_link_that_leads_nowhere_and_keeps_number_and_date(api):
    made = api.post("invoices", {"ticket_id": tiny.TICKET})["invoice"]
    sent = {"ticket_id": 5, "contact_id": 5, "number": "", "date": "no day", "note": "N"}
    shown = api.put(f"invoices/{made['id']}", sent)["invoice"]
    assert [shown[name] for name in ("ticket_id", "contact_id", "number", "date")] == [
        made[name] for name in ("ticket_id", "contact_id", "number", "date")
    ]
    assert shown["note"] == "N"
    assert api.put(f"invoices/{made['id']}", {"ticket_id": None})["invoice"]["ticket_id"] is None

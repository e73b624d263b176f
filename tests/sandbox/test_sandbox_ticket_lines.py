"""Ticket line items: nothing is inherited, attribution hangs on the auth form (facts §4.3, C2)."""

import tiny

PATH = f"tickets/{tiny.TICKET}"
LINE = {"name": "Labor - Remote Business", "description": "Mail fixed", "product_id": tiny.REMOTE, "quantity": 0.75}
FULL = {**LINE, "price_retail": 150.0, "taxable": False}


def test_reply_is_flat_with_strings_and_numbers_as_the_api_has_them(api):
    line = api.post(f"{PATH}/add_line_item", FULL)
    assert (line["quantity"], line["price_retail"], line["retail_cents"]) == ("0.75", 150.0, 15000)
    assert (line["product_category"], line["converted"], line["item_id"]) == ("Labor", False, None)
    assert line["user_id"] == tiny.BLAKE


def test_omitted_price_is_zero_and_omitted_taxable_is_true(api):
    line = api.post(f"{PATH}/add_line_item", {**LINE, "price": 5, "rate": 5, "retail_price": 5, "price_cents": 500})
    assert (line["price_retail"], line["taxable"]) == (0, True)


def test_quirks_can_make_lines_inherit(api):
    api.quirk("ticket_line_inherits_price", True)
    api.quirk("ticket_line_taxable_default", False)
    line = api.post(f"{PATH}/add_line_item", LINE)
    assert (line["price_retail"], line["taxable"]) == (150.0, False)


def test_name_and_description_are_required_even_with_a_product(api):
    answer = api.refused("POST", f"{PATH}/add_line_item", {"product_id": tiny.REMOTE})
    assert answer == (422, {"errors": "Name can't be blank, Description can't be blank", "params": {}})


def test_user_id_cannot_be_set(api):
    assert api.post(f"{PATH}/add_line_item", {**FULL, "user_id": tiny.OLIVE})["user_id"] == tiny.BLAKE


def by_header(api, value):
    headers = {"Authorization": value}
    return api.client.post(f"{api.root}/api/v1/{PATH}/add_line_item", json=FULL, headers=headers).json()


def test_header_auth_leaves_the_line_unattributed(api):
    assert by_header(api, "Bearer tech")["user_id"] is None
    assert by_header(api, "tech")["user_id"] is None


def test_quirk_header_auth_unattributed_off_attributes_it(api):
    api.quirk("header_auth_unattributed", False)
    assert by_header(api, "Bearer tech")["user_id"] == tiny.BLAKE


def test_update_is_wrapped_and_keeps_the_owner(api):
    line = api.post(f"{PATH}/add_line_item", FULL)
    body = {"ticket_line_item_id": line["id"], "price_retail": "175", "user_id": tiny.OLIVE}
    changed = api.as_("owner").put(f"{PATH}/update_line_item", body)["ticket_line_item"]
    assert (changed["price_retail"], changed["quantity"], changed["user_id"]) == (175.0, "0.75", tiny.BLAKE)


def test_update_to_a_blank_name_is_refused(api):
    line = api.post(f"{PATH}/add_line_item", FULL)
    status, body = api.refused("PUT", f"{PATH}/update_line_item", {"ticket_line_item_id": line["id"], "name": ""})
    assert (status, body["errors"]) == (422, "Name can't be blank")


def test_remove_says_success_with_an_empty_message(api):
    line = api.post(f"{PATH}/add_line_item", FULL)
    body = {"ticket_line_item_id": line["id"]}
    assert api.post(f"{PATH}/remove_line_item", body) == {"success": True, "message": ""}
    assert api.get(PATH)["ticket"]["line_items"] == []
    assert api.refused("POST", f"{PATH}/remove_line_item", body)[0] == 404


def test_removing_a_charged_line_frees_its_timer(api):
    timer = api.post(f"{PATH}/timer_entry", {"start_at": tiny.at(9), "duration_minutes": 60})
    line = api.post(f"{PATH}/charge_timer_entry", {"timer_entry_id": timer["id"]})["ticket_line_item_id"]
    api.post(f"{PATH}/remove_line_item", {"ticket_line_item_id": line})
    (timer,) = api.get(PATH)["ticket"]["ticket_timers"]
    assert (timer["recorded"], timer["ticket_line_item_id"]) == (False, None)


def test_prices_are_kept_in_whole_cents(api):
    line = api.post(f"{PATH}/add_line_item", {**FULL, "price_retail": "10.005"})
    assert (line["retail_cents"], line["price_retail"]) == (1001, 10.01)

"""Timer entries and charges (facts §4.2, C13, C14)."""

import pytest
import tiny

PATH = f"tickets/{tiny.TICKET}"
TIMED = {"start_at": tiny.at(9), "end_at": "2026-11-20T09:45:00-07:00", "notes": "Fixed the printer"}


def entry(api, **fields):
    return api.post(f"{PATH}/timer_entry", {**TIMED, **fields})


def charged(api, timer):
    return api.post(f"{PATH}/charge_timer_entry", {"timer_entry_id": timer["id"]})


def lines(api):
    return api.get(PATH)["ticket"]["line_items"]


def test_new_timer_is_flat_in_seconds_with_the_default_product(api):
    timer = entry(api)
    assert timer["active_duration"] == timer["billable_time"] == 2700
    assert (timer["product_id"], timer["recorded"], timer["ticket_line_item_id"]) == (tiny.REMOTE, False, None)
    assert (timer["start_time"], timer["end_time"]) == (tiny.at(9), "2026-11-20T09:45:00.000-07:00")
    assert timer["user_id"] == tiny.BLAKE


def test_duration_minutes_stand_in_for_the_end(api):
    timer = api.post(f"{PATH}/timer_entry", {"start_at": tiny.at(9), "duration_minutes": 20})
    assert timer["end_time"] == "2026-11-20T09:20:00.000-07:00"


def test_user_id_sets_the_tech(api):
    assert entry(api, user_id=tiny.OLIVE)["user_id"] == tiny.OLIVE


def test_missing_start_is_a_ruby_message(api):
    answer = api.refused("POST", f"{PATH}/timer_entry", {"duration_minutes": 5})
    assert answer == (422, {"error": "no implicit conversion of nil into String"})


def test_billable_is_ignored_on_create_unless_the_quirk_says_otherwise(api):
    assert entry(api, billable=False)["billable"] is True
    api.quirk("timer_billable_input", True)
    assert entry(api, billable=False)["billable"] is False


def test_patch_changes_billable_and_only_takes_true_or_false(api):
    timer = entry(api)
    path = f"ticket_timers/{timer['id']}"
    changed = api.send("PATCH", path, billable="false").json()["ticket_timer"]
    assert changed["billable"] is False
    assert changed["since_updated_at"]
    assert api.refused("PATCH", path, billable="maybe") == (422, {"errors": ["billable must be true or false"]})


def test_new_duration_does_not_move_the_end_unless_the_quirk_says_so(api):
    timer = entry(api)
    body = {"timer_entry_id": timer["id"], "duration_minutes": 90, "notes": "Longer"}
    same = api.put(f"{PATH}/update_timer_entry", body)
    assert (same["notes"], same["active_duration"]) == ("Longer", 2700)
    api.quirk("timer_update_moves_end", True)
    assert api.put(f"{PATH}/update_timer_entry", body)["active_duration"] == 5400


def test_delete_says_success_and_the_timer_is_gone(api):
    timer = entry(api)
    assert api.post(f"{PATH}/delete_timer_entry", {"timer_entry_id": timer["id"]}) == {"success": True}
    assert api.get(PATH)["ticket"]["ticket_timers"] == []


def test_charge_makes_a_line_of_the_product_at_its_price_in_hours(api):
    timer = charged(api, entry(api))
    (line,) = lines(api)
    assert timer["recorded"] is True
    assert timer["ticket_line_item_id"] == line["id"]
    assert (line["name"], line["quantity"], line["price_retail"]) == ("Labor - Remote Business", "0.75", 150.0)
    assert (line["taxable"], line["description"], line["user_id"]) == (False, "Fixed the printer", tiny.BLAKE)


def test_second_charge_makes_no_second_line_by_default(api):
    timer = entry(api)
    charged(api, timer)
    assert charged(api, timer)["recorded"] is True
    assert len(lines(api)) == 1


def test_quirk_double_charge_allowed_makes_a_second_line(api):
    api.quirk("double_charge_allowed", True)
    timer = entry(api)
    charged(api, timer)
    charged(api, timer)
    assert len(lines(api)) == 2


def test_quirk_zero_rate_charges_drops_the_price(api):
    api.quirk("zero_rate_charges", True)
    charged(api, entry(api))
    assert lines(api)[0]["price_retail"] == 0


def test_quirk_charge_ignores_product_takes_the_default(api):
    api.quirk("charge_ignores_product", True)
    charged(api, entry(api, product_id=tiny.ONSITE))
    assert lines(api)[0]["product_id"] == tiny.REMOTE


def test_unknown_timer_is_not_found(api):
    for verb, method in (("charge_timer_entry", "POST"), ("delete_timer_entry", "POST"), ("update_timer_entry", "PUT")):
        assert api.refused(method, f"{PATH}/{verb}", {"timer_entry_id": 5})[0] == 404


def test_timer_of_another_ticket_is_not_found(api):
    timer = entry(api)
    body = {"timer_entry_id": timer["id"]}
    assert api.refused("POST", f"tickets/{tiny.BLOCK_TICKET}/charge_timer_entry", body)[0] == 404


def test_account_list_is_oldest_first_and_ignores_ticket_id(api):
    first = entry(api)
    second = api.post(f"tickets/{tiny.BLOCK_TICKET}/timer_entry", TIMED)
    rows = api.get("ticket_timers", ticket_id=tiny.BLOCK_TICKET)["ticket_timers"]
    assert [row["id"] for row in rows] == [first["id"], second["id"]]


@pytest.mark.parametrize(("query", "count"), [({"created_at_gt": tiny.at(20)}, 0), ({"created_at_lt": tiny.at(20)}, 1)])
def test_account_list_is_bounded_by_creation(api, query, count):
    entry(api)
    assert len(api.get("ticket_timers", **query)["ticket_timers"]) == count

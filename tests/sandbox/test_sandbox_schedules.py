"""Schedules, their lines, and the invoices they make when their time comes (facts §8)."""

import time
from datetime import datetime

import pytest
import tiny

from syncro.sandbox.resources.schedules import FREQUENCIES, step
from syncro.sandbox.server import ThreadedSandbox

NEW = {"customer_id": tiny.PLAIN, "name": "Hosting", "frequency": "Monthly", "next_run": "2026-12-31"}
LINE = {"name": "Hosting", "description": "One site", "quantity": 2, "retail_cents": 1250, "cost_cents": 300}


def made(api, *lines, **changed):
    schedule = api.post("schedules", {**NEW, **changed})["schedule"]
    for line in lines:
        api.post(f"schedules/{schedule['id']}/add_line_item", line)
    return schedule


def clock(api, day):
    assert api.control("PUT", "clock", {"now": f"{day}T08:00:00-07:00"}).status_code == 200


def invoices(api, schedule):
    """The invoices a schedule made, oldest first."""
    shown = (api.get(f"invoices/{row['id']}")["invoice"] for row in api.get("invoices")["invoices"])
    return [invoice for invoice in shown if invoice.get("schedule_id") == schedule["id"]][::-1]


def days(rows):
    return [row["date"][:10] for row in rows]


def outbox(api):
    return api.control("GET", "outbox").json()["outbox"]


def read(api, schedule):
    return api.get(f"schedules/{schedule['id']}")["schedule"]


def test_schedule_is_made_listed_and_changed(api):
    schedule = made(api, paused=True)
    assert (schedule["paused"], schedule["subtotal"], schedule["last_invoice_paid"]) == (True, 0.0, None)
    assert (schedule["next_run"], schedule["lines"]) == ("2026-12-31T00:00:00.000-07:00", [])
    changed = api.put(f"schedules/{schedule['id']}", {"paused": False, "template": "ignored"})["schedule"]
    assert (changed["paused"], changed["name"], "template" in changed) == (False, "Hosting", False)
    assert changed in api.get("schedules", customer_id=tiny.PLAIN)["schedules"]


def test_empty_schedule_is_refused_with_all_five_messages(api):
    assert api.refused("POST", "schedules", {}) == (
        422,
        {
            "error": [
                "Frequency Must be a valid selection",
                "Frequency can't be blank",
                "Next run can't be blank",
                "Name can't be blank",
                "Customer can't be blank",
            ]
        },
    )
    assert api.refused("PUT", "schedules/501", {"next_run": ""}) == (422, {"error": ["Next run can't be blank"]})
    assert api.refused("POST", "schedules", {**NEW, "frequency": "Hourly"})[1] == {
        "error": ["Frequency Must be a valid selection"]
    }
    assert api.refused("PUT", "schedules/5", {})[0] == 404


def test_lines_take_cents_and_show_dollars_too(api):
    schedule = made(api)
    line = api.post(f"schedules/{schedule['id']}/add_line_item", LINE)["schedule_line_item"]
    assert (line["retail_cents"], line["price_retail"], line["price_cost"]) == (1250, 12.5, 3.0)
    assert (line["quantity"], line["position"], line["user_id"]) == ("2.0", 1, tiny.BLAKE)
    changed = api.put(f"schedules/{schedule['id']}/line_items/{line['id']}", {"retail_cents": 2000})
    assert changed["schedule_line_item"]["price_retail"] == 20.0
    assert read(api, schedule)["subtotal"] == 40.0
    assert [row["name"] for row in read(api, schedule)["lines"]] == ["Hosting"]


def test_line_takes_nothing_from_its_product_but_the_category(api):
    schedule = made(api)
    line = api.post(f"schedules/{schedule['id']}/add_line_item", {"name": "L", "product_id": tiny.REMOTE})
    shown = line["schedule_line_item"]
    assert (shown["retail_cents"], shown["quantity"], shown["product_category"]) == (0, "0.0", "Labor")


def test_line_without_a_name_is_refused_on_create_and_on_update(api):
    assert api.refused("POST", "schedules/501/add_line_item", {}) == (422, {"error": ["Name can't be blank"]})
    assert api.refused("PUT", "schedules/501/line_items/502", {"name": ""}) == (422, {"error": ["Name can't be blank"]})
    status, answer = api.refused("POST", "schedules/501/add_line_item", {"name": "N", "recurring_type_id": 7})
    assert (status, answer) == (422, {"error": ["Recurring type is not included in the list"]})
    assert api.refused("PUT", "schedules/501/line_items/5", {"name": "N"})[0] == 404


def test_line_of_more_cents_than_the_column_holds_is_refused(api):
    status, answer = api.refused("POST", "schedules/501/add_line_item", {**LINE, "retail_cents": 10**17})
    assert (status, answer) == (422, {"error": ["Retail cents must be less than or equal to 2147483647"]})


@pytest.mark.parametrize("body", [{"line_item_id": 502}, 502])
def test_line_is_removed_by_a_map_or_by_a_bare_integer(api, body):
    assert api.post("schedules/501/remove_line_item", body) == {"success": True}
    assert api.get("schedules/501")["schedule"]["lines"] == []
    assert api.refused("POST", "schedules/501/remove_line_item", body)[0] == 404


def test_line_of_another_schedule_is_not_found(api):
    schedule = made(api)
    assert api.refused("POST", f"schedules/{schedule['id']}/remove_line_item", {"line_item_id": 502})[0] == 404


def test_deleted_schedule_is_gone_and_makes_no_more_invoices(api):
    schedule = made(api, LINE)
    clock(api, "2026-12-31")
    assert api.delete(f"schedules/{schedule['id']}") == {"success": True}
    assert api.refused("GET", f"schedules/{schedule['id']}")[0] == 404
    assert api.refused("DELETE", f"schedules/{schedule['id']}")[0] == 404
    clock(api, "2027-03-01")
    assert days(invoices(api, schedule)) == ["2026-12-31"]


def test_run_makes_the_invoice_and_moves_on(api):
    schedule = made(api, {**LINE, "taxable": True})
    clock(api, "2026-12-30")
    assert invoices(api, schedule) == []
    clock(api, "2026-12-31")
    (invoice,) = invoices(api, schedule)
    assert (invoice["total"], invoice["tax"], invoice["is_paid"]) == ("27.03", "2.03", False)
    assert [(line["item"], line["name"], line["quantity"]) for line in invoice["line_items"]] == [
        ("Hosting", "One site", "2.0")
    ]
    assert invoice["created_at"] == "2026-12-31T00:00:00.000-07:00"
    shown = read(api, schedule)
    assert (shown["next_run"], shown["last_invoice_paid"]) == ("2027-01-31T00:00:00.000-07:00", False)
    assert outbox(api) == []


def test_missed_periods_are_made_up_for_in_order_of_time(api):
    monthly = made(api, LINE)
    weekly = made(api, LINE, frequency="Weekly", next_run="2027-01-20")
    clock(api, "2027-02-10")
    assert days(invoices(api, monthly)) == ["2026-12-31", "2027-01-31"]
    assert days(invoices(api, weekly)) == ["2027-01-20", "2027-01-27", "2027-02-03", "2027-02-10"]
    dated = [(row["number"], row["date"]) for row in api.get("invoices")["invoices"]]
    assert [date for _, date in sorted(dated)] == sorted(date for _, date in dated)
    assert read(api, monthly)["next_run"][:10] == "2027-02-28"


def test_paused_schedule_makes_nothing_until_it_goes_on(api):
    schedule = made(api, LINE, paused=True)
    clock(api, "2027-01-02")
    assert invoices(api, schedule) == []
    api.put(f"schedules/{schedule['id']}", {"paused": False})
    assert days(invoices(api, schedule)) == ["2026-12-31"]


def test_run_that_was_due_before_the_schedule_was_made_is_dated_then_but_made_now(api):
    schedule = made(api, paused=True, next_run="2026-10-31")
    api.post(f"schedules/{schedule['id']}/add_line_item", LINE)
    api.put(f"schedules/{schedule['id']}", {"paused": False})
    (invoice,) = invoices(api, schedule)
    assert (invoice["date"][:10], invoice["created_at"][:10]) == ("2026-10-31", tiny.DAY)


def test_schedule_without_lines_makes_no_empty_invoice(api):
    schedule = made(api)
    clock(api, "2027-01-02")
    assert invoices(api, schedule) == []
    assert read(api, schedule)["next_run"][:10] == "2027-01-31"


def test_stuck_schedule_makes_nothing_until_it_gets_a_new_date(api, connection):
    company = tiny.company()
    company.records["schedules"][0] |= {"next_run": "2026-11-01T00:00:00.000-07:00", "stuck": True}
    with ThreadedSandbox(company=company) as server:
        api = type(api)(server, connection)
        clock(api, tiny.DAY)
        api.put("schedules/501", {"name": "Still stuck"})
        assert api.get("invoices")["invoices"] == []
        api.put("schedules/501", {"next_run": tiny.DAY})
        assert days(api.get("invoices")["invoices"]) == [tiny.DAY]


def test_email_customer_mails_each_invoice_at_its_time(api):
    schedule = made(api, LINE, email_customer=True)
    clock(api, "2027-02-01")
    mails = [(mail["to"], mail["at"][:10], mail["kind"]) for mail in outbox(api)]
    assert mails == [("office@c101.example", day, "invoice") for day in ("2026-12-31", "2027-01-31")]
    assert [mail["invoice_id"] for mail in outbox(api)] == [invoice["id"] for invoice in invoices(api, schedule)]


def test_unbilled_ticket_charges_come_along_once(api):
    line = {"name": "Labor - Remote Business", "description": "Fixed", "quantity": 1, "price_retail": 150}
    api.post(f"tickets/{tiny.TICKET}/add_line_item", {**line, "taxable": False})
    schedule = made(api, LINE, invoice_unbilled_ticket_charges=True)
    clock(api, "2027-02-01")
    first, second = invoices(api, schedule)
    assert [row["item"] for row in first["line_items"]] == ["Hosting", "Labor - Remote Business"]
    assert [row["item"] for row in second["line_items"]] == ["Hosting"]
    (kept,) = api.get(f"tickets/{tiny.TICKET}")["ticket"]["line_items"]
    assert (kept["converted"], kept["item_id"]) == (True, first["line_items"][1]["id"])


def test_ticket_charges_stay_where_they_are_unless_asked_for(api):
    api.post(f"tickets/{tiny.TICKET}/add_line_item", {"name": "N", "description": "D", "price_retail": 5})
    schedule = made(api, LINE)
    clock(api, "2026-12-31")
    assert [row["item"] for row in invoices(api, schedule)[0]["line_items"]] == ["Hosting"]


def test_one_time_charge_is_on_the_first_invoice_only(api):
    schedule = made(api, LINE, {"name": "Set-up", "quantity": 1, "retail_cents": 5000, "one_time_charge": True})
    clock(api, "2027-02-01")
    assert [len(invoice["line_items"]) for invoice in invoices(api, schedule)] == [2, 1]


def test_labor_of_a_schedule_draws_on_prepay_hours(api):
    labor = {"name": "Care", "quantity": 3, "retail_cents": 15000, "product_id": tiny.REMOTE}
    schedule = made(api, labor, customer_id=tiny.BLOCK)
    clock(api, "2026-12-31")
    assert invoices(api, schedule)[0]["total"] == "150.0"
    assert api.get(f"customers/{tiny.BLOCK}")["customer"]["prepay_hours"] == "0.0"


def test_last_invoice_paid_follows_the_payment(api):
    schedule = made(api, LINE)
    clock(api, "2026-12-31")
    (invoice,) = invoices(api, schedule)
    api.post("payments", {"customer_id": tiny.PLAIN, "amount_cents": 2500, "invoice_id": invoice["id"]})
    assert read(api, schedule)["last_invoice_paid"] is True


@pytest.mark.parametrize("has_gateway", [True, False])
def test_charge_mop_charges_the_card_on_file_where_there_is_a_gateway(api, has_gateway):
    api.quirk("payment_gateway", True)
    api.post(f"customers/{tiny.PLAIN}/payment_profiles", {"payment_profile_id": "5", "last_four": "4242"})
    api.quirk("payment_gateway", has_gateway)
    schedule = made(api, LINE, charge_mop=True)
    clock(api, "2026-12-31")
    (invoice,) = invoices(api, schedule)
    assert (invoice["is_paid"], len(invoice["payments"])) == (has_gateway, int(has_gateway))


def test_run_due_is_made_by_the_next_request_when_real_time_passes(api):
    schedule = made(api, LINE, next_run="2026-11-21")
    api.control("PUT", "clock", {"now": "2026-11-20T23:59:59.920-07:00"})
    time.sleep(0.1)
    assert days(invoices(api, schedule)) == ["2026-11-21"]


def test_run_is_on_disk_and_not_repeated_after_a_restart(tmp_path):
    file = str(tmp_path / "sandbox.db")
    with ThreadedSandbox(company=tiny.company(), database=file) as first:
        first._account.clock.set(datetime.fromisoformat("2026-12-02T08:00:00-07:00"))
        first._account.catch_up()
        assert len(first._account.state.where("invoices", "schedule_id", 501)) == 1
    with ThreadedSandbox(database=file) as second:
        second._account.clock.set(datetime.fromisoformat("2026-12-02T08:00:00-07:00"))
        second._account.catch_up()
        assert len(second._account.state.where("invoices", "schedule_id", 501)) == 1


@pytest.mark.parametrize(
    ("frequency", "following"),
    [
        ("Daily", "2028-02-01"),
        ("Weekly", "2028-02-07"),
        ("Biweekly", "2028-02-14"),
        ("Monthly", "2028-02-29"),
        ("Quarterly", "2028-04-30"),
        ("Semi-Annually", "2028-07-31"),
        ("Annually", "2029-01-31"),
        ("Biennially", "2030-01-31"),
        ("Triennially", "2031-01-31"),
    ],
)
def test_step_of_each_frequency(frequency, following):
    assert frequency in FREQUENCIES
    assert step(datetime.fromisoformat("2028-01-31T00:00:00-07:00"), frequency).date().isoformat() == following

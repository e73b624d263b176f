"""Appointments and types (facts §13, C8 to C11)."""

import pytest
import tiny

NOON = {"start_at": tiny.at(12), "end_at": "2026-11-20T13:30:00-07:00"}


def make(api, **fields):
    return api.post("appointments", {"summary": "Visit", **NOON, **fields})["appointment"]


def test_create_is_201_with_duration_in_hours(api):
    answer = api.send("POST", "appointments", {"summary": "Visit", **NOON})
    assert answer.status_code == 201
    assert answer.json()["appointment"]["duration"] == 1.5


def test_a_ticket_stands_in_for_the_summary_and_fills_in(api):
    body = {"ticket_id": tiny.TICKET, **NOON, "appointment_type_id": 4322}
    made = api.post("appointments", body)["appointment"]
    assert made["customer_id"] == tiny.PLAIN
    assert "32001" in made["description"]
    assert made["appointment_location_type"] == "customer"
    assert [row["id"] for row in api.get(f"tickets/{tiny.TICKET}")["ticket"]["appointments"]] == [made["id"]]


def test_without_summary_and_ticket_it_is_refused_comma_joined(api):
    status, answer = api.refused("POST", "appointments", {"description": "x"})
    assert status == 422
    assert answer["error"] == answer["message"] == "Summary can't be blank,Start at can't be blank"


def test_first_of_user_ids_is_the_owner(api):
    made = make(api, user_ids=[tiny.OLIVE, tiny.BLAKE], do_not_email=True)
    assert (made["user_id"], made["do_not_email"]) == (tiny.OLIVE, "1")


def test_put_needs_start_at_and_keeps_the_length(api):
    path = f"appointments/{make(api)['id']}"
    assert api.refused("PUT", path, {"summary": "x"})[0] == 422
    moved = api.put(path, {"start_at": tiny.at(15)})["appointment"]
    assert (moved["start_at"], moved["duration"]) == (tiny.at(15), 1.5)
    assert moved["end_at"] == "2026-11-20T16:30:00.000-07:00"


def test_delete_then_404(api):
    path = f"appointments/{make(api)['id']}"
    assert api.delete(path) == {"message": "deleted"}
    assert api.refused("GET", path)[0] == 404


def test_list_is_flat_without_meta_and_ignores_customer_id_and_start_at(api):
    made = make(api)
    listed = api.get("appointments", customer_id=5, start_at="2030-01-01")
    assert [row["id"] for row in listed["appointments"]] == [made["id"]]
    assert "meta" not in listed


def test_quirk_appointments_nested(api):
    make(api)
    api.quirk("appointments_nested", True)
    assert api.get("appointments")["appointments"][0]["appointment"]["summary"] == "Visit"


def test_window_is_recent_and_upcoming_unless_dates_are_given(api):
    old = make(api, start_at="2026-09-01T10:00:00-07:00", end_at="2026-09-01T11:00:00-07:00")
    assert api.get("appointments")["appointments"] == []
    found = api.get("appointments", date_from="2026-09-01", date_to="2026-09-01")["appointments"]
    assert [row["id"] for row in found] == [old["id"]]
    api.quirk("appointments_window_days", 365)
    assert len(api.get("appointments")["appointments"]) == 1


def test_mine_is_honoured(api):
    make(api, user_id=tiny.OLIVE)
    assert api.get("appointments", mine="true")["appointments"] == []
    assert len(api.as_("owner").get("appointments", mine="true")["appointments"]) == 1


@pytest.mark.parametrize(("quiet", "mails"), [({}, 1), ({"do_not_email": True}, 0)])
def test_email_customer_sends_an_invitation(api, quiet, mails):
    make(api, customer_id=tiny.BLOCK, email_customer=True, **quiet)
    assert len(api.control("GET", "outbox").json()["outbox"]) == mails


def test_types_are_wrapped_except_for_one_by_id(api):
    assert [row["name"] for row in api.get("appointment_types")["appointment_types"]] == ["Onsite"]
    assert api.get("appointment_types/4322")["name"] == "Onsite"
    made = api.post("appointment_types", {"name": "Visit", "location_type": 0})["appointment_type"]
    assert made["location_type"] == "customer"
    assert api.put(f"appointment_types/{made['id']}", {"name": "Call"})["appointment_type"]["name"] == "Call"
    assert api.delete(f"appointment_types/{made['id']}") == {"success": True}
    status, answer = api.refused("POST", "appointment_types", {})
    assert (status, answer["errors"]) == (422, "Name can't be blank,Location type can't be blank")


def test_an_appointment_is_read_back_by_its_id(api):
    made = api.post("appointments", {"summary": "Visit", "start_at": tiny.at(9)})["appointment"]
    assert api.get(f"appointments/{made['id']}")["appointment"] == made

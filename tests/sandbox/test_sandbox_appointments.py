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


def test_the_ids_that_an_appointment_took_are_shown_by_a_quirk_only_and_the_first_of_user_ids_is_the_owner(api):
    made = make(api, user_ids=[tiny.OLIVE, tiny.BLAKE], appointment_type_id=4322, ticket_id=tiny.TICKET)
    path = f"appointments/{made['id']}"
    ids = {"user_id", "user_ids", "appointment_type_id"}
    (embedded,) = api.get(f"tickets/{tiny.TICKET}")["ticket"]["appointments"]
    for shown in (made, api.get(path)["appointment"], api.get("appointments")["appointments"][0], embedded):
        assert not ids & set(shown)
    api.quirk("appointments_show_ids", True)
    shown = api.get(path)["appointment"]
    taken = {"user_id": tiny.OLIVE, "user_ids": [tiny.OLIVE, tiny.BLAKE], "appointment_type_id": 4322}
    assert {name: shown[name] for name in ids} == taken


def test_put_without_start_at_changes_only_what_is_sent(api):
    made = make(api, do_not_email=True)
    path = f"appointments/{made['id']}"
    assert made["do_not_email"] == "1"
    changed = api.put(path, {"summary": "x"})["appointment"]
    moving = {"summary", "updated_at"}
    assert changed["summary"] == "x"
    assert {name: value for name, value in changed.items() if name not in moving} == {
        name: value for name, value in made.items() if name not in moving
    }


@pytest.mark.parametrize(
    ("body", "end", "hours"),
    [({"end_at": tiny.at(14)}, tiny.at(14), 2), ({"appointment_duration": "3"}, tiny.at(15), 3)],
)
def test_put_without_start_at_moves_the_end(api, body, end, hours):
    changed = api.put(f"appointments/{make(api)['id']}", body)["appointment"]
    assert (changed["start_at"], changed["end_at"], changed["duration"]) == (tiny.at(12), end, hours)


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        ({"summary": ""}, "Summary can't be blank"),
        ({"start_at": "", "summary": "x"}, "Start at can't be blank"),
        ({"start_at": "soon"}, "Start at can't be blank"),
        ({"appointment_duration": "30 minutes"}, "Appointment duration is not a number"),
    ],
)
def test_put_refuses_blanks_and_lengths_that_are_no_number(api, body, problem):
    path = f"appointments/{make(api)['id']}"
    said = {"success": False, "error": problem, "message": problem, "params": body}
    assert api.refused("PUT", path, body) == (422, said)
    assert api.get(path)["appointment"]["summary"] == "Visit"


def test_quirk_appointment_put_needs_start(api):
    path = f"appointments/{make(api)['id']}"
    api.quirk("appointment_put_needs_start", True)
    assert api.refused("PUT", path, {"summary": "x"})[1]["error"] == "Start at can't be blank"
    assert api.put(path, {"summary": "x", "start_at": tiny.at(12)})["appointment"]["summary"] == "x"


def test_put_with_a_start_keeps_the_length(api):
    path = f"appointments/{make(api)['id']}"
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
    status, answer = api.refused("POST", "appointment_types", {"name": "Visit", "location_type": "shop"})
    assert (status, answer["errors"]) == (422, "Location type is not a number")


def test_an_appointment_is_read_back_by_its_id(api):
    made = api.post("appointments", {"summary": "Visit", "start_at": tiny.at(9)})["appointment"]
    assert api.get(f"appointments/{made['id']}")["appointment"] == made

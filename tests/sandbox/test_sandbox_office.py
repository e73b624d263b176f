"""Wiki, canned responses, timelogs, devices, caller id, tabs and printing (facts §15, §17)."""

import pytest
import tiny


class TestWiki:
    def test_pages_are_made_listed_read_changed_and_deleted(self, api):
        made = api.post("wiki_pages", {"name": "After Hours!", "body": "Call back.", "visibility": "private"})[
            "wiki_page"
        ]
        assert (made["slug"], made["interpolated_body"]) == ("after-hours", "Call back.")
        assert [row["id"] for row in api.get("wiki_pages")["wiki_pages"]] == [tiny.PAGE, made["id"]]
        changed = api.put(f"wiki_pages/{made['id']}", {"body": "Do.", "customer_id": tiny.PLAIN})["wiki_page"]
        assert (changed["name"], changed["interpolated_body"]) == ("After Hours!", "Do.")
        assert api.get(f"wiki_pages/{made['id']}")["wiki_page"] == changed
        assert set(changed) == {"id", "account_id", "name", "slug", "body", "interpolated_body"}
        assert api.delete(f"wiki_pages/{made['id']}") == {"success": True}
        for method in ("GET", "PUT", "DELETE"):
            assert api.refused(method, f"wiki_pages/{made['id']}")[0] == 404

    def test_mistakes_come_as_errors_with_the_input_also_on_update(self, api):
        said = {"success": False, "errors": ["Body can't be blank", "Name can't be blank"], "params": {"name": ""}}
        assert api.refused("POST", "wiki_pages", {"name": ""}) == (422, said)
        said = {"success": False, "errors": ["Name can't be blank"], "params": {"name": ""}}
        assert api.refused("PUT", f"wiki_pages/{tiny.PAGE}", {"name": ""}) == (422, said)

    def test_an_unknown_visibility_is_refused_by_the_quirks_list(self, api):
        path = f"wiki_pages/{tiny.PAGE}"
        for word in ("everyone", "internal"):
            status, answer = api.refused("PUT", path, {"visibility": word})
            assert (status, answer["errors"]) == (422, ["Visibility is not included in the list"])
            page = {"name": "N", "body": "B", "visibility": word}
            assert api.refused("POST", "wiki_pages", page)[0] == 422
        api.quirk("wiki_visibilities", "everyone")
        assert api.put(path, {"visibility": "everyone"})
        assert api.refused("PUT", path, {"visibility": "private"})[0] == 422


class TestCannedResponses:
    path = f"canned_responses/{tiny.CANNED}"

    def test_one_is_made_with_201_and_deleted_with_204(self, api):
        made = api.send("POST", "canned_responses", {"title": "Hello", "body": "Hi there"})
        assert (made.status_code, made.json()["category_name"]) == (201, None)
        listed = api.get("canned_responses")["canned_responses"]
        assert [(row["title"], row["category_name"]) for row in listed] == [("All done", "Closing"), ("Hello", None)]
        gone = api.send("DELETE", f"canned_responses/{made.json()['id']}")
        assert (gone.status_code, gone.content) == (204, b"")
        assert len(api.get("canned_responses")["canned_responses"]) == 1

    def test_one_is_patched_not_put_and_found_by_words(self, api):
        assert api.send("PATCH", self.path, {"title": "Finished"}).json()["title"] == "Finished"
        assert api.refused("PUT", self.path, {"title": "X"})[0] == 404
        assert api.refused("GET", self.path)[0] == 404
        assert len(api.get("canned_responses", query="it is done")["canned_responses"]) == 1
        assert api.get("canned_responses", query="elsewhere")["canned_responses"] == []

    def test_settings_tell_categories_and_subjects(self, api):
        told = {
            "canned_response_categories": [{"id": 1302, "name": "Closing"}],
            "subjects": ["Done"],
            "can_manage": True,
        }
        assert api.get("canned_responses/settings") == told

    def test_mistakes_are_told(self, api):
        status, answer = api.refused("POST", "canned_responses", {"body": " "})
        assert (status, answer["message"]) == (422, ["Title can't be blank", "Body can't be blank"])
        assert api.refused("PATCH", self.path, {"title": ""})[1]["message"] == ["Title can't be blank"]
        assert api.refused("DELETE", "canned_responses/5")[0] == 404

    def test_even_reading_needs_the_permission(self, api):
        api.control("PUT", "keys", {"key": "short", "user_id": tiny.BLAKE, "denied": ["canned_responses"]})
        assert api.as_("short").refused("GET", "canned_responses")[0] == 401
        assert api.as_("short").refused("GET", "canned_responses/settings")[0] == 401
        assert api.as_("short").get("tickets")


class TestTimelogs:
    def test_an_arrival_starts_a_log_and_a_departure_ends_it(self, api):
        assert api.get("timelogs/last") is None
        came = api.put("timelogs", {"in_at": tiny.at(8), "in_note": "Early"})
        assert (came["in_at"], came["out_at"], came["manually_updated"]) == (tiny.at(8), None, True)
        went = api.put("timelogs", {"out_at": tiny.at(17), "lunch": True})
        assert (went["id"], went["in_note"], went["out_at"], went["lunch"]) == (came["id"], "Early", tiny.at(17), True)
        assert api.get("timelogs/last") == went
        again = api.put("timelogs", {"in_at": tiny.at(18)})
        assert [row["id"] for row in api.get("timelogs")["timelogs"]] == [again["id"], came["id"]]

    def test_others_are_seen_by_an_admin_only(self, api):
        own = api.put("timelogs", {"in_at": tiny.at(8)})
        owner = api.as_("owner")
        other = owner.put("timelogs", {"in_at": tiny.at(9)})
        assert [row["id"] for row in owner.get("timelogs")["timelogs"]] == [other["id"], own["id"]]
        assert [row["id"] for row in owner.get("timelogs", user_id=tiny.BLAKE)["timelogs"]] == [own["id"]]
        assert owner.get("timelogs/last", user_id=tiny.BLAKE)["id"] == own["id"]
        assert owner.get("timelogs/last")["id"] == other["id"]
        assert [row["id"] for row in api.get("timelogs", user_id=tiny.OLIVE)["timelogs"]] == [own["id"]]
        assert api.get("timelogs/last", user_id=tiny.OLIVE)["id"] == own["id"]

    def test_impossible_times_are_refused(self, api):
        assert api.refused("PUT", "timelogs", {"in_at": "soon"})[1]["message"] == ["In at can't be blank"]
        api.put("timelogs", {"in_at": tiny.at(8)})
        status, answer = api.refused("PUT", "timelogs", {"out_at": tiny.at(7)})
        assert (status, answer["message"]) == (422, ["Out at must be after in at"])
        assert api.get("timelogs/last")["out_at"] is None

    def test_there_are_no_ids_in_the_paths(self, api):
        log = api.put("timelogs", {"in_at": tiny.at(8)})
        assert api.refused("PUT", f"timelogs/{log['id']}", {})[0] == 404
        assert api.refused("POST", "timelogs", {})[0] == 404


class TestDevices:
    def test_a_device_is_found_by_its_uuid(self, api):
        made = api.post("user_devices", {"device_uuid": "u-1", "model": "Demo", "registration_token_gcm": "a"})
        assert (made["user_id"], made["device_uuid"], made["disabled"]) == (tiny.BLAKE, "u-1", False)
        assert api.get("user_devices/u-1") == made
        changed = api.put("user_devices/u-1", {"registration_token_gcm": "b", "model": "Other"})
        assert (changed["registration_token_gcm"], changed["model"]) == ("b", "Demo")
        again = api.post("user_devices", {"device_uuid": "u-1", "model": "Newer"})
        assert (again["id"], again["model"], again["registration_token_gcm"]) == (made["id"], "Newer", "b")

    def test_without_a_uuid_it_is_refused(self, api):
        assert api.refused("POST", "user_devices", {}) == (422, {"message": "Missing params device_uuid"})

    def test_another_users_device_is_not_found(self, api):
        api.post("user_devices", {"device_uuid": "u-1"})
        for method in ("GET", "PUT"):
            assert api.as_("owner").refused(method, "user_devices/u-1")[0] == 404
        assert api.refused("GET", "user_devices")[0] == 404


class TestCallerId:
    @pytest.fixture(autouse=True)
    def phone(self, api):
        api.post(f"customers/{tiny.PLAIN}/phones", {"number": "(480) 555-0101"})

    def test_a_known_number_tells_name_and_open_ticket(self, api):
        told = {"data": {"name": "Plain Paper Co", "ticket_status": "New"}}
        assert api.get("callerid", did="+1 480 555 0101") == told

    @pytest.mark.parametrize(
        ("query", "text"),
        [({"did": "4805550101", "outbound": "true"}, "Plain Paper Co"), ({"did": "999"}, "Unknown"), ({}, "Unknown")],
    )
    def test_bare_text_for_an_outbound_call_and_a_stranger(self, api, query, text):
        answer = api.send("GET", "callerid", **query)
        assert (answer.status_code, answer.text) == (200, text)
        assert answer.headers["content-type"] == "text/plain; charset=utf-8"

    def test_an_account_without_the_feature_says_disabled(self, api):
        api.quirk("callerid_disabled", True)
        answer = api.send("GET", "callerid", did="4805550101")
        assert (answer.status_code, answer.text) == (200, "Disabled")


def test_tabs_and_printing(api):
    tabs = api.get("settings/tabs")["tabs"]
    assert (tabs["tickets"], tabs["pax8"], len(tabs)) == (True, False, 25)
    assert api.get("settings/printing")["registers"] == []


def test_a_phones_mistake_echoes_the_ids_of_the_path(api):
    status, answer = api.refused("POST", f"customers/{tiny.PLAIN}/phones", {"number": ""})
    assert (status, answer["params"]) == (422, {"customer_id": str(tiny.PLAIN), "number": ""})
    phone = api.post(f"customers/{tiny.PLAIN}/phones", {"number": "5"})
    echoed = api.refused("PUT", f"customers/{tiny.PLAIN}/phones/{phone['id']}", {"number": ""})[1]["params"]
    assert echoed == {"customer_id": str(tiny.PLAIN), "id": str(phone["id"]), "number": ""}


def test_appointment_types_are_changed_and_refused_with_their_record(api):
    status, answer = api.refused("POST", "appointment_types", {"name": ""})
    assert (status, answer["errors"]) == (422, "Name can't be blank,Location type can't be blank")
    assert (answer["record"]["id"], answer["record"]["name"]) == (None, "")
    assert api.refused("PUT", "appointment_types/4322", {"name": " "})[1]["record"]["id"] == 4322
    changed = api.put("appointment_types/4322", {"email_instructions": "Ring", "location_type": 3})["appointment_type"]
    assert (changed["name"], changed["location_type"]) == ("Onsite", "manual_entry")
    assert api.get("appointment_types/4322")["email_instructions"] == "Ring"
    assert api.delete("appointment_types/4322") == {"success": True}
    for method in ("GET", "PUT", "DELETE"):
        assert api.refused(method, "appointment_types/4322")[0] == 404

"""What else hangs on a ticket: files, worksheets, and the forms that make one (facts §4, §17)."""

import pytest
import tiny

TICKET = f"tickets/{tiny.TICKET}"


def detail(api):
    return api.get(TICKET)["ticket"]


class TestAttachments:
    def test_files_are_attached_and_shown_in_the_detail(self, api):
        files = [{"url": "files.example/a.png", "filename": "a.png"}, {"url": "files.example/b.bin"}]
        said = api.post(f"{TICKET}/attach_file_url", {"files": files})
        assert said == {"message": "Processing - refresh ticket in a moment to see if it worked."}
        first, second = detail(api)["attachments"]
        assert (first["file_name"], first["content_type"]) == ("a.png", "image/png")
        assert (first["file"]["url"], first["file_size"]) == ("files.example/a.png", 0)
        assert (second["file_name"], second["content_type"]) == ("b.bin", "application/octet-stream")

    @pytest.mark.parametrize(
        "body", [{}, {"files": []}, {"files": ["a.example/x.png"]}, {"files": [{"filename": "x"}]}]
    )
    def test_anything_but_pairs_is_refused(self, api, body):
        status, answer = api.refused("POST", f"{TICKET}/attach_file_url", body)
        assert (status, answer["error"].startswith("Missing files param")) == (422, True)
        assert detail(api)["attachments"] == []

    def test_one_is_deleted_and_an_unknown_one_is_404(self, api):
        files = [{"url": "files.example/a.png", "filename": name} for name in ("a.png", "b.png")]
        api.post(f"{TICKET}/attach_file_url", {"files": files})
        first, second = detail(api)["attachments"]
        assert api.post(f"{TICKET}/delete_attachment", {"attachment_id": first["id"]}) == {"success": True}
        assert detail(api)["attachments"] == [second]
        assert api.refused("POST", f"{TICKET}/delete_attachment", {"attachment_id": first["id"]})[0] == 404

    def test_a_change_of_the_ticket_keeps_its_files(self, api):
        api.post(f"{TICKET}/attach_file_url", {"files": [{"url": "files.example/a.png", "filename": "a.png"}]})
        assert len(api.put(TICKET, {"subject": "Other"})["ticket"]["attachments"]) == 1


class TestWorksheets:
    path = f"{TICKET}/worksheet_results"

    @pytest.fixture
    def sheet(self, api):
        return api.post(self.path, {"worksheet_template_id": tiny.TEMPLATE})["worksheet_result"]

    def test_a_sheet_copies_its_template_and_shows_on_the_ticket(self, api, sheet):
        assert (sheet["name"], sheet["public"], sheet["complete"]) == ("Checklist", True, None)
        assert [(field["slug"], field["history"]) for field in sheet["field_list"]] == [("power", []), ("screen", [])]
        assert api.get(self.path) == {"worksheet_results": [sheet]}
        assert api.get(f"{self.path}/{sheet['id']}") == {"worksheet_result": sheet}
        assert detail(api)["worksheet_results"] == [sheet]
        titled = api.post(self.path, {"worksheet_template_id": tiny.TEMPLATE, "title": "Mine"})
        assert titled["worksheet_result"]["name"] == "Mine"

    @pytest.mark.parametrize("body", [{}, {"worksheet_template_id": 5}])
    def test_without_a_configured_template_it_is_404(self, api, body):
        assert api.refused("POST", self.path, body) == (404, {"message": "Not found"})

    def test_answers_go_into_the_history_of_their_field(self, api, sheet):
        path = f"{self.path}/{sheet['id']}"
        api.put(path, {"answers": {"power": "yes", "2": {"value": "cracked", "user": "Olive"}, "nothing": "x"}})
        changed = api.put(path, {"complete": True, "title": "Done", "answers": {"1": "no"}})["worksheet_result"]
        power, screen = changed["field_list"]
        assert [(row["value"], row["user"]) for row in power["history"]] == [
            ("yes", "Blake Rivers"),
            ("no", "Blake Rivers"),
        ]
        assert [(row["value"], row["user"]) for row in screen["history"]] == [("cracked", "Olive")]
        assert (changed["complete"], changed["name"], changed["public"]) == (True, "Done", True)

    def test_a_deleted_sheet_is_gone_everywhere(self, api, sheet):
        assert api.delete(f"{self.path}/{sheet['id']}") == {"success": True}
        assert api.refused("GET", f"{self.path}/{sheet['id']}")[0] == 404
        assert detail(api)["worksheet_results"] == []

    def test_a_sheet_is_found_only_on_its_own_ticket(self, api, sheet):
        other = f"tickets/{tiny.BLOCK_TICKET}/worksheet_results"
        assert api.get(other)["worksheet_results"] == []
        for method in ("GET", "PUT", "DELETE"):
            assert api.refused(method, f"{other}/{sheet['id']}")[0] == 404
        assert api.refused("GET", "tickets/5/worksheet_results")[0] == 404

    def test_sheets_need_their_permissions(self, api, sheet):
        short = {"worksheet": {"add": False, "manage": False, "delete": False}}
        api.control("PUT", "keys", {"key": "short", "user_id": tiny.BLAKE, "permissions": short})
        assert api.as_("short").refused("POST", self.path, {"worksheet_template_id": tiny.TEMPLATE})[0] == 401
        assert api.as_("short").refused("PUT", f"{self.path}/{sheet['id']}", {})[0] == 401
        assert api.as_("short").get(self.path)["worksheet_results"] == [sheet]

    def test_sheets_go_with_their_ticket(self, api, sheet):
        api.delete(TICKET)
        assert api.refused("GET", self.path)[0] == 404


class TestForms:
    path = f"new_ticket_forms/{tiny.FORM}"

    def process(self, api, **sections):
        body = {
            "customer_details": {"firstname": "Rae", "lastname": "Moss", "email": "rae@moss.example", "phone": "5"},
            "ticket_details": {"subject": "No sound", "description": "Since Monday", "problem_type": "Other"},
        }
        return api.post(f"{self.path}/process_form", body | sections)

    def test_forms_are_listed_and_read(self, api):
        (row,) = api.get("new_ticket_forms")["new_ticket_forms"]
        assert (row["name"], row["default"], row["data"]["customer_details"]["fields"]["email"]) == (
            "Intake",
            False,
            "show",
        )
        assert api.get(self.path) == {"new_ticket_form": row}
        assert api.refused("GET", "new_ticket_forms/5")[0] == 404
        assert api.refused("POST", "new_ticket_forms/5/process_form", {})[0] == 404

    def test_a_filled_form_makes_customer_and_ticket(self, api):
        made = self.process(api)
        raw = made["ticket"]
        assert (made["invoice"], made["message"]) == (None, "Ticket created..")
        assert made["redirect"] == f"/tickets/{raw['id']}"
        assert (raw["category"], raw["original_customer_id"]) == ("Standard", raw["customer_id"])
        shown = api.get(f"tickets/{raw['id']}")["ticket"]
        assert (shown["customer"]["fullname"], shown["subject"], shown["number"]) == (
            "Rae Moss",
            "No sound",
            raw["number"],
        )
        assert [(row["subject"], row["body"]) for row in shown["comments"]] == [("Initial Issue", "Since Monday")]
        assert api.get(f"customers/{raw['customer_id']}/phones")["phones"][0]["number"] == "5"
        assert shown["appointments"] == []

    def test_a_known_address_is_the_known_customer(self, api):
        details = {"firstname": "X", "email": "OFFICE@c101.example"}
        assert self.process(api, customer_details=details)["ticket"]["customer_id"] == tiny.PLAIN
        assert len(api.get("customers")["customers"]) == 2

    def test_an_appointment_comes_with_it(self, api):
        meeting = {"summary": "Listen", "start_at": tiny.at(14), "end_at": tiny.at(15), "location": "Shop"}
        ticket_id = self.process(api, appointments=meeting)["ticket"]["id"]
        (row,) = api.get(f"tickets/{ticket_id}")["ticket"]["appointments"]
        assert (row["summary"], row["start_at"], row["location"]) == ("Listen", tiny.at(14), "Shop")

    def test_a_mail_goes_out_unless_told_not_to(self, api):
        self.process(api, ticket_details={"subject": "S", "description": "D", "do_not_email": True})
        assert api.control("GET", "outbox").json()["outbox"] == []
        self.process(api)
        assert [mail["to"] for mail in api.control("GET", "outbox").json()["outbox"]] == ["rae@moss.example"]

    def test_what_is_missing_is_told_by_section_and_nothing_is_made(self, api):
        body = {
            "customer_details": {"email": "no"},
            "ticket_details": {"subject": " "},
            "appointments": {"location": "x"},
        }
        status, answer = api.refused("POST", f"{self.path}/process_form", body)
        blank = ["can't be blank"]
        assert (status, answer["success"]) == (422, False)
        assert answer["errors"] == {
            "customer_details": {"firstname": blank, "email": ["is not an email"]},
            "ticket_details": {"subject": blank, "description": blank},
            "appointments": {"summary": blank, "start_at": blank, "end_at": blank},
        }
        assert len(api.get("tickets")["tickets"]) == 3


def test_nothing_can_be_printed_attached_or_deleted_on_a_ticket_that_is_not_there(api):
    for action in ("print", "attach_file_url", "delete_attachment"):
        assert api.refused("POST", f"tickets/5/{action}", {"attachment_id": 1})[0] == 404

"""Tickets: list, filters, detail, create, update, delete (facts §4)."""

import pytest
import tiny


def test_a_ticket_is_found_by_internal_id_only(api):
    assert api.get(f"tickets/{tiny.TICKET}")["ticket"]["number"] == 32001
    assert api.refused("GET", "tickets/32001") == (404, {"message": "Not found"})


def test_detail_embeds_customer_contact_user_assets(api):
    shown = api.get(f"tickets/{tiny.BLOCK_TICKET}")["ticket"]
    assert shown["customer"]["business_name"] == "Block Bakery"
    assert shown["user"]["full_name"] == "Blake Rivers"
    other = api.get(f"tickets/{tiny.TICKET}")["ticket"]
    assert other["contact"]["name"] == "Pat Page"
    assert other["assets"][0]["asset_serial"] == "SN-1"
    assert other["user"] is None


def test_mentionables_and_address_are_in_what_is_read_and_updated_but_not_in_the_reply_to_a_create(api):
    made = api.post("tickets", {"customer_id": tiny.PLAIN, "subject": "New"})["ticket"]
    path = f"tickets/{made['id']}"
    assert not {"mentionables", "address"} & set(made)
    for shown in (api.get(path)["ticket"], api.put(path, {"priority": "1 High"})["ticket"]):
        assert [entry["name"] for entry in shown["mentionables"]] == ["Olive Hart", "Blake Rivers"]
        assert shown["address"] is None


def test_ids_of_contact_address_and_type_are_in_rows_and_by_a_quirk_in_the_detail(api):
    ids = {"contact_id", "address_id", "ticket_type_id"}
    path = f"tickets/{tiny.TICKET}"
    assert not ids & set(api.put(path, {"ticket_type_id": 3})["ticket"])
    assert not ids & set(api.get(path)["ticket"])
    api.quirk("ticket_detail_has_row_ids", True)
    assert api.get(path)["ticket"]["contact_id"] == tiny.CONTACT
    row = next(row for row in api.get("tickets")["tickets"] if row["id"] == tiny.TICKET)
    assert (row["contact_id"], row["address_id"], row["ticket_type_id"]) == (tiny.CONTACT, None, 3)


def test_detail_shows_comments_as_plain_text(api):
    shown = api.get(f"tickets/{tiny.TICKET}")["ticket"]
    assert shown["comments"][0]["body"] == "Printer & scanner\nare down"


def test_list_rows_carry_the_first_comment_only_until_all_are_asked_for(api):
    api.post(f"tickets/{tiny.TICKET}/comment", {"subject": "Update", "body": "Second"})
    row = api.get("tickets", number=32001)["tickets"][0]
    assert [comment["subject"] for comment in row["comments"]] == ["Initial Issue"]
    row = api.get("tickets", number=32001, all_comments="true")["tickets"][0]
    assert [comment["subject"] for comment in row["comments"]] == ["Update", "Initial Issue"]


def test_quirk_all_comments_default_gives_every_comment(api):
    api.quirk("all_comments_default", True)
    api.post(f"tickets/{tiny.TICKET}/comment", {"subject": "Update", "body": "Second"})
    assert len(api.get("tickets", number=32001)["tickets"][0]["comments"]) == 2


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ({}, [32003, 32002, 32001]),
        ({"customer_id": tiny.BLOCK}, [32002]),
        ({"contact_id": tiny.CONTACT}, [32001]),
        ({"number": 32003}, [32003]),
        ({"status": "Resolved"}, [32003]),
        ({"status": "Not Closed"}, [32002, 32001]),
        ({"status": "resolved"}, []),
        ({"query": "bakery"}, [32002]),
        ({"query": "Trouble 32001"}, [32001]),
        ({"mine": "true"}, [32002]),
        ({"user_id": tiny.BLAKE}, [32002]),
        ({"created_after": tiny.at(9)}, [32003]),
        ({"resolved_after": tiny.at(10)}, [32003]),
        ({"created_after": "not a time"}, [32003, 32002, 32001]),
        ({"customer_id": "102abc"}, [32002]),
    ],
)
def test_documented_filters_are_honoured(api, query, numbers):
    assert [row["number"] for row in api.get("tickets", **query)["tickets"]] == numbers


@pytest.mark.parametrize("name", ["q", "since", "resolved", "problem_type", "date_from", "created_before", "per_page"])
def test_other_parameters_are_ignored_without_a_word(api, name):
    assert len(api.get("tickets", **{name: "1"})["tickets"]) == 3


def test_list_has_short_meta_and_fifty_rows_a_page(api):
    for _ in range(48):
        api.post("tickets", {"customer_id": tiny.PLAIN, "subject": "More"})
    first = api.get("tickets")
    assert len(first["tickets"]) == 50
    assert first["meta"] == {"total_pages": 2, "page": 1}
    assert [row["number"] for row in api.get("tickets", page=2)["tickets"]] == [32001]
    assert api.get("tickets", page=9)["tickets"] == []


def test_quirk_page_sizes_documented_gives_what_the_text_says(api):
    api.quirk("page_sizes", "documented")
    for _ in range(23):
        api.post("tickets", {"customer_id": tiny.PLAIN, "subject": "More"})
    assert api.get("tickets")["meta"] == {"total_pages": 2, "page": 1}


def test_quirk_per_page_honoured_works_on_tickets(api):
    api.quirk("per_page_honoured", True)
    assert len(api.get("tickets", per_page=2)["tickets"]) == 2


def test_create_gives_the_next_number_and_keeps_what_was_sent(api):
    comment = {"subject": "Initial Issue", "body": "It is broken", "hidden": True}
    made = api.post(
        "tickets",
        {
            "customer_id": tiny.PLAIN,
            "subject": "Costs $5 & “quotes”",
            "priority": "1 High",
            "due_date": "2026-12-01",
            "user_id": tiny.OLIVE,
            "comments_attributes": [comment],
        },
    )["ticket"]
    assert made["number"] == 32004
    assert made["subject"] == "Costs $5 & “quotes”"
    assert made["status"] == "New"
    assert made["due_date"] == "2026-12-01T00:00:00.000-07:00"
    assert made["user"]["full_name"] == "Olive Hart"
    assert made["comments"][0]["body"] == "It is broken"


@pytest.mark.parametrize("field", ["body", "description", "comment_body", "line_items"])
def test_create_drops_fields_the_api_does_not_know(api, field):
    made = api.post("tickets", {"customer_id": tiny.PLAIN, "subject": "New", field: [{"name": "text"}]})["ticket"]
    assert made["comments"] == []
    assert made["line_items"] == []
    assert made.get(field) in (None, [])


def test_create_drops_start_at_unless_the_quirk_keeps_it(api):
    body = {"customer_id": tiny.PLAIN, "subject": "New", "start_at": tiny.at(14)}
    assert api.post("tickets", body)["ticket"]["start_at"] is None
    api.quirk("ticket_start_at_on_create", True)
    assert api.post("tickets", body)["ticket"]["start_at"] == tiny.at(14)


def test_create_without_user_stays_unassigned(api):
    assert api.post("tickets", {"customer_id": tiny.PLAIN, "subject": "New"})["ticket"]["user_id"] is None


def test_create_without_customer_is_an_error_string(api):
    assert api.refused("POST", "tickets", {"subject": "New"}) == (422, {"error": "Customer required field"})


def test_create_without_subject_is_a_message_list(api):
    answer = api.refused("POST", "tickets", {"customer_id": tiny.PLAIN, "subject": " "})
    assert answer == (422, {"success": False, "message": ["Subject can't be blank"]})


def test_update_gives_the_full_detail_and_leaves_the_rest(api):
    shown = api.put(f"tickets/{tiny.TICKET}", {"status": "Resolved"})["ticket"]
    assert shown["status"] == "Resolved"
    assert shown["resolved_at"]
    assert shown["subject"] == "Trouble 32001"
    assert shown["customer"]["id"] == tiny.PLAIN
    assert shown["comments"]


def test_any_status_is_taken_unless_the_quirk_refuses(api):
    assert api.put(f"tickets/{tiny.TICKET}", {"status": "Odd"})["ticket"]["status"] == "Odd"
    api.quirk("unknown_status_rejected", True)
    status, _ = api.refused("PUT", f"tickets/{tiny.TICKET}", {"status": "Odder"})
    assert status == 422


def test_delete_is_for_good(api):
    assert api.delete(f"tickets/{tiny.TICKET}") == {"message": "Ticket was successfully deleted. "}
    assert api.refused("DELETE", f"tickets/{tiny.TICKET}") == (404, {"message": "Not found"})
    made = api.post("tickets", {"customer_id": tiny.PLAIN, "subject": "New"})["ticket"]
    assert made["number"] == 32004


def test_ticket_of_a_disabled_customer_can_be_read(api):
    assert api.get(f"tickets/{tiny.OLD_TICKET}")["ticket"]["customer"]["disabled"] is True


def test_settings_list_the_statuses(api):
    assert api.get("tickets/settings")["ticket_status_list"] == ["New", "Resolved", "Invoiced"]


def test_print_says_so(api):
    assert "32001" in api.post(f"tickets/{tiny.TICKET}/print")["message"]


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "timer"),
        ("POST", "timer_entries"),
        ("POST", "comments"),
        ("POST", "line_items"),
        ("DELETE", "comment/1"),
    ],
)
def test_invented_routes_are_not_there(api, method, path):
    assert api.send(method, f"tickets/{tiny.TICKET}/{path}", {}).status_code == 404


def test_quirk_not_closed_excludes_what_it_names(api):
    api.quirk("not_closed_excludes", "New,Resolved")
    assert [row["number"] for row in api.get("tickets", status="Not Closed")["tickets"]] == [32002]


def test_delete_leaves_no_link_to_the_ticket(api):
    ticket = api.post("tickets", {"customer_id": tiny.PLAIN, "subject": "Short-lived"})["ticket"]["id"]
    visit = api.post("appointments", {"ticket_id": ticket, "start_at": tiny.at(9)})["appointment"]["id"]
    invoice = api.post("invoices", {"ticket_id": ticket})["invoice"]["id"]
    api.delete(f"tickets/{ticket}")
    shown = api.get(f"appointments/{visit}")["appointment"]
    assert (shown["ticket_id"], shown["ticket"], shown["customer_id"]) == (None, None, tiny.PLAIN)
    assert api.get(f"invoices/{invoice}")["invoice"]["ticket_id"] is None
    assert api.refused("GET", f"invoices/{invoice}/ticket")[0] == 404

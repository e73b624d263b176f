"""What clients take for granted of a Rails application: paths with a format, forms with parts, query and body as one."""

import pytest
import tiny

TICKET = f"/api/v1/tickets/{tiny.TICKET}"
KEY = {"api_key": "tech"}


def ask(api, path, method="GET", **more):
    return api.client.request(method, f"{api.root}{path}", **{"params": KEY, **more})


@pytest.mark.parametrize(
    "path", [f"{TICKET}.json", f"{TICKET}/", f"{TICKET}.json/", f"/{TICKET}", f"/api//v1/tickets//{tiny.TICKET}"]
)
def test_a_format_or_a_slash_too_many_leads_to_the_same_record(api, path):
    assert ask(api, path).json() == api.get(f"tickets/{tiny.TICKET}")


def test_lists_answer_to_their_path_with_a_format_too(api):
    assert ask(api, "/api/v1/tickets.json").json() == api.get("tickets")
    assert ask(api, "/api/v1/customers/latest.json").json() == api.get("customers/latest")
    assert ask(api, "/api/v1/nothing.json").status_code == 404


def test_a_form_with_parts_is_read_as_fields_and_its_files_are_left_out(api):
    fields = {"customer_id": str(tiny.PLAIN), "subject": 'Zoë "said"\r\nso', "properties[floor]": "2"}
    answer = ask(api, "/api/v1/tickets", "POST", data=fields, files={"priority": ("a.txt", b"1 High")})
    ticket = answer.json()["ticket"]
    assert (ticket["subject"], ticket["properties"]) == ('Zoë "said"\r\nso', {"floor": "2"})
    assert ticket["priority"] is None


def test_a_form_with_parts_can_carry_the_key(api):
    fields = {"api_key": "tech", "subject": "S", "body": "B"}
    answer = ask(
        api, f"{TICKET}/comment", "POST", params={}, files={name: (None, text) for name, text in fields.items()}
    )
    assert answer.json()["comment"]["body"] == "B"


@pytest.mark.parametrize(
    "kind", ["multipart/form-data", "multipart/form-data; boundary=", "multipart/form-data; boundary=x"]
)
def test_a_form_whose_parts_cannot_be_told_apart_is_refused(api, kind):
    answer = ask(api, f"{TICKET}/comment", "POST", content=b"--y\r\n\r\n", headers={"Content-Type": kind})
    assert answer.status_code in {400, 422}


def test_a_write_takes_its_fields_from_the_query_too(api):
    fields = {**KEY, "subject": "From the query", "body": "Q", "hidden": "true"}
    comment = ask(api, f"{TICKET}/comment", "POST", params=fields).json()["comment"]
    assert (comment["subject"], comment["body"], comment["hidden"]) == ("From the query", "Q", True)


def test_the_body_wins_over_the_query(api):
    answer = ask(api, f"{TICKET}/comment", "POST", params={**KEY, "subject": "Q", "body": "Q"}, json={"body": "B"})
    assert [answer.json()["comment"][name] for name in ("subject", "body")] == ["Q", "B"]


def test_a_read_takes_its_filters_from_a_body_too(api):
    assert ask(api, "/api/v1/tickets", json={"number": 5}).json()["tickets"] == []
    assert api.get("tickets")["tickets"] != []


def test_a_key_in_the_query_is_never_given_back(api):
    answer = ask(api, "/api/v1/customers", "POST", params={**KEY, "email": "nobody"})
    assert answer.status_code == 422
    assert answer.json()["params"] == {"email": "nobody"}


def test_the_control_plane_answers_head_like_get(api):
    answer = ask(api, "/sandbox/", "HEAD", params={})
    assert (answer.status_code, answer.content) == (200, b"")

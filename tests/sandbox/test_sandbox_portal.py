"""Portal users, leads and payment profiles (facts §6, §17)."""

import pytest
import tiny

USER = {"customer_id": tiny.PLAIN, "contact_id": tiny.CONTACT, "email": "pat@c101.example"}
LEAD = {"first_name": "Lee", "last_name": "Newby", "email": "lee@new.example", "ticket_subject": "Slow laptop"}


@pytest.fixture
def owner(api):
    return api.as_("owner")


def outbox(api):
    return api.control("GET", "outbox").json()["outbox"]


def names(api, **query):
    return [row["first_name"] for row in api.get("leads", **query)["leads"]]


def test_portal_user_is_made_listed_changed_and_given_back_by_delete(owner):
    made = owner.post("portal_users", {**USER, "password": "a-long-one", "password_confirmation": "a-long-one"})
    assert (made["customer_id"], made["require_mfa"]) == (tiny.PLAIN, False)
    assert not any("password" in name for name in made)
    assert owner.get("portal_users", email="pat@c101.example")["portal_users"] == [made]
    assert owner.get("portal_users", customer_id=tiny.BLOCK)["portal_users"] == []
    assert made["portal_group_id"] == 4
    changed = owner.put(f"portal_users/{made['id']}", {"portal_group_id": 5})
    assert (changed["portal_group_id"], changed["email"]) == (5, "pat@c101.example")
    assert owner.delete(f"portal_users/{made['id']}")["id"] == made["id"]
    assert owner.get("portal_users")["portal_users"] == []
    assert owner.refused("DELETE", f"portal_users/{made['id']}")[0] == 404


def test_portal_user_takes_the_customer_of_its_contact(owner):
    made = owner.post("portal_users", {"contact_id": tiny.CONTACT, "email": "pat@c101.example"})
    assert made["customer_id"] == tiny.PLAIN


def test_portal_user_is_refused_with_the_params_also_on_update(owner):
    body = {"customer_id": tiny.PLAIN, "password": "one", "password_confirmation": "other"}
    status, answer = owner.refused("POST", "portal_users", body)
    assert (status, answer) == (
        422,
        {
            "success": False,
            "message": ["Email can't be blank", "Password confirmation doesn't match Password"],
            "params": body,
        },
    )
    made = owner.post("portal_users", USER)
    body = {"password": "one"}
    status, answer = owner.refused("PUT", f"portal_users/{made['id']}", body)
    assert (status, answer["message"], answer["params"]) == (
        422,
        ["Password confirmation doesn't match Password"],
        body,
    )


@pytest.mark.parametrize(
    ("email", "problem"),
    [("nonsense", "Email is invalid"), ("PAT@c101.example", "Email has already been taken")],
)
def test_portal_user_needs_an_address_of_its_own(owner, email, problem):
    owner.post("portal_users", USER)
    assert owner.refused("POST", "portal_users", {"email": email})[1]["message"] == [problem]


def test_portal_users_need_the_right_to_everything(api):
    assert api.as_("no-invoice").refused("GET", "portal_users")[0] == 401


def test_invitation_goes_to_the_contact_of_the_portal_user(api, owner):
    made = owner.post("portal_users", USER)
    answer = owner.post("portal_users/create_invitation", {"id": made["id"]})
    assert answer == {"success": True, "message": "All set, we BCC'd you on that invitation."}
    assert [(mail["to"], mail["kind"]) for mail in outbox(api)] == [("pat@c101.example", "invitation")]


def test_invitation_without_a_good_address_is_refused(api, owner):
    made = owner.post("portal_users", USER)
    assert api.put(f"contacts/{tiny.CONTACT}", {"name": "Pat Page", "email": ""})["email"] == ""
    status, answer = owner.refused("POST", "portal_users/create_invitation", {"id": made["id"]})
    assert (status, answer) == (
        422,
        {"success": False, "message": "Invalid email, correct the contact's email and try to resend."},
    )
    assert owner.refused("POST", "portal_users/create_invitation", {"id": 5})[0] == 404
    assert outbox(api) == []


def test_lead_is_made_read_and_changed_without_what_the_api_never_shows(api):
    made = api.post("leads", {**LEAD, "likelihood": 40, "opportunity_amount_dollars": 900})["lead"]
    assert (made["status"], made["business_then_name"], made["phone"]) == ("New", "Lee Newby", "")
    assert "likelihood" not in made
    changed = api.put(f"leads/{made['id']}", {"message_read": True, "customer_id": tiny.PLAIN})["lead"]
    assert (changed["message_read"], changed["business_then_name"]) == (True, "Plain Paper Co")
    read = api.get(f"leads/{made['id']}")["lead"]
    assert read == {**changed, "emails": [], "attachments": [], "appointments": []}
    assert api.refused("GET", "leads/5")[0] == 404
    assert api.refused("DELETE", f"leads/{made['id']}")[0] == 404


def test_lead_from_check_in_needs_a_description_on_create_and_on_update(api):
    status, answer = api.refused("POST", "leads", {"from_check_in": True})
    assert (status, answer) == (
        422,
        {"success": False, "message": ["Ticket description can't be blank"], "params": {"from_check_in": True}},
    )
    made = api.post("leads", {"from_check_in": True, "ticket_description": "Slow"})["lead"]
    status, answer = api.refused("PUT", f"leads/{made['id']}", {"ticket_description": ""})
    assert (status, answer["params"]) == (422, {"ticket_description": ""})


def test_disabled_lead_leaves_the_list_and_can_still_be_read(api):
    made = api.post("leads", LEAD)["lead"]
    api.put(f"leads/{made['id']}", {"disabled": True})
    assert names(api) == []
    assert api.get(f"leads/{made['id']}")["lead"]["first_name"] == "Lee"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Own", "Lee"]),
        ({"statuses[]": ["Won"]}, ["Win"]),
        ({"status_list": "won,new"}, ["Own", "Win", "Lee"]),
        ({"status_list[]": ["won", "new"]}, ["Own", "Win", "Lee"]),
        ({"users[]": [str(tiny.BLAKE)]}, ["Own"]),
        ({"mailbox_ids[]": ["7"]}, ["Lee"]),
        ({"has_ticket": "true"}, ["Own"]),
        ({"has_ticket": "false"}, ["Lee"]),
        ({"query": "SLOW lee"}, ["Lee"]),
    ],
)
def test_lead_filters(api, query, found):
    api.post("leads", {**LEAD, "mailbox_id": 7})
    api.post("leads", {"first_name": "Win", "status": "Won"})
    api.post("leads", {"first_name": "Own", "user_id": tiny.BLAKE, "ticket_id": tiny.TICKET})
    assert names(api, **query) == found


def test_quirk_leads_hidden_statuses_names_what_the_list_leaves_out(api):
    api.post("leads", {"first_name": "Win", "status": "Won"})
    assert names(api) == []
    api.quirk("leads_hidden_statuses", "")
    assert names(api) == ["Win"]


def test_payment_profile_needs_a_gateway(api):
    path = f"customers/{tiny.PLAIN}/payment_profiles"
    refused = (422, {"message": "Account not configured to use integrated processing."})
    assert api.refused("POST", path, {"last_four": "4242"}) == refused
    assert api.refused("POST", "customers/5/payment_profiles", {})[0] == 404


def test_quirk_payment_gateway_lets_profiles_be_made_changed_and_deleted(api):
    api.quirk("payment_gateway", True)
    path = f"customers/{tiny.PLAIN}/payment_profiles"
    body = {"customer_external_id": "c-1", "payment_profile_id": "77", "expiration": "2030-05", "last_four": "4242"}
    made = api.post(path, body)["payment_profile"]
    assert (made["payment_profile_id"], made["used_gateway"], made["customer_id"]) == (77, "authorize_net", tiny.PLAIN)
    changed = api.put(f"{path}/{made['id']}", {"expiration": "2031-05", "payment_profile_id": "5"})["payment_profile"]
    assert (changed["expiration"], changed["payment_profile_id"], changed["last_four"]) == ("2031-05", 77, "4242")
    assert api.get(path)["payment_profiles"] == [changed]
    assert api.get(f"{path}/{made['id']}")["payment_profile"] == changed
    elsewhere = f"customers/{tiny.BLOCK}/payment_profiles"
    assert api.get(elsewhere)["payment_profiles"] == []
    assert api.refused("GET", f"{elsewhere}/{made['id']}")[0] == 404
    assert api.delete(f"{path}/{made['id']}") == {"success": True}
    assert api.refused("DELETE", f"{path}/{made['id']}")[0] == 404

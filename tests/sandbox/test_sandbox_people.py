"""Customers, phones, contacts (facts §10, §11, C25)."""

import pytest
import tiny


def names(answer):
    return [row["business_name"] for row in answer["customers"]]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["Block Bakery", "Plain Paper Co"]),
        ({"include_disabled": "true"}, ["Block Bakery", "Closed Clinic", "Plain Paper Co"]),
        ({"business_name": "bakery"}, ["Block Bakery"]),
        ({"query": "paper plain"}, ["Plain Paper Co"]),
        ({"email": "office@c101.example"}, ["Plain Paper Co"]),
        ({"id[]": [str(tiny.BLOCK)]}, ["Block Bakery"]),
        ({"not_id[]": [str(tiny.BLOCK)]}, ["Plain Paper Co"]),
        ({"sort": "business_name DESC"}, ["Plain Paper Co", "Block Bakery"]),
        ({"name": "nobody", "phone": "5"}, ["Block Bakery", "Plain Paper Co"]),
    ],
)
def test_list_filters(api, query, found):
    assert names(api.get("customers", **query)) == found


def test_list_has_full_meta_and_pages_of_a_hundred(api):
    assert api.get("customers")["meta"] == {"total_pages": 1, "total_entries": 2, "per_page": 100, "page": 1}


def test_detail_adds_prepay_hours_phones_and_contracts(api):
    shown = api.get(f"customers/{tiny.PLAIN}")["customer"]
    assert (shown["prepay_hours"], shown["phones"]) == ("0.0", [])
    assert [contract["name"] for contract in shown["contracts"]] == ["Care"]
    assert [contact["name"] for contact in shown["contacts"]] == ["Pat Page"]


@pytest.mark.parametrize("nested", [False, True])
def test_prepay_hours_are_in_the_customers_detail_and_elsewhere_only_by_quirk(api, nested):
    api.quirk("prepay_in_nested", nested)
    invoice = api.post("invoices", {"customer_id": tiny.BLOCK, "ticket_id": tiny.BLOCK_TICKET})["invoice"]
    elsewhere = [
        *api.get("customers")["customers"],
        *api.get("customers/autocomplete", query="bakery")["customers"],
        api.get("customers/latest")["customer"],
        api.get(f"tickets/{tiny.BLOCK_TICKET}")["ticket"]["customer"],
        api.get(f"invoices/{invoice['id']}")["invoice"]["customer"],
    ]
    assert [("prepay_hours" in row) for row in elsewhere] == [nested] * len(elsewhere)
    assert "prepay_hours" in api.get(f"customers/{tiny.BLOCK}")["customer"]


def test_latest_is_one_customer_and_autocomplete_a_list(api):
    made = api.post("customers", {"business_name": "Newest Nursery"})["customer"]
    assert api.get("customers/latest")["customer"]["id"] == made["id"]
    assert names(api.get("customers/autocomplete", query="nurs")) == ["Newest Nursery"]


def test_create_makes_phones_of_digits(api):
    made = api.post("customers", {"firstname": "Ann", "lastname": "Example", "phone": "(480) 555-0100"})["customer"]
    assert made["business_then_name"] == "Ann Example"
    phones = api.get(f"customers/{made['id']}/phones")["phones"]
    assert [(phone["label"], phone["number"]) for phone in phones] == [("Phone", "4805550100")]


def test_replies_to_writes_lack_what_the_detail_adds(api):
    added = {"phones", "contracts", "addresses", "ticket_links", "invoice_links"}
    made = api.post("customers", {"firstname": "Ann", "phone": "5"})["customer"]
    path = f"customers/{made['id']}"
    assert not added & set(made)
    assert not added & set(api.put(path, {"notes": "N"})["customer"])
    assert added <= set(api.get(path)["customer"])


def test_create_refuses_with_the_params_and_update_without(api):
    status, answer = api.refused("POST", "customers", {"business_name": "X", "email": "xxx"})
    assert (status, answer["message"], answer["params"]["email"]) == (422, ["Email is not an email"], "xxx")
    status, answer = api.refused("PUT", f"customers/{tiny.PLAIN}", {"email": "xxx"})
    assert (status, "params" in answer) == (422, False)
    assert api.refused("POST", "customers", {"email": "a@b.example"})[0] == 422


def test_partial_update_keeps_the_rest(api):
    api.put(f"customers/{tiny.PLAIN}", {"no_email": True})
    shown = api.put(f"customers/{tiny.PLAIN}", {"notes": "Ring twice"})["customer"]
    assert (shown["no_email"], shown["business_name"], shown["notes"]) == (True, "Plain Paper Co", "Ring twice")


def test_prepay_hours_cannot_be_written(api):
    api.put(f"customers/{tiny.PLAIN}", {"prepay_hours": "99"})
    assert api.get(f"customers/{tiny.PLAIN}")["customer"]["prepay_hours"] == "0.0"


def test_delete_is_hard(api):
    assert api.delete(f"customers/{tiny.PLAIN}") == {"message": "Customer was deleted from the system."}
    assert api.refused("GET", f"customers/{tiny.PLAIN}")[0] == 404
    assert api.get(f"tickets/{tiny.TICKET}")["ticket"]["customer"] is None


@pytest.mark.parametrize("kind", ["invoices", "payments"])
def test_a_customer_with_invoices_or_payments_is_not_deleted(api, kind):
    api.post(kind, {"customer_id": tiny.PLAIN, "amount_cents": 500})
    path = f"customers/{tiny.PLAIN}"
    said = {"success": False, "message": ["Customer has invoices or payments"]}
    assert api.refused("DELETE", path) == (422, said)
    assert api.get(path)["customer"]["contacts"] != []
    api.quirk("billed_customer_delete_fails", False)
    assert api.delete(path)
    assert api.refused("GET", path)[0] == 404


@pytest.mark.parametrize("path", ["tickets", "assets"])
def test_invented_routes_below_a_customer_are_not_there(api, path):
    assert api.send("GET", f"customers/{tiny.PLAIN}/{path}").status_code == 404


def test_phones_are_flat_and_need_a_number(api):
    path = f"customers/{tiny.PLAIN}/phones"
    made = api.post(path, {"label": "Desk", "number": "555-0199", "extension": "7"})
    assert (made["number"], made["extension"]) == ("5550199", "7")
    assert api.put(f"{path}/{made['id']}", {"label": "Lobby"})["label"] == "Lobby"
    assert len(api.get(path)["phones"]) == 1
    assert api.refused("POST", path, {"label": "Desk"})[1]["message"] == ["Number can't be blank"]
    assert api.refused("PUT", f"customers/{tiny.BLOCK}/phones/{made['id']}", {})[0] == 404
    assert api.delete(f"{path}/{made['id']}") == {"success": True}


def test_contacts_are_flat_and_keep_the_title_in_properties(api):
    made = api.post("contacts", {"customer_id": tiny.PLAIN, "name": "Sam Sample", "email": "sam@c101.example"})
    changed = api.put(f"contacts/{made['id']}", {"title": "Boss"})
    assert (changed["properties"], changed["email"]) == ({"title": "Boss"}, "sam@c101.example")
    assert api.get(f"contacts/{made['id']}")["name"] == "Sam Sample"
    assert api.delete(f"contacts/{made['id']}") == {"success": True}
    assert api.refused("GET", f"contacts/{made['id']}") == (404, {"message": "Not found"})


def test_contact_errors_carry_the_record(api):
    status, answer = api.refused("POST", "contacts", {"customer_id": tiny.PLAIN, "name": "Sam", "email": "xxx"})
    assert (status, answer["errors"], answer["record"]["name"]) == (422, "Email is not an email", "Sam")
    assert api.refused("POST", "contacts", {"customer_id": 5, "name": "Sam"}) == (404, {"message": "Not found"})


def test_contacts_filter_by_customer_with_full_meta(api):
    listed = api.get("contacts", customer_id=tiny.BLOCK, name="Pat")
    assert (listed["contacts"], listed["meta"]["per_page"]) == ([], 50)
    assert len(api.get("contacts", customer_id=tiny.PLAIN)["contacts"]) == 1


def test_create_keeps_properties(api):
    made = api.post("customers", {"business_name": "Prop Shop", "properties": {"tier": "gold"}})["customer"]
    assert made["properties"] == {"tier": "gold"}


def test_detail_links_to_the_customers_tickets_and_invoices(api):
    ticket = api.post("tickets", {"customer_id": tiny.PLAIN, "subject": "Linked"})["ticket"]
    invoice = api.post("invoices", {"customer_id": tiny.PLAIN})["invoice"]
    shown = api.get(f"customers/{tiny.PLAIN}")["customer"]
    assert (shown["ticket_links"][0]["id"], shown["ticket_links"][0]["number"]) == (ticket["id"], ticket["number"])
    assert (shown["invoice_links"][0]["id"], shown["invoice_links"][0]["number"]) == (invoice["id"], invoice["number"])
    assert shown["ticket_links"][0]["url"].endswith(f"/tickets/{ticket['id']}")
    api.delete(f"tickets/{ticket['id']}")
    links = api.get(f"customers/{tiny.PLAIN}")["customer"]["ticket_links"]
    assert ticket["id"] not in [link["id"] for link in links]
    assert "ticket_links" not in api.get("customers")["customers"][0]

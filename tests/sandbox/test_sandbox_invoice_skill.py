"""The routes and fields of a public skill about invoices, behind a switch that is off by default (C23, facts §22)."""

import httpx2
import pytest
import tiny


def invoice(api, customer_id=tiny.PLAIN, price=100, **fields):
    made = api.post("invoices", {"customer_id": customer_id, **fields})["invoice"]
    line = {"item": "Work", "name": "Work", "price": price, "quantity": 1, "taxable": False}
    api.post(f"invoices/{made['id']}/line_items", line)
    return made


def status(api, made):
    return api.get(f"invoices/{made['id']}")["invoice"]["status"]


def pay(api, made, **body):
    return api.post(f"invoices/{made['id']}/payments", body)["payment"]


@pytest.fixture
def believing(api):
    api.quirk("invoice_skill_routes", True)
    return api


def test_nothing_of_it_is_there_by_default(api):
    made = invoice(api)
    lines = [{"name": "Work", "price": 5}]
    plain = api.post("invoices", {"customer_id": tiny.BLOCK, "notes": "N", "terms": "T", "line_items": lines})[
        "invoice"
    ]
    read = api.get(f"invoices/{plain['id']}")["invoice"]
    assert not {"notes", "terms", "status"} & (set(plain) | set(read))
    assert (read["line_items"], read["note"]) == ([], None)
    path = f"invoices/{made['id']}"
    assert api.refused("GET", f"{path}/payments")[0] == 404
    assert api.refused("POST", f"{path}/payments", {"amount": 5})[0] == 404
    shown = api.put(path, {"status": "void"})["invoice"]
    assert not {"status", "balance", "sent_at"} & set(shown)
    assert shown["total"] == "100.0"
    assert len(api.get("invoices", status="paid", date_from="2030-01-01", customer_id=5)["invoices"]) == 2
    assert "total" not in api.get(path)["invoice"]["line_items"][0]


def test_payments_are_recorded_in_dollars_below_the_invoice(believing):
    made = invoice(believing)
    payment = pay(believing, made, amount=40, payment_method="Check", reference="1042", received_at="2026-11-18")
    assert (payment["amount"], payment["reference"], payment["applied_at"][:10]) == (40.0, "1042", "2026-11-18")
    assert (payment["payment_amount"], payment["ref_num"], payment["payment_method"]) == (40.0, "1042", "Check")
    listed = believing.get(f"invoices/{made['id']}/payments")
    assert ([row["id"] for row in listed["payments"]], listed["meta"]["page"]) == ([payment["id"]], 1)
    shown = believing.get(f"invoices/{made['id']}")["invoice"]
    assert (shown["status"], shown["balance"]) == ("partial", 60.0)
    pay(believing, made, amount="60.00")
    assert (status(believing, made), believing.get("invoices", paid="true")["invoices"][0]["id"]) == (
        "paid",
        made["id"],
    )


@pytest.mark.parametrize(
    ("amount", "problem"),
    [(0, "Amount must be greater than 0"), (100.01, "Payment exceeds balance"), ("lots", "Amount is not a number")],
)
def test_payment_of_nothing_or_of_too_much_is_refused(believing, amount, problem):
    path = f"invoices/{invoice(believing)['id']}/payments"
    assert believing.refused("POST", path, {"amount": amount})[1]["message"] == [problem]
    assert believing.get(path)["payments"] == []
    assert believing.refused("POST", "invoices/5/payments", {"amount": 5})[0] == 404


def test_payments_below_an_invoice_need_the_right_to_invoices(believing):
    path = f"invoices/{invoice(believing)['id']}/payments"
    assert believing.as_("no-invoice").refused("GET", path)[0] == 401


def test_status_follows_mail_date_and_payment(believing):
    made = invoice(believing)
    assert status(believing, made) == "draft"
    believing.post(f"invoices/{made['id']}/email")
    assert status(believing, made) == "sent"
    believing.control("PUT", "clock", {"advance": 2 * 86400})
    assert status(believing, made) == "overdue"
    assert believing.put(f"invoices/{made['id']}", {"status": "draft"})["invoice"]["status"] == "draft"
    assert believing.refused("PUT", f"invoices/{made['id']}", {"status": "paid"})[1] == {
        "error": "Status is not included in the list"
    }


def test_the_demo_companys_unpaid_invoices_are_found_by_status_sent(syncro_sandbox):
    syncro_sandbox.quirk("invoice_skill_routes", True)
    query = {"api_key": "sandbox-owner", "status": "sent"}
    found = httpx2.get(f"{syncro_sandbox.base_url}/invoices", params=query).json()
    assert found["invoices"]
    assert {row["is_paid"] for row in found["invoices"]} == {False}
    assert {row["status"] for row in found["invoices"]} <= {"sent", "overdue"}


def test_void_keeps_the_invoice_and_frees_hours_and_ticket_lines(believing):
    ticket = f"tickets/{tiny.BLOCK_TICKET}"
    line = {"name": "Labor - Remote Business", "description": "D", "quantity": 1, "price_retail": 150}
    believing.post(f"{ticket}/add_line_item", {**line, "product_id": tiny.REMOTE, "taxable": False})
    made = believing.post("invoices", {"ticket_id": tiny.BLOCK_TICKET})["invoice"]
    assert believing.get(f"customers/{tiny.BLOCK}")["customer"]["prepay_hours"] == "1.0"
    voided = believing.put(f"invoices/{made['id']}", {"status": "void"})["invoice"]
    assert (voided["status"], voided["balance"], len(voided["line_items"])) == ("void", 0.0, 1)
    assert believing.get(f"customers/{tiny.BLOCK}")["customer"]["prepay_hours"] == "2.0"
    assert believing.get(ticket)["ticket"]["line_items"][0]["converted"] is False
    assert believing.refused("PUT", f"invoices/{made['id']}", {"note": "N"})[0] == 422
    again = believing.post("invoices", {"ticket_id": tiny.BLOCK_TICKET})["invoice"]
    assert len(believing.get(f"invoices/{again['id']}")["invoice"]["line_items"]) == 1


def test_void_takes_no_payment(believing):
    made = invoice(believing)
    believing.put(f"invoices/{made['id']}", {"status": "void"})
    body = {"customer_id": tiny.PLAIN, "amount_cents": 500, "invoice_id": made["id"]}
    assert believing.post("payments", body)["payment"]["invoice_ids"] == []


@pytest.mark.parametrize(
    "body", [{"notes": "Late"}, {"due_date": "2026-12-01"}, {"status": "sent"}, {"status": "paid"}]
)
def test_a_paid_invoice_takes_no_change(believing, body):
    made = invoice(believing)
    pay(believing, made, amount=100)
    path = f"invoices/{made['id']}"
    before = believing.get(path)
    assert believing.refused("PUT", path, body) == (422, {"error": "Cannot modify paid invoice"})
    assert believing.get(path) == before


@pytest.mark.parametrize("amount", [5, 100])
def test_an_invoice_with_payments_is_voided_and_they_become_credit(believing, amount):
    made = invoice(believing)
    payment = pay(believing, made, amount=amount)
    path = f"invoices/{made['id']}"
    voided = believing.put(path, {"status": "void"})["invoice"]
    assert (voided["status"], voided["is_paid"], voided["payments"]) == ("void", False, [])
    kept = believing.get(f"payments/{payment['id']}")["payment"]
    assert (kept["payment_amount"], kept["invoice_ids"]) == (amount, [])
    assert believing.get(f"{path}/payments")["payments"] == []


def test_create_takes_lines_notes_and_terms(believing):
    lines = [
        {"name": "Managed services", "quantity": 1, "price": 500.0, "taxable": True},
        {"name": "On-site support", "quantity": 2, "price": 125.0, "taxable": False},
    ]
    body = {
        "customer_id": tiny.PLAIN,
        "date": "2026-11-15",
        "notes": "Thank you",
        "terms": "Net 30",
        "line_items": lines,
    }
    made = believing.post("invoices", body)["invoice"]
    shown = [(line["name"], line["item"], line["quantity"], line["total"]) for line in made["line_items"]]
    assert shown == [
        ("Managed services", "Managed services", "1.0", 500.0),
        ("On-site support", "On-site support", "2.0", 250.0),
    ]
    assert (made["customer_id"], made["notes"], made["terms"], made["status"]) == (
        *(tiny.PLAIN, "Thank you", "Net 30"),
        "draft",
    )
    assert (made["total"], made["balance"]) == ("790.5", 790.5)
    path = f"invoices/{made['id']}"
    assert believing.get(path)["invoice"] == made
    changed = believing.put(path, {"notes": "Bye", "terms": "Net 10"})["invoice"]
    assert (changed["notes"], changed["note"], changed["terms"]) == ("Bye", "Bye", "Net 10")


def test_create_with_a_line_that_is_none_makes_nothing(believing):
    body = {"customer_id": tiny.PLAIN, "line_items": [{"name": "Work", "price": 5}, {"quantity": 1}]}
    assert believing.refused("POST", "invoices", body) == (422, {"errors": "validation error: Item can't be blank"})
    assert believing.get("invoices")["invoices"] == []


def test_a_line_needs_no_item_beside_its_name(believing):
    path = f"invoices/{invoice(believing)['id']}"
    line = {"name": "More support", "quantity": 1.5, "price": 125, "taxable": False}
    reply = believing.post(f"{path}/line_items", line)
    assert reply["invoice"]["line_items"][-1]["total"] == 187.5
    assert believing.refused("POST", f"{path}/line_items", {"price": 5})[0] == 422


def test_a_payment_has_a_date_notes_and_its_invoice(believing):
    made = invoice(believing)
    body = {
        "amount": 75,
        "payment_method": "Credit Card",
        "reference": "TXN-1",
        "date": "2026-11-19",
        "notes": "Portal",
    }
    payment = pay(believing, made, **body)
    assert {name: payment[name] for name in body} == body
    assert payment["invoice_id"] == made["id"]
    assert believing.get(f"invoices/{made['id']}/payments")["payments"][0]["notes"] == "Portal"


def test_a_payment_without_a_date_is_of_today(believing):
    assert pay(believing, invoice(believing), amount=5)["date"] == tiny.DAY


def test_the_mail_goes_where_the_body_says(believing):
    body = {"to": "ap@other.example", "cc": "boss@other.example", "subject": "Your invoice", "message": "Attached."}
    path = f"invoices/{invoice(believing)['id']}/email"
    believing.post(path, body)
    believing.post(path, {"to": ""})
    named, usual = believing.control("GET", "outbox").json()["outbox"]
    assert [named[name] for name in ("to", "cc", "subject", "body")] == list(body.values())
    assert (usual["to"], usual["subject"][:7], "body" in usual) == (f"office@c{tiny.PLAIN}.example", "Invoice", False)


def test_viewed_comes_after_sent_and_draft_takes_both_away(believing):
    path = f"invoices/{invoice(believing)['id']}"
    believing.post(f"{path}/email")
    assert believing.put(path, {"status": "viewed"})["invoice"]["status"] == "viewed"
    assert len(believing.get("invoices", status="viewed")["invoices"]) == 1
    assert believing.put(path, {"status": "draft"})["invoice"]["status"] == "draft"
    assert believing.put(path, {"status": "sent"})["invoice"]["status"] == "sent"
    assert believing.get("invoices", status="viewed")["invoices"] == []


def test_status_sent_finds_all_that_was_sent_and_is_not_paid(believing):
    draft, sent, viewed, late, part, paid = (invoice(believing, number=str(number)) for number in range(1, 7))
    for made in (sent, viewed, late, part, paid):
        believing.post(f"invoices/{made['id']}/email")
    believing.put(f"invoices/{viewed['id']}", {"status": "viewed"})
    for made in (draft, sent, viewed, part, paid):
        believing.put(f"invoices/{made['id']}", {"due_date": "2027-01-31"})
    pay(believing, part, amount=40)
    pay(believing, paid, amount=100)
    believing.control("PUT", "clock", {"advance": 2 * 86400})
    words = [status(believing, made) for made in (draft, sent, viewed, late, part, paid)]
    assert words == ["draft", "sent", "viewed", "overdue", "partial", "paid"]
    found = [row["number"] for row in believing.get("invoices", status="sent")["invoices"]]
    assert sorted(found) == ["2", "3", "4"]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, ["3", "2", "1"]),
        ({"customer_id": tiny.BLOCK}, ["2"]),
        ({"status": "paid"}, ["3"]),
        ({"status": "paid,draft"}, ["3", "2", "1"]),
        ({"date_from": "2026-11-10"}, ["3", "2"]),
        ({"date_to": "2026-11-10"}, ["2", "1"]),
        ({"date_from": "2026-11-02", "date_to": "2026-11-09"}, []),
    ],
)
def test_list_filters(believing, query, found):
    invoice(believing, number="1", date="2026-11-01")
    invoice(believing, tiny.BLOCK, number="2", date="2026-11-10")
    pay(believing, invoice(believing, number="3", date="2026-11-20"), amount=100)
    assert [row["number"] for row in believing.get("invoices", **query)["invoices"]] == found

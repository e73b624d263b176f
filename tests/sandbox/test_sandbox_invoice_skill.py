"""The routes and fields of a public skill about invoices, behind a switch that is off by default (C23, facts §22)."""

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
    path = f"invoices/{made['id']}"
    assert api.refused("GET", f"{path}/payments")[0] == 404
    assert api.refused("POST", f"{path}/payments", {"amount": 5})[0] == 404
    shown = api.put(path, {"status": "void"})["invoice"]
    assert not {"status", "balance", "sent_at"} & set(shown)
    assert shown["total"] == "100.0"
    assert len(api.get("invoices", status="paid", date_from="2030-01-01", customer_id=5)["invoices"]) == 1


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
    [(0, "Amount must be greater than 0"), (100.01, "Amount is more than the balance")],
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


def test_void_takes_no_payment_and_an_invoice_with_payments_takes_no_void(believing):
    made, paid = invoice(believing), invoice(believing)
    believing.put(f"invoices/{made['id']}", {"status": "void"})
    body = {"customer_id": tiny.PLAIN, "amount_cents": 500, "invoice_id": made["id"]}
    assert believing.post("payments", body)["payment"]["invoice_ids"] == []
    pay(believing, paid, amount=5)
    status_, answer = believing.refused("PUT", f"invoices/{paid['id']}", {"status": "void"})
    assert (status_, answer) == (422, {"error": "An invoice with payments can't be voided"})


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

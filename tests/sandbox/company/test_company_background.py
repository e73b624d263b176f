"""The demo company as a whole: the same every time, big enough, linked both ways, plainly invented."""

import re
from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal
from typing import Any

import company_audit as audit
import pytest

from syncro.jsonio import dumps
from syncro.sandbox.company import Company, build, empty
from syncro.sandbox.company.settings import PRIORITIES, PROBLEM_TYPES, STATUSES

AGENTS_TYPE = "Syncro Device"
"""The asset type that clients name, because every account has it."""
NOW = datetime.fromisoformat("2026-11-20T10:00:00-07:00")
Row = dict[str, Any]

# Requirements §3: product, real name, rate, taxable, draws on a block.
LABOUR = {
    1190473: ("Labor - Remote Business", "150.0", False, True),
    26118: ("Labor - Onsite Business", "175.0", False, True),
    573881: ("Labor - In Shop Business", "150.0", False, True),
    26184: ("Labor - Emergency or After Hours Business", "262.5", False, True),
    68055: ("Labor - Website Labor", "150.0", False, True),
    1049360: ("Labor- Warranty work", "0.0", False, True),
    9269129: ("Labor - Prepaid Project Labor", "0.0", False, False),
    9269124: ("Labor - Internal Labor", "0.0", False, False),
    26117: ("Fee - Travel Time", "40.0", False, False),
    32252: ("Hardware", "0.0", True, False),
}


@pytest.fixture(scope="module")
def company() -> Company:
    return build(1, NOW)


@pytest.fixture(scope="module")
def books(company: Company) -> audit.Books:
    return audit.Books(company, NOW)


def wrong_ids(company: Company, kind: str) -> set[int]:
    """Records with a planted error."""
    return {case["id"] for case in company.planted if case["error"] and case["kind"] == kind}


def test_same_seed_and_day_give_the_same_data_at_any_hour(company: Company) -> None:
    evening = NOW.replace(hour=21)
    assert dumps(build(1, evening).records) == dumps(company.records)
    assert build(1, evening).planted == company.planted


def test_another_seed_gives_another_company(company: Company) -> None:
    assert dumps(build(2, NOW).records) != dumps(company.records)


def test_portal_users_cards_and_patches_hang_on_what_is_there(company: Company) -> None:
    contacts = {row["id"]: row for row in company.records["contacts"]}
    for user in company.records["portal_users"]:
        assert contacts[user["contact_id"]]["customer_id"] == user["customer_id"]
        assert contacts[user["contact_id"]]["email"] == user["email"]
    customers, assets = ({row["id"] for row in company.records[kind]} for kind in ("customers", "assets"))
    assert {row["customer_id"] for row in company.records["payment_profiles"]} <= customers
    assert {row["asset_id"] for row in company.records["patches"]} <= assets
    assert len({row["status"] for row in company.records["leads"]}) > 5


def test_the_day_is_the_accounts_not_utc() -> None:
    just_before_midnight_in_phoenix = datetime.fromisoformat("2026-11-21T06:59:00+00:00")
    assert dumps(build(1, just_before_midnight_in_phoenix).records) == dumps(build(1, NOW).records)


def test_there_is_enough_of_everything(company: Company) -> None:
    counts = {kind: len(rows) for kind, rows in company.records.items()}
    least = {"customers": 40, "tickets": 300, "products": 40, "contacts": 100, "assets": 200, "invoices": 200}
    assert all(counts[kind] >= number for kind, number in least.items())
    assert all(counts.values()), [kind for kind, number in counts.items() if not number]
    talks = Counter(row["ticket_id"] for row in company.records["comments"])
    assert sum(number > 10 for number in talks.values()) >= 10


def test_the_account_has_the_asset_type_that_every_account_has(company: Company) -> None:
    assert AGENTS_TYPE in [row["name"] for row in company.settings["assets"]["asset_types"]]


def test_labour_is_the_shops_catalogue(company: Company) -> None:
    products = {row["id"]: row for row in company.records["products"]}
    for number, (name, rate, taxable, draws) in LABOUR.items():
        row = products[number]
        assert (row["name"], row["price_retail"], row["taxable"]) == (name, Decimal(rate), taxable)
        assert (row["product_category"] == "Labor") is draws


def test_every_status_occurs_and_no_other(company: Company) -> None:
    tickets = company.records["tickets"]
    assert {row["status"] for row in tickets} == set(STATUSES)
    assert {row["priority"] for row in tickets} <= set(PRIORITIES)
    assert {row["problem_type"] for row in tickets} <= set(PROBLEM_TYPES)
    assert company.ticket_settings["ticket_status_list"] == list(STATUSES)


def test_five_keys_have_every_right_and_three_do_not(company: Company) -> None:
    keys = {row["key"]: row for row in company.keys}
    full = ["sandbox-owner", *(f"sandbox-tech-{number}" for number in range(1, 5))]
    assert all(all(all(group.values()) for group in keys[name]["permissions"].values()) for name in full)
    assert not any(keys["sandbox-no-invoice"]["permissions"]["invoice"].values())
    assert keys["sandbox-readonly"]["permissions"]["ticket"] == {"read": True, "write": False, "delete": False}
    assert [name for name, row in keys.items() if row["expired"]] == ["sandbox-expired"]
    users = {row["id"]: row["full_name"] for row in company.records["users"]}
    assert users[keys["sandbox-tech-2"]["user_id"]] == "Blake Rivers"
    assert users[keys["sandbox-owner"]["user_id"]] == "Olive Hart"


def test_the_readers_key_can_write_nothing_and_one_key_has_a_second_factor(company: Company) -> None:
    keys = {row["key"]: row for row in company.keys}
    reader = keys["sandbox-readonly"]["denied"]
    assert {"vendors.get", "canned_responses", "products.update", "purchase_orders.receive"} <= set(reader)
    assert "products.list" not in reader
    assert [name for name, row in keys.items() if row.get("two_factor_code")] == ["sandbox-2fa"]


def test_stock_serials_and_orders_fit_each_other(company: Company) -> None:
    records = company.records
    stock = {row["product_id"]: row["quantity"] for row in records["location_quantities"]}
    assert stock == {row["id"]: row["quantity"] for row in records["products"] if row["maintain_stock"]}
    in_stock = Counter(row["product_id"] for row in records["product_serials"] if row.get("state") == "in_stock")
    serialized = {row["id"]: row["quantity"] for row in records["products"] if row["serialized"]}
    assert in_stock == serialized
    for order in records["purchase_orders"]:
        arrived = {row["received"] for row in records["po_lines"] if row["purchase_order_id"] == order["id"]}
        assert order["status"] == {(True,): "Finished", (False,): "Open"}.get(tuple(arrived), "Check-In")


def test_parts_carry_the_numbers_of_their_tickets(company: Company) -> None:
    numbers = {row["id"]: str(row["number"]) for row in company.records["tickets"]}
    assert all(row["ticketnum"] == numbers[row["ticket_id"]] for row in company.records["part_orders"])


def test_ids_are_unique_and_references_lead_somewhere(company: Company) -> None:
    ids = {kind: [row["id"] for row in rows] for kind, rows in company.records.items()}
    assert all(len(numbers) == len(set(numbers)) for numbers in ids.values())
    known = {kind: set(numbers) for kind, numbers in ids.items()}
    targets = {f"{kind.removesuffix('s')}_id": kind for kind in ("customers", "tickets", "invoices", "products")}
    more = {"user_id": "users", "contact_id": "contacts", "address_id": "addresses", "asset_id": "assets"}
    for kind, rows in company.records.items():
        for field, target in (targets | more).items():
            wanted = {row.get(field) for row in rows} - {None}
            assert wanted <= known[target], (kind, field)


def test_numbers_follow_the_time_of_creation(company: Company) -> None:
    for kind, first in (("tickets", 32001), ("invoices", 41001)):
        rows = company.records[kind]
        assert [int(row["number"]) for row in rows] == list(range(first, first + len(rows)))
        assert [row["created_at"] for row in rows] == sorted(row["created_at"] for row in rows)
    assert all(isinstance(row["number"], str) for row in company.records["invoices"])


def test_nothing_was_created_after_yesterday_evening(company: Company) -> None:
    for kind, rows in company.records.items():
        assert all(row["created_at"] < "2026-11-20" for row in rows), kind


def test_times_carry_milliseconds_and_the_accounts_offset(company: Company) -> None:
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}-07:00")
    for rows in company.records.values():
        for row in rows:
            shown = {row[name] for name in row if name.endswith("_at") or name in ("date", "due_date", "next_run")}
            assert all(moment.fullmatch(value) for value in shown if value is not None)


def test_background_invoices_add_up(company: Company, books: audit.Books) -> None:
    for invoice in company.records["invoices"]:
        if invoice["id"] not in wrong_ids(company, "invoice"):
            subtotal, tax = audit.sums(books, invoice)
            assert [Decimal(invoice[name]) for name in ("subtotal", "tax")] == [subtotal, tax]
            assert Decimal(invoice["total"]) == subtotal + tax


def test_no_two_background_invoices_share_customer_day_and_total(company: Company) -> None:
    named = {case["id"] for case in company.planted if case["rule"] == "R12" and case["kind"] == "invoice"}
    rows = [row for row in company.records["invoices"] if row["id"] not in named]
    keys = Counter((row["customer_id"], row["date"], row["total"]) for row in rows)
    assert max(keys.values()) == 1


def test_converted_lines_and_invoice_lines_point_at_each_other(company: Company) -> None:
    invoice_lines = {row["id"]: row for row in company.records["invoice_lines"]}
    ticket_lines = {row["id"]: row for row in company.records["ticket_lines"]}
    for line in ticket_lines.values():
        assert line["converted"] == (line["item_id"] is not None)
        assert line["item_id"] is None or invoice_lines[line["item_id"]]["ticket_line_id"] == line["id"]
    ticket_of = {row["id"]: row["ticket_id"] for row in company.records["invoices"]}
    for part in invoice_lines.values():
        if part["ticket_line_id"]:
            assert ticket_of[part["invoice_id"]] == ticket_lines[part["ticket_line_id"]]["ticket_id"]


def test_charged_timers_and_their_lines_point_at_each_other(company: Company) -> None:
    lines = {row["id"]: row for row in company.records["ticket_lines"]}
    for timer in company.records["timers"]:
        assert timer["recorded"] == (timer["ticket_line_item_id"] is not None)
        if timer["recorded"]:
            assert lines[timer["ticket_line_item_id"]]["ticket_id"] == timer["ticket_id"]


def test_copied_hours_are_those_of_the_ticket_line(company: Company) -> None:
    copied: dict[int, Decimal] = defaultdict(Decimal)
    for part in company.records["invoice_lines"]:
        if part["ticket_line_id"]:
            copied[part["ticket_line_id"]] += Decimal(part["quantity"])
    for line in company.records["ticket_lines"]:
        if line["converted"]:
            assert copied[line["id"]] == Decimal(line["quantity"])


def test_hours_drawn_and_bought_leave_what_the_customer_has(company: Company, books: audit.Books) -> None:
    balance: dict[int, Decimal] = defaultdict(Decimal)
    for invoice in company.records["invoices"]:
        for line in books.invoice_lines[invoice["id"]]:
            balance[invoice["customer_id"]] -= Decimal(line["drawn"])
            if books.category(line) == "Prepay Hours":
                assert Decimal(line["drawn"]) == -Decimal(line["quantity"])
    for customer in company.records["customers"]:
        assert balance[customer["id"]] == Decimal(customer["prepay_hours"])


def test_there_are_full_nearly_empty_and_no_blocks(company: Company) -> None:
    hours = [Decimal(row["prepay_hours"]) for row in company.records["customers"]]
    assert sum(value >= 8 for value in hours) >= 6
    assert sum(Decimal("0.25") <= value <= Decimal("1.5") for value in hours) >= 4
    assert hours.count(Decimal(0)) > len(hours) / 2


def test_a_bill_can_be_tried_at_once_with_every_kind_of_block(company: Company, books: audit.Books) -> None:
    found: Counter[str] = Counter()
    for ticket in company.records["tickets"]:
        untouched = not (books.lines[ticket["id"]] or books.timers[ticket["id"]] or books.invoices[ticket["id"]])
        if ticket["status"] in ("New", "In Progress") and untouched:
            block = Decimal(books.customer[ticket["customer_id"]]["prepay_hours"])
            found["full" if block >= 8 else "low" if block else "none"] += 1
    assert min(found["full"], found["low"], found["none"]) >= 4


def test_an_open_ticket_carries_uninvoiced_hardware(company: Company, books: audit.Books) -> None:
    open_tickets = [row for row in company.records["tickets"] if row["status"] == "In Progress"]
    waiting = [line for row in open_tickets for line in books.lines[row["id"]] if not line["converted"]]
    assert any(books.category(line) == "Hardware" and not books.invoices[line["ticket_id"]] for line in waiting)


def test_a_resolved_ticket_has_an_invoice_and_a_later_line(company: Company, books: audit.Books) -> None:
    again = [
        row
        for row in company.records["tickets"]
        if row["status"] == "Resolved" and {line["converted"] for line in books.lines[row["id"]]} == {True, False}
    ]
    assert again
    assert all(books.invoices[row["id"]] for row in again)


def test_one_customer_has_31_finished_tickets_of_which_29_are_invoiced(company: Company, books: audit.Books) -> None:
    client = next(row for row in company.records["customers"] if row["business_name"] == "Saguaro Teapot Clinics")
    tickets = [row for row in company.records["tickets"] if row["customer_id"] == client["id"]]
    assert len(tickets) == 31
    assert sum(bool(books.invoices[row["id"]]) for row in tickets) == 29
    assert not {row["id"] for row in tickets} & wrong_ids(company, "ticket")


def test_every_ticket_starts_with_its_initial_issue(company: Company, books: audit.Books) -> None:
    for ticket in company.records["tickets"]:
        first = min(books.comments[ticket["id"]], key=lambda row: row["created_at"])
        assert first["subject"] == "Initial Issue"
        assert "{" not in "".join(row["body"] for row in books.comments[ticket["id"]])


def test_invoices_are_paid_partly_paid_open_and_overdue(company: Company) -> None:
    received: dict[str, Decimal] = defaultdict(Decimal)
    for payment in company.records["payments"]:
        parts = {number: Decimal(part) for number, part in payment["applied"].items()}
        assert sorted(map(int, parts)) == sorted(payment["invoice_ids"])
        assert sum(parts.values(), Decimal(0)) <= payment["payment_amount"]
        for number, part in parts.items():
            received[number] += part
    states: Counter[str] = Counter()
    for invoice in company.records["invoices"]:
        total, paid = Decimal(invoice["total"]), received[str(invoice["id"])]
        assert paid <= total
        assert invoice["is_paid"] == (paid == total)
        late = datetime.fromisoformat(invoice["due_date"]) < NOW
        states["paid" if paid == total else "partly" if paid else "overdue" if late else "open"] += 1
    assert min(states["paid"], states["partly"], states["overdue"], states["open"]) >= 5


def test_appointments_surround_today(company: Company) -> None:
    days = {
        (datetime.fromisoformat(row["start_at"]).date() - NOW.date()).days for row in company.records["appointments"]
    }
    assert 0 in days
    assert {-20, 20} <= days
    assert len([day for day in days if 0 < day <= 20]) >= 5


def test_every_mail_domain_is_reserved_for_examples(company: Company) -> None:
    words = re.findall(r"[\w.+-]+@[\w.-]+", dumps(company.records))
    assert words
    assert {word.rpartition(".")[2] for word in words} == {"example"}
    assert not re.search(r"https?://|www\.|\.(com|net|org|io)\b", dumps(company.records))


def test_an_empty_account_has_its_owner_and_its_labour_and_nothing_else() -> None:
    company = empty(NOW)
    filled = {kind for kind, rows in company.records.items() if rows}
    lists = {"users", "tax_rates", "products", "categories", "payment_methods", "appointment_types"}
    assert filled == lists
    assert [row["key"] for row in company.keys] == ["sandbox-owner"]
    assert {row["id"] for row in company.records["products"]} == set(LABOUR)
    assert company.settings["ticket"]["priorities"] == list(PRIORITIES)
    assert not company.planted

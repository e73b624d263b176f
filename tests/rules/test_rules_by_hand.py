"""The list of checks of writes by hand: nothing of the API is left out unseen (B-07, B-13)."""

from datetime import UTC, datetime

import pytest
from rules_stage import EMERGENCY, NEWEST, policy, ticket

from syncro.calls import Call
from syncro.catalog import BY_ID, OPERATIONS
from syncro.records import Customer, Me, Product
from syncro.rules.by_hand import fields, owners
from syncro.rules.by_hand.table import CHECKS, FOR_ALL, FOR_ALL_ONLY, checks_of
from syncro.rules.by_hand.write import Write, amount, record, whole

WRITES = {row.id for row in OPERATIONS if row.writes}
MONEY = {row.id for row in OPERATIONS if row.effect.value == "money"}


def test_every_write_of_the_api_has_checks_or_a_reason_for_none_of_its_own() -> None:
    assert CHECKS.keys() | FOR_ALL_ONLY.keys() == WRITES
    assert CHECKS.keys() & FOR_ALL_ONLY.keys() == set()
    assert all(len(reason.split()) >= 4 for reason in FOR_ALL_ONLY.values())


def test_what_moves_money_has_checks_of_its_own() -> None:
    gateway = {each for each in MONEY if each.startswith(("payment_profiles.", "contracts."))}
    assert MONEY - CHECKS.keys() == gateway


@pytest.mark.parametrize("operation", sorted(WRITES))
def test_fields_and_owners_are_checked_for_all(operation: str) -> None:
    assert checks_of(operation)[: len(FOR_ALL)] == FOR_ALL


def test_every_id_in_a_body_is_read_or_a_reason_says_why_not() -> None:
    ids = {
        field.name
        for row in OPERATIONS
        if row.writes
        for field in row.body
        if field.name.endswith(("_id", "_ids")) or field.name == "invoice_number"
    }
    assert ids <= owners.named().keys() | owners.listed().keys() | owners.UNREAD.keys()
    assert owners.UNREAD.keys() - ids <= {"schedule_line_item_id"}
    assert all(operation in BY_ID and not BY_ID[operation].writes for operation in owners.named().values())


@pytest.mark.parametrize("table", [fields.OF_NO_USE, fields.UNSURE])
def test_fields_of_no_use_are_documented_fields(table: dict[str, dict[str, str]]) -> None:
    for operation, names in table.items():
        assert names.keys() <= {field.name for field in BY_ID[operation].body}


def test_what_people_call_a_field_leads_to_one_of_syncros() -> None:
    known = {field.name for row in OPERATIONS for field in row.body}
    assert {name for names in fields.MEANT.values() for name in names} <= known
    assert fields.meant(BY_ID["tickets.add_line_item"], "Price") == "price_retail"
    assert fields.meant(BY_ID["invoices.add_line_item"], "price_retail") == "price"
    assert fields.meant(BY_ID["tickets.comment"], "do_not_emial") == "do_not_email"
    assert fields.meant(BY_ID["tickets.delete"], "price") == ""


@pytest.mark.parametrize("value", ["1,50", "1_60", " 1", "1e3", "", "\u0661", True, None, [], {}, "NaN"])
def test_what_another_reader_could_take_for_another_number_is_none(value: object) -> None:
    assert amount(value) is None


@pytest.mark.parametrize("value", ["-1", "1.0", "\u0661", True, None, "", 1.0])
def test_an_id_is_a_whole_number(value: object) -> None:
    assert whole(value) is None


def test_emergency_work_waits_until_the_prepay_hours_are_known() -> None:
    """Unknown isn't none: with prepay hours the premium belongs in the quantity."""
    product = Product.read({"id": EMERGENCY, "name": "Emergency", "price_retail": "262.5", "product_category": "Labor"})
    body = {"product_id": EMERGENCY, "name": "Emergency", "description": "Night", "quantity": 1, "price_retail": 262.5}
    call = Call("tickets.add_line_item", {"id": 900}, body=body | {"taxable": False})
    me = Me.read({"user_id": 1, "user_name": "Ana"})

    def codes(**hours: str) -> set[str]:
        customer = Customer.read({"id": 7, "business_name": "Copper Kettle Cafe", **hours})
        found = {
            record("tickets.get", 900): ticket(),
            record("customers.get", 7): customer,
            record("products.get", EMERGENCY): product,
        }
        asked = Write(call, me, policy(NEWEST), datetime(2026, 11, 20, tzinfo=UTC), found)
        return {finding.code for check in checks_of(call.operation) for finding in check.finds(asked)}

    assert "prepay.unknown" in codes()
    assert "prepay.unknown" not in codes(prepay_hours="0.0")
    assert "prepay.emergency" in codes(prepay_hours="2.0")

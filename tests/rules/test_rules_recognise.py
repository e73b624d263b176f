"""Is this record the effect of that step? (facts §18)"""

from decimal import Decimal
from typing import Any

import pytest

from syncro.rules.plans.recognise import differences, doubts, found, matches, same, says_the_same

D = Decimal


@pytest.mark.parametrize(
    ("name", "wanted", "value"),
    [
        ("quantity", D("2.25"), "2.25"),
        ("quantity", D(2), "2.0"),
        ("quantity", "2.0", 2),
        ("price_retail", D("150.00"), D("150")),
        ("user_id", 11, "11"),
        ("hidden", False, False),
        ("start_time", "2026-06-15T10:00:00-07:00", "2026-06-15T17:00:00Z"),
        ("end_at", "2026-06-15T17:00:00+00:00", "2026-06-15T17:00:00.400Z"),
        ("start_at", "tomorrow", "tomorrow"),
        ("body", "one<br>two &amp; three", "one\n two & three"),
        ("notes", " a  b ", "a b"),
        ("description", "x", "x"),
        ("status", "Invoiced", "Invoiced"),
        ("note", None, None),
        ("tag_list", ["a"], ["a"]),
    ],
)
def test_equal_as_syncro_means_it(name: str, wanted: Any, value: Any) -> None:
    assert same(name, wanted, value)


@pytest.mark.parametrize(
    ("name", "wanted", "value"),
    [
        ("taxable", False, 0),
        ("taxable", False, None),
        ("taxable", 0, False),
        ("taxable", True, 1),
        ("taxable", True, "true"),
        ("quantity", 0, None),
        ("quantity", None, 0),
        ("body", "", None),
        ("body", None, ""),
        ("quantity", D("2.25"), "2.26"),
        ("quantity", D(2), "two"),
        ("quantity", D(2), ""),
        ("quantity", D(2), [2]),
        ("start_time", "2026-06-15T10:00:00Z", "2026-06-15T10:00:00-07:00"),
        ("start_time", "2026-06-15T10:00:00Z", "2026-06-15T10:00:00"),
        ("start_time", "2026-06-15T10:00:00Z", "2026-06-15T10:00:01Z"),
        ("start_time", "2026-06-15T10:00:00Z", "soon"),
        ("body", "one<br>two", "onetwo"),
        ("status", "Invoiced", "invoiced"),
    ],
)
def test_not_equal(name: str, wanted: Any, value: Any) -> None:
    assert not same(name, wanted, value)


def test_a_missing_field_is_a_difference_that_is_named() -> None:
    assert differences({"id": 1}, {"id": 1, "hidden": False}) == {"hidden": (False, None)}


def test_a_record_matches_when_every_wanted_field_is_equal() -> None:
    assert matches({"id": 1, "quantity": "2.0", "more": 3}, {"quantity": D(2)})
    assert not matches({"id": 1, "quantity": "2.0"}, {"quantity": D(2), "product_id": 5})


def test_records_known_before_the_send_are_not_its_effect() -> None:
    rows = [{"id": 1, "body": "a"}, {"id": 2, "body": "a"}, {"id": 3, "body": "b"}]
    assert found(rows, {"body": "a"}, {1}) == [{"id": 2, "body": "a"}]


@pytest.mark.parametrize(
    ("name", "wanted", "value"),
    [
        ("name", "Front  desk ", "front desk"),
        ("name", "R&D's <profile>", "R&amp;D&#39;s &lt;profile&gt;"),
        ("title", "one, two", "one,<br />two"),
        ("number", "(555) 555-0100", "5555550100"),
        ("email", "Ann@New.example", "ann@new.example"),
        ("date", "2026-11-20", "2026-11-20T00:00:00.000-07:00"),
        ("start_at", "2026-06-15T10:00:00-07:00", "2026-06-15T17:00:00Z"),
        ("payment_amount", D(5), "5.0"),
        ("creator_name_or_email", ["Ana Reyes", "ana@shop.example"], "ana@shop.example"),
        ("note", "", None),
        ("user_id", 11, "11"),
    ],
)
def test_what_came_back_in_another_form_says_the_same(name: str, wanted: Any, value: Any) -> None:
    assert says_the_same(name, wanted, value)


@pytest.mark.parametrize(
    ("name", "wanted", "value"),
    [
        ("quantity", D("1.5"), "15"),
        ("price", "150.00", "15000"),
        ("name", "Front desk", "Back desk"),
        ("name", "!!!", "???"),
        ("subject", "Fax", None),
        ("date", "2026-11-20", "2026-11-21T00:00:00.000-07:00"),
        ("start_at", "2026-06-15T10:00:00-07:00", "2026-06-15T10:00:00Z"),
        ("creator_name_or_email", ["Ana Reyes"], "Ben Okafor"),
        ("creator_name_or_email", [], "Ben Okafor"),
        ("properties", {"a": 1}, "a1"),
        ("hidden", True, False),
    ],
)
def test_what_says_something_else_is_another_record(name: str, wanted: Any, value: Any) -> None:
    assert not says_the_same(name, wanted, value)


def test_only_what_is_shown_and_can_be_compared_speaks_against_a_record() -> None:
    wanted: dict[str, Any] = {"user_id": 11, "visibility": "internal", "location_type": 0, "email": "a@b.example"}
    shown = {"id": 1, "user_id": 12, "visibility": None, "location_type": "customer", "email": "A@B.example"}
    assert doubts(shown, wanted) == {"user_id": (11, 12)}
    assert doubts({"id": 1}, wanted) == {}


def test_an_id_may_be_there_only_within_the_record_that_it_names() -> None:
    detail = {"id": 1, "contact": {"id": 5}, "customer": {"id": 7}, "address": None}
    assert matches(detail, {"contact_id": 5, "customer_id": 7, "address_id": None})
    assert differences(detail, {"contact_id": 6, "address_id": 8}) == {"contact_id": (6, 5), "address_id": (8, None)}
    assert found([detail], {"contact_id": 5}, set()) == [detail]
    assert not matches({"contact_id": None, "contact": {"id": 5}}, {"contact_id": 5}), "what is said outright counts"

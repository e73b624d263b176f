"""An account's own names by what is typed: found, or a question, never a guess (R-20)."""

import pytest

from syncro.rules.words.choices import closest, fitting

PRIORITIES = ["1 High", "2 Normal", "3 Low", "4 Urgent"]
STATUSES = ["New", "In Progress", "Waiting on Customer", "Waiting on Vendor", "Newer"]


@pytest.mark.parametrize(
    ("typed", "names", "found"),
    [
        ("high", PRIORITIES, ["1 High"]),
        ("2 normal", PRIORITIES, ["2 Normal"]),
        ("new", STATUSES, ["New"]),
        ("wait cust", STATUSES, ["Waiting on Customer"]),
        ("waiting", STATUSES, ["Waiting on Customer", "Waiting on Vendor"]),
        ("rogress", STATUSES, ["In Progress"]),
        ("lunch", STATUSES, []),
        ("  ", STATUSES, []),
    ],
)
def test_equal_names_win_over_beginnings_over_parts(typed: str, names: list[str], found: list[str]) -> None:
    assert [names[place] for place in fitting(typed, names)] == found


@pytest.mark.parametrize(
    ("typed", "found"), [("hardwear", "Hardware"), ("lunch", "Not determined"), ("SECURTY", "Security")]
)
def test_the_closest_is_taken_else_the_word_for_none(typed: str, found: str) -> None:
    assert closest(typed, ["Hardware", "Security", "Not determined"]) == found
    assert closest("lunch", ["Hardware"]) is None

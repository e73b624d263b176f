"""`syncro estimate` as people and programs use it: transcripts on the sandbox."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import shop
from desk import Syncro

Line = Callable[..., Any]


@pytest.fixture
def number(line: Line) -> str:
    """An estimate made on the command line."""
    planned = line("estimate", "create", "plain paper", "Front desk", "--date", "2026-11-20", "--json")
    assert planned.code == 7, planned.err
    assert written(line, planned)["status"] == "done"
    return str(line("estimate", "list", "--jq", ".[0].number").out.strip())


def written(line: Line, planned: Any) -> dict[str, Any]:
    plan = planned.json
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert done.code == 0, done.err
    return done.json  # type: ignore[no-any-return]


def test_a_plan_shows_the_line_the_sums_and_both_requests_and_writes_nothing(
    line: Line, syncro_side: Syncro, number: str
) -> None:
    done = line("estimate", "add", number, "Example Laptop 14", "--price", "$1,249.00", "--dry-run")
    assert done.code == 0, done.err
    for said in (
        "Example Laptop 14",
        "1249.00",
        "Total     1249.00",
        "POST /estimates/",
        "PUT /estimates/",
        "Hardware",
    ):
        assert said in done.out
    assert "nothing was written" in done.err
    assert syncro_side.records("estimate_lines") == []


def test_a_line_is_added_and_shown(line: Line, number: str) -> None:
    planned = line("estimate", "add", number, "Patch cable", "--price", "9.50", "--quantity", "12", "--json")
    assert planned.code == 7
    assert planned.json["expected"]["total"] == "114.00"
    assert written(line, planned)["verified"] is True
    shown = line("estimate", "show", number)
    assert "Patch cable" in shown.out
    assert "$114.00" in shown.out
    [sent] = line("estimate", "show", f"#{number}", "--json", "lines").json["lines"]
    assert (sent["item"], sent["price"], sent["quantity"]) == ("Hardware", "9.50", "12.00")


def test_the_list_is_filtered_by_customer_here_and_says_so(line: Line, syncro_side: Syncro, number: str) -> None:
    body = {"customer_id": shop.BLOCK, "date": "2026-11-20", "name": "Oven"}
    syncro_side.someone("POST", "estimates", body)
    assert len(line("estimate", "list", "--json").json) == 2
    done = line("estimate", "list", "--customer", "block", "--json", "name,customer")
    assert done.json == [{"name": "Oven", "customer": "Block Bakery"}]
    assert "Filtered here" in done.err
    assert line("estimate", "list", "--status", "Declined", "--json").json == []
    assert [
        row["number"] for row in line("estimate", "list", "--status", "fresh", "--customer", "plain", "--json").json
    ] == [number]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("estimate", "create"), 2, "CUSTOMER"),
        (("estimate", "create", "plain"), 2, "NAME"),
        (("estimate", "create", "e", "Desk"), 2, "matches 4 customers"),
        (("estimate", "create", "nobody", "Desk"), 3, "nobody"),
        (("estimate", "create", "plain", "Desk", "--date", "soon"), 2, "--date"),
        (("estimate", "add"), 2, "NUMBER"),
        (("estimate", "add", "2000"), 2, "NAME"),
        (("estimate", "add", "2000", "Mouse"), 2, "--price"),
        (("estimate", "add", "2000", "Mouse", "--price", "cheap"), 2, "--price"),
        (("estimate", "add", "2000", "Mouse", "--price", "9,50"), 2, "decimal comma"),
        (("estimate", "add", "2000", "Mouse", "--price", "9", "--quantity", "9,5"), 2, "decimal comma"),
        (("estimate", "add", "2000", "Mouse", "--price", "9", "--cost", "3,10"), 2, "decimal comma"),
        (("estimate", "add", "77777", "Mouse", "--price", "9"), 3, "estimate"),
        (("estimate", "show", "77777"), 3, "estimate"),
        (("estimate", "create", str(shop.DISABLED), "Desk"), 8, "disabled"),
    ],
)
def test_each_mistake_is_one_line_and_writes_nothing(
    line: Line, syncro_side: Syncro, words: tuple[str, ...], code: int, said: str
) -> None:
    done = line(*words)
    assert done.code == code, done.err
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert syncro_side.writes() == []


def test_total_as_json_is_an_exact_amount_in_text(line: Line, number: str) -> None:
    assert Decimal(line("estimate", "show", number, "--json", "total").json["total"]) == Decimal("0.00")

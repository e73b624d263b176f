"""`syncro bill NUMBER --repair` from preview to the new invoice."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import shop
from desk import Syncro

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]


def test_a_repair_is_previewed_confirmed_and_proved(line: Line, syncro_side: Syncro) -> None:
    body = {"name": "Labor - Remote Business", "description": "Call", "quantity": 2, "price_retail": 0}
    syncro_side.someone("POST", f"tickets/{TICKET}/add_line_item", body | {"product_id": shop.REMOTE})
    syncro_side.someone("POST", "invoices", {"customer_id": shop.PLAIN, "ticket_id": TICKET})
    syncro_side.forget_requests()

    plan = line("bill", str(shop.number(TICKET)), "--repair", "--json").json

    assert [step["operation"] for step in plan["steps"]] == [
        *("tickets.update_line_item", "invoices.delete", "invoices.create", "tickets.update")
    ]
    assert plan["expected"]["total"] == "300.00"
    assert syncro_side.writes() == []
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--json")
    assert (done.code, done.json["verified"]) == (0, True), done.err
    assert [Decimal(each["total"]) for each in syncro_side.of_ticket("invoices", TICKET)] == [300]
    again = line("bill", str(shop.number(TICKET)), "--repair")
    assert again.code == 8

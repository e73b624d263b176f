"""Other customers with one record of each kind: their replies and records stand in for a piece's own. Nothing of ours may touch them."""

import re
from typing import Any

from msgspec import Struct, field

from storm.server import Line

LABOR = 1190473
SPENT = {"start_at": "2026-11-18T09:00:00-07:00", "end_at": "2026-11-18T09:45:00-07:00"}
VISIT = {"start_at": "2026-12-14T14:00:00-07:00", "end_at": "2026-12-14T15:00:00-07:00"}


class Stranger(Struct):
    """Ids by kind (and the ticket's visible `number`), and the reply to a request of each shape."""

    ids: dict[str, Any] = field(default_factory=dict)
    replies: dict[str, Any] = field(default_factory=dict)


def lay(base_url: str, number: int) -> list[Stranger]:
    """So many strangers, by plain requests."""
    line = Line(base_url)
    return [_one(line, place) for place in range(1, number + 1)]


def shape_of(method: str, route: str) -> str:
    """`POST /tickets/#/comment`."""
    return f"{method} {re.sub(r'/[0-9]+', '/#', route)}"


def _one(line: Line, place: int) -> Stranger:
    stranger = Stranger()

    def send(method: str, path: str, body: Any = None) -> Any:
        reply = line.api(method, path, body)
        stranger.replies[shape_of(method, path)] = reply
        return reply

    name = f"Stranger{place:02}"
    customer = line.api("POST", "/customers", {"business_name": name, "email": f"{name}@s.example"})["customer"]["id"]
    passing = line.api("POST", "/tickets", {"customer_id": customer, "subject": "To be deleted"})["ticket"]["id"]
    send("DELETE", f"/tickets/{passing}")
    ticket = send("POST", "/tickets", {"customer_id": customer, "subject": f"{name}'s own", "status": "New"})["ticket"]
    stranger.ids |= {"customers": customer, "tickets": ticket["id"], "number": ticket["number"]}
    _on_ticket(send, f"/tickets/{ticket['id']}", name)
    _money(send, stranger, customer, ticket["id"])
    _elsewhere(send, stranger, customer, name)
    send("PUT", f"/tickets/{ticket['id']}", {"status": "In Progress"})
    return stranger


def _on_ticket(send: Any, path: str, name: str) -> None:
    line = {
        "product_id": LABOR,
        "name": "Labor - Remote Business",
        "quantity": 1,
        "price_retail": 150,
        "taxable": False,
    }
    timer = {**SPENT, "product_id": LABOR}
    said = {"subject": "Update", "body": f"{name}'s own words", "hidden": True, "do_not_email": True}
    send("POST", f"{path}/comment", said)
    passing = send("POST", f"{path}/add_line_item", {**line, "description": "To be removed"})["id"]
    send("POST", f"{path}/remove_line_item", {"ticket_line_item_id": passing})
    send("POST", f"{path}/add_line_item", {**line, "description": f"{name}'s own line"})
    passing = send("POST", f"{path}/timer_entry", {**timer, "notes": "To be deleted"})["id"]
    send("POST", f"{path}/delete_timer_entry", {"timer_entry_id": passing})
    kept = send("POST", f"{path}/timer_entry", {**timer, "notes": f"{name}'s own time"})["id"]
    send("POST", f"{path}/charge_timer_entry", {"timer_entry_id": kept})


def _money(send: Any, stranger: Stranger, customer: int, ticket: int) -> None:
    passing = send("POST", "/invoices", {"customer_id": customer})["invoice"]["id"]
    send("DELETE", f"/invoices/{passing}")
    stranger.ids["invoices"] = send("POST", "/invoices", {"customer_id": customer, "ticket_id": ticket})["invoice"][
        "id"
    ]
    paid = {"customer_id": customer, "amount_cents": 100, "ref_num": f"S{customer}", "payment_method": "Check"}
    send("POST", "/payments", paid)
    offer = {"customer_id": customer, "name": "Stranger's offer", "date": "2026-11-20"}
    passing = send("POST", "/estimates", offer)["estimate"]["id"]
    send("DELETE", f"/estimates/{passing}")
    estimate = send("POST", "/estimates", offer)["estimate"]["id"]
    thing = {"product_id": 32252, "name": "Stranger's laptop", "quantity": 1, "price": 999, "taxable": True}
    send("POST", f"/estimates/{estimate}/line_items", thing)
    stranger.ids["estimates"] = estimate


def _elsewhere(send: Any, stranger: Stranger, customer: int, name: str) -> None:
    visit = {"customer_id": customer, "summary": f"{name}'s visit", **VISIT}
    passing = send("POST", "/appointments", visit)["appointment"]["id"]
    send("DELETE", f"/appointments/{passing}")
    appointment = send("POST", "/appointments", visit)["appointment"]["id"]
    send("PUT", f"/appointments/{appointment}", VISIT)
    passing = send("POST", "/contacts", {"customer_id": customer, "name": "To be deleted"})["id"]
    send("DELETE", f"/contacts/{passing}")
    contact = send("POST", "/contacts", {"customer_id": customer, "name": f"{name}'s own contact"})["id"]
    stranger.ids |= {"appointments": appointment, "contacts": contact}

"""A second actor on the same ticket, with the owner's key, between two steps of a plan. What they did, and what may not follow."""

import json
from collections.abc import Callable
from typing import Any

from msgspec import Struct

from storm.proxy import JSON, PREFIX, Reply, Request
from storm.server import OWNER, Line

LABOR = 1190473
CABLE = 19


class Deed(Struct, frozen=True):
    """What a person did: how many writes had passed by then, the record, and what names it; any one name will do."""

    kind: str
    after: int
    id: int
    names: tuple[str, ...]


class Person:
    """Acts when told to; the sluice's log keeps it in its place among the plan's requests."""

    def __init__(self, line: Line, kind: str, piece: int, note: Callable[[Request, Reply], None]) -> None:
        self._line = line
        self._kind = kind
        self._piece = piece
        self._note = note

    def act(self, ticket: int, customer: int, colleague: int) -> tuple[int, tuple[str, ...]] | None:
        """Do it; the id of what it is about, and what names it. None where there is nothing to do it to."""
        acts: dict[str, Callable[[], tuple[int, tuple[str, ...]] | None]] = {
            "line": lambda: self._adds_line(ticket),
            "invoice": lambda: self._adds_invoice(ticket, customer),
            "comment": lambda: self._adds_comment(ticket),
            "status": lambda: self._sets(ticket, {"status": "Waiting on Vendor"}, "Waiting on Vendor"),
            "assignee": lambda: self._sets(ticket, {"user_id": colleague}, str(colleague)),
            "removal": lambda: self._removes_line(ticket),
        }
        return acts[self._kind]()

    def _adds_line(self, ticket: int) -> tuple[int, tuple[str, ...]]:
        name = f"Cable for {self._piece:05}"
        thing = {"name": name, "description": name, "quantity": 1, "price_retail": CABLE, "taxable": False}
        made = self._send("POST", f"/tickets/{ticket}/add_line_item", {**thing, "product_id": LABOR})
        return made["id"], (str(made["id"]), name)

    def _adds_invoice(self, ticket: int, customer: int) -> tuple[int, tuple[str, ...]]:
        made = self._send("POST", "/invoices", {"ticket_id": ticket, "customer_id": customer})["invoice"]
        return made["id"], (str(made["id"]), str(made["number"]))

    def _adds_comment(self, ticket: int) -> tuple[int, tuple[str, ...]]:
        said = {"subject": "Update", "body": "Called about something else", "hidden": True, "do_not_email": True}
        made = self._send("POST", f"/tickets/{ticket}/comment", said)["comment"]
        return made["id"], (str(made["id"]),)

    def _sets(self, ticket: int, fields: dict[str, Any], *names: str) -> tuple[int, tuple[str, ...]]:
        self._send("PUT", f"/tickets/{ticket}", fields)
        return ticket, names

    def _removes_line(self, ticket: int) -> tuple[int, tuple[str, ...]] | None:
        lines = self._line.api("GET", f"/tickets/{ticket}")["ticket"]["line_items"]
        if not lines:
            return None
        line = lines[0]
        self._send("POST", f"/tickets/{ticket}/remove_line_item", {"ticket_line_item_id": line["id"]})
        return line["id"], (str(line["id"]), str(line["description"])[: len("Piece 00000")])

    def _send(self, method: str, path: str, body: Any) -> Any:
        reply = self._line.api(method, path, body, OWNER)
        request = Request(method, f"{PREFIX}{path}", body=json.dumps(body).encode())
        self._note(request, Reply(200, json.dumps(reply).encode(), JSON))
        return reply

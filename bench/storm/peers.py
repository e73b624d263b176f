"""The same pieces under the same faults, done as others do them: a client that retries, and curl with "on error try again".

Neither looks before it sends again. Both say in the end whether they believe that it is done.
"""

import http.client
import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from msgspec import Struct

from storm.ground import filled
from storm.pieces import Piece, Want
from storm.truth import State
from storm.worker import Done

TRIES = 4
"""One and three retries, as common HTTP clients are set."""
TIMEOUT = 0.6
AGAIN = frozenset({429, 500, 502, 503, 504})

Send = Callable[[str, str, Any, str], Any]
"""Method, path, body, tech: the reply; raises GaveUp."""


class GaveUp(Exception):
    """It told its user that it failed."""


class Came(Struct):
    """What came of one way of doing all pieces."""

    name: str
    intended: int = 0
    landed: int = 0
    duplicates: int = 0
    lost: int = 0
    told: int = 0
    wrong_no: int = 0


class Plain:
    """A program on an HTTP library with retries: 5xx, 429, timeouts and closed connections, POST too."""

    name = "client that retries"

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def send(self, method: str, path: str, body: Any, tech: str) -> Any:
        """The reply's JSON."""
        url = f"{self.base_url}{path}?api_key=sandbox-{tech}"
        data = None if body is None else json.dumps(body, default=float).encode()
        request = urllib.request.Request(url, data, {"Content-Type": "application/json"}, method=method)
        for _ in range(TRIES):
            try:
                with urllib.request.urlopen(request, timeout=TIMEOUT) as answer:
                    return _object(answer.read())
            except urllib.error.HTTPError as error:
                error.close()
                if error.code not in AGAIN:
                    raise GaveUp(str(error)) from None
            except (OSError, http.client.HTTPException):
                continue
        raise GaveUp("no more retries")


class Curl:
    """The documented call, one by one; whoever runs it sends it again when curl fails or the reply shows no record."""

    name = 'curl, "on error try again"'

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url

    def send(self, method: str, path: str, body: Any, tech: str) -> Any:
        """The reply's JSON."""
        url = f"{self.base_url}{path}?api_key=sandbox-{tech}"
        command = ["curl", "-sS", "--max-time", str(TIMEOUT), "-X", method, "-H", "Content-Type: application/json"]
        command += [url] if body is None else ["-d", json.dumps(body, default=float), url]
        for _ in range(TRIES):
            ended = subprocess.run(command, capture_output=True, check=False)
            if ended.returncode == 0:
                try:
                    return _object(ended.stdout)
                except GaveUp:
                    continue
        raise GaveUp("tried often enough")


def do(done: Done, send: Send) -> bool:
    """Send what the piece is meant to leave, in order; True when the sender believes that all is done."""
    try:
        for _ in range(done.piece.rounds):
            made: dict[str, Any] = {}
            for want in done.piece.wants:
                _write(done, want, made, send)
    except GaveUp:
        return False
    return True


def judge(came: Came, state: State, done: Done, *, believes: bool) -> None:
    """Add one piece to the figures."""
    for want in done.piece.wants:
        found = len(state.found(done, want))
        missing = max(want.times - found, 0)
        came.intended += want.times
        came.landed += min(found, want.times)
        came.duplicates += max(found - want.times, 0)
        came.lost += missing if believes else 0
        came.told += 0 if believes else missing
    last = done.piece.wants[-1]
    came.wrong_no += not believes and len(state.found(done, last)) >= last.times


def _write(done: Done, want: Want, made: dict[str, Any], send: Send) -> None:
    if want.kind in ("appointments", "payments", "estimates", "estimate_lines"):
        _write_elsewhere(done, want, made, send)
    else:
        _write_on_ticket(done, want, made, send)


def _write_on_ticket(done: Done, want: Want, made: dict[str, Any], send: Send) -> None:
    piece, ids = done.piece, done.ids
    fields = filled(want.fields, ids)
    tech = str(want.fields.get("user_id", f"@{piece.tech}")).removeprefix("@")
    text = f"{piece.marker}: the work"
    ticket = made.get("ticket") or ids.get("@ticket")
    owner = {"customer_id": ids["@customer"]}
    match want.kind:
        case "comments":
            body = {"subject": fields.get("subject", "Update"), "body": text, "hidden": fields.get("hidden", False)}
            send("POST", f"/tickets/{ticket}/comment", {**body, "do_not_email": True}, tech)
        case "ticket_lines" if not _is_timed(piece):
            send("POST", f"/tickets/{ticket}/add_line_item", _line(fields, text, send, tech), tech)
        case "timers":
            spent = {"start_at": "2026-11-19T09:00:00-07:00", "end_at": "2026-11-19T09:45:00-07:00"}
            entry = {**spent, "notes": text, "product_id": fields["product_id"]}
            timer = send("POST", f"/tickets/{ticket}/timer_entry", entry, tech)
            send("POST", f"/tickets/{ticket}/charge_timer_entry", {"timer_entry_id": timer["id"]}, tech)
        case "invoices":
            send("POST", "/invoices", {**owner, "ticket_id": ticket}, tech)
        case "tickets" if want.is_state:
            send("PUT", f"/tickets/{ticket}", fields, tech)
        case "tickets":
            made["ticket"] = send("POST", "/tickets", {**owner, "subject": text, "status": "New"}, tech)["ticket"]["id"]


def _write_elsewhere(done: Done, want: Want, made: dict[str, Any], send: Send) -> None:
    piece, ids = done.piece, done.ids
    tech, text, owner = piece.tech, f"{piece.marker}: the work", {"customer_id": ids["@customer"]}
    match want.kind:
        case "appointments" if want.is_state:
            times = {"start_at": ids["@moved"], "end_at": ids["@moved"].replace("14:30", "15:30")}
            send("PUT", f"/appointments/{ids['@appointment']}", times, tech)
        case "appointments":
            when = {"start_at": "2026-12-11T14:00:00-07:00", "end_at": "2026-12-11T15:30:00-07:00"}
            send("POST", "/appointments", {**owner, "ticket_id": made["ticket"], "summary": text, **when}, tech)
        case "payments":
            cents = int(want.fields["payment_amount"] * 100)
            paid = {"amount_cents": cents, "ref_num": piece.marker, "payment_method": "Check"}
            send("POST", "/payments", {**owner, **paid}, tech)
        case "estimates":
            send("POST", "/estimates", {**owner, "name": text, "date": "2026-11-20"}, tech)
        case "estimate_lines":
            thing = {"product_id": 32252, "name": text, "quantity": 1, "price": Decimal(1249), "taxable": True}
            send("POST", f"/estimates/{ids['@estimate']}/line_items", thing, tech)


def _is_timed(piece: Piece) -> bool:
    return any(want.kind == "timers" for want in piece.wants)


def _line(fields: dict[str, Any], text: str, send: Send, tech: str) -> dict[str, Any]:
    name = send("GET", f"/products/{fields['product_id']}", None, tech)["product"]["name"]
    wanted = {key: fields[key] for key in ("product_id", "quantity", "price_retail")}
    return {**wanted, "name": name, "description": text, "taxable": False}


def _object(content: bytes) -> dict[str, Any]:
    """The reply; GaveUp when it shows no record, which is where a program stops and an agent tries again."""
    try:
        reply = json.loads(content)
    except ValueError:
        raise GaveUp("not JSON") from None
    if not isinstance(reply, dict) or "error" in reply or "errors" in reply:
        raise GaveUp(str(reply)[:100])
    return reply

"""Lays the ground for each piece by plain requests: a customer, and what the piece is about. Not counted, never hurt."""

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

from storm.pieces import TECHS, Piece, customer_name
from storm.server import Line

HOURS = 20
FIRST_DAY = date(2027, 1, 4)
DAYS = 3000
PREPAY = "Prepay Hours"

Ids = Mapping[str, Any]


def lay(base_url: str, pieces: Iterable[Piece], threads: int) -> dict[int, Ids]:
    """What the @ names of each piece stand for."""
    line = Line(base_url)
    common = {f"@{tech}": line.api("GET", "/me", key=f"sandbox-{tech}")["user_id"] for tech in TECHS}
    common["@owner"] = line.api("GET", "/me")["user_id"]
    products = line.control("GET", "records/products")["records"]
    common["@hours"] = next(row["id"] for row in products if row["product_category"] == PREPAY)
    waiting = list(pieces)
    shares = [waiting[place::threads] for place in range(threads)]
    with ThreadPoolExecutor(threads) as pool:
        laid = list(pool.map(lambda share: _laid(Line(base_url), share, common), shares))
    return {number: ids for part in laid for number, ids in part.items()}


def _laid(line: Line, share: list[Piece], common: Ids) -> dict[int, Ids]:
    return {piece.number: _one(line, piece, common) for piece in share}


def _one(line: Line, piece: Piece, common: Ids) -> Ids:
    number = piece.number
    name = customer_name(number)
    given = {"business_name": name, "email": f"office@{name.lower()}.example"}
    ids = {**common, "@customer": line.api("POST", "/customers", given)["customer"]["id"]}
    if "ticket" in piece.needs:
        wanted = {"customer_id": ids["@customer"], "subject": f"Ground {number:05}", "status": "New"}
        ticket = line.api("POST", "/tickets", wanted)["ticket"]
        ids |= {"@ticket": ticket["id"], "@number": ticket["number"]}
    if piece.is_equal_before:
        ids |= {"@equal": _equal(line, piece, f"/tickets/{ids['@ticket']}")}
    if "block" in piece.needs:
        invoice = line.api("POST", "/invoices", {"customer_id": ids["@customer"]})["invoice"]["id"]
        bought = {"product_id": common["@hours"], "quantity": HOURS, "name": "Prepay Hours"}
        line.api("POST", f"/invoices/{invoice}/line_items", bought)
    if "appointment" in piece.needs:
        day = FIRST_DAY + timedelta(days=number % DAYS)
        made = {
            "customer_id": ids["@customer"],
            "summary": f"Visit {number:05}",
            "user_ids": [common[f"@{piece.tech}"]],
        }
        times = {"start_at": f"{day}T09:00:00-07:00", "end_at": f"{day}T10:00:00-07:00"}
        appointment = line.api("POST", "/appointments", {**made, **times})["appointment"]
        ids |= {"@appointment": appointment["id"], "@day": str(day), "@moved": f"{day}T14:30:00-07:00"}
    if "estimate" in piece.needs:
        made = {"customer_id": ids["@customer"], "name": f"Offer {number:05}", "date": "2026-11-20"}
        estimate = line.api("POST", "/estimates", made)["estimate"]
        ids |= {"@estimate": estimate["id"], "@estimate_number": estimate["number"]}
    return ids


def _equal(line: Line, piece: Piece, path: str) -> list[int]:
    """Ids of what the same tech did before, by hand: the same comment, and for a bill the same line."""
    key = f"sandbox-{piece.tech}"
    comment = next(want for want in piece.wants if want.kind == "comments")
    subject = comment.fields.get("subject") or ("Internal note" if comment.fields["hidden"] else "Update")
    text = piece.words[piece.words.index("--work") + 1] if piece.kind == "bill" else piece.words[2]
    given = {"subject": subject, "body": text.replace("\n", "<br>"), "hidden": comment.fields["hidden"]}
    made = [line.api("POST", f"{path}/comment", {**given, "do_not_email": True}, key)["comment"]["id"]]
    for wanted in (want.fields for want in piece.wants if want.kind == "ticket_lines"):
        product = wanted["product_id"]
        name = line.api("GET", f"/products/{product}")["product"]["name"]
        body = {"name": name, "description": " ".join(text.split()), "taxable": False, "product_id": product}
        numbers = {each: float(wanted[each]) for each in ("quantity", "price_retail")}
        made.append(line.api("POST", f"{path}/add_line_item", {**body, **numbers}, key)["id"])
    return made


def filled(value: Any, ids: Ids) -> Any:
    """The value with every @ name replaced; a name alone keeps its type."""
    if isinstance(value, str):
        if value in ids:
            return ids[value]
        for name in sorted(ids, key=len, reverse=True) if "@" in value else ():
            value = value.replace(name, str(ids[name]))
        return value
    if isinstance(value, dict):
        return {name: filled(item, ids) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [filled(item, ids) for item in value]
    return value

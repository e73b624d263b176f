"""No key, card number or password in any text that goes out or is kept: locations, reasons, names, single requests (R-55, R-62, R-81)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import Syncro
from tokens import VENDORS

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))
KEY = "sandbox-tech-1"
CARD = "4111 1111 1111 1111"
PASSWORD = "the door's passcode is Blue$Horse77"
CREATE = ("create", "plain paper", "Fax hums", "--description", "All day")
TOKEN = f"signed in with {VENDORS['gitlab']}"
"""Only the detector that is passed in knows it."""
PLACES: dict[str, tuple[str, ...]] = {
    "location": (*CREATE, "--start", "2031-12-01 2pm", "--location"),
    "subject of create": ("create", "plain paper", "--description", "All day"),
    "description of create": ("create", "plain paper", "Fax hums", "--description"),
    "reason of create": (*CREATE, "--allow-repeat"),
    "text of comment": ("comment", NUMBER, "--public"),
    "reason of comment": ("comment", NUMBER, "The disk has arrived", "--allow-repeat"),
    "reason of close": ("close", NUMBER, "A duplicate", "--no-time", "opened twice", "--allow-repeat"),
    "why there is no time": ("close", NUMBER, "A duplicate", "--no-time"),
    "resolution of close": ("close", NUMBER, "--no-time", "opened twice"),
    "work of bill": ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work"),
    "reason of bill": ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--allow-repeat"),
    "reason of estimate": ("estimate", "create", "plain paper", "Front desk", "--allow-repeat"),
    "name of estimate": ("estimate", "create", "plain paper"),
    "subject of comment": ("comment", NUMBER, "The disk has arrived", "--public", "--subject"),
    "field": ("api", "POST", f"/tickets/{TICKET}/comment", "-f", "subject=x", "-f"),
}


def stopped(done: Any) -> list[str]:
    """What blocks the plan."""
    assert done.code == 8, done.err
    return [finding["code"] for finding in done.json["findings"] if finding["severity"] == "block"]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize(
    ("text", "code"), [(KEY, "text.key"), (CARD, "text.card"), (PASSWORD, "text.secret"), (TOKEN, "text.secret")]
)
def test_a_secret_stops_the_plan_wherever_it_is_typed(
    line: Line, syncro_side: Syncro, tmp_path: Path, place: str, text: str, code: str
) -> None:
    typed = f"body={text}" if place == "field" else text
    assert code in stopped(line(*PLACES[place], typed, "--json"))
    assert syncro_side.writes() == []
    kept = [each for each in tmp_path.rglob("*") if each.is_file() and text.encode() in each.read_bytes()]
    assert kept == []


def test_the_line_of_an_estimate_holds_no_secret(line: Line, syncro_side: Syncro) -> None:
    body = {"customer_id": shop.PLAIN, "date": "2026-11-20", "name": "Old"}
    number = str(syncro_side.someone("POST", "estimates", body)["estimate"]["number"])
    for name in (PASSWORD, TOKEN):
        assert "text.secret" in stopped(line("estimate", "add", number, name, "--price", "9.50", "--json"))
    reason = ("estimate", "add", number, "Cable", "--price", "9.50", "--allow-repeat", KEY, "--json")
    assert "text.key" in stopped(line(*reason))


REQUESTS = {
    "hidden comment": (("POST", f"/tickets/{TICKET}/comment", "-f", "subject=x", "-f", "hidden=true", "-f"), "body="),
    "wiki page": (("POST", "/wiki_pages", "-f", "name=Doors", "-f"), "body="),
    "notes of a customer": (("PUT", f"/customers/{shop.PLAIN}", "-f"), "notes="),
}


@pytest.mark.parametrize("name", REQUESTS)
def test_where_only_the_shop_reads_a_password_is_a_warning_and_our_key_still_stops(line: Line, name: str) -> None:
    words, field = REQUESTS[name]
    done = line("api", *words, field + PASSWORD, "--json")
    assert done.code == 7, done.err
    assert ("text.secret", "warning") in {(each["code"], each["severity"]) for each in done.json["findings"]}
    assert stopped(line("api", *words, field + KEY, "--json")) == ["text.key"]
    assert stopped(line("api", *words, field + CARD, "--json")) == ["text.card"]


OUTGOING = {
    "comment": ("POST", f"/tickets/{TICKET}/comment", "-f", "subject=x", "-f", f"body={PASSWORD}"),
    "appointment": ("POST", "/appointments", "-f", "start_at=2031-12-01T14:00:00-07:00", "-f", f"location={PASSWORD}"),
    "ticket": ("PUT", f"/tickets/{TICKET}", "-f", f"subject={PASSWORD}"),
    "nested": ("PUT", f"/tickets/{TICKET}", "-f", f'comments_attributes=[{{"body": "{PASSWORD}"}}]'),
}


@pytest.mark.parametrize("name", OUTGOING)
def test_where_the_customer_reads_a_password_stops_the_request(line: Line, syncro_side: Syncro, name: str) -> None:
    assert stopped(line("api", *OUTGOING[name], "--json")) == ["text.secret"]
    assert syncro_side.writes() == []


def test_a_number_of_a_thing_is_no_card(line: Line) -> None:
    done = line("api", "PUT", "/customer_assets/601", "-f", "asset_serial=4111111111111111", "--json")
    assert "text.card" not in {each["code"] for each in done.json["findings"]}

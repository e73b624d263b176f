"""Two techs at one customer: what each writes is theirs, whatever Syncro makes of header keys (R-45, R-54, C2)."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

import shop
from desk import Syncro

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))
TECHS = (("tech-1", "Avery Stone", shop.AVERY), ("tech-2", "Blake Rivers", shop.BLAKE))
QUIRK = "header_auth_unattributed"


@pytest.fixture(params=[True, False], ids=["header unattributed", "header attributed"], autouse=True)
def quirk(request: pytest.FixtureRequest, syncro_side: Syncro) -> Iterator[None]:
    before = syncro_side.control("GET", "quirks")
    syncro_side.quirk(QUIRK, request.param)
    yield
    syncro_side.quirk(QUIRK, True)
    assert syncro_side.control("GET", "quirks").keys() == before.keys()


def executed(line: Line, *words: str) -> dict[str, Any]:
    """The plan, carried out by a third tech: who says yes is not who did the work."""
    plan: dict[str, Any] = line(*words, "--json").json
    done = line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--tech", "tech-3", "--json")
    assert (done.code, done.json["verified"]) == (0, True), done.err
    return plan


def test_comments_are_by_the_tech_whose_key_it_was(line: Line, syncro_side: Syncro) -> None:
    for alias, name, _ in TECHS:
        plan = executed(line, "comment", NUMBER, f"Seen by {name}", "--tech", alias)
        assert [step["as_tech"] for step in plan["steps"]] == [name]
    assert [each["key_owner"] for each in syncro_side.writes("tickets.comment")] == [name for _, name, _ in TECHS]
    written = [each for each in syncro_side.of_ticket("comments", TICKET) if each["subject"] == "Internal note"]
    assert [(each["body"], each["user_id"]) for each in written] == [(f"Seen by {n}", id_) for _, n, id_ in TECHS]


def test_bills_of_one_ticket_are_lines_of_each(line: Line, syncro_side: Syncro) -> None:
    for minutes, (alias, name, _) in zip(("30", "45"), TECHS, strict=True):
        words = ("--minutes", minutes, "--labor", "remote", "--work", f"Work of {name}", "--no-invoice")
        executed(line, "bill", NUMBER, *words, "--tech", alias)
    assert [each["key_owner"] for each in syncro_side.writes("tickets.add_line_item")] == [name for _, name, _ in TECHS]
    lines = syncro_side.of_ticket("ticket_lines", TICKET)
    assert [(each["quantity"], each["user_id"]) for each in lines] == [("0.5", shop.AVERY), ("0.75", shop.BLAKE)]
    assert [each["user_id"] for each in syncro_side.resolutions(TICKET)] == [shop.AVERY, shop.BLAKE]


@pytest.mark.parametrize("method", ["line_item", "timer"])
def test_a_split_bill_is_a_line_of_each_and_the_rest_is_the_acting_techs(
    line: Line, syncro_side: Syncro, method: str
) -> None:
    words = ("--labor", "remote", "--split", "tech-1=60", "--split", "tech-2=30", "--work", "Moved it")
    executed(line, "bill", NUMBER, *words, "--method", method, "--tech", "tech-2")
    assert [each["user_id"] for each in syncro_side.of_ticket("ticket_lines", TICKET)] == [shop.AVERY, shop.BLAKE]
    rest = [each["key_owner"] for each in syncro_side.writes() if each["operation"].partition(".")[0] == "invoices"]
    assert rest == ["Blake Rivers"]
    assert [each["user_id"] for each in syncro_side.resolutions(TICKET)] == [shop.BLAKE]


def test_a_close_with_time_of_two_is_a_line_of_each(line: Line, syncro_side: Syncro) -> None:
    words = ("--labor", "remote", "--split", "tech-1=60", "--split", "tech-2=30")
    executed(line, "close", NUMBER, "Moved it", *words, "--tech", "tech-2")
    assert [each["user_id"] for each in syncro_side.of_ticket("ticket_lines", TICKET)] == [shop.AVERY, shop.BLAKE]
    assert [each["user_id"] for each in syncro_side.resolutions(TICKET)] == [shop.BLAKE]
    owners = {each["operation"]: each["key_owner"] for each in syncro_side.writes()}
    assert (owners["invoices.create"], owners["tickets.update"]) == ("Blake Rivers", "Blake Rivers")


def test_closes_without_time_are_by_the_tech_whose_key_it_was(line: Line, syncro_side: Syncro) -> None:
    tickets = (TICKET, shop.OTHER_TICKET)
    for ticket, (alias, _, _) in zip(tickets, TECHS, strict=True):
        executed(line, "close", str(shop.number(ticket)), "A duplicate", "--no-time", "opened twice", "--tech", alias)
    writers = [{each["user_id"] for each in syncro_side.of_ticket("comments", ticket)} for ticket in tickets]
    assert [found - {None} for found in writers] == [{shop.AVERY}, {shop.BLAKE}]
    assert [each["key_owner"] for each in syncro_side.writes("tickets.update")] == [name for _, name, _ in TECHS]


def test_new_tickets_their_descriptions_and_appointments_are_of_who_made_them(line: Line, syncro_side: Syncro) -> None:
    for alias, name, user_id in TECHS:
        words = ("--description", "All day", "--start", "2031-12-01 2pm")
        executed(line, "create", "plain paper", f"Fax of {name}", *words, "--tech", alias)
        [ticket] = [each for each in syncro_side.records("tickets") if each["subject"] == f"Fax of {name}"]
        assert ticket["creator_id"] == user_id
        assert ticket["user_id"] is None, "it is given to somebody only when asked for"
        assert [each["user_id"] for each in syncro_side.of_ticket("comments", ticket["id"])] == [user_id]
        assert [each["user_id"] for each in syncro_side.of_ticket("appointments", ticket["id"])] == [user_id]
    owners = [each["key_owner"] for each in syncro_side.writes()]
    assert owners == ["Avery Stone"] * 3 + ["Blake Rivers"] * 3

"""`syncro contacts`, `assets` and `customers show` as transcripts: one customer, or a question."""

from collections.abc import Callable
from typing import Any

import httpx2
import pytest

import shop
from desk import Syncro as Other
from serving import Served
from syncro.cli import picking
from syncro.cli.context import App
from syncro.cli.options import Options
from syncro.config.settings import Environment
from syncro.workflows.reading.lookup import the_one

Syncro = Callable[..., Any]
NAME = "Cobalt Finch Dental"
"""The demo company has this customer, and `Cobalt Finch Dental Lab`."""


@pytest.fixture
def customer_id(shared_sandbox: Served) -> int:
    """The customer as the server itself knows it."""
    query = {"query": NAME, "api_key": "sandbox-owner"}
    rows = httpx2.get(f"{shared_sandbox.base_url}/customers", params=query).raise_for_status().json()["customers"]
    return next(row["id"] for row in rows if row["business_name"] == NAME)


def raw(sandbox: Served, path: str, key: str) -> list[dict[str, Any]]:
    """All rows of a list, whoever's they are, past our own client."""
    rows: list[dict[str, Any]] = []
    for page in range(1, 20):
        query = {"api_key": "sandbox-owner", "page": page}
        found = httpx2.get(sandbox.base_url + path, params=query).raise_for_status().json()[key]
        if not found:
            break
        rows += found
    return rows


def test_contacts_are_those_of_the_customer_and_no_others(
    syncro: Syncro, shared_sandbox: Served, customer_id: int
) -> None:
    own = [row for row in raw(shared_sandbox, "/contacts", "contacts") if row["customer_id"] == customer_id]
    done = syncro("contacts", NAME, "--json")
    assert done.code == 0, done.err
    assert [row["id"] for row in done.json] == [row["id"] for row in own] != []
    lines = syncro("contacts", NAME).out.splitlines()
    assert lines[0].split() == ["ID", "NAME", "E-MAIL", "PHONE", "ADDRESS"]
    assert [int(line.split()[0]) for line in lines[1:]] == [row["id"] for row in own]


def test_assets_are_those_of_the_customer_that_fit_the_words(
    syncro: Syncro, shared_sandbox: Served, customer_id: int
) -> None:
    own = [row for row in raw(shared_sandbox, "/customer_assets", "assets") if row["customer_id"] == customer_id]
    assert [row["id"] for row in syncro("assets", NAME, "--json").json] == [row["id"] for row in own] != []
    wanted = own[-1]["name"]
    done = syncro("assets", NAME, wanted.lower(), "--json", "id,name")
    assert {row["name"] for row in done.json} == {wanted}
    assert syncro("assets", NAME, "no such machine", "--json").json == []


def test_a_whole_name_is_no_question_though_another_begins_with_it(syncro: Syncro, customer_id: int) -> None:
    done = syncro("customers", "show", NAME.upper(), "--json", "id,name")
    assert done.json == [{"id": customer_id, "name": NAME}]


def test_an_internal_id_is_as_good_as_a_name(syncro: Syncro, customer_id: int) -> None:
    assert syncro("customers", "show", str(customer_id), "--json", "id").json == [{"id": customer_id}]


@pytest.mark.parametrize("words", [("customers", "show", "cobalt"), ("contacts", "cobalt"), ("assets", "cobalt")])
def test_several_matches_are_listed_and_none_is_guessed(syncro: Syncro, words: tuple[str, ...]) -> None:
    done = syncro(*words)
    assert done.code == 2
    assert done.out == ""
    assert "Cobalt Finch Dental (id" in done.err
    assert "Cobalt Finch Dental Lab (id" in done.err


@pytest.mark.parametrize("words", [("customers", "show", "nobody"), ("contacts", "nobody"), ("assets", "99999999")])
def test_no_match_is_exit_3_and_one_line(syncro: Syncro, words: tuple[str, ...]) -> None:
    done = syncro(*words)
    assert done.code == 3
    assert len(done.err.splitlines()) == 1
    assert words[-1] in done.err


@pytest.mark.parametrize("command", ["contacts", "assets"])
def test_a_missing_customer_is_a_usage_error_that_names_it(syncro: Syncro, command: str) -> None:
    done = syncro(command)
    assert done.code == 2
    assert "CUSTOMER" in done.err


def test_an_account_that_has_more_customers_than_were_looked_at_is_no_place_to_guess(
    line: Syncro, syncro_side: Other, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncro.workflows.reading.lookup.LOOKED_AT", 1)
    done = line("contacts", "e")
    assert done.code == 8
    assert "more customers than were looked at" in done.err


def test_a_customer_shows_its_sites_the_kept_ones_with_their_id(line: Syncro) -> None:
    done = line("customers", "show", "plain paper")
    assert "Warehouse" in done.out
    assert "9 Dock Road, Mesa, AZ, 85201" in done.out
    sites = line("customers", "show", "plain paper", "--json", "sites").json[0]["sites"]
    assert [(each["id"], each["name"]) for each in sites] == [
        *((shop.MAIN_OFFICE, "Main office"), (shop.WAREHOUSE, "Warehouse"), (None, "Pam Paper"))
    ]


class Typing:
    """A terminal on which somebody types these lines."""

    def __init__(self, *lines: str) -> None:
        self.lines, self.said = list(lines), ""

    def isatty(self) -> bool:
        return True

    def readline(self) -> str:
        return f"{self.lines.pop(0)}\n"

    def write(self, text: str) -> None:
        self.said += text

    def flush(self) -> None: ...


def test_in_a_terminal_several_matches_are_asked_about() -> None:
    terminal: Any = Typing("9", "2")
    app = App(Options(), env=Environment({}), stdin=terminal, stdout=terminal, stderr=terminal)
    found = the_one("contact", "pa", ["first", "second"], str, picking.chooser(app))
    assert found == "second"
    assert "  1  first" in terminal.said
    assert terminal.said.count("Which contact is 'pa'? [1-2]: ") == 2


def test_a_customer_without_assets_is_an_empty_list_that_says_so(line: Syncro) -> None:
    done = line("assets", str(shop.DISABLED))
    assert (done.code, done.out) == (0, "")
    assert "Closed Clinic: 0 assets." in done.err


def test_an_id_means_its_owner_though_it_is_a_part_of_anothers_phone_number(line: Syncro, syncro_side: Other) -> None:
    syncro_side.someone("POST", "customers", {"business_name": "Phone Farm", "phone": f"4805550{shop.BLOCK}"})
    done = line("customers", "show", str(shop.BLOCK), "--json", "name")
    assert done.json == [{"name": "Block Bakery"}], done.err

"""What every command that writes refuses in the same way: one line, its exit code, and what happened to the data (R-90)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_move_command import DAY, book

import shop
from desk import Syncro

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))
WRITERS = {
    "comment": ("comment", NUMBER, "The disk has arrived"),
    "close": ("close", NUMBER, "A duplicate", "--no-time", "opened twice"),
    "close with time": ("close", NUMBER, "Rebuilt it", "--minutes", "30", "--labor", "remote"),
    "bill": ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", "Rebuilt it"),
    "create": ("create", "plain paper", "Fax hums", "--description", "All day", "--start", "2031-12-01 2pm"),
    "update": ("update", NUMBER, "in progress"),
    "move-appointment": ("move-appointment", "plain", "--date", DAY, "--start", "14:30"),
    "estimate create": ("estimate", "create", "plain paper", "Front desk", "--date", "2026-11-20"),
    "estimate add": ("estimate", "add", "{estimate}", "Patch cable", "--price", "9.50"),
    "api": ("api", "PUT", f"/tickets/{TICKET}", "-f", "priority=3 Low"),
}
OF_INVOICES = ("close with time", "bill", "estimate create", "estimate add")
"""Commands whose key must be allowed to write invoices; the others write what belongs to tickets."""


@pytest.fixture(params=WRITERS)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def words(name: str, syncro_side: Syncro) -> tuple[str, ...]:
    """The command line, with what it is about in place."""
    book(syncro_side, "09:00")
    body = {"customer_id": shop.PLAIN, "date": "2026-11-20", "name": "Old"}
    estimate = syncro_side.someone("POST", "estimates", body)["estimate"]["number"]
    syncro_side.forget_requests()
    return tuple(str(estimate) if word == "{estimate}" else word for word in WRITERS[name])


def is_refused(done: Any, code: int, *said: str) -> bool:
    """One line that says all of this, and once that nothing was written."""
    assert (done.code, len(done.err.splitlines())) == (code, 1), done.err
    assert [part for part in said if part not in done.err] == [], done.err
    assert done.err.count("othing was written") == 1, done.err
    return True


def confirmed(line: Line, plan: Any, *more: str) -> Any:
    return line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], *more)


def test_an_expired_key_is_exit_4(
    line: Line, syncro_side: Syncro, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", "expired")
    assert is_refused(line(*words), 4, "key")
    assert syncro_side.writes() == []


def test_a_key_without_the_permission_is_exit_4_and_the_permission_is_named(
    line: Line, syncro_side: Syncro, name: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking = "invoice" if name in OF_INVOICES else "ticket"
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", f"no-{lacking}")
    assert is_refused(line(*words), 4, "appointments" if name == "move-appointment" else lacking)
    assert syncro_side.writes() == []


def test_a_tech_without_a_key_is_exit_4_and_no_other_key_is_taken(
    line: Line, syncro_side: Syncro, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    (home / "config.toml").write_text(
        f'[profiles.shop]\nbase_url = "{syncro_side.base_url}"\ntech = "avery"\n'
        '[profiles.shop.techs.avery]\nkey = "env:AVERY_KEY"\n[profiles.shop.techs.blake]\nkey = "env:BLAKE_KEY"\n'
    )
    monkeypatch.setenv("SYNCRO_PROFILE", "shop")
    monkeypatch.delenv("SYNCRO_BASE_URL")
    monkeypatch.setenv("AVERY_KEY", "sandbox-tech-1")
    assert is_refused(line(*words, "--tech", "blake"), 4, "blake", "BLAKE_KEY")
    assert syncro_side.requests() == [], "not even to read"


def test_a_server_of_web_pages_is_exit_5_and_named_as_such(
    line: Line, page_server: str, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("syncro.api.client.READ_PAUSES", (0.0, 0.0))
    monkeypatch.setenv("SYNCRO_BASE_URL", page_server)
    assert is_refused(line(*words), 5, "web page")


def test_a_server_that_is_away_is_exit_5(line: Line, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("syncro.api.client.READ_PAUSES", ())
    monkeypatch.setenv("SYNCRO_BASE_URL", "http://127.0.0.1:9")
    assert is_refused(line(*words), 5)


def test_an_unknown_tech_and_profile_are_exit_2(line: Line, syncro_side: Syncro, words: tuple[str, ...]) -> None:
    assert is_refused(line(*words, "--tech", "zoe"), 2, "zoe")
    assert is_refused(line(*words, "--profile", "nosuch"), 2, "nosuch")
    assert syncro_side.requests() == []


def test_a_dry_run_shows_the_requests_and_keeps_nothing(
    line: Line, syncro_side: Syncro, words: tuple[str, ...], tmp_path: Path
) -> None:
    done = line(*words, "--dry-run")
    assert done.code == 0, done.err
    assert "Requests" in done.out
    assert "nothing was written" in done.err
    assert not list((tmp_path / "home").rglob("journal*"))
    assert syncro_side.writes() == []


def test_without_a_yes_it_waits_and_says_how_to_go_on(line: Line, syncro_side: Syncro, words: tuple[str, ...]) -> None:
    done = line(*words)
    assert done.code == 7
    [stored] = line("plan", "list", "--json").json
    assert f"syncro plan execute {stored['plan_id']} --confirm " in done.err
    assert syncro_side.writes() == []


def test_another_digest_and_a_second_time_are_exit_8(line: Line, syncro_side: Syncro, words: tuple[str, ...]) -> None:
    plan = line(*words, "--json").json
    assert is_refused(line("plan", "execute", plan["plan_id"], "--confirm", "0" * 64), 8, "Digest doesn't match")
    assert syncro_side.writes() == []
    done = confirmed(line, plan, "--json")
    assert (done.code, done.json["status"], done.json["verified"]) == (0, "done", True), done.err
    sent = len(syncro_side.writes())
    assert sent in {len(plan["steps"]), len([each for each in plan["steps"] if not each["conditional"]])}
    again = confirmed(line, plan)
    assert (again.code, "was already carried out. Nothing was sent this time. Try: syncro plan show" in again.err) == (
        8,
        True,
    )
    assert len(syncro_side.writes()) == sent


def test_a_request_that_got_lost_is_exit_6_and_resume_sends_it_once(
    line: Line, syncro_side: Syncro, words: tuple[str, ...]
) -> None:
    plan = line(*words, "--json").json
    first = plan["steps"][0]["operation"]
    syncro_side.fault("drop_before", first)
    lost = confirmed(line, plan)
    assert (lost.code, "hasn't shown up yet; it may still. Try: syncro plan resume" in lost.err) == (6, True), lost.err
    assert f"syncro plan resume {plan['plan_id']}" in lost.err
    syncro_side.calm()
    syncro_side.forget_requests()
    done = line("plan", "resume", plan["plan_id"], "--json")
    assert (done.code, done.json["verified"]) == (0, True), done.err
    assert [each["operation"] for each in syncro_side.writes()] == [each["operation"] for each in plan["steps"]]


STALE: dict[str, tuple[str, str, dict[str, Any]]] = {
    "close": ("PUT", f"tickets/{TICKET}", {"status": "In Progress"}),
    "close with time": ("PUT", f"tickets/{TICKET}", {"status": "In Progress"}),
    "bill": ("PUT", f"products/{shop.REMOTE}", {"price_retail": 155.0}),
    "create": ("PUT", f"customers/{shop.PLAIN}", {"disabled": True}),
    "update": ("PUT", f"tickets/{TICKET}", {"status": "Waiting on Vendor"}),
    "estimate create": ("PUT", f"customers/{shop.PLAIN}", {"disabled": True}),
    "api": ("PUT", f"tickets/{TICKET}", {"priority": "1 High"}),
}


@pytest.mark.parametrize("writer", STALE)
def test_what_changed_since_the_preview_makes_it_stale(line: Line, syncro_side: Syncro, writer: str) -> None:
    plan = line(*WRITERS[writer], "--json").json
    syncro_side.someone(*STALE[writer])
    syncro_side.forget_requests()
    done = confirmed(line, plan)
    assert (done.code, "Nothing was written. Plan it again." in done.err) == (8, True), done.err
    assert syncro_side.writes() == []


AGAIN = {
    "comment": "says the same",
    "bill": "--allow-repeat",
    "create": "--allow-repeat REASON",
    "close": "already",
    "update": "nothing would change",
}


@pytest.mark.parametrize("writer", AGAIN)
def test_the_same_wish_again_is_exit_8_and_says_why(line: Line, syncro_side: Syncro, writer: str) -> None:
    assert confirmed(line, line(*WRITERS[writer], "--json").json).code == 0
    sent = len(syncro_side.writes())
    done = line(*WRITERS[writer])
    assert (done.code, len(done.err.splitlines())) == (8, 1), done.err
    assert AGAIN[writer].lower() in done.err.lower()
    assert len(syncro_side.writes()) == sent


READERS: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "tickets": ((), ()),
    "ticket": (("ticket", NUMBER), ("ticket", "99999")),
    "search": (("search", "trouble"), ()),
    "customers": (("customers", "paper"), ("customers", "zebra")),
    "customers show": (("customers", "show", "plain paper"), ("customers", "show", "zebra")),
    "contacts": (("contacts", "plain"), ("contacts", "zebra")),
    "assets": (("assets", "plain"), ("assets", "zebra")),
    "estimate list": (("estimate", "list"), ("estimate", "list", "--customer", "zebra")),
    "estimate show": (("estimate", "show", "2000"), ("estimate", "show", "99999")),
    "log": (("log", NUMBER), ("log", "99999")),
    "whoami": (("whoami",), ()),
    "api": (("api", "GET", f"/tickets/{TICKET}"), ("api", "GET", "/tickets/1")),
}


@pytest.mark.parametrize("reader", READERS)
def test_who_may_not_read_is_told_in_one_line(
    line: Line, syncro_side: Syncro, page_server: str, reader: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    words, unknown = READERS[reader]
    assert not unknown or is_refused(line(*unknown), 3)
    monkeypatch.setattr("syncro.api.client.READ_PAUSES", ())
    with monkeypatch.context() as changed:
        changed.delenv("SYNCRO_PROFILE", raising=False)
        changed.setenv("SYNCRO_API_KEY", "expired")
        assert is_refused(line(*words), 4, "key")
    for address in (page_server, "http://127.0.0.1:9"):
        monkeypatch.setenv("SYNCRO_BASE_URL", address)
        assert is_refused(line(*words), 5)


def test_a_date_that_a_person_gave_is_echoed_with_its_weekday_before_anything_is_written(
    line: Line, syncro_side: Syncro
) -> None:
    for words in (
        ("create", "plain paper", "Fax", "--description", "x", "--due", "2031-12-05", "--start", "2031-12-05 9:30"),
        ("update", NUMBER, "--due", "2031-12-05"),
    ):
        assert "Fri 2031-12-05 17:00 (-07:00)" in line(*words).out
    assert syncro_side.writes() == []


@pytest.mark.parametrize("typed", [("--tech", ""), ("--tech=",), ("--tech", " "), ("--profile", "")])
def test_a_tech_or_profile_of_no_name_is_never_the_default_one(
    line: Line, syncro_side: Syncro, words: tuple[str, ...], typed: tuple[str, ...]
) -> None:
    assert is_refused(line(*words, *typed), 2, "needs a value")
    assert syncro_side.writes() == []


EMPTY = {
    "start": ("create", "plain paper", "Fax", "--description", "x", "--start", ""),
    "due": ("update", NUMBER, "--due", " "),
    "assign": ("update", NUMBER, "in progress", "--assign", ""),
    "reason": ("comment", NUMBER, "x", "--allow-repeat", ""),
    "split": ("bill", NUMBER, "--labor", "remote", "--split", ""),
    "date": ("move-appointment", "plain", "--start", "14:30", "--date", ""),
    "customer": ("estimate", "list", "--customer", ""),
}


@pytest.mark.parametrize("flag", EMPTY)
def test_an_option_given_nothing_isnt_taken_as_left_out(line: Line, syncro_side: Syncro, flag: str) -> None:
    assert is_refused(line(*EMPTY[flag]), 2, "is empty")
    assert syncro_side.writes() == []


def test_a_customer_of_no_name_is_nobody(line: Line) -> None:
    assert is_refused(line("estimate", "create", " ", "Desk"), 2, "customer's name is empty")


@pytest.mark.parametrize(
    "words",
    [
        ("PUT", "/tickets/999999999", "-f", "status=Resolved"),
        ("DELETE", "/tickets/999999999"),
        ("POST", "/tickets/999999999/comment", "-f", "subject=x", "-f", "body=y", "-f", "hidden=true"),
        ("PUT", "/customers/99999999", "-f", "notes=x"),
        ("PUT", "/invoices/99999999", "-f", "note=x"),
    ],
)
def test_a_request_by_hand_on_a_record_that_isnt_there_is_not_found(
    line: Line, syncro_side: Syncro, words: tuple[str, ...]
) -> None:
    ended = line("api", *words)
    assert (ended.code, ended.out, syncro_side.writes()) == (3, "", [])
    assert "Nothing was written." in ended.err


def test_an_address_is_no_path_of_the_api_and_nothing_is_read_from_another_host(
    line: Line, syncro_side: Syncro
) -> None:
    for words in (("GET",), ("PUT",)):
        ended = line("api", *words, "https://other.syncromsp.com/api/v1/tickets/1")
        assert (ended.code, syncro_side.requests()) == (2, [])
        assert "is a path of the API" in ended.err

"""A key is seen nowhere: not in the home folder, not on stdout or stderr, whatever happens (R-55)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import canary
import shop
from desk import Syncro

Line = Callable[..., Any]
CANARY = canary.key("bill")
NUMBER = str(shop.number(shop.TICKETS[shop.PLAIN]))
BILL = ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", "Call", "--verbose")


@pytest.fixture
def with_canary(syncro_side: Syncro, line: Line, monkeypatch: pytest.MonkeyPatch) -> Line:
    syncro_side.control("PUT", "keys", {"key": CANARY, "user_id": shop.AVERY})
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", CANARY)
    return line


def is_unseen(home: Path, *said: str) -> bool:
    """The key, or a longer piece of it, is in no file and in nothing said."""
    files = [path for path in home.rglob("*") if path.is_file()]
    assert files, "there must be something to look through"
    pieces = (CANARY, CANARY[:24], CANARY[-24:])
    for path in files:
        content = path.read_bytes()
        assert not any(piece.encode() in content for piece in pieces), path
    return not any(piece in text for piece in pieces for text in said)


def execute(line: Line, plan: Any, *more: str) -> Any:
    return line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"], "--verbose", *more)


def test_a_bill_from_plan_to_receipt_shows_no_key(with_canary: Line, syncro_side: Syncro, tmp_path: Path) -> None:
    planned = with_canary(*BILL, "--json")
    done = execute(with_canary, planned.json, "--json")
    assert done.code == 0
    assert {each["key_owner"] for each in syncro_side.requests()} == {"Avery Stone"}
    shown = with_canary("plan", "show", planned.json["plan_id"], "--json")
    said = [text for each in (planned, done, shown) for text in (each.out, each.err)]
    assert is_unseen(tmp_path / "home", *said)


WRITES = {
    "comment": ("comment", NUMBER, "The disk has arrived", "--email"),
    "close": ("close", NUMBER, "Rebuilt it", "--minutes", "30", "--labor", "remote"),
    "create": ("create", "plain paper", "Fax hums", "--description", "All day", "--start", "2031-12-01 2pm"),
    "update": ("update", NUMBER, "in progress", "--assign", "blake"),
    "estimate": ("estimate", "create", "plain paper", "Two laptops"),
    "api": ("api", "PUT", f"/tickets/{shop.TICKETS[shop.PLAIN]}", "-f", "priority=3 Low"),
}


@pytest.mark.parametrize("name", WRITES)
def test_no_command_that_writes_shows_a_key_also_when_its_answer_is_lost(
    with_canary: Line, syncro_side: Syncro, tmp_path: Path, name: str
) -> None:
    planned = with_canary(*WRITES[name], "--json", "--verbose")
    assert planned.code == 7, planned.err
    syncro_side.fault("drop_after", planned.json["steps"][0]["operation"])
    done = execute(with_canary, planned.json)
    assert syncro_side.struck() == 1
    assert done.code == 0, done.err
    assert {each["key_owner"] for each in syncro_side.writes()} == {"Avery Stone"}
    shown = with_canary("plan", "show", planned.json["plan_id"])
    assert is_unseen(tmp_path / "home", *[text for each in (planned, done, shown) for text in (each.out, each.err)])


READS = {
    "whoami": ("whoami",),
    "tech": ("tech", "list"),
    "doctor": ("doctor",),
    "log": ("log", NUMBER),
    "search": ("search", "trouble"),
    "customers": ("customers", "show", "plain paper"),
    "probe": ("doctor", "--probe"),
}


@pytest.mark.parametrize("name", READS)
def test_no_command_that_reads_shows_a_key(with_canary: Line, tmp_path: Path, name: str) -> None:
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "config.toml").write_text("timeout = 30\n")
    said = [with_canary(*READS[name], "--verbose", *more) for more in ((), ("--json",))]
    assert is_unseen(tmp_path / "home", *[text for each in said for text in (each.out, each.err)])


@pytest.mark.parametrize("fault", ["drop_before", "drop_after", "error_after", "html_200", "null_body", "slow_after"])
def test_trouble_and_resume_show_no_key(
    with_canary: Line, syncro_side: Syncro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: str
) -> None:
    if fault == "slow_after":
        monkeypatch.setenv("SYNCRO_TIMEOUT", "0.2")
    planned = with_canary(*BILL, "--json")
    syncro_side.fault(fault, "invoices.create", seconds=0.5)
    done = execute(with_canary, planned.json)
    assert syncro_side.struck() == 1
    resumed = with_canary("plan", "resume", planned.json["plan_id"], "--verbose")
    said = [text for each in (planned, done, resumed) for text in (each.out, each.err)]
    assert is_unseen(tmp_path / "home", *said)


def test_a_key_that_syncro_refuses_isnt_shown(with_canary: Line, syncro_side: Syncro, tmp_path: Path) -> None:
    planned = with_canary(*BILL, "--json")
    syncro_side.control("PUT", "keys", {"key": CANARY, "expired": True})
    refused = [execute(with_canary, planned.json), with_canary(*BILL), with_canary("api", "GET", "/me", "--verbose")]
    assert [each.code for each in refused] == [4, 4, 4]
    said = [text for each in (planned, *refused) for text in (each.out, each.err)]
    assert is_unseen(tmp_path / "home", *said)


def test_a_traceback_in_the_middle_of_a_write_shows_no_key(
    with_canary: Line, syncro_side: Syncro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from syncro.api.wire import Wire

    planned = with_canary(*BILL, "--json")
    exchange = Wire.exchange

    def odd(self: Wire, call: Any) -> Any:
        if call.operation == "invoices.create":
            raise RuntimeError(f"POST /invoices?api_key={self.key.reveal()} went wrong")
        return exchange(self, call)

    monkeypatch.setattr(Wire, "exchange", odd)
    done = execute(with_canary, planned.json)
    assert done.code == 1
    assert "Traceback" in done.err
    assert "It may have been written." in done.err
    assert is_unseen(tmp_path / "home", planned.out, planned.err, done.out, done.err)


def test_a_key_in_the_words_of_the_work_is_stopped_and_not_repeated(
    with_canary: Line, syncro_side: Syncro, tmp_path: Path
) -> None:
    (tmp_path / "home").mkdir(exist_ok=True)
    (tmp_path / "home" / "config.toml").write_text("timeout = 30\n")
    words = ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", f"used {CANARY} for it")
    done = with_canary(*words)
    assert done.code == 8
    assert syncro_side.writes() == []
    assert is_unseen(tmp_path / "home", done.out, done.err)

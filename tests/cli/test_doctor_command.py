"""`syncro doctor`: each check one line with its remedy; `--probe` learns what the account honours (design §4)."""

import sqlite3
import threading
import time
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

import shop
from desk import Desk, Syncro, codes
from syncro.config import settings
from syncro.workflows.doctor import keyring_check

TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))


def states(done: Any) -> dict[str, str]:
    return {row["check"]: row["state"] for row in done.json}


@pytest.fixture
def quiet(tmp_path: Path) -> None:
    """No Ollama is looked for."""
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text("[drafting]\nurls = []\n")


@pytest.mark.usefixtures("quiet")
def test_a_sound_account_has_no_failure_and_nothing_is_written(line: Any, syncro_side: Syncro) -> None:
    done = line("doctor", "--json")
    assert done.code == 0, done.out
    assert set(states(done).values()) <= {"ok", "unknown"}
    assert {"configuration", "key", "keyring", "rate limit", "journal", "account", "clock", "permissions"} <= set(
        states(done)
    )
    assert syncro_side.writes() == []


@pytest.mark.usefixtures("quiet")
def test_each_check_is_one_line(line: Any) -> None:
    out = line("doctor").out.splitlines()
    assert len(out) == len(line("doctor", "--json").json)
    assert out[0].startswith("ok")


def test_a_broken_file_is_told_with_what_to_do(line: Any, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text("[[[")
    done = line("doctor")
    assert done.code == 1
    assert done.out.startswith("FAIL  configuration")
    assert "→" in done.out
    assert len(done.out.splitlines()) == 1


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize(
    ("key", "check"), [("expired", "account"), ("nobodys-key", "account"), ("no-invoice", "permissions")]
)
def test_a_key_that_wont_do_is_told(line: Any, monkeypatch: pytest.MonkeyPatch, key: str, check: str) -> None:
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", key)
    done = line("doctor", "--json")
    assert done.code == 1
    [failed, *_] = [row for row in done.json if row["state"] == "fail"]
    assert failed["check"] == check
    assert failed["remedy"]
    assert "nobodys-key" not in done.out + done.err


@pytest.mark.usefixtures("quiet")
def test_a_journal_that_was_changed_is_found(line: Any, tmp_path: Path) -> None:
    line("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--json")
    assert states(line("doctor", "--json"))["journal"] == "ok"
    with sqlite3.connect(tmp_path / "home" / "journal.db") as journal:
        journal.execute("UPDATE entries SET who = 'somebody'")
    journal.close()
    done = line("doctor", "--json")
    assert done.code == 1
    assert states(done)["journal"] == "fail"


def test_an_ollama_that_is_away_is_a_warning_with_its_remedy(line: Any, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text('[drafting]\nurls = ["http://127.0.0.1:1"]\n')
    done = line("doctor", "--json")
    assert done.code == 0
    [row] = [row for row in done.json if row["check"] == "drafting"]
    assert row["state"] == "warn"
    assert "ollama serve" in row["remedy"]


def test_a_missing_keyring_matters_only_to_those_whose_key_is_in_it(tmp_path: Path) -> None:
    import keyring
    from keyring.backends.fail import Keyring as NoKeyring

    (tmp_path / "config.toml").write_text(
        '[profiles.shop]\nsubdomain = "shop"\n[profiles.shop.techs.avery]\nkey = "keyring:syncro/avery"\n'
    )
    before = keyring.get_keyring()
    keyring.set_keyring(NoKeyring())
    try:
        needing = settings.load(profile=None, tech=None, env={"SYNCRO_HOME": str(tmp_path)})
        assert keyring_check(needing).state.value == "fail"
        other = settings.load(profile="sandbox", tech=None, env={"SYNCRO_HOME": str(tmp_path)})
        assert keyring_check(other).state.value == "ok"
    finally:
        keyring.set_keyring(before)


class Elsewhere(BaseHTTPRequestHandler):
    """An account whose clock is a quarter of an hour slow; it knows who owns the key, and nothing else."""

    def do_GET(self) -> None:
        me = b'{"user_id": 5, "user_name": "Avery Stone"}' if self.path.endswith("/me") else b'{"message": "Not found"}'
        self.send_response(200 if self.path.endswith("/me") else 404)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(me)))
        self.end_headers()
        self.wfile.write(me)

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(time.time() - 900, usegmt=True)

    def log_message(self, *_: object) -> None:
        """Silent."""


@pytest.mark.usefixtures("quiet")
def test_a_clock_that_disagrees_with_the_servers_is_told(line: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with HTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        serving = threading.Thread(target=server.serve_forever, args=(0.02,))
        serving.start()
        monkeypatch.setenv("SYNCRO_BASE_URL", f"http://127.0.0.1:{server.server_address[1]}/api/v1")
        done = line("doctor", "--json")
        server.shutdown()
        serving.join()
    [clock] = [row for row in done.json if row["check"] == "clock"]
    assert clock["state"] == "warn"
    assert "ahead of the server's" in clock["message"]
    assert "reach" in states(done)


def billed(line: Any) -> None:
    plan = line("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", "Rebuilt it", "--json").json
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0


def answers(done: Any) -> dict[str, str]:
    return {row["check"]: row["message"].partition(":")[0] for row in done.json}


@pytest.mark.usefixtures("quiet")
@pytest.mark.parametrize("is_on", [True, False])
def test_a_probe_tells_what_the_account_honours(line: Any, syncro_side: Syncro, is_on: bool) -> None:
    billed(line)
    syncro_side.quirk("invoice_ticket_filter", is_on)
    syncro_side.quirk("invoice_customer_filter", is_on)
    syncro_side.quirk("invoice_list_has_ticket_id", is_on)
    syncro_side.forget_requests()
    said = answers(line("doctor", "--probe", "--json"))
    word = "Yes" if is_on else "No"
    assert said["filters invoices by ticket"] == word
    assert said["filters invoices by customer"] == word
    assert said["lists invoices with their ticket"] == word
    assert said["filters products by several ids"] == "Yes"
    assert said["limits comments per page"] == "Yes"
    assert syncro_side.writes() == []


@pytest.mark.usefixtures("quiet")
def test_what_the_records_cant_show_stays_open(line: Any) -> None:
    done = line("doctor", "--probe", "--json")
    assert states(done)["filters invoices by ticket"] == "unknown"
    assert done.code == 0


@pytest.mark.usefixtures("quiet")
def test_a_bill_asks_by_customer_where_a_probe_found_that_this_works(line: Any, syncro_side: Syncro) -> None:
    billed(line)
    syncro_side.quirk("invoice_ticket_filter", False)
    syncro_side.quirk("invoice_customer_filter", True)
    assert line("doctor", "--probe").code == 0
    syncro_side.forget_requests()
    line("bill", str(shop.number(shop.OTHER_TICKET)), "--minutes", "30", "--labor", "remote", "--json")
    [asked] = [each for each in syncro_side.requests() if each["operation"] == "invoices.list"]
    assert asked["query"]["customer_id"] == str(shop.PLAIN)


@pytest.mark.usefixtures("quiet")
def test_a_dry_run_of_a_probe_remembers_nothing(line: Any, syncro_side: Syncro, tmp_path: Path) -> None:
    billed(line)
    line("doctor", "--probe", "--dry-run")
    with sqlite3.connect(tmp_path / "home" / "journal.db") as journal:
        assert journal.execute("SELECT count(*) FROM facts").fetchone() == (0,)
    journal.close()


def test_without_a_probe_a_bill_asks_as_ever(desk: Desk, syncro_side: Syncro) -> None:
    assert "invoices.unchecked" not in codes(desk.plan(int(NUMBER)))
    [asked] = [each for each in syncro_side.requests() if each["operation"] == "invoices.list"]
    assert "customer_id" not in asked["query"]

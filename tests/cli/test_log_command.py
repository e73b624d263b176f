"""`syncro log`: a ticket's session log as a file that is never overwritten (R-82)."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

import shop
from desk import Syncro
from tokens import VENDORS

TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))


def comment(id_: int, body: str, **more: Any) -> dict[str, Any]:
    at = "2026-10-01T10:00:00.000-07:00"
    fields = {"subject": "Update", "tech": "", "hidden": False, "user_id": shop.AVERY, "body": body}
    return {"id": id_, "ticket_id": TICKET, "created_at": at, "updated_at": at, **fields, **more}


def test_the_log_tells_what_was_done_and_what_it_cost(line: Any, syncro_side: Syncro, tmp_path: Path) -> None:
    plan = line(
        "bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", "Rebuilt the mail profile", "--json"
    ).json
    assert line("plan", "execute", plan["plan_id"], "--confirm", plan["digest"]).code == 0
    done = line("log", NUMBER, "--json")
    assert done.code == 0, done.err
    path = Path(done.json["path"])
    today = datetime.now(ZoneInfo("America/Phoenix"))
    assert path == tmp_path / "home/clients/plain-paper-co/session-logs" / f"{today:%Y-%m-%d}-{NUMBER}.md"
    text = path.read_text()
    assert text == done.json["text"]
    assert text.startswith(f"# #{NUMBER} Trouble 9001\n")
    assert "## Resolution\n\n> Rebuilt the mail profile" in text
    assert "- 0.75 × 150.00 Labor - Remote Business (Avery Stone, invoiced): Rebuilt the mail profile" in text
    [invoice] = syncro_side.of_ticket("invoices", TICKET)
    assert f"## Invoice\n\n- {invoice['number']}: 112.50, not paid" in text
    assert "### Initial Issue" in text
    assert f"plan {plan['plan_id']}, done" in text
    assert "status New → Invoiced (Avery Stone)" in text
    assert path.stat().st_mode & 0o077 == 0


def test_a_second_log_of_the_day_overwrites_nothing(line: Any) -> None:
    first = Path(line("log", NUMBER, "--json").json["path"])
    first.write_text("mine")
    second = Path(line("log", NUMBER, "--json").json["path"])
    assert first.read_text() == "mine"
    assert second.name == first.name.replace(".md", "-2.md")


def test_a_link_in_its_place_is_not_followed(line: Any, tmp_path: Path) -> None:
    first = Path(line("log", NUMBER, "--json").json["path"])
    elsewhere = tmp_path / "elsewhere"
    first.unlink()
    first.symlink_to(elsewhere)
    assert Path(line("log", NUMBER, "--json").json["path"]).name.endswith("-2.md")
    assert not elsewhere.exists()


def test_the_root_is_configurable(line: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text('session_logs = "notes"\n')
    assert line("log", NUMBER, "--json").json["path"].startswith(str(tmp_path / "home" / "notes" / "clients"))
    monkeypatch.setenv("SYNCRO_SESSION_LOGS", str(tmp_path / "other"))
    assert line("log", NUMBER, "--json").json["path"].startswith(str(tmp_path / "other" / "clients"))


def test_a_dry_run_shows_the_text_and_writes_no_file(line: Any, tmp_path: Path, syncro_side: Syncro) -> None:
    done = line("log", NUMBER, "--dry-run")
    assert done.code == 0
    assert done.out.startswith(f"# #{NUMBER}")
    assert not (tmp_path / "home" / "clients").exists()
    assert syncro_side.writes() == []


def test_text_of_others_cant_become_markup_or_carry_a_credential(line: Any, syncro_side: Syncro) -> None:
    bodies = [
        "# big\n[click](http://x.example) <script>alert(1)</script>",
        "the password is hunter2x\nthen it worked",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIBOgIBAAJB\n-----END RSA PRIVATE KEY-----",
        "the key was sandbox-tech-1, internal",
        f"the deploy key is {VENDORS['github']}",
    ]
    syncro_side.store("comments", [comment(7100 + place, body) for place, body in enumerate(bodies)])
    text = line("log", NUMBER, "--json").json["text"]
    assert "<script>" not in text.replace("\\<", "")
    assert "[click]" not in text
    assert "hunter2x" not in text
    assert "seems to contain a password" in text
    assert "then it worked" in text
    assert "MIIBOgIBAAJB" not in text
    assert "sandbox-tech-1" not in text
    assert VENDORS["github"].removeprefix("gho_") not in text
    assert "seems to contain a credential (GitHub Token)" in text


def test_what_the_key_may_not_read_is_named_in_the_log(
    line: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", "no-invoice")
    done = line("log", NUMBER, "--json")
    assert done.code == 0, done.err
    assert "## Could not be read\n\n- invoices: this key may not read them" in done.json["text"]


def test_an_unknown_ticket_is_not_found(line: Any) -> None:
    assert line("log", "99999").code == 3


def test_a_folder_that_cant_be_written_is_one_line(line: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    monkeypatch.setenv("SYNCRO_SESSION_LOGS", str(blocked))
    done = line("log", NUMBER)
    assert done.code == 2
    assert "session_logs" in done.err
    assert done.err.count("\n") == 1


def test_a_damaged_plan_about_the_ticket_is_one_line(line: Any, tmp_path: Path) -> None:
    assert line("comment", NUMBER, "Hello", "--json").code == 7
    with closing(sqlite3.connect(tmp_path / "home" / "journal.db")) as database, database:
        database.execute("UPDATE plans SET document = json_remove(document, '$.steps')")
    done = line("log", NUMBER)
    assert (done.code, len(done.err.splitlines())) == (1, 1), done.err
    assert "damaged" in done.err or "can't be read" in done.err


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_the_log_is_kept_on_the_accounts_clocks_by_the_owner_of_the_key(
    line: Any, syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch, zone: str
) -> None:
    monkeypatch.delenv("SYNCRO_PROFILE", raising=False)
    monkeypatch.setenv("SYNCRO_API_KEY", "sandbox-tech-1")
    syncro_side.control("PUT", "settings", {"account": {"locale": {"time_zone": zone, "time_offset": ""}}})
    syncro_side.store("comments", [comment(7100, "Hello")])
    done = line("log", NUMBER, "--json")
    today = datetime.now(ZoneInfo(zone))
    assert Path(done.json["path"]).name == f"{today:%Y-%m-%d}-{NUMBER}.md"
    assert f"- Logged {today:%a %Y-%m-%d}" in done.json["text"]
    assert " by Avery Stone\n" in done.json["text"]
    written = datetime.fromisoformat("2026-10-01T10:00:00-07:00").astimezone(ZoneInfo(zone))
    assert f"{written:%a %Y-%m-%d %H:%M} (" in done.json["text"]

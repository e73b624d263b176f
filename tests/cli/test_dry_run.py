"""With --dry-run no command stores anything: not in the home folder, not for Claude Code, not at Syncro (design §4)."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_move_command import DAY, book

import canary
import shop
from desk import Syncro
from serving import Served
from syncro.cli.table import COMMANDS

Line = Callable[..., Any]
TICKET = shop.TICKETS[shop.PLAIN]
NUMBER = str(shop.number(TICKET))
RUNS: dict[str, tuple[str, ...]] = {
    "tickets": ("tickets",),
    "ticket": ("ticket", NUMBER),
    "search": ("search", "fax"),
    "customers": ("customers", "plain"),
    "contacts": ("contacts", "plain"),
    "assets": ("assets", "plain"),
    "create": ("create", "plain paper", "Fax hums", "--description", "All day", "--start", "2031-12-01 2pm"),
    "update": ("update", NUMBER, "in progress"),
    "comment": ("comment", NUMBER, "The disk has arrived"),
    "close": ("close", NUMBER, "A duplicate", "--no-time", "opened twice"),
    "bill": ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", "Rebuilt it"),
    "log": ("log", NUMBER),
    "move-appointment": ("move-appointment", "plain", "--date", DAY, "--start", "14:30"),
    "estimate": ("estimate", "create", "plain paper", "Front desk", "--date", "2026-11-20"),
    "policy": ("policy", "use", "2026-05"),
    "explain": ("explain", "line.free"),
    "login": ("login", "--key-from", "env:SHOP_KEY", "--profile", "shop", "--base-url", "{url}"),
    "tech": ("tech", "add", "blake", "--key-from", "env:SHOP_KEY", "--profile", "shop"),
    "tech remove": ("tech", "remove", "avery", "--profile", "shop"),
    "whoami": ("whoami",),
    "doctor": ("doctor", "--probe"),
    "api": ("api", "PUT", f"/tickets/{TICKET}", "-f", "priority=3 Low"),
    "skill": ("skill", "install", "--user"),
    "skill of a project": ("skill", "install", "--project"),
    "journal": ("journal", "export", "--output", "journal.jsonl"),
    "completion": ("completion", "bash"),
}
NOT_RUN = {
    "plan": "has tests of its own for each verb",
    "demo": "keeps to a folder that ends with it",
    "sandbox": "is another program",
}


def everything_in(folder: Path) -> dict[str, bytes]:
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@pytest.fixture(params=[False, True], ids=["first", "later"])
def settled(
    request: pytest.FixtureRequest,
    line: Line,
    syncro_side: Syncro,
    shop_server: Served,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Path:
    """The user's folder, where the account is known under a name; later there is a journal as well."""
    key = canary.key("dry")
    syncro_side.control("PUT", "keys", {"key": key, "user_id": shop.AVERY})
    monkeypatch.setenv("SHOP_KEY", key)
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.chdir(tmp_path)
    home = tmp_path / "home"
    home.mkdir()
    (home / "config.toml").write_text(
        f'[profiles.shop]\nbase_url = "{shop_server.base_url}"\n[profiles.shop.techs]\navery = {{ key = "env:SHOP_KEY" }}\n'
    )
    book(syncro_side, "09:00")
    if request.param:
        assert line("comment", NUMBER, "Looked at it", "--json").code == 7
    syncro_side.forget_requests()
    return tmp_path


@pytest.mark.parametrize("name", RUNS)
def test_nothing_is_stored_and_nothing_is_sent(
    line: Line, syncro_side: Syncro, shop_server: Served, settled: Path, name: str
) -> None:
    before = everything_in(settled)
    done = line(*(word.format(url=shop_server.base_url) for word in RUNS[name]), "--dry-run")
    assert done.code == 0, done.err
    assert everything_in(settled) == before
    assert syncro_side.writes() == []


def test_no_command_is_left_out() -> None:
    assert {name.split()[0] for name in RUNS} | set(NOT_RUN) == set(COMMANDS)

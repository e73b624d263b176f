"""`syncro login`: the key is checked, kept outside config.toml, and never shown or taken from the command line."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import canary
from serving import Served

Syncro = Callable[..., Any]


pytestmark = pytest.mark.usefixtures("without_keyring")


@pytest.fixture
def home(bare: Syncro, tmp_path: Path) -> Path:
    return tmp_path / "home"


def config(home: Path) -> str:
    return (home / "config.toml").read_text()


def test_a_key_from_a_variable_is_noted_by_its_name_only(
    bare: Syncro, shared_sandbox: Served, blakes_key: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLAKE_KEY", blakes_key)
    done = bare("login", "--base-url", shared_sandbox.base_url, "--key-from", "env:BLAKE_KEY", "--profile", "shop")
    assert done.code == 0
    assert "Blake Rivers" in done.out
    assert 'key = "env:BLAKE_KEY"' in config(home)
    assert blakes_key not in config(home) + done.out + done.err
    assert bare("whoami", "--json", "tech,user_name").json == {"tech": "blake", "user_name": "Blake Rivers"}


def test_a_key_from_stdin_goes_into_a_private_file_with_a_warning_where_there_is_no_keyring(
    bare: Syncro, shared_sandbox: Served, blakes_key: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{blakes_key}\n"))
    done = bare("login", "--base-url", shared_sandbox.base_url, "--key-from", "stdin", "--profile", "shop")
    assert done.code == 0
    assert "unencrypted" in done.err
    assert blakes_key not in config(home) + done.out + done.err
    assert bare("whoami").code == 0
    assert {path.stat().st_mode & 0o077 for path in [home, *home.rglob("*")]} == {0}


def test_a_second_tech_joins_the_same_account(
    bare: Syncro, shared_sandbox: Served, blakes_key: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("A", "sandbox-tech-1")
    monkeypatch.setenv("B", blakes_key)
    assert bare("login", "--base-url", shared_sandbox.base_url, "--key-from", "env:A", "--profile", "shop").code == 0
    assert bare("login", "--as", "second", "--key-from", "env:B").code == 0
    assert bare("whoami", "--json", "tech").json == {"tech": "avery"}
    assert bare("whoami", "--tech", "second", "--json", "user_name").json == {"user_name": "Blake Rivers"}


def test_a_key_that_syncro_does_not_know_is_not_stored(
    bare: Syncro, shared_sandbox: Served, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("X", canary.key("unknown"))
    done = bare("login", "--base-url", shared_sandbox.base_url, "--key-from", "env:X")
    assert done.code == 4
    assert not (home / "config.toml").exists()


def test_dry_run_checks_the_key_and_stores_nothing(
    bare: Syncro, shared_sandbox: Served, blakes_key: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("B", blakes_key)
    assert bare("login", "--base-url", shared_sandbox.base_url, "--key-from", "env:B", "--dry-run").code == 0
    assert not (home / "config.toml").exists()


def test_a_key_on_the_command_line_is_refused_and_not_repeated(bare: Syncro, home: Path) -> None:
    typed = canary.key("typed")
    for words in (("--key-from", typed), ("--key", typed), (typed,)):
        done = bare("login", "--base-url", "https://shop.example", *words)
        assert done.code == 2
        assert not canary.is_in(done.out, done.err)


def test_without_a_terminal_what_is_missing_is_named(bare: Syncro, home: Path) -> None:
    assert "--subdomain" in bare("login", "--no-input").err
    assert "--key-from" in bare("login", "--no-input", "--subdomain", "example-shop").err
    assert bare("login", "--no-input", "--profile", "sandbox").code == 2

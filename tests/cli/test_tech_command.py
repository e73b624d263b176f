"""`syncro tech`: each tech has a reference to an own key, which is checked, never shown, never on the command line (R-55)."""

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
def home(
    bare: Syncro, shared_sandbox: Served, blakes_key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """An account with one tech, on a machine whose commands are trusted."""
    monkeypatch.setenv("SYNCRO_TRUST_COMMANDS", "1")
    monkeypatch.setenv("AVERY_KEY", "sandbox-tech-1")
    monkeypatch.setenv("BLAKE_KEY", blakes_key)
    words = ("--base-url", shared_sandbox.base_url, "--key-from", "env:AVERY_KEY", "--profile", "shop")
    assert bare("login", *words).code == 0
    return tmp_path / "home"


def files(home: Path) -> str:
    return "".join(path.read_text() for path in home.rglob("*.toml"))


def test_a_tech_is_added_by_reference_listed_and_acts_with_the_own_key(bare: Syncro, home: Path) -> None:
    done = bare("tech", "add", "blake", "--key-from", "env:BLAKE_KEY")
    assert done.code == 0, done.err
    assert "Blake Rivers" in done.out
    listed = bare("tech", "list", "--json").json
    assert [(row["alias"], row["name"], row["key"], row["is_default"]) for row in listed] == [
        ("avery", "Avery Stone", "env:AVERY_KEY", True),
        ("blake", "Blake Rivers", "env:BLAKE_KEY", False),
    ]
    assert bare("whoami", "--tech", "blake", "--json", "user_name").json == {"user_name": "Blake Rivers"}
    shown = bare("tech", "list")
    assert not canary.is_in(files(home), shown.out, shown.err, done.out, done.err)


@pytest.mark.parametrize("kind", ["file", "cmd", "sops", "stdin"])
def test_every_kind_of_reference_is_taken(
    bare: Syncro, home: Path, blakes_key: str, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "keys" / "of" / "blake"
    path.parent.mkdir(parents=True)
    path.touch(mode=0o600)
    path.write_text(f"{blakes_key}\n")
    program = tmp_path / "bin" / "sops"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\n[ "$3" = \'["syncro"]["blake"]\' ] && cat {path}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:/usr/bin:/bin")
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{blakes_key}\n"))
    places = {"file": f"file:{path}", "cmd": f"cmd:cat {path}", "sops": "sops:keys.yaml#syncro.blake", "stdin": "stdin"}
    done = bare("tech", "add", "blake", "--key-from", places[kind])
    assert done.code == 0, done.err
    assert bare("whoami", "--tech", "blake", "--json", "user_name").json == {"user_name": "Blake Rivers"}
    row = bare("tech", "list", "--json").json[1]
    assert row["key"] == {"cmd": "cmd:cat …", "stdin": "file:keys/shop/blake"}.get(kind, places[kind])


def test_removing_deletes_only_a_key_that_was_stored_here(
    bare: Syncro, home: Path, blakes_key: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{blakes_key}\n"))
    assert bare("tech", "add", "blake", "--key-from", "stdin").code == 0
    stored = home / "keys" / "shop" / "blake"
    assert stored.exists()
    done = bare("tech", "remove", "blake")
    assert (done.code, stored.exists()) == (0, False)
    assert "The file with its key was deleted." in done.out
    elsewhere = bare("tech", "remove", "avery")
    assert "Its key was not deleted." in elsewhere.out
    assert bare("tech", "list", "--json").json == []
    assert bare("whoami").code == 4


def test_after_the_default_is_removed_the_only_one_left_acts(bare: Syncro, home: Path) -> None:
    bare("tech", "add", "blake", "--key-from", "env:BLAKE_KEY")
    done = bare("tech", "remove", "avery")
    assert "default" in done.err
    assert bare("whoami", "--json", "user_name").json == {"user_name": "Blake Rivers"}


def test_a_dry_run_changes_nothing(bare: Syncro, home: Path) -> None:
    before = files(home)
    assert bare("tech", "remove", "avery", "--dry-run").code == 0
    assert bare("tech", "add", "blake", "--key-from", "env:BLAKE_KEY", "--dry-run").code == 0
    assert files(home) == before


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("add", "avery", "--key-from", "env:BLAKE_KEY"), 8, "--replace"),
        (("add", "blake"), 2, "--key-from"),
        (("add", "blake", "--key-from", "env:NOT_SET"), 4, "NOT_SET"),
        (("add", "blake", "--key-from", canary.key("blake")), 2, "--key-from"),
        (("add", "blake", canary.key("blake")), 2, "never typed"),
        (("add", "blake", "--key-from", "cmd:false"), 4, "failed"),
        (("remove", "nobody"), 2, "avery"),
        (("remove",), 2, "ALIAS"),
    ],
)
def test_each_mistake_is_one_line_and_changes_nothing(
    bare: Syncro, home: Path, words: tuple[str, ...], code: int, said: str
) -> None:
    before = files(home)
    done = bare("tech", *words)
    assert done.code == code, done.err
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert not canary.is_in(done.out, done.err)
    assert files(home) == before


def test_without_an_account_it_says_what_to_do(bare: Syncro) -> None:
    done = bare("tech", "list")
    assert done.code == 4
    assert "syncro login" in done.err

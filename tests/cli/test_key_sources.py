"""A key that can't be had is one line with what to do, whatever it was kept in, and no other key is taken (R-54, R-55)."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked

import canary
import shop
from desk import Syncro

Line = Callable[..., Any]
NUMBER = str(shop.number(shop.TICKETS[shop.PLAIN]))
BILL = ("bill", NUMBER, "--minutes", "45", "--labor", "remote", "--work", "Rebuilt it")


class Locked(KeyringBackend):
    """A keyring whose owner said no."""

    priority = 1  # type: ignore[assignment]

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked(f"the owner said no ({canary.key('locked')})")

    def set_password(self, service: str, username: str, password: str) -> None:
        raise KeyringLocked("the owner said no")


@pytest.fixture
def with_blake(
    line: Line, syncro_side: Syncro, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Any]]:
    """A shop where Avery has a key and Blake's is kept as told; bills for Blake."""
    before = keyring.get_keyring()
    home, programs = tmp_path / "home", tmp_path / "bin"
    home.mkdir()
    programs.mkdir()
    monkeypatch.setenv("SYNCRO_PROFILE", "shop")
    monkeypatch.delenv("SYNCRO_BASE_URL")
    monkeypatch.setenv("AVERY_KEY", "sandbox-tech-1")
    monkeypatch.setenv("SYNCRO_TRUST_COMMANDS", "1")
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")

    def bill(reference: str) -> Any:
        (home / "config.toml").write_text(
            f'[profiles.shop]\nbase_url = "{syncro_side.base_url}"\ntech = "avery"\n'
            f"[profiles.shop.techs.avery]\nkey = 'env:AVERY_KEY'\n[profiles.shop.techs.blake]\nkey = '{reference}'\n"
        )
        return line(*BILL, "--split", "blake=45")

    yield bill
    keyring.set_keyring(before)


def program(tmp_path: Path, name: str, text: str) -> None:
    file = tmp_path / "bin" / name
    file.write_text(f"#!/bin/sh\n{text}\n")
    file.chmod(0o755)


CASES = {
    "variable not set": ("env:BLAKE_KEY", "BLAKE_KEY"),
    "no such file": ("file:keys/shop/blake", "does not exist"),
    "sops fails": ("sops:vault.yaml#syncro.blake", "no key could decrypt the data"),
    "command fails": ("cmd:vault-that-fails", "vault is sealed"),
    "no such command": ("cmd:no-such-vault", "no-such-vault"),
}


@pytest.mark.parametrize("case", CASES)
def test_it_is_one_line_that_names_the_tech_and_what_is_wrong(
    with_blake: Callable[[str], Any], syncro_side: Syncro, tmp_path: Path, case: str
) -> None:
    program(tmp_path, "sops", "echo 'no key could decrypt the data' >&2; exit 128")
    program(tmp_path, "vault-that-fails", "echo 'vault is sealed' >&2; exit 2")
    reference, said = CASES[case]
    done = with_blake(reference)
    assert (done.code, len(done.err.splitlines())) == (4, 1), done.err
    assert [part for part in ("blake", said, "Nothing was written.") if part not in done.err] == [], done.err
    assert syncro_side.writes() == []


def test_sops_that_isnt_installed_is_named(
    with_blake: Callable[[str], Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    done = with_blake("sops:vault.yaml#syncro.blake")
    assert (done.code, "sops" in done.err, len(done.err.splitlines())) == (4, True, 1)


@pytest.mark.parametrize("backend", [NoKeyring, Locked])
def test_a_keyring_that_cant_be_read_is_one_line(
    with_blake: Callable[[str], Any], syncro_side: Syncro, backend: type[KeyringBackend]
) -> None:
    keyring.set_keyring(backend())
    done = with_blake("keyring:syncro/shop/blake")
    assert (done.code, len(done.err.splitlines())) == (4, 1), done.err
    assert "keyring" in done.err
    assert syncro_side.writes() == []


def test_an_expired_key_of_the_other_tech_writes_nothing_at_all(
    with_blake: Callable[[str], Any], syncro_side: Syncro, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BLAKE_KEY", "expired")
    done = with_blake("env:BLAKE_KEY")
    assert (done.code, len(done.err.splitlines())) == (4, 1), done.err
    assert syncro_side.writes() == []


@pytest.mark.parametrize(
    "words", [BILL, ("comment", NUMBER, "x"), ("close", NUMBER, "x"), ("update", NUMBER, "new"), ("create",)]
)
@pytest.mark.parametrize("text", ["[profiles", "timeout = 'soon'", "[drafting]\nurls = 5"])
def test_a_broken_config_file_is_one_line_that_names_it(
    line: Line, syncro_side: Syncro, tmp_path: Path, words: tuple[str, ...], text: str
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "config.toml").write_text(text)
    done = line(*words)
    assert (done.code, len(done.err.splitlines())) == (2, 1), done.err
    assert "Nothing was written." in done.err
    assert words == ("create",) or "config.toml" in done.err
    assert syncro_side.requests() == []

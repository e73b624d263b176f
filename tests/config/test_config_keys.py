"""Each kind of key reference, with real files, real commands and a real keyring backend."""

import sys
from pathlib import Path

import pytest

import canary
from syncro.config import keys
from syncro.errors import ConfigError, KeyUnavailable, SyncroError

CANARY = canary.key("references")


def resolve(reference: str, home: Path, timeout: float = 20, **env: str) -> str:
    import os

    return keys.resolve(reference, home=home, env={**os.environ, **env}, timeout=timeout).reveal()


def python(code: str) -> str:
    return f'cmd:"{sys.executable}" -c "{code}"'


def test_env_reference_reads_the_named_variable(tmp_path: Path) -> None:
    assert resolve("env:SHOP_KEY", tmp_path, SHOP_KEY=CANARY) == CANARY
    with pytest.raises(KeyUnavailable, match="SHOP_KEY"):
        resolve("env:SHOP_KEY", tmp_path)


def test_file_reference_is_relative_to_the_home_folder(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "shop" / "avery"
    file.parent.mkdir(parents=True)
    file.touch(mode=0o600)
    file.write_text(f"{CANARY}\n")
    assert resolve("file:keys/shop/avery", tmp_path) == CANARY
    assert resolve(f"file:{file}", Path("/")) == CANARY
    with pytest.raises(KeyUnavailable, match="does not exist"):
        resolve("file:nothing", tmp_path)


def test_command_reference_takes_what_the_command_prints(tmp_path: Path) -> None:
    assert resolve(python(f"print('{CANARY}')"), tmp_path) == CANARY


def test_command_that_fails_is_explained_by_its_last_line(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match=r"failed with 3: vault is locked"):
        resolve(python("import sys; sys.stderr.write('x\\nvault is locked\\n'); sys.exit(3)"), tmp_path)


def test_complaint_that_repeats_the_key_is_not_shown(tmp_path: Path) -> None:
    code = f"import sys; print('{CANARY}'); sys.stderr.write('odd key {CANARY}'); sys.exit(3)"
    with pytest.raises(KeyUnavailable) as caught:
        resolve(python(code), tmp_path)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize(
    ("out", "complaint"),
    [
        ("", "odd key {}"),
        ("", "{}: refused"),
        ("", "key={}, try again"),
        ("", 'token "{}" expired'),
        ("", "{0} {0}"),
        ("first", "first {} second"),
        ("correct horse", "the phrase is correct horse"),
    ],
)
def test_a_command_that_fails_never_repeats_what_could_be_a_key(tmp_path: Path, out: str, complaint: str) -> None:
    """Whole, in parts of it, and also where the command printed nothing to compare with."""
    for key in (CANARY, CANARY[:14], "Zx81-Spectrum", "abcdefghijklmnopqrstuvwxyz", "sk_live_abc", "a/b+c=="):
        said = complaint.format(key)
        code = f"import sys; print({out!r}); sys.stderr.write({said!r}); sys.exit(3)".replace('"', '\\"')
        with pytest.raises(KeyUnavailable) as caught:
            resolve(python(code), tmp_path)
        assert key not in str(caught.value)
        assert "failed with 3" in str(caught.value)
        assert not {"correct", "horse"} & set(str(caught.value).split())


def test_command_that_hangs_is_given_up(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match="no answer in"):
        resolve(python("import time; time.sleep(30)"), tmp_path, timeout=0.15)


@pytest.mark.parametrize("reference", ["cmd:/no/such/program", 'cmd:"unclosed', "cmd: "])
def test_command_that_cannot_be_started_is_an_error_of_ours(tmp_path: Path, reference: str) -> None:
    with pytest.raises(SyncroError):
        resolve(reference, tmp_path)


def test_sops_reference_asks_for_one_value_of_the_file(tmp_path: Path) -> None:
    fake = tmp_path / "bin" / "sops"
    fake.parent.mkdir()
    fake.write_text(
        f"#!{sys.executable}\nimport sys\nprint('-'.join(sys.argv[3].translate({{91: None, 93: None, 34: 95}}).split('__')))\n"
    )
    fake.chmod(0o755)
    assert resolve("sops:vault.yaml#syncro.avery", tmp_path, PATH=str(fake.parent)) == "_syncro-avery_"


@pytest.mark.parametrize(
    "reference", ["sops:vault.yaml", "sops:#a", "plain", "env:", f"key:{CANARY}", CANARY], ids=range(6)
)
def test_reference_of_no_known_form_is_refused_without_showing_it(tmp_path: Path, reference: str) -> None:
    with pytest.raises(ConfigError) as caught:
        resolve(reference, tmp_path)
    assert CANARY not in str(caught.value)


@pytest.mark.parametrize("text", ["", "  \n", "two words", "a\nb", "schlüssel"])
def test_text_that_cannot_be_a_key_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "key").write_text(text, encoding="utf-8")
    with pytest.raises(KeyUnavailable):
        resolve("file:key", tmp_path)


def test_sandbox_reference_gives_published_keys_only(tmp_path: Path) -> None:
    assert resolve("sandbox:sandbox-owner", tmp_path) == "sandbox-owner"
    with pytest.raises(ConfigError):
        resolve(f"sandbox:{CANARY}", tmp_path)


def test_keyring_reference_reads_service_and_account(
    tmp_path: Path, memory_keyring: dict[tuple[str, str], str]
) -> None:
    memory_keyring["syncro", "shop/avery"] = CANARY
    assert resolve("keyring:syncro/shop/avery", tmp_path) == CANARY
    with pytest.raises(KeyUnavailable, match="no key for"):
        resolve("keyring:syncro/shop/blake", tmp_path)


def test_machine_without_a_keyring_is_told_so(tmp_path: Path, no_keyring: None) -> None:
    with pytest.raises(KeyUnavailable, match="can't be opened"):
        resolve("keyring:syncro/shop/avery", tmp_path)

"""What login writes: readable by the owner only, comments kept, never a key in config.toml."""

import stat
from pathlib import Path

import canary
from syncro.config import enrol, settings
from syncro.config.profiles import Tech
from syncro.secret import Secret

CANARY = canary.key("enrol")
URL = "https://example-shop.syncromsp.com/api/v1"


def test_first_tech_of_a_fresh_home_can_be_used_at_once(tmp_path: Path) -> None:
    home = tmp_path / "fresh"
    enrol.enrol(home, "shop", URL, Tech("avery", "Avery Stone", "env:AVERY_KEY", 11))
    config = settings.load(profile=None, tech=None, env={"SYNCRO_HOME": str(home), "AVERY_KEY": "abc"})
    assert (config.profile, config.base_url, config.tech) == (
        "shop",
        URL,
        Tech("avery", "Avery Stone", "env:AVERY_KEY", 11),
    )
    assert stat.S_IMODE((home / "config.toml").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.stat().st_mode) == 0o700


def test_another_tech_leaves_comments_and_the_default_alone(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(
        "# ours\n[profiles.shop]\nsubdomain = 'example-shop' # the real one\ntech = 'avery'\n"
    )
    with_avery = Tech("avery", "Avery Stone", "env:A", None)
    enrol.enrol(tmp_path, "shop", URL, with_avery)
    enrol.enrol(tmp_path, "shop", URL, Tech("blake", "Blake Rivers", "env:B", 12))
    text = (tmp_path / "config.toml").read_text()
    assert "# ours" in text
    assert "# the real one" in text
    config = settings.load(profile=None, tech=None, env={"SYNCRO_HOME": str(tmp_path)})
    assert config.tech == with_avery
    assert set(config.techs) == {"avery", "blake"}


def test_key_goes_to_the_keyring_where_there_is_one(tmp_path: Path, memory_keyring: dict[tuple[str, str], str]) -> None:
    stored = enrol.keep_key(tmp_path, "shop", "avery", Secret(CANARY))
    assert stored == enrol.Stored("keyring:syncro/shop/avery")
    assert memory_keyring == {("syncro", "shop/avery"): CANARY}
    assert not list(tmp_path.rglob("*"))


def test_without_a_keyring_the_key_lies_in_a_private_file_and_that_is_said(tmp_path: Path, no_keyring: None) -> None:
    stored = enrol.keep_key(tmp_path, "shop", "avery", Secret(CANARY))
    file = tmp_path / "keys" / "shop" / "avery"
    assert stored.reference == "file:keys/shop/avery"
    assert "unencrypted" in stored.warning
    assert CANARY not in stored.warning
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700

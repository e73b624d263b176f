"""Policies by name: packaged, the shop's own, or a path."""

import tomllib
from decimal import Decimal
from pathlib import Path

import pytest

from syncro.config import policies
from syncro.config.enrol import use_policy
from syncro.config.settings import load
from syncro.errors import ConfigError


def test_packaged_policies_are_found_by_their_date(tmp_path: Path) -> None:
    assert {"2026-05", "2026-06"} <= set(policies.names(tmp_path))
    document, origin = policies.document("2026-06", tmp_path)
    assert document
    assert origin == "packaged 2026-06"


def test_own_file_wins_over_the_packaged_one(tmp_path: Path) -> None:
    own = tmp_path / "policies" / "2026-06.toml"
    own.parent.mkdir()
    own.write_text("factor = 1.50")
    assert policies.document("2026-06", tmp_path) == ({"factor": Decimal("1.50")}, str(own))


def test_policy_can_be_given_as_a_path(tmp_path: Path) -> None:
    file = tmp_path / "trial.toml"
    file.write_text("a = 1")
    assert policies.document(str(file), tmp_path) == ({"a": 1}, str(file))


@pytest.mark.parametrize("name", ["2019-01", "../../etc/passwd", "missing.toml", ""])
def test_unknown_policy_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(ConfigError):
        policies.document(name, tmp_path)


def test_broken_policy_is_named(tmp_path: Path) -> None:
    (tmp_path / "policies").mkdir()
    (tmp_path / "policies" / "ours.toml").write_text("a = [")
    with pytest.raises(ConfigError, match=r"ours\.toml: not valid TOML"):
        policies.document("ours", tmp_path)


def test_a_policy_in_use_is_written_beside_what_the_file_holds(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('# our shop\n[profiles.shop]\nsubdomain = "shop"\n')
    use_policy(tmp_path, "2026-05")
    use_policy(tmp_path, "2026-06", "shop")
    written = tomllib.loads(file.read_text())
    assert (written["policy"], written["profiles"]["shop"]["policy"]) == ("2026-05", "2026-06")
    assert "# our shop" in file.read_text()


def test_a_policy_for_an_unknown_profile_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no profile 'shop'"):
        use_policy(tmp_path, "2026-05", "shop")
    assert not (tmp_path / "config.toml").exists()


@pytest.mark.parametrize(
    ("variable", "top", "expected"),
    [("", "", "2026-06"), ("", "2026-05", "2026-05"), ("2026-06", "2026-05", "2026-06")],
)
def test_the_policy_is_the_variables_then_the_files_then_the_newest(
    tmp_path: Path, variable: str, top: str, expected: str
) -> None:
    if top:
        (tmp_path / "config.toml").write_text(f'policy = "{top}"\n')
    env = {"SYNCRO_HOME": str(tmp_path), "SYNCRO_BASE_URL": "http://127.0.0.1:1", "SYNCRO_API_KEY": "k-e-y"}
    config = load(profile=None, tech=None, env=env | {"SYNCRO_POLICY": variable})
    assert config.policy == expected

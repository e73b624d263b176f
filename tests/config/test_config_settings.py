"""Where the configuration comes from, and what is said when it can't be used."""

from pathlib import Path

import pytest

import canary
from syncro.config import settings
from syncro.config.profiles import Tech
from syncro.config.settings import Config, find_tech
from syncro.errors import ConfigError, KeyUnavailable, NotConfigured, SyncroError, UsageError

TWO_ACCOUNTS = """
default_profile = "shop"
requests_per_minute = 90
settle = [0, 1]

[profiles.shop]
subdomain = "example-shop"
policy = "2026-05"
tech = "avery"

[profiles.shop.techs.avery]
name = "Avery Stone"
key = "env:AVERY_KEY"
user_id = 11

[profiles.shop.techs.blake]
name = "Blake Rivers"
key = "env:BLAKE_KEY"

[profiles.other]
base_url = "https://other.example/api/v1/"

[profiles.other.techs.casey]
key = "env:CASEY_KEY"
"""


def load(home: Path, text: str = "", /, profile: str | None = None, tech: str | None = None, **env: str) -> Config:
    if text:
        (home / "config.toml").write_text(text)
    return settings.load(profile=profile, tech=tech, env={"SYNCRO_HOME": str(home), **env})


def test_address_and_key_in_the_environment_are_enough(tmp_path: Path) -> None:
    config = load(tmp_path, SYNCRO_BASE_URL="https://shop.example", SYNCRO_API_KEY=canary.key("settings"))
    assert (config.base_url, config.account) == ("https://shop.example/api/v1", "shop.example")
    assert config.tech.alias == "me"
    assert config.key_of("me").reveal() == canary.key("settings")
    assert (config.policy, config.requests_per_minute) == ("2026-06", 180)
    assert config.settle == (0, 2, 5, 10, 20)
    assert config.journal_url == f"sqlite:///{tmp_path / 'journal.db'}"


def test_without_any_account_the_error_says_how_to_begin(tmp_path: Path) -> None:
    with pytest.raises(NotConfigured) as caught:
        load(tmp_path)
    assert "syncro login" in caught.value.hint
    assert "--profile sandbox" in caught.value.hint


def test_subdomain_stands_for_the_whole_address(tmp_path: Path) -> None:
    config = load(tmp_path, TWO_ACCOUNTS)
    assert config.base_url == "https://example-shop.syncromsp.com/api/v1"
    assert (config.profile, config.policy, config.tech.user_id) == ("shop", "2026-05", 11)
    assert (config.requests_per_minute, config.settle) == (90, (0.0, 1.0))


def test_a_flag_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    assert load(tmp_path, TWO_ACCOUNTS).profile == "shop"
    assert load(tmp_path, SYNCRO_PROFILE="other").profile == "other"
    assert load(tmp_path, profile="shop", SYNCRO_PROFILE="other").profile == "shop"
    assert load(tmp_path, SYNCRO_REQUESTS_PER_MINUTE="0", SYNCRO_SETTLE="0,0.5").requests_per_minute == 0
    assert load(tmp_path, SYNCRO_SETTLE="0,0.5").settle == (0, 0.5)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [({}, 60), ({"SYNCRO_SETTLE": "0,30"}, 90), ({"SYNCRO_SETTLE": "0,0.5"}, 5), ({"SYNCRO_RESEND_AFTER": "0"}, 0)],
    ids=["by default", "long settle times", "never less than five", "as told"],
)
def test_what_is_not_there_is_sent_again_three_settle_times_after_it_was_sent(
    tmp_path: Path, given: dict[str, str], seconds: float
) -> None:
    account = {"SYNCRO_BASE_URL": "https://shop.example/api/v1", "SYNCRO_API_KEY": "x"}
    assert load(tmp_path, "", **account, **given).resend_after == seconds


def test_an_empty_variable_counts_as_not_set(tmp_path: Path) -> None:
    assert load(tmp_path, TWO_ACCOUNTS, SYNCRO_PROFILE="", SYNCRO_SETTLE=" ").profile == "shop"


def test_key_in_the_environment_acts_unless_a_tech_is_named(tmp_path: Path) -> None:
    assert load(tmp_path, TWO_ACCOUNTS, SYNCRO_API_KEY="x").tech.alias == "me"
    assert load(tmp_path, tech="Blake", SYNCRO_API_KEY="x").tech.alias == "blake"


@pytest.mark.parametrize("name", ["blake", "BLAKE", "Blake Rivers", " blake rivers "])
def test_tech_is_found_by_alias_or_display_name(tmp_path: Path, name: str) -> None:
    assert load(tmp_path, TWO_ACCOUNTS).find_tech(name).alias == "blake"


def test_unknown_tech_is_a_usage_error_that_lists_the_techs(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"avery \(Avery Stone\), blake \(Blake Rivers\)"):
        load(tmp_path, TWO_ACCOUNTS, tech="devon")


def test_a_tech_without_a_usable_key_never_gets_another_key(tmp_path: Path) -> None:
    config = load(tmp_path, TWO_ACCOUNTS, AVERY_KEY="avery-key", SYNCRO_API_KEY="my-key")
    with pytest.raises(KeyUnavailable, match="BLAKE_KEY"):
        config.key_of("blake")


def test_keys_of_a_real_account_go_to_its_own_host_only(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="SYNCRO_BASE_URL"):
        load(tmp_path, TWO_ACCOUNTS, profile="shop", SYNCRO_BASE_URL="https://elsewhere.example")
    moved = load(tmp_path, SYNCRO_BASE_URL="https://elsewhere.example", SYNCRO_API_KEY="k")
    assert list(moved.techs) == ["me"]


def test_an_address_in_the_environment_that_is_the_default_account_keeps_its_techs(tmp_path: Path) -> None:
    config = load(tmp_path, TWO_ACCOUNTS, SYNCRO_BASE_URL="https://example-shop.syncromsp.com")
    assert (config.profile, config.tech.alias) == ("shop", "avery")


def test_address_without_key_says_which_variable_is_missing(tmp_path: Path) -> None:
    with pytest.raises(KeyUnavailable, match="SYNCRO_API_KEY"):
        load(tmp_path, SYNCRO_BASE_URL="https://shop.example")


def test_the_sandbox_profile_needs_no_file_and_has_five_techs(tmp_path: Path) -> None:
    config = load(tmp_path, profile="sandbox")
    assert (config.base_url, config.account, config.is_sandbox) == ("", "sandbox", True)
    assert [tech.name for tech in config.techs.values()] == [
        "Avery Stone",
        "Blake Rivers",
        "Casey Fields",
        "Devon Marsh",
        "Olive Hart",
    ]
    assert config.key_of("Blake Rivers").reveal() == "sandbox-tech-2"
    assert config.key_of("owner").reveal() == "sandbox-owner"
    assert config.tech.alias == "tech-1"


def test_the_sandbox_runs_where_the_environment_says(tmp_path: Path) -> None:
    config = load(tmp_path, profile="sandbox", SYNCRO_BASE_URL="http://127.0.0.1:8399/")
    assert (config.base_url, config.account) == ("http://127.0.0.1:8399/api/v1", "127.0.0.1:8399")


def test_the_sandbox_can_be_given_more_techs_and_another_policy(tmp_path: Path) -> None:
    text = '[profiles.sandbox]\npolicy = "2026-05"\n[profiles.sandbox.techs.read]\nkey = "sandbox:sandbox-readonly"'
    config = load(tmp_path, text, profile="sandbox")
    assert config.policy == "2026-05"
    assert config.key_of("read").reveal() == "sandbox-readonly"
    assert config.key_of("owner").reveal() == "sandbox-owner"


def test_several_accounts_without_a_default_are_a_question(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="shop, other, sandbox"):
        load(tmp_path, TWO_ACCOUNTS.replace('default_profile = "shop"', ""))


def test_the_repr_of_a_configuration_shows_no_variable(tmp_path: Path) -> None:
    assert not canary.is_in(
        repr(load(tmp_path, SYNCRO_BASE_URL="https://shop.example", SYNCRO_API_KEY=canary.key("repr")))
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("default_profile = ", "config.toml: not valid TOML"),
        ("colour = 1", "'colour' is not a setting; allowed: default_profile"),
        ("requests_per_minute = -1", "requests_per_minute: -1"),
        ('timeout = "soon"', "timeout: 'soon'"),
        ("settle = [5, 2]", "settle: [5, 2]"),
        ("default_profile = 5", "default_profile must be text"),
        ("profiles = 5", "profiles: must be a table"),
        ("[profiles.a]\nsubdomain='x'\ntypo=1", "profile 'a': 'typo' is not a setting"),
        ("[profiles.a]\nsubdomain='x'\nbase_url='https://x.example'", "not both"),
        ("[profiles.a]\npolicy='2026-06'", "the address is missing"),
        ("[profiles.a]\nsubdomain='a.b'", "not a subdomain"),
        ("[profiles.a]\nbase_url='http://shop.example'", "unencrypted"),
        ("[profiles.a]\nbase_url='shop.example'", "not an address"),
        (
            "[profiles.a]\nsubdomain='x'\ntech='b'\n[profiles.a.techs.c]\nkey='env:X'",
            "tech = 'b', but the techs are: c",
        ),
        ("[profiles.a]\nsubdomain='x'\n[profiles.a.techs.c]\nname='C'", "key is missing"),
        ("[profiles.a]\nsubdomain='x'\n[profiles.a.techs.c]\nkey='env:X'\nuser_id='7'", "user_id must be a whole"),
        ("[profiles.a]\nsubdomain='x'\ninsecure=1", ""),
    ],
)
def test_a_broken_file_is_one_line_that_names_the_place(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(SyncroError) as caught:
        load(tmp_path, text)
    assert said in caught.value.message
    assert "\n" not in caught.value.message


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("SYNCRO_REQUESTS_PER_MINUTE", "many"),
        ("SYNCRO_REQUESTS_PER_MINUTE", "-3"),
        ("SYNCRO_REQUESTS_PER_MINUTE", "99999999999999999999"),
        ("SYNCRO_HOME", "~nobody-of-that-name/syncro"),
        ("SYNCRO_SETTLE", "a,b"),
        ("SYNCRO_SETTLE", "nan"),
        ("SYNCRO_BASE_URL", "ftp://shop.example"),
        ("SYNCRO_BASE_URL", "https://shop.example:99999"),
        ("SYNCRO_BASE_URL", "https://me:secret@shop.example"),
        ("SYNCRO_BASE_URL", "https://shop.example/api/v1?api_key=secret"),
    ],
)
def test_a_bad_variable_is_named_and_an_address_not_repeated(tmp_path: Path, name: str, value: str) -> None:
    env = {"SYNCRO_BASE_URL": "https://shop.example", "SYNCRO_API_KEY": "k", name: value}
    with pytest.raises(ConfigError, match=name) as caught:
        settings.load(profile=None, tech=None, env={"SYNCRO_HOME": str(tmp_path), **env})
    assert "secret" not in caught.value.message


def test_plain_http_is_for_loopback_or_on_demand(tmp_path: Path) -> None:
    assert (
        load(tmp_path, SYNCRO_BASE_URL="http://localhost:1", SYNCRO_API_KEY="k").base_url == "http://localhost:1/api/v1"
    )
    text = "[profiles.a]\nbase_url='http://10.0.0.1'\ninsecure=true\n[profiles.a.techs.c]\nkey='env:X'"
    assert load(tmp_path, text).base_url == "http://10.0.0.1/api/v1"


def test_unknown_profile_lists_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="shop, other, sandbox"):
        load(tmp_path, TWO_ACCOUNTS, profile="nosuch")


def test_a_first_name_is_enough_when_only_one_tech_has_it() -> None:
    techs = {
        alias: Tech(alias, name, "env:K") for alias, name in (("a", "Ana Reyes"), ("b", "Bo Lind"), ("c", "Bo Ray"))
    }
    assert find_tech(techs, "ANA").alias == "a"
    with pytest.raises(UsageError, match="Several techs are called 'bo'"):
        find_tech(techs, "bo")
    assert find_tech({**techs, "bo": Tech("bo", "Zed", "env:K")}, "bo").alias == "bo"

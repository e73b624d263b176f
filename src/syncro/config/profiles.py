"""Accounts by name: the profiles of config.toml and the built-in sandbox. Decides nothing about which one is used."""

from pathlib import Path
from typing import Any

from msgspec import Struct

from syncro.config import address
from syncro.config.checked import Table
from syncro.config.files import read_toml
from syncro.errors import ConfigError, UsageError

SANDBOX = "sandbox"
POLICY = "2026-06"

_TOP = (
    *("default_profile", "policy", "journal", "timeout", "requests_per_minute", "settle", "resend_after", "profiles"),
    *("drafting", "session_logs"),
)
_PROFILE = ("base_url", "subdomain", "insecure", "policy", "tech", "techs")
_TECH = ("name", "key", "user_id")

_SANDBOX_TECHS = {
    "tech-1": "Avery Stone",
    "tech-2": "Blake Rivers",
    "tech-3": "Casey Fields",
    "tech-4": "Devon Marsh",
    "owner": "Olive Hart",
}
_BUILT_IN: dict[str, Any] = {
    SANDBOX: {
        "tech": "tech-1",
        "techs": {alias: {"name": name, "key": f"sandbox:sandbox-{alias}"} for alias, name in _SANDBOX_TECHS.items()},
    },
}


class Tech(Struct, frozen=True):
    """A person who works tickets. `key` is a reference to the API key (R-55), never the key."""

    alias: str
    name: str
    key: str
    user_id: int | None = None

    @property
    def person(self) -> str:
        """The name as Syncro has it; empty where only the alias is known, which says nothing about whose key it is."""
        return "" if self.name.casefold() == self.alias.casefold() else self.name


class Profile(Struct, frozen=True):
    """One account as configured. `base_url` is empty for the sandbox until one runs."""

    name: str
    base_url: str
    policy: str
    tech: str
    techs: dict[str, Tech]


class ConfigFile(Struct, frozen=True):
    """config.toml, checked; `top` still holds the settings that aren't about one account."""

    path: Path
    top: Table
    profiles: dict[str, Any]

    @property
    def default_profile(self) -> str:
        """The profile named as default, else the only one there is, else empty."""
        only = next(iter(self.profiles), "") if len(self.profiles) == 1 else ""
        return self.top.text("default_profile", only)

    @property
    def names(self) -> list[str]:
        """All profiles, the built-in one last."""
        return [*(name for name in self.profiles if name != SANDBOX), SANDBOX]

    def profile(self, name: str) -> Profile:
        """The profile; raises UsageError naming the others, ConfigError if it is badly written."""
        if name not in self.names:
            raise UsageError(f"No profile {name!r}. Choose one of: {', '.join(self.names)}.", hint="syncro login")
        where = f"{self.path}, profile {name!r}"
        written = Table(self.profiles.get(name, {}), where)
        built_in = _BUILT_IN.get(name, {})
        techs_of_both = {**built_in.get("techs", {}), **written.table("techs").values}
        table = Table({**built_in, **written.values, "techs": techs_of_both}, where).only(_PROFILE)
        techs = {alias: _tech(alias, table.table("techs"), name) for alias in table.table("techs").values}
        return Profile(
            name,
            _base_url(table, name),
            table.text("policy", self.top.text("policy", POLICY)),
            _default_tech(table, techs),
            techs,
        )


def config_file(home: Path) -> ConfigFile:
    """config.toml under `home`; an absent file is an empty one. Raises ConfigError."""
    path = home / "config.toml"
    top = Table(read_toml(path) or {}, str(path)).only(_TOP)
    return ConfigFile(path, top, top.table("profiles").values)


def _tech(alias: str, techs: Table, name: str) -> Tech:
    table = techs.table(alias).only(_TECH)
    key = table.text("key")
    if name == SANDBOX and not key.startswith(f"{SANDBOX}:"):
        raise ConfigError(f"{table.where}: the sandbox has its own keys; give other keys to another profile.")
    if not key:
        raise ConfigError(f'{table.where}: key is missing; write for example key = "env:SYNCRO_KEY_{alias.upper()}".')
    return Tech(alias, table.text("name", alias), key, table.whole("user_id"))


def _base_url(table: Table, name: str) -> str:
    url, subdomain = table.text("base_url"), table.text("subdomain")
    if url and subdomain:
        raise ConfigError(f"{table.where}: use either base_url or subdomain, not both.")
    if url:
        return address.normal(url, f"{table.where}, base_url", insecure=table.flag("insecure"))
    if subdomain:
        return address.of_subdomain(subdomain, f"{table.where}, subdomain")
    if name == SANDBOX:
        return ""
    raise ConfigError(f'{table.where}: the address is missing; write subdomain = "shop" or base_url = "https://…".')


def _default_tech(table: Table, techs: dict[str, Tech]) -> str:
    only = next(iter(techs), "") if len(techs) == 1 else ""
    chosen = table.text("tech", only)
    if chosen and chosen not in techs:
        raise ConfigError(f"{table.where}: tech = {chosen!r}, but the techs are: {', '.join(techs) or 'none'}.")
    return chosen

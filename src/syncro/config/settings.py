"""Who we are and where everything is: a flag wins over the environment, that over config.toml. Alone reads both."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from syncro.config import address, bindings, checked, extras, keys, trust
from syncro.config.extras import Drafting
from syncro.config.files import checked_home
from syncro.config.profiles import POLICY, SANDBOX, ConfigFile, Profile, Tech, config_file
from syncro.errors import ConfigError, KeyUnavailable, NotConfigured, UsageError, choices
from syncro.secret import Secret

ENVIRONMENT = "environment"
"""Name of the profile that SYNCRO_BASE_URL and SYNCRO_API_KEY make without any file."""

HOW_TO_BEGIN = "To look around without one, add --profile sandbox. Try: syncro login"
SETTLE: tuple[float, ...] = (0.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds after a lost answer at which to read back (design §3.5)."""
PATIENCE, LEAST_PATIENCE = 3, 5.0
"""What can't be found is sent again three settle times after it was sent, and not before five seconds: servers can be late."""
_ME = "me"
_OWN_KEY = "env:SYNCRO_API_KEY"
"""Whoever sets this variable says with each call where the key goes."""
_T = TypeVar("_T")


class Environment(dict[str, str]):
    """Environment variables whose repr can't leak a key. A variable set to nothing counts as not set."""

    def __repr__(self) -> str:
        return f"<environment, {len(self)} variables>"


class Config(Struct, frozen=True):
    """Everything that is settled before the first request.

    `account` is the host plans are made for; `base_url` is empty only for a sandbox that still has to be
    started; `settle`, `resend_after` and `timeout` are seconds; `requests_per_minute` is 0 for no limit (R-58);
    `ask` puts a question to a person, None where there is nobody.
    """

    home: Path
    profile: str
    base_url: str
    account: str
    techs: dict[str, Tech]
    tech: Tech
    policy: str
    requests_per_minute: int
    settle: tuple[float, ...]
    resend_after: float
    timeout: float
    journal_url: str
    drafting: Drafting
    session_logs: Path
    env: Environment
    ask: trust.Ask | None = None

    @property
    def is_sandbox(self) -> bool:
        """True for the built-in pretend company."""
        return self.profile == SANDBOX

    def find_tech(self, name: str) -> Tech:
        """The tech of that alias or display name, whatever its case; raises UsageError listing the techs."""
        return find_tech(self.techs, name)

    def key_of(self, tech: str) -> Secret:
        """The tech's own key; raises KeyUnavailable naming the tech. No other key ever stands in for it (R-54)."""
        found = self.find_tech(tech)
        try:
            return self._key_at(found.key)
        except KeyUnavailable as error:
            raise KeyUnavailable(f"Key of {found.alias}: {error.message}", hint=error.hint) from None

    def _key_at(self, reference: str) -> Secret:
        """The key, if it may go to this account's host; a command behind it only if a person allowed that."""
        if reference != _OWN_KEY:
            bindings.refuse_place(self.home, reference, self.base_url)
        key = resolved(reference, self.profile, self.base_url, home=self.home, env=self.env, ask=self.ask)
        bindings.refuse_key(self.home, key, self.base_url)
        return key


def resolved(
    reference: str, profile: str, base_url: str, *, home: Path, env: Mapping[str, str], ask: trust.Ask | None
) -> Secret:
    """The key behind a reference, to be sent to `base_url`. Raises KeyUnavailable, also for a command nobody has allowed."""

    def allow(command: str) -> None:
        origin = bindings.origin_of(base_url)
        trust.require(command, profile=profile, origin=origin, home=home, env=env, ask=ask)

    return keys.resolve(reference, home=home, env=env, allow=allow)


def environment() -> Environment:
    """The process's environment."""
    return Environment(os.environ)


def home_of(env: Mapping[str, str]) -> Path:
    """SYNCRO_HOME, else the desktop's own place for a program's data. Raises ConfigError for a folder of somebody else."""
    if env.get("SYNCRO_HOME"):
        return checked_home(_expanded(env["SYNCRO_HOME"]))
    import platformdirs

    return checked_home(Path(platformdirs.user_data_dir("syncro", appauthor=False)))


def _expanded(folder: str) -> Path:
    try:
        return Path(folder).expanduser().absolute()
    except (RuntimeError, OSError) as error:
        raise ConfigError(f"SYNCRO_HOME: {folder!r} is no folder: {error}") from None


def load(*, profile: str | None, tech: str | None, env: Mapping[str, str]) -> Config:
    """The configuration of this run.

    Raises NotConfigured when no account is named anywhere, ConfigError for a value that can't be used (one
    line, naming file or variable and what is allowed), UsageError for an unknown profile or tech.
    """
    variables = Environment({name: value for name, value in env.items() if value.strip()})
    home = home_of(variables)
    file = config_file(home)
    per_minute = _setting(file, variables, "requests_per_minute", checked.per_minute, 180)
    settle = _setting(file, variables, "settle", checked.settle, SETTLE)
    patience = max(PATIENCE * settle[-1], LEAST_PATIENCE)
    resend_after = _setting(file, variables, "resend_after", checked.wait, patience)
    timeout = _setting(file, variables, "timeout", checked.seconds, 30.0)
    chosen = _with_own_key(_profile(file, profile, variables), variables)
    acting = _acting(chosen, tech)
    return Config(
        home=home,
        profile=chosen.name,
        base_url=chosen.base_url,
        account=address.account_of(chosen.base_url) or SANDBOX,
        techs=chosen.techs,
        tech=acting,
        policy=variables.get("SYNCRO_POLICY", "") or chosen.policy,
        requests_per_minute=per_minute,
        settle=settle,
        resend_after=resend_after,
        timeout=timeout,
        journal_url=file.top.text("journal", f"sqlite:///{home / 'journal.db'}"),
        drafting=extras.drafting(file.top),
        session_logs=extras.session_logs(file.top, home, variables.get("SYNCRO_SESSION_LOGS", "")),
        env=variables,
    )


def refuse_unconfigured(profile: str | None, env: Mapping[str, str]) -> None:
    """Raise NotConfigured where no account is named anywhere; whatever else is wrong is said by `load`."""
    if profile or any(env.get(name, "").strip() for name in ("SYNCRO_PROFILE", "SYNCRO_BASE_URL")):
        return
    file = config_file(home_of(env))
    if not file.default_profile and not file.profiles:
        raise NotConfigured("No account is configured.", hint=HOW_TO_BEGIN)


def find_tech(techs: Mapping[str, Tech], name: str) -> Tech:
    """The tech of that alias, display name or first name, whatever its case; raises UsageError listing the techs."""
    wanted = name.strip().casefold()
    matches = (
        [tech for tech in techs.values() if tech.alias.casefold() == wanted],
        [tech for tech in techs.values() if tech.name.casefold() == wanted],
        [tech for tech in techs.values() if tech.name.casefold().split()[:1] == [wanted]],
    )
    found = next((each for each in matches if each), [])
    if len(found) != 1:
        known = choices(f"{tech.alias} ({tech.name})" for tech in techs.values())
        trouble = "Several techs are" if found else "No tech is"
        raise UsageError(f"{trouble} called {name!r}. {known}", hint="Add one more. Try: syncro login --as ALIAS")
    return found[0]


def _profile(file: ConfigFile, flag: str | None, env: Environment) -> Profile:
    named = flag or env.get("SYNCRO_PROFILE", "")
    url = _url_from(env)
    if named:
        return _moved(file.profile(named), url)
    if url:
        return _at_address(file, url)
    if file.default_profile:
        return file.profile(file.default_profile)
    if file.profiles:
        raise UsageError(f"Which account? Choose one of: {', '.join(file.names)}.", hint="Name it with --profile.")
    raise NotConfigured("No account is configured.", hint=HOW_TO_BEGIN)


def _url_from(env: Environment) -> str:
    url = env.get("SYNCRO_BASE_URL", "")
    return address.normal(url, "SYNCRO_BASE_URL") if url else ""


def _moved(profile: Profile, url: str) -> Profile:
    """The profile at SYNCRO_BASE_URL. Only the sandbox moves: a real account's keys go to its own host alone."""
    if not url or url == profile.base_url:
        return profile
    if profile.name == SANDBOX and address.is_loopback(url):
        return replace(profile, base_url=url)
    if profile.name == SANDBOX:
        raise UsageError(
            f"SYNCRO_BASE_URL is {url}, which is no sandbox on this machine.", hint="Unset SYNCRO_BASE_URL."
        )
    raise UsageError(
        f"SYNCRO_BASE_URL is {url}, but the profile {profile.name!r} is at {profile.base_url}.",
        hint="Unset SYNCRO_BASE_URL, or leave --profile and SYNCRO_PROFILE out.",
    )


def _at_address(file: ConfigFile, url: str) -> Profile:
    """The default profile if it is at this address, else an account made of the environment alone."""
    default = file.profile(file.default_profile) if file.default_profile else None
    if default and default.base_url == url:
        return default
    return Profile(ENVIRONMENT, url, file.top.text("policy", POLICY), "", {})


def _with_own_key(profile: Profile, env: Environment) -> Profile:
    # The sandbox has keys of its own: a real one has no business there, whatever answers at its address.
    if "SYNCRO_API_KEY" not in env or profile.name == SANDBOX:
        return profile
    mine = Tech(_ME, _ME, _OWN_KEY)
    return replace(profile, tech=_ME, techs={**profile.techs, _ME: mine})


def _acting(profile: Profile, flag: str | None) -> Tech:
    if flag:
        return find_tech(profile.techs, flag)
    if profile.tech:
        return profile.techs[profile.tech]
    if profile.name == ENVIRONMENT:
        raise KeyUnavailable("SYNCRO_BASE_URL is set, but SYNCRO_API_KEY is not.", hint="Set SYNCRO_API_KEY too.")
    if not profile.techs:
        raise KeyUnavailable(f"The profile {profile.name!r} has no tech with a key.", hint="syncro login")
    raise UsageError(f"Who is acting? Choose one of: {', '.join(profile.techs)}.", hint="Name the tech with --tech.")


def _setting(file: ConfigFile, env: Environment, name: str, read: Callable[[object, str], _T], default: _T) -> _T:
    variable = f"SYNCRO_{name.upper()}"
    if variable in env:
        return read(env[variable], variable)
    if name in file.top.values:
        return read(file.top.values[name], f"{file.path}, {name}")
    return default

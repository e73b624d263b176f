"""Every key of this machine that can be recognised without asking anybody: of all profiles and techs, not only who acts."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from syncro import secret
from syncro.config import bindings
from syncro.config.files import read_text
from syncro.config.profiles import ConfigFile, config_file
from syncro.errors import SyncroError
from syncro.secret import Secret

ENVIRONMENT_KEY = "SYNCRO_API_KEY"
_LONGEST = 4096


def learn(home: Path, env: Mapping[str, str]) -> list[str]:
    """Have `redact` and `secret.is_in` know the configured keys; gives those that can be read.

    Variables and files are read; of keyrings, vaults and commands, which may ask a person, only the fingerprint that a
    login left is known. Nothing is raised: what can't be read can't be recognised.
    """
    try:
        file, marks = config_file(home), bindings.fingerprints(home)
    except SyncroError:
        file, marks = None, frozenset()
    references = {f"env:{ENVIRONMENT_KEY}", *(_references(file) if file else ())}
    values = [value for reference in sorted(references) if _is_secret(value := _value(reference, home, env))]
    secret.learn(values, marks)
    return values


def _is_secret(value: str) -> bool:
    """Long enough to be no ordinary word, and none of the sandbox's keys, which are published."""
    return len(value) >= secret.LEAST and not value.startswith("sandbox-")


def refuse_elsewhere(home: Path, env: Mapping[str, str], key: Secret, base_url: str) -> None:
    """Raise KeyUnavailable when a tech of another host has this very key, wherever and under whatever name it is kept."""
    file = config_file(home)
    for name in file.profiles:
        for reference, theirs in _of_profile(file, name):
            if theirs and bindings.origin_of(theirs) != bindings.origin_of(base_url):
                bindings.refuse_equal(key, _value(reference, home, env), name, theirs, base_url)


def _references(file: ConfigFile) -> Iterator[str]:
    for name in file.names:
        yield from (reference for reference, _ in _of_profile(file, name))


def _of_profile(file: ConfigFile, name: str) -> list[tuple[str, str]]:
    """Reference and base URL of each tech; none of a profile that can't be read, which is said elsewhere."""
    try:
        profile = file.profile(name)
    except SyncroError:
        return []
    return [(tech.key, profile.base_url) for tech in profile.techs.values()]


def _value(reference: str, home: Path, env: Mapping[str, str]) -> str:
    kind, _, rest = reference.partition(":")
    if kind == "env":
        return env.get(rest, "").strip()
    if kind != "file":
        return ""
    try:
        return (read_text((home / Path(rest).expanduser()).resolve(), own=True) or "")[:_LONGEST].strip()
    except (SyncroError, OSError, RuntimeError):
        return ""

"""Writes an account or a tech into config.toml, keeping comments and order. Never writes a key there (R-55)."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from msgspec import Struct

from syncro.config.files import private_folder, read_text, write_private
from syncro.config.profiles import Tech, config_file
from syncro.errors import ConfigError, UsageError, choices
from syncro.secret import Secret

_LOCK_WAIT = 10.0


class Stored(Struct, frozen=True):
    """Where a key was put: the reference to it, and a warning if that place is less safe than it should be."""

    reference: str
    warning: str = ""


def enrol(home: Path, profile: str, base_url: str, tech: Tech) -> Path:
    """Add or replace a tech of a profile; the first one becomes the default. Returns the file written.

    Raises ConfigError if the file can't be read or written; then it is unchanged.
    """
    import tomlkit

    with _edited(home) as (path, document):
        document.setdefault("default_profile", profile)
        account = document.setdefault("profiles", tomlkit.table(is_super_table=True)).setdefault(profile, {})
        if "subdomain" not in account:
            account["base_url"] = base_url
        account.setdefault("tech", tech.alias)
        entry = {"name": tech.name, "key": tech.key, "user_id": tech.user_id}
        account.setdefault("techs", {})[tech.alias] = {name: value for name, value in entry.items() if value}
    return path


def strike_off(home: Path, profile: str, alias: str) -> str:
    """Take a tech out of a profile, and the key with them where this program had stored it. Returns what became of it.

    Raises UsageError when there is no such tech in config.toml; then nothing is changed.
    """
    with _edited(home) as (_, document):
        account = document.get("profiles", {}).get(profile, {})
        techs = account.get("techs", {})
        if alias not in techs:
            raise UsageError(f"No tech {alias!r} in profile {profile!r}. {choices(techs)}")
        reference = str(techs.pop(alias).get("key", ""))
        if account.get("tech") == alias:
            # The only one left is taken by itself; of several, each command asks for --tech.
            del account["tech"]
    return _drop_key(home, profile, alias, reference)


def use_policy(home: Path, name: str, profile: str | None = None) -> Path:
    """Make a policy the one in force: of one profile, or of all that don't name their own. Raises ConfigError."""
    place_of_policy(home, profile)
    with _edited(home) as (path, document):
        if profile is None:
            document["policy"] = name
        else:
            document["profiles"][profile]["policy"] = name
    return path


def place_of_policy(home: Path, profile: str | None) -> Path:
    """The file that would be written; raises ConfigError for a profile that isn't in it."""
    file = config_file(home)
    if profile is not None and profile not in file.profiles:
        raise ConfigError(f"{file.path}: there is no profile {profile!r} to give a policy to.")
    return file.path


@contextmanager
def _edited(home: Path) -> Iterator[tuple[Path, Any]]:
    """config.toml, to be changed in place and written back in one step; one process at a time."""
    import tomlkit
    from filelock import FileLock, Timeout

    private_folder(home)
    path = config_file(home).path
    try:
        with FileLock(path.with_suffix(".lock"), timeout=_LOCK_WAIT):
            document = tomlkit.parse(read_text(path) or "")
            yield path, document
            write_private(path, tomlkit.dumps(document))
    except Timeout:
        raise ConfigError(f"{path}: another process is changing it.") from None


def keep_key(home: Path, profile: str, alias: str, key: Secret) -> Stored:
    """Put a key into the keyring, or, where there is none, into a private file."""
    import keyring
    from keyring.errors import KeyringError

    from syncro.config.keys import KEYRING_SERVICE

    account = f"{profile}/{alias}"
    try:
        keyring.set_password(KEYRING_SERVICE, account, key.reveal())
        if keyring.get_password(KEYRING_SERVICE, account) == key.reveal():
            return Stored(f"keyring:{KEYRING_SERVICE}/{account}")
    except KeyringError:
        pass
    return _in_a_file(home, profile, alias, key)


def _drop_key(home: Path, profile: str, alias: str, reference: str) -> str:
    """Only a key that this program put there; one that lives elsewhere was never ours to delete."""
    from syncro.config.keys import KEYRING_SERVICE

    account = f"{profile}/{alias}"
    if reference == f"keyring:{KEYRING_SERVICE}/{account}":
        import keyring
        from keyring.errors import KeyringError

        try:
            keyring.delete_password(KEYRING_SERVICE, account)
        except KeyringError as error:
            return f"Its key could not be removed from the keyring ({type(error).__name__})."
        return "Its key was removed from the keyring."
    if reference == f"file:{_key_file(profile, alias).as_posix()}":
        (home / _key_file(profile, alias)).unlink(missing_ok=True)
        return "The file with its key was deleted."
    return "Its key was not deleted."


def _key_file(profile: str, alias: str) -> Path:
    return Path("keys") / profile / alias


def _in_a_file(home: Path, profile: str, alias: str, key: Secret) -> Stored:
    path = _key_file(profile, alias)
    private_folder(home, *path.parent.parts)
    write_private(home / path, key.reveal() + "\n")
    return Stored(
        f"file:{path.as_posix()}",
        f"No keyring here: the key is stored unencrypted in {home / path}, readable by you only.",
    )

"""A key goes to the host it was stored for and to no other: by its SHA-256, and by the place it is kept in. Holds no key."""

from collections.abc import Iterator
from hashlib import sha256
from hmac import compare_digest
from pathlib import Path
from urllib.parse import urlsplit

from syncro.config.memory import recall, remember
from syncro.config.profiles import SANDBOX, ConfigFile, config_file
from syncro.errors import KeyUnavailable, SyncroError
from syncro.secret import Secret

FILE = "key-hosts.json"
_PORTS = {"http": 80, "https": 443}


def origin_of(base_url: str) -> str:
    """Scheme, host and port: `https://shop.syncromsp.com:443`. A key kept for https never goes over http."""
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.hostname}:{parts.port or _PORTS.get(parts.scheme, 0)}"


def fingerprint(key: str) -> str:
    """By which a key is known again; a key can't be guessed from it, being random and long."""
    return sha256(key.encode()).hexdigest()


def bind(home: Path, key: Secret, base_url: str) -> None:
    """From now on this key goes there alone. Raises ConfigError."""
    if not _is_published(key):
        remember(home, FILE, fingerprint(key.reveal()), origin_of(base_url))


def refuse_place(home: Path, reference: str, base_url: str) -> None:
    """Raise KeyUnavailable when config.toml names this place for another host; nothing is opened for that."""
    if reference.startswith(f"{SANDBOX}:"):
        return
    place, origin = place_of(reference, home), origin_of(base_url)
    for profile, theirs, other in _places(config_file(home)):
        if theirs != origin and place_of(other, home) == place:
            raise _refusal(f"profile {profile} at {theirs}", origin)


def refuse_key(home: Path, key: Secret, base_url: str) -> None:
    """Raise KeyUnavailable when this key was stored for another host."""
    bound, origin = bound_to(home, key), origin_of(base_url)
    if bound and bound != origin:
        raise _refusal(bound, origin)


def refuse_equal(key: Secret, other: str, profile: str, theirs: str, base_url: str) -> None:
    """Raise KeyUnavailable when the key of another host's profile is this one."""
    if not _is_published(key) and compare_digest(key.reveal().encode(), other.encode()):
        raise _refusal(f"profile {profile} at {origin_of(theirs)}", origin_of(base_url))


def bound_to(home: Path, key: Secret) -> str:
    """The origin a key was stored for; empty if it wasn't stored by a login here."""
    return "" if _is_published(key) else recall(home, FILE).get(fingerprint(key.reveal()), "")


def fingerprints(home: Path) -> frozenset[str]:
    """Of every key that was stored by a login here."""
    return frozenset(recall(home, FILE))


def place_of(reference: str, home: Path) -> tuple[str, str]:
    """A reference in one form, whichever way it is written: two that lead to the same key are equal."""
    kind, _, rest = reference.strip().partition(":")
    if kind == "file":
        return kind, str(_real(rest, home))
    if kind == "sops":
        path, _, dotted = rest.partition("#")
        return kind, f"{_real(path, home)}#{dotted}"
    return kind, " ".join(rest.split())


def _real(path: str, home: Path) -> Path:
    try:
        return (home / Path(path).expanduser()).resolve()
    except (OSError, RuntimeError):
        return home / path


def _places(file: ConfigFile) -> Iterator[tuple[str, str, str]]:
    """Profile, origin and reference of every tech that can be read; what can't is no reason to stop here."""
    for name in file.profiles:
        try:
            profile = file.profile(name)
        except SyncroError:
            continue
        yield from ((name, origin_of(profile.base_url), tech.key) for tech in profile.techs.values())


def _is_published(key: Secret) -> bool:
    """The sandbox's keys stand in its documentation."""
    return key.reveal().startswith("sandbox-")


def _refusal(kept_for: str, wanted: str) -> KeyUnavailable:
    return KeyUnavailable(
        f"This key is kept for {kept_for}; it isn't sent to {wanted}.",
        hint="Make a key in that account. Try: syncro login --profile NAME",
    )

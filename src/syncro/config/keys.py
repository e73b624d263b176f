"""From a key reference to the key (R-55). Never takes another key instead (R-54), never shows one."""

import re
import shlex
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from syncro.config.files import is_open_to_readers, read_text
from syncro.errors import ConfigError, KeyUnavailable
from syncro.secret import Secret

COMMAND_TIMEOUT = 60.0
"""Seconds; long enough for a person to touch a token or type a passphrase."""

KEYRING_SERVICE = "syncro"
_SHOWN_STDERR = 200
_ORDINARY = re.compile(r"[\"'(]?(?:[^\W\d_]{1,15}(?:['’][^\W\d_]{1,2})?|\d{1,4})[\"').,:;!?]{0,2}\Z")


def _anything(_command: str) -> None:
    """Whoever calls without a gate has asked already, or made the command."""


def resolve(
    reference: str,
    *,
    home: Path,
    env: Mapping[str, str],
    timeout: float = COMMAND_TIMEOUT,
    allow: Callable[[str], None] = _anything,
) -> Secret:
    """The key behind `env:NAME`, `keyring:SERVICE/ACCOUNT`, `file:PATH`, `cmd:COMMAND` or `sops:PATH#dotted.key`.

    `allow` is given the command before it is run, and raises KeyUnavailable for one that no person has allowed.
    Raises KeyUnavailable with what is wrong and what to do, ConfigError for a reference of no known kind.
    """
    kind, _, rest = reference.partition(":")
    if kind not in _KINDS or not rest:
        # Only the kind is shown: somebody may have written the key itself here.
        raise ConfigError(f"A key reference must begin with one of: {', '.join(k + ':' for k in KINDS)}.")
    return _sound(
        _KINDS[kind](rest, _Source(home, env, timeout, allow)), f"{kind}:{rest}" if kind != "cmd" else "the command"
    )


class _Source:
    """What looking a key up may need."""

    def __init__(self, home: Path, env: Mapping[str, str], timeout: float, allow: Callable[[str], None]) -> None:
        self.home, self.env, self.timeout, self.allow = home, env, timeout, allow


def _from_env(name: str, source: _Source) -> str:
    if not source.env.get(name):
        raise KeyUnavailable(
            f"The environment variable {name} with the API key is not set.", hint=f"Set it: export {name}=…"
        )
    return source.env[name]


def _from_file(path: str, source: _Source) -> str:
    found = (source.home / Path(path).expanduser()).resolve()
    text = read_text(found, own=True)
    if text is None:
        raise KeyUnavailable(f"The key file {found} does not exist.", hint="syncro login")
    if is_open_to_readers(found):
        raise KeyUnavailable(
            f"{found}: can be read by other users. Make a new key, and hide its file.", hint=f"chmod 600 {found}"
        )
    return text


def _from_keyring(entry: str, source: _Source) -> str:  # noqa: ARG001 - every kind has these two
    import keyring
    from keyring.errors import KeyringError

    service, _, account = entry.partition("/")
    try:
        key = keyring.get_password(service, account)
    except KeyringError as error:
        raise KeyUnavailable(f"The keyring can't be opened ({type(error).__name__}).", hint="syncro login") from None
    if not key:
        raise KeyUnavailable(f"The keyring holds no key for {entry}.", hint="syncro login")
    return key


def _from_command(command: str, source: _Source) -> str:
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ConfigError(f"The key command can't be read: {error}.") from None
    source.allow(command)
    return _output_of(words, source)


def _from_sops(place: str, source: _Source) -> str:
    path, _, dotted = place.partition("#")
    if not path or not dotted:
        raise ConfigError("A sops reference is written sops:PATH#dotted.key.")
    file = (source.home / Path(path).expanduser()).resolve()
    extract = "".join(f'["{part}"]' for part in dotted.split("."))
    return _output_of(["sops", "--decrypt", "--extract", extract, str(file)], source)


def _from_sandbox(name: str, source: _Source) -> str:  # noqa: ARG001
    # The sandbox's keys are published names, worth nothing anywhere else.
    if not name.startswith("sandbox-"):
        raise ConfigError("A sandbox key begins with sandbox-.")
    return name


_KINDS: dict[str, Callable[[str, _Source], str]] = {
    "env": _from_env,
    "keyring": _from_keyring,
    "file": _from_file,
    "cmd": _from_command,
    "sops": _from_sops,
    "sandbox": _from_sandbox,
}
KINDS = tuple(kind for kind in _KINDS if kind != "sandbox")


def _output_of(words: Sequence[str], source: _Source) -> str:
    import subprocess

    program = words[0] if words else ""
    try:
        done = subprocess.run(  # noqa: S603 - the command is the user's own configuration
            words, capture_output=True, text=True, timeout=source.timeout, check=False, env=dict(source.env)
        )
    except (FileNotFoundError, PermissionError, IndexError):
        raise KeyUnavailable(f"The key command {program!r} can't be started.", hint=f"Install {program}.") from None
    except subprocess.TimeoutExpired:
        raise KeyUnavailable(f"The key command {program!r} gave no answer in {source.timeout:g} s.") from None
    except UnicodeDecodeError:
        raise KeyUnavailable(f"The key command {program!r} printed no text.") from None
    if done.returncode:
        output = _harmless(done.stderr, done.stdout)
        raise KeyUnavailable(f"The key command {program!r} failed with {done.returncode}{output}.")
    return done.stdout


def _harmless(stderr: str, stdout: str) -> str:
    """The last line of what the command complained about; whatever could be a key, or a part of one, is masked.

    Only short words of letters and short numbers are kept, and none that stands in what it printed.
    """
    last = next((line.strip() for line in reversed(stderr.splitlines()) if line.strip()), "")
    if not last:
        return ""
    printed = frozenset(stdout.split())
    shown = " ".join(word if _ORDINARY.match(word) and word not in printed else "••••" for word in last.split())
    return f": {shown[:_SHOWN_STDERR]}"


def _sound(text: str, where: str) -> Secret:
    key = text.strip()
    if not key:
        raise KeyUnavailable(f"{where} is empty; it should hold the API key.", hint="syncro login")
    if not key.isascii():
        raise KeyUnavailable(
            f"{where} holds letters that no API key has, such as é or a curly quote.", hint="Copy the key again."
        )
    if not key.isprintable() or " " in key:
        raise KeyUnavailable(f"{where} holds more than one word; it should hold the API key and nothing else.")
    return Secret(key)

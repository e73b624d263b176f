"""Small things this machine remembers about keys, in private JSON files under SYNCRO_HOME: never a key itself."""

from pathlib import Path

from msgspec import DecodeError, json

from syncro.config.files import checked_home, read_text, write_private
from syncro.errors import ConfigError

_TYPE = dict[str, str]


def recall(home: Path, name: str) -> _TYPE:
    """What the file holds, empty if there is none; raises ConfigError for one that can't be read or isn't ours."""
    path = checked_home(home) / name
    text = read_text(path, own=True)
    if text is None:
        return {}
    try:
        return json.decode(text.encode(), type=_TYPE)
    except DecodeError:
        raise ConfigError(f"{path}: can't be understood.", hint=f"Delete {path}; you will be asked again.") from None


def remember(home: Path, name: str, key: str, value: str) -> None:
    """Add one entry, or change it; one process at a time. Raises ConfigError."""
    from filelock import FileLock, Timeout

    from syncro.config.files import private_folder

    path = private_folder(home) / name
    try:
        with FileLock(path.with_suffix(".lock"), timeout=10):
            known = recall(home, name)
            if known.get(key) != value:
                write_private(path, json.encode({**known, key: value}, order="sorted").decode() + "\n")
    except Timeout:
        raise ConfigError(f"{path}: another process is changing it.") from None
